"""Counts what stands in each column as the records pass, without keeping them: a million records fit."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

FEW = 150  # different values of which every one is counted
SAMPLE = 1500  # different values of each column that are looked at more closely
ALL_UP_TO = 400_000  # records; of the rest every fifth batch is looked into
EVERY = 5


@dataclass(slots=True)
class Counts:
    """One column: how many records, how many filled, how many different values, and some of them to look at."""

    records: int = 0
    filled: int = 0
    sample: dict[str, int] = field(default_factory=dict)
    is_few: bool = True  # the sample is all there is
    longest: int = 0
    hashes: list[np.ndarray] = field(default_factory=list)
    different: np.ndarray = field(default_factory=lambda: np.array([], np.int64))  # a hash of each different value

    @property
    def distinct(self) -> int:
        """How many different values were met."""
        return len(self.different)

    @property
    def fill(self) -> float:
        """The share of records that have something here."""
        return self.filled / self.records if self.records else 0.0

    @property
    def is_unique(self) -> bool:
        """Whether each record has a value of its own."""
        return self.filled > 1 and self.filled == self.records == self.distinct


@dataclass(slots=True)
class Gathered:
    """One record set: how many records it has, into how many we looked, and each column."""

    records: int = 0
    looked_at: int = 0
    columns: dict[str, Counts] = field(default_factory=dict)


def gather(
    batches: Iterator[pa.RecordBatch], *, columns: tuple[str, ...], into: Gathered, tell: Callable[[int], None]
) -> None:
    """
    Go through all records once.

    In:  batches of strings; `into` is filled as they pass, and holds what was counted if they break off; `tell` hears
         how many have passed. Records are all counted; beyond the first 400,000 a fifth is looked into, spread evenly.
    """
    into.columns = {c: Counts() for c in columns}
    try:
        for number, batch in enumerate(batches):
            into.records += batch.num_rows
            if into.records - batch.num_rows < ALL_UP_TO or number % EVERY == 0:
                into.looked_at += batch.num_rows
                there = set(batch.schema.names)
                for name in columns:
                    _add(into.columns[name], batch.column(name) if name in there else pa.nulls(batch.num_rows))
            tell(into.records)
    finally:
        for one in into.columns.values():
            one.different = np.unique(np.concatenate(one.hashes)) if one.hashes else one.different
            one.hashes = []
            one.is_few = one.is_few and one.distinct <= FEW


def _add(counts: Counts, texts: pa.Array) -> None:
    counts.records += len(texts)
    trimmed = pc.utf8_trim_whitespace(texts.cast(pa.string()))
    filled = trimmed.filter(pc.fill_null(pc.not_equal(trimmed, ""), False))
    if not len(filled):
        return
    counts.filled += len(filled)
    counts.longest = max(counts.longest, pc.max(pc.utf8_length(filled)).as_py())
    counted = pc.value_counts(filled)
    values, times = counted.field("values").to_pylist(), counted.field("counts").to_pylist()
    # Strings' own hash: alike within one run, which is all that comparing columns needs.
    counts.hashes.append(np.fromiter(map(hash, values), np.int64, len(values)))
    room = SAMPLE - len(counts.sample)
    if room <= 0 or len(values) > room:
        counts.is_few = counts.is_few and room > 0 and len(values) <= room
        step = max(1, len(values) // max(room, 1))
        fresh = set(values[::step][: max(room, 0)])
    else:
        fresh = set(values)
    for value, often in zip(values, times, strict=True):
        if value in counts.sample:
            counts.sample[value] += often
        elif value in fresh:
            counts.sample[value] = often
