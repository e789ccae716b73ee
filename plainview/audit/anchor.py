"""The head of a chain, kept outside the database: what shows that the whole chain was not written anew."""

import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from plainview.audit.chain import GENESIS, Link, Verified
from plainview.audit.sinks import Sink
from plainview.vocabulary.errors import PlainviewError


class CouldNotAnchor(PlainviewError):
    """The anchor was not written, or what stands there is no anchor."""

    slug = "could-not-anchor"


@dataclass(frozen=True, slots=True)
class Anchor:
    """Head hash and count of one chain at one instant."""

    chain: str
    at: str  # ISO, UTC
    count: int
    head: str


def write_anchor(path: Path, *, chain: str, sink: Sink, at: datetime) -> Anchor:
    """
    Check the chain, then add its head to the anchor file, one JSON line each time.

    Raises: CouldNotAnchor, if the chain does not hold or the file can't be written.
    """
    found = sink.verify()
    if not found.ok:
        raise CouldNotAnchor(
            f"the chain {chain} does not hold at event {found.broken_at}, so its head is not anchored.",
            do="Run `plainview audit verify` and tell information governance.",
        )
    anchor = Anchor(chain, at.isoformat(), found.count, found.head)
    told = {"chain": anchor.chain, "at": anchor.at, "count": anchor.count, "head": anchor.head}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            os.write(file, json.dumps(told, sort_keys=True).encode() + b"\n")
            os.fsync(file)
        finally:
            os.close(file)
    except OSError as error:
        raise CouldNotAnchor(
            f"the anchor file can't be written (error {error.errno} of the system).",
            where=f"Anchor: {path.name}",
            do="Give a folder that this account may write to.",
        ) from None
    return anchor


def read_anchors(path: Path, *, chain: str) -> list[Anchor]:
    """Give the anchors of one chain, oldest first. Raises: CouldNotAnchor, if a line is no anchor."""
    anchors = []
    try:
        for line in path.read_text().splitlines():
            told = json.loads(line)
            if told["chain"] == chain:
                anchors.append(Anchor(told["chain"], told["at"], int(told["count"]), told["head"]))
    except (OSError, ValueError, KeyError, TypeError):
        raise CouldNotAnchor(
            "the anchor file can't be read.", where=f"Anchor: {path.name}", do="Restore it from its own backup."
        ) from None
    return anchors


def verify_with_anchors(sink: Sink, anchors: list[Anchor]) -> Verified:
    """Check a chain, and that every anchored head still stands where it stood."""
    found = sink.verify()
    if not found.ok or not anchors:
        return found
    links: dict[int, Link] = {link.number: link for link in sink.events()}
    for anchor in anchors:
        if anchor.count == 0 and anchor.head == GENESIS:
            continue
        link = links.get(anchor.count)
        if link is None:
            return Verified(False, found.count, found.head, found.count + 1, "events after an anchor are missing")
        if link.hash != anchor.head:
            return Verified(False, found.count, found.head, anchor.count, "the chain was written anew after an anchor")
    return found
