"""What the made-up borough comes to, beside what boroughs like it report."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from plainview.synthetic.larkmere.world.model import World


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

    def add(name: str, unit: str, count: float, of: float, target: float, slack: float = 0.5) -> None:
        each = {"%": 100.0, "per 10,000 children": 10000.0, "per 1,000 households": 1000.0, "people": 1.0}[unit]
        measured = round(each * count / of, 2) if of else 0.0
        found.append(Rate(name, unit, measured, target, target * (1 - slack), target * (1 + slack), int(count)))

    def in_years(records: Iterable[Any], on: str) -> float:
        return sum(since <= getattr(r, on) < end for r in records) / years

    def open_now(records: Iterable[Any], ends: str = "ends") -> int:
        return sum(getattr(r, ends) is None for r in records)

    add("aged 0 to 17", "%", children, len(here), 29, 0.15)
    add("aged 65 and over", "%", sum(a >= 65 for a in ages), len(here), 9, 0.3)
    add("people in a household", "people", sum(map(len, homes.values())), households, 2.9, 0.12)
    sizes = [min(6, len(m)) for m in homes.values()]
    for size, target in ((1, 22), (2, 23), (3, 18), (4, 18), (5, 11), (6, 8)):
        add(f"households of {size}{' or more' if size == 6 else ''}", "%", sizes.count(size), households, target, 0.4)
    tenures = [world.homes[world.households[h].home].tenure for h in homes]
    for tenure, target in (("owner", 44), ("council", 24), ("private_rent", 29)):
        add(f"tenure: {tenure.replace('_', ' ')}", "%", tenures.count(tenure), households, target, 0.35)
    for group, codes, share, slack in (("White", ("W",), 44.9, 0.35), ("Asian", ("A", "C"), 25.8, 0.35),
                                       ("Black", ("B",), 21.4, 0.35),
                                       ("Mixed or other", ("M", "O"), 7.9, 0.7)):  # fmt: skip
        count = sum(world.persons[p].ethnicity.startswith(codes) for p in here)
        add(f"ethnic group: {group}", "%", count, len(here), share, slack)
    add("contacts a year", "per 10,000 children", in_years(world.contacts, "on"), children, 1900)
    add("referrals a year", "per 10,000 children", in_years(world.referrals, "on"), children, 620)
    add("assessments a year", "per 10,000 children", in_years(world.assessments, "starts"), children, 560)
    add("section 47 enquiries a year", "per 10,000 children", in_years(world.section47s, "starts"), children, 210)
    add("in need (referral open)", "per 10,000 children", open_now(world.referrals, "closed_on"), children, 380)
    add("protection plans open", "per 10,000 children", open_now(world.cp_plans), children, 55, 0.8)
    add("looked after", "per 10,000 children", open_now(world.care_episodes), children, 63, 0.7)
    add("early help open", "per 10,000 children", open_now(world.early_help), children, 260)
    done = [a for a in world.assessments if a.ends is not None and a.ends >= since]
    for code, words, target in (("3B", "domestic abuse, parent", 36), ("4B", "mental health, parent", 32),
                                ("16A", "neglect", 19), ("4A", "mental health, child", 20), ("2B", "drugs, parent", 15),
                                ("21", "none", 8)):  # fmt: skip
        add(f"assessments naming {words}", "%", sum(code in a.factors for a in done), len(done), target, 0.6)
    possible = sum(a.possible for a in pupils)
    missed = [(a.authorised + a.unauthorised) / a.possible for a in pupils]
    add("absence", "%", sum(a.authorised + a.unauthorised for a in pupils), possible, 6.7, 0.3)
    add("pupils and terms with 10% or more missed", "%", sum(m >= 0.1 for m in missed), len(missed), 19, 0.35)
    add("pupils and terms with 50% or more missed", "%", sum(m >= 0.5 for m in missed), len(missed), 1.8, 0.8)
    on_roll = open_now(world.enrolments)
    add("suspensions a year for 100 pupils", "%", in_years((e for e in world.exclusions if e.kind == "SUSP"), "starts"),
        on_roll, 5, 0.5)  # fmt: skip
    add("SEN support", "%", sum(s.ends is None and s.provision == "K" for s in world.sen), on_roll, 13, 0.4)
    add("education, health and care plan", "%", sum(s.ends is None and s.provision == "E" for s in world.sen), on_roll,
        4.3, 0.5)  # fmt: skip
    add("free school meals", "%", open_now(world.free_meals), on_roll, 30, 0.5)
    for duty, target in ((("prevention",), 6), (("relief", "main"), 11)):
        cases = (h for h in world.homeless if h.duty in duty)
        name = f"homelessness: {' and '.join(duty)} duty a year"
        add(name, "per 1,000 households", in_years(cases, "on"), households, target, 0.6)
    add("temporary accommodation now", "per 1,000 households", open_now(world.temporary_stays), households, 17, 0.5)
    owing = [a.balances[-1][1] for a in world.tax_accounts if a.ends is None and a.balances]
    add("council tax accounts in arrears", "%", sum(b > 0 for b in owing), len(owing), 22, 0.35)
    add("council tax arrears over £500", "%", sum(b > 50000 for b in owing), len(owing), 9, 0.5)
    add("council tax reduction", "%", sum(c.ends is None and c.kind != "HB" for c in world.benefit_claims), households,
        21, 0.4)  # fmt: skip
    rents = [t.balances[-1][1] for t in world.tenancies if t.ends is None and t.balances]
    add("council tenancies in arrears", "%", sum(b > 0 for b in rents), len(rents), 35, 0.35)
    supported = sum(s.ends is None and s.kind.startswith("Long") for s in world.adult_services)
    add("adults with long-term support", "%", supported, adults, 2.06, 0.4)
    add("requests for adult support a year", "%", in_years(world.adult_requests, "on"), adults, 5.8, 0.5)
    enquiries = (s for s in world.safeguarding if s.is_enquiry)
    add("adult safeguarding enquiries a year", "%", in_years(enquiries, "on"), adults, 0.45, 0.6)
    return tuple(found)


def median_owed(balances: Iterable[list[tuple[date, int]]]) -> int:
    """Give the median of the last balances above nothing, in pence; 0 if nobody owes."""
    owed = sorted(b[-1][1] for b in balances if b and b[-1][1] > 0)
    return owed[len(owed) // 2] if owed else 0
