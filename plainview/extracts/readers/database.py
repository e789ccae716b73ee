"""
Reads a table or a query of a database, by the SQLAlchemy URL in an environment variable.

Rows are streamed by a cursor on the server. `_row` counts them from 1 in the order of the table's primary key; a
table without one, or a query without ORDER BY, may give another order next time. `_file` is the table's name.
"""

import os
from collections.abc import Iterator
from typing import Any

import sqlalchemy as sa

from plainview.extracts.readers.batches import in_batches
from plainview.extracts.readers.columns import find_columns
from plainview.extracts.readers.plan import BATCH_ROWS, Opened, Plan
from plainview.extracts.readers.problems import (
    CouldNotReadExtract,
    DatabaseNotReachable,
    RecordSetMissing,
)
from plainview.extracts.readers.text import to_text


def open_set(plan: Plan) -> Opened:
    """Ask the database for the columns of the record set and whether it has a row."""
    engine = _engine(plan)
    try:
        select, names = _select(plan, engine)
        columns = find_columns(plan, names)
        with engine.connect() as connection:
            has_rows = connection.execute(select).first() is not None
    except sa.exc.OperationalError:  # its message may hold the URL or a value
        raise _no_answer(plan) from None
    except sa.exc.SQLAlchemyError:
        raise _refused(plan) from None
    finally:
        engine.dispose()
    batches = in_batches(_rows(plan, [names[i] for i in columns.at.values()]), tuple(columns.at))
    return Opened(tuple(columns.at), batches, has_rows=has_rows, extra=columns.extra, drifted=columns.drifted)


def _engine(plan: Plan) -> sa.Engine:
    url = os.environ.get(plan.url or "")
    if not url:
        raise DatabaseNotReachable(
            f"The environment variable {plan.url or '(none named)'} has no database URL.", source=plan.source,
            do="Set it to an SQLAlchemy URL, or name another variable in 'url' of the mapping.",
        )  # fmt: skip
    try:
        return sa.create_engine(url, poolclass=sa.pool.NullPool, hide_parameters=True)
    except (sa.exc.ArgumentError, ImportError):  # the message may quote the URL with its password
        raise DatabaseNotReachable(
            f"The environment variable {plan.url} doesn't hold a database URL that is understood.",
            source=plan.source, do="Write it as postgresql+psycopg://… or mssql+pymssql://…",
        ) from None  # fmt: skip


def _select(plan: Plan, engine: sa.Engine, wanted: list[str] | None = None) -> tuple[sa.Executable, list[str]]:
    """Give the statement, of the wanted columns alone if they are named, and the names of all columns."""
    if plan.query:
        inner = sa.text(plan.query.rstrip().rstrip(";"))
        with engine.connect() as connection:
            result = connection.execution_options(stream_results=True).execute(inner)
            names = list(result.keys())
            result.close()
        return inner, names
    schema, _, name = (plan.table or plan.name).rpartition(".")
    try:
        table = sa.Table(name, sa.MetaData(), schema=schema or None, autoload_with=engine)
    except sa.exc.NoSuchTableError:
        raise RecordSetMissing(
            f"There is no table or view '{plan.table or plan.name}' (record set {plan.name}).", source=plan.source,
            do="Correct 'table' in the mapping, or ask the database's owner for it.",
        ) from None  # fmt: skip
    names = [c.name for c in table.columns]
    columns: list[sa.ColumnElement[Any]] = [table.c[n] for n in (wanted if wanted is not None else names)] or [
        sa.null()
    ]
    return sa.select(*columns).select_from(table).order_by(*table.primary_key.columns), names


def _rows(plan: Plan, wanted: list[str]) -> Iterator[tuple[int, list[str | None]]]:
    engine = _engine(plan)
    try:
        select, names = _select(plan, engine, wanted)
        places = [names.index(n) for n in wanted] if plan.query else range(len(wanted))
        options = {"stream_results": True, "yield_per": BATCH_ROWS // 10}
        with engine.connect().execution_options(**options) as connection:
            for number, row in enumerate(connection.execute(select), start=1):
                yield number, [to_text(row[i]) for i in places]
    except sa.exc.OperationalError:
        raise _no_answer(plan) from None
    except (sa.exc.SQLAlchemyError, TypeError, UnicodeDecodeError):
        raise _refused(plan) from None
    finally:
        engine.dispose()


def _no_answer(plan: Plan) -> DatabaseNotReachable:
    return DatabaseNotReachable(
        f"The database of {plan.url} does not answer, or broke off (record set {plan.name}).", source=plan.source,
        do="Check that it runs, that this machine may reach it, and that the account may read the table.",
    )  # fmt: skip


def _refused(plan: Plan) -> CouldNotReadExtract:
    return CouldNotReadExtract(
        f"The database refused the query of record set {plan.name}, or gave a value that is no text, number or date.",
        source=plan.source, do="Try the query with the account's own client; cast odd columns to text.",
    )  # fmt: skip
