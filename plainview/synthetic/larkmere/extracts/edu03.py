"""Writes suspensions and exclusions as the exclusions team's screen exports them (CSV, code page 1252)."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _education_system as one
from plainview.synthetic.larkmere.formats import write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Exclusion, World

COLUMNS = (
    "UPN", "ExclusionCategory", "ExclusionReason", "ExclusionReason2", "ExclusionReason3", "ExclusionStartDate",
    "ExclusionSessions", "ActualNCYearAtExclusion", "SENprovisionAtExclusion", "GovernorReviewDate",
    "GovernorReviewResult", "IRPdate", "IRPresult", "IRPreinstatementDecision", "managed_move_date",
    "AP_placement_start", "AP_placement_end", "AP_provider", "part_time_flag", "days_suspended_this_year",
)  # fmt: skip

_WORDS = {"SUSP": "Suspension", "LNCH": "Lunchtime suspension", "PERM": "Permanent exclusion"}
_PROVIDERS = ("Harbour PRU", "Kestrel Motor Project", "Millbrook Studio School", "Quayside Learning")


def write(out: Path, world: World) -> dict[str, int]:
    """Write every suspension and exclusion of all years."""
    name = f"EDU03_suspensions_{one.stamp(world)}.csv"
    recorder = Recorder(world, one.SPACE)
    return {name: write_csv(out / name, COLUMNS, _rows(world, recorder), encoding="cp1252")}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for exclusion in sorted(world.exclusions, key=lambda e: (e.starts, e.id)):
        rng = one.rng_of(world, "edu03", exclusion.id)
        reasons = [*exclusion.reasons, None, None][:3]
        needs = one.special_needs_on(world, exclusion.child, exclusion.starts)
        is_worded = rng.random() < 0.08
        yield {
            "UPN": one.upn(recorder, exclusion.child),
            "ExclusionCategory": _WORDS[exclusion.kind] if is_worded else exclusion.kind,
            "ExclusionReason": reasons[0] if rng.random() > 0.02 else None,
            "ExclusionReason2": reasons[1],
            "ExclusionReason3": reasons[2],
            "ExclusionStartDate": one.some_date(rng, exclusion.starts),
            "ExclusionSessions": None if exclusion.kind == "PERM" else str(exclusion.sessions),
            "ActualNCYearAtExclusion": one.school_year(world, exclusion.child, exclusion.starts),
            "SENprovisionAtExclusion": needs.provision if needs else "N",
            "days_suspended_this_year": f"{_sessions_this_year(world, exclusion) / 2:g}",
            "part_time_flag": one.yes_no(rng, rng.random() < 0.05),
            **_panels(rng, exclusion, world.ends),
            **_elsewhere(rng, exclusion, world.ends),
        }


def _sessions_this_year(world: World, exclusion: Exclusion) -> int:
    """Count the half days of the school year up to this one."""
    day = exclusion.starts
    begins = date(day.year if day.month >= 9 else day.year - 1, 9, 1)
    held = world.grouped("exclusions", "child")[exclusion.child]
    return sum(e.sessions for e in held if begins <= e.starts <= day)


def _panels(rng: random.Random, exclusion: Exclusion, ends: date) -> dict[str, Any]:
    """Give the governors' review, and the independent panel that a family may ask for after it."""
    if exclusion.kind != "PERM" and not (exclusion.sessions >= 10 and rng.random() < 0.5):
        return {}
    governors = exclusion.starts + timedelta(days=rng.randint(12, 24))
    if governors >= ends:
        return {}
    is_upheld = rng.random() < 0.92
    said: dict[str, Any] = {
        "GovernorReviewDate": one.some_date(rng, governors),
        "GovernorReviewResult": "Upheld" if is_upheld else "Reinstated",
    }
    panel = governors + timedelta(days=rng.randint(20, 40))
    if exclusion.kind == "PERM" and is_upheld and panel < ends and rng.random() < 0.2:
        result = rng.choice(("Upheld", "Recommended reconsideration", "Quashed"))
        said |= {
            "IRPdate": one.some_date(rng, panel),
            "IRPresult": result,
            "IRPreinstatementDecision": None if result == "Upheld" else rng.choice(("Reinstated", "Not reinstated")),
        }
    return said


def _elsewhere(rng: random.Random, exclusion: Exclusion, ends: date) -> dict[str, Any]:
    """Give a managed move, or a place in alternative provision."""
    drawn = rng.random()
    start = exclusion.starts + timedelta(days=rng.randint(6, 25))
    if start >= ends:
        return {}
    if exclusion.kind == "PERM" or drawn < 0.06:
        until = start + timedelta(days=rng.randint(40, 250))
        return {
            "AP_placement_start": one.some_date(rng, start),
            "AP_placement_end": one.some_date(rng, until) if until < ends else None,
            "AP_provider": _PROVIDERS[0] if exclusion.kind == "PERM" else rng.choice(_PROVIDERS),
        }
    if drawn < 0.09:
        return {"managed_move_date": one.some_date(rng, start)}
    return {"managed_move_date": one.nothing(rng)}
