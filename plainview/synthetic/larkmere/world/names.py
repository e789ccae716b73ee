"""How people of each community are named: whose surname a child bears, what changes at marriage, what goes first."""

import random
from dataclasses import dataclass
from datetime import date

from plainview.synthetic.larkmere.world import name_tails
from plainview.synthetic.larkmere.world.name_lists import AKAN_DAY_NAMES, ENGLISH_KNOWN_AS, LISTS


@dataclass(slots=True)
class Name:
    """A whole name, with what it was before."""

    forename: str
    middle_names: str
    surname: str
    former_surname: str | None = None
    known_as: str | None = None


# Community: share of households, DfE ethnicity, religion, language, share of adults who need an interpreter.
COMMUNITIES: dict[str, tuple[float, str, str, str, float]] = {
    "english": (0.3, "WBRI", "christian", "English", 0.0),
    "irish": (0.014, "WIRI", "christian", "English", 0.0),
    "yoruba": (0.09, "BAFR", "christian", "Yoruba", 0.02),
    "igbo": (0.032, "BAFR", "christian", "Igbo", 0.02),
    "akan": (0.04, "BAFR", "christian", "Twi", 0.03),
    "somali": (0.022, "BAFR", "muslim", "Somali", 0.2),
    "bengali": (0.104, "ABAN", "muslim", "Bengali", 0.2),
    "pakistani": (0.078, "APKN", "muslim", "Urdu", 0.12),
    "punjabi": (0.028, "AIND", "sikh", "Panjabi", 0.08),
    "gujarati": (0.024, "AIND", "hindu", "Gujarati", 0.06),
    "tamil": (0.018, "AOTH", "hindu", "Tamil", 0.12),
    "romanian": (0.055, "WOTH", "christian", "Romanian", 0.18),
    "bulgarian": (0.018, "WOTH", "christian", "Bulgarian", 0.18),
    "lithuanian": (0.026, "WOTH", "christian", "Lithuanian", 0.1),
    "polish": (0.02, "WOTH", "christian", "Polish", 0.1),
    "albanian": (0.022, "WOTH", "muslim", "Albanian", 0.2),
    "turkish": (0.012, "WOTH", "muslim", "Turkish", 0.15),
    "portuguese": (0.016, "WOTH", "christian", "Portuguese", 0.15),
    "caribbean": (0.057, "BCRB", "christian", "English", 0.0),
    "vietnamese": (0.012, "AOTH", "none", "Vietnamese", 0.25),
    "chinese": (0.008, "CHNE", "none", "Chinese", 0.2),
}
_WIVES_TAKE_THE_NAME = {"english": 0.75, "irish": 0.7, "yoruba": 0.75, "igbo": 0.75, "akan": 0.6, "caribbean": 0.55,
                        "gujarati": 0.8, "romanian": 0.8, "albanian": 0.8, "turkish": 0.85, "polish": 0.8,
                        "lithuanian": 0.85, "bulgarian": 0.75, "pakistani": 0.2, "punjabi": 0.4,
                        "portuguese": 0.3}  # fmt: skip
_MOTHERS_NAME = {"english": 0.3, "irish": 0.25, "caribbean": 0.45, "akan": 0.15, "yoruba": 0.1, "portuguese": 0.1}


def forename(rng: random.Random, community: str, sex: str, born: date) -> str:
    """Give a forename that fits the community and the time."""
    names = LISTS[community]
    older = names.older_male if sex == "M" else names.older_female
    if older and born.year < 1970 and rng.random() < 0.8:
        return rng.choice(older)
    return rng.choice(names.male if sex == "M" else names.female)


def own(rng: random.Random, community: str, sex: str, born: date, family: str | None = None) -> Name:
    """Name someone whose parents we don't know; `family` is the family's name, in the form men bear."""
    first = forename(rng, community, sex, born)
    surname = family or name_tails.surname(rng, community)
    return _by_custom(rng, community, sex, born, first, surname, fathers=forename(rng, community, "M", born))


def child(rng: random.Random, sex: str, born: date, *, mother: Name | None, father: Name | None,
          community: str, together: bool) -> Name:  # fmt: skip
    """Name a child by the custom of the community."""
    first = forename(rng, community, sex, born)
    if father is None or (mother is not None and not together and rng.random() < 0.5):
        surname = _men_form(community, mother.surname) if mother else name_tails.surname(rng, community)
        name = _by_custom(rng, community, sex, born, first, surname, fathers=None)
    elif community == "somali":  # own name, father's, grandfather's: no family name
        return Name(first, father.forename, father.middle_names or father.surname)
    elif mother is not None and rng.random() < _MOTHERS_NAME.get(community, 0.02):
        name = _by_custom(rng, community, sex, born, first, _men_form(community, mother.surname),
                          fathers=father.forename)  # fmt: skip
        if rng.random() < 0.3 and "-" not in mother.surname + father.surname and mother.surname != father.surname:
            name.surname = f"{mother.surname}-{father.surname}"
    else:
        name = _by_custom(rng, community, sex, born, first, father.surname, fathers=father.forename)
        if community == "portuguese" and mother is not None:
            name.surname = f"{mother.surname.split()[-1]} {father.surname.split()[-1]}"
    if sex == "M" and father and community in {"english", "irish", "pakistani", "caribbean"} and rng.random() < 0.04:
        name.forename = father.forename  # father and son of one name
    return name


def marry(rng: random.Random, community: str, wife: Name, husband: Name) -> None:
    """Change the wife's surname where she takes her husband's; the earlier one is kept as former."""
    if rng.random() < _WIVES_TAKE_THE_NAME.get(community, 0.0):
        taken = _women_form(community, husband.surname, married=True)
        if taken != wife.surname:
            wife.former_surname, wife.surname = wife.surname, taken


def _by_custom(rng: random.Random, community: str, sex: str, born: date, first: str, surname: str,
               fathers: str | None) -> Name:  # fmt: skip
    names, middle, known_as = LISTS[community], "", None
    surname = _men_form(community, surname)
    is_woman = sex == "F"
    if community == "somali":
        middle = fathers or ""
    elif community in {"bengali", "pakistani"}:
        if is_woman and rng.random() < 0.7:
            surname = rng.choice(names.female_surnames)
        elif not is_woman and first in {"Mohammed", "Muhammad", "Abdul"}:
            middle = rng.choice([n for n in names.male if n != first])
            known_as = middle  # called by the second name
    elif community == "punjabi":
        religious = "Kaur" if is_woman else "Singh"
        if rng.random() < 0.45:
            surname = religious
        else:
            middle = religious
    elif community in {"gujarati", "bulgarian"} and fathers:
        middle = fathers if community == "gujarati" else f"{fathers}{'ova' if is_woman else 'ov'}"
    elif community == "tamil":
        surname = fathers if fathers and rng.random() < 0.5 else surname
    elif community == "akan":
        middle = AKAN_DAY_NAMES[born.weekday()][is_woman] if rng.random() < 0.7 else ""
    elif community == "vietnamese":
        middle = rng.choice(("Thị", "Ngọc", "Thu")) if is_woman else rng.choice(("Văn", "Đức", "Quốc"))
    elif community == "chinese":
        known_as = rng.choice(ENGLISH_KNOWN_AS) if rng.random() < 0.5 else None
    elif rng.random() < 0.55:
        middle = forename(rng, community, sex, born)
    if middle == first:
        middle = ""
    return Name(first, middle, _women_form(community, surname, married=False) if is_woman else surname,
                known_as=known_as)  # fmt: skip


def _women_form(community: str, surname: str, *, married: bool) -> str:
    if community == "polish" and surname.endswith("ski"):
        return surname[:-1] + "a"
    if community == "bulgarian" and surname.endswith("v"):
        return surname + "a"
    if community == "lithuanian" and surname.endswith("as"):
        return surname[:-2] + ("ienė" if married else "aitė")
    if community == "lithuanian" and surname.endswith("us"):
        return surname[:-2] + ("ienė" if married else "ytė")
    return surname


def _men_form(community: str, surname: str) -> str:
    if community == "polish" and surname.endswith("ska"):
        return surname[:-1] + "i"
    if community == "bulgarian" and surname.endswith("va"):
        return surname[:-1]
    if community == "lithuanian":
        for end, man in (("ienė", "as"), ("aitė", "as"), ("ytė", "us")):
            surname = surname[: -len(end)] + man if surname.endswith(end) else surname
    return surname
