"""Making people: names, numbers, contacts, characteristics; how they tend to fare."""

import random
from datetime import date, timedelta

from plainview.synthetic.larkmere.world import names
from plainview.synthetic.larkmere.world.model import Person
from plainview.synthetic.larkmere.world.names import COMMUNITIES, Name
from plainview.synthetic.larkmere.world.simulation import Life, Simulation, Unit

_MIXED = {("BCRB", "WBRI"): "MWBC", ("BAFR", "WBRI"): "MWBA", ("ABAN", "WBRI"): "MWAS", ("APKN", "WBRI"): "MWAS",
          ("AIND", "WBRI"): "MWAS"}  # fmt: skip
_ALSO = {  # what people of a naming tradition say of themselves otherwise
    "caribbean": ((0.14, "MWBC"), (0.06, "BOTH")), "english": ((0.02, "MWBC"), (0.012, "MOTH"), (0.01, "BOTH")),
    "turkish": ((0.55, "OOTH"),), "portuguese": ((0.3, "OOTH"), (0.1, "BAFR")), "somali": ((0.06, "OOTH"),),
    "albanian": ((0.05, "OOTH"),), "pakistani": ((0.05, "AOTH"),), "romanian": ((0.06, "WROM"),),
    "irish": ((0.12, "WIRT"),),
}  # fmt: skip
_DISABILITIES = ("LD", "AUT", "BEH", "COMM", "MOB", "HEAR", "VIS", "PC", "CON", "INC", "HAND")
_WITHOUT_BIRTHDAY = {"somali": 0.07, "bengali": 0.03, "pakistani": 0.03, "vietnamese": 0.03, "albanian": 0.02}


class People:
    """Makes people and gives each a life in the simulation."""

    def __init__(self, sim: Simulation) -> None:
        self.sim = sim
        self.rng = sim.dice("people")
        self._given: dict[tuple[str, int | None], set[str]] = {}  # forenames of a mother's or father's children
        self.practices = [f"X{83000 + n:05d}" for n in range(max(4, min(38, len(sim.places.homes) // 2000)))]

    def make(self, community: str, sex: str, born: date, *, name: Name | None = None, mother: int | None = None,
             father: int | None = None, together: bool = True, twin_of: int | None = None,
             unborn: bool = False) -> Person:  # fmt: skip
        """Make one person, a child of its parents where these are known."""
        rng, sim = self.rng, self.sim
        if born.year < 2008 and rng.random() < _WITHOUT_BIRTHDAY.get(community, 0.0):
            born = date(born.year, 1, 1)  # no birth certificate: the first of January was written
        if name is None and (mother is not None or father is not None):
            name = self._childs_name(community, sex, born, mother, father, together)
        elif name is None:
            name = names.own(rng, community, sex, born)
        age = (sim.world.ends - born).days / 365.25
        ethnicity = self._ethnicity(community, mother, father)
        _, _, religion, language, interpreter = COMMUNITIES[community]
        is_adult = age >= 18
        person = Person(
            id=sim.next_id("person"), community=community, forename=name.forename, middle_names=name.middle_names,
            surname=name.surname, former_surname=name.former_surname, known_as=name.known_as,
            title=self._title(sex, age), sex=sex, born_on=born, died_on=None, is_unborn=unborn,
            nhs_number=sim.numbers.nhs(), nino=sim.numbers.nino() if age >= 16 else None,
            upn=self._upn(born) if 4 <= age <= 24 and not unborn else None,
            uln=sim.numbers.uln() if 14 <= age <= 26 else None,
            phone=sim.numbers.phone() if age >= 12 and rng.random() < 0.85 else None, email=None,
            ethnicity=ethnicity, religion=religion if rng.random() < 0.8 else "none",
            sexual_orientation=rng.choices(("heterosexual", "gay_or_lesbian", "bisexual", "not_stated"),
                                           (87, 2, 2, 9))[0] if age >= 16 else "not_stated",
            language=language if rng.random() < (0.85 if is_adult else 0.6) else "English",
            needs_interpreter=is_adult and rng.random() < interpreter, disabilities=self._disabilities(age),
            mother=mother, father=father, partner=None, gp_practice=rng.choice(self.practices), twin_of=twin_of,
        )  # fmt: skip
        if is_adult and rng.random() < 0.6:
            person.email = f"{_plain(name.forename)}.{_plain(name.surname)}{person.id}@example.org"
        sim.world.persons[person.id] = person
        sim.lives[person.id] = self._life(person, age)
        if sim.shuffle.breaks("illness"):
            sim.lives[person.id].illness = sim.shuffle.exchanged(sim.lives[person.id].frailty, str(int(age // 25)))
        if not unborn:
            sim.alive.append(person.id)
        return person

    def _childs_name(self, community: str, sex: str, born: date, mother: int | None, father: int | None,
                     together: bool) -> Name:  # fmt: skip
        """Name a child as its parents would: not as a brother or sister who lives."""
        parent = ("mother", mother) if mother is not None else ("father", father)
        taken = self._given.setdefault(parent, set())
        for _ in range(12):
            name = names.child(self.rng, sex, born, mother=self._name(mother), father=self._name(father),
                               community=community, together=together)  # fmt: skip
            if name.forename not in taken:
                break
        taken.add(name.forename)
        return name

    def _name(self, person: int | None) -> Name | None:
        if person is None:
            return None
        one = self.sim.world.persons[person]
        return Name(one.forename, one.middle_names, one.surname)

    def _ethnicity(self, community: str, mother: int | None, father: int | None) -> str:
        if mother is not None and father is not None:
            parents = sorted({self.sim.world.persons[p].ethnicity for p in (mother, father)})
            if len(parents) == 2:
                return _MIXED.get((parents[0], parents[1]), "MOTH")
            return parents[0]
        usual = COMMUNITIES[community][1]
        for share, other in _ALSO.get(community, ()):
            if self.rng.random() < share:
                return other
        return usual

    def _title(self, sex: str, age: float) -> str:
        if sex == "M":
            return "Mr" if age >= 16 else "Master"
        if age < 18:
            return "Miss"
        return self.rng.choice(("Mrs", "Mrs", "Ms", "Miss"))

    def _upn(self, born: date) -> str:
        return self.sim.numbers.upn(2000 + self.rng.randrange(60), born.year + 4)

    def _disabilities(self, age: float) -> tuple[str, ...]:
        rng = self.rng
        if rng.random() > (0.062 if age < 18 else 0.06 if age < 65 else 0.25):
            return ()
        first = rng.choices(_DISABILITIES, (16, 22, 14, 10, 12, 6, 5, 5, 5, 3, 2) if age < 18 else
                            (8, 4, 4, 4, 34, 14, 12, 10, 4, 4, 2))[0]  # fmt: skip
        second = rng.choice(_DISABILITIES)
        return (first, second) if second != first and rng.random() < 0.25 else (first,)

    def _life(self, person: Person, age: float) -> Life:
        rng = self.rng
        return Life(
            None,
            behaviour=max(0.0, rng.gauss(0.13, 0.21)) + (0.12 if person.sex == "M" else 0)
            + (0.3 if {"BEH", "AUT"} & set(person.disabilities) else 0),
            absence=min(0.7, rng.lognormvariate(-3.22, 0.72) if rng.random() > 0.021 else rng.uniform(0.38, 0.9)),
            frailty=max(0.0, (age - 62) / 45 + rng.gauss(0, 0.12)) + (0.25 if person.disabilities else 0)
            + (0.25 if rng.random() < 0.04 else 0),
        )  # fmt: skip


def burden(rng: random.Random, unit: Unit, deprivation: float, children: int) -> None:
    """Give a unit what presses on it. Deprivation raises income pressure; abuse and mental ill health go together."""
    lone = unit.kind in {"lone_parent", "single"}
    unit.pressure = min(1.0, max(0.0, 0.04 + 0.5 * deprivation + 0.12 * lone + 0.03 * children + rng.gauss(0, 0.17)))
    press = unit.pressure
    if unit.kind in {"family", "couple", "lone_parent", "multigeneration"} and rng.random() < 0.06 + 0.13 * press:
        unit.abuse = rng.uniform(0.3, 1)
    if rng.random() < 0.07 + 0.14 * press + 0.3 * (unit.abuse > 0):
        unit.mind = rng.uniform(0.3, 1)
    if rng.random() < 0.02 + 0.07 * press + 0.12 * (unit.abuse > 0) + 0.08 * (unit.mind > 0):
        unit.substance = rng.uniform(0.3, 1)
    if children and rng.random() < 0.03 + 0.1 * press + 0.15 * (unit.substance > 0) + 0.06 * (unit.mind > 0):
        unit.neglect = rng.uniform(0.3, 1)
    if rng.random() < 0.1:
        unit.conflict = rng.uniform(0.3, 1)


def born_at_age(rng: random.Random, on: date, age: float) -> date:
    """Give a birth date for someone who is `age` on a day, the days within the year being spread."""
    return on - timedelta(days=int(age * 365.25) + rng.randrange(365))


def _plain(name: str) -> str:
    return "".join(c for c in name.lower() if c.isascii() and c.isalpha()) or "resident"
