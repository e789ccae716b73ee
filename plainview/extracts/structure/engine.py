"""What structuring asks of an engine beside tables: two questions that every engine has its own quick answer to."""

from collections.abc import Mapping, Sequence
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

    def read_date(self, text: ir.StringValue, formats: Sequence[str]) -> ir.DateValue:
        """Read a text as a date by the first strptime format that fits; null where none does."""

    def word_of(self, name: str, words: Mapping[str, str], text: ir.StringValue) -> ir.StringValue:
        """Give the word for a text, null where the list has none. `name` names the list: it is made once."""
