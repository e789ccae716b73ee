"""Writes the case notes of children's social care: JSON, one note a line."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes, draw
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.extracts.csc17 import SERVICES
from plainview.synthetic.larkmere.formats import iso_date, write_json_lines
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import CaseNote, World

COLUMNS = (
    "case_note_id", "person_id", "note_type", "note_type_description", "title", "note", "created_on", "created_by",
    "last_updated_by", "event_date", "worker_id", "team_org_id", "contact_method", "seen_flag", "seen_alone_flag",
    "sensitive_flag", "third_party_info_flag", "significant_event_flag", "dm_visits_visit_id", "dm_visits_visit_type",
    "dm_visits_planned_datetime", "dm_visits_actual_datetime", "dm_visits_reason_not_planned",
    "dm_visits_reason_visit_not_made",
)  # fmt: skip

_TYPES = {"home_visit": ("HV", "Home visit"), "phone_call": ("TC", "Telephone call"),
          "supervision": ("SUP", "Supervision"), "case_recording": ("CR", "Case recording"),
          "email": ("EM", "Email")}  # fmt: skip
_METHODS = {"home_visit": "Face to face", "phone_call": "Telephone", "email": "Email"}
_NOT_PLANNED = ("UNANN", "CRISIS", "DUTY")
_NOT_MADE = ("NOREPLY", "CANCF", "CANCW", "REFUSED")


def write(out: Path, world: World) -> dict[str, int]:
    """Write every note of children's services."""
    recorder = Recorder(world, lcs.SPACE)
    name = f"CSC18_case_notes_{lcs.stamp(world)}.jsonl"
    return {name: write_json_lines(out / name, _notes(world, recorder))}


def _notes(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for note in world.notes:
        if note.service in SERVICES:
            row = _note(world, recorder, note)
            yield {name: row.get(name) for name in COLUMNS}


def _note(world: World, recorder: Recorder, note: CaseNote) -> dict[str, Any]:
    rng = lcs.rng_of(world, "csc18", note.id)
    code, words = _TYPES.get(note.kind, ("OTH", "Other"))
    # Most notes are written up within days; the day of the event and the day of writing differ.
    saved = min(note.on + timedelta(days=rng.choice((0, 0, 0, 1, 1, 2, 3, 6, 14))), world.ends - timedelta(days=1))
    is_visit = note.kind == "home_visit"
    seen = rng.random() < 0.85 if is_visit else None
    author = codes.staff_name(world, note.staff)
    return {
        "case_note_id": lcs.event_ref(24, note.id),
        "person_id": recorder.either(note.person, ("note", note.id)).local_id,
        "note_type": code if rng.random() < 0.97 else None,
        "note_type_description": words,
        "title": note.title,
        "note": note.text,
        "created_on": _moment(rng, max(saved, note.on)),
        "created_by": author,
        "last_updated_by": codes.staff_ref(note.staff) if rng.random() < 0.9 else "SYSTEM",
        "event_date": iso_date(note.on),
        "worker_id": codes.staff_ref(note.staff),
        "team_org_id": f"ORG{draw.number('team', codes.staff_team(world, note.staff)) % 900 + 100}",
        "contact_method": _METHODS.get(note.kind),
        "seen_flag": lcs.yes_no(rng, seen),
        "seen_alone_flag": lcs.yes_no(rng, seen and rng.random() < 0.6),
        "sensitive_flag": rng.random() < 0.04,
        "third_party_info_flag": rng.random() < 0.15,
        "significant_event_flag": "Y" if rng.random() < 0.05 else "N",
    } | _visit(rng, note)  # fmt: skip


def _visit(rng: Any, note: CaseNote) -> dict[str, Any]:
    if note.kind == "case_recording" and rng.random() < 0.06:  # came for nothing
        return {
            "dm_visits_visit_id": lcs.event_ref(25, note.id), "dm_visits_visit_type": "HV",
            "dm_visits_planned_datetime": _moment(rng, note.on),
            "dm_visits_reason_visit_not_made": rng.choice(_NOT_MADE),
        }  # fmt: skip
    if note.kind != "home_visit":
        return {}
    is_planned = rng.random() < 0.75
    return {
        "dm_visits_visit_id": lcs.event_ref(25, note.id),
        "dm_visits_visit_type": "HV" if is_planned else "HVU",
        "dm_visits_planned_datetime": _moment(rng, note.on) if is_planned else None,
        "dm_visits_actual_datetime": _moment(rng, note.on),
        "dm_visits_reason_not_planned": None if is_planned else rng.choice(_NOT_PLANNED),
    }


def _moment(rng: Any, day: date) -> str:
    return f"{day.isoformat()}T{rng.randint(8, 18):02d}:{rng.choice((0, 15, 30, 45, 7, 52)):02d}:00"
