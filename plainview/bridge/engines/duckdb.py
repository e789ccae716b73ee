"""The default engine of the bridge: DuckDB in memory, spilling to a folder of the bridge's own."""

import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb
import ibis
import ibis.expr.datatypes as dt
import ibis.expr.operations as ops
import ibis.expr.types as ir
import pyarrow as pa
import sqlglot.expressions as sge
from splink import DuckDBAPI

# DuckDB's own optimiser joins nested selects; doing it in Python first costs more than the queries themselves.
ibis.options.sql.fuse_selects = False


@ibis.udf.scalar.builtin(name="jaro_winkler_similarity")
def _jaro_winkler(left: str, right: str) -> float:  # type: ignore[empty-body]
    """Stand for DuckDB's own function."""


@ibis.udf.scalar.builtin(name="damerau_levenshtein")
def _damerau_levenshtein(left: str, right: str) -> int:  # type: ignore[empty-body]
    """Stand for DuckDB's own function."""


@ibis.udf.scalar.builtin(name="to_json", signature=(("string",), "string"))
def _to_json(text):
    """Stand for DuckDB's own function."""


@ibis.udf.scalar.builtin(name="try_strptime", signature=(("string", "array<string>"), "timestamp"))
def _try_strptime(text, formats):
    """Stand for DuckDB's own function."""


@ibis.udf.scalar.builtin(name="map_extract_value", signature=(("map<string, string>", "string"), "string"))
def _map_extract_value(words, text):
    """Stand for DuckDB's own function."""


def _one_text(said):
    """Stand for a macro that an engine made."""


class DuckDBEngine:
    """Tables in DuckDB, reached through Ibis."""

    def __init__(self, *, temp_dir: Path, memory_gib: float, threads: int) -> None:
        temp_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        temp_dir.chmod(0o700)
        self._spill = temp_dir / "spill"
        # Spilled pages hold names: a folder of this account alone, emptied at both ends.
        shutil.rmtree(self._spill, ignore_errors=True)
        self._spill.mkdir(mode=0o700)
        self._tables = ibis.duckdb.connect(
            temp_directory=str(self._spill), memory_limit=f"{int(memory_gib * 1024)}MiB", threads=threads
        )
        self._connection: duckdb.DuckDBPyConnection = self._tables.con
        self._connection.execute("SET enable_progress_bar = false")
        self._words: dict[str, ir.Table] = {}
        self._poured: dict[str, ibis.Schema] = {}
        self._readings: dict[str, Callable[[ir.StringValue], ir.Value]] = {}

    @property
    def tables(self) -> Any:
        """Give the Ibis backend."""
        return self._tables

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        """Materialise an expression under a name, in one statement."""
        sql = self._tables.compile(table)
        self._connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS {sql}')
        return self._named(name, table.schema())

    def take(self, name: str, table: pa.Table) -> ir.Table:
        """Take an Arrow table in under a name, in one statement."""
        self._connection.register("taken_in", table)
        self._connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM taken_in')  # noqa: S608
        self._connection.unregister("taken_in")
        return self._named(name, ibis.Schema.from_pyarrow(table.schema))

    def stream(self, table: ir.Table, *, rows: int = 20_000) -> Iterator[pa.RecordBatch]:
        """Give a table in batches, to be read once, in whatever thread; it is worked out as it is read."""
        sql = self._tables.compile(table)
        return self._streamed(self._connection.cursor(), sql, rows)

    def _streamed(self, cursor: duckdb.DuckDBPyConnection, sql: str, rows: int) -> Iterator[pa.RecordBatch]:
        with closing(cursor):
            yield from cursor.sql(sql).to_arrow_reader(rows)

    def pour(self, name: str, rows: pa.Table) -> None:
        """Add rows to the table of a name; the first ones make it."""
        self._connection.register("taken_in", rows)
        if name in self._poured:
            self._connection.execute(f'INSERT INTO "{name}" BY NAME SELECT * FROM taken_in')  # noqa: S608
        else:
            self._connection.execute(f'CREATE OR REPLACE TABLE "{name}" AS SELECT * FROM taken_in')  # noqa: S608
        self._connection.unregister("taken_in")
        self._poured.setdefault(name, ibis.Schema.from_pyarrow(rows.schema))

    def poured(self, name: str) -> ir.Table | None:
        """Give a table into which rows were poured; None if none were."""
        return self._named(name, self._poured[name]) if name in self._poured else None

    def part(self, name: str, columns: Mapping[str, str], *, said: Mapping[str, str | bool], some: Sequence[str],
             rows: int = 500_000) -> Iterator[pa.RecordBatch]:  # fmt: skip
        """Give columns of a kept table and fixed values, where one of `some` is filled. Written out: it is quick."""
        fixed = (f"{_quoted(v, chr(39))} AS {_quoted(n)}" for n, v in said.items())
        sql = (  # names and values come from the council's mapping, and are quoted
            f"SELECT {', '.join([*(f'{_quoted(c)} AS {_quoted(n)}' for n, c in columns.items()), *fixed])} "  # noqa: S608
            f"FROM {_quoted(name)} WHERE {' OR '.join(f'{_quoted(c)} IS NOT NULL' for c in some)}"
        )
        return self._streamed(self._connection.cursor(), sql, rows)

    def true_in(self, name: str, columns: Sequence[str]) -> tuple[int, ...]:
        """Count in how many rows of a kept table each column is true."""
        counts = ", ".join(f"count(*) FILTER (WHERE {_quoted(c)})" for c in columns)
        return self._connection.execute(f"SELECT {counts} FROM {_quoted(name)}").fetchall()[0]  # noqa: S608

    def drop(self, name: str) -> None:
        """Forget a table that has served."""
        self._connection.execute(f'DROP TABLE IF EXISTS "{name}"')
        self._poured.pop(name, None)

    def _named(self, name: str, schema: ibis.Schema) -> ir.Table:
        # Its columns are known: asking the database again would take longer than making it.
        place = ops.Namespace(catalog="memory", database="main")
        return ops.DatabaseTable(name=name, schema=schema, source=self._tables, namespace=place).to_expr()

    def read_date(self, text: ir.StringValue, formats: Sequence[str]) -> ir.DateValue:
        """Read a text as a date."""
        if any("%z" in f for f in formats):  # the day that was written, wherever the clock stood
            text = text.re_replace(r"\s*(Z|[+-]\d\d:?\d\d)$", "")
            formats = [f.replace("%z", "").strip() for f in formats]
        return _try_strptime(text, ibis.literal(list(formats), type="array<string>")).cast("date")

    def word_of(self, name: str, words: Mapping[str, str], text: ir.StringValue) -> ir.StringValue:
        """Look a text up in a list of words, kept as one map."""
        if name not in self._words:
            pairs = pa.array([list(words.items())], pa.map_(pa.string(), pa.string()))
            self._words[name] = self.take(f"words_{len(self._words)}", pa.table({"words": pairs}))
        return _map_extract_value(self._words[name].words.as_scalar(), text)

    def in_json(self, text: ir.StringValue) -> ir.StringValue:
        """Write a text as it stands in JSON: in quotes, and what must be escaped escaped."""
        return _to_json(text)

    def reading(self, name: str, made: Callable[[ir.StringValue], ir.Value], text: ir.StringValue) -> ir.Value:
        """
        Work an expression of one text out; the engine is told of it once, by that name.

        Mappings read hundreds of columns in a few ways, and a long expression costs more to compile than to run.
        """
        if name not in self._readings:
            one = ibis.table({"said": "string"}, name="one")
            value = made(one.said)
            told = self._tables.compiler.to_sqlglot(one.select(value=value)).expressions[0].unalias()
            for column in told.find_all(sge.Column):
                if column.name == "said":
                    column.set("table", None)
            macro = f"reading_{len(self._readings)}"
            self._connection.execute(f"CREATE MACRO {macro}(said) AS ({told.sql('duckdb')})")
            signature = ((dt.string,), value.type())
            self._readings[name] = ibis.udf.scalar.builtin(_one_text, name=macro, signature=signature)
        return self._readings[name](text)

    def splink_api(self) -> DuckDBAPI:
        """Give Splink's door to the same connection."""
        return DuckDBAPI(connection=self._connection)

    def likeness(self, left: ir.StringValue, right: ir.StringValue) -> ir.FloatingValue:
        """Say how like two names are, 0 to 1."""
        return _jaro_winkler(left, right)

    def typing_errors(self, left: ir.StringValue, right: ir.StringValue) -> ir.IntegerValue:
        """Count edits between two texts, two swapped neighbours as one."""
        return _damerau_levenshtein(left, right)

    def close(self) -> None:
        """Close the connection and empty the spill folder."""
        self._tables.disconnect()
        shutil.rmtree(self._spill, ignore_errors=True)


def _quoted(text: str | bool, mark: str = '"') -> str:
    return str(text).lower() if isinstance(text, bool) else mark + text.replace(mark, mark * 2) + mark


def open_engine(*, temp_dir: Path, memory_gib: float = 8, threads: int = 2) -> DuckDBEngine:
    """Open an empty engine. `temp_dir` is for spilled pages, of the bridge's account alone."""
    return DuckDBEngine(temp_dir=temp_dir, memory_gib=memory_gib, threads=threads)
