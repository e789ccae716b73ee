"""Writes the health of children looked after: checks, questionnaires, substance misuse, convictions (a CSV each)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.extracts.csc19 import describe
from plainview.synthetic.larkmere.formats import iso_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import HealthCheck, World

CHECKS = ("clah_health_check_id", "clah_person_id", "clah_health_check_type", "clah_health_check_date",
          "clah_health_check_status")  # fmt: skip
# One row a child and year: the immunisations, and what the yearly return said of the child's health.
YEARS = (
    "clai_person_id", "clai_immunisations_status", "clai_immunisations_status_date", "SDQ_SCORE", "SDQ_REASON",
    "CONVICTED", "HEALTH_CHECK", "IMMUNISATIONS", "TEETH_CHECK", "HEALTH_ASSESSMENT", "SUBSTANCE_MISUSE",
    "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED",
)  # fmt: skip
SUBSTANCES = ("clas_substance_misuse_id", "clas_person_id", "clas_substance_misuse_date", "clas_substance_misused",
              "clas_intervention_received")  # fmt: skip
QUESTIONNAIRES = ("csdq_table_id", "csdq_person_id", "csdq_sdq_completed_date", "csdq_sdq_reason", "csdq_sdq_score")
CONVICTIONS = ("clac_cla_conviction_id", "clac_person_id", "clac_cla_conviction_date", "clac_cla_conviction_offence")

_TYPES = {"health_assessment": "Health Assessment", "dental": "Dental Check"}
_STATUSES = {"done": "Completed", "refused": "Refused", "overdue": "Overdue"}


def write(out: Path, world: World) -> dict[str, int]:
    """Write the five tables."""
    recorder = Recorder(world, lcs.SPACE)
    tables: tuple[tuple[str, tuple[str, ...], Iterator[dict[str, Any]]], ...] = (
        ("health_checks", CHECKS, _checks(world, recorder)),
        ("immunisations_oc2", YEARS, _years(world, recorder)),
        ("substance_misuse", SUBSTANCES, _substances(world, recorder)),
        ("sdq", QUESTIONNAIRES, _questionnaires(world, recorder)),
        ("convictions", CONVICTIONS, _convictions(world, recorder)),
    )
    counts = {}
    for part, columns, rows in tables:
        name = f"CSC12_{part}_{lcs.stamp(world)}.csv"
        counts[name] = write_csv(out / name, columns, rows)
    return counts


def _who(recorder: Recorder, check: HealthCheck) -> str:
    return recorder.either(check.child, ("health", check.child, check.on)).local_id


def _checks(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for check in (c for c in world.health_checks if c.kind in _TYPES):
        rng = lcs.rng_of(world, "csc12", check.id)
        yield {
            "clah_health_check_id": lcs.event_ref(26, check.id),
            "clah_person_id": _who(recorder, check),
            "clah_health_check_type": lcs.padded(rng, _TYPES[check.kind]),
            "clah_health_check_date": lcs.some_date(rng, check.on),
            "clah_health_check_status": _STATUSES.get(check.result, "Completed"),
        }


def _years(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    rounds: dict[tuple[int, date], dict[str, HealthCheck]] = {}
    for check in world.health_checks:
        rounds.setdefault((check.child, check.on), {})[check.kind] = check
    convicted = world.grouped("offences", "person")
    for (child, day), found in sorted(rounds.items()):
        rng = lcs.rng_of(world, "csc12", "year", child, day)
        sdq, substance = found.get("sdq"), _result(found, "substance_misuse")
        is_up_to_date = _result(found, "immunisation") == "up_to_date"
        misused = substance == "identified"
        helped = misused and rng.random() < 0.7
        age = world.age_on(child, day)
        yield {
            "clai_person_id": recorder.either(child, ("health", child, day)).local_id,
            "clai_immunisations_status": lcs.yes_no(rng, is_up_to_date),
            "clai_immunisations_status_date": lcs.some_date(rng, day),
            "SDQ_SCORE": sdq.score if sdq else None,
            "SDQ_REASON": None if sdq else "SDQ1" if not 4 <= age <= 16 else rng.choice(("SDQ2", "SDQ4", "SDQ5")),
            "CONVICTED": _bit(any(0 <= (day - o.decided_on).days < 365 and o.outcome != "no_further_action"
                                  for o in convicted.get(child, ()))),
            "HEALTH_CHECK": _bit(rng.random() < 0.9) if age < 5 else None,
            "IMMUNISATIONS": _bit(is_up_to_date),
            "TEETH_CHECK": _bit(_result(found, "dental") == "done"),
            "HEALTH_ASSESSMENT": _bit(_result(found, "health_assessment") == "done"),
            "SUBSTANCE_MISUSE": _bit(misused),
            "INTERVENTION_RECEIVED": _bit(helped) if misused else None,
            "INTERVENTION_OFFERED": _bit(rng.random() < 0.8) if misused and not helped else None,
        }  # fmt: skip


def _result(found: dict[str, HealthCheck], kind: str) -> str | None:
    return found[kind].result if kind in found else None


def _bit(said: bool) -> str:
    return "1" if said else "0"


def _substances(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for check in (c for c in world.health_checks if c.kind == "substance_misuse" and c.result == "identified"):
        rng = lcs.rng_of(world, "csc12", "substance", check.id)
        yield {
            "clas_substance_misuse_id": lcs.event_ref(27, check.id),
            "clas_person_id": _who(recorder, check),
            "clas_substance_misuse_date": lcs.some_date(rng, check.on),
            "clas_substance_misused": rng.choice(("Cannabis", "Cannabis", "Alcohol", "Cannabis and alcohol",
                                                  "Nitrous oxide", "Other")),
            "clas_intervention_received": lcs.yes_no(rng, rng.random() < 0.7),
        }  # fmt: skip


def _questionnaires(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for check in (c for c in world.health_checks if c.kind == "sdq"):
        rng = lcs.rng_of(world, "csc12", "sdq", check.id)
        is_blank = rng.random() < 0.06  # sent out, and not filled in
        yield {
            "csdq_table_id": lcs.event_ref(28, check.id),
            "csdq_person_id": _who(recorder, check),
            "csdq_sdq_completed_date": lcs.some_date(rng, check.on),
            "csdq_sdq_reason": rng.choice(("SDQ2", "SDQ4", "SDQ5")) if is_blank else None,
            "csdq_sdq_score": None if is_blank else check.score,
        }


def _convictions(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    """Give the convictions and cautions of children while they were looked after."""
    episodes = world.grouped("care_episodes", "child")
    for offence in world.offences:
        held = episodes.get(offence.person, ())
        is_looked_after = any(e.starts <= offence.decided_on < (e.ends or date.max) for e in held)
        if is_looked_after and offence.outcome != "no_further_action":
            yield {
                "clac_cla_conviction_id": lcs.event_ref(30, offence.id),
                "clac_person_id": recorder.id(offence.person),
                "clac_cla_conviction_date": iso_date(offence.decided_on),
                "clac_cla_conviction_offence": describe(world, offence),
            }
