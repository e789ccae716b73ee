"""
How likely each outcome truly is, quarter by quarter, and whether it came.

On the first day of each quarter the state of every person concerned is put into the functions of `chances.py`, from
which the simulation draws month by month. Pressures are held as they are on that day, shocks fade as they will.
What may still befall someone within the window is not foreseen, so no model can do better than these but by luck.
"""

from array import array
from dataclasses import dataclass, field
from datetime import date
from math import erfc, exp, log, sqrt

import numpy as np

from plainview.synthetic.larkmere.world import bias, chances
from plainview.synthetic.larkmere.world.care import Care
from plainview.synthetic.larkmere.world.children import Children
from plainview.synthetic.larkmere.world.danger import MISSING_A_YEAR, Danger
from plainview.synthetic.larkmere.world.housing import FLIGHTS_A_YEAR, HOMELESS_A_YEAR, Housing
from plainview.synthetic.larkmere.world.model import Probabilities, World
from plainview.synthetic.larkmere.world.simulation import Life, Simulation, Unit

OUTCOMES: dict[str, tuple[int, str]] = {  # months of the window, and in words
    "early_help_targeting": (9, "a child without a plan: first plan in need, protection plan or care"),
    "need_step_up": (9, "a child in need: protection plan or care"),
    "need_step_down": (9, "a child in need: the plan ends, the need being met"),
    "protection_step_up": (12, "a child under a protection plan: care"),
    "protection_step_down": (12, "a child under a protection plan: the plan ends without care"),
    "care_step_down": (9, "a child in care: home, to kin or to guardians"),
    "homelessness": (2, "a household: a prevention or relief duty is accepted"),
    "exclusion": (9, "a pupil: a suspension or a permanent exclusion"),
    "attendance_below_85": (9, "a pupil: below 85% of sessions over the last three terms"),
    "arrears_worsen": (9, "a council tax account: £250 and a quarter more owed, or a liability order"),
    "hospital_admission": (6, "someone of 65 and over or with long-term support: an emergency admission"),
}
HOME_AGAIN = {"E4A", "E4B", "E13", "E41", "E45", "E46", "E47", "E48"}  # ways out of care that count as a step down
_NAMES = tuple(OUTCOMES)
_PLACE = {name: n for n, name in enumerate(_NAMES)}
_DAYS = 1 << 21  # more than any day's ordinal
_LATE = 25  # days after a window in which the term that fills its end may close
_MET = {"RC7", "RC9"}
_TERMS = (((9, 3), (12, 20)), ((1, 6), (4, 2)), ((4, 21), (7, 22)))
_MISSING_WINDOW = 1.9  # months from a contact to the plan that may follow
_TIMES_MISSING = 1.6  # one time leads to the next
_OTHER_SIBLINGS = 0.8  # how often a contact about one child names another


@dataclass(slots=True)
class Columns:
    """Rows in columns, to spare memory: what for, of whom, when, and how likely."""

    outcome: array = field(default_factory=lambda: array("b"))
    person: array = field(default_factory=lambda: array("i"))
    account: array = field(default_factory=lambda: array("i"))
    day: array = field(default_factory=lambda: array("i"))
    probability: array = field(default_factory=lambda: array("f"))

    def add(self, outcome: str, person: int, day: date, probability: float, account: int = 0) -> None:
        """Add a row."""
        self.outcome.append(_PLACE[outcome])
        self.person.append(person)
        self.account.append(account)
        self.day.append(day.toordinal())
        self.probability.append(min(1.0, max(0.0, probability)))


class Foresight:
    """Looks ahead from each quarter's first day; looks back when history has ended."""

    def __init__(self, sim: Simulation, children: Children, care: Care, housing: Housing, danger: Danger) -> None:
        self.sim, self.children, self.care, self.housing, self.danger = sim, children, care, housing, danger
        self.rows = Columns()
        self._homes_now: list[tuple[Unit, list[int], list[int]]] = []  # unit, children, adults
        self._noticed = self._contacts = 0.0  # weights of all families; contacts a month
        self._young: dict[int, float] = {}  # who may go missing, and how easily

    def month(self, first: date) -> None:
        """Note what is likely from the first day of a quarter, before that month's events."""
        if first.month in (1, 4, 7, 10) and first >= self.sim.world.starts:
            self._count(first)
            self._families(first)
            self._plans(first)
            self._homes(first)
            self._pupils(first)
            self._patients(first)

    def _count(self, first: date) -> None:
        """See who lives with whom on that day."""
        persons, grown = self.sim.world.persons, date(first.year - 18, first.month, 1)
        ten = date(first.year - 10, first.month, 1)
        self._homes_now = []
        for unit in self.sim.units:
            if unit.is_gone or not unit.members:
                continue
            adults = [p for p in unit.members if persons[p].born_on <= grown]
            children = [p for p in unit.members if persons[p].born_on > grown]
            self._homes_now.append((unit, children, adults))
        self._young = {p: self.danger.may_go_missing(p, first) for p, life in self.sim.lives.items()
                       if life.stay is not None and grown < persons[p].born_on <= ten}  # fmt: skip
        self._noticed = sum(chances.noticed(u) for u, children, _ in self._homes_now
                            if children and len(u.members) > 1)  # fmt: skip
        families = chances.CONTACTS_A_YEAR / 12 / chances.CONTACTS_A_FAMILY
        self._contacts = self.sim.census(first).children * families

    # ---- children's services ----
    def _families(self, first: date) -> None:
        lives, persons = self.sim.lives, self.sim.world.persons
        away = self.sim.census(first).young * MISSING_A_YEAR / 12 / max(1e-9, sum(self._young.values()))
        for unit, children, adults in self._homes_now:
            if not children or not adults:
                continue
            pressed = chances.severity(unit)
            contact = self._contacts * chances.noticed(unit) / self._noticed
            starts = chances.started_by_referral(pressed)
            alone = 1 / len(children)
            named = alone + (1 - alone) * _OTHER_SIBLINGS
            helped = unit.early_help is not None
            stepped = chances.HELP_ENDS_MONTHLY * chances.help_steps_up(pressed) * starts if helped else 0.0
            for child in children:
                life = lives[child]
                if life.referral is not None or life.cin is not None or life.cp is not None or life.care is not None:
                    continue
                refers = chances.referred(pressed, bias.referral_factor(persons[child].ethnicity))
                monthly = contact * named * refers * starts + stepped
                monthly += away * self._young.get(child, 0.0) * _TIMES_MISSING * refers * starts
                if life.enrolment is not None:
                    monthly += self._excluded_monthly(child, life, first) * 0.3 * refers * starts
                window = 9 - _MISSING_WINDOW
                self.rows.add("early_help_targeting", child, first, 1 - exp(-monthly * window))

    def _excluded_monthly(self, child: int, life: Life, first: date) -> float:
        group = self.children.education.year_group(child, first)
        rate = chances.absence(life, life.unit, group)
        return chances.excluded(life, life.unit, group, rate) * 3 / 12

    def _plans(self, first: date) -> None:
        lives, persons = self.sim.lives, self.sim.world.persons
        for child, (_, plan) in self.children.in_need.items():
            unit = lives[child].unit
            if unit is None:
                continue
            pressed, is_disabled = chances.severity(unit), bool(persons[child].disabilities)
            months = (first - plan.starts).days / 30.44
            care = chances.NEED_TO_CARE * (1 + 2 * lives[child].behaviour) * (self.sim.age(child, first) > 11)
            said = chances.protected(pressed)
            enquiry = [chances.need_up_monthly(pressed, months + n + 0.5) for n in range(9)]
            if pressed > chances.ENQUIRED_ABOVE:
                by_contact = self._contacts * chances.noticed(unit) / self._noticed * chances.ENQUIRED_AGAIN
                enquiry = [e + (1 - e) * by_contact for e in enquiry]
            up = [e * said * (n < 8) + (1 - e) * care for n, e in enumerate(enquiry)]
            down = [(1 - e) * (1 - care) * chances.need_down_monthly(pressed, months + n + 0.5, is_disabled=is_disabled)
                    for n, e in enumerate(enquiry)]  # fmt: skip
            self._either("need", child, first, up, down)
        for child, (_, protection) in self.children.protected.items():
            unit = lives[child].unit
            if unit is None:
                continue
            pressed, months = chances.severity(unit), (first - protection.starts).days / 30.44
            ahead = [months + n + 0.5 for n in range(12)]
            self._either("protection", child, first, [chances.protection_up_monthly(pressed, m) for m in ahead],
                         [chances.protection_down_monthly(pressed, m) for m in ahead])  # fmt: skip
        for child in self.care.open:
            episode = lives[child].care
            if episode is None or self.care.is_to_be_adopted(child):
                continue
            pressed, months = self.care.pressed(child), (first - episode.entered_care_on).days / 30.44
            left, down_by = 1.0, 0.0
            for n in range(min(9, max(0, self._months_to_grow_up(child, first)))):
                home = chances.care_down_monthly(pressed, months + n + 0.5)
                down_by += left * home
                left *= 1 - home - (0.0025 if months + n > 12 else 0)
            self.rows.add("care_step_down", child, first, down_by)

    def _months_to_grow_up(self, child: int, first: date) -> int:
        born = self.sim.world.persons[child].born_on
        return (born.year + 18 - first.year) * 12 + born.month - first.month

    def _either(self, kind: str, child: int, first: date, up: list[float], down: list[float]) -> None:
        left, up_by, down_by = 1.0, 0.0, 0.0
        for one, other in zip(up, down, strict=True):
            up_by += left * one
            down_by += left * other
            left *= max(0.0, 1 - one - other)
        self.rows.add(f"{kind}_step_up", child, first, up_by)
        self.rows.add(f"{kind}_step_down", child, first, down_by)

    # ---- homes ----
    def _homes(self, first: date) -> None:
        sim = self.sim
        weights = [self.housing.risk(u, first) for u, _, _ in self._homes_now]
        total = sum(weights)
        events = len(sim.units) * HOMELESS_A_YEAR / 12
        abused = sum(self.housing.may_flee(u) for u, _, _ in self._homes_now)
        flights = len(sim.units) * FLIGHTS_A_YEAR / 12
        for (unit, _, adults), weight in zip(self._homes_now, weights, strict=True):
            if not adults:
                continue
            if weight and total:
                evicted = self.housing.eviction_monthly(unit)
                monthly = events * weight / total * chances.ACCEPTED + evicted
                monthly += flights * self.housing.may_flee(unit) / abused if abused else 0.0
                self.rows.add("homelessness", adults[0], first, 1 - exp(-2 * monthly))
            if unit.tax is not None and unit.homeless is None:
                account = unit.tax
                owed = account.balances[-1][1] if account.balances else 0
                bill = chances.bill(account.band, has_claim=unit.claim is not None, is_single=account.discount == "SPD")
                misses = [chances.unpaid_later(unit.pressure, unit.shock, months) for months in (1, 4, 7)]
                self.rows.add("arrears_worsen", account.liable[0], first, worsens(misses, bill, owed), account.id)

    # ---- school ----
    def _pupils(self, first: date) -> None:
        shares = _term_shares(first, 9)
        education = self.children.education
        for child in self.sim.census(first).pupils:
            life = self.sim.lives[child]
            if life.enrolment is None:
                continue
            group = education.year_group(child, first)
            rate = chances.absence(life, life.unit, group)
            once = chances.excluded(life, life.unit, group, rate)
            left = 1.0
            for share in shares:
                left *= (1 - once) ** share
            self.rows.add("exclusion", child, first, 1 - left)
            self.rows.add("attendance_below_85", child, first, _below_85(rate, life.absent))

    # ---- health ----
    def _patients(self, first: date) -> None:
        sim = self.sim
        adults = [(p, sim.lives[p]) for _, _, held in self._homes_now for p in held]
        weights = [chances.falls_ill(life.unit, life) for _, life in adults]
        total = sum(weights)
        old = date(first.year - 65, first.month, 1)
        monthly = len(adults) * chances.ADMISSIONS / 12 * chances.EMERGENCY
        for (adult, life), weight in zip(adults, weights, strict=True):
            if life.is_client or sim.world.persons[adult].born_on <= old:
                self.rows.add("hospital_admission", adult, first, 1 - exp(-6 * monthly * weight / total))

    def end(self) -> None:
        """Nothing is left to do before all themes have ended: see `look_back`."""

    # ---- what came of it ----
    def look_back(self) -> None:
        """Note which outcomes came, for windows that ended within history."""
        world, rows = self.sim.world, self.rows
        outcome, day = np.asarray(rows.outcome), np.asarray(rows.day)
        kept: list[dict[str, np.ndarray]] = []
        for code, name in enumerate(_NAMES):
            of = np.flatnonzero(outcome == code)
            months = OUTCOMES[name][0]
            ends = {d: _months_on(date.fromordinal(d), months).toordinal() for d in np.unique(day[of]).tolist()}
            until = np.asarray([ends[d] for d in day[of].tolist()], dtype=np.int32)
            of, until = of[until <= world.ends.toordinal()], until[until <= world.ends.toordinal()]
            who = np.asarray(rows.account if name == "arrears_worsen" else rows.person)[of]
            came = _came(world, name, who, day[of], until)
            known = came >= 0
            of, until, came = of[known], until[known], came[known]
            kept.append({
                "outcome": outcome[of], "person": np.asarray(rows.person)[of], "account": np.asarray(rows.account)[of],
                "starts": day[of], "ends": until, "probability": np.asarray(rows.probability)[of], "happened": came,
            })  # fmt: skip
        world.probabilities = Probabilities(
            _NAMES, **{name: np.concatenate([each[name] for each in kept]) for name in kept[0]}
        )
        self.rows = Columns()


def worsens(misses: list[float], bill: float, owed: float) -> float:
    """
    Say how likely an account comes to owe £250 and a quarter more, or to a liability order, within three quarters.

    In: how likely each quarter's bill is not paid; the bill and what is owed, in pence.
    """
    need = max(25000.0, 0.25 * owed)
    one, other, third = misses
    none = (1 - one) * (1 - other) * (1 - third)
    all_three = one * other * third
    two = one * other * (1 - third) + one * (1 - other) * third + (1 - one) * other * third
    single = max(0.0, 1 - none - all_three - two)
    by_order = chances.ORDERED * chances.ORDER_STANDS
    late = 1 / 3 * min(1.0, max(0.0, 2 - 2 * need / bill))  # the miss came last, and nothing was paid since
    single_worse = by_order + (1 - by_order) * late
    two_worse = 1 - (1 - by_order) ** 2 * (1 - min(1.0, max(0.0, (1.5 * bill - need) / bill)) * 0.8)
    three_worse = 1 - (1 - by_order) ** 3 * (1 - min(1.0, max(0.0, (2.6 * bill - need) / (0.7 * bill))))
    return single * single_worse + two * two_worse + all_three * three_worse


def _below_85(rate: float, off: float) -> float:
    """Say how likely more than 15% is missed over three terms; what is off the usual fades, and chance is added."""
    faded = off * ((1 + chances.KEPT + chances.KEPT**2) / 3 - 1)
    spread = sqrt(chances.SWING**2 / 3 + chances.DRIFT**2 * ((1 + chances.KEPT) ** 2 + 1) / 9)
    usual = log(max(1e-6, rate)) + faded + (chances.SWING**2 + 0.6 * chances.DRIFT**2) / 2 - spread**2 / 2
    return _above((log(0.15) - usual) / spread)


def _above(z: float) -> float:
    return 0.5 * erfc(z / sqrt(2))


def _months_on(day: date, months: int) -> date:
    n = day.month - 1 + months
    return date(day.year + n // 12, n % 12 + 1, day.day)


def _term_shares(first: date, months: int) -> list[float]:
    """Give, for each term that the window touches, the share of its days that lie within."""
    until = _months_on(first, months)
    shares = []
    for year in (first.year, first.year + 1):
        for (m1, d1), (m2, d2) in _TERMS:
            starts, ends = date(year, m1, d1), date(year, m2, d2)
            days = (min(until, ends) - max(first, starts)).days
            if days > 0:
                shares.append(days / (ends - starts).days)
    return shares


def _came(world: World, outcome: str, who: np.ndarray, day: np.ndarray, until: np.ndarray) -> np.ndarray:
    """Say for each row whether an outcome came within its window: 1, 0, or -1 where nobody could say."""
    if outcome == "attendance_below_85":
        return _attendance(world, who, day, until)
    if outcome == "arrears_worsen":
        return _arrears(world, who, day, until)
    keys = np.sort(np.asarray([p * _DAYS + d.toordinal() for p, d in _happened(world, outcome)], dtype=np.int64))
    from_ = np.searchsorted(keys, who.astype(np.int64) * _DAYS + day)
    to = np.searchsorted(keys, who.astype(np.int64) * _DAYS + until)
    return (to > from_).astype(np.int8)


def _happened(world: World, outcome: str) -> list[tuple[int, date]]:
    """Give to whom an outcome came, and when."""
    care = [(e.child, e.starts) for e in world.care_episodes if e.reason == "S"]
    protection = [(p.child, p.starts) for p in world.cp_plans]
    match outcome:
        case "early_help_targeting":
            return care + protection + [(p.child, p.starts) for p in world.cin_plans]
        case "need_step_up":
            return care + protection
        case "need_step_down":
            return [(p.child, p.ends) for p in world.cin_plans if p.ends and p.end_reason in _MET]
        case "protection_step_up":
            return care
        case "protection_step_down":
            safe = "no longer"
            return [(p.child, p.ends) for p in world.cp_plans if p.ends and str(p.end_reason).startswith(safe)]
        case "care_step_down":
            return [(e.child, e.ends) for e in world.care_episodes if e.ends and e.end_reason in HOME_AGAIN]
        case "homelessness":
            return [(m, h.on) for h in world.homeless if not h.duty.startswith("not_") for m in h.members]
        case "exclusion":
            return [(e.child, e.starts) for e in world.exclusions]
    return [(h.adult, h.starts) for h in world.hospital_stays if h.method == "emergency"]


def _attendance(world: World, who: np.ndarray, day: np.ndarray, until: np.ndarray) -> np.ndarray:
    """Look at the three terms of the window; of a window that holds fewer, nobody could say."""
    terms: dict[int, list[tuple[int, int, int]]] = {}
    for term in world.attendance:
        held = (term.ends.toordinal(), term.possible, term.authorised + term.unauthorised)
        terms.setdefault(term.child, []).append(held)

    def came(child: int, since: int, end: int) -> int:
        held = [t for t in terms.get(child, ()) if since < t[0] <= end + _LATE][-3:]
        return -1 if len(held) < 3 else int(sum(t[2] for t in held) > 0.15 * sum(t[1] for t in held))

    return np.asarray([came(*row) for row in zip(who.tolist(), day.tolist(), until.tolist(), strict=True)], np.int8)


def _arrears(world: World, who: np.ndarray, day: np.ndarray, until: np.ndarray) -> np.ndarray:
    accounts = {a.id: a for a in world.tax_accounts}
    balances = {a.id: [(on.toordinal(), owed) for on, owed in a.balances] for a in world.tax_accounts}
    orders: dict[int, list[int]] = {}
    for action in world.tax_actions:
        if action.step == "liability_order":
            orders.setdefault(action.account, []).append(action.on.toordinal())

    def came(account: int, since: int, end: int) -> int:
        ends = accounts[account].ends
        if ends is not None and ends.toordinal() < end:
            return -1
        if any(since <= on < end for on in orders.get(account, ())):
            return 1
        before = after = 0
        for on, owed in balances[account]:
            if on < since:
                before = owed
            if on < end:
                after = owed
        return int(after - before > 25000 and after - before >= 0.25 * before)

    return np.asarray([came(*row) for row in zip(who.tolist(), day.tolist(), until.tolist(), strict=True)], np.int8)
