"""The hash chain: each link stands on the one before, so no event can be changed, left out or put in between."""

import hashlib
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from plainview.audit.event import Event

GENESIS = "0" * 64  # what the first link stands on


@dataclass(frozen=True, slots=True)
class Link:
    """One event in its place."""

    number: int  # from 1
    event: dict[str, Any]
    previous: str  # hash of the link before
    hash: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What checking a chain found. `broken_at` is the number of the first link that does not hold."""

    ok: bool
    count: int
    head: str
    broken_at: int | None = None
    why: str = ""


def hash_of(*, number: int, event: dict[str, Any], previous: str) -> str:
    """Hash a link: SHA-256 over canonical JSON of its number, its event and the previous hash."""
    told = {"event": event, "number": number, "previous": previous}
    canonical = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(canonical.encode()).hexdigest()


def append(event: Event, *, count: int, head: str) -> Link:
    """Make the link that follows a chain of `count` links whose last hash is `head`."""
    told = event.as_json()
    number = count + 1
    return Link(number, told, head, hash_of(number=number, event=told, previous=head))


def verify(events: Iterable[Link]) -> Verified:
    """Check each link against the one before, and stop at the first that does not hold."""
    count, head = 0, GENESIS
    for link in events:
        expected = count + 1
        if link.number != expected:
            return Verified(False, count, head, expected, "a link is missing or out of order")
        if link.previous != head:
            return Verified(False, count, head, expected, "a link does not stand on the one before")
        if link.hash != hash_of(number=link.number, event=link.event, previous=link.previous):
            return Verified(False, count, head, expected, "an event was changed after it was written")
        count, head = link.number, link.hash
    return Verified(True, count, head)
