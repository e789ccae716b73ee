"""Writes people known to adult social care: the client level data's person fields and local ones (CSV)."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes, draw
from plainview.synthetic.larkmere.extracts import _adults_system as las
from plainview.synthetic.larkmere.formats import uk_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorded, Recorder, recorded_ethnicity
from plainview.synthetic.larkmere.world.model import Person, World

COLUMNS = (
    "LA_Code", "LA_Name", "Reporting_Period_Start_Date", "Reporting_Period_End_Date", "LA_Person_Unique_Identifier",
    "NHS_Number", "First_Name", "Last_Name", "Title", "GP_Practice_Name", "GP_Practice_Code", "Gender", "Ethnicity",
    "Religion", "Sexual_Orientation", "Date_of_Birth", "Date_of_Death", "Client_Type", "Primary_Support_Reason",
    "Postcode", "UPRN", "Address_Line_1", "Address_Line_2", "Address_Line_3", "Telephone", "Email", "NINO",
    "Accommodation_Status", "Employment_Status", "Has_Unpaid_Carer", "Autism_Spectrum_Disorder", "Visual_Impairment",
    "Hearing_Impairment", "Dementia", "Learning_Disability_Register", "Mental_Capacity_Flag", "Lives_Alone_Flag",
    "Preferred_Language", "Interpreter_Required", "Client_Funding_Status", "Restricted_Record_Flag", "Key_Safe_Flag",
    "Next_of_Kin_Name", "Next_of_Kin_Relationship", "Lasting_Power_of_Attorney", "Death_Registered_Flag",
)  # fmt: skip

_ORIENTATIONS = {"heterosexual": "Heterosexual or straight", "gay_or_lesbian": "Gay or lesbian",
                 "bisexual": "Bisexual"}  # fmt: skip
_TENURES = {"owner": "Owner occupier or shared ownership", "council": "Tenant", "housing_association": "Tenant",
            "private_rent": "Tenant - private landlord"}  # fmt: skip
_HOMES = {"care_home": "Registered care home", "hostel": "Night shelter/emergency hostel", "refuge": "Refuge"}
_NO_WORK = "Not in Paid Employment (not seeking work/retired)"
_WORK = ("Paid: less than 16 hours a week", "Paid: 16 or more hours a week", "Not in Paid Employment (seeking work)",
         "Not in Paid Employment (voluntary work only)", _NO_WORK)  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write each person as last submitted; the return is cumulative, so many stand in an earlier quarter too."""
    name = f"ASC01_person_{las.stamp(world)}.csv"
    return {name: write_csv(out / name, COLUMNS, _rows(world, Recorder(world, las.SPACE)))}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    users, carers = las.service_users(world), las.carers(world)
    cared_for = {p for c in world.carers for p in c.cared_for}
    first = date(world.ends.year, 3 * ((world.ends.month - 1) // 3) + 1, 1)
    before = first - timedelta(days=1)
    earlier = date(before.year, before.month - 2, 1), before
    for person in las.everyone(world):
        for copy, held in enumerate(recorder.records(person)):
            row = _person(world, recorder, held, copy, has_carer=person in cared_for, is_carer=person in carers)
            row["Client_Type"] = "Service User" if person in users else "Carer"
            if person not in users and person not in carers:
                row["Client_Type"] = "Carer known by association" if person not in cared_for else "Service User"
            if copy == 0 and draw.share(world.seed, "asc01", person, "earlier") < 0.35:
                yield row | _period(*earlier)
            yield row | _period(first, world.ends)


def _period(first: date, last: date) -> dict[str, Any]:
    return {"Reporting_Period_Start_Date": uk_date(first), "Reporting_Period_End_Date": uk_date(last)}


def _person(
    world: World, recorder: Recorder, held: Recorded, copy: int, *, has_carer: bool, is_carer: bool
) -> dict[str, Any]:
    person = world.persons[held.person]
    rng = las.rng_of(world, "asc01", person.id, copy)
    reason = las.support_reason(world, person.id)
    if reason is None and is_carer:
        reason = "Social Support: Support to carer"
    kin, relation = _next_of_kin(world, recorder, person, held.local_id)
    return {
        "LA_Code": "999", "LA_Name": "Larkmere",
        "LA_Person_Unique_Identifier": held.local_id,
        "NHS_Number": held.nhs_number,
        "First_Name": held.forename, "Last_Name": held.surname, "Title": held.title,
        "GP_Practice_Name": f"Larkmere Practice {int(person.gp_practice[-2:]) + 1}",
        "GP_Practice_Code": person.gp_practice if rng.random() < 0.94 else None,
        "Gender": codes.SEX_WORD[held.sex],
        "Ethnicity": codes.NHS_ETHNICITY.get(recorded_ethnicity(world, person), "Z") if rng.random() > 0.07 else "Z",
        "Religion": person.religion.capitalize() if rng.random() > 0.25 else "Not stated",
        "Sexual_Orientation": _ORIENTATIONS.get(person.sexual_orientation, "Not known"),
        "Date_of_Birth": uk_date(held.born_on), "Date_of_Death": uk_date(held.died_on),
        "Primary_Support_Reason": reason,
        "Postcode": held.postcode, "UPRN": held.uprn,
        "Address_Line_1": held.address_1, "Address_Line_2": held.address_2, "Address_Line_3": held.town,
        "Telephone": held.phone, "Email": held.email, "NINO": held.nino,
        **_situation(world, person, rng),
        **_conditions(person, reason, rng),
        "Has_Unpaid_Carer": las.yes_no(rng, has_carer),
        "Preferred_Language": person.language,
        "Interpreter_Required": las.yes_no(rng, person.needs_interpreter),
        "Restricted_Record_Flag": las.marked(held.is_restricted),
        "Next_of_Kin_Name": kin, "Next_of_Kin_Relationship": relation,
        "Death_Registered_Flag": las.marked(True) if held.died_on else None,
    }  # fmt: skip


def _situation(world: World, person: Person, rng: random.Random) -> dict[str, Any]:
    stay = world.stay_on(person.id, world.ends)
    home = world.homes[stay.home] if stay else None
    household = world.households[stay.household] if stay else None
    age = world.age_on(person.id, world.ends)
    is_alone = household is not None and len(household.adults) + len(household.children) <= 1
    in_care_home = home is not None and home.kind == "care_home"
    return {
        "Accommodation_Status": _HOMES.get(home.kind, _TENURES.get(home.tenure)) if home else None,
        "Employment_Status": _NO_WORK if age >= 66 else rng.choice(_WORK),
        "Lives_Alone_Flag": las.yes_no(rng, is_alone and not in_care_home),
        "Client_Funding_Status": rng.choices(("Council funded", "Self funded", "NHS funded", "Jointly funded"),
                                             (80, 12, 4, 4))[0],
        "Key_Safe_Flag": las.yes_no(rng, is_alone and rng.random() < 0.3),
        "Lasting_Power_of_Attorney": rng.choices(("None", "Health and welfare", "Property and finance", "Both"),
                                                 (80, 5, 8, 7))[0] if age > 60 else las.nothing(rng),
    }  # fmt: skip


def _conditions(person: Person, reason: str | None, rng: random.Random) -> dict[str, Any]:
    said, why = set(person.disabilities), reason or ""
    has_dementia = "Memory" in why and rng.random() < 0.75
    return {
        "Autism_Spectrum_Disorder": las.yes_no(rng, "AUT" in said),
        "Visual_Impairment": las.yes_no(rng, "VIS" in said or "visual" in why),
        "Hearing_Impairment": las.yes_no(rng, "HEAR" in said or "hearing" in why),
        "Dementia": las.yes_no(rng, has_dementia),
        "Learning_Disability_Register": las.yes_no(rng, "LD" in said),
        "Mental_Capacity_Flag": las.yes_no(rng, has_dementia and rng.random() < 0.6),
    }


def _next_of_kin(world: World, recorder: Recorder, person: Person, reference: str) -> tuple[str | None, str | None]:
    """Give the partner, else a grown child, else the mother: who of them lives."""
    near: list[tuple[int, str]] = []
    if person.partner is not None:
        near.append((person.partner, "Spouse/Partner"))
    for child in world.children_of(person.id):
        if world.age_on(child.id, world.ends) >= 18:
            near.append((child.id, "Son" if child.sex == "M" else "Daughter"))
    if person.mother is not None:
        near.append((person.mother, "Mother"))
    for kin, relation in near:
        if world.persons[kin].died_on is None and draw.share(world.seed, "asc01", person.id, "kin") < 0.8:
            held = recorder.primary(kin)
            recorder.group("las-kin", reference, kin)
            return " ".join(t for t in (held.forename, held.surname) if t) or None, relation
    return None, None
