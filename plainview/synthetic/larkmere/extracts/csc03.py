"""Writes early help: episodes, whole-family assessments and Supporting Families (CSV as Windows writes it)."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import short_date, uk_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import EarlyHelp, World

_NEEDS = {"EDUCATION": "education", "EARLY_YEARS": "early_years", "HEALTH": "health", "SUBSTANCE": "substance",
          "RELATIONSHIPS": "family", "SAFEGUARDING": "safeguarding", "CRIME": "crime",
          "DOMESTIC_ABUSE": "domestic_abuse", "HOUSING": "housing", "FINANCE": "finance"}  # fmt: skip
COLUMNS = (
    "earl_episode_id", "earl_person_id", "earl_episode_start_date", "earl_episode_end_date", "earl_episode_reason",
    "earl_episode_end_reason", "earl_episode_organisation", "earl_episode_worker_id", "EHM_EPISODE_REFERRAL_DATE",
    "EHM_REFERRAL_SOURCE", "EHM_CONSENT_GIVEN", "EHM_CONSENT_DATE", "EHM_WHOLE_FAMILY_ASSESSMENT_START",
    "EHM_WHOLE_FAMILY_ASSESSMENT_END", "EHM_LEAD_PRACTITIONER", "EHM_LEAD_AGENCY", "EHM_TAF_MEETING_DATE",
    "EHM_TAF_REVIEW_DUE", "EHM_OUTCOME_STAR_SCORE", "EHM_STEP_UP_DATE", "EHM_STEP_DOWN_DATE", "EHM_CLOSURE_REASON",
    "SF_FAMILY_ID", "SF_ATTACHED_DATE", *(f"SF_NEED_{n}" for n in _NEEDS), "SF_CLAIM_DATE", "SF_CLAIM_STATUS",
)  # fmt: skip

_REASONS = {
    "education": "Education", "attendance": "School attendance", "health": "Health", "mental_health": "Mental health",
    "substance": "Substance misuse", "substance_misuse": "Substance misuse", "domestic_abuse": "Domestic abuse",
    "relationships": "Family relationships", "family_stress": "Family stress", "parenting": "Parenting support",
    "behaviour": "Behaviour", "early_years": "Early years", "housing": "Housing", "finance": "Finance and debt",
    "employment": "Worklessness", "crime": "Crime and ASB", "exploitation": "Exploitation",
    "missing": "Missing from home",
    "young_carer": "Young carer", "disability": "Disability", "neglect": "Neglect", "step_down": "Step down",
}  # fmt: skip
_ENDS = {"needs_met": "Needs met", "stepped_up": "Stepped up to CSC", "disengaged": "Disengaged",
         "moved": "Moved out of area", "declined": "Declined"}  # fmt: skip
_AGENCIES = {"early_help": "Larkmere Early Help", "council": "LA Early Help", "school": "School", "health": "Health",
             "health_visiting": "Health Visiting", "housing": "Housing", "voluntary": "Voluntary sector",
             "youth_service": "Youth Service", "childrens_centre": "Family Hub", "police": "Police"}  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write one row for each spell of early help."""
    recorder = Recorder(world, lcs.SPACE)
    name = f"CSC03_early_help_{lcs.stamp(world)}.csv"
    rows = lcs.now_and_then_twice(world, "csc03", _rows(world, recorder))
    return {name: write_csv(out / name, COLUMNS, rows, encoding="cp1252")}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for spell in world.early_help:
        rng = lcs.rng_of(world, "csc03", spell.id)
        # Some teams export from a spreadsheet, which writes dates in its own way.
        day = short_date if rng.random() < 0.04 else uk_date
        yield _episode(world, recorder, rng, spell, day) | _family(world, recorder, rng, spell, day)


def _episode(world: World, recorder: Recorder, rng: Any, spell: EarlyHelp, day: Any) -> dict[str, Any]:
    end_reason = _ENDS.get(spell.end_reason or "", "Other") if spell.ends else None
    is_on_form = rng.random() < 0.3  # the reason stands on the closing form and not on the episode
    assessed = spell.starts + timedelta(days=rng.randint(3, 20))
    met = spell.starts + timedelta(days=rng.randint(25, 60))
    has_met = met < (spell.ends or world.ends)
    return {
        "earl_episode_id": lcs.event_ref(3, spell.id),
        "earl_person_id": recorder.either(spell.child, ("early_help", spell.id)).local_id,
        "earl_episode_start_date": day(spell.starts),
        "earl_episode_end_date": day(spell.ends),
        "earl_episode_reason": lcs.padded(rng, _REASONS.get(spell.reason, "Other")),
        "earl_episode_end_reason": lcs.nothing(rng) if is_on_form else end_reason,
        "earl_episode_organisation": codes.staff_team(world, spell.staff),
        "earl_episode_worker_id": codes.staff_ref(spell.staff),
        "EHM_EPISODE_REFERRAL_DATE": day(spell.starts - timedelta(days=rng.randint(1, 14))),
        "EHM_REFERRAL_SOURCE": codes.code_and_words(spell.source, codes.SOURCE_WORDS)
        if rng.random() < 0.3 else spell.source,
        "EHM_CONSENT_GIVEN": lcs.yes_no(rng, spell.consent),
        "EHM_CONSENT_DATE": day(spell.starts) if rng.random() < 0.9 else None,
        "EHM_WHOLE_FAMILY_ASSESSMENT_START": day(assessed) if assessed < (spell.ends or world.ends) else None,
        "EHM_WHOLE_FAMILY_ASSESSMENT_END": day(assessed + timedelta(days=30)) if has_met and rng.random() < 0.85
        and assessed + timedelta(days=30) < (spell.ends or world.ends) else None,
        "EHM_LEAD_PRACTITIONER": codes.staff_name(world, spell.staff),
        "EHM_LEAD_AGENCY": _AGENCIES.get(spell.agency.lower().replace(" ", "_"), "Other"),
        "EHM_TAF_MEETING_DATE": day(met) if has_met else None,
        "EHM_TAF_REVIEW_DUE": day(met + timedelta(days=42)) if has_met else None,
        "EHM_OUTCOME_STAR_SCORE": str(rng.randint(2, 9)) if has_met and rng.random() < 0.6 else None,
        "EHM_STEP_UP_DATE": day(spell.ends) if spell.end_reason == "stepped_up" else None,
        "EHM_STEP_DOWN_DATE": day(spell.starts) if spell.reason == "step_down" else None,
        "EHM_CLOSURE_REASON": end_reason if is_on_form or rng.random() < 0.5 else lcs.nothing(rng),
    }  # fmt: skip


def _family(world: World, recorder: Recorder, rng: Any, spell: EarlyHelp, day: Any) -> dict[str, Any]:
    """Give what the Supporting Families programme adds: a family with three needs or more is attached."""
    is_attached = spell.consent and len(spell.needs) >= 3
    has_claim = is_attached and spell.end_reason == "needs_met"
    reference = None
    if is_attached:
        reference = recorder.group("supporting-families", f"SF{spell.family * 3 + 10000}", spell.child)
    needs = {f"SF_NEED_{n}": lcs.yes_no(rng, word in spell.needs) if is_attached or word in spell.needs else None
             for n, word in _NEEDS.items()}  # fmt: skip
    return {
        "SF_FAMILY_ID": reference,
        "SF_ATTACHED_DATE": day(spell.starts) if is_attached else None,
        **needs,
        "SF_CLAIM_DATE": day(spell.ends + timedelta(days=14)) if has_claim and spell.ends
        and spell.ends + timedelta(days=14) <= world.ends else None,
        "SF_CLAIM_STATUS": ("Claimed" if has_claim else "Attached") if is_attached else None,
    }  # fmt: skip
