"""
Writes permanence and adoption (a CSV for each table), under the number that a child had before adoption.

The system holds a second, sealed record for an adopted child. The reporting views leave it out, and nothing in them
leads from one number to the other.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere import codes, draw
from plainview.synthetic.larkmere.extracts import _childrens_system as lcs
from plainview.synthetic.larkmere.formats import iso_date, uk_date, write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.model import CareEpisode, World

PERMANENCE = (
    "perm_table_id", "perm_person_id", "perm_cla_id", "perm_adm_decision_date", "perm_ffa_cp_decision_date",
    "perm_placement_order_date", "perm_placed_for_adoption_date", "perm_matched_date", "perm_adopted_by_carer_flag",
    "perm_placed_ffa_cp_date", "perm_decision_reversed_date", "perm_placed_foster_carer_date",
    "perm_part_of_sibling_group", "perm_siblings_placed_together", "perm_siblings_placed_apart",
    "perm_placement_provider_urn", "perm_decision_reversed_reason", "perm_permanence_order_date",
    "perm_permanence_order_type", "perm_adoption_worker_id", "perm_adopter_sex", "perm_adopter_legal_status",
    "perm_number_of_adopters",
)  # fmt: skip
# The tables of the yearly return; the reporting database puts the child's number before each row.
AD1 = ("perm_person_id", "DATE_INT", "DATE_MATCH", "FOSTER_CARE", "NB_ADOPTR", "SEX_ADOPTR", "LS_ADOPTR")
PLACED = ("perm_person_id", "DATE_PLACED", "DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
PREVIOUS = (
    "lapp_table_id", "lapp_person_id", "lapp_previous_permanence_order_date", "lapp_previous_permanence_option",
    "lapp_previous_permanence_la", "PREV_PERM", "LA_PERM", "DATE_PERM",
)  # fmt: skip

_ORDERS = {"E11": "Adoption", "E12": "Adoption", "E45": "Special Guardianship Order",
           "E47": "Special Guardianship Order", "E41": "Child Arrangements Order"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Way:
    """A child's way to a permanent home, as far as it went."""

    period: int
    child: int
    order: str | None = None
    ordered_on: date | None = None
    decided_on: date | None = None
    placement_order_on: date | None = None
    matched_on: date | None = None
    placed_on: date | None = None
    reversed_on: date | None = None
    by_carer: bool = False
    adopters: int | None = None


def write(out: Path, world: World) -> dict[str, int]:
    """Write permanence, the two adoption tables of the return, and earlier permanent homes."""
    recorder = Recorder(world, lcs.SPACE)
    ways = _ways(world)
    tables: tuple[tuple[str, tuple[str, ...], Iterator[dict[str, Any]]], ...] = (
        ("permanence", PERMANENCE, (_permanence(world, recorder, w) for w in ways)),
        ("SSDA903_ad1", AD1, (_adoption(world, recorder, w) for w in ways if w.order == "Adoption")),
        ("SSDA903_placed_for_adoption", PLACED, (_placing(world, recorder, w) for w in ways if w.decided_on)),
        ("previous_permanence", PREVIOUS, _previous(world, recorder)),
    )
    counts = {}
    for part, columns, rows in tables:
        name = f"CSC14_{part}_{lcs.stamp(world)}.csv"
        counts[name] = write_csv(out / name, columns, rows)
    return counts


def _ways(world: World) -> list[_Way]:
    """Give the ways that ended in an order, and those still open for young children under a care order."""
    made = []
    for period, episodes in sorted(world.grouped("care_episodes", "period").items()):
        last, rng = episodes[-1], lcs.rng_of(world, "csc14", period)
        order = _ORDERS.get(last.end_reason or "")
        if order == "Adoption":
            made.append(_adopted(rng, period, last))
        elif order is not None:
            made.append(_Way(period, last.child, order=order, ordered_on=last.ends))
        elif _may_be_adopted(world, last) and rng.random() < 0.6:
            made.append(_open(rng, world, period, episodes))
    return made


def _may_be_adopted(world: World, last: CareEpisode) -> bool:
    return last.legal_status in {"C2", "E1"} and world.age_on(last.child, last.starts) < 7


def _adopted(rng: Any, period: int, last: CareEpisode) -> _Way:
    ends = last.ends
    assert ends is not None
    begins = max(last.entered_care_on, ends - timedelta(days=rng.randint(380, 520)))
    step = (ends - begins) / 6
    by_carer = rng.random() < 0.2
    return _Way(
        period, last.child, "Adoption", ends, begins + step, begins + step * 2, begins + step * 3,
        begins + step * 3 + timedelta(days=14), None, by_carer, rng.choice((1, 2, 2, 2)),
    )  # fmt: skip


def _open(rng: Any, world: World, period: int, episodes: list[CareEpisode]) -> _Way:
    ordered = next(e.starts for e in episodes if e.legal_status in {"C2", "E1"})
    decided = ordered + timedelta(days=rng.randint(20, 160))
    ends = min(episodes[-1].ends or world.ends, world.ends)
    if decided >= ends:
        return _Way(period, episodes[0].child)
    allowed = decided + timedelta(days=rng.randint(40, 120))
    changed = decided + timedelta(days=rng.randint(150, 400)) if rng.random() < 0.3 else None
    return _Way(
        period, episodes[0].child, decided_on=decided, placement_order_on=allowed if allowed < ends else None,
        reversed_on=changed if changed and changed < ends else None,
    )  # fmt: skip


def _permanence(world: World, recorder: Recorder, way: _Way) -> dict[str, Any]:
    rng = lcs.rng_of(world, "csc14", "permanence", way.period)
    siblings = lcs.brothers_and_sisters(world, way.child)
    together = min(len(siblings), rng.choice((0, 0, 1)))
    workers = sorted(s.id for s in world.staff.values() if s.role == "social_worker")
    early = way.decided_on if way.by_carer else None
    return {
        "perm_table_id": lcs.event_ref(31, way.period),
        "perm_person_id": recorder.id(way.child),
        "perm_cla_id": lcs.event_ref(17, way.period),
        "perm_adm_decision_date": iso_date(way.decided_on),
        "perm_ffa_cp_decision_date": iso_date(early),
        "perm_placement_order_date": iso_date(way.placement_order_on),
        "perm_placed_for_adoption_date": iso_date(way.placed_on),
        "perm_matched_date": iso_date(way.matched_on),
        "perm_adopted_by_carer_flag": lcs.yes_no(rng, way.by_carer) if way.matched_on else None,
        "perm_placed_ffa_cp_date": iso_date(early + timedelta(days=12) if early else None),
        "perm_decision_reversed_date": iso_date(way.reversed_on),
        "perm_placed_foster_carer_date": iso_date(early + timedelta(days=12) if early else None),
        "perm_part_of_sibling_group": lcs.yes_no(rng, bool(siblings)),
        "perm_siblings_placed_together": together if siblings else None,
        "perm_siblings_placed_apart": len(siblings) - together if siblings else None,
        "perm_placement_provider_urn": f"SC07{way.period % 9000:04d}" if way.placed_on else None,
        "perm_decision_reversed_reason": _reason(world, way),
        "perm_permanence_order_date": iso_date(way.ordered_on),
        "perm_permanence_order_type": way.order,
        "perm_adoption_worker_id": codes.staff_ref(rng.choice(workers)) if workers and way.decided_on else None,
        "perm_adopter_sex": _adopter_sex(world, way),
        "perm_adopter_legal_status": _adopter_status(way),
        "perm_number_of_adopters": way.adopters,
    }


def _adopter_sex(world: World, way: _Way) -> str | None:
    if way.adopters is None:
        return None
    return "F1" if way.adopters == 1 else draw.pick(("MF", "MF", "MM", "FF"), world.seed, "csc14 adopters", way.period)


def _reason(world: World, way: _Way) -> str | None:
    return draw.pick(("RD1", "RD2", "RD3", "RD4"), world.seed, "csc14 ceased", way.period) if way.reversed_on else None


def _adopter_status(way: _Way) -> str | None:
    return None if way.adopters is None else "L0" if way.adopters == 1 else "L11"


def _adoption(world: World, recorder: Recorder, way: _Way) -> dict[str, Any]:
    return {
        "perm_person_id": recorder.id(way.child),
        "DATE_INT": uk_date(way.decided_on),
        "DATE_MATCH": uk_date(way.matched_on),
        "FOSTER_CARE": "1" if way.by_carer else "0",
        "NB_ADOPTR": way.adopters,
        "SEX_ADOPTR": _adopter_sex(world, way),
        "LS_ADOPTR": _adopter_status(way),
    }


def _placing(world: World, recorder: Recorder, way: _Way) -> dict[str, Any]:
    return {
        "perm_person_id": recorder.id(way.child),
        "DATE_PLACED": uk_date(way.decided_on),
        "DATE_PLACED_CEASED": uk_date(way.reversed_on),
        "REASON_PLACED_CEASED": _reason(world, way),
    }


def _previous(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    """Give the few children who came into care from an earlier permanent home."""
    for child, episodes in sorted(world.grouped("care_episodes", "child").items()):
        rng = lcs.rng_of(world, "csc14", "previous", child)
        came = episodes[0].entered_care_on
        if rng.random() >= 0.1 or world.age_on(child, came) < 4:
            continue
        on = came - timedelta(days=rng.randint(400, 1200))
        is_here = rng.random() < 0.6
        kind = rng.choice(("P1", "P2", "P2", "P4"))
        yield {
            "lapp_table_id": lcs.event_ref(32, child),
            "lapp_person_id": recorder.id(child),
            # Older orders are known by their month alone, and then entered as its first day.
            "lapp_previous_permanence_order_date": iso_date(on.replace(day=1) if rng.random() < 0.3 else on),
            "lapp_previous_permanence_option": kind,
            "lapp_previous_permanence_la": "Larkmere" if is_here else rng.choice(("Another council", "Not known")),
            "PREV_PERM": kind,
            "LA_PERM": "E09999999" if is_here else "OUT",
            "DATE_PERM": uk_date(on),
        }
