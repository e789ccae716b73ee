"""Why two records are one person; what stands on a record; what a factor means and who can show it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from plainview.audit.sinks import FileSink
from plainview.bridge.answers import Answers
from plainview.bridge.vault import open_keys
from plainview.pipeline import policy
from plainview.store.engines.duckdb import open_engine, read_parquet
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home
from plainview.vocabulary.purposes import Purpose
from plainview.vocabulary.tables import TABLES

_ROLE = "command_line"


class NothingToExplain(PlainviewError):
    """No such person, record or factor, or none that may be told."""

    slug = "nothing-to-explain"


def person(home: Home, *, system: str, case_id: str, officer: str, reason: str) -> Iterator[str]:
    """Say which records are taken for one person, and why: by the bridge, audited as every look is."""
    answers = Answers(
        home=home, keys=open_keys(key_file=home.key_file), sink=FileSink(home.bridge_audit),
        roles={_ROLE: ("find", "reveal")}, clock=lambda: datetime.now(UTC),
    )  # fmt: skip
    asked = {"officer": officer, "role": _ROLE, "purpose": "data quality", "reason": reason}
    found = answers.answer({"act": "find", "by": {"case": {"space": system, "id": case_id}}, **asked})["people"]
    if not found:
        raise NothingToExplain(
            "no one can be told of for that reference.", where=f"System: {system}.",
            do="Check the system's name and the reference; withheld people are told of to no one here.",
        )  # fmt: skip
    for one in found:
        links: list[dict[str, Any]] = answers.answer({"act": "reveal", "links": one["person_id"], **asked})["links"]
        yield f"Display pseudonym {one['person_id']}: {len(links)} links hold its records together, the weakest first."
        if not links:
            yield "  All its records carry the same reference, or there is one alone."
        for link in links:
            yield f"  {' and '.join(str(r) for r in link['records'])}"
            for because in link["because"]:
                yield f"    {because}"


def record(home: Home, *, record_ref: str) -> Iterator[str]:
    """Say which facts stand on a record: from the store, without a name."""
    display = home.store(home.current()) / Purpose.DISPLAY.value
    engine = open_engine()
    told = 0
    for file in sorted(display.glob("*.parquet")):
        if file.stem not in TABLES:
            continue
        table = read_parquet(engine, file=file)
        for row in table.filter(table.record_ref == record_ref).to_pyarrow().to_pylist():
            told += 1
            columns = {c: row[c] for c in TABLES[file.stem].by_name if row[c] is not None}
            yield f"{file.stem}: about {row['person_id']}, by rule {row['rule']}, known from {row['known_from']}"
            yield "  " + ", ".join(f"{c}={v}" for c, v in columns.items())
    engine.disconnect()
    if not told:
        raise NothingToExplain("no fact of this refresh stands on that record.", do="Check the reference.")


def factor(council: Path, factor_id: str) -> Iterator[str]:
    """Say what a factor means, when it counts, and which sources fill what its rules read."""
    rules = policy.read(council, on=None)
    if factor_id not in rules.factors:
        raise NothingToExplain("there is no such factor.", do=f"One of: {', '.join(rules.factors)}.")
    definition = rules.factors[factor_id]
    yield f"{definition.label} ({definition.kind}): {definition.definition}"
    yield f"Counts when: {definition.counts_when}"
    for rule in definition.rules:
        filling = sorted({r.agreement for r in rules.lineage.values() if r.table == rule.table})
        yield f"  rule {rule.id} reads {rule.table}, which is filled by: {', '.join(filling) or 'no source yet'}"
