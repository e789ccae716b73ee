"""What the made-up borough comes to, beside what boroughs like it report."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from plainview.synthetic.larkmere.world.model import World
from plainview.synthetic.larkmere.world.targets import BY_NAME

_EACH = {"%": 100.0, "per 10,000 children": 10000.0, "per 1,000 households": 1000.0, "per 1,000 people": 1000.0,
         "people": 1.0, "pounds": 0.01}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rate:
    """One figure: what the world holds, the target, and the band in which a borough of 6,000 must lie."""

    name: str
    unit: str
    measured: float
    target: float
    low: float
    high: float
    count: int  # of cases in the world behind the figure
    source: str = ""  # of the target

    @property
    def is_within(self) -> bool:
        """Say whether the figure lies in its band."""
        return self.low <= self.measured <= self.high


def rates(world: World) -> tuple[Rate, ...]:
    """Measure the world as of its last day and over its last three years."""
    end, years = world.ends, 3
    since = end - timedelta(days=365 * years)
    here = world.residents_on(end)
    ages = [world.age_on(p, end) for p in here]
    children, adults = sum(a < 18 for a in ages), sum(a >= 18 for a in ages)
    homes: dict[int, list[int]] = {}
    for stay in world.stays:
        if stay.ends is None and world.homes[stay.home].kind in {"private", "shared_house"}:
            homes.setdefault(stay.household, []).append(stay.person)
    households = len(homes)
    pupils = [a for a in world.attendance if a.starts >= since]
    found: list[Rate] = []

    def add(name: str, count: float, of: float) -> None:
        target = BY_NAME[name]
        measured = round(_EACH[target.unit] * count / of, 3) if of else 0.0
        low, high = target.value * (1 - target.slack), target.value * (1 + target.slack)
        found.append(Rate(name, target.unit, measured, target.value, low, high, int(count), target.source))

    def in_years(records: Iterable[Any], on: str) -> float:
        return sum(since <= getattr(r, on) < end for r in records) / years

    def open_now(records: Iterable[Any], ends: str = "ends") -> int:
        return sum(getattr(r, ends) is None for r in records)

    add("aged 0 to 17", children, len(here))
    add("aged 65 and over", sum(a >= 65 for a in ages), len(here))
    add("births a year", in_years(world.persons.values(), "born_on"), len(here))
    gone = in_years((p for p in world.persons.values() if p.moved_out_on is not None), "moved_out_on")
    add("moved out in a year", gone, len(here))
    add("people in a household", sum(map(len, homes.values())), households)
    sizes = [min(6, len(m)) for m in homes.values()]
    for size in range(1, 7):
        add(f"households of {size}{' or more' if size == 6 else ''}", sizes.count(size), households)
    tenures = [world.homes[world.households[h].home].tenure for h in homes]
    for tenure in ("owner", "council", "private_rent"):
        add(f"tenure: {tenure.replace('_', ' ')}", tenures.count(tenure), households)
    where = Counter(world.homes[s.home].kind for s in world.stays if s.ends is None)
    shared = sum(h.kind == "shared_house" for h in world.homes.values())
    add("shared houses", shared, households)
    add("people in care homes", where["care_home"], len(here))
    add("people in hostels and refuges", where["hostel"] + where["refuge"], len(here))
    for group, codes in (("White", ("W",)), ("Asian", ("A", "C")), ("Black", ("B",)), ("Mixed or other", ("M", "O"))):
        add(f"ethnic group: {group}", sum(world.persons[p].ethnicity.startswith(codes) for p in here), len(here))
    add("contacts a year", in_years(world.contacts, "on"), children)
    add("referrals a year", in_years(world.referrals, "on"), children)
    add("assessments a year", in_years(world.assessments, "starts"), children)
    add("section 47 enquiries a year", in_years(world.section47s, "starts"), children)
    add("in need (referral open)", open_now(world.referrals, "closed_on"), children)
    add("protection plans open", open_now(world.cp_plans), children)
    add("looked after", open_now(world.care_episodes), children)
    add("early help open", open_now(world.early_help), children)
    for outcome, name in (
        ("need_step_up", "children in need: protection or care within nine months"),
        ("protection_step_up", "protection plans: care within twelve months"),
        ("care_step_down", "children in care: left within nine months"),
        ("attendance_below_85", "pupils below 85% over three terms"),
        ("hospital_admission", "emergency admission of those of 65 and over in six months"),
    ):
        add(name, *came(world, outcome))
    done = [a for a in world.assessments if a.ends is not None and a.ends >= since]
    for code, words in (("3B", "domestic abuse, parent"), ("4B", "mental health, parent"), ("16A", "neglect"),
                        ("4A", "mental health, child"), ("2B", "drugs, parent"), ("21", "none")):  # fmt: skip
        add(f"assessments naming {words}", sum(code in a.factors for a in done), len(done))
    possible = sum(a.possible for a in pupils)
    missed = [(a.authorised + a.unauthorised) / a.possible for a in pupils]
    add("absence", sum(a.authorised + a.unauthorised for a in pupils), possible)
    add("pupils and terms with 10% or more missed", sum(m >= 0.1 for m in missed), len(missed))
    add("pupils and terms with 50% or more missed", sum(m >= 0.5 for m in missed), len(missed))
    on_roll = open_now(world.enrolments)
    add("suspensions a year for 100 pupils", in_years((e for e in world.exclusions if e.kind == "SUSP"), "starts"),
        on_roll)  # fmt: skip
    permanent = in_years((e for e in world.exclusions if e.kind == "PERM"), "starts")
    add("permanent exclusions a year for 100 pupils", permanent, on_roll)
    add("SEN support", sum(s.ends is None and s.provision == "K" for s in world.sen), on_roll)
    add("education, health and care plan", sum(s.ends is None and s.provision == "E" for s in world.sen), on_roll)
    add("free school meals", open_now(world.free_meals), on_roll)
    for duty in (("prevention",), ("relief", "main")):
        cases = (h for h in world.homeless if h.duty in duty)
        add(f"homelessness: {' and '.join(duty)} duty a year", in_years(cases, "on"), households)
    add("temporary accommodation now", open_now(world.temporary_stays), households)
    owing = [a.balances[-1][1] for a in world.tax_accounts if a.ends is None and a.balances]
    add("council tax accounts in arrears", sum(b > 0 for b in owing), len(owing))
    add("council tax arrears over £500", sum(b > 50000 for b in owing), len(owing))
    add("median council tax arrears of those who owe", median(owing), 1)
    orders = in_years((a for a in world.tax_actions if a.step == "liability_order"), "on")
    add("liability orders a year", orders, households)
    single = sum(a.ends is None and a.discount == "SPD" for a in world.tax_accounts)
    add("single person discount", single, households)
    rebates = sum(c.ends is None and c.kind in {"HB", "both"} for c in world.benefit_claims)
    add("housing benefit", rebates, households)
    add("council tax reduction", sum(c.ends is None and c.kind != "HB" for c in world.benefit_claims), households)
    rents = [t.balances[-1][1] for t in world.tenancies if t.ends is None and t.balances]
    add("council tenancies in arrears", sum(b > 0 for b in rents), len(rents))
    add("median rent arrears of those who owe", median(rents), 1)
    supported = sum(s.ends is None and s.kind.startswith("Long") for s in world.adult_services)
    add("adults with long-term support", supported, adults)
    add("requests for adult support a year", in_years(world.adult_requests, "on"), adults)
    enquiries = (s for s in world.safeguarding if s.is_enquiry)
    add("adult safeguarding enquiries a year", in_years(enquiries, "on"), adults)
    return tuple(found)


def came(world: World, outcome: str) -> tuple[int, int]:
    """Say how often an outcome came within its window, and of how many rows: see `probabilities.py`."""
    held = world.probabilities
    if held is None:
        return 0, 0
    of = held.outcome == held.outcomes.index(outcome)
    return int(held.happened[of].sum()), int(of.sum())


def median(owed: Iterable[int]) -> int:
    """Give the median of what is owed above nothing, in pence; 0 if nobody owes."""
    held = sorted(b for b in owed if b > 0)
    return held[len(held) // 2] if held else 0
