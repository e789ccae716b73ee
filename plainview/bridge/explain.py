"""Why records are one resident or are not, in sentences. No value stands in them: only what agrees and what not."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from plainview.bridge.cluster import MUST, SAME, Edge
from plainview.bridge.comparisons import COMPARISONS, sentence

_DECIDED = {MUST: "A data steward decided that they are one person.",
            SAME: "The source says that both references are one person."}  # fmt: skip


_CALLED = {"nhs_number": "NHS number", "nino": "National Insurance number", "upn": "unique pupil number",
           "uln": "unique learner number", "middle_names": "middle name", "born_on": "date of birth",
           "home": "address", "contact": "phone number or e-mail"}  # fmt: skip
_NOT_ITS_OWN = {"pattern"}  # made of what others compare


@dataclass(frozen=True, slots=True)
class Compared:
    """Two records side by side: sentences that speak for one person, sentences against, and what could not be told."""

    agrees: list[str]
    differs: list[str]
    not_known: list[str]  # what one of the two lacks, in plain words


def compared(gammas: Mapping[str, int]) -> Compared:
    """
    Say what agrees, what differs and what is not known, by the levels at which two records stand.

    A level speaks for one person if two records of one person stand there more often than two of two people do.
    """
    told = Compared([], [], [])
    for comparison in COMPARISONS:
        gamma = gammas.get(comparison.name)
        if gamma is None:
            continue
        if gamma < 0:
            if comparison.name not in _NOT_ITS_OWN:
                told.not_known.append(_CALLED.get(comparison.name, comparison.name))
            continue
        level = comparison.levels[len(comparison.levels) - 1 - gamma]
        if level.plain:
            (told.agrees if level.m > level.u else told.differs).append(level.plain)
    return told


def sentences(gammas: Mapping[str, int]) -> list[str]:
    """Say what agrees and what differs between two records, by the levels they stand at."""
    told = [sentence(c.name, gammas[c.name]) for c in COMPARISONS if c.name in gammas]
    return [t for t in told if t]


def links(joined: Sequence[Edge], pairs: pa.Table, ids: pa.Array) -> pa.Table:
    """Give, for each pair that holds a resident's records together, why: left, right, weight, because (JSON)."""
    left = pc.index_in(pa.array([e.left for e in joined], pa.string()), ids)
    right = pc.index_in(pa.array([e.right for e in joined], pa.string()), ids)
    low, high = pc.min_element_wise(left, right), pc.max_element_wise(left, right)
    at = pc.index_in(_number(low, high, len(ids)), _number(pairs.column("left"), pairs.column("right"), len(ids)))
    names = [c.name for c in COMPARISONS]
    levels = zip(*(pairs.column(f"gamma_{n}").take(at).to_pylist() for n in names), strict=True)
    known: dict[tuple[int | None, ...], list[str]] = {}
    because = []
    for edge, found in zip(joined, levels, strict=True):
        if found not in known:
            known[found] = sentences({n: g for n, g in zip(names, found, strict=True) if g is not None})
        decided = [_DECIDED[edge.weight]] if edge.weight in _DECIDED else []
        because.append(json.dumps(decided + known[found], ensure_ascii=False))
    return pa.table(
        {
            "left": pa.array([e.left for e in joined], pa.string()),
            "right": pa.array([e.right for e in joined], pa.string()),
            "weight": pa.array([e.weight for e in joined], pa.float64()),
            "because": pa.array(because, pa.string()),
        }
    )


def _number(left: pa.Array, right: pa.Array, count: int) -> pa.Array:
    return pc.add(pc.multiply(left.cast(pa.int64()), count), right.cast(pa.int64()))


def why_one(details: Mapping[str, Any], *, records: tuple[str, str] | None = None) -> list[dict[str, Any]]:
    """
    Say why records are one resident.

    In:     what the vault keeps of the resident (`Vault.reveal_people`); `records`: two person keys, for the
            chain of pairs between them alone.
    Out:    `records` and `because` of each pair, the weakest first: it is what the whole hangs on.
    """
    told = [dict(link) for link in details.get("links", [])]
    if records is not None:
        told = _path(told, *records)
    return sorted(told, key=lambda link: (link["weight"], link["keys"]))


def _path(told: list[dict[str, Any]], one: str, other: str) -> list[dict[str, Any]]:
    """Give the pairs on the way from one record to the other: there is one way, for the pairs make a tree."""
    came: dict[str, tuple[str, dict[str, Any]]] = {}
    edge = [one]
    seen = {one}
    while edge:
        at = edge.pop()
        for link in told:
            if at in link["keys"]:
                to = link["keys"][1] if link["keys"][0] == at else link["keys"][0]
                if to not in seen:
                    seen.add(to)
                    came[to] = (at, link)
                    edge.append(to)
    way = []
    while other in came:
        other, link = came[other]
        way.append(link)
    return way
