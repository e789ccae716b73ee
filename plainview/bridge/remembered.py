"""
What a refresh keeps of its match for the next: the model, how often names occur, and the pairs it scored.

No name, date or number stands in it. Records and names are keyed hashes, and pairs are places in that list.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from plainview.bridge.files import write_private

MODEL_VERSION = "2"
_MODEL, _TERMS, _RECORDS, _PAIRS = "model.json", "terms.parquet", "matched_records.parquet", "matched_pairs.parquet"


@dataclass(frozen=True, slots=True)
class Remembered:
    """
    The match of one refresh.

    model   Splink's model (JSON)
    count   how many records the model was made of
    terms   term, name (keyed hash), share: of the records the model was made of
    prints  keyed hash of each record's key and content, in the order of the records
    pairs   left, right (places in `prints`), match_weight, gamma_…
    """

    model: dict[str, Any]
    count: int
    terms: pa.Table
    prints: pa.Array
    pairs: pa.Table


def remember(kept: Remembered | None, *, into: Path, people: list[bytes]) -> None:
    """Write what the next refresh needs; `people`: the keyed hash of each record's person key, so that it can go."""
    if kept is None:
        write_private(into / _MODEL, json.dumps({"version": MODEL_VERSION, "model": {}}))
        return
    write_private(into / _MODEL, json.dumps({"version": MODEL_VERSION, "count": kept.count, "model": kept.model}))
    pq.write_table(kept.terms, into / _TERMS)
    pq.write_table(pa.table({"print": kept.prints, "person": pa.array(people, pa.binary())}), into / _RECORDS)
    pq.write_table(kept.pairs, into / _PAIRS)


def remembered(previous: Path | None) -> Remembered | None:
    """Read what the refresh before kept; None where it kept nothing that holds today."""
    if previous is None or not (previous / _MODEL).exists():
        return None
    told = json.loads((previous / _MODEL).read_text())
    # A model of another version compares other things: it is not carried on.
    if told.get("version") != MODEL_VERSION or not told.get("model"):
        return None
    return Remembered(
        model=told["model"],
        count=told["count"],
        terms=pq.read_table(previous / _TERMS),
        prints=pq.read_table(previous / _RECORDS).column("print").combine_chunks(),
        pairs=pq.read_table(previous / _PAIRS),
    )


def forget(folder: Path, *, people: set[bytes]) -> int:
    """Take out every record of someone who was erased; gives how many. Their places stay, empty."""
    path = folder / _RECORDS
    if not path.exists():
        return 0
    held = pq.read_table(path)
    gone = [p in people for p in held.column("person").to_pylist()]
    if any(gone):
        columns = {
            name: pa.array([None if g else v for g, v in zip(gone, held.column(name).to_pylist(), strict=True)],
                           pa.binary())
            for name in held.column_names
        }  # fmt: skip
        pq.write_table(pa.table(columns), path)
    return sum(gone)
