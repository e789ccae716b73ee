"""
Who someone is, merged from all sources: the one value that the rule chose, and who says otherwise.

A source is named beside a value only where this officer may see what it holds, and where it shares that element for
display. A telephone or a language comes from such a source or is not shown; a name, a date of birth and a home say
whose page this is, and are.
"""

from dataclasses import dataclass
from datetime import date

from plainview.agreements.agreement import Agreement
from plainview.web.access.can import sees_department, sees_element, sees_table
from plainview.web.access.roles import Sees
from plainview.web.casework.looking import Look
from plainview.web.policy import policy
from plainview.web.reidentification.gate import Names, Revealed, Said

WHO = {"name": "Name", "born_on": "Date of birth", "home": "Home"}
CONTACT = {"phone": "By phone", "email": "By e-mail", "first_language": "First language",
           "needs_interpreter": "Needs an interpreter"}  # fmt: skip
_MADE_FROM = {"name": ("full_name", "forename", "surname"), "home": ("address", "postcode")}


@dataclass(frozen=True, slots=True)
class Saying:
    """What one source says of a field, in words."""

    value: str
    agreement: Agreement
    recorded_on: date | None


@dataclass(frozen=True, slots=True)
class Told:
    """One field: what is shown, whose word it is, and who says otherwise."""

    label: str
    value: str
    by: Saying | None
    others: tuple[Saying, ...]


@dataclass(frozen=True, slots=True)
class Identity:
    """What is told of one resident."""

    who: tuple[Told, ...]
    contact: tuple[Told, ...]

    @property
    def differ(self) -> tuple[Told, ...]:
        """Give the fields on which sources differ."""
        return tuple(told for told in (*self.who, *self.contact) if told.others)


def identity(look: Look, names: Names) -> Identity:
    """Give who the resident is and how to reach them. Of a past day only who: when each was learnt is not kept."""
    sees = look.decision.sees
    if sees is None or look.is_past:
        return Identity((), ())
    who, contact = [], []
    for field, label in (WHO | CONTACT).items():
        told = names.revealed(look.person_id, field)
        if told is None:
            continue
        sayings = [_saying(field, said) for said in told.said_by if _may_say(sees, said, field, look.today)]
        if field in WHO:
            own = next((s for s in sayings if s.value == told.value), None)
            who.append(Told(label, told.value, own, _others(told, told.value, sayings)))
        elif sayings:
            shown = sayings[0]
            contact.append(Told(label, shown.value, shown, _others(told, shown.value, sayings)))
    return Identity(tuple(who), tuple(contact))


def _others(told: Revealed, shown: str, sayings: list[Saying]) -> tuple[Saying, ...]:
    if not told.differs:
        return ()
    return tuple({(s.value, s.agreement.id): s for s in sayings if s.value.casefold() != shown.casefold()}.values())


def _saying(field: str, said: Said) -> Saying:
    value = said.value
    if field == "first_language":
        value = value.replace("_", " ").capitalize()
    elif field == "needs_interpreter":
        value = "Yes" if value == "true" else "No"
    recorded_on = date.fromisoformat(said.recorded_on) if said.recorded_on else None
    return Saying(value, policy().agreements[said.source], recorded_on)


def _may_say(sees: Sees, said: Said, field: str, on: date) -> bool:
    """Say whether what a source tells may be shown as its word."""
    agreement, rules = policy().agreements.get(said.source), policy()
    if agreement is None or "people" not in sees.areas or not sees_department(sees, agreement):
        return False
    fills = rules.fills.get(said.source, set())
    if fills and not any(sees_table(sees, agreement, table) for table in fills):
        return False  # that the source knows them at all is more than this officer may know
    made_from = rules.made_from.get(said.source, {})
    elements = [e for ours in _MADE_FROM.get(field, (field,)) for e in made_from.get(ours, ())]
    return bool(elements) and all(sees_element(sees, agreement, e, on) for e in elements)
