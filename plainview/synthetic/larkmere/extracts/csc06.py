"""Writes social work assessments with their free text, and the list of factors of each (two CSV files)."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _assessment_words as words
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import iso_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Assessment, World

COLUMNS = (
    "cina_assessment_id", "cina_person_id", "cina_referral_id", "cina_assessment_start_date",
    "cina_assessment_child_seen", "cina_assessment_auth_date", "cina_assessment_outcome_json",
    "cina_assessment_outcome_nfa", "cina_assessment_team", "cina_assessment_worker_id", "AssessmentActualStartDate",
    "AssessmentInternalReviewDate", "AssessmentAuthorisationDate", "AssessmentFactors", "ASSESSMENT_WORKING_DAYS",
    "ASSESSMENT_REASON", "ASSESSMENT_SUMMARY_TEXT", "ASSESSMENT_CHILD_VIEWS_TEXT", "ASSESSMENT_MANAGER_DECISION_TEXT",
    "ASSESSMENT_STRENGTHS_TEXT", "ASSESSMENT_WORRIES_TEXT", "ASSESSMENT_DANGER_STATEMENT_TEXT",
)  # fmt: skip
FACTORS = ("cinf_table_id", "cinf_assessment_id", "cinf_assessment_factors_json")

_FLAGS = ("NFA", "NFA_S47_END", "STRATEGY_DISCUSSION", "S47", "CLA_REQUEST", "PRIVATE_FOSTERING", "LEGAL_ACTION",
          "PROV_OF_SERVICES", "PROV_OF_SB_CARE", "SPECIALIST_ASSESSMENT", "REFERRAL_TO_OTHER_AGENCY",
          "OTHER_ACTIONS")  # fmt: skip
_OUTCOMES = {"cin_plan": "PROV_OF_SERVICES", "section_47": "S47", "early_help": "REFERRAL_TO_OTHER_AGENCY",
             "no_further_action": "NFA"}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write each assessment, and the factors of those signed off since the list of factors is kept."""
    recorder = Recorder(world, lcs.SPACE)
    name, factors = (f"CSC06_{part}_{lcs.stamp(world)}.csv" for part in ("assessments", "factors"))
    rows = lcs.now_and_then_twice(world, "csc06", _rows(world, recorder))
    return {name: write_csv(out / name, COLUMNS, rows), factors: write_csv(out / factors, FACTORS, _factors(world))}


def _since(world: World) -> date:
    """Give the day from which factors stand in a list of their own; before, they stand in the assessment."""
    return date(world.ends.year - 2, 4, 1)


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for assessment in world.assessments:
        rng = lcs.rng_of(world, "csc06", assessment.id)
        yield _assessment(world, recorder, rng, assessment) | _text(world, recorder, rng, assessment)


def _assessment(world: World, recorder: Recorder, rng: Any, assessment: Assessment) -> dict[str, Any]:
    ends = assessment.ends
    outcome = _OUTCOMES.get(assessment.outcome) if ends else None
    is_old = ends is not None and ends < _since(world)
    # An older assessment was brought over from the yearly return: its own dates were left empty at times.
    is_moved = is_old and rng.random() < 0.2
    return {
        "cina_assessment_id": lcs.event_ref(6, assessment.id),
        "cina_person_id": recorder.either(assessment.child, ("assessment", assessment.id)).local_id,
        "cina_referral_id": lcs.referral_ref(assessment.referral),
        "cina_assessment_start_date": None if is_moved else lcs.some_date(rng, assessment.starts),
        "cina_assessment_child_seen": lcs.yes_no(rng, assessment.child_seen),
        "cina_assessment_auth_date": None if is_moved else iso_date(ends),
        "cina_assessment_outcome_json": lcs.outcome_json(_FLAGS, outcome, None, prefix="OUTCOME_") if ends else None,
        "cina_assessment_outcome_nfa": lcs.yes_no(rng, assessment.outcome == "no_further_action") if ends else None,
        "cina_assessment_team": codes.staff_team(world, assessment.staff),
        "cina_assessment_worker_id": codes.staff_ref(assessment.staff),
        "AssessmentActualStartDate": iso_date(assessment.starts) if is_old else None,
        "AssessmentInternalReviewDate": iso_date(lcs.after_working_days(assessment.starts, 10)),
        "AssessmentAuthorisationDate": iso_date(ends) if is_old else None,
        "AssessmentFactors": rng.choice((",", ", ", ";")).join(assessment.factors) if is_old else None,
        "ASSESSMENT_WORKING_DAYS": str(lcs.working_days(assessment.starts, ends)) if ends else None,
        "ASSESSMENT_REASON": _reason(world, assessment),
    }  # fmt: skip


def _reason(world: World, assessment: Assessment) -> str:
    if world.persons[assessment.child].is_unborn:
        return "Pre-birth"
    earlier = any(r.on < assessment.starts and r.id != assessment.referral
                  for r in world.grouped("referrals", "child").get(assessment.child, ()))  # fmt: skip
    return "Re-referral" if earlier else "New referral"


def _text(world: World, recorder: Recorder, rng: Any, assessment: Assessment) -> dict[str, Any]:
    """Write the assessment's prose; it names the child, as real ones do."""
    name = recorder.primary(assessment.child).forename or "Baby"
    worries = words.worries(rng, assessment.factors, name)
    strengths = words.some(rng, words.STRENGTHS, name, 2)
    if assessment.ends is None:
        return {}
    return {
        "ASSESSMENT_SUMMARY_TEXT": f"{name} was assessed after a referral.\n{worries}\n{strengths}".strip(),
        "ASSESSMENT_CHILD_VIEWS_TEXT": words.some(rng, words.VIEWS, name, 1) if assessment.child_seen else None,
        "ASSESSMENT_MANAGER_DECISION_TEXT": words.DECISIONS.get(assessment.outcome),
        "ASSESSMENT_STRENGTHS_TEXT": strengths,
        "ASSESSMENT_WORRIES_TEXT": worries or None,
        "ASSESSMENT_DANGER_STATEMENT_TEXT": words.some(rng, words.DANGER, name, 1)
        if assessment.outcome in {"cin_plan", "section_47"} else None,
    }  # fmt: skip


def _factors(world: World) -> Iterator[dict[str, Any]]:
    number = 0
    for assessment in world.assessments:
        if assessment.ends is None or assessment.ends < _since(world):
            continue
        number += 1
        yield {
            "cinf_table_id": lcs.event_ref(7, number), "cinf_assessment_id": lcs.event_ref(6, assessment.id),
            "cinf_assessment_factors_json": json.dumps(list(assessment.factors or ("21",))),
        }  # fmt: skip
