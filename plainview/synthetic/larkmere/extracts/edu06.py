"""Writes what young people do after 16, from the client caseload system's monthly return (pipe-delimited)."""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _education_system as one
from plainview.synthetic.larkmere.formats import last_day, uk_date, write_pipe
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Post16, World

COLUMNS = (
    "UPN", "nccis_young_person_id", "nccis_intended_destination", "nccis_current_activity_code",
    "nccis_activity_start_date", "nccis_neet_start_date", "nccis_neet_end_date", "nccis_not_known_flag",
    "nccis_september_guarantee_status", "nccis_level_of_need", "nccis_characteristic_lac",
    "nccis_characteristic_carer", "nccis_characteristic_parent", "nccis_characteristic_yot_supervision",
    "nccis_characteristic_sen", "nccis_characteristic_llddf", "nccis_cohort_status", "nccis_review_date",
    "rpa_compliance_flag", "risk_of_neet_indicator",
)  # fmt: skip

# School sixth form, college, higher education; training; work with and without training; seeking work, ill, parent.
_ACTIVITIES = {"education": ("210", "220", "220", "230"), "training": ("410", "430"), "work": ("310", "330", "340"),
               "neet": ("610", "610", "620", "650"), "not_known": ("810",)}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write each young person's activities, one row a spell, the latest last."""
    name = f"EDU06_nccis_{one.stamp(world)}.txt"
    return {name: write_pipe(out / name, COLUMNS, _rows(world, Recorder(world, one.SPACE)))}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for child, spells in sorted(world.grouped("post16", "child").items()):
        for n, spell in enumerate(spells):
            rng = one.rng_of(world, "edu06", child, spell.starts)
            yield _row(world, recorder, spell, rng, is_latest=n == len(spells) - 1)


def _row(world: World, recorder: Recorder, spell: Post16, rng: random.Random, *, is_latest: bool) -> dict[str, Any]:
    child, is_neet = spell.child, spell.status == "neet"
    needs = one.special_needs_on(world, child, spell.starts)
    is_open = spell.ends is None
    born = world.grouped("persons", "mother").get(child, [])
    is_parent = any(p.born_on <= spell.starts for p in born)
    is_at_risk = is_neet or rng.random() < 0.06
    return {
        "UPN": one.upn(recorder, child),
        "nccis_young_person_id": recorder.id(child),
        "nccis_intended_destination": rng.choice(("Sixth form", "College", "Apprenticeship", "Work", "Undecided")),
        "nccis_current_activity_code": rng.choice(_ACTIVITIES[spell.status]),
        "nccis_activity_start_date": uk_date(spell.starts),
        "nccis_neet_start_date": uk_date(spell.starts) if is_neet else None,
        "nccis_neet_end_date": uk_date(last_day(spell.ends)) if is_neet else None,
        "nccis_not_known_flag": one.marked(spell.status == "not_known"),
        "nccis_september_guarantee_status": rng.choices(("Offer made", "Offer not appropriate", "No offer"),
                                                        (90, 5, 5))[0] if rng.random() < 0.9 else None,
        "nccis_level_of_need": "3" if is_neet else rng.choices(("1", "2"), (85, 15))[0],
        "nccis_characteristic_lac": one.marked(any(
            e.starts <= spell.starts and (e.ends is None or e.ends > spell.starts)
            for e in world.grouped("care_episodes", "child").get(child, []))),
        "nccis_characteristic_carer": one.marked(rng.random() < 0.01),
        "nccis_characteristic_parent": one.marked(is_parent),
        "nccis_characteristic_yot_supervision": one.marked(any(
            o.order_ends and o.decided_on <= spell.starts < o.order_ends
            for o in world.grouped("offences", "person").get(child, []))),
        "nccis_characteristic_sen": one.marked(needs is not None),
        "nccis_characteristic_llddf": one.marked(bool(needs and needs.provision == "E")),
        "nccis_cohort_status": "P" if is_latest and is_open else "X",
        "nccis_review_date": uk_date(spell.starts + timedelta(days=rng.randint(30, 150))) if is_open else None,
        "rpa_compliance_flag": one.marked(spell.status in {"education", "training"}),
        "risk_of_neet_indicator": one.marked(is_at_risk),
    }  # fmt: skip
