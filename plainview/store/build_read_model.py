"""Making the read model from the display tables: put together by the engine, written one row a resident."""

import json
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.store.engines.duckdb import digest, in_slices, json_array
from plainview.store.facts import SourceReceived
from plainview.store.members import household_kinds, members
from plainview.store.publish import Lineage
from plainview.store.read_model import EVIDENCE_COLUMNS, FACT_COLUMNS, MEMBER_COLUMNS, VERSION, own_columns
from plainview.vocabulary.tables import STAFF_COLUMNS, TABLES

Tables = Callable[[str], ir.Table | None]
Keep = Callable[[str, ir.Table], ir.Table]
Record = tuple[str, str, str, int, bytes]  # as in the table resident

# Told by `members` instead, or for monitoring alone.
NOT_FACTS = frozenset({"characteristics", "households", "household_members", "relationships"})
_AT_A_TIME = 20_000  # residents: memory holds their records, however large the borough

# Of what a record is made: one that was made of other columns is not copied.
_SHAPE = json.dumps([FACT_COLUMNS, EVIDENCE_COLUMNS, MEMBER_COLUMNS, {n: own_columns(n) for n in TABLES}])

_SCHEMA = """
    CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
    CREATE TABLE resident (person_id TEXT PRIMARY KEY, withheld_for TEXT NOT NULL, digest TEXT NOT NULL,
                           size INTEGER NOT NULL, record BLOB NOT NULL) WITHOUT ROWID;
    CREATE TABLE lineage (rule TEXT PRIMARY KEY, columns TEXT NOT NULL) WITHOUT ROWID;
    CREATE TABLE source (place INTEGER PRIMARY KEY, source TEXT NOT NULL, title TEXT, department TEXT,
                         system TEXT, received_on TEXT, rhythm_days INTEGER, ends TEXT NOT NULL);
    CREATE TABLE staff (staff TEXT PRIMARY KEY, name TEXT NOT NULL, role TEXT NOT NULL, team TEXT NOT NULL,
                        phone TEXT NOT NULL, email TEXT NOT NULL);
    CREATE TABLE involvement (person_id TEXT NOT NULL, staff TEXT, team TEXT, role TEXT, starts TEXT, ends TEXT);
"""
_INDEXES = """
    CREATE INDEX involvement_by_staff ON involvement (staff);
    CREATE INDEX involvement_by_team ON involvement (team);
"""


@dataclass(frozen=True, slots=True)
class Part:
    """One member of a resident's JSON object: rows of a table, each a list of its columns; or one value."""

    key: str
    table: ir.Table
    columns: tuple[str, ...]
    order: tuple[str, ...] = ()  # none: as the rows lie in the file
    is_value: bool = False

    def contents(self, only: ir.Table | None) -> ir.Table:
        """Give person_id, content (JSON) and digest, of all residents or of those in a table."""
        table = self.table if only is None else self.table.semi_join(only, "person_id")
        if self.is_value:
            content = ibis.literal('"') + table[self.columns[0]].cast("string").max() + '"'
        else:
            rows = json_array(*(table[c] for c in self.columns))
            content = ibis.literal("[") + rows.group_concat(",", order_by=[table[c] for c in self.order] or None) + "]"
        grouped = table.group_by("person_id").aggregate(content=content, digest=self._digest(table))
        return grouped.mutate(content=ibis.literal(f'"{self.key}":') + grouped.content)

    def digests(self) -> ir.Table:
        """Give person_id and digest: what it takes to see that nothing changed, and nothing more."""
        return self.table.group_by("person_id").aggregate(digest=self._digest(self.table))

    def _digest(self, table: ir.Table) -> ir.Value:
        # A sum, so that the order of the rows does not matter; the key, so that a row moved to another table does.
        return digest(ibis.literal(self.key), *(table[c] for c in self.columns)).sum()


def build(
    *,
    path: Path,
    tables: Tables,
    evidence: ir.Table | None,
    lineage: Lineage,
    sources: Sequence[SourceReceived],
    staff: ir.Table | None = None,
    withheld_for: Mapping[str, tuple[str, ...]] | None = None,
    keep: Keep = lambda _name, table: table,
    previous: Path | None = None,
) -> int:
    """
    Write the read model.

    In:  `tables` gives a display table by name, or None if there is none; `evidence` as
         `factors.evaluate` gives it; `withheld_for` by display pseudonym: roles that may still see them;
         `keep` materialises a table that every slice of residents is taken from; `previous`: the last
         refresh's read model, from which the records of residents are copied of whom nothing changed.
    Out: how many residents it holds.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished.absolute().as_uri(), uri=True, isolation_level=None)) as connection:
        connection.executescript(
            "PRAGMA page_size = 8192; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;" + _SCHEMA
        )
        held = withheld_for or {}
        parts = _parts(tables, evidence, keep)
        changed = _copy_unchanged(connection, previous, parts, held) if previous is not None else None
        connection.execute("BEGIN")
        connection.executemany("INSERT INTO about VALUES (?, ?)", (("version", str(VERSION)), ("shape", _SHAPE)))
        connection.executemany("INSERT INTO resident VALUES (?, ?, ?, ?, ?)", _records(parts, held, changed, keep))
        connection.executemany(
            "INSERT INTO lineage VALUES (?, ?)", ((rule, json.dumps(columns)) for rule, columns in lineage.items())
        )
        connection.executemany("INSERT INTO source VALUES (?, ?, ?, ?, ?, ?, ?, ?)", _source_rows(sources))
        if staff is not None:
            connection.executemany("INSERT INTO staff VALUES (?, ?, ?, ?, ?, ?)", _staff_rows(staff))
        connection.executemany("INSERT INTO involvement VALUES (?, ?, ?, ?, ?, ?)", _involvements(tables))
        connection.execute("COMMIT")
        connection.executescript(_INDEXES)
        count: int = connection.execute("SELECT count(*) FROM resident").fetchone()[0]
    unfinished.replace(path)
    return count


def _records(
    parts: Sequence[Part], withheld_for: Mapping[str, tuple[str, ...]], changed: list[str] | None, keep: Keep
) -> Iterator[Record]:
    """Give each resident's record, or of those who changed: put together by the engine and only packed here."""
    if not parts:
        return
    people, only = changed, None
    if people is None:
        everyone = _union(part.table.select("person_id").distinct() for part in parts)
        people = everyone.to_pyarrow()["person_id"].to_pylist()
    else:
        only = keep("changed", ibis.memtable(pa.table({"person_id": pa.array(people, pa.string())})))
    if not people:
        return
    lows = sorted(set(people))[::_AT_A_TIME]
    each = _union(part.contents(only) for part in parts)
    whole = each.group_by("person_id").aggregate(
        record=each.content.group_concat(","), digest=each.digest.sum().cast("string")
    )
    packer = pa.Codec("zstd", compression_level=1)
    for batch in in_slices(whole, by="person_id", bounds=zip(lows, [*lows[1:], None], strict=True)):
        told = zip(batch.column("person_id").to_pylist(), batch.column("digest").to_pylist(), strict=True)
        records = batch.column("record").cast(pa.large_binary())
        for (person_id, of_all), content in zip(told, records, strict=True):
            record = b"{%b}" % content.as_py()
            yield person_id, _roles(person_id, withheld_for), of_all, len(record), packer.compress(record, asbytes=True)


def _copy_unchanged(
    connection: sqlite3.Connection, previous: Path, parts: Sequence[Part], withheld_for: Mapping[str, tuple[str, ...]]
) -> list[str] | None:
    """Copy the records of those of whom nothing changed; give the others, or None if nothing can be copied."""
    if not previous.is_file() or not parts:
        return None
    connection.execute("ATTACH ? AS before", (f"{previous.absolute().as_uri()}?mode=ro&immutable=1",))
    try:
        about = dict(connection.execute("SELECT name, value FROM before.about"))
        if (about.get("version"), about.get("shape")) != (str(VERSION), _SHAPE):
            return None
        before = dict(connection.execute("SELECT person_id, digest FROM before.resident"))
        every = _union(part.digests() for part in parts)
        now = every.group_by("person_id").aggregate(digest=every.digest.sum().cast("string")).to_pyarrow()
        same: list[str] = []
        changed: list[str] = []
        for person_id, told in zip(now["person_id"].to_pylist(), now["digest"].to_pylist(), strict=True):
            (same if before.get(person_id) == told else changed).append(person_id)
        connection.execute("BEGIN")
        connection.execute("CREATE TEMP TABLE same (person_id TEXT PRIMARY KEY, roles TEXT NOT NULL) WITHOUT ROWID")
        connection.executemany("INSERT INTO same VALUES (?, ?)", ((p, _roles(p, withheld_for)) for p in sorted(same)))
        connection.execute(
            "INSERT INTO resident SELECT person_id, roles, digest, size, record"
            " FROM temp.same JOIN before.resident USING (person_id) ORDER BY person_id"
        )
        connection.execute("COMMIT")
        return changed
    finally:
        connection.execute("DETACH before")


def _roles(person_id: str, withheld_for: Mapping[str, tuple[str, ...]]) -> str:
    return ",".join(withheld_for.get(person_id, ()))


def _union(tables: Iterable[ir.Table]) -> ir.Table:
    every = list(tables)
    return ibis.union(*every) if len(every) > 1 else every[0]


def _parts(tables: Tables, evidence: ir.Table | None, keep: Keep) -> list[Part]:
    """Give every member of a resident's JSON object: facts by table, and what the engine works out from them."""
    parts: list[Part] = []
    for name in TABLES:
        if name not in NOT_FACTS and (table := tables(name)) is not None:
            # The file is in the order of the pages, and keeping to it costs nothing.
            parts.append(Part(name, table, (*FACT_COLUMNS, *own_columns(name))))
    residents = tables("residents")
    if residents is not None:
        born = residents.filter(residents.born_month.notnull())
        parts.append(Part("born_month", born, ("born_month",), is_value=True))
    if evidence is not None:
        parts.append(Part("factors", evidence, EVIDENCE_COLUMNS, ("valid_from", "factor", "rule")))
    kinds = household_kinds(tables)
    if kinds is not None:
        parts.append(Part("household_kind", keep("household_kinds", kinds), ("kind",), is_value=True))
    living_with = members(tables)
    if living_with is not None:
        columns = tuple("member_id" if c == "person_id" else c for c in MEMBER_COLUMNS)
        parts.append(Part("members", keep("living_with", living_with), columns, ("lives_from", "member_id")))
    return parts


def _involvements(tables: Tables) -> Iterator[tuple[Any, ...]]:
    """Give who works with whom, so that an officer's cases are found without opening every record."""
    rows = tables("service_involvements")
    if rows is None:
        return
    told = rows.select(
        rows.person_id, rows.staff, rows.team, rows.role,
        starts=rows.valid_from.cast("string"), ends=rows.valid_until.cast("string"),
    )  # fmt: skip
    for batch in told.to_pyarrow().to_batches(max_chunksize=10_000):
        yield from zip(*(column.to_pylist() for column in batch.columns), strict=True)


def _source_rows(sources: Sequence[SourceReceived]) -> Iterator[tuple[Any, ...]]:
    for place, s in enumerate(sources):
        received = s.received_on.isoformat() if s.received_on else None
        yield place, s.source, s.title, s.department, s.system, received, s.rhythm_days, s.ends.isoformat()


def _staff_rows(staff: ir.Table) -> Iterator[tuple[Any, ...]]:
    for row in staff.select(*STAFF_COLUMNS).to_pyarrow().to_pylist():
        yield tuple(row[c] if row[c] is not None else "" for c in STAFF_COLUMNS)
