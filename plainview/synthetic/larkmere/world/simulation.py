"""The state of the borough on its way through time, and the acts that all themes share: move, join, leave, die."""

import heapq
import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.world.causes import OF_A_UNIT, Shuffle
from plainview.synthetic.larkmere.world.model import (
    BenefitClaim,
    CareEpisode,
    CinPlan,
    CpPlan,
    EarlyHelp,
    Enrolment,
    Home,
    HomelessCase,
    Household,
    Person,
    Referral,
    Stay,
    TaxAccount,
    Tenancy,
    World,
)
from plainview.synthetic.larkmere.world.numbers import Numbers
from plainview.synthetic.larkmere.world.places import Places

YEAR = 365.25


@dataclass(slots=True, eq=False)
class Unit:
    """
    People who keep house together and move as one; what presses on them, from 0 to 1.

    A `Household` of the world is a unit at one home: when the unit moves, a new household begins.
    """

    id: int
    kind: str  # family, lone_parent, couple, single, older, multigeneration, sharer
    community: str
    household: int
    home: int
    members: list[int] = field(default_factory=list)
    pressure: float = 0.3  # of income
    shock: float = 0.0  # passing: a job lost, a separation
    abuse: float = 0.0
    mind: float = 0.0  # a parent's mental ill health
    substance: float = 0.0
    neglect: float = 0.0
    conflict: float = 0.0
    school_worry: float = 0.0  # absence and exclusions of the children, fading
    tenancy: Tenancy | None = None
    tax: TaxAccount | None = None
    claim: BenefitClaim | None = None
    homeless: HomelessCase | None = None
    early_help: EarlyHelp | None = None
    rent_stage: int = 0
    tax_stage: int = 0
    owed: float = 0.0  # council tax in pence, as it presses on the home
    worker: int | None = None
    is_new: bool = False
    is_gone: bool = False
    own: dict[str, float] = field(default_factory=dict)  # what is so of a cause that acts on another: see causes.py

    def seen(self, cause: str) -> float:
        """Give what those who write of this unit find: `pressure`, `abuse`, `mind` or `neglect`."""
        held: float = getattr(self, cause)
        return self.own.get(cause, held) if self.own else held

    @property
    def strain(self) -> float:
        """Give the pressure of income with passing shocks."""
        return min(1.0, self.pressure + self.shock)


@dataclass(slots=True, eq=False)
class Life:
    """What the simulation knows of one person beyond the record: where they are, what they tend to."""

    unit: Unit | None
    stay: Stay | None = None
    family: Unit | None = None  # of a child in care: where it came from
    behaviour: float = 0.0
    absence: float = 0.04  # usual
    absent: float = 0.0  # off what is usual, now, on the scale of the logarithm
    frailty: float = 0.0
    illness: float | None = None  # where another's frailty acts: see causes.py
    exploited: float = 0.0
    offends: float = 0.0
    referral: Referral | None = None
    cin: CinPlan | None = None
    cp: CpPlan | None = None
    care: CareEpisode | None = None
    plans: int = 0
    enrolment: Enrolment | None = None
    is_client: bool = False


@dataclass(frozen=True, slots=True)
class Census:
    """How many live here at the start of a month, and who is of school age."""

    children: int
    young: int  # 10 to 17
    adults: int
    pupils: tuple[int, ...]  # reception to year 12


class Simulation:
    """Everything in motion. Events stand in a queue by date; each month the themes add to it."""

    def __init__(self, world: World, places: Places, begins: date, *, shuffle: str | None = None) -> None:
        self.world, self.places, self.begins = world, places, begins
        self.shuffle = Shuffle(shuffle, self.dice("shuffle"))
        self.numbers = Numbers(self.dice("numbers"))
        self.units: list[Unit] = []
        self.lives: dict[int, Life] = {}
        self.alive: list[int] = []  # may hold some who left since; `is_here` tells
        self.ids: dict[str, itertools.count[int]] = {}
        self._queue: list[tuple[date, int, Callable[..., None], tuple[Any, ...]]] = []
        self._order = itertools.count()
        self._census: tuple[date, Census] | None = None

    def dice(self, theme: str) -> random.Random:
        """Give a theme its own random numbers."""
        return draw.stream(self.world.seed, "world", theme)

    def next_id(self, kind: str) -> int:
        """Give the next id of a kind."""
        if kind not in self.ids:
            self.ids[kind] = itertools.count(1)
        return next(self.ids[kind])

    # ---- time ----
    def later(self, day: date, act: Callable[..., None], *words: Any) -> None:
        """Let `act(day, *words)` happen on a day; after the end of history nothing happens."""
        if day < self.world.ends:
            heapq.heappush(self._queue, (day, next(self._order), act, words))

    def run_until(self, day: date) -> None:
        """Let everything happen that stands in the queue before a day."""
        while self._queue and self._queue[0][0] < day:
            on, _, act, words = heapq.heappop(self._queue)
            act(on, *words)

    def census(self, first: date) -> Census:
        """Count who lives here, once a month."""
        if self._census is None or self._census[0] != first:
            grown, ten = date(first.year - 18, first.month, 1), date(first.year - 10, first.month, 1)
            year = first.year if first.month >= 9 else first.year - 1
            oldest, youngest = date(year - 17, 9, 1), date(year - 3, 9, 1)
            children = young = adults = 0
            pupils = []
            for person, life in self.lives.items():
                if life.stay is None:
                    continue
                born = self.world.persons[person].born_on
                if born <= grown:
                    adults += 1
                else:
                    children += 1
                    young += born <= ten
                if oldest <= born < youngest:
                    pupils.append(person)
            self._census = (first, Census(children, young, adults, tuple(pupils)))
        return self._census[1]

    # ---- people ----
    def is_here(self, person: int) -> bool:
        """Say whether a person lives in the borough's care or homes now."""
        return self.lives[person].stay is not None

    def age(self, person: int, on: date) -> int:
        """Give whole years of age."""
        return self.world.age_on(person, on)

    def adults(self, unit: Unit, on: date) -> list[int]:
        """Give the members aged 18 or more."""
        return [p for p in unit.members if self.age(p, on) >= 18]

    def children(self, unit: Unit, on: date) -> list[int]:
        """Give the members under 18 who are born."""
        return [p for p in unit.members if self.age(p, on) < 18]

    def parents(self, child: int) -> tuple[int | None, int | None]:
        """Give mother and father."""
        person = self.world.persons[child]
        return person.mother, person.father

    def carer(self, child: int) -> int:
        """Give whom services call the family: the mother, else the father, else an adult of the home."""
        life, (mother, father) = self.lives[child], self.parents(child)
        if mother is not None or father is not None:
            return mother if mother is not None else father  # type: ignore[return-value]
        unit = life.unit or life.family
        return next((p for p in unit.members if p != child), child) if unit else child

    # ---- causes ----
    def burdened(self, unit: Unit) -> None:
        """Let a unit's burdens act; where a cause is shuffled, another's acts in its place."""
        for name, cause in OF_A_UNIT.items():
            if self.shuffle.breaks(cause):
                unit.own[name] = getattr(unit, name)
                setattr(unit, name, self.shuffle.exchanged(unit.own[name], unit.kind))

    def befalls(self, unit: Unit, name: str, value: float) -> None:
        """Let a burden come to a unit or lessen there."""
        if self.shuffle.breaks(OF_A_UNIT.get(name, "")):
            unit.own[name] = value
            unit = self.shuffle.rng.choice(self.units)
        setattr(unit, name, value)

    # ---- households ----
    def found(self, unit: Unit, home: int, day: date) -> Household:
        """Let a unit's household begin at a home."""
        pressure = round(unit.seen("pressure"), 3)
        household = Household(
            self.next_id("household"), home, day, None, income_pressure=pressure, burdens=_burdens(unit)
        )
        self.world.households[household.id] = household
        unit.household, unit.home = household.id, home
        return household

    def settle(self, person: int, unit: Unit, day: date) -> None:
        """Let a person begin to live with a unit; never before their birth."""
        life, born = self.lives[person], self.world.persons[person].born_on
        self.unsettle(person, day)
        starts = max(day, born)
        life.stay = Stay(person, unit.home, unit.household, starts, None)
        self.world.stays.append(life.stay)
        life.unit = unit
        if person not in unit.members:
            unit.members.append(person)

    def unsettle(self, person: int, day: date) -> None:
        """Let a person's present stay end; a stay of no days never was."""
        life = self.lives[person]
        if life.stay is not None:
            life.stay.ends = max(day, life.stay.starts)  # of no days: taken out at the end
        if life.unit is not None and person in life.unit.members:
            life.unit.members.remove(person)
        life.stay, life.unit = None, None

    def move(self, unit: Unit, home: int, day: date) -> None:
        """Move a whole unit to another home: a new household begins there."""
        if self.world.households[unit.household].starts >= day:
            return
        self.dissolve_household(unit, day)
        members = list(unit.members)
        self.found(unit, home, day)
        unit.rent_stage = unit.tax_stage = 0
        for person in members:
            self.settle(person, unit, day)

    def dissolve_household(self, unit: Unit, day: date) -> None:
        """End a unit's household and what hangs on the home: tenancy, tax account, claim."""
        household = self.world.households[unit.household]
        household.ends, household.burdens_last = day, _burdens(unit)
        for held in (unit.tenancy, unit.tax, unit.claim):
            if held is not None and held.ends is None:
                held.ends = max(day, held.starts + timedelta(days=1))
        unit.tenancy = unit.tax = unit.claim = None
        if self.places.homes[unit.home].kind == "private":
            self.places.leave(unit.home)

    def home(self, unit: Unit) -> Home:
        """Give the home of a unit."""
        return self.places.homes[unit.home]

    def die(self, day: date, person: int) -> None:
        """Let a person die."""
        if self.lives[person].stay is None:
            return
        one = self.world.persons[person]
        one.died_on = day
        unit = self.lives[person].unit
        self.unsettle(person, day)
        if one.partner is not None:
            self.world.persons[one.partner].partner = None
            one.partner = None
        if unit is not None:
            self.close_if_no_adult(unit, day)

    def close_if_no_adult(self, unit: Unit, day: date) -> None:
        """End a unit in which no adult is left; children go with a relative elsewhere."""
        if self.adults(unit, day):
            return
        self.leave_borough(day, unit)

    def leave_borough(self, day: date, unit: Unit) -> None:
        """Let a whole unit move away."""
        if unit.is_gone:
            return
        self.dissolve_household(unit, day)
        unit.is_gone = True
        for person in list(unit.members):
            self.world.persons[person].moved_out_on = day
            self.unsettle(person, day)

    def finish(self) -> None:
        """Name who lives in each household on the last day; take out stays of no days."""
        self.world.stays = [s for s in self.world.stays if s.ends is None or s.ends > s.starts]
        end = self.world.ends
        for unit in self.units:
            if not unit.is_gone:
                pressure = min(1.0, unit.seen("pressure") + unit.shock)
                self.world.households[unit.household].income_pressure = round(pressure, 3)
                self.world.households[unit.household].burdens_last = _burdens(unit)
        by_household: dict[int, list[Stay]] = {}
        for stay in self.world.stays:
            by_household.setdefault(stay.household, []).append(stay)
        for household in self.world.households.values():
            stays = by_household.get(household.id, [])
            if all(s.ends is not None for s in stays):
                household.ends = max((s.ends for s in stays if s.ends), default=household.starts)
            last = [s.person for s in stays if s.ends == household.ends]
            household.adults = [p for p in last if self.age(p, household.ends or end) >= 18]
            household.children = [p for p in last if self.age(p, household.ends or end) < 18]

    def residents(self) -> int:
        """Count who lives here now."""
        return sum(1 for life in self.lives.values() if life.stay is not None)

    def someone(self, rng: random.Random, accept: Callable[[Person], float], tries: int = 400) -> int | None:
        """Draw one person who lives here, each as likely as `accept` says (0 to 1)."""
        for _ in range(tries):
            at = rng.randrange(len(self.alive))
            person = self.alive[at]
            if self.lives[person].stay is None:
                self.alive[at] = self.alive[-1]
                self.alive.pop()
                if not self.alive:
                    return None
                continue
            if rng.random() < accept(self.world.persons[person]):
                return person
        return None

    def some_unit(self, rng: random.Random, accept: Callable[[Unit], float], tries: int = 400) -> Unit | None:
        """Draw one unit that lives here, each as likely as `accept` says (0 to 1)."""
        for _ in range(tries):
            at = rng.randrange(len(self.units))
            unit = self.units[at]
            if unit.is_gone or not unit.members:
                self.units[at] = self.units[-1]
                self.units.pop()
                continue
            if rng.random() < accept(unit):
                return unit
        return None


def _burdens(unit: Unit) -> dict[str, float]:
    return {name: round(unit.seen(name), 3) for name in ("abuse", "mind", "neglect")}


def days(count: float) -> timedelta:
    """Give so many days, at least one."""
    return timedelta(days=max(1, round(count)))


def how_many(rng: random.Random, mean: float) -> int:
    """Draw a whole number with that mean."""
    whole = int(mean)
    return whole + (rng.random() < mean - whole) if mean > 30 else _poisson(rng, mean)


def _poisson(rng: random.Random, mean: float) -> int:
    count, total = 0, rng.expovariate(1.0)
    while total < mean:
        count += 1
        total += rng.expovariate(1.0)
    return count
