"""Writes section 47 enquiries and initial child protection conferences (two files parted by pipes)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import iso_date, sql_datetime, write_pipe
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import CpPlan, Section47, World

ENQUIRIES = (
    "s47e_s47_enquiry_id", "s47e_referral_id", "s47e_person_id", "s47e_s47_start_date", "s47e_s47_end_date",
    "s47e_s47_nfa", "s47e_s47_outcome_json", "s47e_s47_completed_by_worker_id", "s47e_s47_completed_by_team",
    "S47ActualStartDate", "InitialCPCtarget", "DateOfInitialCPC", "ICPCnotRequired", "STRATEGY_DISCUSSION_DATE",
    "STRATEGY_DISCUSSION_ATTENDEES", "JOINT_SINGLE_AGENCY", "ABE_INTERVIEW_FLAG", "CP_MEDICAL_FLAG",
)  # fmt: skip
CONFERENCES = (
    "icpc_icpc_id", "icpc_icpc_meeting_id", "icpc_s47_enquiry_id", "icpc_person_id", "icpc_cp_plan_id",
    "icpc_referral_id", "icpc_icpc_transfer_in", "icpc_icpc_target_date", "icpc_icpc_date",
    "icpc_icpc_outcome_cp_flag", "icpc_icpc_outcome_json", "icpc_icpc_team", "icpc_icpc_worker_id",
)  # fmt: skip

_FLAGS = ("NFA", "LEGAL_ACTION", "PROV_OF_SERVICES", "PROV_OF_SB_CARE", "CP_CONFERENCE", "NFA_CONTINUE_SINGLE",
          "MONITOR")  # fmt: skip
_OUTCOMES = {"conference": "CP_CONFERENCE", "cin": "PROV_OF_SERVICES", "no_further_action": "NFA"}
_CONFERENCE_FLAGS = ("NFA", "REFERRAL_TO_OTHER_AGENCY", "SINGLE_ASSESSMENT", "PROV_OF_SERVICES", "CP")
_AGENCIES = ("Health", "School", "Probation", "Housing", "Early Help")
_COMMENTS = ("Concerns substantiated; child judged to be at continuing risk of significant harm.",
             "Concerns not substantiated. Family will work with a plan.",
             "Enquiry complete. Parents took part throughout.")  # fmt: skip


def write(out: Path, world: World) -> dict[str, int]:
    """Write the enquiries, and the children's places in initial conferences."""
    recorder = Recorder(world, lcs.SPACE)
    enquiries = f"CSC08_s47_enquiries_{lcs.stamp(world)}.txt"
    conferences = f"CSC08_initial_conferences_{lcs.stamp(world)}.txt"
    return {
        enquiries: write_pipe(out / enquiries, ENQUIRIES, _enquiries(world, recorder)),
        conferences: write_pipe(out / conferences, CONFERENCES, _conferences(world, recorder)),
    }


def _enquiries(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for enquiry in world.section47s:
        rng = lcs.rng_of(world, "csc08", enquiry.id)
        target = lcs.after_working_days(enquiry.strategy_on, 15)
        is_finished = enquiry.ends is not None
        comment = rng.choice(_COMMENTS) if is_finished and rng.random() < 0.5 else None
        attendees = [*(["Police"] if enquiry.is_joint else []), *rng.sample(_AGENCIES, rng.randint(1, 3))]
        yield {
            "s47e_s47_enquiry_id": _enquiry_ref(enquiry),
            "s47e_referral_id": lcs.referral_ref(enquiry.referral),
            "s47e_person_id": recorder.either(enquiry.child, ("section47", enquiry.id)).local_id,
            "s47e_s47_start_date": sql_datetime(enquiry.starts),
            "s47e_s47_end_date": sql_datetime(enquiry.ends),
            "s47e_s47_nfa": lcs.yes_no(rng, enquiry.outcome == "no_further_action") if is_finished else None,
            "s47e_s47_outcome_json": lcs.outcome_json(_FLAGS, _OUTCOMES.get(enquiry.outcome), comment,
                                                      prefix="OUTCOME_") if is_finished else None,
            "s47e_s47_completed_by_worker_id": codes.staff_ref(enquiry.staff),
            "s47e_s47_completed_by_team": codes.staff_team(world, enquiry.staff),
            "S47ActualStartDate": iso_date(enquiry.starts),
            "InitialCPCtarget": iso_date(target) if enquiry.conference_on else None,
            "DateOfInitialCPC": iso_date(enquiry.conference_on) if _is_held(world, enquiry) else None,
            "ICPCnotRequired": lcs.yes_no(rng, enquiry.outcome != "conference") if is_finished else None,
            "STRATEGY_DISCUSSION_DATE": iso_date(enquiry.strategy_on),
            "STRATEGY_DISCUSSION_ATTENDEES": "; ".join(attendees),
            "JOINT_SINGLE_AGENCY": rng.choice(("Joint", "J") if enquiry.is_joint else ("Single", "S")),
            "ABE_INTERVIEW_FLAG": lcs.yes_no(rng, enquiry.is_joint and rng.random() < 0.15),
            "CP_MEDICAL_FLAG": lcs.yes_no(rng, enquiry.is_joint and rng.random() < 0.2),
        }  # fmt: skip


def _conferences(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    plans = world.grouped("cp_plans", "section47")
    for enquiry in world.section47s:
        if enquiry.conference_on is None or not _is_held(world, enquiry):
            continue
        rng = lcs.rng_of(world, "csc08", "conference", enquiry.id)
        made: list[CpPlan] = plans.get(enquiry.id, [])
        set_ = "CP" if enquiry.plan_made else "PROV_OF_SERVICES"
        mother = world.persons[enquiry.child].mother or enquiry.child
        yield {
            "icpc_icpc_id": lcs.event_ref(12, enquiry.id),
            "icpc_icpc_meeting_id": f"M{mother * 3 + 7000}{enquiry.conference_on:%y%m%d}",
            "icpc_s47_enquiry_id": _enquiry_ref(enquiry),
            "icpc_person_id": recorder.either(enquiry.child, ("section47", enquiry.id)).local_id,
            "icpc_cp_plan_id": plan_ref(made[0].id) if made else None,
            "icpc_referral_id": lcs.referral_ref(enquiry.referral),
            "icpc_icpc_transfer_in": lcs.yes_no(rng, rng.random() < 0.04),
            "icpc_icpc_target_date": iso_date(lcs.after_working_days(enquiry.strategy_on, 15)),
            "icpc_icpc_date": iso_date(enquiry.conference_on),
            "icpc_icpc_outcome_cp_flag": "Y" if enquiry.plan_made else "N",
            "icpc_icpc_outcome_json": lcs.outcome_json(_CONFERENCE_FLAGS, set_, None, prefix="OUTCOME_"),
            "icpc_icpc_team": codes.staff_team(world, enquiry.staff),
            "icpc_icpc_worker_id": codes.staff_ref(enquiry.staff),
        }  # fmt: skip


def _is_held(world: World, enquiry: Section47) -> bool:
    """Say whether the conference was held by the day of the extract; one that is only booked is not in it yet."""
    return enquiry.conference_on is not None and enquiry.conference_on <= world.ends


def _enquiry_ref(enquiry: Section47) -> str:
    return lcs.event_ref(11, enquiry.id)


def plan_ref(plan: int) -> str:
    """Give the number of a child protection plan."""
    return lcs.event_ref(13, plan)
