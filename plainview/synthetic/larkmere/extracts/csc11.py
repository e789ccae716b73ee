"""Writes placements, looked-after reviews, visits and care plans (a CSV each)."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes, draw
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import iso_date, pounds, uk_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import CareEpisode, World

PLACEMENTS = (
    "clap_cla_placement_id", "clap_cla_placement_start_date", "clap_cla_placement_type", "clap_cla_placement_urn",
    "clap_cla_placement_distance", "clap_cla_id", "clap_cla_placement_provider", "clap_cla_placement_postcode",
    "clap_cla_placement_end_date", "clap_cla_placement_change_reason", "clap_person_id", "PL_DISTANCE", "PL_LA",
    "PL_LOCATION", "PLACEMENT_WEEKLY_COST", "PLACEMENT_OUT_OF_BOROUGH_FLAG",
)  # fmt: skip
REVIEWS = (
    "clar_cla_review_id", "clar_cla_id", "clar_cla_review_due_date", "clar_cla_review_date",
    "clar_cla_review_cancelled", "clar_cla_review_participation", "REVIEW", "REVIEW_CODE",
)  # fmt: skip
VISITS = (
    "clav_cla_visit_id", "clav_cla_id", "clav_person_id", "clav_cla_visit_date", "clav_cla_visit_seen",
    "clav_cla_visit_seen_alone",
)  # fmt: skip
PLANS = (
    "lacp_table_id", "lacp_person_id", "lacp_cla_care_plan_start_date", "lacp_cla_care_plan_end_date",
    "lacp_cla_care_plan_json", "IRO_NAME", "PERMANENCE_PLAN",
)  # fmt: skip

AIMS = ("REMAINSUP", "RETURN1M", "RETURN6M", "RETURNEV", "LTRELFR", "LTFOST18", "RESPLMT", "SUPPLIV", "ADOPTION",
        "OTHERPLN")  # fmt: skip
_PERMANENCE = {"RETURN6M": "Return home", "RETURNEV": "Return home", "LTRELFR": "Family and friends care",
               "LTFOST18": "Long term fostering", "SUPPLIV": "Independence", "ADOPTION": "Adoption"}  # fmt: skip
# Pounds a week: fostering, with relatives, a children's home, semi-independent.
_WEEKLY = {"U": (480, 1150), "K": (4200, 6900), "H": (1100, 2300), "R": (3000, 5200)}
_LARKMERE, _ELSEWHERE = "E09999999", "E10999001"


def write(out: Path, world: World) -> dict[str, int]:
    """Write the four tables."""
    recorder = Recorder(world, lcs.SPACE)
    tables: tuple[tuple[str, tuple[str, ...], Iterator[dict[str, Any]]], ...] = (
        ("placements", PLACEMENTS, _placements(world, recorder)),
        ("reviews", REVIEWS, _reviews(world)),
        ("visits", VISITS, _visits(world, recorder)),
        ("care_plans", PLANS, _plans(world, recorder)),
    )
    counts = {}
    for part, columns, rows in tables:
        name = f"CSC11_{part}_{lcs.stamp(world)}.csv"
        counts[name] = write_csv(out / name, columns, lcs.now_and_then_twice(world, f"csc11 {part}", rows))
    return counts


def _placements(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for episode in world.care_episodes:
        rng = lcs.rng_of(world, "csc11", episode.id)
        home = None if episode.placement_home is None else world.homes[episode.placement_home]
        is_away = home is not None and not home.is_in_borough
        postcode = None if home is None else recorder.address_of(home.id).postcode
        miles = f"{rng.uniform(9, 60) if is_away else rng.uniform(0.2, 4.5):.1f}"
        low, high = _WEEKLY.get(episode.placement[0], (300, 900))
        yield {
            "clap_cla_placement_id": lcs.event_ref(18, episode.id),
            "clap_cla_placement_start_date": lcs.some_date(rng, episode.starts),
            "clap_cla_placement_type": lcs.padded(rng, episode.placement),
            "clap_cla_placement_urn": episode.carer_urn or "XXXXXXX",
            "clap_cla_placement_distance": miles if home else None,
            "clap_cla_id": recorder.group("care-period", lcs.event_ref(17, episode.period), episode.child),
            "clap_cla_placement_provider": episode.provider,
            "clap_cla_placement_postcode": postcode,
            "clap_cla_placement_end_date": lcs.some_date(rng, episode.ends),
            "clap_cla_placement_change_reason": episode.change_reason or lcs.nothing(rng),
            "clap_person_id": recorder.id(episode.child),
            "PL_DISTANCE": miles if home else None,
            "PL_LA": None if home is None else _ELSEWHERE if is_away else _LARKMERE,
            "PL_LOCATION": None if home is None else "OUT" if is_away else "IN",
            "PLACEMENT_WEEKLY_COST": pounds(rng.randrange(low * 100, high * 100)) if rng.random() < 0.8 else None,
            # Commissioning counts by its own map, and now and then otherwise than the return.
            "PLACEMENT_OUT_OF_BOROUGH_FLAG": lcs.yes_no(rng, is_away if rng.random() < 0.97 else not is_away),
        }


def _reviews(world: World) -> Iterator[dict[str, Any]]:
    for review in (r for r in world.reviews if r.plan == "lac"):
        rng = lcs.rng_of(world, "csc11", "review", review.id)
        row = {
            "clar_cla_review_id": lcs.event_ref(19, review.id),
            "clar_cla_id": lcs.event_ref(17, review.plan_id),
            "clar_cla_review_due_date": iso_date(review.due_on),
            "clar_cla_review_date": lcs.some_date(rng, review.on) if rng.random() < 0.97 else None,
            "clar_cla_review_cancelled": lcs.yes_no(rng, False),
            "clar_cla_review_participation": review.participation if rng.random() < 0.96 else None,
            "REVIEW": uk_date(review.on),
            "REVIEW_CODE": review.participation,
        }
        if rng.random() < 0.04:  # called off the first time, and held on another day
            first = review.on - timedelta(days=rng.randint(3, 15))
            yield row | {
                "clar_cla_review_id": lcs.event_ref(29, review.id), "clar_cla_review_date": iso_date(first),
                "clar_cla_review_cancelled": "Y", "clar_cla_review_participation": None, "REVIEW": None,
                "REVIEW_CODE": None,
            }  # fmt: skip
        yield row


def _visits(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for visit in (v for v in world.visits if v.plan == "lac"):
        rng = lcs.rng_of(world, "csc11", "visit", visit.id)
        yield {
            "clav_cla_visit_id": lcs.event_ref(20, visit.id),
            "clav_cla_id": lcs.event_ref(17, visit.plan_id),
            "clav_person_id": recorder.either(visit.child, ("visit", visit.id)).local_id,
            "clav_cla_visit_date": lcs.some_date(rng, visit.on),
            "clav_cla_visit_seen": lcs.yes_no(rng, visit.seen),
            "clav_cla_visit_seen_alone": lcs.yes_no(rng, visit.seen_alone),
        }


def _plans(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    officers = sorted(s.id for s in world.staff.values() if s.role == "reviewing_officer")
    for period, episodes in sorted(world.grouped("care_episodes", "period").items()):
        first, last = episodes[0], episodes[-1]
        rng = lcs.rng_of(world, "csc11", "plan", period)
        begins, ends = first.entered_care_on + timedelta(days=9), last.ends
        changes = begins + timedelta(days=rng.randint(120, 260))
        spells = [(begins, changes), (changes, ends)] if changes < (ends or world.ends) else [(begins, ends)]
        officer = draw.pick(officers, world.seed, "csc11", first.child) if officers else None
        for n, (starts, until) in enumerate(spells):
            if until is not None and until <= starts:
                continue
            aim = _aim(rng, world, last, is_first=n == 0)
            yield {
                "lacp_table_id": lcs.event_ref(21, period * 2 + n),
                "lacp_person_id": recorder.id(first.child),
                "lacp_cla_care_plan_start_date": lcs.some_date(rng, starts),
                "lacp_cla_care_plan_end_date": lcs.some_date(rng, until),
                "lacp_cla_care_plan_json": json.dumps({a: "Y" if a == aim else "N" for a in AIMS}),
                "IRO_NAME": codes.staff_name(world, officer) if rng.random() < 0.9 else None,
                "PERMANENCE_PLAN": _PERMANENCE.get(aim, "Not yet decided") if rng.random() < 0.85 else None,
            }


def _aim(rng: Any, world: World, last: CareEpisode, *, is_first: bool) -> str:
    age = world.age_on(last.child, last.starts)
    if is_first:
        aims: tuple[str, ...] = ("RETURN1M", "RETURN6M", "RETURN6M", "OTHERPLN")
    elif last.end_reason in {"E11", "E12"}:
        aims = ("ADOPTION",)
    elif last.placement in {"U1", "U3"}:
        aims = ("LTRELFR",)
    elif age >= 16:
        aims = ("SUPPLIV", "LTFOST18")
    else:
        aims = ("LTFOST18", "LTFOST18", "RETURNEV", "RESPLMT")
    return str(rng.choice(aims))
