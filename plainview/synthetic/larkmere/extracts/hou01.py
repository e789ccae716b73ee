"""HOU01, tenancies and rent accounts: Universal Housing's `tenagree`, one line of fixed width a tenancy."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts._records import SET, Chance, Fields, Row, completed, marked, stamp
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import last_day, pounds, uk_date, write_fixed_width
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import RentAction, Tenancy, World

SOURCE = "hou01"
FIELDS: Fields = {
    "tag_ref": SET, "prop_ref": SET, "house_ref": SET, "tag_desc": SET, "prd_sno": "string", "cot": SET, "eot": SET,
    "tenure": SET, "prd_code": ("W", "F", "4", "M"), "spec_terms": SET, "other_accounts": SET, "active": SET,
    "present": SET, "terminated": SET, "free_active": "string", "nop": "string", "ra_date": SET,
    "rentgrp_ref": "identifier", "succession_date": SET, "ori_rent": SET, "ori_service": SET, "rent": SET,
    "service": SET, "other_charge": SET, "differential": "string", "tenancy_rent": SET, "tenancy_service": SET,
    "tenancy_other": SET, "cur_bal": SET, "cur_nr_bal": SET, "additional_debit": SET,
    "occ_status": ("OCC", "VAC", "UOC", "DEC"), "master_tag": "string", "prdno_on_vac": "string",
    "year_on_vac": "string", "occ_phase": "string", "hb_expire": SET, "ass_date": SET, "fd_charge": "decimal",
    "hb_freq": ("W", "F", "4", "M"), "reason_term": SET, "receiptcard": "string", "recgrossorder": "string",
    "lastgrosscol": "string", "lastreccol": "string", "lastrecline": "string", "cardbal": "string",
    "recstatus": "code", "curcardno": "string", "recgrosdate": "date", "cur_action_set": "string",
    "cur_action_no": SET,
    "tag_action": SET,
    "agr_type": ("V", "C", "D"), "rech_tag_ref": "identifier", "master_tag_ref": "identifier",
    "sup_ref": "identifier", "nosp": SET, "ntq": SET, "eviction": SET, "committee": SET, "suppossorder": SET,
    "possorder": SET, "courtapp": SET, "nospexpire": SET, "courtdate": SET, "ntqexpire": SET, "visitdate": SET,
    "tenure_ori": ("SEC", "INT", "FLX", "ASY", "AST", "NON", "TAF", "LIC", "LEA", "SHO", "PVR", "FRE", "UAO", "OTH"),
    "occ_phase_ori": "string", "open_item": "string",
    "allocation_method": ("CBL", "DIR", "MEX", "DEC", "SUC", "NOM"), "man_scheme": "string", "anal_method": "string",
    "inv_type": "code", "major_phase": "string", "forwardaddress": "string", "acc_type": ("R", "F", "G", "L"),
    "noticegiven": SET, "potentialenddate": SET, "rtb_date": SET, "rtb_issued_by": "string", "rtb_year": "string",
    "rtb_work": "string", "rtb_amount": "decimal", "rtb_project": "string", "rtb_recharge": "decimal",
    "rtb_budget": "string", "last_action_date": SET, "last_action": SET, "high_action_date": SET, "high_action": SET,
    "last_balance": SET, "tag_action_date": SET, "ent_act_status": "code", "monitoring": SET, "monit_date": SET,
    "monit_prd_type": "code", "next_monit_date": "date", "process_group_id": "identifier", "arrears_case": SET,
    "cur_araction_sid": "identifier", "cur_action_subno": "string", "collect_cash": "string", "evictdate": SET,
    "lettertext": "string", "w2propactiondate": "date", "rtb_effective": "string", "rtb_term": "string",
    "s125_issued": SET, "revdatann": "string", "phased": "string",
}  # fmt: skip
LENGTHS = {
    "tag_ref": 12, "prop_ref": 12, "house_ref": 10, "tag_desc": 16, "prd_sno": 16, "cot": 10, "eot": 10, "tenure": 4,
    "prd_code": 3, "spec_terms": 1, "other_accounts": 1, "active": 16, "present": 16, "terminated": 16,
    "free_active": 16, "nop": 16, "ra_date": 10, "rentgrp_ref": 12, "succession_date": 10, "ori_rent": 12,
    "ori_service": 12, "rent": 12, "service": 12, "other_charge": 12, "differential": 16, "tenancy_rent": 12,
    "tenancy_service": 12, "tenancy_other": 12, "cur_bal": 12, "cur_nr_bal": 12, "additional_debit": 12,
    "occ_status": 4, "master_tag": 16, "prdno_on_vac": 16, "year_on_vac": 16, "occ_phase": 16, "hb_expire": 10,
    "ass_date": 10, "fd_charge": 12, "hb_freq": 3, "reason_term": 4, "receiptcard": 16, "recgrossorder": 16,
    "lastgrosscol": 16, "lastreccol": 16, "lastrecline": 16, "cardbal": 16, "recstatus": 8, "curcardno": 16,
    "recgrosdate": 10, "cur_action_set": 16, "cur_action_no": 16, "tag_action": 4, "agr_type": 3, "rech_tag_ref": 12,
    "master_tag_ref": 12, "sup_ref": 12, "nosp": 1, "ntq": 1, "eviction": 1, "committee": 1, "suppossorder": 1,
    "possorder": 1, "courtapp": 1, "nospexpire": 10, "courtdate": 10, "ntqexpire": 10, "visitdate": 10,
    "tenure_ori": 4, "occ_phase_ori": 16, "open_item": 16, "allocation_method": 4, "man_scheme": 16,
    "anal_method": 16, "inv_type": 8, "major_phase": 16, "forwardaddress": 60, "acc_type": 3, "noticegiven": 10,
    "potentialenddate": 10, "rtb_date": 10, "rtb_issued_by": 16, "rtb_year": 16, "rtb_work": 16, "rtb_amount": 12,
    "rtb_project": 16, "rtb_recharge": 12, "rtb_budget": 16, "last_action_date": 10, "last_action": 4,
    "high_action_date": 10, "high_action": 4, "last_balance": 12, "tag_action_date": 10, "ent_act_status": 8,
    "monitoring": 1, "monit_date": 10, "monit_prd_type": 8, "next_monit_date": 10, "process_group_id": 12,
    "arrears_case": 1, "cur_araction_sid": 12, "cur_action_subno": 16, "collect_cash": 16, "evictdate": 10,
    "lettertext": 16, "w2propactiondate": 10, "rtb_effective": 16, "rtb_term": 16, "s125_issued": 10,
    "revdatann": 16, "phased": 16,
}  # fmt: skip

# The steps of recovery, lowest first, as the arrears module calls them.
STEPS = {
    "letter_1": "LT1", "letter_2": "LT2", "agreement": "AGR", "agreement_broken": "AGB", "nosp": "NSP",
    "court_application": "COU", "possession_order": "PPO", "eviction": "EVI",
}  # fmt: skip
_ENDED = {"eviction": "EVA", "death": "DEC", "died": "DEC"}


def write(out: Path, world: World) -> dict[str, int]:
    """Write all tenancies, ended ones too, and give how many."""
    name = f"HOU01_tenancies_{stamp(world)}.txt"
    return {name: write_fixed_width(out / name, list(LENGTHS.items()), _rows(world), encoding="cp1252")}


def _rows(world: World) -> Iterator[Row]:
    filler, recorder, chance = Filler(world, SOURCE, dates=uk_date), Recorder(world, "uh"), Chance(world, SOURCE)
    actions = world.grouped("rent_actions", "tenancy")
    for tenancy in world.tenancies:
        row = _tenancy(world, tenancy, recorder, chance) | _arrears(world, tenancy, actions.get(tenancy.id, []), chance)
        yield completed(row, FIELDS, filler, tenancy.id)


def _tenancy(world: World, tenancy: Tenancy, recorder: Recorder, chance: Chance) -> Row:
    key, has_ended = tenancy.id, tenancy.ends is not None
    house = codes.house_ref(tenancy.household)
    reference = recorder.group("uh_tenancy", codes.tenancy_ref(tenancy.id), *tenancy.tenants)
    rent = tenancy.weekly_rent_pence
    return {
        "tag_ref": reference,
        "prop_ref": codes.property_ref(tenancy.home),
        "house_ref": house,
        "tag_desc": "MAIN TENANCY",
        "cot": chance.uk(tenancy.starts, key, "cot"),
        "eot": chance.uk(last_day(tenancy.ends), key, "eot"),
        "tenure": tenancy.tenure,
        "tenure_ori": "INT" if chance.falls(0.7, key, "ori") else tenancy.tenure,
        "reason_term": _reason(tenancy, chance) if has_ended else None,
        "active": marked(not has_ended),
        "present": marked(not has_ended),
        "terminated": marked(has_ended),
        "occ_status": "OCC" if not has_ended else "VAC",
        "acc_type": "F" if has_ended else "R",
        "prd_code": "W",
        "hb_freq": chance.pick(("W", "4"), key, "hb") if chance.falls(0.3, key, "hb?") else None,
        "agr_type": None,
        "spec_terms": chance.flag(0.02, key, "terms"),
        "other_accounts": chance.flag(0.08, key, "other"),
        "succession_date": uk_date(tenancy.starts) if chance.falls(0.02, key, "succession") else None,
        "ra_date": uk_date(last_day(tenancy.ends) or world.ends),
        "ori_rent": pounds(rent - 1200),
        "ori_service": pounds(450),
        "rent": pounds(rent),
        "service": pounds(525),
        "other_charge": pounds(chance.pick((0, 0, 0, 310), key, "charge")),
        "tenancy_rent": pounds(rent),
        "tenancy_service": pounds(525),
        "tenancy_other": pounds(0),
        "noticegiven": uk_date(tenancy.ends) if has_ended and tenancy.end_reason is None else None,
        "rtb_date": uk_date(tenancy.starts) if chance.falls(0.01, key, "rtb") else None,
        "visitdate": uk_date(tenancy.balances[-1][0]) if tenancy.balances and chance.falls(0.3, key, "visit") else None,
    }


def _reason(tenancy: Tenancy, chance: Chance) -> str:
    if tenancy.end_reason is not None:
        return _ENDED.get(tenancy.end_reason, "OTH")
    return str(chance.pick(("TRN", "MOA", "NTQ", "UNK"), tenancy.id, "reason"))


def _arrears(world: World, tenancy: Tenancy, actions: list[RentAction], chance: Chance) -> Row:
    owed = tenancy.balances[-1][1] if tenancy.balances else 0
    done = sorted(actions, key=lambda a: (a.on, a.id))
    steps = {a.step: a for a in done}
    row: Row = {
        "cur_bal": pounds(owed),
        "cur_nr_bal": pounds(12500 if "court_application" in steps else 0),
        "tag_action": None,
        "arrears_case": marked(owed > 4 * tenancy.weekly_rent_pence),
        "monitoring": marked(owed > 0),
        "nosp": marked("nosp" in steps),
        "ntq": "N",
        "courtapp": marked("court_application" in steps),
        "suppossorder": marked("possession_order" in steps),
        "possorder": "N",
        "eviction": marked("eviction" in steps),
        "committee": "N",
        "nospexpire": uk_date(_year_after(steps["nosp"].on)) if "nosp" in steps else None,
        "courtdate": uk_date(steps["possession_order"].on) if "possession_order" in steps else None,
        "evictdate": uk_date(steps["eviction"].on) if "eviction" in steps else None,
    }
    if done:
        last, high = done[-1], max(done, key=lambda a: list(STEPS).index(a.step))
        row |= {
            "last_action": STEPS[last.step],
            "last_action_date": chance.uk(last.on, tenancy.id, "last"),
            "last_balance": pounds(last.balance_pence),
            "high_action": STEPS[high.step],
            "high_action_date": uk_date(high.on),
            "tag_action": STEPS[last.step] if owed > 0 else None,
            "tag_action_date": uk_date(last.on) if owed > 0 else None,
            "monit_date": uk_date(done[0].on) if owed > 0 else None,
            "agr_type": "V" if "agreement" in steps else None,
            "cur_action_no": str(len(done)),
        }
    return row


def _year_after(day: date) -> date:
    return date(day.year + 1, day.month, min(day.day, 28))
