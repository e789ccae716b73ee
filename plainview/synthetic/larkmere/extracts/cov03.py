"""Writes the help line's requests and calls of 2020 and 2021."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _covid as covid
from plainview.synthetic.larkmere.formats import write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

NEEDS = (
    "help_with_accessing_food", "help_with_accessing_medicine", "help_with_accessing_internet",
    "help_with_children_and_schools", "help_with_disabilities", "help_with_health", "help_with_housing",
    "help_with_jobs_or_training", "help_with_mental_health", "help_with_shielding_guidance",
)  # fmt: skip
COLUMNS = (
    "help_request_id", "resident_id", "date_time_recorded", "help_needed", "help_needed_subtype", *NEEDS,
    "help_with_debt_and_money", "help_with_no_needs_identified", "urgent_essentials", "current_support",
    "call_date_time", "call_direction", "call_outcome", "call_type", "call_handler", "case_notes", "consent_to_share",
    "is_on_behalf", "relationship_with_resident", "number_of_children_under_18", "gp_surgery_details",
)  # fmt: skip

_NOTES = ("Food parcel ordered for tomorrow.", "Neighbour collects medicine. No other need.",
          "Says money is tight since hours were cut. Told about the hardship fund.",
          "Lonely, would like a weekly call.", "No answer, tried twice.")  # fmt: skip
_HANDLERS = ("P. Ashworth", "N. Dlamini", "R. Fontaine", "J. Okello")


def write(out: Path, world: World) -> dict[str, int]:
    """Write a row for each call about each request."""
    recorder = Recorder(world, covid.SPACE)
    name = f"COV03_help_requests_{covid.stamp()}.csv"
    return {name: write_csv(out / name, COLUMNS, _rows(world, recorder))}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for person in covid.asked_for_help(world):
        rng = covid.rng_of(world, "cov03", "request", person)
        asked = covid.day(rng)
        for call in range(rng.randint(1, 3)):
            needs = {n: "Y" if rng.random() < 0.12 else "N" for n in NEEDS}
            is_on_behalf = rng.random() < 0.2
            yield {
                "help_request_id": str(70_000 + person * 3),
                "resident_id": recorder.id(person),
                "date_time_recorded": f"{asked.isoformat()} {rng.randint(8, 18):02d}:30:00",
                "help_needed": rng.choice(("Shielding", "Help request", "Welfare call", "Contact tracing")),
                "help_needed_subtype": rng.choice(("Food", "Medicine", "Emotional support", None)),
                **needs,
                "help_with_debt_and_money": f"{rng.choice((0, 0, 0, 1, 2)):.1f}",
                "help_with_no_needs_identified": int("Y" not in needs.values()),
                "urgent_essentials": rng.choice((None, None, "Food today", "Medicine today")),
                "current_support": rng.choice(("Family", "Friends", "None", None)),
                "call_date_time": f"{asked.isoformat()}T{9 + call:02d}:05:00",
                "call_direction": rng.choice(("Inbound", "Outbound")),
                "call_outcome": rng.choice(("callback", "completed", "voicemail", "refused")),
                "call_type": rng.choice(("SPL", "NSS", "HELP")),
                "call_handler": rng.choice(_HANDLERS),
                "case_notes": rng.choice(_NOTES),
                "consent_to_share": rng.choice(("Y", "Y", "N")),
                "is_on_behalf": "TRUE" if is_on_behalf else "FALSE",
                "relationship_with_resident": rng.choice(("Daughter", "Son", "Neighbour")) if is_on_behalf else None,
                "number_of_children_under_18": rng.choice((0, 0, 1, 2, 3)),
                "gp_surgery_details": rng.choice(("Quay Road Surgery", "Alder Practice", None)),
            }
