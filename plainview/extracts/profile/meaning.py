"""What a column most likely means, by its name and its values together."""

from dataclasses import dataclass

from plainview.extracts.profile import words as w
from plainview.extracts.profile.gather import Counts
from plainview.extracts.profile.values import EXCEL, Values, is_name_like

# Told by the value itself; one that has its check digit by chance is one in eleven.
NUMBERS = ("nhs_number", "nino", "upn", "former_upn", "uln")
PLACES = ("uprn", "parent_uprn", "postcode", "address", "address_whole")
NAMES = ("title", "forename", "middle_names", "surname", "former_surname", "full_name")
BIRTH_DATES = ("born_on", "died_on", "expected_on")
CONTACTS = ("phone", "email")
PROTECTED = {
    "race": "race",
    "religion_or_belief": "religion_or_belief",
    "sexual_orientation": "sexual_orientation",
    "gender_reassignment": "gender_reassignment",
    "disability": "disability",
    "sex": "sex",
    "marriage_civil_partnership": "marriage_civil_partnership",
    "pregnancy_maternity": "pregnancy_maternity",
}
IDENTIFYING = frozenset(
    (*NUMBERS, *PLACES, *NAMES, *BIRTH_DATES, *CONTACTS, "note", "staff_name", "person_id", "foreign_key", "key")
)
CODES_AT_MOST = 80


@dataclass(frozen=True, slots=True)
class Meaning:
    """A guess: the type, what it means, whose it is if not of the one the row is about, whether values agree."""

    type: str  # blank, text, number, money, date, instant, flag, code, codes, json, note
    means: (
        str  # one of the words above; or key, start, end, recorded, staff, staff_name, team, school, provider, ward, ""
    )
    who: str = ""
    sure: bool = False  # name and values agree
    dates: tuple[str, ...] = ()


def meaning(name: tuple[str, ...], counts: Counts, values: Values) -> Meaning:
    """
    Give the likeliest type and meaning.

    In: the words of the column's name, what was counted, what its values are.
    """
    said = " ".join(name)
    found = w.WHO.search(said)
    who = found[0] if found else ""
    if not counts.filled or not counts.distinct:
        return Meaning("blank", _by_name(said), who)
    number = _by_value(said, counts, values)
    if number:
        return Meaning("text", number, who, sure=True)
    type_, dates = _type(said, counts, values)
    if type_ in ("date", "instant"):
        return Meaning(type_, _which_date(said, values), who, sure=True, dates=dates)
    named = _named(said, type_, counts, values)
    if named:
        if named == "note" and type_ not in ("text", "note"):
            named = ""
        elif named == "note":
            type_ = "note"
        if named:
            return Meaning(type_, named, who, sure=_agrees(named, type_, values))
    if type_ == "note":
        return Meaning("note", "note", who)
    staff = _staff(said, type_, counts, values)
    if staff:
        return Meaning(type_, staff, "", sure=True)
    is_bare = len(name) == 1 and bool(w.PEOPLE.fullmatch(said) or w.GROUPS.fullmatch(said))  # "child" alone
    if is_bare and type_ in ("text", "number") and _has_figures(counts):
        return Meaning("text", "key", "", sure=counts.distinct > 1)
    if type_ in ("text", "number", "code") and w.looks_like_key(said) and not w.COUNTED.search(said):
        return Meaning("text", "key", who, sure=counts.distinct > 1)
    for means, pattern in (("school", w.SCHOOL), ("team", w.TEAM), ("provider", w.PROVIDER), ("ward", w.WARD)):
        if type_ in ("text", "code") and pattern.search(said):
            return Meaning(type_, means, who)
    by_shape = _name_by_value(counts, values) if type_ == "text" else ""
    if by_shape:
        return Meaning("text", by_shape, who)
    if type_ == "text" and counts.is_unique and values.long <= 24 and _has_figures(counts):
        return Meaning("text", "key", who)
    return Meaning(type_, "", who)


def _by_value(said: str, counts: Counts, v: Values) -> str:
    """What can be told by the form or the check digit of the values, with a name that does not speak against it."""
    several = counts.distinct >= 8
    spoken = next((s.meaning for s in w.SIGNS if s.fits(said)), "")
    able = {"nhs_number": v.nhs_number, "nino": v.nino, "upn": v.upn, "uln": v.uln}
    if spoken in ("nhs_number", "nino", "upn", "former_upn", "uln"):
        form = v.pupil_form if spoken.endswith("upn") else 0.0
        return spoken if max(able[spoken.removeprefix("former_")], form) >= 0.5 else ""
    for means, share in able.items():
        if several and share >= 0.85 and not (w.looks_like_key(said) and means == "uln"):
            return means
    if v.email >= 0.6:
        return "email"
    if v.postcode >= 0.7 and (several or spoken == "postcode"):
        return "postcode"
    if v.phone >= 0.7 and v.number < 1.0 and several and spoken in ("", "phone"):
        return "phone"
    if spoken == "phone" and v.phone >= 0.4:
        return "phone"
    if spoken in ("uprn", "parent_uprn") and v.number >= 0.9:
        return spoken
    return ""


def _type(said: str, counts: Counts, v: Values) -> tuple[str, tuple[str, ...]]:
    speaks_of_day = bool(
        w.RECORDED.search(said)
        or "date" in said.split()
        or said.endswith((" dt", " on", " dob"))
        or any(s.meaning in BIRTH_DATES and s.fits(said) for s in w.SIGNS)
        or said in ("dob", "start", "end", "from", "to")
    )
    if v.date >= 0.7 or (speaks_of_day and v.date >= 0.3):
        return ("instant" if v.has_time else "date"), v.dates
    if v.figure_dates and (
        speaks_of_day
        or (v.figure_dates[0] in ("%Y%m%d", "%d%m%Y") and counts.distinct >= 8 and not w.looks_like_key(said))
    ):
        return "date", v.figure_dates[:1]
    if speaks_of_day and v.figure_dates == (EXCEL,):
        return "date", (EXCEL,)
    if v.json >= 0.8:
        return "json", ()
    is_digit_flag = not v.number or not w.COUNTED.search(said)
    if v.is_flag and is_digit_flag:
        return "flag", ()
    is_amount = (
        bool(w.MONEY.search(said)) and v.number >= 0.9 and not w.CODED.search(said) and not w.looks_like_key(said)
    )
    if (
        (v.money >= 0.9 and (v.has_currency or w.MONEY.search(said) or v.money >= 0.99))
        or is_amount
        or (v.has_currency and v.money > 0.5)
    ):
        coordinate = counts.longest >= 9 and not w.MONEY.search(said) and not v.has_currency
        return ("number" if coordinate or (w.COUNTED.search(said) and not w.MONEY.search(said)) else "money"), ()
    few = (
        counts.is_few
        and counts.distinct <= CODES_AT_MOST
        and (counts.distinct <= 12 or counts.distinct <= 0.25 * counts.filled)
    )
    if v.number >= 0.97:
        padded = any(x[:1] == "0" and len(x) > 1 and x.isdigit() for x in counts.sample)
        is_counted = bool(w.COUNTED.search(said)) or v.has_zero or v.highest >= 100
        is_few_and_dear = counts.filled >= 8 * counts.distinct and counts.distinct >= 3
        if (
            few
            and not w.looks_like_key(said)
            and (
                padded or (w.CODED.search(said) and not w.COUNTED.search(said)) or (is_few_and_dear and not is_counted)
            )
        ):
            return "code", ()
        return "number", ()
    if v.parts and not (few and counts.distinct <= 12) and v.comma_name < 0.5:
        return "codes", ()
    if v.long > 45 or counts.longest > 200:
        return ("note" if counts.distinct > 5 else "text"), ()
    if few and v.long <= 45:
        return "code", ()
    return "text", ()


def _which_date(said: str, v: Values) -> str:
    for sign in w.SIGNS:
        if sign.meaning in BIRTH_DATES and sign.fits(said):
            return sign.meaning
    if w.RECORDED.search(said):
        return "recorded"
    if w.ENDS.search(said) and not (w.BEGINS.search(said) and said.rfind("from") > said.rfind("to")):
        last_end = max(m.start() for m in w.ENDS.finditer(said))
        starts = [m.start() for m in w.BEGINS.finditer(said)]
        if not starts or last_end > max(starts) or "end" in said.split():
            return "end"
    if w.BEGINS.search(said):
        return "start"
    years = v.years
    # Without a telling name: dates over three generations are birth dates.
    if years and years[1] - years[0] > 65 and "date" not in said.split():
        return "born_on"
    return ""


def _by_name(said: str) -> str:
    return next((s.meaning for s in w.SIGNS if s.fits(said)), "")


def _named(said: str, type_: str, counts: Counts, v: Values) -> str:
    """What the name says, where the values don't speak against it."""
    is_of_staff = bool(w.STAFF.search(said))
    for sign in w.SIGNS:
        means = sign.meaning
        if not sign.fits(said) or means in BIRTH_DATES or means in (*NUMBERS, *CONTACTS):
            continue
        if means in NAMES and (is_of_staff or type_ not in ("text", "code") or v.number > 0.3):
            continue
        if means == "full_name" and type_ == "code" and not is_name_like(counts.sample):
            continue
        if means == "title" and not (type_ == "code" and v.long < 9):
            continue
        if means == "sex" and counts.distinct > 15:
            continue
        if means == "restricted" and type_ not in ("flag", "code"):
            continue
        if means in PROTECTED and type_ not in ("code", "flag", "number", "text"):
            continue
        if means == "postcode" and v.postcode < 0.2:
            continue
        if means == "uprn" and v.number < 0.5:
            continue
        if means == "address" and type_ in ("flag", "money"):
            continue
        if means == "note" and (v.long < 18 or type_ in ("code", "flag", "number")):
            continue
        return means
    return ""


def _agrees(named: str, type_: str, v: Values) -> bool:
    if named in ("forename", "full_name", "surname"):
        return v.forename + v.surname > 0.1 or v.comma_name > 0.5
    return named not in NAMES or type_ in ("text", "code")


def _staff(said: str, type_: str, counts: Counts, v: Values) -> str:
    if not w.STAFF.search(said) or type_ not in ("text", "code", "number"):
        return ""
    if v.person_words > 0.5 or is_name_like(counts.sample) or said.endswith(" name"):
        return "staff_name"
    return "staff" if w.looks_like_key(said) or _has_figures(counts) else ""


def _name_by_value(counts: Counts, v: Values) -> str:
    """Names of people under a header that does not say so."""
    if counts.distinct < 12:
        return ""
    if v.comma_name > 0.6 and v.known_name > 0.05:
        return "full_name"
    if v.titled_name > 0.6 or (v.person_words > 0.6 and v.forename > 0.2 and v.surname > 0.03):
        return "full_name"
    if v.forename > 0.22 and v.person_words < 0.5:
        return "forename"
    if v.surname > 0.12 and v.person_words < 0.4 and v.number == 0:
        return "surname"
    return ""


def _has_figures(counts: Counts) -> bool:
    return sum(any(map(str.isdigit, x)) for x in counts.sample) > 0.8 * max(len(counts.sample), 1)
