"""
How well records were linked: a sample of pairs for people to judge, and precision and recall from what they said.

Pairs are drawn from layers by weight, more from where it is doubtful, and counted back by the size of each layer.
What no layer holds, two records that were never compared, no sample of pairs can find: recall is of compared pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainview.vocabulary.errors import PlainviewError

EDGES = (-5.0, -2.0, 0.0, 2.0, 5.0, 8.0, 12.0, 20.0)  # bits: where one layer ends and the next begins
JOINED = 100  # layers of joined pairs are numbered from here on
_DRAWS = 4_000
SAME, OTHER = ("y", "yes", "1", "true", "same"), ("n", "no", "0", "false", "different")


class SampleNotJudged(PlainviewError):
    """The sample does not hold what is needed to say how well records were linked."""

    slug = "sample-not-judged"
    exit_code = 2


@dataclass(frozen=True, slots=True)
class Share:
    """A share with the interval in which it lies with 95%; `pairs` judged it."""

    value: float
    low: float
    high: float
    pairs: int


@dataclass(frozen=True, slots=True)
class Quality:
    """Precision and recall of pairs, on the whole and by group (`source: …`, `born: …`)."""

    precision: Share
    recall: Share
    by_group: dict[str, tuple[Share, Share]]


def sample(pairs: pa.Table, *, size: int, seed: int) -> pa.Table:
    """
    Draw pairs for people to judge.

    In:     `pairs` as `plainview link --pairs` wrote them.
    Out:    left, right, layer, of_layer (how many pairs the layer has): in random order, so that it tells nothing.
    """
    weights = pairs.column("match_weight").to_numpy()
    joined = pairs.column("joined").to_numpy(zero_copy_only=False)
    layer = np.searchsorted(EDGES, weights, side="right") + np.where(joined, JOINED, 0)
    dice = np.random.default_rng(seed)
    names, counts = np.unique(layer, return_counts=True)
    share = np.sqrt(counts) / np.sqrt(counts).sum() if len(counts) else np.zeros(0)
    chosen, layers, sizes = [], [], []
    for name, count, part in zip(names, counts, share, strict=True):
        wanted = int(min(count, max(np.ceil(size * part), 10)))
        chosen.append(dice.choice(np.flatnonzero(layer == name), wanted, replace=False))
        layers += [int(name)] * wanted
        sizes += [int(count)] * wanted
    at = np.concatenate(chosen) if chosen else np.zeros(0, dtype=np.int64)
    order = dice.permutation(len(at))
    drawn = pairs.select(["left", "right"]).take(pa.array(at[order]))
    return drawn.append_column("layer", pa.array(np.array(layers, dtype=np.int32)[order])).append_column(
        "of_layer", pa.array(np.array(sizes, dtype=np.int64)[order])
    )


def beside(drawn: pa.Table, records: pa.Table, *, id_column: str) -> pa.Table:
    """Put the two records of each pair side by side, and an empty column `same_person` to be filled: y or n."""
    ids = records.column(id_column).cast(pa.string()).combine_chunks()
    told = {c: drawn.column(c) for c in drawn.column_names}
    for column in records.column_names:
        if column == id_column:
            continue
        for side, number in (("left", 1), ("right", 2)):
            told[f"{column} {number}"] = records.column(column).take(pc.index_in(drawn.column(side), ids))
    return pa.table({"same_person": pa.nulls(drawn.num_rows, pa.string()), **told})


def quality(judged: pa.Table, *, groups: Sequence[str] = (), seed: int = 1) -> Quality:
    """
    Say how well records were linked, by what people said of the sample.

    In:     the sample with `same_person` filled; what is blank is left out; `groups`: columns of it to tell apart.
    Raises: SampleNotJudged.
    """
    missing = {"same_person", "layer", "of_layer"} - set(judged.column_names)
    if missing:
        raise SampleNotJudged(f"it has no column {', '.join(sorted(missing))}.", where="The sample file.",
                              do="Give the file that `plainview link-quality sample` wrote, filled in.")  # fmt: skip
    said = [str(v or "").strip().lower() for v in judged.column("same_person").to_pylist()]
    wrong = sum(s not in (*SAME, *OTHER, "", "?", "not sure") for s in said)
    is_told = np.array([s in SAME + OTHER for s in said])
    if wrong or not is_told.any():
        what = f"{wrong} cells of 'same_person' are neither y nor n." if wrong else "no pair of it was judged."
        raise SampleNotJudged(what, where="The sample file.", do="Fill 'same_person' with y, n, or nothing.")
    same = np.array([s in SAME for s in said])[is_told]
    layer = np.array(judged.column("layer").to_pylist(), dtype=int)[is_told]
    size = np.array(judged.column("of_layer").to_pylist(), dtype=float)[is_told]
    dice = np.random.default_rng(seed)
    by_group: dict[str, tuple[Share, Share]] = {}
    for column in groups:
        values = np.array([str(v) for v in judged.column(column).to_pylist()])[is_told]
        for value in sorted(set(values)):
            at = values == value
            by_group[f"{column}: {value}"] = _both(same[at], layer[at], size[at], layer, dice)
    precision, recall = _both(same, layer, size, layer, dice)
    return Quality(precision, recall, by_group)


def _both(
    same: npt.NDArray[np.bool_], layer: npt.NDArray[np.int_], size: npt.NDArray[np.float64],
    every: npt.NDArray[np.int_], dice: np.random.Generator,
) -> tuple[Share, Share]:  # fmt: skip
    """Put the layers together: by what was seen, and by what may have been seen as well (Jeffreys' intervals)."""
    right, wrong, missed = (np.zeros(_DRAWS + 1) for _ in range(3))
    for name in np.unique(layer):
        at = layer == name
        # Of a group, a layer has as large a part as its pairs have of the layer's sample.
        pairs = size[at][0] * at.sum() / (every == name).sum()
        yes, no = same[at].sum(), (~same[at]).sum()
        share = np.append(dice.beta(yes + 0.5, no + 0.5, _DRAWS), yes / (yes + no))
        if name >= JOINED:
            right, wrong = right + pairs * share, wrong + pairs * (1 - share)
        else:
            missed = missed + pairs * share
    return _told(right, right + wrong, len(same)), _told(right, right + missed, len(same))


def _told(part: npt.NDArray[np.float64], whole: npt.NDArray[np.float64], pairs: int) -> Share:
    share = np.divide(part, whole, out=np.full(len(part), np.nan), where=whole > 0)
    seen, drawn = share[-1], share[:-1][~np.isnan(share[:-1])]
    if np.isnan(seen) or not len(drawn):
        return Share(float("nan"), float("nan"), float("nan"), pairs)
    low, high = np.quantile(drawn, (0.025, 0.975))
    value, least, most = (round(float(v), 4) for v in (seen, min(low, seen), max(high, seen)))
    return Share(value, least, most, pairs)
