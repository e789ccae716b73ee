"""
Groups of records, quickly: most need no second thought, and only the rest is joined with care.

A group of connected records in which nothing speaks against anything comes out of `cluster` whole. So it is
taken whole here; the others go through `cluster`, record by record.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pyarrow as pa
import pyarrow.compute as pc

from plainview.bridge.cluster import FIT, MUST, NUMBERS, SAME, Edge, Held, Refused, cluster

_ASKED = ("unique_id", "born_on", "born_on_kind")


@dataclass(frozen=True, slots=True)
class Joined:
    """The groups in order, each in order; the pairs that hold them together; the pairs refused, and why."""

    clusters: list[list[str]]
    joined: list[Edge]
    refused: list[Refused]


def join(
    people: pa.Table,
    pairs: pa.Table,
    *,
    act: float,
    same_record: Sequence[tuple[str, str]],
    must_link: Sequence[tuple[str, str]],
    cannot_link: Sequence[tuple[str, str]],
    numbers: Mapping[str, Held] = NUMBERS,
    fit: float = FIT,
) -> Joined:
    """
    Join records into residents.

    In:     `people`: unique_id, born_on, born_on_kind and the columns of `numbers`, in order of unique_id;
            `pairs`: left, right (places in `people`), match_weight; the rest as in `cluster`.
    """
    ids = people.column("unique_id").to_pylist()
    place = {key: n for n, key in enumerate(ids)} if same_record or must_link or cannot_link else {}
    told = [(place[a], place[b]) for a, b in (*same_record, *must_link) if a in place and b in place]
    strong = pairs.filter(pc.greater_equal(pairs.column("match_weight"), act))
    strong = strong.sort_by([("match_weight", "descending"), ("left", "ascending"), ("right", "ascending")])
    lefts, rights = strong.column("left").to_pylist(), strong.column("right").to_pylist()
    weights = strong.column("match_weight").to_pylist()
    parent = list(range(len(ids)))
    tree: list[tuple[int, int, float]] = []
    for a, b in sorted(told):
        if _unite(parent, a, b):
            tree.append((a, b, SAME))
    for a, b, weight in zip(lefts, rights, weights, strict=True):
        if _unite(parent, a, b):
            tree.append((a, b, weight))
    root = [_find(parent, n) for n in range(len(ids))]
    hard = _hard(people, pairs, root, numbers, fit)
    hard |= {root[place[k]] for pair in (*must_link, *cannot_link) for k in pair if k in place}
    members: dict[int, list[str]] = {}
    for n, r in enumerate(root):
        if r not in hard:
            members.setdefault(r, []).append(ids[n])
    joined = [Edge(ids[a], ids[b], weight) for a, b, weight in tree if root[a] not in hard]
    careful = _with_care(
        people, pairs, root, hard, ids, act=act, same_record=same_record, must_link=must_link,
        cannot_link=cannot_link, numbers=numbers, fit=fit,
    )  # fmt: skip
    return Joined(sorted([*members.values(), *careful.clusters]), joined + careful.joined, careful.refused)


def _find(parent: list[int], n: int) -> int:
    while parent[n] != n:
        parent[n] = parent[parent[n]]
        n = parent[n]
    return n


def _unite(parent: list[int], a: int, b: int) -> bool:
    a, b = _find(parent, a), _find(parent, b)
    if a == b:
        return False
    parent[max(a, b)] = min(a, b)
    return True


def _hard(people: pa.Table, pairs: pa.Table, root: list[int], numbers: Mapping[str, Held], fit: float) -> set[int]:
    """Give the groups in which something speaks against: two numbers, two birth dates, a pair that fits ill."""
    roots = pa.array(root, pa.int32())
    is_exact = pc.fill_null(pc.equal(people.column("born_on_kind"), "exact"), False)
    told = {"born": pc.if_else(is_exact, people.column("born_on"), None)}
    told |= {name: people.column(name) for name in numbers}
    held = pa.table({"root": roots, **told})
    sizes = held.group_by("root").aggregate([("root", "count")])
    large = sizes.filter(pc.greater(sizes.column("root_count"), 1)).column("root")
    held = held.filter(pc.is_in(roots, large))
    found: set[int] = set()
    for name in told:
        filled = held.filter(pc.is_valid(held.column(name)))
        counted = filled.group_by("root").aggregate([(name, "count"), (name, "count_distinct")])
        different = counted.column(f"{name}_count_distinct")
        is_once = name in numbers and numbers[name].is_once
        differs = pc.less(different, counted.column(f"{name}_count")) if is_once else pc.greater(different, 1)
        found |= set(counted.filter(differs).column("root").to_pylist())
    ill = pairs.filter(pc.less(pairs.column("match_weight"), fit))
    left, right = roots.take(ill.column("left")), roots.take(ill.column("right"))
    return found | set(left.filter(pc.equal(left, right)).to_pylist())


def _with_care(
    people: pa.Table, pairs: pa.Table, root: list[int], hard: set[int], ids: list[str], *, act: float,
    same_record: Sequence[tuple[str, str]], must_link: Sequence[tuple[str, str]],
    cannot_link: Sequence[tuple[str, str]], numbers: Mapping[str, Held], fit: float,
) -> Joined:  # fmt: skip
    if not hard:
        return Joined([], [], [])
    is_hard = pc.is_in(pa.array(root, pa.int32()), pa.array(sorted(hard), pa.int32()))
    few = people.select([*_ASKED, *numbers]).filter(is_hard).to_pylist()
    inside = {row["unique_id"] for row in few}
    kept = pairs.filter(pc.and_(is_hard.take(pairs.column("left")), is_hard.take(pairs.column("right"))))
    edges = [
        Edge(ids[a], ids[b], weight)
        for a, b, weight in zip(*(kept.column(c).to_pylist() for c in ("left", "right", "match_weight")), strict=True)
    ]

    def within(told: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
        return [pair for pair in told if pair[0] in inside and pair[1] in inside]

    return Joined(
        *cluster(
            few, edges, act=act, same_record=within(same_record), must_link=within(must_link),
            cannot_link=within(cannot_link), numbers=numbers, fit=fit,
        )
    )  # fmt: skip


assert MUST > SAME
