"""DuckDB behind the store's Ibis expressions: the only module of the store that knows it."""

import inspect
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa
from ibis.backends.duckdb import Backend as Engine

_AT_A_TIME = 2_000  # rows of an answer that is read bit by bit


def open_engine(
    *, file: Path | None = None, threads: int | None = None, memory: str | None = None, spill: Path | None = None
) -> Engine:
    """
    Open an engine for tables.

    In:  `file` to keep tables on disk (none: in memory); `threads` and `memory` ("4GB") bound what it takes;
         `spill`: a folder for what does not fit into memory.
    Out: an Ibis backend; the caller closes it with `disconnect()`.
    """
    settings: dict[str, object] = {}
    if spill is not None:
        settings["temp_directory"] = str(spill)
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
    table.to_parquet(str(file), compression="zstd", compression_level=1)


def as_days(table: ir.Table) -> ir.Table:
    """Give the table with its dates as days: a day worked out from others is an instant to the engine."""
    days = {c: table[c].cast("timestamp").cast("date") for c, type_ in table.schema().items() if type_.is_date()}
    return table.mutate(**days) if days else table


def in_slices(table: ir.Table, *, by: str, bounds: Iterable[tuple[str, str | None]]) -> Iterator[pa.RecordBatch]:
    """Give the rows in the order of one text column, from a bound up to the next: put into SQL once for all slices."""
    backend = table.get_backend()
    query = backend.compile(table)
    for low, high in bounds:
        within = f'"{by}" >= {_text(low)}' + (f' AND "{by}" < {_text(high)}' if high is not None else "")
        answer = backend.con.sql(f'SELECT * FROM ({query}) WHERE {within} ORDER BY "{by}"')  # noqa: S608
        yield from answer.to_arrow_reader(_AT_A_TIME)


def json_array(*values: ir.Value) -> ir.StringValue:
    """Give the values of a row as the text of one JSON list."""
    return _function("json_array", tuple(v.type() for v in values), dt.string)(*values)


def digest(*values: ir.Value) -> ir.IntegerValue:
    """Give a number of 64 bits that the values of a row stand for: the same from run to run of one version."""
    return _function("hash", tuple(v.type() for v in values), dt.uint64)(*values)


@cache
def _function(name: str, types: tuple[dt.DataType, ...], gives: dt.DataType) -> Any:
    """Stand for a function of the engine's own that takes any number of values."""

    def stands_for(*_: object) -> None: ...

    places = [inspect.Parameter(f"v{n}", inspect.Parameter.POSITIONAL_OR_KEYWORD) for n in range(len(types))]
    stands_for.__signature__ = inspect.Signature(places)  # type: ignore[attr-defined]
    return ibis.udf.scalar.builtin(stands_for, name=name, signature=(types, gives))


def _text(value: str) -> str:
    quoted = value.replace("'", "''")
    return f"'{quoted}'"
