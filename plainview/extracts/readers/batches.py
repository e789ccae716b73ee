"""Gathers records, one by one, into Arrow batches of strings."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice

import pyarrow as pa

from plainview.extracts.readers.plan import BATCH_ROWS

ROW = "_row"


def in_batches(records: Iterable[tuple[int, Sequence[str | None]]], names: Sequence[str]) -> Iterator[pa.RecordBatch]:
    """Give batches with a string column for each name and `_row`, from (row number, cells in the order of names)."""
    schema = _schema(names)
    records = iter(records)
    while some := list(islice(records, BATCH_ROWS)):
        numbers, cells = zip(*some, strict=True)
        columns = [pa.array(column, pa.string()) for column in zip(*cells, strict=True)] if names else []
        yield pa.RecordBatch.from_arrays([*columns, pa.array(numbers, pa.int64())], schema=schema)


class Packed:
    """
    Records of a file that is parsed once, though its fields are known only at its end: kept in Arrow till then.

    A record is what it has of each field, by name; `seen` are the fields that any record has.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self.seen: set[str] = set()
        self.count = 0
        self._names = names
        self._waiting: list[Mapping[str, str | None]] = []
        self._packed: list[dict[str, pa.Array]] = []

    def add(self, record: Mapping[str, str | None]) -> None:
        """Take the next record."""
        self.count += 1
        self._waiting.append(record)
        if len(self._waiting) == BATCH_ROWS:
            self._pack()

    def batches(self, found: Sequence[str]) -> Iterator[pa.RecordBatch]:
        """Give the records as batches, once: a string column for each name, and `_row` from 1."""
        schema = _schema(found)
        while self._packed:
            columns = self._packed.pop(0)
            rows = len(columns[ROW])
            cells = [columns[n] if n in columns else pa.nulls(rows, pa.string()) for n in found]
            yield pa.RecordBatch.from_arrays([*cells, columns[ROW]], schema=schema)

    def finish(self) -> tuple[str, ...]:
        """Say which fields were found, in the order of the names."""
        self._pack()
        return tuple(n for n in self._names if n in self.seen)

    def _pack(self) -> None:
        if not self._waiting:
            return
        some, self._waiting = self._waiting, []
        for record in some:
            self.seen.update(record)
        first = self.count - len(some) + 1
        self._packed.append({
            ROW: pa.array(range(first, self.count + 1), pa.int64()),
            **{n: pa.array([r.get(n) for r in some], pa.string()) for n in self._names if n in self.seen},
        })  # fmt: skip


def _schema(names: Sequence[str]) -> pa.Schema:
    return pa.schema([*((n, pa.string()) for n in names), (ROW, pa.int64())])
