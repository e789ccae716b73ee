"""Stated relations between residents, each told from both sides. Nothing is inferred."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

TURNED = {
    "parent_of": "child_of",
    "child_of": "parent_of",
    "partner_of": "partner_of",
    "sibling_of": "sibling_of",
    "carer_of": "cared_for_by",
    "cared_for_by": "carer_of",
    "other_relative": "other_relative",
}


@dataclass(frozen=True, slots=True)
class Families:
    """
    Relations that can be, and how many can't.

    relations   resident, other, kind, started_on, ended_on, source, record_ref: each from both sides
    dropped     reason: relations that were not kept
    """

    relations: list[dict[str, Any]]
    dropped: dict[str, int] = field(default_factory=dict)


def families(stated: Iterable[Mapping[str, Any]], *, born: Mapping[str, date]) -> Families:
    """
    Sort out what sources say of who is what to whom.

    In:     `stated`: resident, other, kind, started_on, ended_on, source, record_ref; `born`: exact birth dates.
    Out:    a parent younger than the child, a person related to themselves, and a person who would be their own
            ancestor are dropped and counted, never followed.
    """
    dropped: dict[str, int] = defaultdict(int)
    kept: list[dict[str, Any]] = []
    for row in sorted(stated, key=_order):
        if row["kind"] not in TURNED:
            dropped["unknown kind of relation"] += 1
        elif row["resident"] == row["other"]:
            dropped["related to themselves"] += 1
        elif _is_backwards(row, born):
            dropped["parent younger than the child"] += 1
        else:
            kept.append(dict(row))
    circular = _in_a_circle({_parent_and_child(r) for r in kept if r["kind"] in ("parent_of", "child_of")})
    told: dict[tuple[Any, ...], dict[str, Any]] = {}
    for row in kept:
        if row["kind"] in ("parent_of", "child_of") and _parent_and_child(row) in circular:
            dropped["their own ancestor"] += 1
            continue
        turned = row | {"resident": row["other"], "other": row["resident"], "kind": TURNED[row["kind"]]}
        for side in (row, turned):
            told.setdefault(_order(side), dict(side))
    return Families([told[k] for k in sorted(told)], dict(sorted(dropped.items())))


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    return (row["resident"], row["other"], row["kind"], row["source"], row["record_ref"],
            str(row["started_on"] or ""), str(row["ended_on"] or ""))  # fmt: skip


def _parent_and_child(row: Mapping[str, Any]) -> tuple[str, str]:
    one, other = row["resident"], row["other"]
    return (one, other) if row["kind"] == "parent_of" else (other, one)


def _is_backwards(row: Mapping[str, Any], born: Mapping[str, date]) -> bool:
    if row["kind"] not in ("parent_of", "child_of"):
        return False
    parent, child = _parent_and_child(row)
    return parent in born and child in born and born[parent] >= born[child]


def _in_a_circle(links: set[tuple[str, str]]) -> set[tuple[str, str]]:
    """Give the links of parent and child that lie on a circle: both ends in one strongly connected part."""
    children: dict[str, list[str]] = defaultdict(list)
    for parent, child in sorted(links):
        children[parent].append(child)
    part = _parts(children)
    return {(p, c) for p, c in links if part[p] == part[c]}


def _parts(children: Mapping[str, list[str]]) -> dict[str, int]:
    """Number the strongly connected parts of a graph (Tarjan), without recursion: families can be long."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    part: dict[str, int] = {}
    held: list[str] = []
    nodes = sorted(set(children) | {c for cs in children.values() for c in cs})
    for root in nodes:
        if root in index:
            continue
        work = [(root, iter(children.get(root, ())))]
        index[root] = low[root] = len(index)
        held.append(root)
        while work:
            node, rest = work[-1]
            nearest = next(rest, None)
            if nearest is None:
                work.pop()
                if work:
                    low[work[-1][0]] = min(low[work[-1][0]], low[node])
                if low[node] == index[node]:
                    number = len(part)
                    while True:
                        member = held.pop()
                        part[member] = number
                        if member == node:
                            break
            elif nearest not in index:
                index[nearest] = low[nearest] = len(index)
                held.append(nearest)
                work.append((nearest, iter(children.get(nearest, ()))))
            elif nearest not in part:
                low[node] = min(low[node], index[nearest])
    return part
