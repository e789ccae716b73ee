"""Writes reviews of care (client level data, CSV)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _adults_system as las
from plainview.synthetic.larkmere.formats import write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

COLUMNS = (
    las.PERSON, "Review_Event_Reference", "Review_Reason", "Review_Date", "Review_Due_Date", "Method_of_Review",
    "Review_Outcomes_Achieved", "Review_Event_Outcome", "Package_Change", "Overdue_Days", "Review_Worker_ID",
)  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the reviews of all years."""
    name = f"ASC05_reviews_{las.stamp(world)}.csv"
    rows = las.now_and_then_twice(world, "asc05", _rows(world, Recorder(world, las.SPACE)))
    return {name: write_csv(out / name, COLUMNS, rows)}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for review in world.adult_reviews:
        rng = las.rng_of(world, "asc05", review.id)
        is_changed = review.outcome == "Change in package"
        yield {
            las.PERSON: recorder.either(review.adult, ("review", review.id)).local_id,
            "Review_Event_Reference": las.event_ref("RV", review.id),
            "Review_Reason": rng.choices(("Planned", "Unplanned - Hospital", "Unplanned - Carer related",
                                          "Unplanned - Safeguarding concern", "Unplanned - Other"),
                                         (70, 12, 5, 3, 10))[0],
            "Review_Date": las.some_date(rng, review.on),
            "Review_Due_Date": las.some_date(rng, review.due_on),
            "Method_of_Review": rng.choices(("Face to face", "Telephone", "Video"), (55, 38, 7))[0],
            "Review_Outcomes_Achieved": rng.choices(("Fully achieved", "Partially achieved", "Not achieved"),
                                                    (45, 42, 13))[0],
            "Review_Event_Outcome": review.outcome,
            "Package_Change": rng.choices(("Increase", "Decrease", "Change of setting"), (60, 30, 10))[0]
            if is_changed else "None",
            "Overdue_Days": str(max(0, (review.on - review.due_on).days)),
            "Review_Worker_ID": codes.staff_ref(review.staff),
        }  # fmt: skip
