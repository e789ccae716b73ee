"""Writes requests for support (client level data, CSV)."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _adults_system as las
from plainview.synthetic.larkmere.formats import write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import AdultRequest, World

COLUMNS = (
    las.PERSON, "Event_Reference", "Event_Type", "Event_Start_Date", "Event_End_Date", "Event_Description",
    "Event_Outcome", "Request_Route_of_Access", "Request_Reason_Local", "Request_Source_Agency", "Request_Urgency",
    "Contact_Team", "Contact_Worker_ID", "Screening_Decision", "Signposted_To", "Repeat_Contact_Flag",
)  # fmt: skip

_DECISIONS = {"Progress to Assessment": "Assessment", "Progress to Reablement/ST-Max": "Reablement",
              "Signposting/universal services": "Information and advice"}  # fmt: skip
_PLACES = ("Carers centre", "Community group", "Housing options", "Money advice", "Voluntary visiting scheme")
_SOURCES = ("Self", "Family or friend", "GP", "District nurse", "Housing", "Police", "Other")
_TOLD = (
    "Asked for help at home after a fall.",
    "Daughter worried that meals are missed.",
    "Finds the stairs hard and would like the house looked at.",
    "Feels low and sees few people.",
    "Caller asked what the council can do.",
)


def write(out: Path, world: World) -> dict[str, int]:
    """Write the requests of all years."""
    name = f"ASC02_requests_{las.stamp(world)}.csv"
    rows = las.now_and_then_twice(world, "asc02", _rows(world, Recorder(world, las.SPACE)))
    return {name: write_csv(out / name, COLUMNS, rows)}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for request in world.adult_requests:
        yield _request(world, recorder, request, las.rng_of(world, "asc02", request.id))


def _request(world: World, recorder: Recorder, request: AdultRequest, rng: random.Random) -> dict[str, Any]:
    closed = request.on + timedelta(days=rng.randint(0, 9))
    earlier = [r for r in world.grouped("adult_requests", "adult")[request.adult]
               if request.on - timedelta(days=90) <= r.on < request.on]  # fmt: skip
    is_signposted = request.outcome.startswith("Signposting")
    return {
        las.PERSON: recorder.either(request.adult, ("request", request.id)).local_id,
        "Event_Reference": las.event_ref("RQ", request.id),
        "Event_Type": "Request",
        "Event_Start_Date": las.some_date(rng, request.on),
        "Event_End_Date": las.some_date(rng, closed if closed <= world.ends else None),
        "Event_Description": rng.choice(_TOLD) if rng.random() < 0.5 else None,
        "Event_Outcome": request.outcome,
        "Request_Route_of_Access": request.route,
        "Request_Reason_Local": request.reason if rng.random() > 0.03 else None,
        "Request_Source_Agency": "Hospital" if "Hospital" in request.route else rng.choice(_SOURCES),
        "Request_Urgency": rng.choices(("Routine", "Urgent", "Emergency"), (80, 17, 3))[0],
        "Contact_Team": codes.staff_team(world, request.staff),
        "Contact_Worker_ID": codes.staff_ref(request.staff),
        "Screening_Decision": _DECISIONS.get(request.outcome, "No further action"),
        "Signposted_To": rng.choice(_PLACES) if is_signposted else las.nothing(rng),
        "Repeat_Contact_Flag": las.yes_no(rng, bool(earlier)),
    }
