"""RB06, discretionary support and overpayments: the welfare desk's list, saved from a spreadsheet as UTF-16 text."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from plainview.synthetic.larkmere.extracts._records import SET, Chance, Fields, Row, completed, stamp
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import pounds, uk_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import WelfarePayment, World

SOURCE = "rb06"
FIELDS: Fields = {
    "person_ref": SET, "dhp_application_date": SET, "dhp_award_start": SET, "dhp_award_end": SET, "dhp_amount": SET,
    "dhp_reason": ("CAP", "SRR", "LHA", "ARR", "DEP", "DIS", "OTH"), "hsf_application_date": SET,
    "hsf_award_amount": SET, "hsf_award_type": ("FOOD", "FUEL", "WHITE", "CASH", "RENT"),
    "local_welfare_crisis_date": SET, "food_voucher_count": SET, "hb_overpayment_balance": SET,
    "hb_overpayment_reason": ("CLE", "LAE", "DWP", "FRA"), "hb_overpayment_recovery_rate": SET,
    "blue_badge_flag": SET, "blue_badge_expiry": SET, "freedom_pass_flag": SET, "free_school_meal_claim_date": SET,
    "money_advice_referral_date": SET, "money_advice_outcome": ("ADV", "DMP", "DRO", "BEN", "DNA", "REF"),
    "debt_total_declared": SET, "energy_prepay_flag": SET, "lift_financial_resilience_band": "code",
}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write one line for each payment, refusal, overpayment or badge, and give how many."""
    name = f"RB06_welfare_{stamp(world)}.csv"
    return {name: write_csv(out / name, list(FIELDS), _rows(world), encoding="utf-16")}


def _rows(world: World) -> Iterator[Row]:
    filler, recorder, chance = Filler(world, SOURCE, dates=uk_date), Recorder(world, "benefits"), Chance(world, SOURCE)
    for payment in world.welfare_payments:
        row = {"person_ref": recorder.id(payment.person)} | _payment(payment, chance)
        yield completed(_blank() | row, FIELDS, filler, payment.id)
    for claim in world.benefit_claims:
        if claim.ends is None and world.age_on(claim.claimant, world.ends) >= 66:
            row = {"person_ref": recorder.id(claim.claimant)} | _passes(world, claim.claimant, chance)
            yield completed(_blank() | row, FIELDS, filler, f"claim {claim.id}")


def _blank() -> Row:
    """One line tells one thing: what it does not tell is blank."""
    return dict.fromkeys(FIELDS)


def _payment(payment: WelfarePayment, chance: Chance) -> Row:
    key, on, paid = payment.id, payment.on, payment.is_paid
    if payment.kind == "dhp":
        return {
            "dhp_application_date": uk_date(on - timedelta(days=21)),
            "dhp_award_start": uk_date(on) if paid else None,
            "dhp_award_end": uk_date(on + timedelta(days=90)) if paid else None,
            "dhp_amount": pounds(payment.amount_pence if paid else 0),
            "dhp_reason": chance.pick(("CAP", "SRR", "LHA", "ARR"), key, "reason"),
        }
    if payment.kind == "hsf":
        return {
            "hsf_application_date": uk_date(on),
            "hsf_award_amount": pounds(payment.amount_pence if paid else 0),
            "hsf_award_type": chance.pick(("FOOD", "FUEL", "CASH"), key, "type") if paid else None,
            "food_voucher_count": str(chance.between(1, 6, key)) if chance.falls(0.3, key, "food") else None,
            "money_advice_referral_date": uk_date(on) if chance.falls(0.25, key, "advice") else None,
            "money_advice_outcome": chance.pick(("ADV", "DMP", "DNA"), key, "led") if chance.falls(0.2, key, "advice")
            else None,
            "energy_prepay_flag": chance.flag(0.5, key, "meter"),
            "local_welfare_crisis_date": uk_date(on) if chance.falls(0.1, key, "crisis") else None,
        }  # fmt: skip
    return {
        "hb_overpayment_balance": pounds(payment.amount_pence),
        "hb_overpayment_reason": chance.pick(("CLE", "CLE", "LAE", "DWP"), key, "why"),
        "hb_overpayment_recovery_rate": chance.pick(("12.75", "21.25", "5.00"), key, "rate"),
    }


def _passes(world: World, person: int, chance: Chance) -> Row:
    has_badge = chance.falls(0.3, person, "badge")
    return {
        "blue_badge_flag": "Y" if has_badge else "N",
        "blue_badge_expiry": uk_date(world.ends + timedelta(days=400)) if has_badge else None,
        "freedom_pass_flag": chance.flag(0.8, person, "pass"),
    }
