"""Larkmere resembles a borough of its kind, and larger ones take in proportion longer."""

import cProfile
from datetime import date

from plainview.synthetic.larkmere.world.build import build
from plainview.synthetic.larkmere.world.rates import rates

ENDS = date(2026, 10, 31)


def test_a_borough_of_six_thousand_lies_within_the_bands():
    outside = [r for r in rates(build(residents=6000, seed=1, ends=ENDS, with_notes=False)) if not r.is_within]
    assert [f"{r.name}: {r.measured} not in {r.low:.2f} to {r.high:.2f}" for r in outside] == []


def test_four_times_the_people_are_less_than_six_times_the_work():
    """Work is counted in calls of Python's own functions: the machine's other work moves no such count."""

    def calls(residents: int) -> int:
        profile = cProfile.Profile()
        profile.runcall(build, residents=residents, seed=2, ends=ENDS, with_notes=False)
        return sum(entry.callcount for entry in profile.getstats())

    assert calls(2400) < 6 * calls(600)


def test_deprived_homes_hold_more_pressure_and_more_arrears():
    world = build(residents=6000, seed=3, ends=ENDS, with_notes=False)
    owing: dict[bool, list[bool]] = {True: [], False: []}
    for account in world.tax_accounts:
        if account.ends is None and account.balances:
            owing[world.homes[account.home].deprivation > 0.6].append(account.balances[-1][1] > 0)
    deprived, other = (sum(v) / len(v) for v in (owing[True], owing[False]))
    assert deprived > 1.3 * other


def test_brothers_and_sisters_are_referred_together():
    world = build(residents=6000, seed=3, ends=ENDS, with_notes=False)
    together: dict[tuple, int] = {}
    for referral in world.referrals:
        together[referral.family, referral.on] = together.get((referral.family, referral.on), 0) + 1
    assert sum(n > 1 for n in together.values()) > 0.25 * len(together)
