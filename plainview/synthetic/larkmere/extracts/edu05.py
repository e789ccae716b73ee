"""Writes admissions, children missing education and home education: one row for each case of a child (CSV)."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _education_system as one
from plainview.synthetic.larkmere.formats import last_day, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Enrolment, OutOfSchool, World

COLUMNS = (
    "UPN", "admission_round", "application_received_date", "preference_1_urn", "preference_2_urn", "preference_3_urn",
    "allocated_urn", "in_year_application_flag", "fair_access_protocol_date", "school_moves_count", "cme_start_date",
    "cme_end_date", "cme_reason", "cme_destination_found", "ehe_start_date", "ehe_end_date", "ehe_reason",
    "ehe_suitability_judgement", "ehe_social_worker_flag", "school_attendance_order_date", "early_years_2yo_funded",
    "early_years_3_4yo_hours", "parent_name", "parent_relationship", "parent_phone", "parent_email",
)  # fmt: skip

_CME = ("Moved, new school not known", "No school place", "Left without a destination", "Arrived from abroad")
_EHE = ("Philosophical or preferential", "Mental health", "Dissatisfaction with school - SEND",
        "Dissatisfaction with school - other", "Religious or cultural", "Not given")  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the applications and cases of all years."""
    name = f"EDU05_admissions_{one.stamp(world)}.csv"
    recorder = Recorder(world, one.SPACE)
    return {name: write_csv(out / name, COLUMNS, _rows(world, recorder), encoding="utf-8-sig", quote_all=True)}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for enrolment in world.enrolments:
        # The system came in with the first September of the history; who was on roll before never applied in it.
        if enrolment.starts >= world.starts and enrolment.status == "C":
            rng = one.rng_of(world, "edu05", "apply", enrolment.child, enrolment.starts)
            yield _child(world, recorder, enrolment.child, rng) | _application(world, enrolment, rng)
    for spell in world.out_of_school:
        rng = one.rng_of(world, "edu05", "out", spell.id)
        yield _child(world, recorder, spell.child, rng) | _out_of_school(world, spell, rng)


def _child(world: World, recorder: Recorder, child: int, rng: random.Random) -> dict[str, Any]:
    """Give the child's number and whom the council writes to."""
    person = world.persons[child]
    enrolments = world.grouped("enrolments", "child").get(child, [])
    row: dict[str, Any] = {
        "UPN": one.upn(recorder, child),
        "school_moves_count": str(max(0, len({e.school for e in enrolments}) - 1)),
    }
    parent = person.mother if person.mother is not None and rng.random() < 0.85 else person.father
    if parent is not None and world.persons[parent].died_on is None:
        held = recorder.primary(parent)
        row |= {
            "parent_name": " ".join(t for t in (held.title, held.forename, held.surname) if t),
            "parent_relationship": "Mother" if parent == person.mother else "Father",
            "parent_phone": held.phone,
            "parent_email": held.email,
        }
    return row


def _application(world: World, enrolment: Enrolment, rng: random.Random) -> dict[str, Any]:
    is_round = enrolment.starts.month == 9 and enrolment.year_group in {0, 7}
    own = world.schools[enrolment.school]
    others = sorted(s.urn for s in world.schools.values() if s.phase == own.phase and s.urn != own.urn)
    wanted = [own.urn, *rng.sample(others, min(2, len(others)))]
    if rng.random() < 0.15:
        wanted.reverse()
    applied = enrolment.starts - timedelta(days=rng.randint(10, 60))
    if is_round:
        month, day = (1, 15) if enrolment.year_group == 0 else (10, 31)
        closes = date(enrolment.starts.year - (month == 10), month, day)
        applied = closes - timedelta(days=rng.randint(0, 60))
    phase = {0: "Reception", 7: "Secondary transfer"}.get(enrolment.year_group, "")
    wanted = [*wanted, "", ""][:3]
    return {
        "admission_round": f"{phase} {enrolment.starts.year}" if is_round else "In-year",
        "application_received_date": one.some_date(rng, applied),
        "preference_1_urn": wanted[0] or None,
        "preference_2_urn": wanted[1] or None,
        "preference_3_urn": wanted[2] or None,
        "allocated_urn": own.urn,
        "in_year_application_flag": one.marked(not is_round),
        "early_years_2yo_funded": one.yes_no(rng, rng.random() < 0.3) if enrolment.year_group == 0 else None,
        "early_years_3_4yo_hours": rng.choice(("15", "30")) if enrolment.year_group == 0 else None,
    }


def _out_of_school(world: World, spell: OutOfSchool, rng: random.Random) -> dict[str, Any]:
    last = last_day(spell.ends)
    if spell.kind == "ehe":
        is_suitable = rng.random() < 0.7
        order = spell.starts + timedelta(days=90)
        return {
            "ehe_start_date": one.some_date(rng, spell.starts),
            "ehe_end_date": one.some_date(rng, last),
            "ehe_reason": rng.choice(_EHE),
            "ehe_suitability_judgement": "Suitable" if is_suitable else rng.choice(("Not suitable", "Not yet seen")),
            "ehe_social_worker_flag": one.yes_no(rng, spell.child in world.grouped("cin_plans", "child")),
            "school_attendance_order_date": one.some_date(
                rng, order if not is_suitable and order < (spell.ends or world.ends) and rng.random() < 0.2 else None
            ),
        }
    missing: dict[str, Any] = {
        "cme_start_date": one.some_date(rng, spell.starts),
        "cme_end_date": one.some_date(rng, last),
        "cme_reason": rng.choice(_CME),
        "cme_destination_found": one.marked(spell.ends is not None),
    }
    if spell.kind == "cme":
        return missing
    wanted = sorted(s.urn for s in world.schools.values() if s.phase in {"primary", "secondary"})
    asked: dict[str, Any] = {
        "admission_round": "In-year",
        "application_received_date": one.some_date(rng, spell.starts),
        "preference_1_urn": rng.choice(wanted),
        "in_year_application_flag": "Y",
    }
    if spell.kind == "admission":
        return asked
    # Refused by the schools asked for: missing education meanwhile, and put to the fair access panel.
    panel = spell.starts + timedelta(days=21)
    until = spell.ends or world.ends
    return asked | missing | {
        "cme_reason": "No school place",
        "fair_access_protocol_date": one.some_date(rng, panel if panel < until else spell.starts),
    }  # fmt: skip
