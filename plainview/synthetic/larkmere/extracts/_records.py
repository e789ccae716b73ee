"""What the writers of housing, revenues and benefits share: fields, chance, dates, and who is in a household."""

from collections.abc import Mapping, MutableMapping, Sequence
from datetime import date
from typing import Any

from plainview.synthetic.larkmere import codes, draw
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import iso_date, uk_date
from plainview.synthetic.larkmere.recorded import Recorded, Recorder
from plainview.synthetic.larkmere.world.model import Stay, World

Row = dict[str, Any]
Fields = Mapping[str, str | Sequence[str]]  # column: how it is filled where the writer sets nothing
SET = ""  # the writer sets it, or leaves it blank


def stamp(world: World) -> str:
    """Give the day of the extract as it stands in file names."""
    return f"{world.ends:%Y%m%d}"


def completed(row: MutableMapping[str, Any], fields: Fields, filler: Filler, key: object) -> Row:
    """Give the row with every column that the writer did not set filled plausibly, or blank."""
    filler.fill(row, {name: kind for name, kind in fields.items() if kind}, key)
    return {name: row.get(name) for name in fields}


class Chance:
    """Draws that depend on the source and the words given alone."""

    def __init__(self, world: World, source: str) -> None:
        self._seed, self._source = world.seed, source

    def falls(self, share: float, *key: object) -> bool:
        """Say whether what happens in that share of cases happens here."""
        return draw.share(self._seed, self._source, *key) < share

    def flag(self, share: float, *key: object) -> str | None:
        """Give Y in that share of cases; a box that nobody ticked is blank."""
        return "Y" if self.falls(share, *key) else None

    def pick(self, options: Sequence[Any], *key: object) -> Any:
        """Give one of the options."""
        return draw.pick(options, self._seed, self._source, *key)

    def between(self, low: int, high: int, *key: object) -> int:
        """Give a whole number from low to high."""
        return low + draw.number(self._seed, self._source, *key) % (high - low + 1)

    def nothing(self, *key: object) -> str | None:
        """Give one of the ways in which nothing is written; mostly a blank."""
        return self.pick((None, None, None, None, None, None, "NULL", "N/A"), "nothing", *key)

    def uk(self, day: date | None, *key: object) -> str | None:
        """Write a date as the screens do, and one in forty as an import left it."""
        return iso_date(day) if self.falls(0.025, "iso", *key) else uk_date(day)


def marked(is_so: bool) -> str:
    """Write a flag as Y or N."""
    return "Y" if is_so else "N"


def members(world: World, household: int) -> list[Stay]:
    """Give the stays of all who ever lived in a household, in the order in which they came."""
    return sorted(world.grouped("stays", "household").get(household, []), key=lambda s: (s.starts, s.person))


def tenancy_members(world: World, household: int, tenants: Sequence[int]) -> list[int]:
    """Give the people of a council household in the order of their numbers: tenants first, then as they came."""
    others = [s.person for s in members(world, household) if s.person not in tenants]
    return [*tenants, *dict.fromkeys(others)]


def tenant_ref(recorder: Recorder, world: World, person: int, on: date) -> str | None:
    """Give the housing system's reference of a person who is in a council household on that day."""
    stay = world.stay_on(person, on)
    if stay is None:
        return None
    for tenancy in world.grouped("tenancies", "household").get(stay.household, []):
        numbers = tenancy_members(world, stay.household, tenancy.tenants)
        if person in numbers:
            return member_ref(recorder, stay.household, numbers.index(person) + 1, person)
    return None


def member_ref(recorder: Recorder, household: int, number: int, person: int) -> str:
    """Give the reference of a member: the household's, and their number in it."""
    return recorder.group("uh_person", f"{codes.house_ref(household)}-{number:02d}", person)


def as_printed(held: Recorded) -> str:
    """Give a name as bills print it: surname, forename, title."""
    return " ".join(t for t in (held.surname, held.forename, held.title) if t)


def initials(held: Recorded) -> str | None:
    """Give the initials of the forenames."""
    return "".join(n[0] for n in f"{held.forename or ''} {held.middle_names or ''}".split()) or None
