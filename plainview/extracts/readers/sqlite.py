"""
Reads a table or a query of an SQLite file, read-only.

`_row` counts the rows from 1 in the order of the table's row ids, or of the query.
"""

import sqlite3
from collections.abc import Iterator

from plainview.extracts.readers.batches import in_batches
from plainview.extracts.readers.columns import find_columns
from plainview.extracts.readers.plan import ROWS, Opened, Plan
from plainview.extracts.readers.problems import CouldNotReadExtract, ExtractIsLocked, RecordSetMissing
from plainview.extracts.readers.text import to_text


def open_set(plan: Plan) -> Opened:
    """Look into an SQLite file: the columns of the table or query, and whether it has a row."""
    connection = _connect(plan)
    try:
        query, names = _query(plan, connection)
        columns = find_columns(plan, names)
        wanted = ", ".join(_quoted(names[i]) for i in columns.at.values())
        sql = f"SELECT {wanted or 'NULL'} FROM {query}"  # noqa: S608  names come from the file's own schema, quoted
        has_rows = connection.execute(f"{sql} LIMIT 1").fetchone() is not None
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        raise _told(plan, problem) from None
    finally:
        connection.close()
    batches = in_batches(_rows(plan, sql), tuple(columns.at))
    return Opened(tuple(columns.at), batches, has_rows=has_rows, extra=columns.extra, drifted=columns.drifted)


def _connect(plan: Plan) -> sqlite3.Connection:
    assert plan.path is not None
    waits = plan.path.with_name(plan.path.name + "-wal").exists()
    # A file in write-ahead mode can't be opened read-only in a folder that can't be written, unless it stands still.
    mode = "mode=ro" if waits or not _is_wal(plan) else "mode=ro&immutable=1"
    try:
        return sqlite3.connect(f"{plan.path.absolute().as_uri()}?{mode}", uri=True, timeout=0.2)
    except sqlite3.Error as problem:
        raise _told(plan, problem) from None


def _is_wal(plan: Plan) -> bool:
    assert plan.path is not None
    with plan.path.open("rb") as file:
        return file.read(20)[18:20] == b"\x02\x02"


def _query(plan: Plan, connection: sqlite3.Connection) -> tuple[str, list[str]]:
    """Give what stands after FROM, and the names of its columns."""
    if plan.query:
        source = f"({plan.query.rstrip().rstrip(';')})"
    else:
        kinds = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
        tables = [name for (name,) in connection.execute(kinds)]
        wanted = plan.table or (tables[0] if plan.name == ROWS and len(tables) == 1 else plan.name)
        if wanted not in tables:
            raise RecordSetMissing(
                f"There is no table or view '{wanted}' (record set {plan.name}).", source=plan.source,
                file=plan.file_name, do="Correct 'table' in the mapping, or ask the sender for the table.",
            )  # fmt: skip
        source = _quoted(wanted)
    described = connection.execute(f"SELECT * FROM {source} LIMIT 0").description  # noqa: S608  as above
    return source, [column[0] for column in described]


def _rows(plan: Plan, sql: str) -> Iterator[tuple[int, list[str | None]]]:
    connection = _connect(plan)
    try:
        for number, row in enumerate(connection.execute(sql), start=1):
            # Most cells are text already; asking each costs more than reading it.
            yield number, [v if v is None or v.__class__ is str else to_text(v) for v in row]
    except (sqlite3.Error, UnicodeDecodeError) as problem:
        raise _told(plan, problem) from None
    finally:
        connection.close()


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _told(plan: Plan, problem: Exception) -> CouldNotReadExtract | ExtractIsLocked:
    busy = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
    if (getattr(problem, "sqlite_errorcode", 0) & 0xFF) in busy:
        return ExtractIsLocked(
            "Another program is writing to the file.", source=plan.source, file=plan.file_name,
            do="Close it there, or copy the file and try again.",
        )  # fmt: skip
    return CouldNotReadExtract(
        f"The file is not an SQLite database that can be read (record set {plan.name}).", source=plan.source,
        file=plan.file_name, do="Have it sent again; if the mapping has a 'query', try it on the file.",
    )  # fmt: skip
