"""What an element may be used for, and what the law calls it."""

from enum import StrEnum


class Purpose(StrEnum):
    """A use that an agreement allows, element by element."""

    MATCHING = "matching"  # inside the bridge: names, birth dates, identifiers, contacts
    DISPLAY = "display"  # shown to an authorised officer
    MODELLING = "modelling"  # features and training
    MONITORING = "monitoring"  # equality monitoring, nothing else


class LegalClass(StrEnum):
    """The class of an element in UK GDPR and DPA 2018."""

    PERSONAL = "personal"
    SPECIAL_CATEGORY = "special_category"  # Art. 9
    CRIMINAL_OFFENCE = "criminal_offence"  # Art. 10
    OTHER = "other"  # about no person: a property, a code list


STORE_PURPOSES = (Purpose.DISPLAY, Purpose.MODELLING, Purpose.MONITORING)
