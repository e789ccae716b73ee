"""HOU08, homelessness duties and temporary accommodation: the later sections of the return, by case."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts._records import SET, Chance, Fields, Row, completed, stamp
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.formats import iso_date, write_xml
from plainview.synthetic.larkmere.world.model import HomelessCase, TemporaryStay, World

SOURCE = "hou08"
_ACCOMMODATION = tuple(map(str, range(1, 19)))
CASE = "HCLIC_Case_Reference"
FIELDS: Fields = {
    "HCLIC_Case_Reference": SET, "HCLIC_4_2_Prevention_Start": SET,
    "HCLIC_4_3_Prevention_Activity": ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"),
    "HCLIC_4_4_Support_Engaged_Prevention": SET, "HCLIC_4_5_Prevention_End": SET,
    "HCLIC_4_6_Reason_Prevention_Ended": SET, "HCLIC_4_7_TA_Duty_After_Prevention": SET,
    "HCLIC_4_8_Accommodation_At_Prevention_End": _ACCOMMODATION,
    "HCLIC_4_9_LA_Area_Prevention_End": ("E09099999", "OTHL", "OUT", "NK"), "HCLIC_5_2_Relief_Start": SET,
    "HCLIC_5_3_Relief_Activity": ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11"),
    "HCLIC_5_4_Support_Engaged_Relief": SET, "HCLIC_5_5_Relief_End": SET, "HCLIC_5_6_Reason_Relief_Ended": SET,
    "HCLIC_5_7_TA_Duty_During_Relief": SET,
    "HCLIC_5_8_Accommodation_At_Relief_End": _ACCOMMODATION,
    "HCLIC_5_9_LA_Area_Relief_End": ("E09099999", "OTHL", "OUT", "NK"), "HCLIC_5_10_Referred_to_LA": SET,
    "HCLIC_7_1_Main_Duty_Decision_Date": SET, "HCLIC_7_2_Main_Duty_Effective_Date": SET,
    "HCLIC_7_3_Main_Duty_Decision": SET, "HCLIC_7_4_Relief_Legacy": "string",
    "HCLIC_7_5_Priority_Need": ("1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11", "12"),
    "HCLIC_7_6_S193_TA_Duty": SET,
    "HCLIC_7_7_Accommodation_At_End": _ACCOMMODATION,
    "HCLIC_7_8_Main_Duty_Referred": SET, "HCLIC_7_9_LA_District": ("E09099999", "OTHL", "OUT", "NK"),
    "HCLIC_8_2_S193_End_Date": SET, "HCLIC_8_3_Reason_S193_Ended": SET,
    "HCLIC_8_4_Accommodation_At_S193_End": _ACCOMMODATION,
    "HCLIC_8_5_LA_District_S193": ("E09099999", "OTHL", "OUT", "NK"), "HCLIC_9_2_TA_Entry_Date": SET,
    "HCLIC_9_3_TA_Placement_Start": SET, "HCLIC_9_4_TA_Placement_End": SET, "HCLIC_9_5_TA_Type": SET,
    "HCLIC_9_6_TA_Bedrooms": SET, "HCLIC_9_7_TA_Duty_Provided_1": ("1", "2", "3", "4", "5"),
    "HCLIC_9_8_TA_Duty_Provided_2": ("1", "2", "3", "4", "5"), "HCLIC_9_9_TA_Exit_Date": SET,
    "HCLIC_10_2_Review_Date": SET, "HCLIC_10_3_Review_Decision": ("1", "2", "3", "4", "5", "6"),
    "HCLIC_10_4_Review_Outcome": ("1", "2", "3"), "TA_UPRN": SET, "TA_Nightly_Rate": SET, "TA_Out_of_Borough": SET,
    "TA_Refuge_Flag": SET,
}  # fmt: skip

# Section of the file: its elements. Items 4 to 10 of the return, the case reference of each taken once a case.
SECTIONS = {
    "Prevention": [n for n in FIELDS if n.startswith("HCLIC_4_")],
    "Relief": [n for n in FIELDS if n.startswith("HCLIC_5_")],
    "Decision": [n for n in FIELDS if n.startswith("HCLIC_7_")],
    "FinalDuty": [n for n in FIELDS if n.startswith("HCLIC_8_")],
    "TemporaryAccommodation": [n for n in FIELDS if n.startswith(("HCLIC_9_", "TA_"))],
    "Review": [n for n in FIELDS if n.startswith("HCLIC_10_")],
}
_TYPES = {"bed and breakfast": "1", "nightly paid self-contained": "2", "hostel": "3", "refuge": "4",
          "leased private sector": "5", "LA or HA stock": "6", "other private landlord": "7"}  # fmt: skip
_ENDED = {
    "secured existing accommodation": "1", "secured alternative accommodation": "2", "56 days or more expired": "4",
    "contact lost": "5", "moved away": "6",
}  # fmt: skip
_FINAL = {"accepted a Part 6 offer": "1", "moved away": "4", "contact lost": "4"}


def write(out: Path, world: World) -> dict[str, int]:
    """Write one element a case and give how many sections."""
    name = f"HOU08_hclic_duties_{stamp(world)}.xml"
    filler, chance = Filler(world, SOURCE, flags=("1", "2")), Chance(world, SOURCE)
    stays = world.grouped("temporary_stays", "case")

    def stream(file: Any) -> int:
        count = 0
        with file.element("HCLIC", Version="1.4.5"):
            for case in world.homeless:
                element = etree.Element("Case")
                etree.SubElement(element, CASE).text = codes.homeless_ref(case.id)
                for n, (section, facts) in enumerate(_sections(world, case, stays.get(case.id, []), chance)):
                    columns = {c: FIELDS[c] for c in SECTIONS[section]}
                    row = completed(facts, columns, filler, (case.id, section, n))
                    held = etree.SubElement(element, section)
                    for column in columns:
                        etree.SubElement(held, column).text = row[column]
                    count += 1
                file.write(element)
        return count

    return {name: write_xml(out / name, stream)}


def _sections(
    world: World, case: HomelessCase, stays: list[TemporaryStay], chance: Chance
) -> Iterator[tuple[str, Row]]:
    if case.duty in {"not_homeless", "not_eligible"}:
        if chance.falls(0.2, case.id, "review"):
            yield "Review", {"HCLIC_10_2_Review_Date": iso_date(case.on + timedelta(days=25))}
        return
    accepted = case.on + timedelta(days=57) if case.duty == "main" else None
    is_accepted = accepted is not None and accepted < (case.closed_on or world.ends)
    if case.duty == "prevention" or case.outcome == "secured existing accommodation":
        yield "Prevention", _prevention(case, chance)
    else:
        yield "Relief", _relief(case, accepted if is_accepted else case.closed_on, is_accepted, bool(stays), chance)
    if is_accepted:
        yield "Decision", _decision(world, case, accepted, bool(stays), chance)
        if case.closed_on is not None:
            yield "FinalDuty", _final(case, chance)
    for stay in stays:
        yield "TemporaryAccommodation", _stay(world, stay, stays[0].starts, chance)


def _prevention(case: HomelessCase, chance: Chance) -> Row:
    is_over = case.closed_on is not None
    return {
        "HCLIC_4_2_Prevention_Start": iso_date(case.on),
        "HCLIC_4_4_Support_Engaged_Prevention": "1" if chance.falls(0.7, case.id, "engaged") else "2",
        "HCLIC_4_5_Prevention_End": iso_date(case.closed_on),
        "HCLIC_4_6_Reason_Prevention_Ended": _ENDED.get(case.outcome or "", "13") if is_over else None,
        "HCLIC_4_7_TA_Duty_After_Prevention": "2" if is_over else None,
        "HCLIC_4_8_Accommodation_At_Prevention_End": None if not is_over else chance.pick("556", case.id, "after"),
        "HCLIC_4_9_LA_Area_Prevention_End": "HOME" if is_over else None,
    }


def _relief(case: HomelessCase, ends: date | None, is_accepted: bool, has_stay: bool, chance: Chance) -> Row:
    return {
        "HCLIC_5_2_Relief_Start": iso_date(case.on),
        "HCLIC_5_4_Support_Engaged_Relief": "1" if chance.falls(0.7, case.id, "engaged") else "2",
        "HCLIC_5_5_Relief_End": iso_date(ends),
        "HCLIC_5_6_Reason_Relief_Ended": None
        if ends is None
        else "4"
        if is_accepted
        else _ENDED.get(case.outcome or "", "2"),
        "HCLIC_5_7_TA_Duty_During_Relief": "1" if has_stay else "2",
        "HCLIC_5_8_Accommodation_At_Relief_End": None if ends is None else "8" if is_accepted else "5",
        "HCLIC_5_9_LA_Area_Relief_End": None if ends is None else "HOME",
        "HCLIC_5_10_Referred_to_LA": "2",
    }


def _decision(world: World, case: HomelessCase, accepted: date | None, has_stay: bool, chance: Chance) -> Row:
    has_child = any(world.age_on(p, case.on) < 18 for p in case.members)
    return {
        "HCLIC_7_1_Main_Duty_Decision_Date": iso_date(accepted),
        "HCLIC_7_2_Main_Duty_Effective_Date": iso_date(accepted),
        "HCLIC_7_3_Main_Duty_Decision": "1",
        "HCLIC_7_4_Relief_Legacy": None,
        "HCLIC_7_5_Priority_Need": "1" if has_child else chance.pick("345", case.id, "priority"),
        "HCLIC_7_6_S193_TA_Duty": "1" if has_stay else "2",
        "HCLIC_7_7_Accommodation_At_End": "8" if has_stay else "6",
        "HCLIC_7_8_Main_Duty_Referred": "2",
        "HCLIC_7_9_LA_District": None,
    }


def _final(case: HomelessCase, chance: Chance) -> Row:
    return {
        "HCLIC_8_2_S193_End_Date": iso_date(case.closed_on),
        "HCLIC_8_3_Reason_S193_Ended": _FINAL.get(case.outcome or "", "8"),
        "HCLIC_8_4_Accommodation_At_S193_End": chance.pick("334", case.id, "final"),
        "HCLIC_8_5_LA_District_S193": "HOME",
    }


def _stay(world: World, stay: TemporaryStay, entered: date, chance: Chance) -> Row:
    home, is_refuge = world.homes[stay.home], stay.kind == "refuge"
    return {
        "HCLIC_9_2_TA_Entry_Date": iso_date(entered),
        "HCLIC_9_3_TA_Placement_Start": iso_date(stay.starts),
        "HCLIC_9_4_TA_Placement_End": iso_date(stay.ends),
        "HCLIC_9_5_TA_Type": _TYPES.get(stay.kind, "8"),
        "HCLIC_9_6_TA_Bedrooms": None if is_refuge else str(home.bedrooms),
        "HCLIC_9_7_TA_Duty_Provided_1": "2",
        "HCLIC_9_8_TA_Duty_Provided_2": "3" if ((stay.ends or world.ends) - stay.starts).days > 60 else None,
        "HCLIC_9_9_TA_Exit_Date": iso_date(stay.ends),
        # Where a refuge is, the homelessness system does not write down; the flag says why.
        "TA_UPRN": None if is_refuge or chance.falls(0.15, stay.id, "uprn") else home.uprn,
        "TA_Nightly_Rate": None if is_refuge else f"{chance.between(38, 95, stay.id, 'rate')}.50",
        "TA_Out_of_Borough": "1" if not home.is_in_borough else "2",
        "TA_Refuge_Flag": "Y" if is_refuge else "N",
    }
