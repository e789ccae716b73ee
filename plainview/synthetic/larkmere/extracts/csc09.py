"""Writes child protection plans, reviews and visits: one workbook, a sheet each."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.extracts.csc07 import ENDS
from plainview.synthetic.larkmere.extracts.csc08 import plan_ref
from plainview.synthetic.larkmere.formats import excel_cell_date, excel_date, uk_date, write_excel
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

PLANS = (
    "cppl_cp_plan_id", "cppl_referral_id", "cppl_icpc_id", "cppl_person_id", "cppl_cp_plan_start_date",
    "cppl_cp_plan_end_date", "cppl_cp_plan_initial_category", "cppl_cp_plan_ola", "cppl_cp_plan_latest_category",
    "CPPstartDate", "CPPendDate", "InitialCategoryOfAbuse", "LatestCategoryOfAbuse", "NumberOfPreviousCPP",
    "CORE_GROUP_DATE", "CPP_END_REASON",
)  # fmt: skip
REVIEWS = (
    "cppr_cp_review_id", "cppr_person_id", "cppr_cp_plan_id", "cppr_cp_review_due", "cppr_cp_review_date",
    "cppr_cp_review_meeting_id", "cppr_cp_review_outcome_continue_cp", "cppr_cp_review_quorate",
    "cppr_cp_review_participation", "CPPreviewDate",
)  # fmt: skip
VISITS = (
    "cppv_cp_visit_id", "cppv_person_id", "cppv_cp_plan_id", "cppv_cp_visit_date", "cppv_cp_visit_seen",
    "cppv_cp_visit_seen_alone", "cppv_cp_visit_bedroom",
)  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the workbook."""
    recorder = Recorder(world, lcs.SPACE)
    name = f"CSC09_child_protection_{lcs.stamp(world)}.xlsx"
    rows = write_excel(out / name, {
        "CP plans": (PLANS, _plans(world, recorder)),
        "CP reviews": (REVIEWS, _reviews(world, recorder)),
        "CP visits": (VISITS, _visits(world, recorder)),
    })  # fmt: skip
    return {name: rows}


def _day(rng: Any, day: date | None) -> Any:
    """Give a real date cell, mostly; else a date typed as text, or the number left when a format was lost."""
    if day is None:
        return None
    return rng.choices((excel_cell_date(day), uk_date(day), excel_date(day)), (94, 4, 2))[0]


def _plans(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for plan in world.cp_plans:
        rng = lcs.rng_of(world, "csc09", plan.id)
        last = min(plan.ends or world.ends, world.ends)
        core_group = plan.starts + timedelta(days=42 * max(0, (last - plan.starts).days // 42) + 10)
        category = plan.category if rng.random() < 0.9 else codes.code_and_words(plan.category, codes.ABUSE_WORDS)
        yield {
            "cppl_cp_plan_id": plan_ref(plan.id),
            "cppl_referral_id": lcs.referral_ref(plan.referral),
            "cppl_icpc_id": lcs.event_ref(12, plan.section47),
            "cppl_person_id": recorder.either(plan.child, ("cp_plan", plan.id)).local_id,
            "cppl_cp_plan_start_date": _day(rng, plan.starts),
            "cppl_cp_plan_end_date": _day(rng, plan.ends),
            "cppl_cp_plan_initial_category": category,
            "cppl_cp_plan_ola": lcs.yes_no(rng, rng.random() < 0.03),
            "cppl_cp_plan_latest_category": plan.latest_category if rng.random() < 0.95 else None,
            "CPPstartDate": _day(rng, plan.starts),
            "CPPendDate": _day(rng, plan.ends),
            "InitialCategoryOfAbuse": plan.category,
            "LatestCategoryOfAbuse": plan.latest_category,
            "NumberOfPreviousCPP": int(plan.previous_plans),
            "CORE_GROUP_DATE": _day(rng, core_group if core_group <= last else plan.starts),
            "CPP_END_REASON": ENDS.get(plan.end_reason or "", "Other") if plan.ends else None,
        }


def _reviews(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for review in world.reviews:
        if review.plan != "cp":
            continue
        rng = lcs.rng_of(world, "csc09", "review", review.id)
        mother = world.persons[review.child].mother or review.child
        yield {
            "cppr_cp_review_id": lcs.event_ref(14, review.id),
            "cppr_person_id": recorder.either(review.child, ("review", review.id)).local_id,
            "cppr_cp_plan_id": plan_ref(review.plan_id),
            "cppr_cp_review_due": _day(rng, review.due_on),
            "cppr_cp_review_date": _day(rng, review.on) if rng.random() < 0.97 else None,
            "cppr_cp_review_meeting_id": f"M{mother * 3 + 7000}{review.on:%y%m%d}",
            "cppr_cp_review_outcome_continue_cp": rng.choice(("Y", "Yes") if review.outcome != "end" else ("N", "No")),
            "cppr_cp_review_quorate": lcs.yes_no(rng, rng.random() < 0.93),
            "cppr_cp_review_participation": review.participation or None,
            "CPPreviewDate": _day(rng, review.on),
        }


def _visits(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for visit in world.visits:
        if visit.plan != "cp":
            continue
        rng = lcs.rng_of(world, "csc09", "visit", visit.id)
        yield {
            "cppv_cp_visit_id": lcs.event_ref(15, visit.id),
            "cppv_person_id": recorder.either(visit.child, ("visit", visit.id)).local_id,
            "cppv_cp_plan_id": plan_ref(visit.plan_id),
            "cppv_cp_visit_date": _day(rng, visit.on),
            "cppv_cp_visit_seen": lcs.yes_no(rng, visit.seen),
            "cppv_cp_visit_seen_alone": lcs.yes_no(rng, visit.seen_alone),
            "cppv_cp_visit_bedroom": rng.choices(("Y", "N", "Refused", "n/k"), (62, 28, 3, 7))[0],
        }
