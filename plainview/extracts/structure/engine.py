"""What structuring asks of an engine beside tables: two questions that every engine has its own quick answer to."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

import ibis.expr.types as ir
import pyarrow as pa


class Engine(Protocol):
    """An engine of the bridge's side."""

    @property
    def tables(self) -> Any:
        """Give the Ibis backend."""

    def take(self, name: str, table: pa.Table) -> ir.Table:
        """Take an Arrow table in under a name."""

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        """Materialise an expression under a name, in place of what was there."""

    def pour(self, name: str, rows: pa.Table) -> None:
        """Add rows to the table of a name; the first ones make it."""

    def poured(self, name: str) -> ir.Table | None:
        """Give a table into which rows were poured; None if none were."""

    def stream(self, table: ir.Table, *, rows: int = 20_000) -> Iterator[pa.RecordBatch]:
        """Give a table in batches, to be read once; it is worked out as it is read."""

    def part(self, name: str, columns: Mapping[str, str], *, said: Mapping[str, str | bool], some: Sequence[str],
             rows: int = 500_000) -> Iterator[pa.RecordBatch]:  # fmt: skip
        """Give columns of a kept table and fixed values, where one of `some` is filled."""

    def true_in(self, name: str, columns: Sequence[str]) -> tuple[int, ...]:
        """Count in how many rows of a kept table each column is true."""

    def drop(self, name: str) -> None:
        """Forget a table that has served."""

    def read_date(self, text: ir.StringValue, formats: Sequence[str]) -> ir.DateValue:
        """Read a text as a date by the first strptime format that fits; null where none does."""

    def reading(self, name: str, made: Callable[[ir.StringValue], ir.Value], text: ir.StringValue) -> ir.Value:
        """Work an expression of one text out; the engine is told of it once, by that name."""

    def word_of(self, name: str, words: Mapping[str, str], text: ir.StringValue) -> ir.StringValue:
        """Give the word for a text, null where the list has none. `name` names the list: it is made once."""
