"""What the bridge asks of an engine: tables through Ibis, Splink's own door, and two measures of likeness."""

from collections.abc import Iterator
from typing import Any, Protocol

import ibis.expr.types as ir
import pyarrow as pa


class Engine(Protocol):
    """Where the tables with names live while a refresh runs."""

    @property
    def tables(self) -> Any:
        """Give the Ibis backend."""

    def take(self, name: str, table: pa.Table) -> ir.Table:
        """Take an Arrow table in under a name."""

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        """Materialise an expression under a name, in place of what was there."""

    def stream(self, table: ir.Table, *, rows: int = 20_000) -> Iterator[pa.RecordBatch]:
        """Give a table in batches, to be read once, in whatever thread; it is worked out as it is read."""

    def drop(self, name: str) -> None:
        """Forget a table that has served; one that is not there is no trouble."""

    def in_json(self, text: ir.StringValue) -> ir.StringValue:
        """Write a text as it stands in JSON: in quotes, and what must be escaped escaped."""

    def splink_api(self) -> Any:
        """Give Splink's door to the same engine."""

    def likeness(self, left: ir.StringValue, right: ir.StringValue) -> ir.FloatingValue:
        """Say how like two names are, 0 to 1 (Jaro-Winkler)."""

    def typing_errors(self, left: ir.StringValue, right: ir.StringValue) -> ir.IntegerValue:
        """Count edits between two texts, two swapped neighbours as one (Damerau-Levenshtein)."""

    def close(self) -> None:
        """Let go of everything, spilled pages too."""
