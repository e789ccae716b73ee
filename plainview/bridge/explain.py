"""Why records are one resident, in sentences. No value stands in them, only what agrees and what does not."""

from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from plainview.bridge.cluster import Edge
from plainview.bridge.comparisons import COMPARISONS, sentence

_DECIDED = {99.0: "A data steward decided that they are one person.",
            50.0: "The source says that both references are one person."}  # fmt: skip


def sentences(gammas: Mapping[str, int]) -> list[str]:
    """Say what agrees and what differs between two records, by the levels they stand at."""
    told = [sentence(c.name, gammas[c.name]) for c in COMPARISONS if c.name in gammas]
    return [t for t in told if t]


def links(joined: Iterable[Edge], pairs: pa.Table) -> list[tuple[Edge, list[str]]]:
    """Give, for each pair that holds a resident's records together, why."""
    wanted = {(e.left, e.right): e for e in joined}
    left, right = pairs.column("unique_id_l").to_pylist(), pairs.column("unique_id_r").to_pylist()
    levels = {c.name: pairs.column(f"gamma_{c.name}").to_pylist() for c in COMPARISONS}
    told: dict[tuple[str, str], list[str]] = {}
    for n, pair in enumerate(zip(left, right, strict=True)):
        if pair in wanted:
            told[pair] = sentences({name: column[n] for name, column in levels.items()})
    return [
        (edge, [_DECIDED[edge.weight], *told.get(pair, [])] if edge.weight in _DECIDED else told.get(pair, []))
        for pair, edge in wanted.items()
    ]


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
