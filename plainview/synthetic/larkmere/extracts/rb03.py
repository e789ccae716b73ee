"""RB03, benefit claims: Academy's claims and household rows in a database file."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts._benefit_system import HouseRow, house_rows
from plainview.synthetic.larkmere.extracts._records import SET, Chance, Fields, Row, completed, marked, stamp
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import iso_date, last_day, pounds, until, write_sqlite
from plainview.synthetic.larkmere.recorded import Recorder, recorded_ethnicity
from plainview.synthetic.larkmere.world.model import BenefitClaim, World

SOURCE = "rb03"
FIELDS: Fields = {
    "hbclaim.claim_id": SET, "hbclaim.application_date": SET, "hbclaim.review_date": "date",
    "hbclaim.cancel_date": SET, "hbclaim.cancel_ind": SET, "hbclaim.debtor_total_amt": SET, "hbclaim.nino": SET,
    "hbclaim.pay_freq_ind": ("W", "F", "4", "M", "A"), "hbclaim.suspend_pay_ind": SET,
    "hbclaim.unsafe_addr_ind": SET, "hbclaim.urgent_pay_ind": SET, "hbclaim.check_digit": SET,
    "hbclaim.second_lang_ind": SET, "hbclaim.arrears_ind": SET, "hbclaim.prev_post_amt": "decimal",
    "hbclaim.pot_violent": SET, "hbclaim.fsm_ind": SET, "hbclaim.fraud_28_days_ind": "boolean",
    "hbclaim.withdrawn_ind": SET, "hbclaim.ba_visit_date": "date", "hbclaim.la_visit_date": SET,
    "hbclaim.risk_sub_group": "string", "hbclaim.in_yr_chk_ind": "boolean", "hbclaim.contact_tel_no": "string",
    "hbclaim.fraud_proved_ind": SET, "hbclaim.ethnic_id": SET, "hbclaim.multiple_occ_ind": SET,
    "hbclaim.poa_decision_date": "date", "hbclaim.payment_stats_ind": "boolean", "hbclaim.last_review_date": SET,
    "hbclaim.employ_start_date": SET, "hbclaim.susp_reason_code": ("INF", "INC", "ADD", "UC", "DWP"),
    "hbclaim.forward_uprn": "string", "hbclaim.status_ind": ("1", "2", "3", "4"), "hbclaim.hb_suspend_date": SET,
    "hbclaim.ctb_suspend_date": SET, "hbclaim.ll_suspend_reason": "code", "hbclaim.new_liability_date": SET,
    "hbclaim.first_contact_date": SET, "hbclaim.rent_liability_chg_ind": "boolean",
    "hbclaim.hb_claim_source": ("O", "P", "T", "D", "U"), "hbclaim.ctb_claim_source": ("O", "P", "T", "D", "U"),
    "hbclaim.hb_end_reason": SET, "hbclaim.ctb_end_reason": SET, "hbclaim.lha_excess_payee": "string",
    "hbclaim.lha_excess_rent_arrears_amt": "decimal", "hbclaim.risk_score": SET, "hbclaim.tp_ind": SET,
    "hbclaim.rent_dhp_to_date": SET, "hbclaim.ctax_dhp_to_date": SET, "hbclaim.uc_dhp_start_date": SET,
    "hbhousehold.claim_id": SET, "hbhousehold.house_id": SET, "hbhousehold.from_date": SET,
    "hbhousehold.to_date": SET, "hbhousehold.inc_supp_ind": SET, "hbhousehold.claim_type_ind": SET,
    "hbhousehold.addr1": SET, "hbhousehold.addr2": SET, "hbhousehold.addr3": SET, "hbhousehold.addr4": SET,
    "hbhousehold.post_code": SET, "hbhousehold.reassess_ind": "boolean", "hbhousehold.srr_exempt": "string",
    "hbhousehold.bereavement_override": SET, "hbhousehold.is_claim_date": SET, "hbhousehold.is_award_date": SET,
    "hbhousehold.is_reject_date": SET, "hbhousehold.uprn": SET, "hbhousehold.away_address_ind": "boolean",
    "hbhousehold.shared_accom_ind": SET, "hbhousehold.is_mid_week_split": "string",
    "hbhousehold.locality_code": "code", "hbhousehold.districtmove_id": "identifier",
    "hbhousehold.dmp_ind": "boolean", "hbhousehold.ben_cap_level_ind": SET, "hbhousehold.uc_dhp_ind": SET,
    "hbhousehold.category_ind": "boolean", "hbhousehold.fa_ind": "boolean",
}  # fmt: skip

CLAIM = {name: kind for name, kind in FIELDS.items() if name.startswith("hbclaim.")}
HOUSEHOLD = {name: kind for name, kind in FIELDS.items() if name.startswith("hbhousehold.")}
_KINDS = {"HB": "H", "CTR": "C", "both": "B"}
_ENDS = {"income too high": "01"}


def write(out: Path, world: World) -> dict[str, int]:
    """Write claims and their household rows, ended ones too, and give how many rows."""
    name = f"RB03_hbclaims_{stamp(world)}.sqlite"
    filler, chance = Filler(world, SOURCE), Chance(world, SOURCE)
    recorder = Recorder(world, "benefits")
    tables = {
        "hbclaim": (list(CLAIM), _claims(world, recorder, filler, chance)),
        "hbhousehold": (list(HOUSEHOLD), _households(world, recorder, filler, chance)),
    }
    return {name: write_sqlite(out / name, tables)}


def _claims(world: World, recorder: Recorder, filler: Filler, chance: Chance) -> Iterator[Row]:
    paid = world.grouped("welfare_payments", "person")
    for claim in world.benefit_claims:
        yield completed(_claim(world, claim, recorder, paid, chance), CLAIM, filler, claim.id)


def _claim(world: World, claim: BenefitClaim, recorder: Recorder, paid: dict[int, list], chance: Chance) -> Row:
    key, has_ended = claim.id, claim.ends is not None
    held, person = recorder.primary(claim.claimant), world.persons[claim.claimant]
    is_suspended = not has_ended and chance.falls(0.03, key, "suspended")
    overpaid = sum(p.amount_pence for p in paid.get(claim.claimant, []) if p.kind == "overpayment")
    helped = [p for p in paid.get(claim.claimant, []) if p.kind == "dhp" and p.is_paid]
    reason = (_ENDS.get(claim.end_reason, "99") if claim.end_reason else "03") if has_ended else None
    has_rent = claim.kind != "CTR"
    return {
        "hbclaim.claim_id": codes.claim_ref(claim.id),
        "hbclaim.check_digit": str(claim.id * 7 % 10),
        "hbclaim.application_date": iso_date(claim.starts),
        "hbclaim.first_contact_date": iso_date(claim.starts - timedelta(days=chance.between(0, 20, key, "first"))),
        "hbclaim.cancel_date": iso_date(last_day(claim.ends)),
        "hbclaim.cancel_ind": marked(has_ended),
        "hbclaim.status_ind": "2" if has_ended else "4" if is_suspended else "1",
        "hbclaim.nino": held.nino,
        "hbclaim.debtor_total_amt": pounds(overpaid) if overpaid else None,
        "hbclaim.suspend_pay_ind": marked(is_suspended),
        "hbclaim.susp_reason_code": chance.pick(("INF", "INC", "DWP"), key, "why") if is_suspended else None,
        "hbclaim.hb_suspend_date": iso_date(world.ends - timedelta(days=20)) if is_suspended else None,
        "hbclaim.unsafe_addr_ind": marked(held.is_restricted),
        "hbclaim.urgent_pay_ind": chance.flag(0.02, key, "urgent"),
        "hbclaim.second_lang_ind": marked(person.needs_interpreter),
        "hbclaim.arrears_ind": chance.flag(0.08, key, "arrears"),
        "hbclaim.pot_violent": chance.flag(0.004, key, "violent"),
        "hbclaim.fsm_ind": marked(bool(claim.dependants) and chance.falls(0.5, key, "meals")),
        "hbclaim.withdrawn_ind": "N",
        "hbclaim.fraud_proved_ind": chance.flag(0.002, key, "fraud"),
        "hbclaim.ethnic_id": codes.NHS_ETHNICITY.get(recorded_ethnicity(world, person))
        if chance.falls(0.7, key, "eth")
        else chance.nothing(key),
        "hbclaim.multiple_occ_ind": marked(world.homes[claim.home].kind == "shared_house"),
        "hbclaim.la_visit_date": iso_date(claim.starts) if chance.falls(0.05, key, "visit") else None,
        "hbclaim.last_review_date": iso_date(claim.starts + timedelta(days=200))
        if (world.ends - claim.starts).days > 220 and chance.falls(0.3, key, "review")
        else None,
        "hbclaim.hb_claim_source": chance.pick("OOPTD", key, "source") if has_rent else None,
        "hbclaim.ctb_claim_source": chance.pick("OOPU", key, "source"),
        "hbclaim.hb_end_reason": reason if has_rent else None,
        "hbclaim.ctb_end_reason": None if has_rent else reason,
        "hbclaim.tp_ind": chance.flag(0.01, key, "tp"),
        "hbclaim.rent_dhp_to_date": iso_date(helped[-1].on + timedelta(days=90)) if helped else None,
        "hbclaim.risk_score": None,
        "hbclaim.pay_freq_ind": chance.pick("WF4", key, "freq"),
    }  # fmt: skip


def _households(world: World, recorder: Recorder, filler: Filler, chance: Chance) -> Iterator[Row]:
    for claim in world.benefit_claims:
        for house in house_rows(world, claim):
            yield completed(_household(world, claim, house, recorder, chance), HOUSEHOLD, filler, house.id)


def _household(world: World, claim: BenefitClaim, house: HouseRow, recorder: Recorder, chance: Chance) -> Row:
    address, home = recorder.address_of(claim.home), world.homes[claim.home]
    return {
        "hbhousehold.claim_id": codes.claim_ref(claim.id),
        "hbhousehold.house_id": house.id,
        "hbhousehold.from_date": iso_date(house.starts),
        "hbhousehold.to_date": until(last_day(house.ends)),
        "hbhousehold.claim_type_ind": _KINDS[claim.kind],
        "hbhousehold.addr1": address.address_1,
        "hbhousehold.addr2": address.address_2 or address.town,
        "hbhousehold.addr3": address.town if address.address_2 else None,
        "hbhousehold.addr4": None,
        "hbhousehold.post_code": address.postcode,
        "hbhousehold.uprn": address.uprn,
        "hbhousehold.inc_supp_ind": chance.flag(0.15, claim.id, "support"),
        "hbhousehold.ben_cap_level_ind": marked(claim.is_capped),
        "hbhousehold.shared_accom_ind": marked(home.kind in {"shared_house", "hostel"}),
        "hbhousehold.bereavement_override": None,
        "hbhousehold.uc_dhp_ind": "N",
    }
