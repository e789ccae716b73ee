"""What happens to people anyway: births, deaths, coming, going, moving, parting, living together, leaving home."""

from datetime import date, timedelta

from plainview.synthetic.larkmere.world.people import People
from plainview.synthetic.larkmere.world.places import NEW_BUILD
from plainview.synthetic.larkmere.world.population import Population
from plainview.synthetic.larkmere.world.simulation import Simulation, Unit, days, how_many

BIRTHS, DEATHS, LEAVING, MOVING = 0.0165, 0.0062, 0.075, 0.05  # a year: of people, people, people, units
PARTING, JOINING, LEAVING_HOME, PAIRING = 0.016, 0.022, 0.05, 0.011  # a year: of couples, lone parents, …, units
_ELSEWHERE = 0.6  # of grown children who leave home, leave the borough too


class Demography:
    """Adds a month's events of population to the queue."""

    def __init__(self, sim: Simulation, people: People, population: Population, residents: int) -> None:
        self.sim, self.people, self.population, self.wanted = sim, people, population, residents
        self.rng = sim.dice("demography")

    def month(self, first: date) -> None:
        """Queue one month's births, deaths and moves; arrivals make up for those who left."""
        here = self.sim.residents()
        units = len(self.sim.units)
        for yearly, of, act in (
            (BIRTHS, here, self._birth), (DEATHS, here, self._death), (LEAVING / 2.9, here, self._leave),
            (MOVING, units, self._move), (PARTING * 0.55, units, self._part), (JOINING * 0.15, units, self._join),
            (LEAVING_HOME * 0.12, here, self._leave_home), (PAIRING, units, self._pair),
        ):  # fmt: skip
            for _ in range(how_many(self.rng, of * yearly / 12)):
                self.sim.later(self._day(first), act)
        missing = self.wanted - here + here * (LEAVING + DEATHS - BIRTHS) / 24
        for _ in range(max(0, how_many(self.rng, max(0.0, missing) / 2.75))):
            self.sim.later(self._day(first), self._arrive)

    def _day(self, first: date) -> date:
        return first + timedelta(days=self.rng.randrange(28))

    def _birth(self, day: date) -> None:
        mother = self.sim.someone(self.rng, lambda p: self._fertile(p.id, day))
        if mother is None:
            return
        unit = self.sim.lives[mother].unit
        assert unit is not None
        child = self.bear(day, mother)
        self.sim.settle(child, unit, day)
        if self.rng.random() < 0.016:
            twin = self.people.make(self.sim.world.persons[child].community, self.rng.choice("MF"), day, mother=mother,
                                    father=self.sim.world.persons[child].father, twin_of=child)  # fmt: skip
            twin.surname = self.sim.world.persons[child].surname
            self.sim.world.persons[child].twin_of = twin.id
            self.sim.settle(twin.id, unit, day)
        if unit.kind in {"couple", "single"}:
            unit.kind = "family" if unit.kind == "couple" else "lone_parent"

    def bear(self, day: date, mother: int, *, unborn: bool = False) -> int:
        """Make a child of a mother and of the partner who lives with her."""
        father = self.sim.world.persons[mother].partner
        if father is not None and (self.sim.world.persons[father].sex != "M" or not self.sim.is_here(father)):
            father = None
        community = self.sim.world.persons[mother].community
        return self.people.make(community, self.rng.choice("MF"), day, mother=mother, father=father,
                                together=father is not None, unborn=unborn).id  # fmt: skip

    def _fertile(self, person: int, day: date) -> float:
        one = self.sim.world.persons[person]
        age = self.sim.age(person, day)
        if one.sex != "F" or not 17 <= age <= 44 or self.sim.lives[person].unit is None:
            return 0.0
        youngest = max((c.born_on for c in self._children_of(person)), default=None)
        if youngest is not None and (day - youngest).days < 450:
            return 0.0
        most = 1.0 if one.partner is not None else 0.12
        return most * max(0.05, 1 - abs(age - 30) / 15)

    def _children_of(self, mother: int) -> list:
        unit = self.sim.lives[mother].unit
        persons = self.sim.world.persons
        return [persons[p] for p in unit.members if persons[p].mother == mother] if unit else []

    def _death(self, day: date) -> None:
        def likely(person) -> float:
            age = self.sim.age(person.id, day)
            return min(1.0, 0.0012 * 1.095 ** max(0, age - 20)) if age >= 0 else 0.0

        person = self.sim.someone(self.rng, likely, tries=4000)
        if person is not None:
            self.sim.die(day, person)

    def _leave(self, day: date) -> None:
        unit = self.sim.some_unit(self.rng, self._is_restless)
        if unit is not None and unit.homeless is None:
            self.sim.leave_borough(day, unit)

    def _is_restless(self, unit: Unit) -> float:
        home = self.sim.home(unit)
        if home.kind in {"care_home", "refuge", "children_home"} or unit.homeless is not None:
            return 0.0
        weight = {"private_rent": 1.0, "owner": 0.25, "council": 0.15, "housing_association": 0.2}[home.tenure]
        return weight * (1.0 if home.ward == NEW_BUILD else 0.6) * (0.35 if unit.kind == "older" else 1)

    def _arrive(self, day: date) -> None:
        kind = self.rng.choices(("family", "lone_parent", "couple", "single", "sharer", "multigeneration", "older"),
                                (31, 8, 25, 13, 9, 11, 3))[0]  # fmt: skip
        self.population.found(kind, day, new=True)

    def _move(self, day: date) -> None:
        unit = self.sim.some_unit(self.rng, self._is_restless)
        if unit is None or unit.homeless is not None:
            return
        tenure = self.sim.home(unit).tenure
        home = self.sim.places.take(tenure) or self.sim.places.take("private_rent")
        if home is not None:
            self.sim.move(unit, home, day)

    def _part(self, day: date) -> None:
        unit = self.sim.some_unit(self.rng, lambda u: self._may_part(u, day))
        if unit is None:
            return
        woman = next((p for p in self.sim.adults(unit, day) if self._partner_here(p, unit)), None)
        if woman is None:
            return
        persons = self.sim.world.persons
        man = persons[woman].partner
        assert man is not None
        if persons[woman].sex == "M":
            woman, man = man, woman
        persons[woman].partner = persons[man].partner = None
        self.move_out(day, man, unit, "single")
        unit.shock = min(0.6, unit.shock + 0.25)
        children = [c for c in self.sim.children(unit, day) if persons[c].father == man]
        unit.kind = "lone_parent" if children else "single"
        if children and self.rng.random() < 0.25:  # shared care: a season with one, a season with the other
            self.sim.later(day + days(self.rng.uniform(60, 150)), self._to_other_parent, children, man, woman, 2)

    def _may_part(self, unit: Unit, day: date) -> float:
        if unit.kind not in {"family", "couple", "multigeneration"} or unit.homeless is not None:
            return 0.0
        return 0.25 + 0.4 * unit.abuse + 0.2 * unit.conflict + 0.15 * unit.strain

    def _partner_here(self, person: int, unit: Unit) -> bool:
        return self.sim.world.persons[person].partner in unit.members

    def move_out(self, day: date, person: int, unit: Unit, kind: str) -> Unit | None:
        """Let one member found a home of their own; where none is to be had, they leave the borough."""
        home = self.sim.places.take("private_rent")
        own = Unit(self.sim.next_id("unit"), kind, self.sim.world.persons[person].community, 0, home or 0,
                   pressure=min(1.0, unit.pressure + 0.05), abuse=0.0, mind=unit.mind * 0.5)  # fmt: skip
        if home is None:
            self.sim.unsettle(person, day)
            self.sim.world.persons[person].moved_out_on = day
            return None
        self.sim.found(own, home, day)
        self.sim.settle(person, own, day)
        self.sim.units.append(own)
        return own

    def _to_other_parent(self, day: date, children: list[int], now: int, then: int, left: int) -> None:
        host = self.sim.lives[now].unit
        if host is None or host.is_gone or left == 0:
            return
        moved = False
        for child in children:
            life = self.sim.lives[child]
            if life.unit is not None and life.care is None and self.sim.age(child, day) < 16:
                self.sim.settle(child, host, day)
                moved = True
        if moved:
            self.sim.later(day + days(self.rng.uniform(90, 240)), self._to_other_parent, children, then, now, left - 1)

    def _join(self, day: date) -> None:
        """A step family: someone who lives alone moves in with a lone parent."""
        unit = self.sim.some_unit(self.rng, lambda u: float(u.kind == "lone_parent" and u.homeless is None))
        other = self.sim.some_unit(self.rng, lambda u: float(u.kind == "single" and len(u.members) == 1
                                                            and self.sim.home(u).kind == "private"))  # fmt: skip
        if unit is None or other is None:
            return
        parent = next(iter(self.sim.adults(unit, day)), None)
        newcomer = other.members[0]
        persons = self.sim.world.persons
        if parent is None or persons[parent].sex == persons[newcomer].sex or persons[parent].partner is not None:
            return
        if abs(self.sim.age(parent, day) - self.sim.age(newcomer, day)) > 12:
            return
        self.sim.dissolve_household(other, day)
        other.is_gone = True
        self.sim.settle(newcomer, unit, day)
        persons[parent].partner, persons[newcomer].partner = newcomer, parent
        unit.kind = "family"
        unit.conflict = max(unit.conflict, self.rng.uniform(0, 0.7))

    def _pair(self, day: date) -> None:
        """Two who live alone come to live together."""
        one = self.sim.some_unit(self.rng, self._lives_alone)
        other = self.sim.some_unit(self.rng, self._lives_alone)
        if one is None or other is None or one is other:
            return
        persons = self.sim.world.persons
        stays, comes = one.members[0], other.members[0]
        is_pair = persons[stays].sex != persons[comes].sex and persons[stays].partner is persons[comes].partner is None
        if not is_pair or abs(self.sim.age(stays, day) - self.sim.age(comes, day)) > 10:
            return
        if min(self.sim.age(stays, day), self.sim.age(comes, day)) < 18 or self._are_kin(stays, comes):
            return
        self.sim.dissolve_household(other, day)
        other.is_gone = True
        self.sim.settle(comes, one, day)
        persons[stays].partner, persons[comes].partner = comes, stays
        one.kind = "couple"

    def _lives_alone(self, unit: Unit) -> float:
        is_alone = unit.kind == "single" and len(unit.members) == 1 and unit.homeless is None
        return float(is_alone and self.sim.home(unit).kind == "private")

    def _are_kin(self, one: int, other: int) -> bool:
        persons = self.sim.world.persons
        of_one, of_other = ({p, persons[p].mother, persons[p].father} - {None} for p in (one, other))
        return bool(of_one & of_other)

    def _leave_home(self, day: date) -> None:
        def grown(person) -> float:
            unit = self.sim.lives[person.id].unit
            if unit is None or not 18 <= self.sim.age(person.id, day) <= 32 or person.partner is not None:
                return 0.0
            return float(person.mother in unit.members or person.father in unit.members)

        person = self.sim.someone(self.rng, grown)
        if person is None:
            return
        unit = self.sim.lives[person].unit
        if unit is None or unit.homeless is not None:
            return
        if self.rng.random() < _ELSEWHERE:
            self.sim.unsettle(person, day)
            self.sim.world.persons[person].moved_out_on = day
        else:
            self.move_out(day, person, unit, "single")
