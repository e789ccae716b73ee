"""HOU06, housing register: the applications in a workbook, as the register's report saves it."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts._records import SET, Chance, Fields, Row, completed, stamp, tenant_ref
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import excel_cell_date, excel_date, iso_date, write_excel
from plainview.synthetic.larkmere.recorded import Recorder, recorded_ethnicity
from plainview.synthetic.larkmere.world.model import RegisterApplication, World

SOURCE = "hou06"
FIELDS: Fields = {
    "application_id": SET, "application_date": SET,
    "application_status": ("Active", "Suspended", "Closed", "Housed", "Pending"), "band": SET, "band_date": SET,
    "priority_reason": SET, "bedroom_need": SET, "main_applicant_ref": SET, "joint_applicant_ref": SET,
    "household_size": SET,
    "living_situation": SET,
    "currently_homeless": SET, "risk_of_homelessness": SET,
    "accommodation_type": ("Flat", "House", "Maisonette", "Bedsit", "Room", "Hostel", "Caravan", "No home"),
    "home_how_many_people_share": SET, "home_how_many_bedrooms": SET,
    "why_home_unsuitable": ("Overcrowding", "Medical", "Condition", "Violence", "Cost", "Access", "Other"),
    "overcrowded_flag": SET, "medical_need": SET, "proof_of_medical_needs": SET, "arrears_declared": SET,
    "breach_of_tenancy": SET, "court_order_declared": SET, "domestic_violence_declared": SET,
    "risk_of_gang_violence": SET, "witness_mobility_scheme": SET, "subletting_declared": SET, "under_occupying": SET,
    "unspent_convictions": SET, "relationship_breakdown": SET, "legal_restrictions": SET, "citizenship": SET,
    "settled_status": SET, "work_or_study_visa": SET, "eea_national": SET,
    "income_band": ("Under 15k", "15-25k", "25-40k", "Over 40k"),
    "savings_band": ("None", "Under 6k", "6-16k", "Over 16k"),
    "employment": ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"), "ethnicity_main_category": SET,
    "armed_forces": SET, "care_leaver_flag": SET, "pregnancy_due_date": SET,
    "local_connection": ("Residence", "Family", "Work", "Care leaver", "Armed forces", "None"), "bids_count": SET,
    "last_bid_date": SET, "offer_date": SET,
    "offer_refused_reason": ("Area", "Size", "Condition", "Access", "Stairs", "Safety", "Other"),
}  # fmt: skip

_REASONS = {"overcrowding": "Overcrowded", "medical": "Medical", "homeless": "Homeless", "decant": "Decant",
            "domestic_abuse": "Domestic abuse"}  # fmt: skip
_OPEN = ("Active", "Active", "Suspended")
_ETHNICITY = {"W": "White", "M": "Mixed", "A": "Asian", "B": "Black", "C": "Asian", "O": "Other"}
_LIVES = {"council": "Council tenant", "private_rent": "Renting privately", "owner": "Owner",
          "housing_association": "Housing association tenant"}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the applications of the register, closed ones too, and give how many."""
    name = f"HOU06_register_{stamp(world)}.xlsx"
    return {name: write_excel(out / name, {"Applications": (list(FIELDS), _rows(world))})}


def _rows(world: World) -> Iterator[Row]:
    filler, chance = Filler(world, SOURCE, dates=iso_date, flags=("Yes", "No")), Chance(world, SOURCE)
    spaces = {space: Recorder(world, space) for space in ("uh", "homeless", "hreg")}
    homeless = {person for case in world.homeless for person in case.members}
    for application in world.register:
        row = _application(world, application, spaces, homeless, chance) | _declared(world, application, chance)
        yield completed(row, FIELDS, filler, application.id)


def _reference(world: World, person: int, on: date, spaces: dict[str, Recorder], homeless: set[int]) -> str:
    """Give the reference that the applicant has as a tenant or as homeless, else one of the register's own."""
    tenant = tenant_ref(spaces["uh"], world, person, on)
    if tenant is not None:
        return tenant
    return spaces["homeless" if person in homeless else "hreg"].id(person)


def _application(
    world: World, application: RegisterApplication, spaces: dict[str, Recorder], homeless: set[int], chance: Chance
) -> Row:
    key, on, applicant = application.id, application.on, application.applicant
    person = world.persons[applicant]
    stay = world.stay_on(applicant, on)
    living = [s for s in world.grouped("stays", "household").get(application.household, [])
              if s.starts <= on and (s.ends is None or s.ends > on)]  # fmt: skip
    home = world.homes[stay.home] if stay else None
    partner = person.partner if any(s.person == person.partner for s in living) else None
    reference = spaces["hreg"].group("housing_register", codes.register_ref(key), applicant)
    beds = home.bedrooms if home and home.kind == "private" else 1
    needed = max(1, min(6, round(len(living) / 1.8)))
    return {
        "application_id": reference,
        "application_date": _cell(on, chance, key, "on"),
        "application_status": "Closed" if application.closed_on else chance.pick(_OPEN, key),
        "band": application.band if chance.falls(0.8, key, "band") else f"Band {application.band}",
        "band_date": _cell(on + timedelta(days=chance.between(0, 60, key, "banded")), chance, key, "band"),
        "priority_reason": _REASONS.get(application.reason, "Other"),
        "bedroom_need": str(needed),
        "main_applicant_ref": _reference(world, applicant, on, spaces, homeless),
        "joint_applicant_ref": _reference(world, partner, on, spaces, homeless) if partner is not None else None,
        "household_size": str(max(1, len(living))),
        "living_situation": _LIVES.get(home.tenure, "Other") if home and home.kind == "private" else "Other",
        "accommodation_type": _kind(home.blpu_class if home else None),
        "home_how_many_people_share": str(max(1, len(living))),
        "home_how_many_bedrooms": str(beds),
        "overcrowded_flag": "Yes" if needed > beds else "No",
        "under_occupying": "Yes" if beds > needed + 1 else "No",
        "ethnicity_main_category": chance.nothing(key)
        if chance.falls(0.15, key, "eth")
        else _ETHNICITY.get(recorded_ethnicity(world, person)[:1]),
        "armed_forces": "Yes" if chance.falls(0.02, key, "forces") else "No",
        "care_leaver_flag": "Yes" if applicant in world.grouped("care_leavers", "child") else "No",
        "witness_mobility_scheme": "Yes" if person.restricted == "witness_protection" else "No",
        "legal_restrictions": None,
        "bids_count": str(chance.pick((0, 0, 1, 3, 8, 21, 46), key, "bids")),
        "last_bid_date": _cell(world.ends - timedelta(days=chance.between(3, 300, key, "bid")), chance, key, "bid"),
        "offer_date": _cell(application.closed_on, chance, key, "offer"),
        "offer_refused_reason": None,
    }  # fmt: skip


def _declared(world: World, application: RegisterApplication, chance: Chance) -> Row:
    """Give what applicants ticked on the form; some of it may be wrong, and much is left out."""
    key, reason = application.id, application.reason

    def ticked(share: float, name: str) -> str:
        return "Yes" if chance.falls(share, key, name) else "No"

    is_medical = reason == "medical"
    return {
        "currently_homeless": "Yes" if reason == "homeless" else "No",
        "risk_of_homelessness": ticked(0.15, "risk"),
        "why_home_unsuitable": {"overcrowding": "Overcrowding", "medical": "Medical", "domestic_abuse": "Violence"}.get(
            reason, "Other"
        ),
        "medical_need": "Yes" if is_medical else ticked(0.1, "medical"),
        "proof_of_medical_needs": "Yes" if is_medical and chance.falls(0.7, key, "proof") else "No",
        "arrears_declared": ticked(0.1, "arrears"),
        "breach_of_tenancy": ticked(0.03, "breach"),
        "court_order_declared": ticked(0.02, "court"),
        "domestic_violence_declared": "Yes" if reason == "domestic_abuse" else ticked(0.02, "dv"),
        "risk_of_gang_violence": ticked(0.01, "gang"),
        "subletting_declared": ticked(0.005, "sublet"),
        "unspent_convictions": ticked(0.02, "convictions"),
        "relationship_breakdown": ticked(0.08, "breakdown"),
        "pregnancy_due_date": _cell(application.on + timedelta(days=120), chance, key, "due")
        if chance.falls(0.05, key, "pregnant")
        else None,
        "citizenship": chance.pick(("British", "British", "British", "EEA", "Other"), key, "citizen"),
        "settled_status": chance.pick(("Settled", "Pre-settled"), key, "settled")
        if chance.falls(0.15, key, "settled?")
        else None,
        "work_or_study_visa": ticked(0.04, "visa"),
        "eea_national": ticked(0.12, "eea"),
    }


def _kind(blpu: str | None) -> str:
    return {"RD06": "Flat", "RH03": "Room", "RI02": "Hostel"}.get(blpu or "", "House")


def _cell(day: date | None, chance: Chance, *key: Any) -> Any:
    """Give a real date cell; one in six lost its format on the way, or is text."""
    if chance.falls(0.1, "lost", *key):
        return excel_date(day)
    return iso_date(day) if chance.falls(0.07, "text", *key) else excel_cell_date(day)
