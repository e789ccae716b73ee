"""How well records were linked, from a sample that people judged: known answers, and what is missing."""

import numpy as np
import pyarrow as pa
import pytest

from plainview.bridge.linkage.judged import SampleNotJudged, beside, quality, sample


@pytest.fixture(scope="module")
def pairs():
    """Pairs of which we know the truth: the heavier, the likelier right."""
    dice = np.random.default_rng(5)
    weight = np.round(dice.uniform(-5, 25, 20_000), 4)
    same = dice.random(20_000) < 1 / (1 + np.exp2(-weight))
    ids = [f"r{n}" for n in range(20_000)]
    table = pa.table({"left": ids, "right": ids[::-1], "match_weight": weight, "joined": weight >= 2})
    return table, dict(zip(ids, same.tolist(), strict=True))


def judged(pairs, size=400, seed=1):
    table, same = pairs
    drawn = sample(table, size=size, seed=seed)
    said = pa.array(["y" if same[k] else "n" for k in drawn.column("left").to_pylist()])
    return drawn.append_column("same_person", said)


def test_the_truth_lies_in_the_interval_nearly_always(pairs):
    table, same = pairs
    right = np.array([same[k] for k in table.column("left").to_pylist()])
    joined = table.column("joined").to_numpy(zero_copy_only=False)
    precision, recall = right[joined].mean(), right[joined].sum() / right.sum()
    hits = 0
    for seed in range(40):
        found = quality(judged(pairs, seed=seed), seed=seed)
        hits += found.precision.low <= precision <= found.precision.high
        hits += found.recall.low <= recall <= found.recall.high
    assert hits >= 70  # of 80; 76 are to be expected


def test_it_tells_groups_apart(pairs):
    table = judged(pairs)
    groups = pa.array(["a" if n % 2 else "b" for n in range(table.num_rows)])
    found = quality(table.append_column("source 1", groups), groups=["source 1"])
    assert set(found.by_group) == {"source 1: a", "source 1: b"}
    assert sum(p.pairs for p, _ in found.by_group.values()) == found.precision.pairs


def test_doubtful_pairs_are_drawn_more_often_and_the_order_tells_nothing(pairs):
    drawn = sample(pairs[0], size=400, seed=2)
    assert 350 <= drawn.num_rows <= 480
    layers = drawn.column("layer").to_pylist()
    assert layers != sorted(layers)
    assert len(set(zip(layers, drawn.column("of_layer").to_pylist(), strict=True))) == len(set(layers))


def test_records_stand_side_by_side(pairs):
    drawn = sample(pairs[0], size=40, seed=2)
    records = pa.table({"id": [f"r{n}" for n in range(20_000)], "name": [f"name {n}" for n in range(20_000)]})
    table = beside(drawn, records, id_column="id").to_pylist()
    assert all(r["name 1"] == f"name {r['left'][1:]}" and r["name 2"] == f"name {r['right'][1:]}" for r in table)
    assert all(r["same_person"] is None for r in table)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda t: t.drop_columns(["layer"]), "no column layer"),
        (lambda t: t.set_column(t.column_names.index("same_person"), "same_person", pa.nulls(len(t), pa.string())),
         "no pair of it was judged"),
        (lambda t: t.set_column(t.column_names.index("same_person"), "same_person", pa.array(["maybe"] * len(t))),
         "neither y nor n"),
    ],
)  # fmt: skip
def test_a_sample_that_was_not_judged_is_said(pairs, change, says):
    with pytest.raises(SampleNotJudged) as caught:
        quality(change(judged(pairs)))
    assert says in caught.value.told()
