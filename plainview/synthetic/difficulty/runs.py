"""How much notes repeat each other: the share of runs of eight words that stand in more than twenty of them."""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

WORDS, NOTES = 8, 20
_WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Runs:
    """Runs of eight words: how many, and the share of them that is common, of the different ones and of all."""

    notes: int
    different: int
    common_share_of_different: float
    common_share_of_all: float


def common_runs(texts: Iterable[str]) -> Runs:
    """
    Count runs of eight words without regard to case and marks; one counts once a note, however often it stands there.

    Out: a share of all weighs each run by the notes that it stands in, so it says how much of what is read is common.
    """
    numbers: dict[str, int] = {}
    runs = array("q")
    notes = 0
    for text in texts:
        notes += 1
        ids = [numbers.setdefault(w, len(numbers)) for w in _WORD.findall(text.lower())]
        runs.extend({hash(tuple(ids[i : i + WORDS])) for i in range(len(ids) - WORDS + 1)})
    if not runs:
        return Runs(notes, 0, 0.0, 0.0)
    counts = pa.array(memoryview(runs), pa.int64()).value_counts().field("counts")
    common = pc.greater(counts, NOTES)
    return Runs(
        notes,
        len(counts),
        pc.sum(common.cast(pa.int64())).as_py() / len(counts),
        (pc.sum(counts.filter(common)).as_py() or 0) / len(runs),
    )
