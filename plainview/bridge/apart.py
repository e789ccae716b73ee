"""Why two residents are not one person: their nearest pair of records, by what a refresh keeps of its match."""

from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainview.bridge.comparisons import COMPARISONS
from plainview.bridge.explain import Compared, compared
from plainview.bridge.files import read_sqlite
from plainview.bridge.link import ACT, REVIEW


@dataclass(frozen=True, slots=True)
class Apart:
    """
    Why two residents are two.

    weight   match weight (bits) of the nearest pair of their records; None where no pair was kept
    because  sentences, the decisive one first
    said     what agrees, differs and is not known between these two records
    """

    weight: float | None
    because: list[str]
    said: Compared = field(default_factory=lambda: Compared([], [], []))


def why_apart(folder: Path, *, one: str, other: str) -> Apart:
    """Say why two residents (ids of the ledger) are not one person, in the refresh whose folder of the bridge it is."""
    some, others = _hashes(folder, one), _hashes(folder, other)
    nearest = _nearest(folder, some, others)
    refused = _refused(folder, some, others)
    if nearest is None:
        because = refused or [
            "Never compared: nothing in common to compare by. They share no number, no birth date with a name, and no "
            "address or telephone with a name; or so little else agrees that the comparison was not kept."
        ]
        return Apart(None, because)
    weight, said = nearest
    if refused:
        return Apart(weight, refused, said)
    if weight >= ACT:
        word = "Enough agrees between these two records, but another record of theirs speaks against it."
    elif weight >= REVIEW:
        word = "Alike, but not enough to be joined without a person's word: it is for the review queue."
    else:
        word = "Too little agrees."
    return Apart(weight, [word], said)


def _hashes(folder: Path, resident: str) -> list[bytes]:
    with closing(read_sqlite(folder / "ledger.sqlite")) as db:
        return [h for (h,) in db.execute("SELECT hash FROM person_keys WHERE resident_id = ?", (resident,))]


def _nearest(folder: Path, some: list[bytes], others: list[bytes]) -> tuple[float, Compared] | None:
    if not (folder / "matched_pairs.parquet").exists():
        return None
    people = pq.read_table(folder / "matched_records.parquet", columns=["person"]).column("person")
    sides = [_places(people, side) for side in (some, others)]
    pairs = pq.read_table(folder / "matched_pairs.parquet")
    left, right = (np.asarray(pairs.column(c).to_numpy()) for c in ("left", "right"))
    is_between = (np.isin(left, sides[0]) & np.isin(right, sides[1])) | (
        np.isin(left, sides[1]) & np.isin(right, sides[0]))  # fmt: skip
    at = np.flatnonzero(is_between)
    if not len(at):
        return None
    weights = np.asarray(pairs.column("match_weight").to_numpy())[at]
    best = int(at[int(np.argmax(weights))])
    gammas = {c.name: pairs.column(f"gamma_{c.name}")[best].as_py() for c in COMPARISONS}
    return round(float(weights.max()), 1), compared(gammas)


def _places(people: pa.ChunkedArray, wanted: list[bytes]) -> npt.NDArray[np.intp]:
    return np.flatnonzero(pc.is_in(people, pa.array(wanted, pa.binary())).to_numpy())


def _refused(folder: Path, some: list[bytes], others: list[bytes]) -> list[str]:
    """Give why the match refused to join records of the two, each reason once."""
    path = folder / "quality" / "refused.parquet"
    if not path.exists():
        return []
    told = pq.read_table(path)
    ends = [told.column("one"), told.column("other")]
    sides = [pa.array(side, pa.binary()) for side in (some, others)]
    one = pc.and_(pc.is_in(ends[0], sides[0]), pc.is_in(ends[1], sides[1]))
    two = pc.and_(pc.is_in(ends[0], sides[1]), pc.is_in(ends[1], sides[0]))
    reasons = sorted(set(told.filter(pc.or_(one, two)).column("reason").to_pylist()))
    return [f"They were not joined: {reason}." for reason in reasons]
