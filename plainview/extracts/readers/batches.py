"""Gathers records, one by one, into Arrow batches of strings."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import pyarrow as pa

from plainview.extracts.readers.plan import BATCH_ROWS

ROW = "_row"


def in_batches(records: Iterable[tuple[int, Sequence[str | None]]], names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Give batches with a string column for each name and `_row`, from (row number, cells in the order of names)."""
    schema = pa.schema([*((n, pa.string()) for n in names), (ROW, pa.int64())])
    records = iter(records)
    while some := list(islice(records, BATCH_ROWS)):
        columns = [pa.array([cells[i] for _, cells in some], pa.string()) for i in range(len(names))]
        yield pa.RecordBatch.from_arrays([*columns, pa.array([row for row, _ in some], pa.int64())], schema=schema)
