"""RB05, the monthly benefit extract for the government: one line of fixed width a live claim."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts._benefit_system import CHILD, OTHER_ADULT, house_rows, people_of
from plainview.synthetic.larkmere.extracts._records import SET, Chance, Fields, Row, completed, marked, stamp
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import compact_date, pounds, write_fixed_width
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import BenefitClaim, World

SOURCE = "rb05"
FIELDS: Fields = {
    "shbe_claim_ref": SET, "shbe_claimant_nino": SET, "shbe_partner_nino": SET, "shbe_claimant_dob": SET,
    "shbe_partner_dob": SET, "shbe_claimant_sex": SET, "shbe_claimant_postcode": "string", "shbe_partner_flag": SET,
    "shbe_family_type": ("1", "2", "3", "4"), "shbe_number_child_dependants": SET, "shbe_number_non_dependants": SET,
    "shbe_tenure_type": ("1", "2", "3", "4", "5"), "shbe_weekly_gross_rent": SET, "shbe_weekly_eligible_rent": SET,
    "shbe_weekly_hb_award": SET, "shbe_passported_flag": SET, "shbe_standard_claim_flag": SET,
    "shbe_employment_flag": SET, "shbe_earned_income": SET, "shbe_other_income": SET, "shbe_capital": SET,
    "shbe_date_claim_received": SET, "shbe_date_decision": SET, "shbe_processing_days": SET,
    "shbe_benefit_cap_amount": SET, "shbe_removal_spare_room_deduction": SET, "shbe_overpayment_identified": SET,
    "shbe_overpayment_recovered": SET, "shbe_supported_accommodation_category": ("1", "2", "3", "4"),
    "shbe_temporary_accommodation_type": ("1", "2", "3", "4"),
}  # fmt: skip
LENGTHS = {
    "shbe_claim_ref": 12, "shbe_claimant_nino": 9, "shbe_partner_nino": 9, "shbe_claimant_dob": 8,
    "shbe_partner_dob": 8, "shbe_claimant_sex": 20, "shbe_claimant_postcode": 8, "shbe_partner_flag": 1,
    "shbe_family_type": 3, "shbe_number_child_dependants": 5, "shbe_number_non_dependants": 5, "shbe_tenure_type": 3,
    "shbe_weekly_gross_rent": 12, "shbe_weekly_eligible_rent": 12, "shbe_weekly_hb_award": 12,
    "shbe_passported_flag": 1, "shbe_standard_claim_flag": 1, "shbe_employment_flag": 1, "shbe_earned_income": 12,
    "shbe_other_income": 12, "shbe_capital": 12, "shbe_date_claim_received": 8, "shbe_date_decision": 8,
    "shbe_processing_days": 5, "shbe_benefit_cap_amount": 12, "shbe_removal_spare_room_deduction": 12,
    "shbe_overpayment_identified": 20, "shbe_overpayment_recovered": 12, "shbe_supported_accommodation_category": 3,
    "shbe_temporary_accommodation_type": 3,
}  # fmt: skip

_TENURES = {"council": "1", "housing_association": "2", "private_rent": "4", "owner": None}


def write(out: Path, world: World) -> dict[str, int]:
    """Write the live claims and give how many."""
    name = f"RB05_shbe_{stamp(world)}.txt"
    return {name: write_fixed_width(out / name, list(LENGTHS.items()), _rows(world), encoding="ascii")}


def _rows(world: World) -> Iterator[Row]:
    filler, recorder, chance = (
        Filler(world, SOURCE, dates=compact_date),
        Recorder(world, "benefits"),
        Chance(world, SOURCE),
    )
    for claim in world.benefit_claims:
        if claim.ends is None:
            row = _who(world, claim, recorder) | _what(world, claim, chance)
            yield completed(row, FIELDS, filler, claim.id)


def _who(world: World, claim: BenefitClaim, recorder: Recorder) -> Row:
    claimant = recorder.primary(claim.claimant)
    partner = recorder.primary(claim.partner) if claim.partner is not None else None
    people = people_of(world, claim, house_rows(world, claim)[-1])
    children = sum(kind == CHILD for _, kind in people)
    family = ("4" if children else "2") if partner else ("3" if children else "1")
    return {
        "shbe_claim_ref": codes.claim_ref(claim.id),
        "shbe_claimant_nino": claimant.nino,
        "shbe_partner_nino": partner.nino if partner else None,
        "shbe_claimant_dob": compact_date(claimant.born_on),
        "shbe_partner_dob": compact_date(partner.born_on) if partner else None,
        "shbe_claimant_sex": claimant.sex,
        "shbe_claimant_postcode": recorder.address_of(claim.home).postcode,
        "shbe_partner_flag": marked(partner is not None),
        "shbe_family_type": family,
        "shbe_number_child_dependants": str(children),
        "shbe_number_non_dependants": str(sum(kind == OTHER_ADULT for _, kind in people)),
    }


def _what(world: World, claim: BenefitClaim, chance: Chance) -> Row:
    key, home, has_rent = claim.id, world.homes[claim.home], claim.kind != "CTR"
    rent = 9800 + 1450 * home.bedrooms if home.tenure == "council" else 17000 + 3800 * home.bedrooms
    days = chance.between(3, 60, key, "days")
    decided = claim.starts + timedelta(days=days)
    is_passported = chance.falls(0.4, key, "passported")
    paid = world.grouped("welfare_payments", "person").get(claim.claimant, [])
    lately = world.ends - timedelta(days=92)
    overpaid = sum(p.amount_pence for p in paid if p.kind == "overpayment" and p.on >= lately)
    works = chance.falls(0.35, key, "works")
    return {
        "shbe_tenure_type": _TENURES[home.tenure],
        "shbe_weekly_gross_rent": pounds(rent) if has_rent else None,
        "shbe_weekly_eligible_rent": pounds(rent - 1100) if has_rent else None,
        "shbe_weekly_hb_award": pounds(claim.weekly_award_pence) if has_rent else "0.00",
        "shbe_passported_flag": marked(is_passported),
        "shbe_standard_claim_flag": marked(not is_passported),
        "shbe_employment_flag": marked(works),
        "shbe_earned_income": pounds(claim.weekly_income_pence if works else 0),
        "shbe_other_income": pounds(0 if works else claim.weekly_income_pence),
        "shbe_capital": pounds(chance.pick((0, 0, 15000, 120000, 650000), key, "capital")),
        "shbe_date_claim_received": compact_date(claim.starts),
        "shbe_date_decision": compact_date(decided) if decided < world.ends else None,
        "shbe_processing_days": str(days) if decided < world.ends else None,
        "shbe_benefit_cap_amount": pounds(chance.between(1000, 9000, key, "cap")) if claim.is_capped else "0.00",
        "shbe_removal_spare_room_deduction": "14.20" if chance.falls(0.04, key, "spare") else "0.00",
        "shbe_overpayment_identified": pounds(overpaid),
        "shbe_overpayment_recovered": "0.00",
        "shbe_supported_accommodation_category": "1" if home.kind == "hostel" else None,
        "shbe_temporary_accommodation_type": None,
    }
