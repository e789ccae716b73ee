"""HOU07, homelessness applications: cases and their people in the XML of the quarterly return."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts._records import SET, Chance, Fields, Row, completed, stamp
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import iso_date, write_xml
from plainview.synthetic.larkmere.recorded import Recorder, recorded_ethnicity
from plainview.synthetic.larkmere.world.model import HomelessCase, World

SOURCE = "hou07"
_ACCOMMODATION = tuple(map(str, range(1, 19)))
COUNCIL = "E09099999"
FIELDS: Fields = {
    "HCLIC_1_1_LA_Code_Case_Reference": SET, "HCLIC_1_3_Eligible": SET, "HCLIC_1_4_Number_of_Children": SET,
    "HCLIC_1_5_Assessment_Date": SET, "HCLIC_1_6_Duty_Owed": SET, "HCLIC_1_7_Ethnic_Group": SET,
    "HCLIC_1_8_Sexual_Orientation": SET, "HCLIC_1_9_Nationality": SET,
    "HCLIC_1_10_Employment_Status": ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10"),
    "HCLIC_1_11_Benefits_Housing_Costs": SET, "HCLIC_1_12_Benefits_Living_Costs": SET,
    "HCLIC_1_13_Current_Accommodation": _ACCOMMODATION,
    "HCLIC_1_14_Last_Settled_Accommodation": _ACCOMMODATION,
    "HCLIC_1_15_Reason_Loss_Settled_Home": SET,
    "HCLIC_1_16_Reason_Loss_Private_Tenancy": ("1", "2", "3", "4", "5", "6", "7"),
    "HCLIC_1_17_Reason_Loss_Social_Tenancy": ("1", "2", "3"),
    "HCLIC_1_18_Reason_Eviction_Supported": ("1", "2", "3", "4"), "HCLIC_1_19_Referred_to_Authority": SET,
    "HCLIC_1_20_Referral_Agency": ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"),
    "HCLIC_1_21_Referred_by_Other_LA": SET, "HCLIC_1_22_Application_Date": SET,
    "HCLIC_1_24_Gender_Same_As_Birth": SET, "HCLIC_2_1_Case_Reference": SET, "HCLIC_2_2_Person_ID": SET,
    "HCLIC_2_3_Sex": SET, "HCLIC_2_4_Age_At_Application": SET, "HCLIC_2_5_Relationship": SET,
    "HCLIC_2_6_Date_Joined": SET, "HCLIC_2_7_Date_Left": SET, "HCLIC_2_8_Age_Quarter_End": SET,
    "A1_1_First_Name": SET, "A1_2_Last_Name": SET, "A1_3_Date_of_Birth": SET, "A1_4_NINO": SET,
    "A1_5_Previous_Name": SET, "A1_7_Address": SET, "A1_8_Postcode": SET, "HCLIC_3_2_Support_Needs": SET,
    "HCLIC_6_2_Assistance_Support_Needs": ("1", "2", "3", "4"), "PHP_Personal_Housing_Plan_Date": SET,
    "PHP_Text": SET, "Notice_Type": ("S21", "S8", "NTQ", "NSP", "NON"), "Notice_Expiry_Date": SET,
    "Landlord_Name": "string",
}  # fmt: skip

PERSON = [name for name in FIELDS if name.startswith(("HCLIC_2_", "A1_"))]
PLAN = ("PHP_Personal_Housing_Plan_Date", "PHP_Text")
NEEDS = "HCLIC_3_2_Support_Needs"
_SEX = {"M": "Male", "F": "Female"}
_DUTIES = {
    "prevention": "Threatened with homelessness - Prevention duty owed",
    "relief": "Already homeless - Relief duty owed",
    "main": "Already homeless - Relief duty owed",
    "not_homeless": "Not homeless or threatened with homelessness",
    "not_eligible": "Not eligible",
}  # fmt: skip
_REASONS = {
    "family no longer willing or able": "1", "friends no longer willing or able": "2",
    "end of AST private tenancy": "3", "end of other private tenancy": "4",
    "eviction from supported housing": "5", "end of social tenancy": "6",
    "non-violent relationship breakdown": "7", "domestic abuse victim": "8",
    "domestic abuse alleged perpetrator excluded": "9", "racially motivated violence": "10",
    "other violence or harassment": "11", "left institution": "12", "left Home Office asylum accommodation": "13",
    "fire flood or emergency": "14", "mortgage repossession": "15", "disrepair": "16", "left armed forces": "17",
}  # fmt: skip
_NEEDS = {
    "aged 16-17": "1", "aged 18-25 needing support": "2", "young parent": "3", "care leaver 18-20": "4",
    "care leaver 21+": "5", "physical ill health or disability": "6", "mental health history": "7",
    "learning disability": "8", "sexual abuse or exploitation": "9", "domestic abuse": "10", "other abuse": "11",
    "drug dependency": "12", "alcohol dependency": "13", "offending history": "14", "repeat homelessness": "15",
    "rough sleeping history": "16", "former asylum seeker": "17", "old age": "18", "served in armed forces": "19",
    "access to education employment training": "20", "modern slavery": "21",
}  # fmt: skip
_LANDLORDS = ("Kestrel Homes", "Quayside Lettings", "Brindle & Co", "Anchor Rooms")


def write(out: Path, world: World) -> dict[str, int]:
    """Write one element a case and give how many cases and people."""
    name = f"HOU07_hclic_{stamp(world)}.xml"
    filler, recorder, chance = (
        Filler(world, SOURCE, flags=("1", "2")),
        Recorder(world, "homeless"),
        Chance(world, SOURCE),
    )

    def stream(file: Any) -> int:
        count = 0
        with file.element("HCLIC", Version="1.4.5"):
            for case in world.homeless:
                element = etree.Element("Case")
                _case(element, completed(_facts(world, case, chance), FIELDS, filler, case.id))
                count += 1
                people = etree.SubElement(element, "People")
                for row in _people(world, case, recorder, chance):
                    _put(etree.SubElement(people, "Person"), {n: row.get(n) for n in PERSON})
                    count += 1
                file.write(element)
        return count

    return {name: write_xml(out / name, stream)}


def _case(element: etree._Element, row: Row) -> None:
    needs = row.pop(NEEDS)
    _put(element, {n: v for n, v in row.items() if n not in PERSON and n not in PLAN})
    held = etree.SubElement(element, "SupportNeeds")
    for need in needs or [None]:
        etree.SubElement(held, NEEDS).text = need
    if row["PHP_Text"] is not None:
        _put(etree.SubElement(element, "PersonalHousingPlan"), {n: row[n] for n in PLAN})


def _put(element: etree._Element, values: Row) -> None:
    """Add each value as a child; what is not known is an empty element."""
    for name, value in values.items():
        etree.SubElement(element, name).text = value


def _facts(world: World, case: HomelessCase, chance: Chance) -> Row:
    key, person = case.id, world.persons[case.applicant]
    children = sum(world.age_on(p, case.on) < 18 for p in case.members)
    assessed = min(case.on + timedelta(days=chance.between(0, 12, key, "assessed")), world.ends)
    is_private = case.reason in {"end of AST private tenancy", "end of other private tenancy"}
    is_social = case.reason == "end of social tenancy"
    plan = _plan(world, case) if chance.falls(0.8, key, "plan") else None
    return {
        "HCLIC_1_1_LA_Code_Case_Reference": f"{COUNCIL}/{codes.homeless_ref(case.id)}",
        "HCLIC_1_3_Eligible": "2" if case.duty == "not_eligible" else "1",
        "HCLIC_1_4_Number_of_Children": str(children),
        "HCLIC_1_5_Assessment_Date": iso_date(assessed),
        "HCLIC_1_6_Duty_Owed": _DUTIES[case.duty],
        "HCLIC_1_7_Ethnic_Group": codes.NHS_ETHNICITY.get(recorded_ethnicity(world, person)),
        "HCLIC_1_8_Sexual_Orientation": chance.pick(("HE", "HE", "NK", "PN"), key, "orientation"),
        "HCLIC_1_9_Nationality": chance.pick(("UK", "UK", "UK", "EEA", "OTH"), key, "nationality"),
        "HCLIC_1_24_Gender_Same_As_Birth": chance.pick("11111113", key, "gender"),
        "HCLIC_1_11_Benefits_Housing_Costs": f"{chance.between(60, 240, key, 'costs')}.00",
        "HCLIC_1_12_Benefits_Living_Costs": f"{chance.between(70, 330, key, 'living')}.00",
        "HCLIC_1_15_Reason_Loss_Settled_Home": _REASONS.get(case.reason, "18"),
        "HCLIC_1_16_Reason_Loss_Private_Tenancy": chance.pick("11334", key, "private") if is_private else None,
        "HCLIC_1_17_Reason_Loss_Social_Tenancy": chance.pick("112", key, "social") if is_social else None,
        "HCLIC_1_18_Reason_Eviction_Supported": None,
        "HCLIC_1_19_Referred_to_Authority": "1" if chance.falls(0.15, key, "referred") else "2",
        "HCLIC_1_20_Referral_Agency": chance.pick(("1", "4", "5", "8"), key, "agency")
        if chance.falls(0.15, key, "referred")
        else None,
        "HCLIC_1_21_Referred_by_Other_LA": "1" if chance.falls(0.02, key, "other") else "2",
        "HCLIC_1_22_Application_Date": iso_date(case.on),
        NEEDS: [_NEEDS.get(n, "22") for n in case.needs],
        "HCLIC_6_2_Assistance_Support_Needs": chance.pick("1233", key, "support") if case.needs else None,
        "PHP_Personal_Housing_Plan_Date": iso_date(assessed) if plan else None,
        "PHP_Text": plan,
        "Notice_Type": chance.pick(("S21", "S21", "S8"), key, "notice") if is_private else "NSP" if is_social else None,
        "Landlord_Name": chance.pick(_LANDLORDS, key, "landlord") if is_private else None,
        "Notice_Expiry_Date": iso_date(case.on + timedelta(days=40)) if is_private else None,
    }  # fmt: skip


def _plan(world: World, case: HomelessCase) -> str | None:
    """Give the text of the personal housing plan made on this application."""
    notes = world.grouped("notes", "person").get(case.applicant, ())
    return next((n.text for n in notes if n.kind == "plan" and n.on == case.on), None)


def _people(world: World, case: HomelessCase, recorder: Recorder, chance: Chance) -> Iterator[Row]:
    reference = recorder.group("homeless_case", codes.homeless_ref(case.id), *case.members)
    for person in case.members:
        if world.persons[person].is_unborn:
            continue
        held = recorder.either(person, case.id)
        address = recorder.address_on(person, case.on - timedelta(days=1)) or recorder.address_on(person, case.on)
        yield {
            "HCLIC_2_1_Case_Reference": reference,
            "HCLIC_2_2_Person_ID": held.local_id,
            "HCLIC_2_3_Sex": held.sex
            if chance.falls(0.5, person, "sex")
            else {"M": "Male", "F": "Female"}.get(held.sex or ""),
            "HCLIC_2_4_Age_At_Application": str(max(0, world.age_on(person, case.on))),
            "HCLIC_2_5_Relationship": _relation(world, case, person),
            "HCLIC_2_6_Date_Joined": iso_date(max(case.on, world.persons[person].born_on)),
            "HCLIC_2_7_Date_Left": iso_date(case.closed_on) if chance.falls(0.03, case.id, person, "left") else None,
            "HCLIC_2_8_Age_Quarter_End": str(max(0, world.age_on(person, _quarter_end(case.on)))),
            "A1_1_First_Name": held.forename,
            "A1_2_Last_Name": held.surname,
            "A1_3_Date_of_Birth": iso_date(held.born_on),
            "A1_4_NINO": held.nino if world.age_on(person, case.on) >= 16 else None,
            "A1_5_Previous_Name": held.former_surname,
            "A1_7_Address": address and ", ".join(t for t in (address.address_1, address.address_2, address.town) if t),
            "A1_8_Postcode": address and address.postcode,
        }


def _relation(world: World, case: HomelessCase, person: int) -> str:
    applicant, other = world.persons[case.applicant], world.persons[person]
    if person == case.applicant:
        return "Main applicant"
    if person == applicant.partner:
        return "Partner"
    if case.applicant in (other.mother, other.father) or applicant.partner in (other.mother, other.father):
        return "Child"
    if applicant.mother is not None and applicant.mother == other.mother:
        return "Brother or sister"
    return "Other relative"


def _quarter_end(day: date) -> date:
    month = 3 * ((day.month - 1) // 3) + 3
    return date(day.year, month, 31 if month in (3, 12) else 30)
