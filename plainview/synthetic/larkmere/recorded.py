"""
What a source knows of a person: the truth with that source's faults.

A writer asks `Recorder(world, source)` and never reads names, dates of birth, numbers or addresses of a
`Person` itself. The same person, source and seed give the same answer.
"""

import random
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from plainview.synthetic.larkmere import draw, faults
from plainview.synthetic.larkmere.faults import BY_SPACE, Faults
from plainview.synthetic.larkmere.world import bias
from plainview.synthetic.larkmere.world.model import Home, Person, Stay, World


@dataclass(frozen=True, slots=True)
class Recorded:
    """One record that a source holds of a person. Blank is None. Faults: see `faults.py` for the rates."""

    person: int  # the truth, for writers to find events; never written to an extract
    local_id: str  # this system's own id, e.g. for all CSC extracts the same
    legacy_id: str | None  # of a merged duplicate
    title: str | None
    forename: str | None
    middle_names: str | None
    surname: str | None
    former_surname: str | None
    born_on: date | None  # may be a placeholder, or day and month swapped
    sex: str | None
    nhs_number: str | None
    nino: str | None
    upn: str | None
    former_upn: str | None
    uln: str | None
    uprn: str | None
    address_1: str | None
    address_2: str | None
    town: str | None
    postcode: str | None
    lives_from: date | None
    phone: str | None
    email: str | None
    is_restricted: bool  # as this source flags it
    expected_on: date | None = None  # of an unborn child, which has no `born_on` yet
    died_on: date | None = None


@dataclass(frozen=True, slots=True)
class RecordedAddress:
    """An address as a source writes it."""

    home: int  # the truth; never written to an extract
    uprn: str | None
    address_1: str | None
    address_2: str | None
    town: str | None
    postcode: str | None
    starts: date | None
    ends: date | None

    @property
    def line(self) -> str:
        """Give the address in one line, with the postcode."""
        return ", ".join(t for t in (self.address_1, self.address_2, self.town, self.postcode) if t)


# Who always knows why a person is withheld; the others may, and mostly do not.
_KNOWS = {
    "refuge": ("lcs", "homeless"),
    "witness_protection": ("lcs", "uh"),
    "adoption": ("lcs",),
    "staff": ("lcs", "las"),
}
_ID_SHAPES = {
    "lcs": "{}", "las": "L{}", "yjs": "YJ{}", "uh": "{}", "hreg": "A{}", "homeless": "P{}", "ctax": "{}",
    "benefits": "B{}", "one": "S{}", "covid": "C{}", "list": "R{}",
}  # fmt: skip
_PRIME = 9_999_991
_SHORT = {"Road": "Rd", "Street": "St", "Avenue": "Ave", "Close": "Cl", "Gardens": "Gdns", "Lane": "Ln", "Court": "Ct"}


class Recorder:
    """
    Gives the records of one name space: `lcs` children's, `las` adults, `yjs` youth justice, `uh` housing, `hreg`
    register, `homeless`, `ctax`, `benefits`, `one` education, `covid`.

    What was asked for is kept in `world.recorded`, so that the truth can say whose each id is.
    """

    def __init__(self, world: World, space: str) -> None:
        self._world, self._space = world, space
        self._faults: Faults = BY_SPACE[space]
        self._known = world.recorded.setdefault(space, {})

    def records(self, person: int) -> tuple[Recorded, ...]:
        """Give the record of a person, and a second one where this source holds a duplicate that nobody merged."""
        if person not in self._known:
            twice = draw.share(self._world.seed, self._space, person, "twice") < self._faults.duplicate
            made = [self._make(self._world.persons[person], copy) for copy in range(2 if twice else 1)]
            self._known[person] = tuple(made)
        return self._known[person]

    def primary(self, person: int) -> Recorded:
        """Give the record that events are attached to."""
        return self.records(person)[0]

    def either(self, person: int, key: object) -> Recorded:
        """Give the record that one event hangs on: one in three events of a doubled person went to the second."""
        held = self.records(person)
        second = len(held) > 1 and draw.share(self._world.seed, self._space, person, "which", key) < 1 / 3
        return held[1 if second else 0]

    def id(self, person: int) -> str:
        """Give the local id of the primary record."""
        return self.records(person)[0].local_id

    def addresses(self, person: int) -> tuple[RecordedAddress, ...]:
        """Give the address history as this source knows it, oldest first; the newest move may not have reached it."""
        stays = self._known_stays(self._world.persons[person])
        return tuple(self.address_of(s.home, starts=s.starts, ends=s.ends) for s in stays)

    def address_on(self, person: int, on: date) -> RecordedAddress | None:
        """Give the address that this source held on a day, if it knew one."""
        held = [a for a in self.addresses(person) if a.starts is not None and a.starts <= on]
        return held[-1] if held else None

    def address_of(self, home: int, *, starts: date | None = None, ends: date | None = None) -> RecordedAddress:
        """Give a home's address as this source writes it."""
        return _written(self._world, self._space, self._faults, self._world.homes[home], starts, ends)

    def group(self, space: str, reference: str, *persons: int) -> str:
        """Note for the truth who stands behind a reference (account, claim, tenancy); give the reference back."""
        for person in persons:
            self._world.groups[space, reference, str(person)] = None
        return reference

    def _known_stays(self, person: Person) -> list[Stay]:
        stays = self._world.stays_of(person.mother if person.is_unborn and person.mother else person.id)
        is_stale = draw.share(self._world.seed, self._space, person.id, "stale") < self._faults.stale_address
        return stays[:-1] if is_stale and len(stays) > 1 else stays

    def _local_id(self, person: int, copy: int) -> str:
        """Spread ids so that they tell nothing of the truth's; one to one below ten million."""
        step = draw.number(self._world.seed, self._space, "step") % (_PRIME - 2) + 1
        return _ID_SHAPES[self._space].format(1_000_000 + (person * 3 + copy) * step % _PRIME)

    def _make(self, person: Person, copy: int) -> Recorded:
        world, rates = self._world, self._faults
        rng = draw.stream(world.seed, self._space, person.id, copy)
        forename, surname, former = _names(rng, rates, person)
        stays = self._known_stays(person)
        at = self.address_of(stays[-1].home, starts=stays[-1].starts) if stays else None
        held = Recorded(
            person=person.id,
            local_id=self._local_id(person.id, copy),
            legacy_id=self._local_id(person.id, 2) if copy == 0 and rng.random() < rates.merged else None,
            title=person.title if rng.random() < 0.8 else None,
            forename=None if person.is_unborn else forename,
            middle_names=person.middle_names or None,
            surname=surname,
            former_surname=former,
            born_on=None if person.is_unborn else _birth(rng, rates, person.born_on, world.ends),
            sex=None if person.is_unborn or rng.random() < rates.sex_blank else person.sex,
            nhs_number=None if person.is_unborn else _number(rng, rates, person.nhs_number),
            nino=_number(rng, rates, person.nino),
            upn=_number(rng, rates, person.upn),
            former_upn=None,
            uln=_number(rng, rates, person.uln),
            uprn=at.uprn if at else None,
            address_1=at.address_1 if at else None,
            address_2=at.address_2 if at else None,
            town=at.town if at else None,
            postcode=at.postcode if at else None,
            lives_from=at.starts if at else None,
            phone=person.phone,
            email=person.email,
            is_restricted=self._flags(person),
            expected_on=person.born_on if person.is_unborn else None,
            died_on=person.died_on,
        )
        blanked: dict[str, Any] = {name: None for name, rate in sorted(rates.blank.items()) if rng.random() < rate}
        held = replace(held, **blanked)
        return _in_capitals(held) if rates.upper else held

    def _flags(self, person: Person) -> bool:
        """Say whether this source marks the person: some always know, the others one time in six."""
        if person.restricted is None:
            return False
        if self._space in _KNOWS.get(person.restricted, ()):
            return True
        return draw.share(self._world.seed, self._space, person.id, "flag") < 1 / 6


def recorded_ethnicity(world: World, person: Person) -> str:
    """Give the ethnic group that systems hold of a person; empty where none holds it: see `world/bias.py`."""
    return "" if bias.is_ethnicity_lost(world, person) else person.ethnicity


def _names(rng: random.Random, rates: Faults, person: Person) -> tuple[str, str, str | None]:
    forename, surname, former = person.forename, person.surname, person.former_surname
    if former and rng.random() < rates.old_surname:
        surname, former = former, None
    elif former and rng.random() < 0.6:
        former = None  # most sources never learn of the earlier name
    if rng.random() < rates.nickname:
        forename = person.known_as or faults.NICKNAMES.get(forename, forename)
    if rng.random() < rates.spelling:
        if rng.random() < 0.5 and forename:
            forename = faults.misspell(rng, forename)
        else:
            surname = faults.misspell(rng, surname)
    if forename and rng.random() < rates.names_swapped:
        forename, surname = surname, forename
    return forename, surname, former


def _birth(rng: random.Random, rates: Faults, born: date, latest: date) -> date:
    at = rng.random()
    for rate, wrong in (
        (rates.birth_placeholder, lambda: rng.choice(faults.PLACEHOLDERS)),
        (rates.birth_first_of_january, lambda: date(born.year, 1, 1)),
        (rates.birth_swapped * 2.6, lambda: faults.day_and_month_swapped(born)),  # 2.6: most dates cannot be swapped
        (rates.birth_wrong, lambda: born + timedelta(days=rng.choice((-365, -30, -10, -1, 1, 10, 30, 365)))),
    ):
        if at < rate:
            made = wrong()
            return born if made is None or made > latest else made
        at -= rate
    return born


def _number(rng: random.Random, rates: Faults, number: str | None) -> str | None:
    return faults.one_digit_wrong(rng, number) if number and rng.random() < rates.digit_wrong else number


def _in_capitals(held: Recorded) -> Recorded:
    names = ("title", "forename", "middle_names", "surname", "former_surname")
    capitals: dict[str, Any] = {n: faults.bare(v).upper() if (v := getattr(held, n)) else v for n in names}
    return replace(held, **capitals)


def _written(
    world: World, space: str, rates: Faults, home: Home, starts: date | None, ends: date | None
) -> RecordedAddress:
    """Write an address in a source's way; the same home is written the same way by one source, slips included."""
    rng = draw.stream(world.seed, space, "address", home.id)
    street = home.street
    if space in {"yjs", "homeless", "ctax"} or rng.random() < 0.1:
        for long, short in _SHORT.items():
            street = street.replace(f" {long}", f" {short}") if street.endswith(long) else street
    if rng.random() < 0.01:
        street = faults.misspell(rng, street)
    if home.building:
        first: str = f"{home.number}, {home.building}" if home.number else home.building
        second: str | None = street
    else:
        first, second = f"{home.number} {street}", None
    town, postcode = home.town, home.postcode
    if rng.random() < 0.03:
        postcode = postcode.replace(" ", "")
    if rates.upper:
        first, second, town = first.upper(), second.upper() if second else None, town.upper()
    uprn = None if rng.random() < rates.blank.get("uprn", 0) else home.uprn
    return RecordedAddress(home.id, uprn, first, second, town, postcode, starts, ends)
