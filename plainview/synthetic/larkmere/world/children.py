"""Children's services: contact, referral, assessment, early help, plans, enquiries; siblings go through together."""

from datetime import date, timedelta
from typing import Any

from plainview.synthetic.larkmere.world import bias, chances
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
        self.in_need: dict[int, tuple[Referral, CinPlan]] = {}  # by child: plans that are open
        self.protected: dict[int, tuple[Referral, CpPlan]] = {}
        care.back_to_plan = self.start_cin

    def month(self, first: date) -> None:
        """Queue a month's contacts, of families and of what schools saw, and let every open plan be looked at."""
        contacts = self.sim.census(first).children * chances.CONTACTS_A_YEAR / 12 / chances.CONTACTS_A_FAMILY
        for _ in range(how_many(self.rng, contacts)):
            self.sim.later(self._some_day(first), self._someone_worries)
        for day, child, what in self.education.troubles:
            if self.rng.random() < (0.3 if what == "exclusion" else 0.5):
                self.sim.later(max(day, first), self._school_worries, child, what)
        self.education.troubles.clear()
        for held, act in ((self.in_need, self._review_cin), (self.protected, self._review_protection)):
            for family in self._families(held):
                self.sim.later(self._some_day(first), act, family)

    def _some_day(self, first: date) -> date:
        return first + timedelta(days=self.rng.randrange(28))

    def _families(self, held: dict[int, Any]) -> list[list[int]]:
        """Give children with an open plan of a kind, brothers and sisters who live together in one list."""
        families: dict[int, list[int]] = {}
        for child in held:
            unit = self.sim.lives[child].unit
            families.setdefault(-child if unit is None else unit.id, []).append(child)
        return list(families.values())

    def end(self) -> None:
        """Write the visits and reviews of plans that are still open."""
        for life in self.sim.lives.values():
            if life.cin is not None:
                self._seen(life.cin, "cin", self.sim.world.ends, 28)
            if life.cp is not None:
                self._seen(life.cp, "cp", self.sim.world.ends, 14)

    # ---- the front door ----
    severity = staticmethod(chances.severity)

    def _someone_worries(self, day: date) -> None:
        unit = self.sim.some_unit(
            self.rng,
            lambda u: chances.noticed(u) * bool(self.sim.children(u, day)) if len(u.members) > 1 else 0.0,
        )
        if unit is None:
            return
        weights = {
            "domestic_abuse": 0.12 + 3.0 * unit.seen("abuse"), "neglect": 0.14 + 2.6 * unit.seen("neglect"),
            "mental_health": 0.12 + 1.2 * unit.seen("mind"), "behaviour": 0.25,
            "housing": 0.1 + 0.6 * bool(unit.homeless),
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

    def contact(self, day: date, child: int, reason: str, *, source: str | None = None, urgent: bool = False) -> None:
        """Take a contact about a child, in most cases about the brothers and sisters too; an urgent one is referred."""
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
        group_bias = bias.referral_factor(self.sim.world.persons[child].ethnicity)
        if is_open:
            outcome = "information_advice"
        elif urgent or self.rng.random() < chances.referred(severity, group_bias):
            outcome = "referral"
        elif self.rng.random() < chances.offered_help(severity):
            outcome = "early_help" if reason != "finance" else "information_advice"
        else:
            outcome = "no_further_action" if self.rng.random() < 0.7 else "information_advice"
        decided = day + timedelta(days=self.rng.choice((0, 0, 1, 1, 2, 4)))
        staff = self.staff.one("mash_officer")
        referred = [self._refer(decided, c, source, reason) if outcome == "referral" else None for c in group]
        for one, referral in zip(group, referred, strict=True):
            self.sim.world.contacts.append(
                Contact(self.sim.next_id("contact"), one, day, source, reason, outcome, decided, staff,
                        referral.id if referral else None, round(severity, 4), not is_open and not urgent)
            )  # fmt: skip
        if outcome == "referral":
            self._after_referral(decided, unit, [r for r in referred if r is not None], reason, severity)
        elif outcome == "early_help":
            self.start_early_help(decided + days(10), unit, group, reason, source)
        elif is_open and severity > chances.ENQUIRED_ABOVE and self.rng.random() < chances.ENQUIRED_AGAIN:
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
        strategy = chances.straight_to_strategy(severity)
        outcome = ("strategy_discussion" if at < strategy else "assessment" if at < chances.ASSESSED else
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
        at, next_step = self.rng.random(), self.rng.random()
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
            elif at < chances.plan_after_assessment(severity):
                assessment.outcome = "cin_plan"
                if life.cin is None:
                    self.start_cin(day, child, referral)
            elif next_step < chances.enquiry_after_assessment(severity) and life.cin is None:
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
        abuse, mind, neglect = unit.seen("abuse"), unit.seen("mind"), unit.seen("neglect")
        for is_so, code, chance in (
            (abuse, "3B", 0.85), (abuse, "3A", 0.3), (mind, "4B", 0.8), (unit.substance, "2B", 0.65),
            (unit.substance, "1B", 0.6), (neglect, "16A", 0.62), (unit.conflict, "17A", 0.35),
            (abuse, "17A", 0.35), (neglect, "17A", 0.2), (abuse, "18C", 0.2), (neglect, "18C", 0.1),
            (mind, "7A", 0.1), (0.5, "6B", 0.04), (0.5, "5B", 0.03), (unit.substance, "2C", 0.08),
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
        if rng.random() < (0.3 if age > 11 else 0.09):
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
        pressing = {"domestic_abuse": unit.seen("abuse"), "health": unit.seen("mind"), "substance": unit.substance,
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
        steps_up = not gone and self.rng.random() < chances.help_steps_up(severity)
        reason = ("moved" if gone else "stepped_up" if steps_up else
                  "disengaged" if self.rng.random() < 0.25 else "needs_met")  # fmt: skip
        if reason == "needs_met":
            unit.shock = max(0.0, unit.shock - 0.15)
            unit.school_worry *= 0.5
            self._relieve(unit, 0.2)
        for episode in made:
            episode.ends, episode.end_reason = day, reason
            self.staff.leave(episode.child, episode.staff, day)
        if steps_up:
            self.contact(day, made[0].child, self.rng.choice(("neglect", "domestic_abuse", "behaviour")), source="5D",
                         urgent=True)  # fmt: skip

    def _relieve(self, unit: Unit, left: float) -> None:
        """Let what a service did lessen what presses on a family, down to the share that is left."""
        if self.sim.shuffle.breaks("services"):
            unit = self.sim.shuffle.rng.choice(self.sim.units)
        self.sim.befalls(unit, "neglect", _lessened(unit.seen("neglect"), left))
        self.sim.befalls(unit, "abuse", _lessened(unit.seen("abuse"), (1 + 2 * left) / 3))
        self.sim.befalls(unit, "mind", _lessened(unit.seen("mind"), (1 + 2 * left) / 3))
        unit.conflict = _lessened(unit.conflict, left)
        unit.substance = _lessened(unit.substance, (1 + 2 * left) / 3)

    # ---- child in need ----
    def start_cin(self, day: date, child: int, referral: Referral) -> None:
        """Open a child in need plan."""
        life = self.sim.lives[child]
        if life.cin is not None or life.stay is None:
            return
        life.cin = CinPlan(self.sim.next_id("cin"), child, referral.id, day, None, None, referral.staff)
        self.sim.world.cin_plans.append(life.cin)
        self.in_need[child] = (referral, life.cin)

    def _review_cin(self, day: date, family: list[int]) -> None:
        """Look at a family's plans once a month: an enquiry, an end, or another month."""
        held = [(self.sim.lives[c], *self.in_need[c]) for c in family if c in self.in_need]
        for life, referral, plan in held:
            if life.cin is not plan:
                self.in_need.pop(plan.child, None)
            elif life.unit is None or self.sim.age(plan.child, day) >= 18:
                reason = "RC5" if life.unit is None else "RC7"
                self._end_cin(day, life, reason)
                self._close(day, referral, reason)
        held = [each for each in held if each[0].cin is each[2]]
        if not held:
            return
        unit = held[0][0].unit
        assert unit is not None
        pressed, months = self.severity(unit), _months(held[0][2].starts, day)
        if self.rng.random() < chances.need_up_monthly(pressed, months):
            self._enquire(day, unit, [referral for _, referral, _ in held])
            return
        at, steps_down = self.rng.random(), self.rng.random() < 0.35
        ended = []
        for life, referral, plan in held:
            child = plan.child
            is_disabled = bool(self.sim.world.persons[child].disabilities)
            if self.sim.age(child, day) > 11 and self.rng.random() < chances.NEED_TO_CARE * (1 + 2 * life.behaviour):
                self.care.enter(day, child, referral)
            elif at < chances.need_down_monthly(pressed, _months(plan.starts, day), is_disabled=is_disabled):
                self._end_cin(day, life, "RC9" if steps_down else "RC7")
                self._close(day, referral, "RC9" if steps_down else "RC7")
                ended.append(child)
        if ended:
            self._relieve(unit, 0.4)
            if steps_down:
                self.start_early_help(day + days(9), unit, ended, "other", "5A")

    def _end_cin(self, day: date, life: Life, reason: str) -> None:
        plan = life.cin
        if plan is not None:
            plan.ends, plan.end_reason = max(day, plan.starts), reason
            self._seen(plan, "cin", plan.ends, 28)
            life.cin = None
            self.in_need.pop(plan.child, None)

    # ---- enquiry and protection ----
    def _enquire(self, day: date, unit: Unit, referrals: list[Referral]) -> None:
        if not referrals:
            return
        severity = self.severity(unit)
        to_conference = self.rng.random() < chances.to_conference(severity)
        made = []
        for referral in referrals:
            made.append(
                Section47(self.sim.next_id("section47"), referral.child, referral.id, day, None, "", None, False, day,
                          self.rng.random() < 0.4, referral.staff)
            )  # fmt: skip
        self.sim.world.section47s.extend(made)
        self.sim.later(day + days(self.rng.triangular(5, 16, 11)), self._enquired, referrals, made, to_conference)

    def _enquired(self, day: date, referrals: list[Referral], made: list[Section47], to_conference: bool) -> None:
        plan_follows = to_conference and self.rng.random() < chances.PROTECTED
        to_care = self.rng.random() < chances.INTO_CARE
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
                is_in_need = life.cin is not None or self.rng.random() < chances.IN_NEED
                enquiry.outcome = "cin" if is_in_need else "no_further_action"
                if enquiry.outcome == "cin" and life.cin is None and referral.closed_on is None:
                    self.start_cin(day, referral.child, referral)

    def _protect(self, day: date, referral: Referral, enquiry: Section47) -> None:
        life = self.sim.lives[referral.child]
        unit = life.unit
        if unit is None or life.cp is not None or life.care is not None or self.sim.age(referral.child, day) >= 17:
            enquiry.plan_made = False
            return
        self._end_cin(day, life, "child protection plan")
        weights = (0.2 + 1.2 * unit.seen("abuse"), 0.3 + 1.6 * unit.seen("neglect"), 0.12, 0.06, 0.02)
        category = self.rng.choices(("EMO", "NEG", "PHY", "SAB", "MUL"), weights)[0]
        latest = "NEG" if category == "EMO" and self.rng.random() < 0.12 else category
        life.cp = CpPlan(self.sim.next_id("cp"), referral.child, referral.id, enquiry.id, day, None, category, latest,
                         life.plans or int(self.rng.random() < 0.18), None, referral.staff)  # fmt: skip
        life.plans += 1
        self.sim.world.cp_plans.append(life.cp)
        self.protected[referral.child] = (referral, life.cp)

    def _review_protection(self, day: date, family: list[int]) -> None:
        """Look at a family's protection plans once a month: care, an end, or another month."""
        held = [(self.sim.lives[c], *self.protected[c]) for c in family if c in self.protected]
        if not held:
            return
        at, after = self.rng.random(), self.rng.random()
        unit = held[0][0].unit
        for life, referral, plan in held:
            months = _months(plan.starts, day)
            if life.cp is not plan:
                self.protected.pop(plan.child, None)
            elif life.unit is None:
                self._end_protection(day, life, plan, "moved to another authority")
                self._close(day, referral, "RC5")
            elif self.sim.age(plan.child, day) >= 18:
                self._end_protection(day, life, plan, "no longer at risk")
                self._close(day, referral, "RC7")
            elif at < chances.protection_up_monthly(self.severity(life.unit), months):
                self._end_protection(day, life, plan, "looked after")
                self.care.enter(day, plan.child, referral)
            elif at > 1 - chances.protection_down_monthly(self.severity(life.unit), months):
                is_in_need = after < 0.75
                self._end_protection(day, life, plan, "no longer at risk" + ": child in need" * is_in_need)
                if is_in_need:
                    self.start_cin(day, plan.child, referral)
                else:
                    self._close(day, referral, "RC7")
        if unit is not None and any(plan.ends == day for _, _, plan in held):
            self._relieve(unit, 0.4)

    def _end_protection(self, day: date, life: Life, plan: CpPlan, reason: str) -> None:
        plan.ends, plan.end_reason = max(day, plan.starts), reason
        self._seen(plan, "cp", plan.ends, 14)
        life.cp = None
        self.protected.pop(plan.child, None)

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


def _months(since: date, day: date) -> float:
    return (day - since).days / 30.44


def _lessened(burden: float, left: float) -> float:
    """Give what is left of a burden; a little of one is none."""
    return burden * left if burden * left > 0.15 else 0.0
