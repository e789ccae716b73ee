"""Writes adults' case notes, one JSON object a line."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _adults_system as las
from plainview.synthetic.larkmere.formats import iso_date, write_json_lines
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

_TYPES = {"home_visit": "Home Visit", "phone_call": "Telephone Call", "supervision": "Supervision",
          "case_recording": "Case Recording", "email": "Email"}  # fmt: skip
_CONTACTS = {"home_visit": "Face to face", "phone_call": "Telephone", "email": "Written"}


def write(out: Path, world: World) -> dict[str, int]:
    """Write the notes of all years."""
    name = f"ASC09_notes_{las.stamp(world)}.jsonl"
    return {name: write_json_lines(out / name, _notes(world, Recorder(world, las.SPACE)))}


def _notes(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for note in world.notes:
        if note.service != "adults":
            continue
        rng = las.rng_of(world, "asc09", note.id)
        yield {
            "asc_note_id": las.event_ref("AN", note.id),
            "asc_person_id": recorder.either(note.person, ("note", note.id)).local_id,
            "asc_note_date": iso_date(note.on),
            "asc_note_type": _TYPES.get(note.kind, "Case Recording"),
            "asc_note_title": note.title,
            "asc_note_text": note.text,
            "asc_note_author_id": codes.staff_ref(note.staff),
            "asc_note_team": codes.staff_team(world, note.staff),
            "asc_note_contact_type": _CONTACTS.get(note.kind, "None"),
            "asc_note_sensitive_flag": rng.random() < 0.01,
            "asc_note_third_party_flag": rng.random() < 0.08,
        }
