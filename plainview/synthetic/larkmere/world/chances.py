"""
How likely each step is: the very numbers from which the simulation draws, in one place.

`probabilities.py` puts the same functions together to say how likely an outcome is within its window. All take
the state as it is and give a share from 0 to 1; those named `…_monthly` are for one month.
"""

from datetime import date
from math import exp

from plainview.synthetic.larkmere.world.simulation import Life, Unit

CONTACTS_A_YEAR = 0.147  # for each child, families and brothers and sisters counted
CONTACTS_A_FAMILY = 1.75  # children whom one contact names


def severity(unit: Unit) -> float:
    """Say how much presses on a family."""
    return min(1.0, 0.3 * unit.abuse + 0.22 * unit.mind + 0.3 * unit.substance + 0.35 * unit.neglect
               + 0.12 * unit.conflict + 0.18 * unit.strain + 0.08 * unit.school_worry)  # fmt: skip


# ---- the front door ----
def noticed(unit: Unit) -> float:
    """Weigh how easily someone comes to worry about a family."""
    return 0.02 + severity(unit) ** 1.3


def referred(pressed: float, bias: float) -> float:
    """Say how likely a contact becomes a referral, with what the group adds at the same need."""
    return min(0.95, (0.17 + 0.45 * pressed) * bias)


def offered_help(pressed: float) -> float:
    """Say how likely a contact that is no referral leads to early help."""
    return min(1.0, (0.18 + 0.06 * pressed) / (0.85 - 0.42 * pressed))


def straight_to_strategy(pressed: float) -> float:
    """Say how likely a referral leads to a strategy discussion at once."""
    return 0.05 + 0.22 * pressed


ASSESSED = 0.9  # of referrals


def plan_after_assessment(pressed: float) -> float:
    """Say how likely an assessment ends in a plan for a child in need."""
    return 0.2 + 0.45 * pressed


def enquiry_after_assessment(pressed: float) -> float:
    """Say how likely an assessment that ends in no plan leads to an enquiry."""
    return (0.08 + 0.06 * pressed) / (0.8 - 0.45 * pressed)


ENQUIRED_ABOVE, ENQUIRED_AGAIN = 0.3, 0.2  # contacts about children known already: from which pressure on, how many


def to_conference(pressed: float) -> float:
    """Say how likely an enquiry leads to a conference."""
    return 0.24 + 0.42 * pressed


PROTECTED, INTO_CARE, IN_NEED = 0.87, 0.085, 0.55  # of conferences; of enquiries; of enquiries without a conference


def protected(pressed: float) -> float:
    """Say how likely an enquiry ends in a protection plan or in care."""
    return INTO_CARE + (1 - INTO_CARE) * to_conference(pressed) * PROTECTED


def started_by_enquiry(pressed: float) -> float:
    """Say how likely an enquiry about a child without a plan starts a plan or care."""
    conference = to_conference(pressed)
    return INTO_CARE + (1 - INTO_CARE) * (conference * PROTECTED + (1 - conference) * IN_NEED)


def started_by_referral(pressed: float) -> float:
    """Say how likely a referral comes to a plan or care."""
    by_enquiry = started_by_enquiry(pressed)
    plan = plan_after_assessment(pressed)
    assessed = plan + (1 - plan) * enquiry_after_assessment(pressed) * by_enquiry
    strategy = straight_to_strategy(pressed)
    return strategy * (1 - (1 - by_enquiry) * (1 - assessed)) + max(0.0, ASSESSED - strategy) * assessed


# ---- plans, month by month ----
NEED_TO_CARE = 0.004  # of young people in need of twelve and over


def need_up_monthly(pressed: float, months: float) -> float:
    """Say how likely a child in need is enquired about."""
    return 0.0 if months < 1 else 0.01 + 0.12 * pressed**1.6


def need_down_monthly(pressed: float, months: float, *, is_disabled: bool) -> float:
    """Say how likely a plan for a child in need ends, the need being met."""
    return 0.0 if months < 2 else 0.21 * (1.15 - pressed) * (0.35 if is_disabled else 1.0)


def protection_up_monthly(pressed: float, months: float) -> float:
    """Say how likely a child under a protection plan comes into care."""
    return 0.0 if months < 1 else 0.003 + 0.034 * pressed**2


def protection_down_monthly(pressed: float, months: float) -> float:
    """Say how likely a protection plan ends without care."""
    return 0.0 if months < 3 else 0.16 * (1.2 - pressed)


def care_down_monthly(pressed: float, months: float) -> float:
    """Say how likely a child goes home, to kin or to guardians."""
    return (0.085 if months < 3 else 0.027) * max(0.15, 2.0 - 2.2 * pressed)


def help_steps_up(pressed: float) -> float:
    """Say how likely early help ends because it is not enough."""
    return 0.02 + 0.3 * pressed


HELP_ENDS_MONTHLY = 0.16

# ---- school ----
SWING = 0.4  # of a pupil's absence from term to term, on the scale of its logarithm
DRIFT, KEPT = 0.35, 0.6  # how far a pupil comes off what is usual in a term, and how much of that lasts to the next


def absence(life: Life, unit: Unit | None, group: int) -> float:
    """Give the share of sessions that a pupil misses in a term, before chance."""
    strain = unit.strain if unit else 0.5
    rate = life.absence * exp(life.absent) * (0.7 + 0.55 * strain) * (0.85 + 0.05 * max(0, group - 5))
    if unit is not None:
        rate *= 1 + 0.4 * unit.neglect + 0.3 * unit.mind + 0.35 * unit.abuse
    return min(0.95, rate)


def excluded(life: Life, unit: Unit | None, group: int, rate: float) -> float:
    """Say how likely a pupil is suspended once, or once more, in a term."""
    risk = max(0.0, life.behaviour - 0.25) * (0.15 if group < 7 else 0.6 if group > 7 else 0.4)
    risk *= (0.6 + 7 * rate) * (1 + 0.6 * (unit.abuse if unit else 0.5) + 0.5 * life.exploited)
    return min(0.75, risk * 0.42)


# ---- money and home ----
BILL_PENCE = {"A": 118000, "B": 137000, "C": 157000, "D": 177000, "E": 216000, "F": 255000}
STEP_TAKEN, LAST_STEP_TAKEN = 0.82, 0.9  # from one letter to the next; from summons to order
ORDERED = STEP_TAKEN**3 * LAST_STEP_TAKEN  # of bills not paid, those that end in a liability order


def bill(band: str, *, has_claim: bool, is_single: bool) -> float:
    """Give a quarter's council tax in pence."""
    return BILL_PENCE[band] / 4 * (0.5 if has_claim else 0.75 if is_single else 1.0)


WORK_LOST = 0.004  # a month, twice that where pressure is highest
SHOCK = 0.22  # of work lost, as it presses on average in the quarters that follow


def work_lost(pressure: float) -> float:
    """Say how likely work is lost or hours are cut in a month."""
    return WORK_LOST * (1 + pressure)


def unpaid_later(pressure: float, shock: float, months: int) -> float:
    """Say how likely the bill of a quarter to come is not paid; work may be lost before."""
    strain = min(1.0, pressure + shock * 0.9**months)
    lost = months * work_lost(pressure)
    return (1 - lost) * unpaid(strain) + lost * unpaid(min(1.0, strain + SHOCK))


def unpaid(strain: float) -> float:
    """Say how likely a quarter's bill is not paid."""
    return min(0.95, 0.008 + 1.75 * max(0.0, strain - 0.49))


ORDER_STANDS = 0.97  # an account is still open when the last letter would go out
ACCEPTED = 0.94  # of those who lose their home and ask, how many are owed a duty
EVICTED_A_QUARTER = 0.25  # of council tenants at the last step who owe much
_LEAVES = {"private_rent": 0.35, "owner": 0.06, "council": 0.12, "housing_association": 0.12}


def homeless(unit: Unit, *, home_kind: str, tenure: str, moved_in: date, owed_pence: float, day: date) -> float:
    """Weigh how easily a unit comes to lose its home."""
    if unit.homeless is not None or home_kind not in {"private", "shared_house", "hostel"} or unit.kind == "older":
        return 0.0
    if (day - moved_in).days < 40:
        return 0.0
    owed = min(1.0, max(0.0, owed_pence) / 90000)
    return _LEAVES[tenure] * min(2.8, 0.06 + 1.1 * unit.strain**2 + 0.8 * owed + 0.6 * unit.abuse + 0.3 * unit.mind)


# ---- health ----
EMERGENCY = 0.62  # of admissions
ADMISSIONS = 0.108  # a year for each adult


def frail(unit: Unit | None, frailty: float) -> float:
    """Weigh how frail an adult is."""
    mind = 0.12 * unit.mind if unit is not None else 0.0
    return min(1.0, 0.008 + 0.8 * max(0.0, frailty) ** 1.6 + mind * 0.3)


def falls_ill(unit: Unit | None, life: Life) -> float:
    """Weigh how easily an adult comes to be in hospital."""
    return min(1.0, 0.03 + frail(unit, life.frailty if life.illness is None else life.illness))
