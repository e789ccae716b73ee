"""Writes safeguarding concerns, enquiries and deprivation of liberty, a sheet each (workbook of the adults' team)."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _adults_system as las
from plainview.synthetic.larkmere.formats import excel_cell_date, write_excel
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Safeguarding, World

CONCERNS = (
    "Concern_ID", las.PERSON, "Concern_Date", "Concern_Source", "Type_of_Abuse", "Location_of_Abuse",
    "Source_of_Risk", "Relationship_to_Source", "Action_Taken", "Self_Neglect_Flag", "Hoarding_Clutter_Scale",
    "MARAC_Referral_Date", "SAR_Flag",
)  # fmt: skip
ENQUIRIES = (
    "S42_Enquiry_ID", "Concern_ID", las.PERSON, "S42_Enquiry_Start", "S42_Enquiry_End", "S42_Enquiry_Type",
    "Type_of_Abuse", "Risk_Outcome", "Mental_Capacity_At_Enquiry", "Represented_By", "MSP_Asked_Outcomes",
    "MSP_Outcomes_Met",
)  # fmt: skip
LIBERTY = (
    "DoLS_Application_ID", las.PERSON, "DoLS_Application_Date", "DoLS_Urgent_Flag", "DoLS_Decision",
    "DoLS_Granted_From", "DoLS_Granted_To",
)  # fmt: skip

_ABUSE = {
    "neglect/acts of omission": "Neglect and Acts of Omission", "self-neglect": "Self-Neglect", "physical": "Physical",
    "domestic": "Domestic Abuse", "psychological": "Psychological", "financial/material": "Financial and Material",
    "sexual": "Sexual", "organisational": "Organisational", "modern slavery": "Modern Slavery",
    "discriminatory": "Discriminatory",
}  # fmt: skip
_SOURCES = ("Care provider", "Family or friend", "Health", "Police", "Self", "Housing", "Ambulance service")
_RELATIONS = ("Partner", "Son or daughter", "Other relative", "Neighbour or friend", "Paid carer", "Stranger")


def write(out: Path, world: World) -> dict[str, int]:
    """Write one workbook."""
    name = f"ASC07_safeguarding_{las.stamp(world)}.xlsx"
    recorder = Recorder(world, las.SPACE)
    return {name: write_excel(out / name, {
        "Concerns": (CONCERNS, _concerns(world, recorder)),
        "S42 enquiries": (ENQUIRIES, _enquiries(world, recorder)),
        "DoLS": (LIBERTY, _liberty(world, recorder)),
    })}  # fmt: skip


def _person(recorder: Recorder, concern: Safeguarding) -> str:
    held: str = recorder.either(concern.adult, ("safeguarding", concern.id)).local_id
    return held


def _concerns(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for concern in world.safeguarding:
        rng = las.rng_of(world, "asc07", concern.id)
        yield {
            "Concern_ID": las.event_ref("SC", concern.id),
            las.PERSON: _person(recorder, concern),
            "Concern_Date": _day(rng, concern.on),
            "Concern_Source": rng.choice(_SOURCES),
            "Type_of_Abuse": _ABUSE[concern.abuse],
            "Location_of_Abuse": "Own Home" if concern.location == "own home" else "Care Home - Residential",
            "Source_of_Risk": "Service Provider" if concern.source_of_risk == "service provider"
            else "Known to Individual",
            "Relationship_to_Source": None if concern.self_neglect else rng.choice(_RELATIONS),
            "Action_Taken": "Section 42 enquiry" if concern.is_enquiry else "No further action under safeguarding",
            "Self_Neglect_Flag": las.marked(concern.self_neglect),
            "Hoarding_Clutter_Scale": str(concern.hoarding) if concern.hoarding else None,
            "MARAC_Referral_Date": _day(rng, concern.marac_on)
            if concern.marac_on and concern.marac_on <= world.ends else None,
            "SAR_Flag": las.marked(rng.random() < 0.004),
        }  # fmt: skip


def _enquiries(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for concern in world.safeguarding:
        if not concern.is_enquiry:
            continue
        rng = las.rng_of(world, "asc07", "enquiry", concern.id)
        starts = concern.on + timedelta(days=rng.randint(0, 7))
        if starts > (concern.closed_on or world.ends):
            starts = concern.on
        has_capacity, is_asked = rng.random() < 0.7, rng.random() < 0.8
        is_closed = concern.closed_on is not None
        yield {
            "S42_Enquiry_ID": las.event_ref("SE", concern.id),
            "Concern_ID": las.event_ref("SC", concern.id),
            las.PERSON: _person(recorder, concern),
            "S42_Enquiry_Start": _day(rng, starts),
            "S42_Enquiry_End": _day(rng, concern.closed_on),
            "S42_Enquiry_Type": rng.choices(("Section 42", "Other"), (92, 8))[0],
            "Type_of_Abuse": _ABUSE[concern.abuse],
            "Risk_Outcome": concern.outcome.capitalize() if concern.outcome else None,
            "Mental_Capacity_At_Enquiry": rng.choice(("Yes", "Yes", "Not recorded")) if has_capacity else "No",
            "Represented_By": None if has_capacity else rng.choice(("Advocate", "Family", "Friend", "None")),
            "MSP_Asked_Outcomes": "Yes - outcomes expressed" if is_asked else rng.choice(("No", "Don't know")),
            "MSP_Outcomes_Met": rng.choices(("Fully achieved", "Partially achieved", "Not achieved"), (66, 28, 6))[0]
            if is_asked and is_closed else None,
        }  # fmt: skip


def _liberty(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    """Give the authorisations asked for by care homes for residents whose memory fails: each lasts a year at most."""
    for service in world.adult_services:
        if service.hours_per_week != 168 or "Memory" not in service.reason:
            continue
        rng = las.rng_of(world, "asc07", "liberty", service.id)
        asked = service.starts + timedelta(days=rng.randint(0, 20))
        last = min(service.ends or world.ends, world.ends)
        n = 0
        while asked < last:
            is_granted = rng.random() < 0.85
            starts = asked + timedelta(days=rng.randint(7, 60))
            is_decided = starts < world.ends
            until = starts + timedelta(days=rng.choice((180, 364)))
            yield {
                "DoLS_Application_ID": f"{las.event_ref('DL', service.id)}/{n + 1}",
                las.PERSON: recorder.id(service.adult),
                "DoLS_Application_Date": _day(rng, asked),
                "DoLS_Urgent_Flag": las.marked(rng.random() < 0.45),
                "DoLS_Decision": ("Granted" if is_granted else "Not granted") if is_decided else "Awaited",
                "DoLS_Granted_From": _day(rng, starts) if is_granted and is_decided else None,
                "DoLS_Granted_To": _day(rng, until) if is_granted and is_decided else None,
            }
            asked, n = until - timedelta(days=21), n + 1


def _day(rng: random.Random, day: date | None) -> Any:
    """Give a real date cell, and one in thirty as typed text."""
    if day is None:
        return None
    return las.some_date(rng, day) if rng.random() < 0.03 else excel_cell_date(day)
