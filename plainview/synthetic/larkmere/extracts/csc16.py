"""Writes legal statuses and steps before proceedings (parted by pipes), and that block of the census (XML)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from lxml import etree

from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.extracts.csc05 import census_year
from plainview.synthetic.larkmere.formats import uk_date, write_pipe, write_xml
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import World

STATUSES = ("lega_legal_status_id", "lega_person_id", "lega_legal_status", "lega_legal_status_start_date",
            "lega_legal_status_end_date")  # fmt: skip
STEPS = (
    "prep_table_id", "prep_person_id", "prep_plo_family_id", "prep_pre_pro_decision_date",
    "prep_initial_pre_pro_meeting_date", "prep_pre_pro_outcome", "prep_agree_stepdown_issue_date",
    "prep_cp_plans_referral_period", "prep_legal_gateway_outcome", "prep_prev_pre_proc_child",
    "prep_prev_care_proc_child", "prep_pre_pro_letter_date", "prep_care_pro_letter_date", "prep_pre_pro_meetings_num",
    "prep_pre_pro_parents_legal_rep", "prep_parents_legal_rep_point_of_issue", "prep_court_reference",
    "prep_care_proc_court_hearings", "prep_care_proc_short_notice", "prep_proc_short_notice_reason",
    "prep_la_inital_plan_approved", "prep_la_initial_care_plan", "prep_la_final_plan_approved",
    "prep_la_final_care_plan",
)  # fmt: skip

_WORDS = {"C1": "Interim care order", "C2": "Full care order", "E1": "Placement order granted",
          "V2": "Single period of accommodation under section 20",
          "L1": "Under police protection"}  # fmt: skip
_PLANS = ("Placement with family", "Long term fostering", "Adoption", "Remain at home")


@dataclass(frozen=True, slots=True)
class _Steps:
    """What was done before proceedings for one child: dates that never pass the day of the extract."""

    key: str
    child: int
    decided_on: date
    ended_on: date | None
    goes_to_court: bool
    applied_on: date | None
    short_notice: bool

    @property
    def letter_on(self) -> date:
        """The letter goes out a week after the decision."""
        return self.decided_on + timedelta(days=1 if self.short_notice else 7)

    @property
    def meeting_on(self) -> date:
        """The first meeting is two weeks after the letter."""
        return self.letter_on + timedelta(days=2 if self.short_notice else 14)


def write(out: Path, world: World) -> dict[str, int]:
    """Write the two tables and the census block."""
    recorder = Recorder(world, lcs.SPACE)
    steps = _steps(world)
    statuses = f"CSC16_legal_status_{lcs.stamp(world)}.txt"
    before = f"CSC16_pre_proceedings_{lcs.stamp(world)}.txt"
    census = f"CSC16_cin_census_pre_proceedings_{lcs.stamp(world)}.xml"
    return {
        statuses: write_pipe(out / statuses, STATUSES, _statuses(world, recorder)),
        before: write_pipe(out / before, STEPS, _before(world, recorder, steps)),
        census: write_xml(out / census, _census(world, recorder, steps), counts="PreProceedingsandFGDM"),
    }


def _statuses(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for step in (s for s in world.legal_steps if len(s.step) == 2):
        rng = lcs.rng_of(world, "csc16", step.id)
        words = f"{step.step} - {_WORDS[step.step]}" if step.step in _WORDS and rng.random() < 0.15 else step.step
        yield {
            "lega_legal_status_id": lcs.event_ref(34, step.id),
            "lega_person_id": recorder.either(step.child, ("legal", step.id)).local_id,
            "lega_legal_status": lcs.padded(rng, words),
            "lega_legal_status_start_date": uk_date(step.on),
            "lega_legal_status_end_date": uk_date(step.ends),
        }


def _steps(world: World) -> list[_Steps]:
    """Give the work before most interim care orders, and before long plans that ended without one."""
    made = []
    ordered = {e.child for e in world.care_episodes}
    for period, episodes in sorted(world.grouped("care_episodes", "period").items()):
        first = next((e for e in episodes if e.legal_status == "C1"), None)
        rng = lcs.rng_of(world, "csc16", "court", period)
        if first is None or rng.random() > 0.8:
            continue
        short = rng.random() < 0.25
        decided = first.starts - timedelta(days=rng.randint(4, 10) if short else rng.randint(70, 200))
        applied = first.starts - timedelta(days=1)
        made.append(_Steps(f"c{period}", first.child, decided, applied, True, applied, short))
    for plan in world.cp_plans:
        rng = lcs.rng_of(world, "csc16", "plan", plan.id)
        decided = plan.starts + timedelta(days=rng.randint(150, 260))
        if plan.child in ordered or rng.random() > 0.35 or decided >= (plan.ends or world.ends) - timedelta(days=30):
            continue
        ended: date | None = decided + timedelta(days=rng.randint(90, 180))
        ended = ended if ended and ended < world.ends else None
        made.append(_Steps(f"p{plan.id}", plan.child, decided, ended, False, None, False))
    return made


def _before(world: World, recorder: Recorder, steps: list[_Steps]) -> Iterator[dict[str, Any]]:
    plans = world.grouped("cp_plans", "child")
    for n, step in enumerate(steps):
        rng = lcs.rng_of(world, "csc16", "before", step.key)
        mother = world.persons[step.child].mother or step.child
        court = step.goes_to_court
        wanted = rng.choice(_PLANS[:3]) if court else "Remain at home"
        yield {
            "prep_table_id": lcs.event_ref(35, n),
            "prep_person_id": recorder.either(step.child, ("before", step.key)).local_id,
            "prep_plo_family_id": recorder.group("plo-family", f"PLO{50000 + mother}", step.child),
            "prep_pre_pro_decision_date": uk_date(step.decided_on),
            "prep_initial_pre_pro_meeting_date": uk_date(step.meeting_on),
            "prep_pre_pro_outcome": None if step.ended_on is None else "ISSUE" if court else "STEPDOWN",
            "prep_agree_stepdown_issue_date": uk_date(step.ended_on),
            "prep_cp_plans_referral_period": len(plans.get(step.child, ())),
            "prep_legal_gateway_outcome": "PLO" if not step.short_notice else "ISSUE",
            "prep_prev_pre_proc_child": lcs.yes_no(rng, rng.random() < 0.1),
            "prep_prev_care_proc_child": lcs.yes_no(rng, rng.random() < 0.06),
            "prep_pre_pro_letter_date": uk_date(step.letter_on),
            "prep_care_pro_letter_date": uk_date(step.applied_on),
            "prep_pre_pro_meetings_num": rng.randint(1, 4),
            "prep_pre_pro_parents_legal_rep": lcs.yes_no(rng, rng.random() < 0.85),
            "prep_parents_legal_rep_point_of_issue": lcs.yes_no(rng, rng.random() < 0.9) if court else None,
            "prep_court_reference": f"LK{step.decided_on:%y}C{50000 + n * 7}" if court else None,
            "prep_care_proc_court_hearings": rng.randint(1, 7) if court else None,
            "prep_care_proc_short_notice": lcs.yes_no(rng, step.short_notice) if court else None,
            "prep_proc_short_notice_reason": rng.choice(("HARM", "BIRTH", "ABSC")) if step.short_notice else None,
            "prep_la_inital_plan_approved": lcs.yes_no(rng, rng.random() < 0.85) if court else None,
            "prep_la_initial_care_plan": wanted if court else None,
            "prep_la_final_plan_approved": lcs.yes_no(rng, rng.random() < 0.8) if court else None,
            "prep_la_final_care_plan": rng.choice((wanted, wanted, *_PLANS)) if court else None,
        }


# ---- the census ----
def _census(world: World, recorder: Recorder, steps: list[_Steps]) -> Any:
    first, last = census_year(world.ends)
    message = etree.Element("Message")
    details = etree.SubElement(etree.SubElement(message, "Header"), "CollectionDetails")
    for name, text in (("Collection", "CIN"), ("Year", str(last.year)), ("ReferenceDate", last.isoformat())):
        etree.SubElement(details, name).text = text
    every = etree.SubElement(message, "Children")
    for step in steps:
        if first <= step.decided_on <= last:
            _block(etree.SubElement(every, "Child"), world, recorder, step, last)
    return message


def _block(child: Any, world: World, recorder: Recorder, step: _Steps, last: date) -> None:
    rng = lcs.rng_of(world, "csc16", "census", step.key)
    who = etree.SubElement(child, "ChildIdentifiers")
    etree.SubElement(who, "LAchildID").text = recorder.id(step.child)
    offered = rng.random() < 0.8
    ended = step.ended_on if step.ended_on and step.ended_on <= last else None
    applied = step.applied_on if step.applied_on and step.applied_on <= last else None
    block = etree.SubElement(etree.SubElement(child, "CINdetails"), "PreProceedingsandFGDM")
    said: tuple[tuple[str, str | None], ...] = (
        ("PPStartDate", step.decided_on.isoformat()),
        ("LBPSentDate", step.letter_on.isoformat()),
        ("FGDMMeetingOffer", "true" if offered else "false"),
        ("FGDMMeetingFac", "true" if offered and rng.random() < 0.6 else "false"),
        ("InitialPPMeetingDate", step.meeting_on.isoformat()),
        ("ReviewMeetingsCount", str(rng.randint(0, 3))),
        ("StepDecisionDate", ended.isoformat() if ended else None),
        ("PPOutcome", None if ended is None else "A" if step.goes_to_court else "B"),
        ("CourtAppDate", applied.isoformat() if applied else None),
        ("LetterInitCPDate", applied.isoformat() if applied else None),
    )
    for name, text in said:
        if text is not None:
            etree.SubElement(block, name).text = text
