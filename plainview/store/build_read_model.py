"""Making the read model from the display tables: grouped by the engine, written one row a resident."""

import json
import sqlite3
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir

from plainview.store.engines.duckdb import to_json
from plainview.store.facts import SourceReceived
from plainview.store.members import household_kinds, members
from plainview.store.publish import Lineage
from plainview.store.read_model import EVIDENCE_COLUMNS, FACT_COLUMNS, MEMBER_COLUMNS, VERSION, own_columns
from plainview.vocabulary.tables import STAFF_COLUMNS, TABLES

Tables = Callable[[str], ir.Table | None]

# Told by `members` instead, or for monitoring alone.
NOT_FACTS = frozenset({"characteristics", "households", "household_members", "relationships"})
_AT_A_TIME = 20_000
_COMPRESSION = 3  # the records are read far oftener than written, but a refresh has a time limit

_SCHEMA = """
    CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE resident (person_id TEXT PRIMARY KEY, record BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE lineage (rule TEXT PRIMARY KEY, columns TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE source (place INTEGER PRIMARY KEY, source TEXT NOT NULL, title TEXT, department TEXT,
                         system TEXT, received_on TEXT, rhythm_days INTEGER, ends TEXT NOT NULL);
    CREATE TABLE staff (staff TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, team TEXT NOT NULL,
                        phone TEXT NOT NULL, email TEXT NOT NULL);
"""


def build(
    *,
    path: Path,
    tables: Tables,
    evidence: ir.Table | None,
    lineage: Lineage,
    sources: Sequence[SourceReceived],
    staff: ir.Table | None = None,
    withheld_for: Mapping[str, tuple[str, ...]] | None = None,
) -> int:
    """
    Write the read model.

    In:  `tables` gives a display table by name, or None if there is none; `evidence` as
         `factors.evaluate` gives it; `withheld_for` by display pseudonym: roles that may still see them.
    Out: how many residents it holds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as connection:
        connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA)
        connection.execute("INSERT INTO about VALUES ('version', ?)", (str(VERSION),))
        records = _records(tables, evidence, withheld_for or {})
        connection.executemany("INSERT INTO resident VALUES (?, ?)", records)
        connection.executemany(
            "INSERT INTO lineage VALUES (?, ?)", ((rule, json.dumps(columns)) for rule, columns in lineage.items())
        )
        connection.executemany("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _source_rows(sources))
        if staff is not None:
            connection.executemany("INSERT INTO staff VALUES (?, ?, ?, ?, ?, ?)", _staff_rows(staff))
        connection.commit()
        count: int = connection.execute("SELECT count(*) FROM resident").fetchone()[0]
    unfinished.replace(path)
    return count


def _records(
    tables: Tables, evidence: ir.Table | None, withheld_for: Mapping[str, tuple[str, ...]]
) -> Iterator[tuple[str, bytes]]:
    """Give each resident's record, put together from the parts that the engine grouped."""
    parts = _parts(tables, evidence)
    if not parts:
        return
    whole = ibis.union(*parts) if len(parts) > 1 else parts[0]
    for low, high in _slices(tables):
        within = whole.filter(whole.person_id >= low)
        within = within.filter(within.person_id < high) if high is not None else within
        for person_id, group in groupby(_rows(within), key=itemgetter(0)):
            facts: list[str] = []
            others: dict[str, str] = {}
            for _, kind, part, content in group:
                if content is None:  # nothing is known, such as the month of birth
                    continue
                if kind == "facts":
                    facts.append(f"{json.dumps(part)}:{content}")
                else:
                    others[kind] = content
            yield person_id, _packed(facts, others, withheld_for.get(person_id, ()))


def _slices(tables: Tables) -> Iterator[tuple[str, str | None]]:
    """Give bounds of so many residents at a time that memory holds them, however large the borough."""
    known = [t.select("person_id").distinct() for n in TABLES if n not in NOT_FACTS and (t := tables(n)) is not None]
    if not known:
        return
    union = ibis.union(*known, distinct=True) if len(known) > 1 else known[0]
    lows = sorted(union.to_pyarrow()["person_id"].to_pylist())[::_AT_A_TIME]
    yield from zip(lows, [*lows[1:], None], strict=True)


def _rows(parts: ir.Table) -> Iterator[tuple[str, str, str, str | None]]:
    arrived = parts.order_by("person_id", "kind", "part").to_pyarrow()
    for batch in arrived.to_batches(max_chunksize=10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _packed(facts: list[str], others: dict[str, str], withheld_for: tuple[str, ...]) -> bytes:
    text = (
        f'{{"born_month":{others.get("born_month", "null")},'
        f'"household_kind":{others.get("household_kind", json.dumps("not_known"))},'
        f'"withheld_for":{json.dumps(withheld_for)},'
        f'"factors":{others.get("factors", "null")},"members":{others.get("members", "null")},'
        f'"facts":{{{",".join(facts)}}}}}'
    )
    return zlib.compress(text.encode(), _COMPRESSION)


def _parts(tables: Tables, evidence: ir.Table | None) -> list[ir.Table]:
    """Give (person_id, kind, part, content): every list of a resident, as JSON by column."""
    parts: list[ir.Table] = []
    for name in TABLES:
        if name not in NOT_FACTS and (table := tables(name)) is not None:
            parts.append(_facts(table, name))
    residents = tables("residents")
    if residents is not None:
        born = residents.group_by("person_id").aggregate(born_month=residents.born_month.max())
        parts.append(_part(born, "born_month", "", to_json(born.born_month)))
    if evidence is not None:
        parts.append(_lists(evidence, "factors", EVIDENCE_COLUMNS, ("valid_from", "factor", "rule")))
    kinds = household_kinds(tables)
    if kinds is not None:
        parts.append(_part(kinds, "household_kind", "", to_json(kinds.kind)))
    living_with = members(tables)
    if living_with is not None:
        parts.append(
            _lists(
                living_with, "members", MEMBER_COLUMNS, ("lives_from", "member_id"), names={"person_id": "member_id"}
            )
        )
    return parts


def _facts(table: ir.Table, name: str) -> ir.Table:
    return _lists(table, "facts", [*FACT_COLUMNS, *own_columns(name)], ("valid_from", "record_ref", "rule"), part=name)


def _lists(
    table: ir.Table, kind: str, columns: Sequence[str], order: Sequence[str], *, part: str = "",
    names: Mapping[str, str] | None = None,
) -> ir.Table:  # fmt: skip
    """Give each resident's rows as one JSON list, each row by the place of its columns (short, and they repeat)."""
    row = ibis.struct({str(place): table[(names or {}).get(c, c)] for place, c in enumerate(columns)})
    grouped = table.group_by("person_id").aggregate(rows=row.collect(order_by=[table[c] for c in order]))
    return _part(grouped, kind, part, to_json(grouped.rows))


def _part(table: ir.Table, kind: str, part: str, content: ir.Value) -> ir.Table:
    return table.select(
        person_id=table.person_id, kind=ibis.literal(kind), part=ibis.literal(part), content=content.cast("string")
    )


def _source_rows(sources: Sequence[SourceReceived]) -> Iterator[tuple[Any, ...]]:
    for place, s in enumerate(sources):
        received = s.received_on.isoformat() if s.received_on else None
        yield place, s.source, s.title, s.department, s.system, received, s.rhythm_days, s.ends.isoformat()


def _staff_rows(staff: ir.Table) -> Iterator[tuple[Any, ...]]:
    for row in staff.select(*STAFF_COLUMNS).to_pyarrow().to_pylist():
        yield tuple(row[c] if row[c] is not None else "" for c in STAFF_COLUMNS)
