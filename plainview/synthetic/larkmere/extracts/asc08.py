"""Writes hospital stays and reablement after them, as the discharge hub lists them (pipe-delimited)."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _adults_system as las
from plainview.synthetic.larkmere.formats import uk_date, write_pipe
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import HospitalStay, World

COLUMNS = (
    las.PERSON, "Hospital_Site_Code", "Admission_Date", "Admission_Method", "Discharge_Ready_Date", "Discharge_Date",
    "Discharge_Pathway", "Discharge_Destination", "Length_of_Stay", "Reablement_Start", "Reablement_End",
    "Reablement_Outcome", "ST_Max_Flag", "Emergency_Admissions_12m", "AE_Attendances_12m", "Ambulance_Callouts_12m",
    "Frailty_Score", "Delayed_Reason", "Virtual_Ward_Flag",
)  # fmt: skip

_SITES = {"Queen Alder Hospital": "XQA01", "St Brannock's Hospital": "XSB01"}
_METHODS = {"emergency": ("21", "21", "22", "28"), "planned": ("11", "12", "13")}
# National codes: usual place of residence, another hospital's bed, a care home, died.
_DESTINATIONS = {"usual place of residence": "19", "home with support": "19", "community bed": "51",
                 "care home": "65", "died or moved": "79"}  # fmt: skip
_RESULTS = ("Independent", "Reduced support", "Long term support", "Admitted to hospital")
_DELAYS = ("Awaiting care package", "Awaiting care home", "Awaiting assessment", "Family choice", "Housing")


def write(out: Path, world: World) -> dict[str, int]:
    """Write the stays of all years."""
    name = f"ASC08_discharge_{las.stamp(world)}.txt"
    return {name: write_pipe(out / name, COLUMNS, _rows(world, Recorder(world, las.SPACE)))}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for stay in world.hospital_stays:
        rng = las.rng_of(world, "asc08", stay.id)
        year = stay.starts - timedelta(days=365)
        before = [s for s in world.grouped("hospital_stays", "adult")[stay.adult]
                  if year <= s.starts < stay.starts and s.method == "emergency"]  # fmt: skip
        is_delayed = stay.pathway > 0 and rng.random() < 0.35
        ready = stay.ends - timedelta(days=rng.randint(1, 6)) if stay.ends and is_delayed else stay.ends
        yield {
            las.PERSON: recorder.either(stay.adult, ("hospital", stay.id)).local_id,
            "Hospital_Site_Code": _SITES.get(stay.site, "XQA01"),
            "Admission_Date": uk_date(stay.starts),
            "Admission_Method": rng.choice(_METHODS.get(stay.method, ("21",))),
            "Discharge_Ready_Date": uk_date(max(ready, stay.starts)) if ready else None,
            "Discharge_Date": uk_date(stay.ends),
            "Discharge_Pathway": str(stay.pathway) if stay.ends and stay.destination != "died or moved" else None,
            "Discharge_Destination": _DESTINATIONS.get(stay.destination or ""),
            "Length_of_Stay": str((stay.ends - stay.starts).days) if stay.ends else None,
            **_reablement(world, stay, rng),
            "Emergency_Admissions_12m": str(len(before)),
            "AE_Attendances_12m": str(len(before) + int(rng.expovariate(1 / 0.7))),
            "Ambulance_Callouts_12m": str(len(before) + int(rng.expovariate(1 / 0.4))),
            "Frailty_Score": str(stay.frailty),
            "Delayed_Reason": rng.choice(_DELAYS) if is_delayed and stay.ends else las.nothing(rng),
            "Virtual_Ward_Flag": las.marked(rng.random() < 0.03),
        }


def _reablement(world: World, stay: HospitalStay, rng: random.Random) -> dict[str, Any]:
    if stay.ends is None or stay.reablement_ends is None:
        return {"ST_Max_Flag": "N"}
    is_over = stay.reablement_ends <= world.ends
    return {
        "Reablement_Start": uk_date(stay.ends),
        "Reablement_End": uk_date(stay.reablement_ends) if is_over else None,
        "Reablement_Outcome": rng.choices(_RESULTS, (48, 20, 22, 10))[0] if is_over else None,
        "ST_Max_Flag": "Y",
    }  # fmt: skip
