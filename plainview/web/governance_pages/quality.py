"""What a data steward sees of each source: when it came, how late it is, what was found wrong with it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from plainview.store.facts import SourceReceived
from plainview.web.holdings import Holdings


@dataclass(frozen=True, slots=True)
class SourceQuality:
    """One source's line."""

    source: SourceReceived
    days_old: int | None
    days_late: int
    state: str


def quality_of(held: Holdings, on: date) -> dict[str, Any]:
    """Give one line a source, those that need someone first."""
    lines = [_line(source, on) for source in held.sources]
    order = {"not received": 0, "ended": 1, "late": 2, "current": 3}
    lines.sort(key=lambda one: (order[one.state], -one.days_late, one.source.title))
    return {
        "lines": lines,
        "refresh_id": held.refresh_id,
        "on": on,
        "waiting": sum(o.state != "current" for o in lines),
    }


def _line(source: SourceReceived, on: date) -> SourceQuality:
    if source.received_on is None:
        return SourceQuality(source, None, 0, "not received")
    days_old = (on - source.received_on).days
    days_late = max(0, days_old - source.rhythm_days)
    if on >= source.ends:
        return SourceQuality(source, days_old, days_late, "ended")
    return SourceQuality(source, days_old, days_late, "late" if days_late else "current")
