"""
The data-quality report for the departments, and who is covered.

On the bridge's side with row numbers; for the stewards' page with counts alone, compared with the last refresh.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from plainview.extracts.quality import Quality, to_excel, to_json
from plainview.monitoring import coverage
from plainview.pipeline.intake import Taken
from plainview.store import quality as shown
from plainview.store.engines.duckdb import open_engine
from plainview.store.read import Store
from plainview.vocabulary.tables import TABLES

SHOWN, COVERAGE = "quality.json", "coverage.json"


def write(taken: Taken, *, into: Path, as_of: date) -> tuple[Quality, ...]:
    """Write one workbook to send, and the same as JSON; both name rows. Gives the report of each source."""
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, facts in taken.structured.facts.items():
        if TABLES[name].starts:
            rows = facts.select("source", "valid_from", "valid_until").to_pyarrow()
            taken.quality.facts(table=name, rows=rows, as_of=as_of)
    found = taken.quality.build()
    to_excel(into / "data-quality.xlsx", found)
    to_json(into / "data-quality.json", found)
    return tuple(found)


def for_stewards(
    found: Sequence[Quality], *, store: Path, before: Path | None, as_of: date, accepted: Mapping[str, str]
) -> None:
    """
    Write the counts beside the store, with since when each stands and how it was at the last refresh.

    In: `accepted`: of each source that a person let through or went without, why.
    """
    now = [
        shown.Finding(q.source, i.kind, i.element, i.rows, i.share, i.says, i.what_to_do, as_of)
        for q in found
        for i in q.issues
    ]
    last = shown.read(before / SHOWN) if before else shown.Found()
    told = shown.compared(now, last, received=[q.source for q in found])
    shown.write(store / SHOWN, replace(told, accepted=accepted))


def who_is_covered(*, store: Path, as_of: date) -> None:
    """Write how much of each group each source knows."""
    engine = open_engine()
    try:
        # Agreements that are not in force that day were left aside before anything was read.
        tables = Store(store, in_force=lambda agreement, on: True, engine=engine)
        coverage.write(store / COVERAGE, coverage.coverage(tables, on=as_of))
    finally:
        engine.disconnect()
