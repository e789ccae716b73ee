"""Council tenancies and their rent, the register, anti-social behaviour, and homelessness with all it moves."""

from datetime import date, timedelta

from plainview.synthetic.larkmere.world import chances
from plainview.synthetic.larkmere.world.model import (
    AntisocialCase,
    HomelessCase,
    RegisterApplication,
    RentAction,
    TemporaryStay,
    Tenancy,
)
from plainview.synthetic.larkmere.world.simulation import Simulation, Unit, days, how_many
from plainview.synthetic.larkmere.world.staff import Staff

HOMELESS_A_YEAR, FLIGHTS_A_YEAR = 0.0138, 0.0012  # of units, beside evictions
_REASONS = {  # words of H-CLIC
    "private_rent": ("end of AST private tenancy", "end of other private tenancy", "non-violent relationship breakdown",
                     "other violence or harassment", "disrepair"),
    "owner": ("family no longer willing or able", "mortgage repossession", "non-violent relationship breakdown"),
    "council": ("family no longer willing or able", "non-violent relationship breakdown",
                "racially motivated violence", "fire flood or emergency"),
    "housing_association": ("family no longer willing or able", "end of social tenancy", "disrepair"),
}  # fmt: skip
_ALONE = ("friends no longer willing or able", "family no longer willing or able", "left institution",
          "left Home Office asylum accommodation", "other")  # fmt: skip
_STEPS = ("letter_1", "letter_2", "agreement", "agreement_broken", "nosp", "court_application", "possession_order")
_OFF_REGISTER = "offer of a council home"


class Housing:
    """The landlord's and the homelessness service's side of a household's story."""

    def __init__(self, sim: Simulation, staff: Staff) -> None:
        self.sim, self.staff, self.rng = sim, staff, sim.dice("housing")
        self.registered: dict[int, RegisterApplication] = {}  # by household

    def month(self, first: date) -> None:
        """Open tenancies, take rent each quarter, and queue what a month brings."""
        is_quarter = first.month in (1, 4, 7, 10)
        for unit in list(self.sim.units):
            if unit.is_gone or not unit.members:
                continue
            if unit.tenancy is None and self.sim.home(unit).tenure == "council" and unit.homeless is None:
                self._let(unit, first)
            if is_quarter and unit.tenancy is not None and unit.tenancy.tenure != "NON":
                self._rent(unit, unit.tenancy, first)
        units = len(self.sim.units)
        for yearly, act in (
            (HOMELESS_A_YEAR, self._lose_home), (FLIGHTS_A_YEAR, self._flee), (0.02, self._register),
            (0.008, self._antisocial),
        ):  # fmt: skip
            for _ in range(how_many(self.rng, units * yearly / 12)):
                self.sim.later(first + timedelta(days=self.rng.randrange(28)), act)

    def end(self) -> None:
        """Close what belongs to people who left or died on the way."""
        world = self.sim.world
        stays = world.grouped("temporary_stays", "case")
        for case in world.homeless:
            last = world.stays_of(case.applicant)[-1:] if case.closed_on is None else []
            if last and last[0].ends is not None and not any(self.sim.is_here(p) for p in case.members):
                case.closed_on, case.outcome = max(last[0].ends, case.on), "contact lost"
                for stay in stays.get(case.id, []):
                    stay.ends = stay.ends or case.closed_on

    # ---- tenancies ----
    def _let(self, unit: Unit, first: date) -> None:
        home, household = self.sim.home(unit), self.sim.world.households[unit.household]
        adults = self.sim.adults(unit, first)
        if home.kind != "private" or not adults:
            return
        is_new = (first - household.starts).days < 400
        partner = self.sim.world.persons[adults[0]].partner
        tenants = (adults[0], partner) if partner in adults and self.rng.random() < 0.6 else (adults[0],)
        unit.tenancy = Tenancy(self.sim.next_id("tenancy"), household.id, home.id, tenants, household.starts, None,
                               "INT" if is_new else "SEC", 9800 + 1450 * home.bedrooms)  # fmt: skip
        self.sim.world.tenancies.append(unit.tenancy)

    def _rent(self, unit: Unit, tenancy: Tenancy, first: date) -> None:
        rng = self.rng
        owed = tenancy.balances[-1][1] if tenancy.balances else -rng.randrange(0, 9000)
        quarter = tenancy.weekly_rent_pence * 13
        if rng.random() < 0.1 + 0.72 * max(0.0, unit.strain - 0.3):
            owed = max(owed, 0) + round(quarter * rng.triangular(0.03, 0.45, 0.1))
        elif owed > 0:
            owed = max(-3000, owed - round(quarter * rng.uniform(0.08, 0.5)))
        tenancy.balances.append((first, owed))
        if owed > tenancy.weekly_rent_pence * 4:
            self._chase(unit, tenancy, first, owed)
        elif owed <= 0:
            unit.rent_stage = 0

    def _chase(self, unit: Unit, tenancy: Tenancy, first: date, owed: int) -> None:
        for _ in range(self.rng.choice((1, 1, 2))):
            if unit.rent_stage < len(_STEPS):
                day = first + days(7 + 25 * self.rng.random())
                self.sim.later(day, self._rent_step, tenancy, _STEPS[unit.rent_stage], owed)
                unit.rent_stage += 1
        if self._may_be_evicted(unit, owed) and self.rng.random() < chances.EVICTED_A_QUARTER:
            self.sim.later(first + days(60), self._evict, unit, tenancy)

    def _may_be_evicted(self, unit: Unit, owed: int) -> bool:
        return unit.rent_stage == len(_STEPS) and owed > 120000

    def eviction_monthly(self, unit: Unit) -> float:
        """Say how likely a council tenant is evicted within a month."""
        held = unit.tenancy
        owed = held.balances[-1][1] if held is not None and held.balances else 0
        return chances.EVICTED_A_QUARTER / 3 * self._may_be_evicted(unit, owed)

    def _rent_step(self, day: date, tenancy: Tenancy, step: str, owed: int) -> None:
        if tenancy.ends is None:
            self.sim.world.rent_actions.append(RentAction(self.sim.next_id("rent_action"), tenancy.id, day, step, owed))

    def _evict(self, day: date, unit: Unit, tenancy: Tenancy) -> None:
        if tenancy.ends is None and not unit.is_gone and unit.homeless is None:
            self._rent_step(day, tenancy, "eviction", tenancy.balances[-1][1])
            tenancy.end_reason = "eviction"
            self._apply(day, unit, "end of social tenancy", must_leave=True)

    # ---- homelessness ----
    def _lose_home(self, day: date) -> None:
        unit = self.sim.some_unit(self.rng, lambda u: self.risk(u, day))
        if unit is None:
            return
        home = self.sim.home(unit)
        alone = not self.sim.children(unit, day) and self.rng.random() < 0.6
        reason = self.rng.choice(_ALONE if alone or home.kind != "private" else _REASONS[home.tenure])
        if unit.seen("abuse") and self.rng.random() < 0.4:
            reason = "domestic abuse victim"
        elif home.tenure == "private_rent" and self.rng.random() < 0.35:
            reason = "end of AST private tenancy"
        elif self.rng.random() < 0.25:
            reason = "family no longer willing or able"
        self._apply(day, unit, reason, must_leave=self.rng.random() < 0.5)

    def risk(self, unit: Unit, day: date) -> float:
        """Weigh how easily a unit comes to lose its home."""
        home = self.sim.home(unit)
        return chances.homeless(unit, home_kind=home.kind, tenure=home.tenure, owed_pence=unit.owed, day=day,
                                moved_in=self.sim.world.households[unit.household].starts)  # fmt: skip

    def may_flee(self, unit: Unit) -> float:
        """Weigh how easily a woman flees from a home."""
        return unit.abuse if unit.kind == "family" and unit.homeless is None else 0.0

    def _flee(self, day: date) -> None:
        """A woman and her children go to a refuge; nobody may learn where."""
        unit = self.sim.some_unit(self.rng, self.may_flee)
        refuge = self.rng.choice(self.sim.places.of_kind["refuge"])
        if unit is None:
            return
        persons = self.sim.world.persons
        mother = next((p for p in self.sim.adults(unit, day)
                       if persons[p].sex == "F" and persons[p].partner in unit.members), None)  # fmt: skip
        if mother is None:
            return
        own = Unit(self.sim.next_id("unit"), "lone_parent", unit.community, 0, refuge, pressure=0.7, abuse=unit.abuse,
                   mind=0.6, conflict=0.3, neglect=unit.neglect, substance=0.0)  # fmt: skip
        children = [p for p in self.sim.children(unit, day) if persons[p].mother == mother]
        partner = persons[mother].partner
        if partner is not None:
            persons[partner].partner = None
        persons[mother].partner = None
        self.sim.found(own, refuge, day)
        for person in (mother, *children):
            self.sim.settle(person, own, day)
            persons[person].restricted = "refuge"
        self.sim.units.append(own)
        unit.kind, unit.abuse = "single", 0.0
        case = self._open(day, own, "domestic abuse victim", "relief")
        stay = TemporaryStay(self.sim.next_id("temporary"), case.id, refuge, day, None, "refuge")
        self.sim.world.temporary_stays.append(stay)
        self.sim.later(day + days(self.rng.uniform(90, 420)), self._rehouse, own, case, stay)

    def _apply(self, day: date, unit: Unit, reason: str, *, must_leave: bool) -> None:
        if unit.is_gone or unit.homeless is not None or not self.sim.adults(unit, day):
            return
        if self.rng.random() > chances.ACCEPTED:
            case = self._open(day, unit, reason, self.rng.choice(("not_homeless", "not_eligible")))
            case.closed_on, case.outcome, unit.homeless = day + days(20), "no duty owed", None
            if case.closed_on >= self.sim.world.ends:
                case.closed_on, case.outcome = None, None
            return
        case = self._open(day, unit, reason, "relief" if must_leave else "prevention")
        if not must_leave:
            self.sim.later(day + days(self.rng.uniform(20, 75)), self._prevented, unit, case)
            return
        has_priority = bool(self.sim.children(unit, day)) or unit.mind > 0 or self.rng.random() < 0.2
        if has_priority:
            self.sim.later(day + days(self.rng.uniform(1, 9)), self._place, unit, case)
        else:
            self.sim.later(day + days(self.rng.uniform(30, 70)), self._relieved, unit, case)

    def _open(self, day: date, unit: Unit, reason: str, duty: str) -> HomelessCase:
        adults = self.sim.adults(unit, day)
        case = HomelessCase(self.sim.next_id("homeless"), unit.household, adults[0], tuple(unit.members), day, None,
                            duty, reason, self._needs(unit, adults[0], day), None,
                            self.staff.one("housing_officer"))  # fmt: skip
        self.sim.world.homeless.append(case)
        self.staff.involve(adults[0], case.staff, day, None)
        unit.homeless = case
        unit.shock = min(0.6, unit.shock + 0.2)
        return case

    def _needs(self, unit: Unit, applicant: int, day: date) -> tuple[str, ...]:
        age, needs = self.sim.age(applicant, day), []
        if unit.seen("abuse"):
            needs.append("domestic abuse")
        if unit.seen("mind"):
            needs.append("mental health history")
        if unit.substance:
            needs.append(self.rng.choice(("drug dependency", "alcohol dependency")))
        if self.sim.lives[applicant].frailty > 0.4:
            needs.append("physical ill health or disability")
        if age < 25:
            needs.append("young parent" if self.sim.children(unit, day) else "aged 18-25 needing support")
        if self.sim.home(unit).kind == "hostel":
            needs.append("rough sleeping history")
        return tuple(needs)

    def _close(self, day: date, unit: Unit, case: HomelessCase, outcome: str) -> None:
        case.closed_on, case.outcome = day, outcome
        unit.homeless = None
        self.staff.leave(case.applicant, case.staff, day)

    def _prevented(self, day: date, unit: Unit, case: HomelessCase) -> None:
        if unit.is_gone:
            return
        if self.rng.random() < 0.75:
            self._close(day, unit, case, "secured existing accommodation")
            return
        case.duty = "relief"
        if self.sim.children(unit, day) or unit.mind:
            self._place(day, unit, case)
        else:
            self._relieved(day, unit, case)

    def _relieved(self, day: date, unit: Unit, case: HomelessCase) -> None:
        home = self.sim.places.take("private_rent")
        if unit.is_gone:
            return
        if home is None or self.rng.random() < 0.4:
            self._close(day, unit, case, "56 days or more expired")
            hostel = self.rng.choice(self.sim.places.of_kind["hostel"])
            if len(unit.members) == 1 and self.rng.random() < 0.5:
                self.sim.move(unit, hostel, day)
            return
        self.sim.move(unit, home, day)
        self._close(day, unit, case, "secured alternative accommodation")

    def _place(self, day: date, unit: Unit, case: HomelessCase) -> None:
        if unit.is_gone or unit.homeless is not case:
            return
        rng, places = self.rng, self.sim.places
        if rng.random() < 0.25 and places.outside:
            home, kind = (
                rng.choice(places.outside),
                rng.choice(("nightly paid self-contained", "leased private sector")),
            )
        elif rng.random() < 0.2:
            home, kind = rng.choice(places.of_kind["hostel"]), rng.choice(("hostel", "bed and breakfast"))
        else:
            taken = places.take("private_rent") or places.take("council")
            home = taken or rng.choice(places.outside)
            kind = "leased private sector" if rng.random() < 0.5 else "LA or HA stock"
        self.sim.move(unit, home, day)
        stay = TemporaryStay(self.sim.next_id("temporary"), case.id, home, day, None, kind)
        self.sim.world.temporary_stays.append(stay)
        self.sim.later(day + days(rng.uniform(50, 75)), self._main_duty, unit, case)
        long = 60 if kind == "bed and breakfast" else 1000
        self.sim.later(day + days(20 + rng.expovariate(1 / long)), self._rehouse, unit, case, stay)

    def _main_duty(self, day: date, unit: Unit, case: HomelessCase) -> None:
        if case.closed_on is None and not unit.is_gone:
            case.duty = "main"

    def _rehouse(self, day: date, unit: Unit, case: HomelessCase, stay: TemporaryStay) -> None:
        if unit.is_gone:
            stay.ends = stay.ends or day
            return
        stay.ends = day
        if stay.kind == "bed and breakfast":
            self._place(day, unit, case)
            return
        home = self.sim.places.take("council") or self.sim.places.take("private_rent")
        if home is None:
            self.sim.leave_borough(day, unit)
            self._close(day, unit, case, "moved away")
            return
        self.sim.move(unit, home, day)
        self._close(day, unit, case, "accepted a Part 6 offer")

    # ---- register and neighbours ----
    def _register(self, day: date) -> None:
        unit = self.sim.some_unit(self.rng, lambda u: 0.15 + 0.85 * u.strain)
        if unit is None or unit.household in self.registered:
            return
        adults = self.sim.adults(unit, day)
        if not adults:
            return
        crowded = len(unit.members) > 1.6 * self.sim.home(unit).bedrooms
        reason = "homeless" if unit.homeless else "overcrowding" if crowded else self.rng.choice(
            ("medical", "decant", "overcrowding", "domestic_abuse" if unit.abuse else "medical"))  # fmt: skip
        made = RegisterApplication(self.sim.next_id("register"), unit.household, adults[0], day, None,
                                   self.rng.choice(("A", "B", "B", "C", "C", "C")), reason)  # fmt: skip
        self.registered[unit.household] = made
        self.sim.world.register.append(made)
        self.sim.later(day + days(self.rng.uniform(200, 2200)), self._off_register, made)

    def _off_register(self, day: date, made: RegisterApplication) -> None:
        made.closed_on = day

    def _antisocial(self, day: date) -> None:
        unit = self.sim.some_unit(self.rng, lambda u: 0.1 + 0.5 * u.substance + 0.3 * u.strain)
        if unit is None or self.sim.home(unit).kind in {"refuge", "care_home"}:
            return
        adults = self.sim.adults(unit, day)
        neighbour = self.sim.someone(self.rng, lambda p: float(self.sim.age(p.id, day) >= 18))
        if not adults or neighbour in unit.members:
            return
        closed = day + days(self.rng.uniform(15, 200))
        is_open = closed >= self.sim.world.ends
        kind = self.rng.choice(("noise", "noise", "drugs", "harassment", "damage", "hoarding"))
        outcome = self.rng.choice(("warning", "no further action", "injunction", "resolved"))
        self.sim.world.antisocial.append(
            AntisocialCase(self.sim.next_id("antisocial"), unit.home, neighbour if self.rng.random() < 0.8 else None,
                           adults[0] if self.rng.random() < 0.85 else None, day, None if is_open else closed, kind,
                           None if is_open else outcome, self.staff.one("housing_officer"))
        )  # fmt: skip
