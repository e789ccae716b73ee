"""Writes who works with whom: involvements, workers and teams (a CSV each)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import iso_date, last_day, until, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import StaffMember, World

INVOLVEMENTS = (
    "invo_involvements_id", "invo_professional_id", "invo_professional_role_id", "invo_professional_team",
    "invo_involvement_start_date", "invo_involvement_end_date", "invo_worker_change_reason", "invo_person_id",
    "invo_referral_id",
)  # fmt: skip
PROFESSIONALS = (
    "prof_professional_id", "prof_staff_id", "prof_professional_name", "prof_social_worker_registration_no",
    "prof_professional_job_title", "prof_professional_caseload", "prof_professional_department",
    "prof_full_time_equivalency", "prof_agency_worker_flag",
)  # fmt: skip
TEAMS = ("dept_team_id", "dept_team_name", "dept_team_parent_id", "dept_team_parent_name")

SERVICES = ("children", "early_help")  # whose workers the children's system knows
_ROLES = {"social_worker": "ASW", "mash_officer": "MASH", "team_manager": "TM", "reviewing_officer": "IRO",
          "personal_adviser": "PA", "youth_justice_officer": "YJO", "early_help_worker": "EHW"}  # fmt: skip
_TITLES = {
    "social_worker": ("Social Worker", "Senior Social Worker", "Newly Qualified Social Worker"),
    "mash_officer": ("MASH Officer",), "team_manager": ("Team Manager",),
    "reviewing_officer": ("Independent Reviewing Officer",), "personal_adviser": ("Personal Adviser",),
    "youth_justice_officer": ("Youth Justice Officer",), "early_help_worker": ("Early Help Practitioner",),
}  # fmt: skip
_PARENTS = {"Youth Justice Service": ("S3", "Youth Justice"), "Leaving Care": ("S4", "Leaving Care")}
_CHANGES = ("LEFT", "CASELOAD", "TRANSFER", "SICK", "REQUEST")


def write(out: Path, world: World) -> dict[str, int]:
    """Write the three tables."""
    recorder = Recorder(world, lcs.SPACE)
    workers = [s for _, s in sorted(world.staff.items()) if s.service in SERVICES]
    tables: tuple[tuple[str, tuple[str, ...], Iterator[dict[str, Any]]], ...] = (
        ("involvements", INVOLVEMENTS, _involvements(world, recorder)),
        ("professionals", PROFESSIONALS, _professionals(world, workers)),
        ("department", TEAMS, _teams(workers)),
    )
    counts = {}
    for part, columns, rows in tables:
        name = f"CSC17_{part}_{lcs.stamp(world)}.csv"
        counts[name] = write_csv(out / name, columns, rows)
    return counts


def _team_ids(world: World) -> dict[str, str]:
    names = sorted({s.team for s in world.staff.values() if s.service in SERVICES})
    return {name: f"T{n:03d}" for n, name in enumerate(names, start=1)}


def _involvements(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    teams, referrals = _team_ids(world), world.grouped("referrals", "child")
    for held in (i for i in world.involvements if i.service in SERVICES):
        rng = lcs.rng_of(world, "csc17", held.id)
        worker = world.staff[held.staff]
        led = [r.id for r in referrals.get(held.person, ()) if r.on <= held.starts]
        yield {
            "invo_involvements_id": lcs.event_ref(23, held.id),
            "invo_professional_id": codes.staff_ref(held.staff),
            "invo_professional_role_id": lcs.padded(rng, _ROLES.get(held.role, "OTH")),
            "invo_professional_team": teams[worker.team],
            "invo_involvement_start_date": lcs.some_date(rng, held.starts),
            # An open involvement has a day that never comes; an end is the last day of the work.
            "invo_involvement_end_date": until(last_day(held.ends)) if held.ends is None or held.ends > held.starts
            else iso_date(held.starts),
            "invo_worker_change_reason": rng.choice(_CHANGES) if held.ends and rng.random() < 0.25 else None,
            "invo_person_id": recorder.either(held.person, ("involvement", held.id)).local_id,
            "invo_referral_id": lcs.referral_ref(led[-1] if led else None),
        }  # fmt: skip


def _professionals(world: World, workers: list[StaffMember]) -> Iterator[dict[str, Any]]:
    open_: dict[int, set[int]] = {}
    for held in world.involvements:
        if held.ends is None:
            open_.setdefault(held.staff, set()).add(held.person)
    for worker in workers:
        rng = lcs.rng_of(world, "csc17", "worker", worker.id)
        yield {
            "prof_professional_id": codes.staff_ref(worker.id),
            "prof_staff_id": f"LBL{300000 + worker.id * 7}",
            "prof_professional_name": worker.name,
            "prof_social_worker_registration_no": worker.registration,
            "prof_professional_job_title": rng.choice(_TITLES.get(worker.role, ("Officer",))),
            "prof_professional_caseload": str(len(open_.get(worker.id, ()))),
            "prof_professional_department": _department(worker),
            "prof_full_time_equivalency": rng.choice(("1.0", "1.0", "1.0", "0.8", "0.6")),
            "prof_agency_worker_flag": lcs.yes_no(rng, rng.random() < 0.18),
        }


def _teams(workers: list[StaffMember]) -> Iterator[dict[str, Any]]:
    held = {w.team: w for w in workers}
    for n, team in enumerate(sorted(held), start=1):
        parent = _parent(held[team])
        yield {
            "dept_team_id": f"T{n:03d}", "dept_team_name": team, "dept_team_parent_id": parent[0],
            "dept_team_parent_name": parent[1],
        }  # fmt: skip


def _parent(worker: StaffMember) -> tuple[str, str]:
    own = ("S2", "Early Help") if worker.service == "early_help" else ("S1", "Children's Social Care")
    return _PARENTS.get(worker.team, own)


def _department(worker: StaffMember) -> str:
    return _parent(worker)[1]
