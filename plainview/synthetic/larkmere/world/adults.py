"""Adults: illness and admission, requests, assessments, services, reviews, carers, safeguarding."""

from datetime import date, timedelta

from plainview.synthetic.larkmere.world import chances
from plainview.synthetic.larkmere.world.model import (
    AdultAssessment,
    AdultRequest,
    AdultReview,
    AdultService,
    Carer,
    HospitalStay,
    Person,
    Safeguarding,
)
from plainview.synthetic.larkmere.world.simulation import Life, Simulation, Unit, days, how_many
from plainview.synthetic.larkmere.world.staff import Staff

REQUESTS, CONCERNS, CARERS = 0.029, 0.0125, 0.006  # a year for each adult
_STOCK = 0.009  # of adults, with long-term support when the simulation begins
_CARE_HOMES = {"Long Term Support: Residential Care", "Long Term Support: Nursing Care"}
_REASONS = ("Physical Support: Personal care support", "Physical Support: Access and mobility only",
            "Support with Memory and Cognition", "Mental Health Support", "Learning Disability Support",
            "Sensory Support: visual", "Sensory Support: hearing", "Social Support: Substance misuse",
            "Social Support: Social isolation/other", "Social Support: Support to carer")  # fmt: skip
_ABUSE = ("neglect/acts of omission", "self-neglect", "physical", "domestic", "psychological", "financial/material",
          "sexual", "organisational", "modern slavery", "discriminatory")  # fmt: skip
_SITES = ("Queen Alder Hospital", "St Brannock's Hospital")


class Adults:
    """Illness leads to hospital, hospital to services; a carer's strain and a home's squalor to safeguarding."""

    def __init__(self, sim: Simulation, staff: Staff) -> None:
        self.sim, self.staff, self.rng = sim, staff, sim.dice("adults")
        self._alone: set[int] = set()

    def begin(self) -> None:
        """Give long-term support to those who had it before history begins."""
        begins, rng = self.sim.begins, self.rng
        adults = [p for p, life in self.sim.lives.items() if life.stay is not None and self.sim.age(p, begins) >= 18]
        adults.sort(key=lambda p: (-self.sim.lives[p].frailty - rng.random() * 0.8, p))
        for adult in adults[: round(len(adults) * _STOCK)]:
            life = self.sim.lives[adult]
            assert life.stay is not None
            since = max(begins - days(rng.expovariate(1 / 700) + 5), life.stay.starts)
            self._support(since, adult, self._reason(adult, begins), is_home=self._in_care_home(life))
        for adult, life in self.sim.lives.items():
            if life.unit is not None and self._in_care_home(life) and not life.is_client and rng.random() < 0.7:
                assert life.stay is not None
                self._support(life.stay.starts, adult, self._reason(adult, begins), is_home=True)

    def month(self, first: date) -> None:
        """Queue a month's requests, admissions, concerns and carers."""
        adults = self.sim.census(first).adults
        for yearly, act in ((REQUESTS, self._asks), (chances.ADMISSIONS, self._falls_ill), (CONCERNS, self._concern),
                            (CARERS, self._cares)):  # fmt: skip
            for _ in range(how_many(self.rng, adults * yearly / 12)):
                self.sim.later(first + timedelta(days=self.rng.randrange(28)), act)

    def end(self) -> None:
        """End services of people who died or left; list the shielded, most frail first."""
        world = self.sim.world
        last = {s.person: s for s in world.stays}
        for service in world.adult_services:
            stay = last[service.adult]
            if service.ends is None and stay.ends is not None:
                service.ends = max(stay.ends, service.starts)
                died = world.persons[service.adult].died_on is not None
                service.outcome = "NFA - Deceased" if died else "NFA - Moved to another LA"
        here = [p for p, life in self.sim.lives.items() if life.stay is not None]
        here.sort(key=lambda p: (-self.sim.lives[p].frailty, p))
        world.shielded = sorted(here[: round(len(here) * 0.037)])

    def _in_care_home(self, life: Life) -> bool:
        return life.unit is not None and self.sim.home(life.unit).kind == "care_home"

    def _reason(self, adult: int, day: date) -> str:
        rng, person = self.rng, self.sim.world.persons[adult]
        age = self.sim.age(adult, day)
        if {"LD", "AUT"} & set(person.disabilities) and age < 65:
            return "Learning Disability Support"
        unit = self.sim.lives[adult].unit
        if age < 65 and unit is not None and unit.mind and rng.random() < 0.6:
            return "Mental Health Support"
        return rng.choices(_REASONS, (38, 14, 18 if age > 70 else 1, 10, 2, 3, 3, 2, 6, 3))[0]

    # ---- requests and what follows ----
    def _frail(self, person: Person, day: date) -> float:
        if self.sim.age(person.id, day) < 18:
            return 0.0
        life = self.sim.lives[person.id]
        return chances.frail(life.unit, life.frailty)

    def _asks(self, day: date) -> None:
        adult = self.sim.someone(self.rng, lambda p: self._frail(p, day), tries=2500)
        if adult is not None:
            self._request(day, adult, "Community / Other route")

    def _request(self, day: date, adult: int, route: str) -> None:
        life, rng = self.sim.lives[adult], self.rng
        if life.stay is None:
            return
        outcome = rng.choices(
            ("Progress to Assessment", "Progress to Reablement/ST-Max", "Signposting/universal services",
             "NFA - Support declined", "NFA - Other"),
            (30 if not life.is_client else 8, 22 if "Hospital" in route else 10, 38, 8, 14),
        )[0]  # fmt: skip
        reason = self._reason(adult, day)
        self.sim.world.adult_requests.append(
            AdultRequest(self.sim.next_id("request"), adult, day, route, reason, outcome,
                         self.staff.one("adult_social_worker"))
        )  # fmt: skip
        if outcome == "Progress to Assessment":
            self.sim.later(day + days(rng.uniform(5, 45)), self._assess, adult, reason)
        elif outcome.startswith("Progress to Reablement"):
            self._reable(day + days(3), adult, reason)

    def _reable(self, day: date, adult: int, reason: str) -> None:
        if day >= self.sim.world.ends:
            return
        ends = day + days(self.rng.uniform(14, 42))
        is_open = ends >= self.sim.world.ends
        service = AdultService(
            self.sim.next_id("service"), adult, day, None if is_open else ends, "Short Term Support: ST-Max",
            "Reablement", "CASSR Commissioned Support", reason, 7, 21000,
            None if is_open else self.rng.choice(("Service ended as planned", "Progress to Assessment")),
        )  # fmt: skip
        self.sim.world.adult_services.append(service)
        if service.outcome == "Progress to Assessment":
            self.sim.later(ends, self._assess, adult, reason)

    def _assess(self, day: date, adult: int, reason: str) -> None:
        life, rng = self.sim.lives[adult], self.rng
        if life.stay is None:
            return
        ends = day + days(rng.uniform(7, 40))
        eligible = rng.random() < 0.52
        worker = self.staff.one("adult_social_worker")
        is_open = ends >= self.sim.world.ends
        outcome = "Progress to Support Planning / Services" if eligible else "NFA - Other"
        self.sim.world.adult_assessments.append(
            AdultAssessment(self.sim.next_id("adult_assessment"), adult, day, None if is_open else ends,
                            "Long Term Assessment", eligible and not is_open, "" if is_open else outcome,
                            int(rng.expovariate(1 / (0.3 + 1.5 * life.frailty))), worker)
        )  # fmt: skip
        self.staff.involve(adult, worker, day, None if is_open else ends)
        if eligible and not is_open:
            self.sim.later(ends, self._start_support, adult, reason)

    def _start_support(self, day: date, adult: int, reason: str) -> None:
        life = self.sim.lives[adult]
        if life.stay is None or life.is_client:
            return
        age = self.sim.age(adult, day)
        homes = self.sim.places.of_kind["care_home"]
        to_home = age > 70 and self.rng.random() < 0.18 and life.unit is not None
        if to_home and life.unit is not None and self.sim.home(life.unit).kind == "private":
            self._to_care_home(day, adult, life.unit, self.rng.choice(homes))
        self._support(day, adult, reason, is_home=to_home)

    def _to_care_home(self, day: date, adult: int, unit: Unit, home: int) -> None:
        own = Unit(self.sim.next_id("unit"), "care_home", unit.community, 0, home)
        if len(unit.members) == 1:
            self.sim.dissolve_household(unit, day)
            unit.is_gone = True
        self.sim.found(own, home, day)
        self.sim.settle(adult, own, day)
        self.sim.units.append(own)
        if not unit.is_gone:
            self.sim.close_if_no_adult(unit, day)

    def _support(self, day: date, adult: int, reason: str, *, is_home: bool) -> None:
        rng, life = self.rng, self.sim.lives[adult]
        life.is_client = True
        if is_home:
            kind = rng.choice(("Long Term Support: Residential Care", "Long Term Support: Nursing Care"))
            component, hours, cost = kind.rsplit(": ", 1)[1], 168, rng.randrange(78000, 125000)
        else:
            kind = "Long Term Support: Community"
            component = rng.choice(("Home Support", "Home Support", "Day Support", "Extra Care Housing",
                                    "Supported Living"))  # fmt: skip
            hours = rng.choice((5, 7, 10, 14, 21, 28))
            cost = hours * 2150
        ways = ("Direct Payment", "CASSR Managed Personal Budget", "CASSR Commissioned Support")
        delivery = ways[2] if is_home else rng.choices(ways, (26, 40, 34))[0]
        service = AdultService(self.sim.next_id("service"), adult, day, None, kind, component, delivery, reason, hours,
                               cost, None, life.unit.home if is_home and life.unit is not None else None)  # fmt: skip
        self.sim.world.adult_services.append(service)
        self.sim.later(max(day, self.sim.begins) + days(rng.triangular(45, 420, 330)), self._review, service)
        if not is_home:
            ends = max(day, self.sim.begins) + days(60 + rng.expovariate(1 / 800))
            self.sim.later(ends, self._end_support, service)

    def _review(self, day: date, service: AdultService) -> None:
        if service.ends is not None or self.sim.lives[service.adult].stay is None:
            return
        due = day - timedelta(days=self.rng.choice((-10, 0, 0, 14, 60)))
        self.sim.world.adult_reviews.append(
            AdultReview(self.sim.next_id("adult_review"), service.adult, service.id, day, due,
                        self.rng.choice(("No change in package", "No change in package", "Change in package")),
                        self.staff.one("adult_social_worker"))
        )  # fmt: skip
        self.sim.later(day + days(self.rng.triangular(200, 480, 360)), self._review, service)

    def _end_support(self, day: date, service: AdultService) -> None:
        life = self.sim.lives[service.adult]
        if service.ends is None and life.stay is not None:
            service.ends, service.outcome = day, "Service ended as planned"
            life.is_client = False

    # ---- illness ----
    def _falls_ill(self, day: date) -> None:
        def likely(person: Person) -> float:
            life = self.sim.lives[person.id]
            return chances.falls_ill(life.unit, life) if self.sim.age(person.id, day) >= 18 else 0.0

        adult = self.sim.someone(self.rng, likely, tries=2500)
        if adult is None:
            return
        rng, life = self.rng, self.sim.lives[adult]
        is_emergency = rng.random() < chances.EMERGENCY
        stay = HospitalStay(
            self.sim.next_id("hospital"), adult, day, None, "emergency" if is_emergency else "planned", None,
            rng.choice(_SITES), 0, min(9, max(1, round(1 + 8 * life.frailty))), None,
        )  # fmt: skip
        self.sim.world.hospital_stays.append(stay)
        length = rng.expovariate(1 / (3 + 12 * min(1.0, life.frailty))) + 1
        self.sim.later(day + days(length), self._discharge, stay)

    def _discharge(self, day: date, stay: HospitalStay) -> None:
        life, rng = self.sim.lives[stay.adult], self.rng
        stay.ends = day
        if life.stay is None:
            stay.destination = "died or moved"
            return
        life.frailty = min(1.4, life.frailty + 0.03)
        if life.illness is not None:
            life.illness = min(1.4, life.illness + 0.03)
        frail = life.frailty
        weights = (70, 10 + 25 * frail, 4 + 6 * frail, 8 * frail)
        stay.pathway = rng.choices((0, 1, 2, 3), weights)[0]
        stay.destination = ("usual place of residence", "home with support", "community bed", "care home")[stay.pathway]
        if stay.pathway == 1:
            stay.reablement_ends = day + days(rng.uniform(14, 42))
        if stay.pathway:
            self._request(day, stay.adult, "Discharge from Hospital")

    # ---- safety and carers ----
    def _concern(self, day: date) -> None:
        adult = self.sim.someone(
            self.rng, lambda p: 0.6 * self._frail(p, day) + (0.05 * self._abused(p) if p.sex == "F" else 0), tries=2500
        )
        if adult is None:
            return
        rng = self.rng
        unit = self.sim.lives[adult].unit
        weights = [24, 14, 14, 6 + 30 * (unit.abuse if unit else 0), 10, 14, 4, 5, 1, 2]
        kind = rng.choices(_ABUSE, weights)[0]
        is_enquiry = rng.random() < 0.36
        closed = day + days(rng.uniform(10, 190) if is_enquiry else rng.uniform(1, 20))
        is_open = closed >= self.sim.world.ends
        self.sim.world.safeguarding.append(
            Safeguarding(
                self.sim.next_id("safeguarding"), adult, day, None if is_open else closed, is_enquiry, kind,
                "own home" if unit is None or self.sim.home(unit).kind == "private" else "care home",
                "service provider" if kind == "organisational" else "known to individual",
                None if is_open else rng.choice(("risk removed", "risk reduced", "risk remained", "no action taken")),
                kind == "self-neglect", rng.randrange(3, 9) if kind == "self-neglect" and rng.random() < 0.5 else 0,
                day + days(14) if kind == "domestic" and rng.random() < 0.4 else None,
            )
        )  # fmt: skip

    def _abused(self, person: Person) -> float:
        unit = self.sim.lives[person.id].unit
        return unit.abuse if unit is not None else 0.0

    def _cares(self, day: date) -> None:
        def likely(person: Person) -> float:
            unit = self.sim.lives[person.id].unit
            if unit is None or self.sim.age(person.id, day) < 18 or len(unit.members) < 2:
                return 0.0
            return float(any(self.sim.lives[p].frailty > 0.35 for p in unit.members if p != person.id))

        carer = self.sim.someone(self.rng, likely, tries=2500)
        if carer is None:
            return
        unit = self.sim.lives[carer].unit
        assert unit is not None
        cared = tuple(p for p in unit.members if p != carer and self.sim.lives[p].frailty > 0.35)
        self.sim.world.carers.append(
            Carer(self.sim.next_id("carer"), carer, cared, day, self.rng.choice(("1-19", "20-49", "50 or more")),
                  self.rng.choice(("Carer Support: Direct to Carer", "Signposting/universal services",
                                   "Carer Support: Support involving the person cared-for")),
                  self.rng.random() < 0.3)
        )  # fmt: skip
