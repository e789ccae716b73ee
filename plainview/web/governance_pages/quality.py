"""What a data steward sees of each source: when it came, how late it is, what was found in it and since when."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from plainview.monitoring.coverage import by_group
from plainview.store.facts import SourceReceived
from plainview.store.quality import Finding
from plainview.web.holdings import Holdings

_ORDER = {"not received": 0, "ended": 1, "late": 2, "current": 3}


@dataclass(frozen=True, slots=True)
class SourceQuality:
    """One source's line, and what was found in it, the widest first."""

    source: SourceReceived
    days_old: int | None
    days_late: int
    state: str
    findings: tuple[Finding, ...] = ()
    mended: tuple[Finding, ...] = ()

    @property
    def worse(self) -> int:
        """Count what is new or grew since the last refresh."""
        return sum(f.trend in ("new", "worse") for f in self.findings)


def quality_of(held: Holdings, on: date) -> dict[str, Any]:
    """Give one line a source, those that need someone first."""
    lines = [_line(source, held, on) for source in held.sources]
    lines.sort(key=lambda one: (_ORDER[one.state], -one.days_late, -one.worse, one.source.title))
    titles = {s.source: s.title for s in held.sources}
    return {
        "lines": lines,
        "accepted": [(titles.get(s, s), why) for s, why in sorted(held.found.accepted.items())],
        "departments": sorted({one.source.department for one in lines if one.findings}),
        "refresh_id": held.refresh_id,
        "on": on,
        "waiting": sum(o.state != "current" for o in lines),
    }


def source_quality(held: Holdings, source: str, on: date) -> SourceQuality | None:
    """Give one source's line; None, if there is no such source."""
    return next((_line(s, held, on) for s in held.sources if s.source == source), None)


def of_department(held: Holdings, department: str, on: date) -> list[SourceQuality]:
    """Give the lines of one department's sources, by title."""
    return [_line(s, held, on) for s in sorted(held.sources, key=lambda s: s.title) if s.department == department]


def coverage_of(held: Holdings) -> dict[str, Any]:
    """Give how much of each group each source knows, a table for each characteristic."""
    titles = {s.source: s.title for s in held.sources}
    tables: dict[str, dict[tuple[str, int], dict[str, int | None]]] = defaultdict(dict)
    for (characteristic, value, residents), shares in by_group(held.coverage.covered).items():
        tables[characteristic][value, residents] = shares
    sources = {c: sorted({s for row in rows.values() for s, p in row.items() if p != 0}, key=lambda s: titles.get(s, s))
               for c, rows in tables.items()}  # fmt: skip
    return {
        "tables": tables, "sources": sources, "titles": titles, "groups_hidden": held.coverage.groups_hidden,
        "refresh_id": held.refresh_id,
    }  # fmt: skip


def _line(source: SourceReceived, held: Holdings, on: date) -> SourceQuality:
    found = tuple(f for f in held.found.findings if f.source == source.source)
    mended = tuple(f for f in held.found.mended if f.source == source.source)
    if source.received_on is None:
        return SourceQuality(source, None, 0, "not received", found, mended)
    days_old = (on - source.received_on).days
    days_late = max(0, days_old - source.rhythm_days)
    state = "ended" if on >= source.ends else "late" if days_late else "current"
    return SourceQuality(source, days_old, days_late, state, found, mended)
