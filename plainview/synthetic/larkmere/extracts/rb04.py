"""RB04, the people of benefit claims: Academy's members with income, rent and landlord, in a database file."""

from collections.abc import Iterator
from pathlib import Path

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts._benefit_system import CHILD, CLAIMANT, HouseRow, house_rows, people_of
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
from plainview.synthetic.larkmere.formats import iso_date, pounds, sql_datetime, write_sqlite
from plainview.synthetic.larkmere.recorded import Recorded, Recorder
from plainview.synthetic.larkmere.world.model import BenefitClaim, World

SOURCE = "rb04"
FIELDS: Fields = {
    "hbmember.claim_id": SET, "hbmember.house_id": SET, "hbmember.member_id": SET, "hbmember.person_ref": SET,
    "hbmember.name": SET, "hbmember.surname": SET, "hbmember.title": SET, "hbmember.forename": SET,
    "hbmember.type": SET, "hbmember.birth_date": SET, "hbmember.gender": SET, "hbmember.carer_ind": SET,
    "hbmember.disable_ind": SET, "hbmember.hospital_ind": SET, "hbmember.meals_ind": SET,
    "hbmember.shared_percent": SET, "hbmember.student_ind": SET, "hbmember.hours_worked": SET,
    "hbmember.cared_for_ind": SET, "hbmember.school_ind": SET, "hbmember.nino": SET, "hbmember.age_ind": "boolean",
    "hbmember.self_empl_ind": SET, "hbmember.incapable_of_work": SET, "hbmember.weeks_28": "string",
    "hbmember.weeks_52": "string", "hbmember.residential_acc": SET, "hbmember.bereaved_date": SET,
    "hbmember.bea_end_date": SET, "hbmember.mat_leave_ccp_ind": SET, "hbmember.chb_end_date": SET,
    "hbmember.deceased_date": SET, "hbmember.eight_week_ind": "boolean", "hbmember.num_child_under_1": SET,
    "hbmember.num_child_under_16": SET, "hbmember.num_youth_16_18": SET, "hbmember.num_dis_child_prem": SET,
    "hbmember.num_enhan_dis_child_prem": SET, "hbmember.ccp_prison_hosp_ind": SET, "hbmember.ccp_rem_work_ind": SET,
    "hbmember.not_payable_ind": SET, "hbmember.non_dep_gc_sc_ind": SET, "hbmember.non_dep_easement_ind": "boolean",
    "hbmember.sanction_rate": SET, "hbmember.disregard_50": "string", "hbmember.non_dep_grp": "string",
    "hbmember.unique_pupil_num": SET, "hbmember.severely_mentally_impaired_ind": SET,
    "hbmember.period_sanction": SET, "hbmember.sanction_type": ("01", "02", "03", "04"),
    "hbmember.sanction_rate_type": ("L", "M", "H", "X"),
    "income_type": ("EAR", "SEL", "PEN", "MAI", "CHB", "TAX", "UC", "DLA", "CAR", "OTH"), "income_amount": SET,
    "income_frequency": ("W", "F", "4", "M", "A"), "income_source": ("EMP", "DWP", "HMR", "PRI", "SEL"),
    "capital_amount": SET, "universal_credit_ind": SET, "uc_housing_element": SET, "uc_award_amount": SET,
    "dwp_benefit_type": ("IS", "JSA", "ESA", "PC", "UC", "PIP", "DLA", "CA", "NON"), "non_dependant_count": SET,
    "rent_gross_weekly": SET, "rent_eligible_weekly": SET, "lha_rate_weekly": SET, "lha_shortfall_weekly": SET,
    "bedroom_tax_percent": SET, "benefit_cap_reduction": SET, "tenancy_type": ("LA", "HA", "PR", "BB", "HO", "TA"),
    "landlord_type": ("C", "H", "P", "R", "L"), "landlord_name": "string", "landlord_creditor_id": "identifier",
    "direct_to_landlord_ind": SET, "supported_exempt_accommodation_ind": SET, "ctr_weekly_award": SET,
    "hb_weekly_award": SET,
}  # fmt: skip

AWARD = [name for name in FIELDS if not name.startswith("hbmember.")]
_TENANCIES = {"council": "LA", "housing_association": "HA", "private_rent": "PR", "owner": None}
_LANDLORDS = {"council": "C", "housing_association": "H", "private_rent": "P", "owner": None}


def write(out: Path, world: World) -> dict[str, int]:
    """Write one row for each member of each household row of a claim and give how many."""
    name = f"RB04_hbmembers_{stamp(world)}.sqlite"
    return {name: write_sqlite(out / name, {"hbmember": (list(FIELDS), _rows(world))})}


def _rows(world: World) -> Iterator[Row]:
    filler, recorder, chance = Filler(world, SOURCE), Recorder(world, "benefits"), Chance(world, SOURCE)
    for claim in world.benefit_claims:
        reference = codes.claim_ref(claim.id)
        houses = house_rows(world, claim)
        recorder.group("benefit_claim", reference, *(p for h in houses for p, _ in people_of(world, claim, h)))
        for house in houses:
            people = people_of(world, claim, house)
            for number, (person, kind) in enumerate(people, start=1):
                # A person typed in twice stands under the second reference in some of the older rows.
                held = recorder.primary(person) if house.is_last else recorder.either(person, house.id)
                row = _member(world, claim, house, number, person, kind, held, chance) | _counts(world, people, kind)
                is_award = kind == CLAIMANT and house.is_last and claim.ends is None
                row |= _award(world, claim, people, chance) if is_award else dict.fromkeys(AWARD)
                yield completed(row, FIELDS, filler, (house.id, number))


def _member(
    world: World, claim: BenefitClaim, house: HouseRow, number: int, person: int, kind: str, held: Recorded,
    chance: Chance,
) -> Row:  # fmt: skip
    who, age, key = world.persons[person], world.age_on(person, world.ends), (claim.id, person)
    is_adult, is_disabled = kind != CHILD, bool(set(who.disabilities) - {"NONE"})
    works = is_adult and 18 <= age < 66 and chance.falls(0.4, *key, "works")
    is_sanctioned = claim.is_sanctioned and kind == CLAIMANT
    return {
        "hbmember.claim_id": codes.claim_ref(claim.id),
        "hbmember.house_id": house.id,
        "hbmember.member_id": str(number),
        "hbmember.person_ref": held.local_id,
        "hbmember.name": as_printed(held),
        "hbmember.surname": held.surname,
        "hbmember.title": held.title,
        "hbmember.forename": held.forename,
        "hbmember.type": kind,
        # Rows from before the system's last upgrade hold dates with a time.
        "hbmember.birth_date": (iso_date if house.is_last else sql_datetime)(held.born_on),
        "hbmember.gender": held.sex,
        "hbmember.nino": held.nino if age >= 16 else None,
        "hbmember.unique_pupil_num": held.upn,
        "hbmember.carer_ind": marked(is_adult and person in world.grouped("carers", "carer")),
        "hbmember.disable_ind": marked(is_disabled and chance.falls(0.7, *key, "disabled")),
        "hbmember.severely_mentally_impaired_ind": chance.flag(0.01, *key, "smi") if is_adult else None,
        "hbmember.hospital_ind": None,
        "hbmember.meals_ind": None,
        "hbmember.shared_percent": "50" if kind == CHILD and chance.falls(0.02, *key, "shared") else None,
        "hbmember.student_ind": marked(is_adult and age < 25 and chance.falls(0.3, *key, "student")),
        "hbmember.hours_worked": str(chance.pick((8, 16, 20, 30, 37), *key, "hours")) if works else None,
        "hbmember.self_empl_ind": marked(works and chance.falls(0.15, *key, "self")),
        "hbmember.cared_for_ind": marked(is_disabled and chance.falls(0.2, *key, "cared")),
        "hbmember.school_ind": marked(5 <= age < 17),
        "hbmember.incapable_of_work": marked(is_adult and is_disabled and age < 66),
        "hbmember.residential_acc": None,
        "hbmember.bereaved_date": None,
        "hbmember.mat_leave_ccp_ind": marked(held.sex == "F" and 18 <= age < 45 and chance.falls(0.03, *key, "leave")),
        "hbmember.chb_end_date": None,
        "hbmember.deceased_date": iso_date(held.died_on),
        "hbmember.not_payable_ind": None,
        "hbmember.non_dep_gc_sc_ind": None,
        "hbmember.ccp_prison_hosp_ind": None,
        "hbmember.ccp_rem_work_ind": None,
        "hbmember.sanction_rate": "100" if is_sanctioned else None,
        "hbmember.period_sanction": str(chance.pick((4, 13, 26), *key, "weeks")) if is_sanctioned else None,
        "hbmember.sanction_type": chance.pick(("01", "02"), *key, "sanction") if is_sanctioned else None,
        "hbmember.sanction_rate_type": chance.pick("LM", *key, "rate") if is_sanctioned else None,
    }


def _counts(world: World, people: list[tuple[int, str]], kind: str) -> Row:
    names = ("hbmember.num_child_under_1", "hbmember.num_child_under_16", "hbmember.num_youth_16_18",
             "hbmember.num_dis_child_prem", "hbmember.num_enhan_dis_child_prem")  # fmt: skip
    if kind != CLAIMANT:
        return dict.fromkeys(names)
    ages = [world.age_on(p, world.ends) for p, k in people if k == CHILD]
    disabled = sum(bool(set(world.persons[p].disabilities) - {"NONE"}) for p, k in people if k == CHILD)
    counts = (sum(a < 1 for a in ages), sum(a < 16 for a in ages), sum(16 <= a <= 18 for a in ages), disabled, 0)
    return {name: str(count) for name, count in zip(names, counts, strict=True)}


def _award(world: World, claim: BenefitClaim, people: list[tuple[int, str]], chance: Chance) -> Row:
    """Give the award of a live claim, on its claimant's newest row alone."""
    home, key, has_rent = world.homes[claim.home], claim.id, claim.kind != "CTR"
    rent = 9800 + 1450 * home.bedrooms if home.tenure == "council" else 17000 + 3800 * home.bedrooms
    shortfall = chance.between(800, 6500, key, "short") if claim.has_shortfall else 0
    capped = chance.between(1000, 9000, key, "cap") if claim.is_capped else 0
    on_credit = not has_rent or chance.falls(0.1, key, "credit")
    is_rented = home.tenure != "owner"
    return {
        "income_type": chance.pick(("EAR", "PEN", "UC", "CHB", "DLA"), key, "income"),
        "income_amount": pounds(claim.weekly_income_pence),
        "income_frequency": "W",
        "income_source": chance.pick(("EMP", "DWP"), key, "from"),
        "capital_amount": pounds(chance.pick((0, 0, 15000, 120000, 650000), key, "capital")),
        "universal_credit_ind": marked(on_credit),
        "uc_housing_element": marked(on_credit and is_rented),
        "uc_award_amount": pounds(chance.between(25000, 120000, key, "award")) if on_credit else None,
        "dwp_benefit_type": "UC" if on_credit else chance.pick(("PC", "ESA", "NON"), key, "dwp"),
        "non_dependant_count": str(sum(k == "4" for _, k in people)),
        "rent_gross_weekly": pounds(rent) if is_rented else None,
        "rent_eligible_weekly": pounds(rent - 1100) if is_rented else None,
        "lha_rate_weekly": pounds(rent - shortfall) if home.tenure == "private_rent" else None,
        "lha_shortfall_weekly": pounds(shortfall) if is_rented else None,
        "bedroom_tax_percent": "14" if home.tenure == "council" and chance.falls(0.06, key, "spare") else None,
        "benefit_cap_reduction": pounds(capped) if has_rent else None,
        "tenancy_type": _TENANCIES[home.tenure],
        "landlord_type": _LANDLORDS[home.tenure],
        "direct_to_landlord_ind": marked(is_rented and chance.falls(0.4, key, "direct")),
        "supported_exempt_accommodation_ind": marked(home.kind == "hostel"),
        "ctr_weekly_award": pounds(claim.weekly_award_pence if not has_rent else 1850),
        "hb_weekly_award": pounds(claim.weekly_award_pence) if has_rent else None,
    }
