"""Children looked after: episodes that chain, homes they are placed in, the ways out, and life after care."""

from collections.abc import Callable
from datetime import date, timedelta

from plainview.synthetic.larkmere.world import chances
from plainview.synthetic.larkmere.world.demography import Demography
from plainview.synthetic.larkmere.world.model import (
    CareEpisode,
    CareLeaver,
    CinPlan,
    HealthCheck,
    LegalStep,
    Referral,
    Review,
    Visit,
)
from plainview.synthetic.larkmere.world.simulation import Simulation, Unit, days
from plainview.synthetic.larkmere.world.staff import Staff

_AWAY = {"fostering": ("U6", "U4", "U6"), "kin": ("U3", "U1"), "home": ("K2",), "semi": ("H5",)}
_STOCK = 0.006  # of children, looked after when the simulation begins


class Care:
    """Everything from the day a child is looked after."""

    def __init__(self, sim: Simulation, staff: Staff, demography: Demography) -> None:
        self.sim, self.staff, self.demography = sim, staff, demography
        self.rng = sim.dice("care")
        self.back_to_plan: Callable[[date, int, Referral], None] = lambda day, child, referral: None
        self.open: dict[int, Referral] = {}
        self.left_care: list[int] = []
        self._foster_homes: list[tuple[int, str]] = []
        self._status: dict[int, LegalStep] = {}
        self._to_be_adopted: int | None = None

    def begin(self, severity: Callable[[Unit], float]) -> None:
        """Place those who were looked after before history begins, from the families most pressed."""
        begins = self.sim.begins
        children = [p for p, life in self.sim.lives.items() if life.unit is not None and self.sim.age(p, begins) < 17]
        children.sort(key=lambda p: (-severity(self.sim.lives[p].unit) * self.rng.random(), p))  # type: ignore[arg-type]
        count = round(len(children) * _STOCK)
        chosen = children[:count]
        if count > 3 and not any(self.sim.age(c, begins) < 4 for c in chosen):
            chosen += [c for c in children[count:] if self.sim.age(c, begins) < 4][:1]
        for child in chosen:
            life = self.sim.lives[child]
            assert life.unit is not None
            if len(life.unit.members) < 2:
                continue
            since = begins - days(min(self.rng.expovariate(1 / 700) + 10, 364 * max(0.1, self.sim.age(child, begins))))
            referral = Referral(self.sim.next_id("referral"), child, since - timedelta(days=12), "6", "N1",
                                "strategy_discussion", False, None, None, self.staff.one("social_worker"),
                                self.sim.carer(child))  # fmt: skip
            self.sim.world.referrals.append(referral)
            self.staff.involve(child, referral.staff, since, None)
            life.referral = referral
            self.enter(since, child, referral)
        infant = next((c for c in self.open if self.sim.age(c, begins) < 4), None)
        self._to_be_adopted = infant  # so that even a small Larkmere has a child who was adopted
        if infant is not None:
            period = self.sim.lives[infant].care.period  # type: ignore[union-attr]
            self.sim.later(begins + timedelta(days=400), self._exit, infant, period, "E11")

    def month(self, first: date) -> None:
        """Let each child in care stay or leave; write down once a year how those who left fare."""
        for child in list(self.open):
            self.sim.later(first + timedelta(days=self.rng.randrange(28)), self._look_at, child)
        for child in self.left_care:
            born = self.sim.world.persons[child].born_on
            if born.month == first.month and 18 <= self.sim.age(child, first + timedelta(days=27)) <= 25:
                self._record_leaver(first + timedelta(days=14), child)

    def _look_at(self, day: date, child: int) -> None:
        """Draw once a month whether a child goes home, to other carers, to new parents, or elsewhere."""
        life = self.sim.lives[child]
        episode = life.care
        if episode is None or day <= episode.starts or child == self._to_be_adopted:
            return
        months = (day - episode.entered_care_on).days / 30.44
        down = chances.care_down_monthly(self.pressed(child), months)
        at = self.rng.random()
        if at < down:
            ways = ("E4A", "E4B", "E41", "E45", "E47")
            how = "E4A" if months < 3 else self.rng.choices(ways, (42, 20, 10, 16, 12))[0]
            self._exit(day, child, episode.period, how)
        elif months > 12 and at < down + 0.0025:
            self._exit(day, child, episode.period, self.rng.choice(("E3", "E8")))
        elif months > 14 and self.sim.age(child, day) < 5 and at < down + 0.015:
            self._exit(day, child, episode.period, "E11")

    def is_to_be_adopted(self, child: int) -> bool:
        """Say whether it is settled that a child will be adopted."""
        return child == self._to_be_adopted

    def pressed(self, child: int) -> float:
        """Say how much presses on the family that a child in care came from; the middle where it is gone."""
        family = self.sim.lives[child].family
        return 0.5 if family is None or family.is_gone else chances.severity(family)

    def end(self) -> None:
        """Write what belongs to children who are still looked after."""
        for child, referral in self.open.items():
            self._watched_over(child, referral, self.sim.world.ends)

    # ---- into care ----
    def enter(self, day: date, child: int, referral: Referral) -> None:
        """Let a child be looked after from a day: the first episode of a period."""
        life, rng = self.sim.lives[child], self.rng
        if life.care is not None or life.stay is None:
            return
        age = self.sim.age(child, day)
        life.family = life.unit
        self._end_other_plans(day, child)
        status = rng.choices(("V2", "C1", "L1", "E1"), (50, 40, 8, 0 if age > 3 else 6))[0]
        where = rng.choices(("fostering", "kin", "home", "semi"),
                            (70, 15, 4 + (12 if age > 11 else 0), 25 if age > 15 else 0))[0]  # fmt: skip
        life.care = CareEpisode(
            self.sim.next_id("care"), self.sim.next_id("period"), child, day, "S", status, referral.need,
            rng.choice(_AWAY[where]), rng.choice(("PR1", "PR4", "PR4")), None, None, None, None, None, day,
        )  # fmt: skip
        self._place(day, child, life.care, where)
        self.sim.world.care_episodes.append(life.care)
        self.open[child] = referral
        self._step(day, child, status)
        if status in {"L1", "C1"}:
            self.sim.later(max(day, self.sim.begins) + days(rng.uniform(3, 20) if status == "L1" else 210),
                           self._order, child, life.care.period)  # fmt: skip
        self.sim.later(max(day, self.sim.begins) + days(rng.expovariate(1 / 420)), self._other_placement, child,
                       life.care.period)  # fmt: skip
        self.sim.later(max(self._birthday(child, 18), self.sim.begins + timedelta(days=1)), self._grown, child,
                       life.care.period)  # fmt: skip

    def _end_other_plans(self, day: date, child: int) -> None:
        life = self.sim.lives[child]
        plan: CinPlan | None = life.cin
        if plan is not None:
            plan.ends, plan.end_reason = max(day, plan.starts), "looked after"
            life.cin = None

    def _place(self, day: date, child: int, episode: CareEpisode, where: str) -> None:
        places = self.sim.places
        if where == "home":
            home = self.rng.choice(places.of_kind["children_home"])
            urn = f"SC9{home:05d}"
        elif where == "semi":
            home, urn = self.rng.choice(places.of_kind["hostel"]), "SC900001"
        else:
            if not self._foster_homes or self.rng.random() < 0.6:
                made = places.take("owner") if self.rng.random() < 0.45 else None
                urn = f"SC8{len(self._foster_homes):05d}"
                self._foster_homes.append((made or self.rng.choice(places.outside), urn))
            home, urn = self.rng.choice(self._foster_homes)
        episode.placement_home, episode.carer_urn = home, urn
        own = Unit(self.sim.next_id("unit"), "placement", self.sim.world.persons[child].community, 0, home)
        self.sim.found(own, home, day)
        family = self.sim.lives[child].family
        stay = self.sim.lives[child].stay
        if stay is not None and stay.starts > day:
            stay.starts = day - timedelta(days=1)
        self.sim.settle(child, own, day)
        self.sim.lives[child].family = family

    def _step(self, day: date, child: int, step: str, outcome: str | None = None) -> None:
        made = LegalStep(self.sim.next_id("legal"), child, day, None, step, outcome)
        held = self._status.get(child)
        if held is not None:
            held.ends = day
        if len(step) == 2:
            self._status[child] = made
        else:
            self._status.pop(child, None)
        self.sim.world.legal_steps.append(made)

    # ---- changes ----
    def _next(self, day: date, child: int, reason: str) -> CareEpisode | None:
        life = self.sim.lives[child]
        old = life.care
        if old is None or old.starts >= day:
            return None
        old.ends, old.end_reason = day, "X1"
        life.care = CareEpisode(
            self.sim.next_id("care"), old.period, child, day, reason, old.legal_status, old.need, old.placement,
            old.provider, None, None, None, old.placement_home, old.carer_urn, old.entered_care_on,
        )  # fmt: skip
        self.sim.world.care_episodes.append(life.care)
        return life.care

    def _order(self, day: date, child: int, period: int) -> None:
        life = self.sim.lives[child]
        if life.care is None or life.care.period != period:
            return
        status = "V2" if life.care.legal_status == "L1" and self.rng.random() < 0.5 else "C2"
        if life.care.legal_status == "L1" and status == "C2":
            status = "C1"
            self.sim.later(day + days(200), self._order, child, period)
        if (made := self._next(day, child, "L")) is not None:
            made.legal_status = status
            self._step(day, child, status, "granted")

    def _other_placement(self, day: date, child: int, period: int) -> None:
        life = self.sim.lives[child]
        if life.care is None or life.care.period != period:
            return
        old = life.care
        if (made := self._next(day, child, "P")) is not None:
            old.change_reason = self.rng.choice(("CARPL", "CREQB", "CREQO", "CHILD", "STAND", "LAREQ"))
            where = "semi" if self.sim.age(child, day) >= 16 and self.rng.random() < 0.5 else (
                "home" if old.change_reason == "CREQB" and self.rng.random() < 0.35 else "fostering")  # fmt: skip
            made.placement = self.rng.choice(_AWAY[where])
            self._place(day, child, made, where)
        self.sim.later(day + days(30 + self.rng.expovariate(1 / 500)), self._other_placement, child, period)

    # ---- out of care ----
    def _grown(self, day: date, child: int, period: int) -> None:
        """Let a child who comes of age leave care for a home of their own, with support."""
        self._exit(day, child, period, self.rng.choice(("E5", "E5", "E6", "E17")))

    def _birthday(self, child: int, age: int) -> date:
        born = self.sim.world.persons[child].born_on
        return date(born.year + age, born.month, min(born.day, 28))

    def _exit(self, day: date, child: int, period: int, how: str) -> None:
        life = self.sim.lives[child]
        if life.care is None or life.care.period != period or life.stay is None:
            return
        if child == self._to_be_adopted:
            how = "E11"
        if self.sim.age(child, day) >= 18 and how not in {"E5", "E6", "E17"}:
            how = "E5"
        referral = self.open.pop(child)
        if day <= life.care.starts:
            day = life.care.starts + timedelta(days=1)
        life.care.ends, life.care.end_reason = day, how
        self._watched_over(child, referral, day)
        life.care = None
        family, life.family = life.family, None
        if how == "E11":
            self._step(day, child, "adopted", "order granted")
            self._adopt(day, child)
        elif how in {"E5", "E6", "E17"}:
            self.left_care.append(child)
            self._record_leaver(day, child)
            own = life.unit
            if own is not None:
                own.kind = "single"
                self.sim.units.append(own)
        elif how in {"E45", "E47", "E41", "E8", "E3"}:
            if how in {"E45", "E47"}:
                self._step(day, child, "sgo", "order granted")
            if how in {"E3", "E8"}:
                self.sim.unsettle(child, day)
                self.sim.world.persons[child].moved_out_on = day
            self._close(day, referral, "RC4" if how in {"E45", "E47"} else "RC3" if how == "E41" else "RC5")
            return
        elif family is not None and not family.is_gone and family.members:
            self.sim.settle(child, family, day)
            if self.rng.random() < 0.6 and referral.closed_on is None:
                self.back_to_plan(day, child, referral)
                return
        self._close(day, referral, "RC1" if how == "E11" else "RC7")

    def _close(self, day: date, referral: Referral, reason: str) -> None:
        life = self.sim.lives[referral.child]
        if life.cin is None and referral.closed_on is None:
            referral.closed_on, referral.close_reason = day, reason
            if life.referral is referral:
                life.referral = None
            self.staff.leave(referral.child, referral.staff, day)

    def _adopt(self, day: date, child: int) -> None:
        """The child gets a new name and new numbers with a new family; nothing may join the two."""
        world, old = self.sim.world, self.sim.world.persons[child]
        unit = self.sim.some_unit(self.rng, self._could_adopt, tries=4000)
        self.sim.unsettle(child, day)
        old.moved_out_on = day
        if unit is None:
            return
        parents = [p for p in unit.members if world.persons[p].partner in unit.members][:2]
        new = self.demography.people.make(world.persons[parents[0]].community, old.sex, old.born_on)
        new.born_on, new.forename, new.ethnicity = old.born_on, old.forename, old.ethnicity
        new.surname, new.restricted, old.restricted = world.persons[parents[0]].surname, "adoption", "adoption"
        old.adopted_as = new.id
        for parent in parents:
            if world.persons[parent].sex == "F":
                new.mother = parent
            else:
                new.father = parent
        self.sim.settle(new.id, unit, day)
        unit.kind = "family"

    def _could_adopt(self, unit: Unit) -> float:
        if unit.kind not in {"couple", "family"} or self.sim.home(unit).kind != "private" or unit.homeless is not None:
            return 0.0
        persons = self.sim.world.persons
        pair = [p for p in unit.members if persons[p].partner in unit.members]
        grown = len(pair) == 2 and all(25 < self.sim.age(p, self.sim.begins) < 50 for p in pair)
        return float(grown and len(unit.members) < 5)

    # ---- what is written of them ----
    def _watched_over(self, child: int, referral: Referral, until: date) -> None:
        """Write visits, reviews and health checks of a period of care up to a day."""
        rng, world = self.rng, self.sim.world
        care = self.sim.lives[child].care
        assert care is not None
        starts, plan = care.entered_care_on, care.period
        day = max(starts, self.sim.begins) + days(6)
        while day < until:
            seen = rng.random() < 0.94
            world.visits.append(Visit(self.sim.next_id("visit"), child, day, "lac", plan, seen,
                                      seen and rng.random() < 0.75, referral.staff))  # fmt: skip
            day += days(42 * rng.triangular(0.6, 1.5, 1))
        due = max(starts, self.sim.begins) + timedelta(days=28)
        while due < until:
            held = due + timedelta(days=rng.choice((-7, -2, 0, 0, 0, 5)))
            part = "PN0" if self.sim.age(child, held) < 4 else rng.choice(("PN1", "PN1", "PN3", "PN5", "PN6", "PN7"))
            if held < until:
                world.reviews.append(
                    Review(self.sim.next_id("review"), child, held, due, "lac", plan, "continue", part)
                )
            due += timedelta(days=91 if due < starts + timedelta(days=60) else 182)
        self._health(child, starts, until)

    def _health(self, child: int, starts: date, until: date) -> None:
        rng, day = self.rng, max(starts, self.sim.begins) + timedelta(days=18)
        while day < until:
            for kind, result in (
                ("health_assessment", "done" if rng.random() < 0.9 else "refused"),
                ("dental", "done" if rng.random() < 0.8 else "overdue"),
                ("immunisation", "up_to_date" if rng.random() < 0.88 else "not_up_to_date"),
                ("substance_misuse", "identified" if self.sim.age(child, day) > 12 and rng.random() < 0.1 else "none"),
            ):
                self.sim.world.health_checks.append(
                    HealthCheck(self.sim.next_id("health_check"), child, day, kind, result)
                )
            if 4 <= self.sim.age(child, day) <= 16:
                score = min(40, max(0, round(rng.gauss(14, 7))))
                band = "normal" if score < 14 else "borderline" if score < 17 else "cause_for_concern"
                self.sim.world.health_checks.append(
                    HealthCheck(self.sim.next_id("health_check"), child, day, "sdq", band, score)
                )
            day += timedelta(days=365)

    def _record_leaver(self, day: date, child: int) -> None:
        if self.sim.lives[child].stay is None or day >= self.sim.world.ends:
            return
        rng = self.rng
        self.sim.world.care_leavers.append(
            CareLeaver(child, day, rng.choice(("former_relevant", "former_relevant", "relevant", "qualifying")),
                       rng.random() < 0.92, rng.choice(("U", "V", "C", "E", "K", "T", "D", "B")), rng.random() < 0.88,
                       rng.choice(("F1", "F2", "F4", "F5", "P2", "G4", "G5", "G6")),
                       self.staff.one("personal_adviser"))
        )  # fmt: skip
