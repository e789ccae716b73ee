"""RB01, council tax accounts: Academy's accounts, occupations and properties joined, parted by pipes."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts._records import (
    SET,
    Chance,
    Fields,
    Row,
    as_printed,
    completed,
    marked,
    stamp,
)
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import iso_date, last_day, pounds, until, write_pipe
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Home, TaxAccount, World

SOURCE = "rb01"
FIELDS: Fields = {
    "ctaccount.division_id": SET, "ctaccount.account_ref": SET, "ctaccount.account_cd": SET,
    "ctaccount.lead_liab_name": SET, "ctaccount.lead_liab_pos": SET, "ctaccount.for_addr1": "code",
    "ctaccount.for_addr2": "code", "ctaccount.for_addr3": "code", "ctaccount.for_addr4": "code",
    "ctaccount.for_postcode": "code", "ctaccount.for_district": "code",
    "ctaccount.paymeth_code": ("DD", "CA", "CH", "SO", "CC", "BD", "NP"), "ctaccount.paymeth_type": "code",
    "ctaccount.prev_paymeth": ("DD", "CA", "CH", "SO", "CC", "BD", "NP"), "ctaccount.prev_paymeth_type": "code",
    "ctaccount.employee_ind": SET, "ctaccount.employee_no": SET, "ctaccount.swipe_issue_date": "date",
    "ctaccount.swipe_card_request": "code", "ctaccount.hb_sar": "code", "ctaccount.fast_track": "boolean",
    "ctaccount.equal_access_code": ("LP", "BR", "AU", "TR"), "ctaccount.sched_code": "code",
    "ctaccount.person_status": ("I", "C", "E", "L"), "ctaccount.lead_liab_title": "code",
    "ctaccount.lead_liab_forename": "code", "ctaccount.lead_liab_middlename": "code",
    "ctaccount.lead_liab_surname": "code", "ctaccount.lead_consent_ind": SET, "ctaccount.hb_archive_ind": "boolean",
    "ctaccount.for_addr_verified": "boolean", "ctaccount.prohibit_code": "code", "ctaccount.prohibit_end": "date",
    "ctaccount.prohibit_set": "date", "ctaccount.prohibit_user": "code", "ctaccount.prohibit_online_spd": "code",
    "ctaccount.for_addr_abroad": "boolean", "ctoccupation.account_ref": SET, "ctoccupation.property_ref": SET,
    "ctoccupation.occupation_date": SET, "ctoccupation.vacation_date": SET, "ctoccupation.transit_ind": "boolean",
    "ctoccupation.live_ind": SET, "ctproperty.division_id": SET, "ctproperty.property_ref": SET,
    "ctproperty.fund_no": "string", "ctproperty.parish_code": "code", "ctproperty.street_code": "code",
    "ctproperty.house_id": SET, "ctproperty.addr1": SET, "ctproperty.addr2": SET, "ctproperty.addr3": SET,
    "ctproperty.addr4": SET, "ctproperty.postcode": SET, "ctproperty.grid_ref": "identifier",
    "ctproperty.old_property_ref": "identifier", "ctproperty.property_type": SET, "ctproperty.owner_name": "string",
    "ctproperty.own_addr1": "string", "ctproperty.own_addr2": "string", "ctproperty.own_addr3": "string",
    "ctproperty.own_addr4": "string", "ctproperty.own_postcode": "string", "ctproperty.owner_away_ind": SET,
    "ctproperty.owner_liable": SET, "ctproperty.crown_ind": "boolean", "ctproperty.council_ha_ind": SET,
    "ctproperty.institution": SET, "ctproperty.planning_ind": "boolean", "ctproperty.planning_desc": "string",
    "ctproperty.planning_granted": "date", "ctproperty.workarea": "string", "ctproperty.deleted_ind": "boolean",
    "ctproperty.deleted_eff": "date", "ctproperty.cc_payable": "boolean", "ctproperty.owner_code": "code",
    "ctproperty.uprn": SET, "ctproperty.wardcode": SET, "ctproperty.owner_title": "string",
    "ctproperty.owner_forename": "string", "ctproperty.owner_middlename": "string",
    "ctproperty.owner_surname": "string", "ctproperty.owner_addr_verified": "boolean", "ctproperty.rented_prop": SET,
    "ctproperty.own_telno": "string", "ctproperty.own_email_addr": "string", "ctproperty.no_beds": SET,
    "ctproperty.annexe_ind": "boolean", "ctproperty.main_prop_ref": "identifier",
    "ctproperty.own_is_charity": "boolean", "ctproperty.own_addr_abroad": "boolean", "band": SET,
    "valuation_list_band": ("A", "B", "C", "D", "E", "F", "G", "H"), "discount_code": SET, "discount_type": SET,
    "discount_start": SET, "discount_end": SET,
    "exemption_class": SET,
    "exemption_start": SET, "exemption_end": SET, "single_person_discount_ind": SET,
    "disregard_reason": ("STU", "CAR", "SMI", "APP", "CLV", "HOS", "PRI", "CHB"), "annual_charge": SET,
    "ctr_award": SET,
}  # fmt: skip

_TYPES = {"RD02": "D", "RD03": "S", "RD04": "T", "RD06": "F", "RH03": "H", "RI01": "C", "RI02": "O"}
_INSTITUTIONS = {"hostel": "HOSTEL", "care_home": "CARE", "shared_house": "HMO"}
_BILLS = {"A": 118000, "B": 137000, "C": 157000, "D": 177000, "E": 216000, "F": 255000, "G": 295000, "H": 354000}


def write(out: Path, world: World) -> dict[str, int]:
    """Write every account with its occupation and property, ended ones too, and give how many."""
    name = f"RB01_counciltax_{stamp(world)}.txt"
    return {name: write_pipe(out / name, list(FIELDS), _rows(world), encoding="cp1252")}


def _rows(world: World) -> Iterator[Row]:
    filler, recorder, chance = Filler(world, SOURCE), Recorder(world, "ctax"), Chance(world, SOURCE)
    claims = world.grouped("benefit_claims", "household")
    for account in world.tax_accounts:
        home = world.homes[account.home]
        has_claim = any(c.ends is None for c in claims.get(account.household, []))
        row = (
            _account(account, recorder, chance)
            | _occupation(world, account, chance)
            | _property(home, recorder, chance)
            | _award(account, home, has_claim, chance)
        )
        yield completed(row, FIELDS, filler, account.id)


def account_ref(account: int) -> str:
    """Give the account number without its check digit, as all tables of the system join on it."""
    return codes.tax_account_ref(account)[:-1]


def _account(account: TaxAccount, recorder: Recorder, chance: Chance) -> Row:
    """Up to two liable people stand in one cell, as they are printed on the bill."""
    held = [recorder.primary(p) for p in account.liable]
    lead = held[0]
    reference = recorder.group("council_tax_account", account_ref(account.id), *account.liable)
    padding = " " * chance.pick((0, 0, 0, 2, 7), account.id, "padding")
    return {
        "ctaccount.division_id": "1",
        "ctaccount.account_ref": reference,
        "ctaccount.account_cd": codes.tax_account_ref(account.id)[-1],
        "ctaccount.lead_liab_name": " & ".join(as_printed(h) for h in held) + padding,
        "ctaccount.lead_liab_pos": "1",
        "ctaccount.lead_liab_title": lead.title,
        "ctaccount.lead_liab_forename": lead.forename,
        "ctaccount.lead_liab_middlename": lead.middle_names,
        "ctaccount.lead_liab_surname": lead.surname,
        "ctaccount.person_status": "I",
        "ctaccount.paymeth_code": chance.pick(("DD", "DD", "CA", "SO", "CC", "BD"), account.id, "pays"),
        "ctaccount.prev_paymeth": chance.pick(("CA", "CH", "CC"), account.id, "paid"),
        "ctaccount.equal_access_code": "LP" if chance.falls(0.01, account.id, "print") else None,
        "ctaccount.lead_consent_ind": chance.flag(0.05, account.id, "consent"),
        "ctaccount.employee_ind": "N",
        "ctaccount.employee_no": None,
    }


def _occupation(world: World, account: TaxAccount, chance: Chance) -> Row:
    """One account in fifty stays open after its people have moved out: nobody told the council."""
    is_ghost = account.ends is not None and chance.falls(0.02, account.id, "ghost")
    ends = None if is_ghost else account.ends
    return {
        "ctoccupation.account_ref": account_ref(account.id),
        "ctoccupation.property_ref": codes.tax_property_ref(account.home),
        "ctoccupation.occupation_date": iso_date(account.starts),
        "ctoccupation.vacation_date": until(last_day(ends)),
        "ctoccupation.live_ind": marked(ends is None),
    }


def _property(home: Home, recorder: Recorder, chance: Chance) -> Row:
    address = recorder.address_of(home.id)
    return {
        "ctproperty.division_id": "1",
        "ctproperty.property_ref": codes.tax_property_ref(home.id),
        "ctproperty.house_id": home.number.upper(),
        "ctproperty.addr1": address.address_1,
        "ctproperty.addr2": address.address_2 or address.town,
        "ctproperty.addr3": address.town if address.address_2 else None,
        "ctproperty.addr4": None,
        "ctproperty.postcode": address.postcode,
        "ctproperty.uprn": address.uprn,
        "ctproperty.wardcode": home.ward_code,
        "ctproperty.property_type": _TYPES.get(home.blpu_class, "T"),
        "ctproperty.institution": _INSTITUTIONS.get(home.kind),
        "ctproperty.no_beds": str(home.bedrooms) if chance.falls(0.6, home.id, "beds") else None,
        "ctproperty.rented_prop": marked(home.tenure != "owner"),
        "ctproperty.council_ha_ind": marked(home.tenure in {"council", "housing_association"}),
        "ctproperty.owner_away_ind": marked(home.tenure == "private_rent"),
        "ctproperty.owner_liable": marked(home.kind == "shared_house"),
    }


def _award(account: TaxAccount, home: Home, has_claim: bool, chance: Chance) -> Row:
    bill = _BILLS.get(account.band, 157000)
    discount, is_exempt = account.discount, account.discount in {"N", "U", "F", "E", "S"}
    code = discount or ("CTR" if has_claim else None)
    starts = account.starts + timedelta(days=chance.between(0, 40, account.id, "discount"))
    return {
        "band": account.band,
        "valuation_list_band": home.band,
        "discount_code": code,
        "discount_type": "25" if discount == "SPD" else None,
        "discount_start": iso_date(starts) if code else None,
        "discount_end": until(None) if code else None,
        "exemption_class": discount if is_exempt else None,
        "exemption_start": iso_date(account.starts) if is_exempt else None,
        "exemption_end": until(None) if is_exempt else None,
        "single_person_discount_ind": marked(discount == "SPD"),
        "disregard_reason": chance.pick(("STU", "CAR", "SMI"), account.id, "why")
        if chance.falls(0.02, account.id, "disregard")
        else None,
        "annual_charge": pounds(bill),
        "ctr_award": pounds(round(bill * 0.65)) if has_claim else "0.00",
    }
