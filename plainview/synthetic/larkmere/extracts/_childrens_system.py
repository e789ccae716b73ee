"""What the extracts of the children's system share: whom it knows, its references, its ways of writing."""

import json
import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.formats import iso_date, uk_date
from plainview.synthetic.larkmere.world.model import World

SPACE = "lcs"
_OF_CHILDREN = ("contacts", "referrals", "assessments", "early_help", "cin_plans", "section47s", "cp_plans",
                "care_episodes", "missing", "screenings", "care_leavers", "legal_steps", "health_checks")  # fmt: skip


def stamp(world: World) -> str:
    """Give the day of the extract as file names hold it."""
    return f"{world.ends:%Y%m%d}"


def children(world: World) -> list[int]:
    """Give the children, and those who were children then, about whom the system holds an event."""
    return sorted({each.child for kind in _OF_CHILDREN for each in getattr(world, kind)})


def brothers_and_sisters(world: World, child: int) -> list[int]:
    """Give the other children of the same mother."""
    mother = world.persons[child].mother
    return [] if mother is None else [p.id for p in world.children_of(mother) if p.id != child]


def parents(world: World, child: int) -> list[int]:
    """Give the parents who are people of the borough."""
    person = world.persons[child]
    return [p for p in (person.mother, person.father) if p is not None]


def everyone(world: World) -> list[int]:
    """Give all whom the system holds: children, their parents, brothers and sisters, and who cares for them."""
    known = set(children(world))
    for child in tuple(known):
        known.update(parents(world, child))
        known.update(brothers_and_sisters(world, child))
    known.update(r.family for r in world.referrals)
    known.update(e.family for e in world.early_help)
    return sorted(known)


def live_together(world: World, one: int, other: int) -> bool:
    """Say whether two people keep house together on the day of the extract."""
    mine, theirs = world.stay_on(one, world.ends), world.stay_on(other, world.ends)
    return mine is not None and theirs is not None and mine.household == theirs.household


# ---- references ----
def referral_ref(referral: int | None) -> str | None:
    """Give the number of a referral, which plans, enquiries and assessments carry too."""
    return None if referral is None else str(4_000_000 + referral * 3)


def event_ref(kind: int, event: int) -> str:
    """Give the number of another event; `kind` keeps the ranges apart."""
    return str(kind * 1_000_000 + event * 3)


# ---- ways of writing ----
def rng_of(world: World, source: str, *key: object) -> random.Random:
    """Give random numbers that depend on the record alone, whatever else is written."""
    return draw.stream(world.seed, source, *key)


def nothing(rng: random.Random) -> str | None:
    """Write that there is nothing: mostly an empty cell, now and then a word for it."""
    return rng.choices((None, "NULL", "N/A"), (94, 4, 2))[0]


def yes_no(rng: random.Random, said: bool | None) -> str | None:
    """Write a flag as its users do: Y, Yes or 1."""
    if said is None:
        return None
    return rng.choices(("Y", "Yes", "1") if said else ("N", "No", "0"), (90, 6, 4))[0]


def padded(rng: random.Random, text: str | None) -> str | None:
    """Leave a blank behind a text now and then."""
    return text if text is None or rng.random() >= 0.02 else text + "  "


def some_date(rng: random.Random, day: date | None) -> str | None:
    """Write a date in the system's form, and one time in thirty as it was typed elsewhere."""
    return uk_date(day) if rng.random() < 0.03 else iso_date(day)


def outcome_json(flags: Iterable[str], set_: str | None, comments: str | None, *, prefix: str = "") -> str:
    """Write an outcome as the reporting database does: a flag for each possible outcome, and a comment."""
    said: dict[str, Any] = {f"{prefix}{f}_FLAG": "Y" if f == set_ else "N" for f in flags}
    said["OTHER_OUTCOMES_EXIST_FLAG"] = "N" if set_ else "Y"
    said["NUMBER_OF_OUTCOMES"] = "1" if set_ else ""
    said["COMMENTS"] = comments or ""
    return json.dumps(said, ensure_ascii=False)


def now_and_then_twice(
    world: World, source: str, rows: Iterable[Mapping[str, Any]], share: float = 0.004
) -> Iterator[Mapping[str, Any]]:
    """Give each row, and a few a second time, as a careless join in a reporting view does."""
    for n, row in enumerate(rows):
        yield row
        if draw.share(world.seed, source, "twice", n) < share:
            yield dict(row)


def working_days(starts: date, ends: date) -> int:
    """Count the days from Monday to Friday after `starts` up to and including `ends`."""
    days = (ends - starts).days
    return sum((starts + timedelta(days=n)).weekday() < 5 for n in range(1, days + 1))


def after_working_days(starts: date, days: int) -> date:
    """Give the day that is so many working days later."""
    day = starts
    while days > 0:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day
