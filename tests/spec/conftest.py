"""Small tables in, expected out: the form in which a rule's meaning is written down and printed in the manual."""

from collections.abc import Callable
from datetime import date
from functools import cache
from itertools import count
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import pyarrow as pa
import pytest

from plainview.factors.evaluate import evaluate, status
from plainview.factors.register import load
from plainview.store.engines.duckdb import open_engine
from plainview.store.facts import Fact, FactorEvidence
from plainview.summaries.sentences import load_sentences
from plainview.vocabulary.tables import TABLES, Kind

TYPES = {Kind.DATE: dt.date, Kind.NUMBER: dt.float64, Kind.PENCE: dt.int64, Kind.FLAG: dt.boolean}
PLAIN = ("person_id", "source", "record_ref", "agreement", "rule", "valid_from", "valid_until", "known_from")
BLANK = "-"
numbers = count()


def cell(text: str, kind: Kind | None) -> Any:
    """Read one cell of a small table; `-` is null."""
    if text == BLANK:
        return None
    if kind is Kind.DATE:
        return date.fromisoformat(text)
    if kind is Kind.FLAG:
        return text == "yes"
    if kind is Kind.PENCE:
        return int(text)
    return float(text) if kind is Kind.NUMBER else text


def rows_of(name: str, text: str) -> list[dict[str, Any]]:
    """Read a small table: a line of columns, then a line a row; provenance is filled in where it is left out."""
    declared = TABLES[name]
    lines = [line.split() for line in text.strip().splitlines()]
    rows = []
    for n, line in enumerate(lines[1:]):
        row: dict[str, Any] = {}
        for column, text_in_cell in zip(lines[0], line, strict=True):
            kind = declared.by_name[column].kind if column in declared.by_name else None
            row[column] = cell(text_in_cell, Kind.DATE if column == "known_from" else kind)
        start = row.get(declared.starts) if declared.starts else None
        row.setdefault("source", "made-up")
        row.setdefault("record_ref", f"{name}-{n}")
        row.setdefault("known_from", start or date(2020, 1, 1))
        row |= {"agreement": row["source"], "rule": f"{row['source']}:tables.0", "valid_from": start}
        row["valid_until"] = row.get(declared.ends) if declared.ends else None
        rows.append(row)
    return rows


@pytest.fixture(scope="session")
def engine() -> Any:
    # Not closed by hand: what Ibis still has to tidy up in it would fail.
    return open_engine()


@pytest.fixture(scope="session")
def library() -> Any:
    return load()


@pytest.fixture
def spec(engine: Any, library: Any) -> Callable[..., None]:
    """Hold that a factor counts as expected: by person, `current` or `historic`; a person not named has it not."""

    def check(factor: str, *, as_of: str, expect: dict[str, str], **tables: str) -> None:
        @cache
        def table(name: str) -> Any:
            if name not in tables:
                return None
            declared = TABLES[name]
            types = {c: dt.date if c.startswith("valid") or c == "known_from" else dt.string for c in PLAIN}
            types |= {c.name: TYPES.get(c.kind, dt.string) for c in declared.columns}
            rows = [{c: row.get(c) for c in types} for row in rows_of(name, tables[name])]
            arrow = pa.Table.from_pylist(rows, schema=ibis.schema(types).to_pyarrow())
            return engine.create_table(f"{name}_{next(numbers)}", arrow)

        met = evaluate([library[factor]], tables=table)
        found: dict[str, str] = {}
        for row in engine.to_pyarrow(met).to_pylist():
            row["record_refs"] = tuple(row["record_refs"])
            how = status(FactorEvidence(**row), as_of=date.fromisoformat(as_of))
            if how is not None and found.get(row["person_id"]) != "current":
                found[row["person_id"]] = how
        assert found == expect

    return check


@pytest.fixture(scope="session")
def sentences() -> Any:
    return load_sentences()


@pytest.fixture
def says(sentences: Any) -> Callable[..., None]:
    """Hold that a row is said in these words."""

    def check(table: str, text: str, expect: str, *, as_of: str = "2026-11-01") -> None:
        (row,) = rows_of(table, text)
        values = {c: row[c] for c in TABLES[table].by_name if row.get(c) is not None}
        fact = Fact(table, "A", "made-up", "ref", "made-up:tables.0", row["valid_from"], row["valid_until"],
                    row["known_from"], values, {})  # fmt: skip
        is_closed = fact.valid_until is not None and fact.valid_until <= date.fromisoformat(as_of)
        said = sentences.say(fact, {**values, "department": "Housing"}, is_closed=is_closed)
        assert said is not None
        assert said.text == expect

    return check
