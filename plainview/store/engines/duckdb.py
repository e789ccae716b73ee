"""DuckDB behind the store's Ibis expressions: the only module of the store that knows it."""

from pathlib import Path

import ibis
import ibis.expr.types as ir
from ibis.backends.duckdb import Backend as Engine


def open_engine(*, file: Path | None = None, threads: int | None = None, memory: str | None = None) -> Engine:
    """
    Open an engine for tables.

    In:  `file` to keep tables on disk (none: in memory); `threads` and `memory` ("4GB") bound what it takes.
    Out: an Ibis backend; the caller closes it with `disconnect()`.
    """
    settings: dict[str, object] = {}
    if threads is not None:
        settings["threads"] = threads
    if memory is not None:
        settings["memory_limit"] = memory
    engine = ibis.duckdb.connect(str(file) if file is not None else ":memory:", **settings)
    # A progress bar on standard error would mix with our own.
    engine.con.execute("SET enable_progress_bar = false")
    return engine


def read_parquet(engine: Engine, *, file: Path) -> ir.Table:
    """Give the table of a Parquet file, read when it is asked for."""
    return engine.read_parquet(str(file))


def write_parquet(table: ir.Table, *, file: Path) -> None:
    """Write the table as one Parquet file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    table.to_parquet(str(file), compression="zstd")


@ibis.udf.scalar.builtin
def to_json(value) -> str:  # type: ignore[empty-body]
    """Give any value, a struct of lists above all, as JSON text."""
