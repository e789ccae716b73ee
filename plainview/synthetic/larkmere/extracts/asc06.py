"""Writes unpaid carers and whom they look after (CSV)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _adults_system as las
from plainview.synthetic.larkmere.formats import uk_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

COLUMNS = (
    "Carer_Person_ID", "Carer_NHS_Number", "Carer_Date_of_Birth", "Number_of_Adults_Being_Cared_For",
    "Adult_1_Linked_Person_ID", "Adult_2_Linked_Person_ID", "Adult_3_Linked_Person_ID", "Total_Hrs_Caring_Per_Week",
    "Carer_Assessment_Date", "Carer_Support_Type", "Carer_Direct_Payment", "Young_Carer_Transition_Flag",
    "Carer_Employment_Status", "Carer_Own_Health_Issue", "Carer_Emergency_Plan",
)  # fmt: skip

_HOURS = {"1-19": ("0-19",), "20-49": ("20-49",), "50 or more": ("50-99", "100 or more")}
_WORK = ("Full-time", "Part-time", "Self-employed", "Retired", "Not in work", "Gave up work to care")


def write(out: Path, world: World) -> dict[str, int]:
    """Write the register of carers: each time that one was recorded."""
    name = f"ASC06_carers_{las.stamp(world)}.csv"
    return {name: write_csv(out / name, COLUMNS, _rows(world, Recorder(world, las.SPACE)))}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for carer in world.carers:
        rng = las.rng_of(world, "asc06", carer.id)
        held = recorder.primary(carer.carer)
        cared = [recorder.id(p) for p in carer.cared_for][:3]
        assessed = carer.on + timedelta(days=rng.randint(0, 30))
        has_direct = carer.support == "Carer Support: Direct to Carer"
        yield {
            "Carer_Person_ID": held.local_id,
            "Carer_NHS_Number": held.nhs_number,
            "Carer_Date_of_Birth": uk_date(held.born_on),
            "Number_of_Adults_Being_Cared_For": str(len(carer.cared_for)),
            **{f"Adult_{n}_Linked_Person_ID": one for n, one in enumerate(cared, start=1)},
            "Total_Hrs_Caring_Per_Week": rng.choice(_HOURS[carer.hours]) if carer.hours in _HOURS else None,
            "Carer_Assessment_Date": las.some_date(rng, assessed if assessed <= world.ends else carer.on),
            "Carer_Support_Type": carer.support,
            "Carer_Direct_Payment": las.yes_no(rng, has_direct and rng.random() < 0.6),
            "Young_Carer_Transition_Flag": las.yes_no(rng, world.age_on(carer.carer, carer.on) < 19),
            "Carer_Employment_Status": "Retired" if world.age_on(carer.carer, carer.on) >= 66 else rng.choice(_WORK),
            "Carer_Own_Health_Issue": las.yes_no(rng, carer.own_health_issue),
            "Carer_Emergency_Plan": las.yes_no(rng, rng.random() < 0.25),
        }
