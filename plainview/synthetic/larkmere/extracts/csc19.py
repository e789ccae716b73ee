"""Writes youth justice's own system: offences, outcomes and assessments, parted by pipes, under its own numbers."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import uk_date, write_pipe
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import Offence, World

COLUMNS = (
    "yjs_person_id", "pnc_id", "offence_date", "offence_description", "offence_seriousness_score", "outcome_type",
    "outcome_date", "order_start_date", "order_end_date", "asset_plus_date", "asset_plus_risk_serious_harm",
    "asset_plus_safety_wellbeing", "asset_plus_likelihood_reoffending", "out_of_court_disposal",
    "prevention_programme", "fte_first_time_entrant_flag", "remand_status", "victim_flag", "knife_crime_flag",
    "stop_and_search_date",
)  # fmt: skip

_OFFENCES = {
    "violence": ("Common assault and battery", "Assault occasioning actual bodily harm", "Affray"),
    "theft": ("Theft from shop", "Theft from the person of another", "Theft of pedal cycle"),
    "robbery": ("Robbery", "Attempted robbery"),
    "drugs": ("Possession of cannabis - Class B", "Possession with intent to supply - Class A"),
    "public_order": ("Use threatening words or behaviour - Public Order Act 1986 s4", "Drunk and disorderly"),
    "criminal_damage": ("Criminal damage to property valued under £5000",),
    "weapon": ("Possess offensive weapon in public place",),
}
_KNIFE = "Possess knife blade / sharp pointed article in a public place"
_OUTCOMES = {"no_further_action": "NFA", "out_of_court": "OOCD", "referral_order": "RO",
             "youth_rehabilitation_order": "YRO", "detention": "DTO"}  # fmt: skip
_OUT_OF_COURT = ("Community Resolution", "Youth Caution", "Youth Conditional Caution", "Outcome 22")
_PROGRAMMES = ("Turnaround", "Mentoring", "Knife awareness", "Boxing and sport")
_ORDERS = frozenset({"referral_order", "youth_rehabilitation_order", "detention"})


def write(out: Path, world: World) -> dict[str, int]:
    """Write a row for each offence."""
    recorder = Recorder(world, "yjs")
    name = f"CSC19_youth_justice_{lcs.stamp(world)}.txt"
    rows = lcs.now_and_then_twice(world, "csc19", _rows(world, recorder))
    return {name: write_pipe(out / name, COLUMNS, rows, encoding="cp1252")}


def describe(world: World, offence: Offence) -> str:
    """Give the offence in the court's words."""
    if offence.is_knife:
        return _KNIFE
    return draw.pick(_OFFENCES.get(offence.kind, ("Other notifiable offence",)), world.seed, "offence", offence.id)


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for offence in world.offences:
        rng = lcs.rng_of(world, "csc19", offence.id)
        person = offence.person
        own = lcs.rng_of(world, "csc19", "person", person)
        has_order = offence.outcome in _ORDERS
        assessed = min(offence.decided_on + timedelta(days=rng.randint(3, 25)), world.ends - timedelta(days=1))
        is_assessed = has_order or rng.random() < 0.5
        yield {
            "yjs_person_id": recorder.either(person, ("offence", offence.id)).local_id,
            "pnc_id": f"{offence.on:%y}/{own.randrange(100000, 999999)}{own.choice('ABCDEFGHJK')}"
            if own.random() < 0.8 else None,
            "offence_date": uk_date(offence.on),
            "offence_description": describe(world, offence),
            "offence_seriousness_score": offence.seriousness if rng.random() < 0.95 else None,
            "outcome_type": _OUTCOMES[offence.outcome],
            "outcome_date": uk_date(offence.decided_on),
            "order_start_date": uk_date(offence.decided_on) if has_order else None,
            "order_end_date": uk_date(offence.order_ends) if has_order else None,
            "asset_plus_date": uk_date(assessed) if is_assessed else None,
            "asset_plus_risk_serious_harm": _level(rng, offence.seriousness - 1) if is_assessed else None,
            "asset_plus_safety_wellbeing": _level(rng, rng.randint(1, 8)) if is_assessed else None,
            "asset_plus_likelihood_reoffending": _level(rng, 3 if offence.is_first else 6)
            if is_assessed else None,
            "out_of_court_disposal": rng.choice(_OUT_OF_COURT) if offence.outcome == "out_of_court" else None,
            "prevention_programme": rng.choice(_PROGRAMMES) if rng.random() < 0.3 else None,
            "fte_first_time_entrant_flag": lcs.yes_no(rng, offence.is_first),
            "remand_status": rng.choices(("UB", "CB", "RLAA", "RYDA"), (70, 24, 4, 2))[0]
            if offence.seriousness > 3 else None,
            "victim_flag": lcs.yes_no(own, own.random() < 0.35),
            "knife_crime_flag": lcs.yes_no(rng, offence.is_knife),
            "stop_and_search_date": uk_date(offence.on - timedelta(days=rng.randint(0, 200)))
            if rng.random() < 0.3 else None,
        }  # fmt: skip


def _level(rng: Any, weight: int) -> str:
    at = max(0, min(7, weight + rng.choice((-1, 0, 0, 1))))
    return ("Low", "Low", "Low", "Medium", "Medium", "High", "High", "Very High")[at]
