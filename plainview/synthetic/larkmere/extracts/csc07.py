"""Writes child in need plans and the visits under them (two CSV files)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import iso_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

PLANS = (
    "cinp_cin_plan_id", "cinp_referral_id", "cinp_person_id", "cinp_cin_plan_start_date", "cinp_cin_plan_end_date",
    "cinp_cin_plan_team", "cinp_cin_plan_worker_id", "CINPlanStartDate", "CINPlanEndDate", "CIN_PLAN_REVIEW_DUE",
    "CIN_PLAN_REVIEW_DATE", "CIN_PLAN_END_REASON",
)  # fmt: skip
VISITS = (
    "cinv_cin_visit_id", "cinv_person_id", "cinv_cin_visit_date", "cinv_cin_visit_seen", "cinv_cin_visit_seen_alone",
    "cinv_cin_visit_bedroom", "CIN_VISIT_DUE_DATE",
)  # fmt: skip
ENDS = {
    "RC1": "Other", "RC2": "Died", "RC5": "Moved to other LA", "RC7": "Needs met", "RC8": "Plan completed",
    "RC9": "Step down to early help", "child protection plan": "Stepped up to CP",
    "looked after": "Became looked after", "moved to another authority": "Moved to other LA",
    "no longer at risk": "Needs met", "no longer at risk: child in need": "Step down to CIN", "died": "Died",
}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the plans, and the visits."""
    recorder = Recorder(world, lcs.SPACE)
    plans, visits = (f"CSC07_{part}_{lcs.stamp(world)}.csv" for part in ("cin_plans", "cin_visits"))
    return {
        plans: write_csv(out / plans, PLANS, lcs.now_and_then_twice(world, "csc07", _plans(world, recorder))),
        visits: write_csv(out / visits, VISITS, _visits(world, recorder)),
    }


def _plans(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    reviews = world.grouped("reviews", "plan_id")
    for plan in world.cin_plans:
        rng = lcs.rng_of(world, "csc07", plan.id)
        held = sorted(r.on for r in reviews.get(plan.id, ()) if r.plan == "cin")
        latest = held[-1] if held else plan.starts
        is_only_returned = rng.random() < 0.03  # a plan that was brought over from the yearly return
        yield {
            "cinp_cin_plan_id": lcs.event_ref(7, plan.id),
            "cinp_referral_id": lcs.referral_ref(plan.referral),
            "cinp_person_id": recorder.either(plan.child, ("cin_plan", plan.id)).local_id,
            "cinp_cin_plan_start_date": None if is_only_returned else iso_date(plan.starts),
            "cinp_cin_plan_end_date": None if is_only_returned else iso_date(plan.ends),
            "cinp_cin_plan_team": codes.staff_team(world, plan.staff),
            "cinp_cin_plan_worker_id": codes.staff_ref(plan.staff),
            "CINPlanStartDate": iso_date(plan.starts),
            "CINPlanEndDate": iso_date(plan.ends),
            "CIN_PLAN_REVIEW_DUE": iso_date(latest + timedelta(days=84)) if plan.ends is None else None,
            "CIN_PLAN_REVIEW_DATE": iso_date(held[-1]) if held else None,
            "CIN_PLAN_END_REASON": ENDS.get(plan.end_reason or "", "Other") if plan.ends else lcs.nothing(rng),
        }


def _visits(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for visit in world.visits:
        if visit.plan != "cin":
            continue
        rng = lcs.rng_of(world, "csc07", "visit", visit.id)
        yield {
            "cinv_cin_visit_id": lcs.event_ref(8, visit.id),
            "cinv_person_id": recorder.either(visit.child, ("visit", visit.id)).local_id,
            "cinv_cin_visit_date": lcs.some_date(rng, visit.on),
            "cinv_cin_visit_seen": lcs.yes_no(rng, visit.seen),
            "cinv_cin_visit_seen_alone": lcs.yes_no(rng, visit.seen_alone),
            "cinv_cin_visit_bedroom": rng.choices(("Y", "N", "Refused", "N/K", None), (55, 25, 3, 7, 10))[0],
            "CIN_VISIT_DUE_DATE": iso_date(visit.on + timedelta(days=rng.randint(-4, 6))),
        }
