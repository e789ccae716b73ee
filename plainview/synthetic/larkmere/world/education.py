"""Schools, terms, absence, exclusion, special needs, meals, and what young people do after sixteen."""

from datetime import date, timedelta

from plainview.synthetic.larkmere.world import chances
from plainview.synthetic.larkmere.world.model import (
    Enrolment,
    Exclusion,
    FreeMeals,
    OutOfSchool,
    Post16,
    School,
    Sen,
    TermAttendance,
)
from plainview.synthetic.larkmere.world.places import WARDS
from plainview.synthetic.larkmere.world.school_year import TERMS, school_days, year_of
from plainview.synthetic.larkmere.world.simulation import Life, Simulation, Unit, days

_REASONS = ("DB", "DB", "DB", "PP", "PP", "VA", "VA", "VP", "PA", "DA", "OW", "DM", "BU", "TH", "MT", "RA")
_NEEDS = {"LD": "MLD", "AUT": "ASD", "BEH": "SEMH", "COMM": "SLCN", "HEAR": "HI", "VIS": "VI", "MOB": "PD"}


class Education:
    """Every pupil each term. Strain at home keeps children from school; trouble at school leads to exclusion."""

    def __init__(self, sim: Simulation, residents: int) -> None:
        self.sim, self.rng = sim, sim.dice("education")
        self.primary, self.secondary = [], []
        wards = list(WARDS)
        for n in range(max(3, round(residents / 4600))):
            self.primary.append(self._school(n, f"{wards[n % len(wards)]} Primary School", "primary"))
        for n in range(max(2, round(residents / 16000))):
            self.secondary.append(self._school(200 + n, f"{wards[(n * 7 + 3) % len(wards)]} Academy", "secondary"))
        self.special = self._school(400, "Lodestar School", "special")
        self.unit = self._school(401, "Harbour Pupil Referral Unit", "pupil_referral_unit")
        self.sen: dict[int, Sen] = {}
        self.meals: dict[int, FreeMeals] = {}
        self.after: dict[int, Post16] = {}
        self.troubles: list[tuple[date, int, str]] = []  # told to children's services: day, child, what
        self._first = True

    def month(self, first: date) -> None:
        """On roll in September and on arrival; a term's figures when it has ended."""
        pupils = self.sim.census(first).pupils
        for child in pupils:
            life = self.sim.lives[child]
            if life.enrolment is None or first.month == 9:
                self._enrol(child, life, first)
            if life.unit is not None and first.month in (2, 6, 10):
                self._meals(child, life.unit, first)
        if first.month in TERMS:
            name, (m1, d1), (m2, d2) = TERMS[first.month]
            self._term(name, date(first.year, m1, d1), date(first.year, m2, d2), pupils)
        elif first.month == 10 and (self.sim.world.ends - first).days < 31:
            self._term("autumn", date(first.year, 9, 3), date(first.year, 10, 24), pupils)
        if first.month == 9:
            self._after_sixteen(first)
        self._first = self._first and first.month in (7, 8)

    def end(self) -> None:
        """Take off roll those who left; close what ended with them."""
        world = self.sim.world
        last = {s.person: s for s in world.stays}
        for kind in (world.enrolments, world.sen, world.free_meals, world.post16, world.out_of_school):
            for spell in kind:
                stay = last.get(spell.child)
                if spell.ends is None and stay is not None and stay.ends is not None:
                    spell.ends = max(stay.ends, spell.starts + timedelta(days=1))

    def _school(self, n: int, name: str, phase: str) -> str:
        school = School(str(990000 + n), f"999{2000 + n}", name, phase)
        self.sim.world.schools[school.urn] = school
        return school.urn

    def year_group(self, person: int, on: date) -> int:
        """Give the school year: 0 is reception, 11 the last of secondary school."""
        born = self.sim.world.persons[person].born_on
        start = born.year + 5 if born.month >= 9 else born.year + 4
        return (on.year if on.month >= 9 else on.year - 1) - start

    def _enrol(self, child: int, life: Life, first: date) -> None:
        group, held, rng = self.year_group(child, first), life.enrolment, self.rng
        if held is not None:
            phase = self.sim.world.schools[held.school].phase
            if (group == 7 and phase == "primary") or group >= 12:
                held.ends = date(first.year, 7, 22) if first.month >= 8 else first
                life.enrolment = None
            else:
                held.year_group = group
                return
        if first.month in (7, 8):
            return  # places are taken up when the school year begins
        if group < 0 or group > 11 or rng.random() < 0.015:
            if 0 < group <= 11 and not any(o.child == child for o in self.sim.world.out_of_school[-40:]):
                self._out(child, first)
            return
        person = self.sim.world.persons[child]
        schools = self.primary if group <= 6 else self.secondary
        nearest = (life.unit.home if life.unit else child) % len(schools)
        at = schools[nearest if rng.random() < 0.6 else rng.randrange(len(schools))]
        if {"LD", "PC"} <= set(person.disabilities):
            at = self.special
        starts = first + timedelta(days=rng.choice((2, 2, 3, 9)))
        if self._first:
            starts = date(max(person.born_on.year + 5 if group <= 6 else first.year - (group - 7), 1990), 9, 3)
            starts = min(starts, first - timedelta(days=5))
        life.enrolment = Enrolment(child, at, starts, None, group, "C")
        self.sim.world.enrolments.append(life.enrolment)
        self._special_needs(child, life, starts)

    def _out(self, child: int, first: date) -> None:
        kind = self.rng.choices(("cme", "ehe", "admission_refused", "admission"), (30, 30, 10, 30))[0]
        ends = first + days(self.rng.expovariate(1 / 120))
        self.sim.world.out_of_school.append(
            OutOfSchool(self.sim.next_id("out"), child, first, None if ends >= self.sim.world.ends else ends, kind)
        )

    def _special_needs(self, child: int, life: Life, day: date) -> None:
        if child in self.sen:
            return
        person = self.sim.world.persons[child]
        known = next((_NEEDS[d] for d in person.disabilities if d in _NEEDS), None)
        if known is None and self.rng.random() > 0.03 + 0.16 * min(1.0, life.behaviour):
            return
        is_plan = known is not None and self.rng.random() < 0.62
        need = known or self.rng.choice(("SLCN", "SEMH", "SEMH", "SPLD", "MLD", "MLD", "ASD"))
        asked = day - days(self.rng.uniform(100, 300)) if is_plan else None
        self.sen[child] = Sen(self.sim.next_id("sen"), child, day, None, "E" if is_plan else "K", need, asked)
        self.sim.world.sen.append(self.sen[child])

    def _meals(self, child: int, unit: Unit, first: date) -> None:
        held = self.meals.get(child)
        is_poor = (unit.claim is not None and unit.strain > 0.53) or unit.strain > 0.78
        if held is None and is_poor and self.rng.random() < 0.55:
            self.meals[child] = FreeMeals(child, first, None)
            self.sim.world.free_meals.append(self.meals[child])
        elif held is not None and not is_poor and self.rng.random() < 0.3:
            held.ends = first
            del self.meals[child]

    # ---- terms ----
    def _term(self, name: str, starts: date, ends: date, pupils: tuple[int, ...]) -> None:
        rng, year, possible = self.rng, year_of(starts), 2 * len(school_days(starts, ends))
        present = [c for c in pupils if (held := self.sim.lives[c].enrolment) is not None and held.starts < ends]
        groups = [self.year_group(c, ends) for c in present]
        usual = [chances.absence(life := self.sim.lives[c], life.unit, g) for c, g in zip(present, groups, strict=True)]
        acting = list(usual)
        if self.sim.shuffle.breaks("absence"):
            self.sim.shuffle.rng.shuffle(acting)
        for child, group, rate, acts in zip(present, groups, usual, acting, strict=True):
            life = self.sim.lives[child]
            unit, held = life.unit, life.enrolment
            assert held is not None
            missed = min(possible, round(possible * min(0.97, rate * rng.lognormvariate(0, chances.SWING))))
            share = min(0.9, 0.1 + 0.7 * min(1.0, rate * 3) * rng.random())
            without = round(missed * share)
            self.sim.world.attendance.append(
                TermAttendance(child, held.school, starts, ends, name, year, possible, missed - without, without,
                               min(int(missed * rng.random() * 0.4), (possible - missed) // 4))
            )  # fmt: skip
            if acts is not rate:
                missed = round(possible * acts)
            if unit is not None:
                unit.school_worry = 0.6 * unit.school_worry + (0.5 if missed / possible > 0.15 else 0)
            if missed / possible > 0.15 and rng.random() < 0.06:
                self.troubles.append((ends, child, "absence"))
            self._exclude(child, life, held, starts, ends, acts, group)
            life.absent = chances.KEPT * life.absent + rng.gauss(0, chances.DRIFT)

    def _exclude(self, child: int, life: Life, held: Enrolment, starts: date, ends: date, rate: float,
                 group: int) -> None:  # fmt: skip
        rng = self.rng
        while rng.random() < chances.excluded(life, life.unit, group, rate):
            day = starts + timedelta(days=rng.randrange((ends - starts).days))
            if day < held.starts:
                break
            kind = "PERM" if rng.random() < 0.012 else "LNCH" if rng.random() < 0.03 else "SUSP"
            reasons = tuple(dict.fromkeys(rng.choice(_REASONS) for _ in range(1 if rng.random() < 0.75 else 2)))
            self.sim.world.exclusions.append(
                Exclusion(self.sim.next_id("exclusion"), child, held.school, day,
                          0 if kind == "PERM" else rng.choice((1, 2, 2, 4, 4, 6, 10)), kind, reasons)
            )  # fmt: skip
            self.troubles.append((day + timedelta(days=3), child, "exclusion"))
            life.behaviour = min(1.2, life.behaviour + 0.04)
            if kind == "PERM":
                held.ends = day + timedelta(days=1)
                life.enrolment = Enrolment(child, self.unit, day + timedelta(days=6), None, held.year_group, "M")
                self.sim.world.enrolments.append(life.enrolment)
                break

    def _after_sixteen(self, first: date) -> None:
        for person, life in self.sim.lives.items():
            if life.stay is None:
                continue
            group = self.year_group(person, first)
            if not 12 <= group <= 14:
                continue
            held = self.after.get(person)
            risk = 0.02 + 0.05 * life.behaviour + 0.1 * max(0.0, life.absence - 0.05) + (life.exploited > 0) * 0.1
            status = self.rng.choices(("education", "training", "work", "not_known"), (88, 5, 5, 2))[0]
            if self.rng.random() < risk:
                status = "neet"
            if held is not None:
                held.ends = first
            if group < 14:
                self.after[person] = Post16(person, first, None, status)
                self.sim.world.post16.append(self.after[person])
