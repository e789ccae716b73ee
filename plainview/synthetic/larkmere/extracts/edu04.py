"""Writes special educational needs: the six tables of the standard dataset and the yearly SEN2 return (workbook)."""

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _education_system as one
from plainview.synthetic.larkmere.formats import excel_cell_date, iso_date, write_excel
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Sen, World

SHEETS = {
    "sen_need_person": ("send_table_id", "send_upn", "send_uln", "send_upn_unknown", "send_person_id"),
    "ehcp_requests": ("ehcr_ehcp_request_id", "ehcr_send_table_id", "ehcr_ehcp_req_date", "ehcr_ehcp_req_outcome_date",
                      "ehcr_ehcp_req_outcome"),
    "ehcp_assessment": ("ehca_ehcp_assessment_id", "ehca_ehcp_request_id", "ehca_ehcp_assessment_outcome_date",
                        "ehca_ehcp_assessment_outcome", "ehca_ehcp_assessment_exceptions"),
    "ehcp_named_plan": ("ehcn_named_plan_id", "ehcn_ehcp_asmt_id", "ehcn_named_plan_start_date",
                        "ehcn_named_plan_ceased_date", "ehcn_named_plan_ceased_reason"),
    "ehcp_active_plans": ("ehcp_active_ehcp_id", "ehcp_ehcp_request_id", "ehcp_active_ehcp_last_review_date"),
    "sen_need": ("senn_table_id", "senn_active_ehcp_id", "senn_active_ehcp_need_type", "senn_active_ehcp_need_rank"),
    "SEN2 return": ("send_table_id", "ReceivedDate", "RequestSource", "RequestOutcomeDate", "RequestOutcome",
                    "AssessmentOutcome", "AssessmentOutcomeDate", "Week20", "StartDate", "PlanRes", "WBP",
                    "SENsetting", "SENsettingURN", "PlacementRank", "AnnualReviewDecisionDate", "PersonalBudget",
                    "PhaseTransferDueDate", "Mediation", "Tribunal", "transport_flag", "short_breaks_flag"),
}  # fmt: skip

_EXCEPTIONS = ("Advice from education delayed", "Child absent for four weeks", "Missed appointment")
_CEASED = ("Transferred to another LA", "Needs met without a plan", "Left education or training", "Reached age limit")


@dataclass(frozen=True, slots=True)
class _Course:
    """How one child's special needs went: asked for, assessed, agreed, ended."""

    sen: Sen
    ref: str
    asked: date
    decided: date
    assessed: date | None
    starts: date | None
    ends: date | None
    reviewed: date | None
    is_refused: bool

    def key(self, kind: str) -> str:
        """Give the number of the request, assessment or plan."""
        return f"{kind}{self.ref}"


def write(out: Path, world: World) -> dict[str, int]:
    """Write one workbook with a sheet for each table."""
    name = f"EDU04_SEND_{one.stamp(world)}.xlsx"
    recorder = Recorder(world, one.SPACE)
    courses = list(_courses(world))
    made = {"sen_need_person": list(_persons(world, recorder, courses)), "ehcp_requests": [], "ehcp_assessment": [],
            "ehcp_named_plan": [], "ehcp_active_plans": [], "sen_need": [], "SEN2 return": []}  # fmt: skip
    for course in courses:
        rng = one.rng_of(world, "edu04", course.sen.id)
        for sheet, row in _rows(world, course, rng):
            made[sheet].append(row)
    return {name: write_excel(out / name, {s: (columns, made[s]) for s, columns in SHEETS.items()})}


def _courses(world: World) -> Iterator[_Course]:
    for sen in world.sen:
        rng = one.rng_of(world, "edu04", "course", sen.id)
        is_plan = sen.provision == "E"
        # One in six pupils with support at school has had a request that came to nothing, or is under way.
        if not is_plan and rng.random() > 0.16:
            continue
        asked = sen.requested_on or sen.starts + timedelta(days=rng.randint(60, 500))
        if asked >= world.ends:
            continue
        decided = asked + timedelta(days=rng.randint(28, 60))
        is_refused = not is_plan and rng.random() < 0.6
        assessed = None if is_refused else decided + timedelta(days=rng.randint(40, 110))
        starts = sen.starts if is_plan else None
        if starts is not None and assessed is not None:
            decided, assessed = min(decided, starts), min(assessed, starts)
        ends = sen.ends if is_plan else None
        reviewed = None
        if starts is not None:
            last = min(world.ends, ends or world.ends)
            years = (last - starts).days // 365
            reviewed = starts + timedelta(days=365 * years - rng.randint(0, 40)) if years > 0 else None
        yield _Course(sen, str(50000 + sen.id * 3), asked, decided, assessed, starts, ends, reviewed, is_refused)


def _persons(world: World, recorder: Recorder, courses: list[_Course]) -> Iterator[dict[str, Any]]:
    for course in courses:
        held = recorder.primary(course.sen.child)
        number = one.upn(recorder, course.sen.child)
        yield {
            "send_table_id": course.key("SN"), "send_upn": number,
            "send_uln": held.uln if world.age_on(course.sen.child, world.ends) >= 14 else None,
            "send_upn_unknown": None if number else "UN5", "send_person_id": held.local_id,
        }  # fmt: skip


def _rows(world: World, course: _Course, rng: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    ends = world.ends
    is_decided = course.decided < ends
    yield "ehcp_requests", {
        "ehcr_ehcp_request_id": course.key("RQ"), "ehcr_send_table_id": course.key("SN"),
        "ehcr_ehcp_req_date": _day(rng, course.asked),
        "ehcr_ehcp_req_outcome_date": _day(rng, course.decided) if is_decided else None,
        "ehcr_ehcp_req_outcome": ("N" if course.is_refused else "Y") if is_decided else "A",
    }  # fmt: skip
    is_assessed = course.assessed is not None and course.assessed < ends
    if is_decided and not course.is_refused:
        yield "ehcp_assessment", {
            "ehca_ehcp_assessment_id": course.key("AS"), "ehca_ehcp_request_id": course.key("RQ"),
            "ehca_ehcp_assessment_outcome_date": _day(rng, course.assessed) if is_assessed else None,
            "ehca_ehcp_assessment_outcome": ("Y" if course.starts else "N") if is_assessed else None,
            "ehca_ehcp_assessment_exceptions": rng.choice(_EXCEPTIONS) if rng.random() < 0.1 else None,
        }  # fmt: skip
    if course.starts is not None:
        yield from _plan(course, rng)
    yield "SEN2 return", _return(world, course, rng, is_decided=is_decided, is_assessed=is_assessed)


def _plan(course: _Course, rng: random.Random) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "ehcp_named_plan", {
        "ehcn_named_plan_id": course.key("NP"), "ehcn_ehcp_asmt_id": course.key("AS"),
        "ehcn_named_plan_start_date": _day(rng, course.starts),
        "ehcn_named_plan_ceased_date": _day(rng, course.ends),
        "ehcn_named_plan_ceased_reason": rng.choice(_CEASED) if course.ends else None,
    }  # fmt: skip
    if course.ends is None:
        yield "ehcp_active_plans", {
            "ehcp_active_ehcp_id": course.key("EP"), "ehcp_ehcp_request_id": course.key("RQ"),
            "ehcp_active_ehcp_last_review_date": _day(rng, course.reviewed),
        }  # fmt: skip
        second = rng.choice(("SLCN", "SEMH", "MLD"))
        needs = [course.sen.need] + ([second] if second != course.sen.need and rng.random() < 0.4 else [])
        for rank, need in enumerate(needs, start=1):
            yield "sen_need", {
                "senn_table_id": f"{course.key('ND')}-{rank}", "senn_active_ehcp_id": course.key("EP"),
                "senn_active_ehcp_need_type": need, "senn_active_ehcp_need_rank": str(rank),
            }  # fmt: skip


def _return(
    world: World, course: _Course, rng: random.Random, *, is_decided: bool, is_assessed: bool
) -> dict[str, Any]:
    child, has_plan = course.sen.child, course.starts is not None and course.ends is None
    held = one.enrolment_on(world, child, world.ends)
    setting = world.schools[held.school] if held and has_plan else None
    year = one.school_year(world, child, world.ends)
    moves_on = has_plan and year in {"6", "11"}  # to the next school, which is named by mid-February
    weeks = (course.starts - course.asked).days / 7 if course.starts else None
    return {
        "send_table_id": course.key("SN"),
        "ReceivedDate": _day(rng, course.asked),
        "RequestSource": rng.choices(("School or college", "Parent or carer", "Health", "Social care", "Young person"),
                                     (60, 28, 6, 4, 2))[0],
        "RequestOutcomeDate": _day(rng, course.decided) if is_decided else None,
        "RequestOutcome": ("N" if course.is_refused else "Y") if is_decided else "A",
        "AssessmentOutcomeDate": _day(rng, course.assessed) if is_assessed and not course.is_refused else None,
        "AssessmentOutcome": ("Y" if course.starts else "N") if is_assessed and not course.is_refused else None,
        "Week20": one.marked(weeks <= 20) if weeks is not None else None,
        "StartDate": _day(rng, course.starts),
        "PlanRes": one.marked(rng.random() < 0.02) if has_plan else None,
        "WBP": one.marked(rng.random() < 0.06) if has_plan else None,
        "SENsetting": {"special": "Special school", "pupil_referral_unit": "Alternative provision"}.get(
            setting.phase, "Mainstream school") if setting else ("EOTAS" if has_plan else None),
        "SENsettingURN": setting.urn if setting else None,
        "PlacementRank": "1" if has_plan else None,
        "AnnualReviewDecisionDate": _day(rng, course.reviewed + timedelta(days=28) if course.reviewed else None),
        "PersonalBudget": one.marked(rng.random() < 0.05) if has_plan else None,
        "PhaseTransferDueDate": iso_date(date(world.ends.year + 1, 2, 15)) if moves_on else None,
        "Mediation": one.marked(rng.random() < 0.3) if course.is_refused else None,
        "Tribunal": one.marked(rng.random() < 0.2) if course.is_refused else None,
        "transport_flag": one.marked(rng.random() < 0.35) if has_plan else None,
        "short_breaks_flag": one.marked(rng.random() < 0.12) if has_plan else None,
    }  # fmt: skip


def _day(rng: random.Random, day: date | None) -> datetime | str | None:
    """Give a real date cell, and one in thirty as typed text."""
    if day is None:
        return None
    return one.some_date(rng, day) if rng.random() < 0.03 else excel_cell_date(day)
