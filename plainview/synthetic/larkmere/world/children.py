"""Children's services: contact, referral, assessment, early help, plans, enquiries; siblings go through together."""

from datetime import date, timedelta

from plainview.synthetic.larkmere.world.care import Care
from plainview.synthetic.larkmere.world.education import Education
from plainview.synthetic.larkmere.world.model import (
    Assessment,
    CinPlan,
    Contact,
    CpPlan,
    EarlyHelp,
    Referral,
    Review,
    Section47,
    Visit,
)
from plainview.synthetic.larkmere.world.simulation import Life, Simulation, Unit, days, how_many
from plainview.synthetic.larkmere.world.staff import Staff

CONTACTS_A_YEAR = 0.155  # for each child
_SOURCES = {
    "domestic_abuse": (("6", 70), ("3E", 6), ("2A", 8), ("1A", 6), ("4", 5), ("8", 5)),
    "neglect": (("2A", 35), ("3B", 20), ("1B", 12), ("9", 8), ("6", 10), ("4", 8), ("3A", 7)),
    "behaviour": (("2A", 45), ("1A", 20), ("6", 25), ("3F", 10)),
    "mental_health": (("3A", 25), ("3F", 20), ("2A", 20), ("5A", 15), ("3E", 12), ("1C", 8)),
    "missing": (("6", 80), ("1A", 15), ("5A", 5)),
    "exploitation": (("6", 55), ("2A", 20), ("5A", 10), ("8", 15)),
    "housing": (("4", 60), ("5B", 20), ("8", 20)),
    "finance": (("5B", 30), ("2A", 30), ("8", 25), ("1C", 15)),
    "other": (("2A", 25), ("1A", 20), ("3B", 15), ("5C", 15), ("1B", 10), ("10", 5), ("7", 10)),
}  # fmt: skip
_NEED = {"domestic_abuse": "N1", "neglect": "N1", "behaviour": "N6", "mental_health": "N3", "missing": "N5",
         "exploitation": "N1", "housing": "N4", "finance": "N7", "other": "N5"}  # fmt: skip
_OF_CHILD = {"behaviour", "missing", "exploitation"}


class Children:
    """The front door and the plans. What presses on the family decides who comes, and what follows."""

    def __init__(self, sim: Simulation, staff: Staff, education: Education, care: Care) -> None:
        self.sim, self.staff, self.education, self.care = sim, staff, education, care
        self.rng = sim.dice("children")
        care.back_to_plan = self.start_cin

    def month(self, first: date) -> None:
        """Queue a month's contacts: of families, and of what schools saw."""
        for _ in range(how_many(self.rng, self.sim.census(first).children * CONTACTS_A_YEAR / 12 / 1.75)):
            self.sim.later(first + timedelta(days=self.rng.randrange(28)), self._someone_worries)
        for day, child, what in self.education.troubles:
            if self.rng.random() < (0.3 if what == "exclusion" else 0.5):
                self.sim.later(max(day, first), self._school_worries, child, what)
        self.education.troubles.clear()

    def end(self) -> None:
        """Write the visits and reviews of plans that are still open."""
        for life in self.sim.lives.values():
            if life.cin is not None:
                self._seen(life.cin, "cin", self.sim.world.ends, 28)
            if life.cp is not None:
                self._seen(life.cp, "cp", self.sim.world.ends, 14)

    # ---- the front door ----
    def severity(self, unit: Unit) -> float:
        """Say how much presses on a family, 0 to 1."""
        return min(1.0, 0.3 * unit.abuse + 0.22 * unit.mind + 0.3 * unit.substance + 0.35 * unit.neglect
                   + 0.12 * unit.conflict + 0.18 * unit.strain + 0.08 * unit.school_worry)  # fmt: skip

    def _someone_worries(self, day: date) -> None:
        unit = self.sim.some_unit(
            self.rng,
            lambda u: (0.02 + self.severity(u) ** 1.3) * bool(self.sim.children(u, day)) if len(u.members) > 1 else 0.0,
        )
        if unit is None:
            return
        weights = {
            "domestic_abuse": 0.12 + 3.0 * unit.abuse, "neglect": 0.14 + 2.6 * unit.neglect,
            "mental_health": 0.12 + 1.2 * unit.mind, "behaviour": 0.25, "housing": 0.1 + 0.6 * bool(unit.homeless),
            "finance": 0.05 + 0.3 * max(0.0, unit.strain - 0.5), "other": 0.45 + 0.4 * unit.conflict,
        }  # fmt: skip
        reason = self.rng.choices(list(weights), list(weights.values()))[0]
        child = self.rng.choice(self.sim.children(unit, day))
        self.contact(day, child, reason)

    def _school_worries(self, day: date, child: int, what: str) -> None:
        life = self.sim.lives[child]
        if life.unit is None or self.sim.age(child, day) >= 18:
            return
        if what == "absence" and self.rng.random() < 0.6:
            self.start_early_help(day, life.unit, [child], "education", "2B")
        else:
            self.contact(day, child, "behaviour" if what == "exclusion" else "other", source="2A")

    def contact(self, day: date, child: int, reason: str, *, source: str | None = None) -> None:
        """Take a contact about a child, and in most cases about the brothers and sisters too."""
        life = self.sim.lives[child]
        unit = life.unit or life.family
        if unit is None or life.stay is None or self.sim.age(child, day) >= 18:
            return
        if source is None:
            codes, weights = zip(*_SOURCES[reason], strict=True)
            source = self.rng.choices(codes, weights)[0]
        group = [child]
        if self.rng.random() < (0.25 if reason in _OF_CHILD else 0.85):
            group += [c for c in self.sim.children(unit, day) if c != child]
        severity = self.severity(unit)
        is_open = any(self.sim.lives[c].referral is not None for c in group)
        at = self.rng.random()
        if is_open:
            outcome = "information_advice"
        elif at < 0.2 + 0.42 * severity:
            outcome = "referral"
        elif at < 0.36 + 0.48 * severity:
            outcome = "early_help" if reason != "finance" else "information_advice"
        else:
            outcome = "no_further_action" if self.rng.random() < 0.7 else "information_advice"
        decided = day + timedelta(days=self.rng.choice((0, 0, 1, 1, 2, 4)))
        staff = self.staff.one("mash_officer")
        referred = [self._refer(decided, c, source, reason) if outcome == "referral" else None for c in group]
        for one, referral in zip(group, referred, strict=True):
            self.sim.world.contacts.append(
                Contact(self.sim.next_id("contact"), one, day, source, reason, outcome, decided, staff,
                        referral.id if referral else None)
            )  # fmt: skip
        if outcome == "referral":
            self._after_referral(decided, unit, [r for r in referred if r is not None], reason, severity)
        elif outcome == "early_help":
            self.start_early_help(decided + days(10), unit, group, reason, source)
        elif is_open and severity > 0.3 and self.rng.random() < 0.2:
            held = [r for c in group if (r := self.sim.lives[c].referral) is not None]
            self._enquire(decided, unit, [r for r in held if self.sim.lives[r.child].cp is None])

    def _refer(self, day: date, child: int, source: str, reason: str) -> Referral:
        need = "N2" if self.sim.world.persons[child].disabilities and self.rng.random() < 0.35 else _NEED[reason]
        if need == "N5" and self.rng.random() < 0.3:
            need = self.rng.choice(("N4", "N8", "N1"))
        referral = Referral(self.sim.next_id("referral"), child, day, source, need, "assessment", False, None, None,
                            0, self.sim.carer(child))  # fmt: skip
        self.sim.world.referrals.append(referral)
        self.sim.lives[child].referral = referral
        return referral

    def _after_referral(self, day: date, unit: Unit, referrals: list[Referral], reason: str, severity: float) -> None:
        at = self.rng.random()
        outcome = ("strategy_discussion" if at < 0.04 + 0.2 * severity else "assessment" if at < 0.9 else
                   self.rng.choice(("no_further_action", "early_help")))  # fmt: skip
        worker = self.staff.one("social_worker")
        for referral in referrals:
            referral.outcome, referral.staff = outcome, worker
            referral.is_nfa = outcome == "no_further_action"
        if outcome in {"no_further_action", "early_help"}:
            for referral in referrals:
                self._close(day + days(1), referral, "RC8" if outcome == "no_further_action" else "RC9")
            if outcome == "early_help":
                self.start_early_help(day + days(12), unit, [r.child for r in referrals], reason, "5A")
            return
        for referral in referrals:
            self.staff.involve(referral.child, worker, day, None)
        if outcome == "strategy_discussion":
            self._enquire(day, unit, referrals)
        made = [self._assess(day, r, worker) for r in referrals]
        self.sim.later(day + days(self.rng.triangular(14, 85, 52)), self._assessed, unit, referrals, made, reason)

    def _close(self, day: date, referral: Referral, reason: str) -> None:
        if referral.closed_on is not None:
            return
        life = self.sim.lives[referral.child]
        if day >= self.sim.world.ends:
            self.sim.later(day, self._close_later, referral, reason)
            return
        referral.closed_on, referral.close_reason = max(day, referral.on), reason
        if life.referral is referral:
            life.referral = None
        self.staff.leave(referral.child, referral.staff, referral.closed_on)

    def _close_later(self, day: date, referral: Referral, reason: str) -> None:
        self._close(day, referral, reason)

    # ---- assessment ----
    def _assess(self, day: date, referral: Referral, worker: int) -> Assessment:
        made = Assessment(self.sim.next_id("assessment"), referral.child, referral.id, day, None, (), False, "", worker)
        self.sim.world.assessments.append(made)
        return made

    def _assessed(self, day: date, unit: Unit, referrals: list[Referral], made: list[Assessment], reason: str) -> None:
        severity = self.severity(unit)
        family = self._family_factors(unit, reason)
        at = self.rng.random()
        under_enquiry = any(self.sim.lives[r.child].cp is not None for r in referrals)
        for referral, assessment in zip(referrals, made, strict=True):
            child = referral.child
            factors = list(family) + self._own_factors(child, reason, day)
            assessment.ends, assessment.child_seen = day, self.rng.random() < 0.94
            if not factors and self.rng.random() < 0.4:
                factors = [self.rng.choice(("20", "4A", "17A", "16A", "6B", "4B"))]
            assessment.factors = tuple(sorted(set(factors))) or ("21",)
            life = self.sim.lives[child]
            if life.stay is None:
                assessment.outcome = "no_further_action"
                self._close(day, referral, "RC5")
            elif under_enquiry or life.care is not None:
                assessment.outcome = "section_47"
            elif at < 0.2 + 0.45 * severity:
                assessment.outcome = "cin_plan"
                if life.cin is None:
                    self.start_cin(day, child, referral)
            elif at < 0.27 + 0.5 * severity and life.cin is None:
                assessment.outcome = "section_47"
                self._enquire(day, unit, [referral])
            elif at < 0.62 + 0.2 * severity:
                assessment.outcome = "early_help"
                self._close(day, referral, "RC9")
            else:
                assessment.outcome = "no_further_action"
                self._close(day, referral, "RC8")
        helped = [a.child for a in made if a.outcome == "early_help"]
        if helped:
            self.start_early_help(day + days(8), unit, helped, reason, "5A")

    def _family_factors(self, unit: Unit, reason: str) -> list[str]:
        rng, found = self.rng, []
        for is_so, code, chance in (
            (unit.abuse, "3B", 0.85), (unit.abuse, "3A", 0.3), (unit.mind, "4B", 0.8), (unit.substance, "2B", 0.65),
            (unit.substance, "1B", 0.6), (unit.neglect, "16A", 0.75), (unit.conflict, "17A", 0.35),
            (unit.abuse, "17A", 0.35), (unit.neglect, "17A", 0.2), (unit.abuse, "18C", 0.2), (unit.neglect, "18C", 0.1),
            (unit.mind, "7A", 0.1), (0.5, "6B", 0.04), (0.5, "5B", 0.03), (unit.substance, "2C", 0.08),
        ):  # fmt: skip
            if is_so and rng.random() < chance:
                found.append(code)
        if reason == "domestic_abuse" and "3B" not in found:
            found.append("3B")
        if reason == "mental_health" and "4B" not in found and rng.random() < 0.6:
            found.append("4B")
        return found

    def _own_factors(self, child: int, reason: str, day: date) -> list[str]:
        rng, life, person, found = self.rng, self.sim.lives[child], self.sim.world.persons[child], []
        age = self.sim.age(child, day)
        if rng.random() < (0.25 if age > 11 else 0.06):
            found.append("4A")
        if {"LD", "AUT"} & set(person.disabilities):
            found.append("5A")
        if {"MOB", "PC", "HEAR", "VIS", "CON"} & set(person.disabilities):
            found.append("6A")
        if reason == "behaviour" or life.behaviour > 0.7:
            found.append("14A")
        if age > 11:
            for chance, code in ((0.06, "2A"), (0.06, "15A"), (0.02, "13A"), (0.03, "19B")):
                if rng.random() < chance:
                    found.append(code)
            if reason == "missing":
                found.append("10A")
            if life.exploited or reason == "exploitation":
                found.append("11A" if person.sex == "F" else "24A")
        return found

    # ---- early help ----
    def start_early_help(self, day: date, unit: Unit, group: list[int], reason: str, source: str) -> None:
        """Open early help for a family, with consent, unless it is open or a social worker has them."""
        if unit.early_help is not None or unit.is_gone or self.rng.random() < 0.18:
            return
        self.sim.later(day, self._early_help, unit, list(group), reason, source)

    def _early_help(self, day: date, unit: Unit, group: list[int], reason: str, source: str) -> None:
        if unit.early_help is not None or unit.is_gone or any(self.sim.lives[c].referral for c in group):
            return
        worker = self.staff.one("early_help_worker")
        pressing = {"domestic_abuse": unit.abuse, "health": unit.mind, "substance": unit.substance,
                    "finance": unit.strain > 0.55, "housing": unit.homeless is not None,
                    "education": unit.school_worry > 0.3}  # fmt: skip
        needs = [need for need, is_so in pressing.items() if is_so] or ["family"]
        made = []
        for child in [c for c in group if self.sim.lives[c].unit is unit]:
            episode = EarlyHelp(
                self.sim.next_id("early_help"), child, self.sim.carer(child), day, None, reason, None, source,
                self.rng.random() < 0.96, self.rng.choice(("Early Help", "Early Help", "School", "Health visiting")),
                worker, tuple(needs),
            )  # fmt: skip
            self.sim.world.early_help.append(episode)
            self.staff.involve(child, worker, day, None)
            made.append(episode)
        if made:
            unit.early_help = made[0]
            self.sim.later(day + days(self.rng.gammavariate(3, 62)), self._end_early_help, unit, made)

    def _end_early_help(self, day: date, unit: Unit, made: list[EarlyHelp]) -> None:
        if unit.early_help is made[0]:
            unit.early_help = None
        severity = self.severity(unit)
        gone = unit.is_gone
        steps_up = not gone and self.rng.random() < 0.03 + 0.3 * severity
        reason = ("moved" if gone else "stepped_up" if steps_up else
                  "disengaged" if self.rng.random() < 0.25 else "needs_met")  # fmt: skip
        if reason == "needs_met":
            unit.shock = max(0.0, unit.shock - 0.15)
            unit.school_worry *= 0.5
        for episode in made:
            episode.ends, episode.end_reason = day, reason
            self.staff.leave(episode.child, episode.staff, day)
        if steps_up:
            self.contact(day, made[0].child, self.rng.choice(("neglect", "domestic_abuse", "behaviour")), source="5D")

    # ---- child in need ----
    def start_cin(self, day: date, child: int, referral: Referral) -> None:
        """Open a child in need plan."""
        life = self.sim.lives[child]
        if life.cin is not None or life.stay is None:
            return
        life.cin = CinPlan(self.sim.next_id("cin"), child, referral.id, day, None, None, referral.staff)
        self.sim.world.cin_plans.append(life.cin)
        long = 420 if self.sim.world.persons[child].disabilities else 165
        self.sim.later(day + days(20 + self.rng.gammavariate(2, long / 2)), self._review_cin, referral, life.cin)

    def _review_cin(self, day: date, referral: Referral, plan: CinPlan) -> None:
        life = self.sim.lives[plan.child]
        if life.cin is not plan:
            return
        unit = life.unit
        if unit is None or self.sim.age(plan.child, day) >= 18:
            self._end_cin(day, life, "RC5" if unit is None else "RC7")
            self._close(day, referral, "RC5" if unit is None else "RC7")
        elif self.rng.random() < 0.06 + 0.35 * self.severity(unit):
            group = [life] + [s for c in self.sim.children(unit, day) if (s := self.sim.lives[c]).cin and s is not life]
            self._enquire(day, unit, [x.referral for x in group if x.referral is not None])
            self.sim.later(day + days(70), self._review_cin, referral, plan)
        else:
            if self.sim.age(plan.child, day) > 11 and self.rng.random() < 0.05 + 0.1 * life.behaviour:
                self.care.enter(day, plan.child, referral)
                return
            steps_down = self.rng.random() < 0.35
            self._end_cin(day, life, "RC9" if steps_down else "RC7")
            self._close(day, referral, "RC9" if steps_down else "RC7")
            if steps_down:
                self.start_early_help(day + days(9), unit, [plan.child], "other", "5A")

    def _end_cin(self, day: date, life: Life, reason: str) -> None:
        plan = life.cin
        if plan is not None:
            plan.ends, plan.end_reason = max(day, plan.starts), reason
            self._seen(plan, "cin", plan.ends, 28)
            life.cin = None

    # ---- enquiry and protection ----
    def _enquire(self, day: date, unit: Unit, referrals: list[Referral]) -> None:
        if not referrals:
            return
        severity = self.severity(unit)
        to_conference = self.rng.random() < 0.26 + 0.45 * severity
        made = []
        for referral in referrals:
            made.append(
                Section47(self.sim.next_id("section47"), referral.child, referral.id, day, None, "", None, False, day,
                          self.rng.random() < 0.4, referral.staff)
            )  # fmt: skip
        self.sim.world.section47s.extend(made)
        self.sim.later(day + days(self.rng.triangular(5, 16, 11)), self._enquired, referrals, made, to_conference)

    def _enquired(self, day: date, referrals: list[Referral], made: list[Section47], to_conference: bool) -> None:
        plan_follows = to_conference and self.rng.random() < 0.87
        to_care = self.rng.random() < 0.05
        for referral, enquiry in zip(referrals, made, strict=True):
            life = self.sim.lives[referral.child]
            enquiry.ends = day
            if to_care and life.stay is not None and life.care is None and life.unit is not None:
                enquiry.outcome = "cin"
                self.care.enter(day, referral.child, referral)
            elif life.stay is None or life.cp is not None or life.care is not None:
                enquiry.outcome = "no_further_action"
            elif to_conference:
                enquiry.outcome, enquiry.plan_made = "conference", plan_follows
                enquiry.conference_on = enquiry.starts + days(self.rng.triangular(12, 27, 20))
                if plan_follows:
                    self.sim.later(enquiry.conference_on, self._protect, referral, enquiry)
            else:
                enquiry.outcome = "cin" if life.cin is not None or self.rng.random() < 0.55 else "no_further_action"
                if enquiry.outcome == "cin" and life.cin is None and referral.closed_on is None:
                    self.start_cin(day, referral.child, referral)

    def _protect(self, day: date, referral: Referral, enquiry: Section47) -> None:
        life = self.sim.lives[referral.child]
        unit = life.unit
        if unit is None or life.cp is not None or life.care is not None or self.sim.age(referral.child, day) >= 17:
            enquiry.plan_made = False
            return
        self._end_cin(day, life, "child protection plan")
        category = self.rng.choices(
            ("EMO", "NEG", "PHY", "SAB", "MUL"), (0.2 + 1.2 * unit.abuse, 0.3 + 1.6 * unit.neglect, 0.12, 0.06, 0.02)
        )[0]
        latest = "NEG" if category == "EMO" and self.rng.random() < 0.12 else category
        life.cp = CpPlan(self.sim.next_id("cp"), referral.child, referral.id, enquiry.id, day, None, category, latest,
                         life.plans or int(self.rng.random() < 0.18), None, referral.staff)  # fmt: skip
        life.plans += 1
        self.sim.world.cp_plans.append(life.cp)
        length = days(90 + self.rng.gammavariate(2, 130))
        self.sim.later(day + length, self._end_protection, referral, life.cp)

    def _end_protection(self, day: date, referral: Referral, plan: CpPlan) -> None:
        life = self.sim.lives[plan.child]
        if life.cp is not plan:
            return
        plan.ends = day
        self._seen(plan, "cp", day, 14)
        life.cp = None
        unit = life.unit
        if unit is None:
            plan.end_reason = "moved to another authority"
            self._close(day, referral, "RC5")
        elif self.rng.random() < 0.05 + 0.3 * self.severity(unit):
            plan.end_reason = "looked after"
            self.care.enter(day, plan.child, referral)
        elif self.rng.random() < 0.75:
            plan.end_reason = "no longer at risk: child in need"
            self.start_cin(day, plan.child, referral)
        else:
            plan.end_reason = "no longer at risk"
            self._close(day, referral, "RC7")

    def _seen(self, plan: CinPlan | CpPlan, kind: str, until: date, every: int) -> None:
        """Write the visits and reviews of a plan from its start up to a day."""
        rng, day = self.rng, plan.starts + self._gap(every)
        while day < until:
            seen = rng.random() < 0.9
            self.sim.world.visits.append(
                Visit(self.sim.next_id("visit"), plan.child, day, kind, plan.id, seen, seen and rng.random() < 0.6,
                      plan.staff)
            )  # fmt: skip
            day += self._gap(every)
        due, step = plan.starts + timedelta(days=91), 91
        while due < until:
            held = due + timedelta(days=rng.choice((-9, -4, -1, 0, 0, 0, 3, 12)))
            if held < until:
                self.sim.world.reviews.append(
                    Review(self.sim.next_id("review"), plan.child, held, due, kind, plan.id, "continue",
                           "PN0" if self.sim.age(plan.child, held) < 4 else rng.choice(("PN1", "PN3", "PN6", "PN7")))
                )  # fmt: skip
            step = 182 if kind == "cp" else 91
            due += timedelta(days=step)
        if plan.ends is not None:
            self.sim.world.reviews.append(
                Review(self.sim.next_id("review"), plan.child, plan.ends, plan.ends, kind, plan.id, "end", "PN1")
            )

    def _gap(self, every: int) -> timedelta:
        """Draw the time from one visit to the next."""
        return days(every * self.rng.triangular(0.5, 1.8, 0.9))
