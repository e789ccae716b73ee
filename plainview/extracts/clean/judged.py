"""What a rule makes of one value: a comparable value, or none and why."""

from collections.abc import Callable
from typing import Literal, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

Why = Literal["placeholder", "not_valid", "shared"]


class Judged(NamedTuple):
    """A comparable value; or none, with the reason when something was given."""

    value: str | None
    why: Why | None = None


Rule = Callable[[str], Judged]

PLACEHOLDER = Judged(None, "placeholder")
NOT_VALID = Judged(None, "not_valid")


def over_distinct(column: pa.ChunkedArray | pa.Array, rule: Rule) -> tuple[pa.Array, pa.Array]:
    """Give the comparable values and the reasons, having asked the rule once for each distinct value."""
    coded = pc.dictionary_encode(as_text(column))
    judged = [rule(v) if v is not None and v.strip() else Judged(None) for v in coded.dictionary.to_pylist()]
    values = pa.array([j.value for j in judged], pa.string())
    reasons = pa.array([j.why for j in judged], pa.string())
    return values.take(coded.indices), reasons.take(coded.indices)


def as_text(column: pa.ChunkedArray | pa.Array) -> pa.Array:
    """Give a column as one array of strings."""
    column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
    if isinstance(column, pa.ChunkedArray):  # no chunk, or more than one array can hold
        column = pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], column.type)
    return column.cast(pa.string())
