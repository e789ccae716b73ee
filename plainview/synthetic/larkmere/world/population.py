"""Households as they stand when the simulation begins, and those that move in later."""

import random
from datetime import date, timedelta

from plainview.synthetic.larkmere.world import names
from plainview.synthetic.larkmere.world.model import Person
from plainview.synthetic.larkmere.world.name_lists import CANARY_SURNAMES
from plainview.synthetic.larkmere.world.names import COMMUNITIES, Name
from plainview.synthetic.larkmere.world.people import People, born_at_age, burden
from plainview.synthetic.larkmere.world.simulation import Simulation, Unit

_KINDS = {"single": 0.115, "older": 0.115, "couple": 0.11, "family": 0.275, "lone_parent": 0.09, "grown": 0.175,
          "multigeneration": 0.08, "sharer": 0.03}  # fmt: skip
_LARGE = {"bengali": 2.9, "pakistani": 3.0, "somali": 3.4, "yoruba": 2.4, "igbo": 2.4, "akan": 2.3, "romanian": 2.0,
          "albanian": 2.3, "english": 1.9, "polish": 1.6, "chinese": 1.5}  # fmt: skip
_OLDER_ARE = {"english": 2.1, "irish": 2.2, "caribbean": 1.6, "gujarati": 1.3, "punjabi": 1.2, "pakistani": 0.6}
_TENURES = {  # by kind of unit: owner, council, housing association, private rent
    "single": (25, 27, 8, 40), "older": (58, 30, 10, 2), "couple": (43, 10, 4, 43), "family": (44, 17, 5, 34),
    "lone_parent": (14, 42, 9, 35), "grown": (57, 22, 6, 15), "multigeneration": (60, 14, 5, 21),
    "sharer": (0, 2, 2, 96),
}  # fmt: skip
_NAMES = ("owner", "council", "housing_association", "private_rent")


class Population:
    """Founds units: their people, home and burdens."""

    def __init__(self, sim: Simulation, people: People) -> None:
        self.sim, self.people = sim, people
        self.rng = sim.dice("population")
        self._canaries = list(CANARY_SURNAMES)

    def fill(self, residents: int) -> None:
        """Settle units until the borough is full, then those who live in shared and communal places."""
        rng, here = self.rng, 0
        for kind, most in (("care_home", 0.75), ("hostel", 0.7)):
            for home in self.sim.places.of_kind[kind]:
                for _ in range(int(min(self.sim.places.homes[home].bedrooms, residents / 400) * most)):
                    here += len(self._communal(kind, home).members)
        while here < residents:
            kind = rng.choices(list(_KINDS), list(_KINDS.values()))[0]
            unit = self.found(kind, self.sim.begins, since=self._since(kind))
            if unit is None:
                break
            here += len(unit.members)

    def _since(self, kind: str) -> date:
        """Older people have lived longer in their homes."""
        mean = {"older": 16, "grown": 12, "multigeneration": 9, "sharer": 0.8, "single": 4}.get(kind, 5)
        return self.sim.begins - timedelta(days=min(60 * 365, int(self.rng.expovariate(1 / (mean * 365))) + 20))

    def found(self, kind: str, on: date, *, since: date | None = None, new: bool = False) -> Unit | None:
        """Make a unit of a kind as it is `on` a day, living there since `since`; None where no home stands empty."""
        rng = self.rng
        home = self._find_home(kind)
        if home is None:
            return None
        community = self._community(kind)
        unit = Unit(self.sim.next_id("unit"), kind, community, 0, home, is_new=new)
        since = since or on
        family = None
        if self._canaries and community == "english" and kind in {"family", "lone_parent"}:
            family = self._canaries.pop()
        people = self._people(kind, community, on, family)
        children = sum(self.sim.age(p.id, on) < 18 for p in people)
        burden(rng, unit, self.sim.places.homes[home].deprivation, children)
        self.sim.burdened(unit)
        self.sim.found(unit, home, since)
        for person in people:
            self.sim.settle(person.id, unit, since)
            person.moved_in_on = max(since, person.born_on) if new or rng.random() < 0.3 else None
        self.sim.units.append(unit)
        if kind == "grown":
            unit.kind = "family"
        return unit

    def _find_home(self, kind: str) -> int | None:
        rng, places = self.rng, self.sim.places
        if kind == "sharer" and rng.random() < 0.75:
            return rng.choice(places.of_kind["shared_house"])
        wanted = rng.choices(_NAMES, _TENURES[kind])[0]
        for tenure in (wanted, "private_rent", "owner", "council", "housing_association"):
            home = places.take(tenure)
            if home is not None:
                return home
        return None

    def _community(self, kind: str) -> str:
        weights = [
            share * (_OLDER_ARE.get(name, 0.35) if kind in {"older", "grown"} else 1.0)
            for name, (share, *_) in COMMUNITIES.items()
        ]
        return self.rng.choices(list(COMMUNITIES), weights)[0]

    def _communal(self, kind: str, home: int) -> Unit:
        on, rng = self.sim.begins, self.rng
        community = self._community("older" if kind == "care_home" else "single")
        unit = Unit(self.sim.next_id("unit"), kind, community, 0, home)
        age = rng.triangular(68, 99, 86) if kind == "care_home" else rng.triangular(18, 62, 30)
        sex = "F" if rng.random() < (0.66 if kind == "care_home" else 0.3) else "M"
        person = self.people.make(community, sex, born_at_age(rng, on, age))
        since = on - timedelta(days=rng.randrange(20, 900 if kind == "care_home" else 300))
        self.sim.found(unit, home, since)
        self.sim.settle(person.id, unit, since)
        burden(rng, unit, 0.7, 0)
        if kind == "care_home":
            self.sim.lives[person.id].frailty += 0.5
        self.sim.units.append(unit)
        return unit

    # ---- who lives there ----
    def _people(self, kind: str, community: str, on: date, family: str | None) -> list[Person]:
        rng = self.rng
        if kind in {"single", "sharer"}:
            age = rng.triangular(19, 64, 36)
            made = [self._adult(community, "F" if rng.random() < 0.42 else "M", on, age, family)]
            if kind == "sharer" and rng.random() < 0.35:
                made += self._partner_of(made[0], on)
            return made
        if kind == "older":
            first = self._adult(community, "F" if rng.random() < 0.6 else "M", on, rng.triangular(64, 96, 71), family)
            return [first, *(self._partner_of(first, on) if rng.random() < 0.55 else ())]
        if kind == "couple":
            first = self._adult(community, "F", on, rng.triangular(21, 66, 34), family)
            return [first, *self._partner_of(first, on)]
        if kind == "grown":
            mother = self._adult(community, "F", on, rng.triangular(42, 70, 53), family)
            father = self._partner_of(mother, on) if rng.random() < 0.6 else []
            return [mother, *father, *self._children(mother, father[0] if father else None, on, grown=True)]
        return self._with_children(kind, community, on, family)

    def _with_children(self, kind: str, community: str, on: date, family: str | None) -> list[Person]:
        rng = self.rng
        mother = self._adult(community, "F", on, min(54, max(18.5, rng.gauss(36.5, 7.5))), family)
        if kind == "lone_parent":
            absent = None
            if rng.random() < 0.12:  # a father brings them up
                mother.sex, mother.title = "M", "Mr"
                mother.forename = names.forename(rng, community, "M", mother.born_on)
                return [mother, *self._children(None, mother, on)]
            return [mother, *self._children(mother, absent, on)]
        father = self._partner_of(mother, on)
        made = [mother, *father, *self._children(mother, father[0], on)]
        if kind == "multigeneration":
            made += self._grandparents(mother if rng.random() < 0.4 else father[0], on)
        return made

    def _adult(self, community: str, sex: str, on: date, age: float, family: str | None) -> Person:
        born = born_at_age(self.rng, on, age)
        name = names.own(self.rng, community, sex, born, family) if family else None
        if name is not None and family is not None:
            name.surname = family
        return self.people.make(community, sex, born, name=name)

    def _partner_of(self, one: Person, on: date) -> list[Person]:
        rng = self.rng
        community = one.community if rng.random() < 0.87 else self._community("couple")
        sex = "M" if one.sex == "F" else "F"
        if rng.random() < 0.015:
            sex = one.sex
        age = (on - one.born_on).days / 365.25 + rng.gauss(2.3 if sex == "M" else -2.3, 3.5)
        other = self.people.make(community, sex, born_at_age(rng, on, max(18.2, age)))
        one.partner, other.partner = other.id, one.id
        if {one.sex, other.sex} == {"M", "F"} and rng.random() < 0.72:
            self._marry(one if one.sex == "F" else other, one if one.sex == "M" else other)
        return [other]

    def _marry(self, wife: Person, husband: Person) -> None:
        if wife.surname in CANARY_SURNAMES:
            husband.surname = wife.surname
            return
        hers = Name(wife.forename, wife.middle_names, wife.surname)
        names.marry(self.rng, wife.community, hers, Name(husband.forename, husband.middle_names, husband.surname))
        wife.surname, wife.former_surname = hers.surname, hers.former_surname

    def _children(self, mother: Person | None, father: Person | None, on: date, *, grown: bool = False) -> list[Person]:
        """Give the children, two years or more apart, the youngest first; some of them twins."""
        rng = self.rng
        parent = mother or father
        assert parent is not None
        wanted = 1 + min(7, _count(rng, _LARGE.get(parent.community, 1.85) - 0.95))
        oldest_possible = (on - parent.born_on).days / 365.25 - 17.5
        age = rng.triangular(18.1, 30, 20) if grown else rng.triangular(0, 17.9, 5)
        made: list[Person] = []
        while len(made) < wanted and age < oldest_possible and age < (34 if grown else 23):
            born = on - timedelta(days=age * 365.25)
            is_stepchild = mother is not None and rng.random() < 0.1 and age > 3
            could_be_his = father is not None and father.born_on + timedelta(days=17 * 365) < born
            child = self._child(mother, father if could_be_his and not is_stepchild else None, born)
            made.append(child)
            if rng.random() < 0.016:
                made.append(self._twin(child))
            age += rng.triangular(1.3, 6, 2.4)
        return made

    def _child(self, mother: Person | None, father: Person | None, born: date) -> Person:
        community = (mother or father).community if father is None or self.rng.random() < 0.5 else father.community  # type: ignore[union-attr]
        return self.people.make(
            community, self.rng.choice("MF"), born, mother=mother.id if mother else None,
            father=father.id if father else None, together=father is not None,
        )  # fmt: skip

    def _twin(self, child: Person) -> Person:
        sex = child.sex if self.rng.random() < 0.65 else self.rng.choice("MF")
        twin = self.people.make(child.community, sex, child.born_on, mother=child.mother, father=child.father,
                                together=child.father is not None, twin_of=child.id)  # fmt: skip
        twin.surname, twin.born_on = child.surname, child.born_on
        if twin.forename == child.forename:
            twin.forename = names.forename(self.rng, twin.community, sex, twin.born_on) + "-" + twin.sex.lower()
            twin.forename = twin.middle_names or twin.forename.split("-")[0] + "e"
        child.twin_of = child.twin_of or twin.id
        return twin

    def _grandparents(self, parent: Person, on: date) -> list[Person]:
        rng = self.rng
        age = (on - parent.born_on).days / 365.25 + rng.triangular(19, 36, 26)
        if age > 97:
            return []
        sex = "F" if rng.random() < 0.7 else "M"
        first = self.people.make(parent.community, sex, born_at_age(rng, on, age))
        if sex == "M":
            parent.father = first.id
            if parent.community not in {"somali", "tamil", "bengali"}:
                first.surname = parent.former_surname or parent.surname
        else:
            parent.mother = first.id
        if parent.born_on <= first.born_on + timedelta(days=17 * 365):
            return []
        return [first]


def _count(rng: random.Random, mean: float) -> int:
    count, left = 0, rng.expovariate(1.0)
    while left < mean:
        count += 1
        left += rng.expovariate(1.0)
    return count
