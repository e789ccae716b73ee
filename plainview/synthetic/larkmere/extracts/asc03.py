"""Writes assessments with the ten outcomes of the Care Act (client level data and local fields, CSV)."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _adults_system as las
from plainview.synthetic.larkmere.formats import write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import AdultAssessment, World

OUTCOMES = ("Nutrition", "Hygiene", "Toilet", "Clothed", "Home_Safety", "Habitable", "Relationships", "Work",
            "Community", "Caring")  # fmt: skip
COLUMNS = (
    las.PERSON, "Assessment_Event_Reference", "Assessment_Type", "Assessment_Start_Date", "Assessment_End_Date",
    "Eligible_Needs_Identified", "Method_of_Assessment", "Assessment_Outcome",
    *(f"Care_Act_Outcome_{o}" for o in OUTCOMES), "Fluctuating_Need_Flag", "Advocacy_Required", "OT_Assessment_Date",
    "Falls_Last_12m", "Wellbeing_Summary_Text",
)  # fmt: skip

_TEXTS = (
    "Wishes to stay at home. Manages with help from family and would like more company.",
    "Walks with a frame and is afraid of falling. Sleeps badly.",
    "Needs help to wash and dress. Proud of the garden and keen to keep it.",
    "Forgets medicines. A neighbour looks in every morning.",
    "Says that days are long. Would like to go out twice a week.",
)


def write(out: Path, world: World) -> dict[str, int]:
    """Write the assessments of all years."""
    name = f"ASC03_assessments_{las.stamp(world)}.csv"
    rows = las.now_and_then_twice(world, "asc03", _rows(world, Recorder(world, las.SPACE)))
    return {name: write_csv(out / name, COLUMNS, rows)}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for assessment in world.adult_assessments:
        yield _assessment(world, recorder, assessment, las.rng_of(world, "asc03", assessment.id))


def _assessment(world: World, recorder: Recorder, assessment: AdultAssessment, rng: random.Random) -> dict[str, Any]:
    is_done = assessment.ends is not None
    therapist = assessment.starts + timedelta(days=rng.randint(5, 40))
    return {
        las.PERSON: recorder.either(assessment.adult, ("assessment", assessment.id)).local_id,
        "Assessment_Event_Reference": las.event_ref("AS", assessment.id),
        "Assessment_Type": assessment.kind if rng.random() > 0.08 else "Short Term Assessment",
        "Assessment_Start_Date": las.some_date(rng, assessment.starts),
        "Assessment_End_Date": las.some_date(rng, assessment.ends),
        "Eligible_Needs_Identified": las.yes_no(rng, assessment.eligible) if is_done else None,
        "Method_of_Assessment": rng.choices(("Face to face", "Telephone", "Video", "Supported self-assessment"),
                                            (62, 28, 6, 4))[0],
        "Assessment_Outcome": assessment.outcome or None,
        **{f"Care_Act_Outcome_{o}": _achieves(rng, assessment.eligible) if is_done else None for o in OUTCOMES},
        "Fluctuating_Need_Flag": las.yes_no(rng, rng.random() < 0.12),
        "Advocacy_Required": las.yes_no(rng, rng.random() < 0.08),
        "OT_Assessment_Date": las.some_date(rng, therapist)
        if therapist < world.ends and rng.random() < 0.2 else None,
        "Falls_Last_12m": str(assessment.falls),
        "Wellbeing_Summary_Text": rng.choice(_TEXTS) if is_done and rng.random() < 0.8 else None,
    }  # fmt: skip


def _achieves(rng: random.Random, is_eligible: bool) -> str:
    weights = (45, 30, 25) if is_eligible else (80, 18, 2)
    return rng.choices(("Achieves", "Achieves with help", "Does not achieve"), weights)[0]
