"""What befalls young people outside the home: going missing, being exploited, offending. One leads to the next."""

from datetime import date, timedelta

from plainview.synthetic.larkmere.world.children import Children
from plainview.synthetic.larkmere.world.model import Missing, Offence, Screening
from plainview.synthetic.larkmere.world.simulation import Life, Simulation, days, how_many
from plainview.synthetic.larkmere.world.staff import Staff

MISSING_A_YEAR, OFFENCES_A_YEAR = 0.022, 0.012  # for each person of 10 to 17
_OFFENCES = {"violence": 5, "theft": 3, "robbery": 6, "drugs": 3, "public_order": 2, "criminal_damage": 2, "weapon": 5}


class Danger:
    """Missing episodes, exploitation screenings, offences and orders."""

    def __init__(self, sim: Simulation, children: Children, staff: Staff) -> None:
        self.sim, self.children, self.staff = sim, children, staff
        self.rng = sim.dice("danger")
        self.times_missing: dict[int, int] = {}
        self.offended: set[int] = set()

    def month(self, first: date) -> None:
        """Queue a month's episodes."""
        young = self.sim.census(first).young
        for yearly, act in ((MISSING_A_YEAR, self._goes_missing), (OFFENCES_A_YEAR, self._offends)):
            for _ in range(how_many(self.rng, young * yearly / 12)):
                self.sim.later(first + timedelta(days=self.rng.randrange(28)), act)

    def end(self) -> None:
        """Nothing is left to do."""

    def may_go_missing(self, person: int, day: date) -> float:
        """Weigh how easily someone of 10 to 17 goes missing."""
        age, life = self.sim.age(person, day), self.sim.lives[person]
        if not 10 <= age < 18:
            return 0.0
        family = life.unit.conflict + life.unit.neglect if life.unit is not None else 0.5
        return min(1.0, 0.02 + 0.12 * life.behaviour + 0.5 * (life.care is not None) + 0.6 * life.exploited
                   + 0.1 * family)  # fmt: skip

    def _goes_missing(self, day: date) -> None:
        child = self.sim.someone(self.rng, lambda p: self.may_go_missing(p.id, day), tries=2500)
        if child is not None:
            self._missing(day, child)

    def _missing(self, day: date, child: int) -> None:
        rng, life = self.rng, self.sim.lives[child]
        if life.stay is None or self.sim.age(child, day) >= 18:
            return
        back = day + timedelta(days=0 if rng.random() < 0.45 else rng.choice((1, 1, 1, 2, 2, 3, 5, 9)))
        offered = rng.random() < 0.86
        self.sim.world.missing.append(
            Missing(self.sim.next_id("missing"), child, day, back if back < self.sim.world.ends else None,
                    "A" if life.care is not None and rng.random() < 0.3 else "M", offered,
                    offered and rng.random() < 0.6)
        )  # fmt: skip
        times = self.times_missing[child] = self.times_missing.get(child, 0) + 1
        if life.referral is None:
            self.children.contact(day, child, "missing", source="6")
        if times >= 2 and rng.random() < 0.5:
            self._screen(day + days(6), child, life)
        if rng.random() < 0.45 + 0.3 * life.exploited:
            self.sim.later(day + days(rng.expovariate(1 / 40)), self._missing, child)

    def _screen(self, day: date, child: int, life: Life) -> None:
        if day >= self.sim.world.ends:
            return
        rng = self.rng
        kind = "cse" if self.sim.world.persons[child].sex == "F" and rng.random() < 0.75 else "cce"
        if life.exploited == 0 and rng.random() < 0.45:
            life.exploited = rng.uniform(0.3, 1)
        level = "none" if life.exploited == 0 else rng.choices(("emerging", "moderate", "significant"),
                                                               (5, 3, 6 * life.exploited))[0]  # fmt: skip
        gang = kind == "cce" and life.exploited > 0.5 and rng.random() < 0.5
        self.sim.world.screenings.append(Screening(self.sim.next_id("screening"), child, day, kind, level, gang))
        if level in {"moderate", "significant"}:
            self._screen_step(day + days(12), child, "mace", level, gang)
            if level == "significant" and rng.random() < 0.4:
                self._screen_step(day + days(20), child, "nrm", level, gang)
            if life.referral is None:
                self.sim.later(day + days(1), self._refer, child)

    def _refer(self, day: date, child: int) -> None:
        self.children.contact(day, child, "exploitation")

    def _screen_step(self, day: date, child: int, kind: str, level: str, gang: bool) -> None:
        if day < self.sim.world.ends:
            self.sim.world.screenings.append(Screening(self.sim.next_id("screening"), child, day, kind, level, gang))

    def _offends(self, day: date) -> None:
        def likely(person) -> float:
            life = self.sim.lives[person.id]
            if not 11 <= self.sim.age(person.id, day) < 18:
                return 0.0
            return min(1.0, 0.01 + 0.25 * max(0.0, life.behaviour - 0.2) + 0.5 * life.exploited + 0.4 * life.offends)

        child = self.sim.someone(self.rng, likely, tries=2500)
        if child is None:
            return
        rng, life = self.rng, self.sim.lives[child]
        kind = rng.choices(list(_OFFENCES), (30, 22, 10, 14, 8, 8, 8))[0]
        weight = min(8, max(1, _OFFENCES[kind] + rng.choice((-1, 0, 0, 1))))
        first = child not in self.offended
        outcome = rng.choices(
            ("no_further_action", "out_of_court", "referral_order", "youth_rehabilitation_order", "detention"),
            (30, 38 if first else 15, 20, 4 if first else 16, 0.5 * (weight > 5)),
        )[0]
        decided = day + days(rng.uniform(20, 150))
        ends = None
        if outcome in {"referral_order", "youth_rehabilitation_order", "detention"}:
            ends = decided + days(rng.choice((90, 180, 270, 365)))
            worker = self.staff.one("youth_justice_officer")
            if decided < self.sim.world.ends:
                self.staff.involve(child, worker, decided, ends if ends < self.sim.world.ends else None)
        if decided >= self.sim.world.ends:
            return  # not decided yet: the service does not have it
        self.offended.add(child)
        life.offends = min(1.0, life.offends + 0.35)
        self.sim.world.offences.append(
            Offence(self.sim.next_id("offence"), child, day, kind, weight, outcome, decided, ends, first,
                    kind == "weapon" and rng.random() < 0.7)
        )  # fmt: skip
        if life.referral is None and rng.random() < 0.35:
            self.children.contact(day, child, "behaviour", source="6")
