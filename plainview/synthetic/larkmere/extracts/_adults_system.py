"""What the extracts of the adults' system share: whom it knows, its references, its ways of writing."""

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.formats import iso_date, uk_date
from plainview.synthetic.larkmere.world.model import World

SPACE = "las"
PERSON = "LA_Person_Unique_Identifier"  # every row of the client level data carries it
_OF_ADULTS = ("adult_requests", "adult_assessments", "adult_services", "adult_reviews", "safeguarding",
              "hospital_stays")  # fmt: skip


def stamp(world: World) -> str:
    """Give the day of the extract as file names hold it."""
    return f"{world.ends:%Y%m%d}"


def rng_of(world: World, source: str, *key: object) -> random.Random:
    """Give random numbers that depend on the record alone, whatever else is written."""
    return draw.stream(world.seed, source, *key)


def service_users(world: World) -> set[int]:
    """Give the adults about whom the system holds an event."""
    return {each.adult for kind in _OF_ADULTS for each in getattr(world, kind)}


def carers(world: World) -> set[int]:
    """Give the unpaid carers."""
    return {c.carer for c in world.carers}


def everyone(world: World) -> list[int]:
    """Give all whom the system holds: service users, carers and whom they care for, and who has a note."""
    known = service_users(world) | carers(world)
    known.update(p for c in world.carers for p in c.cared_for)
    known.update(n.person for n in world.notes if n.service == "adults")
    return sorted(known)


def support_reason(world: World, adult: int) -> str | None:
    """Give the primary support reason: of the latest service, else of the latest request."""
    services = world.grouped("adult_services", "adult").get(adult, [])
    requests = world.grouped("adult_requests", "adult").get(adult, [])
    held: str | None = None
    if services:
        held = max(services, key=lambda s: (s.starts, s.id)).reason
    elif requests:
        held = max(requests, key=lambda r: (r.on, r.id)).reason
    return held


def event_ref(kind: str, event: int) -> str:
    """Give the number of an event as the system shows it."""
    return f"{kind}{event * 7 + 100000}"


def some_date(rng: random.Random, day: date | None) -> str | None:
    """Write a date in the system's form, and one in fifty as an import left it."""
    return iso_date(day) if rng.random() < 0.02 else uk_date(day)


def yes_no(rng: random.Random, said: bool | None) -> str | None:
    """Write a flag as the return wants it, and now and then as the system holds it."""
    if said is None:
        return None
    return rng.choices(("Yes", "Y", "1") if said else ("No", "N", "0"), (92, 6, 2))[0]


def marked(said: bool) -> str:
    """Write a flag as Y or N."""
    return "Y" if said else "N"


def nothing(rng: random.Random) -> str | None:
    """Write that there is nothing: mostly an empty cell, now and then a word for it."""
    return rng.choices((None, "NULL", "N/A"), (95, 3, 2))[0]


def now_and_then_twice(
    world: World, source: str, rows: Iterable[Mapping[str, Any]], share: float = 0.003
) -> Iterator[Mapping[str, Any]]:
    """Give each row, and a few a second time, as a submission does that is joined carelessly."""
    for n, row in enumerate(rows):
        yield row
        if draw.share(world.seed, source, "twice", n) < share:
            yield dict(row)
