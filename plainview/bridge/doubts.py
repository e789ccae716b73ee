"""
Where the match is in doubt: what a data steward should look at, found by columns.

Each doubt is about two records: of two residents, or of one whose records may not all be theirs.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from plainview.bridge.cluster import one_error_apart
from plainview.bridge.link import ACT, REVIEW, Linked

# In this order: where several say something of the same people, the first is asked.
KINDS = ("split", "moved", "refused", "uncertain", "conflict", "merged", "oversized")
LARGE = 15  # records of one resident; a person in every system of a council seldom has more than a dozen
_FAR_APART_DAYS = 3 * 366

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
Keys = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Changed:
    """What a refresh did to ids: residents now (places of their clusters), two records of them, and what happened."""

    kind: str
    left: str
    right: str
    reason: str


@dataclass(slots=True)
class Doubts:
    """
    Doubts by columns, all of one length.

    kind         place in KINDS
    left, right  records: places in the ids of the match
    one, other   clusters that they are of; the same where the doubt is about one resident
    weight       match weight in bits; NaN where the two were never scored
    reason       place in `reasons`
    """

    kind: Ints
    left: Ints
    right: Ints
    one: Ints
    other: Ints
    weight: Floats
    reason: Ints
    reasons: list[str]

    def __len__(self) -> int:
        return len(self.kind)

    def taken(self, at: npt.NDArray[np.intp] | npt.NDArray[np.bool_]) -> "Doubts":
        """Give some of them, in that order."""
        return Doubts(
            self.kind[at], self.left[at], self.right[at], self.one[at], self.other[at], self.weight[at],
            self.reason[at], self.reasons,
        )  # fmt: skip

    def of_people(self, count: int) -> Ints:
        """Give one number for each two residents, whichever stands first."""
        return _code(self.one, self.other, count)


class Match:
    """The match of one refresh by numbers: which cluster a record is of, and where the pair of two records stands."""

    def __init__(self, linked: Linked) -> None:
        self.ids, self.pairs = linked.ids, linked.pairs
        self.sizes: Ints = np.array([len(c) for c in linked.clusters], np.int64)
        flat = pa.array([key for cluster in linked.clusters for key in cluster], pa.string())
        self.cluster_of: Ints = np.empty(len(flat), np.int64)
        self.cluster_of[self.places(flat)] = np.repeat(np.arange(len(linked.clusters)), self.sizes)
        self.left, self.right = (_numbers(linked.pairs.column(c), np.int64) for c in ("left", "right"))
        self.weight = _numbers(linked.pairs.column("match_weight"), np.float64)
        codes = _code(self.left, self.right, len(self.ids))
        self._order = np.argsort(codes, kind="stable")
        self._codes = codes[self._order]

    def places(self, keys: Sequence[str] | pa.Array) -> Ints:
        """Give where records stand; -1 for one that is not there."""
        if not len(keys):
            return np.array([], np.int64)  # to look any up costs a pass over all of them
        asked = keys if isinstance(keys, pa.Array) else pa.array(keys, pa.string())
        return _numbers(pc.fill_null(pc.index_in(asked, self.ids), -1), np.int64)

    def pair_of(self, left: Ints, right: Ints) -> Ints:
        """Give where the scored pair of two records stands; -1 where they were not scored, or far from one person."""
        asked = _code(left, right, len(self.ids))
        at = np.searchsorted(self._codes, asked)
        held = at < len(self._codes)
        held[held] = self._codes[at[held]] == asked[held]
        found = np.full(len(asked), -1, np.int64)
        found[held] = self._order[at[held]]
        return found

    def between(self, people: Ints) -> dict[int, int]:
        """Give the best scored pair between two clusters, by their number (`_code`)."""
        held = _code(self.cluster_of[self.left], self.cluster_of[self.right], len(self.sizes))
        at = np.flatnonzero(np.isin(held, people))
        order = at[np.lexsort((self.right[at], self.left[at], -self.weight[at]))]
        found: dict[int, int] = {}
        for place in order.tolist():
            found.setdefault(int(held[place]), place)
        return found


def doubts(linked: Linked, match: Match, *, known: ir.Table, changed: Sequence[Changed], cannot_link: Keys,
           must_link: Keys) -> Doubts:  # fmt: skip
    """
    Find every doubt of a match; one for each two residents, one for each resident.

    In:     `known`: mentions with person_key, resident_id, nhs_number, nino, born_on, born_on_kind; `changed`: what
            happened to ids in this refresh; what stewards decided, for it is not asked again.
    """
    found = [
        _changed(match, [c for c in changed if c.kind != "merged"]),
        _refused(linked, match),
        _uncertain(match),
        _conflicts(match, known),
        _changed(match, [c for c in changed if c.kind == "merged"]),
        _oversized(linked, match),
    ]
    reasons: list[str] = []
    for part in found:
        part.reason = part.reason + len(reasons)
        reasons += part.reasons

    def column(name: str) -> npt.NDArray[Any]:
        return np.concatenate([getattr(part, name) for part in found])

    whole = Doubts(
        column("kind"), column("left"), column("right"), column("one"), column("other"), column("weight"),
        column("reason"), reasons,
    )  # fmt: skip
    whole = whole.taken((whole.left >= 0) & (whole.right >= 0) & (whole.left != whole.right))
    whole = whole.taken(~_is_decided(whole, match, cannot_link=cannot_link, must_link=must_link))
    _, first = np.unique(whole.of_people(len(match.sizes)), return_index=True)
    return whole.taken(np.sort(first))


def _uncertain(match: Match) -> Doubts:
    at = np.flatnonzero((match.weight >= REVIEW) & (match.weight < ACT))
    at = at[match.cluster_of[match.left[at]] != match.cluster_of[match.right[at]]]
    at = at[np.lexsort((match.right[at], match.left[at], -match.weight[at]))]
    people = _code(match.cluster_of[match.left[at]], match.cluster_of[match.right[at]], len(match.sizes))
    _, first = np.unique(people, return_index=True)
    at = at[np.sort(first)]
    reason = "alike, but not enough to be joined without a person's word"
    return _made(match, "uncertain", match.left[at], match.right[at], match.weight[at], [reason])


def _refused(linked: Linked, match: Match) -> Doubts:
    told = sorted(linked.refused, key=lambda r: (-r.weight, r.left, r.right))
    left, right = match.places([r.left for r in told]), match.places([r.right for r in told])
    reasons = sorted({r.reason for r in told})
    weight = np.array([r.weight for r in told], np.float64)
    of = np.array([reasons.index(r.reason) for r in told], np.int64)
    made = _made(match, "refused", left, right, weight, reasons, of)
    return made.taken(made.one != made.other)  # some were joined after all, by another pair


def _conflicts(match: Match, known: ir.Table) -> Doubts:
    """Find residents with two numbers, or birth dates far apart: the records of the least and the greatest."""
    is_exact = known.born_on.notnull() & (known.born_on_kind == "exact")
    of_record = known.group_by("resident_id", "person_key").aggregate(
        nhs_number=known.nhs_number.min(), nino=known.nino.min(),
        born_on=known.born_on.min(where=is_exact).cast("string"),
    )  # fmt: skip
    columns = ("nhs_number", "nino", "born_on")
    # The value goes before the record's key, so that equal values are told apart the same way each time.
    ends = {
        f"{c}_{end}": getattr((of_record[c] + "|" + of_record.person_key), end)()
        for c in columns for end in ("min", "max")
    }  # fmt: skip
    counts = {f"{c}_count": of_record[c].nunique() for c in columns}
    told = of_record.group_by("resident_id").aggregate(**ends, **counts)
    several = told.nhs_number_count + told.nino_count + told.born_on_count
    rows = told.filter(several > told.nhs_number_count.clip(upper=1) + told.nino_count.clip(upper=1)
                       + told.born_on_count.clip(upper=1)).order_by("resident_id").to_pyarrow().to_pylist()  # fmt: skip
    told_of: list[tuple[str, str, str]] = []
    for row in rows:
        for column in columns:
            (one, lower), (other, upper) = (str(row[f"{column}_{e}"] or "|").split("|", 1) for e in ("min", "max"))
            reason = _conflict(column, one, other)
            if reason and lower != upper:
                told_of.append((lower, upper, reason))
                break
    distinct = sorted({r for _, _, r in told_of})
    of = np.array([distinct.index(r) for _, _, r in told_of], np.int64)
    left, right = match.places([a for a, _, _ in told_of]), match.places([b for _, b, _ in told_of])
    return _made(match, "conflict", left, right, _scored(match, left, right), distinct, of)


def _conflict(column: str, one: str, other: str) -> str:
    """Say how two values of one resident conflict, or nothing."""
    if one == other:
        return ""
    if column == "born_on":
        days = (date.fromisoformat(other) - date.fromisoformat(one)).days
        return "birth dates far apart" if days >= _FAR_APART_DAYS else ""
    called = {"nhs_number": "NHS numbers", "nino": "National Insurance numbers"}[column]
    how = ", a typing error apart" if one_error_apart(one, other) else ""
    return f"two different {called}{how}"


def _oversized(linked: Linked, match: Match) -> Doubts:
    """Find residents with very many records: the weakest pair that holds each together."""
    large = set(np.flatnonzero(match.sizes > LARGE).tolist())
    weakest: dict[int, tuple[float, str, str]] = {}
    if large:
        lefts = match.cluster_of[match.places([e.left for e in linked.joined])].tolist()
        for edge, cluster in zip(linked.joined, lefts, strict=True):
            if cluster in large:
                own = (edge.weight, edge.left, edge.right)
                weakest[cluster] = min(weakest.get(cluster, own), own)
    told = [weakest[c] for c in sorted(weakest)]
    weight = np.array([w for w, _, _ in told], np.float64)
    left, right = match.places([a for _, a, _ in told]), match.places([b for _, _, b in told])
    return _made(match, "oversized", left, right, weight, [f"more than {LARGE} records of one resident"])


def _changed(match: Match, told: Sequence[Changed]) -> Doubts:
    left, right = match.places([c.left for c in told]), match.places([c.right for c in told])
    reasons = sorted({c.reason for c in told})
    of = np.array([reasons.index(c.reason) for c in told], np.int64)
    made = _made(match, "merged", left, right, _scored(match, left, right), reasons, of)
    made.kind = np.array([KINDS.index(c.kind) for c in told], np.int64)
    return made


def _made(match: Match, kind: str, left: Ints, right: Ints, weight: Floats, reasons: list[str],
          of: Ints | None = None) -> Doubts:  # fmt: skip
    kinds = np.full(len(left), KINDS.index(kind), np.int64)
    of = np.zeros(len(left), np.int64) if of is None else of
    return Doubts(kinds, left, right, match.cluster_of[left], match.cluster_of[right], weight, of, reasons)


def _is_decided(found: Doubts, match: Match, *, cannot_link: Keys, must_link: Keys) -> npt.NDArray[np.bool_]:
    """Say of each doubt whether a steward's word on these two records, or on the two residents, answers it."""
    told = [*cannot_link, *must_link]
    if not told:
        return np.zeros(len(found), np.bool_)
    count = len(match.ids)
    left, right = match.places([a for a, _ in told]), match.places([b for _, b in told])
    is_here = (left >= 0) & (right >= 0)
    records = _code(left[is_here], right[is_here], count)
    apart = slice(0, len(cannot_link))
    here = is_here[apart]
    people = _code(match.cluster_of[left[apart][here]], match.cluster_of[right[apart][here]], len(match.sizes))
    of_records = np.isin(_code(found.left, found.right, count), records)
    return of_records | (np.isin(found.of_people(len(match.sizes)), people) & (found.one != found.other))


def _scored(match: Match, left: Ints, right: Ints) -> Floats:
    at = match.pair_of(left, right)
    weight = np.full(len(at), np.nan)
    weight[at >= 0] = match.weight[at[at >= 0]]
    return weight


def _code(one: Ints, other: Ints, count: int) -> Ints:
    return np.minimum(one, other) * np.int64(max(count, 1)) + np.maximum(one, other)


def _numbers(column: pa.Array | pa.ChunkedArray, kind: type) -> npt.NDArray[Any]:
    return np.asarray(
        column.to_numpy(zero_copy_only=False) if isinstance(column, pa.Array) else column.to_numpy(), kind
    )


def what_changed(
    match: Match, clusters: Sequence[Sequence[str]], residents: Sequence[str],
    events: Sequence[tuple[str, str, str]], was: Mapping[str, str],
) -> list[Changed]:  # fmt: skip
    """
    Turn what the ledger says of this refresh into two records each.

    In:     `residents`: of each cluster; `events`: kind, resident, the id or ids it was before; `was`: the resident
            that a record had in the refresh before, for the records that these events are about.
    """
    place = {resident: n for n, resident in enumerate(residents)}
    apart = [(k, place[r], place[o]) for k, r, old in events for o in old.split(",") if k != "merged"
             and r in place and o in place]  # fmt: skip
    codes = _code(np.array([a for _, a, _ in apart], np.int64), np.array([b for _, _, b in apart], np.int64),
                  len(match.sizes))  # fmt: skip
    best = match.between(codes) if len(apart) else {}
    found = []
    for (kind, one, other), code in zip(apart, codes.tolist(), strict=True):
        at = best.get(code)
        left, right = (clusters[one][0], clusters[other][0]) if at is None else (
            match.ids[int(match.left[at])].as_py(), match.ids[int(match.right[at])].as_py())  # fmt: skip
        reason = (
            "they were one resident until this refresh" if kind == "split" else "records went from one to the other"
        )
        found.append(Changed(kind, left, right, reason))
    for kind, resident, old in events:
        if kind == "merged" and resident in place:
            members = clusters[place[resident]]
            came, stayed = [m for m in members if was.get(m) == old], [m for m in members if was.get(m) == resident]
            if came and stayed:
                left, right = _nearest(match, came, stayed)
                found.append(Changed("merged", left, right, "they were two residents until this refresh"))
    return found


def _nearest(match: Match, some: Sequence[str], others: Sequence[str]) -> tuple[str, str]:
    """Give the best scored pair between two small groups of records, or the first of each."""
    pairs = [(a, b) for a in some[:LARGE] for b in others[:LARGE]]
    at = match.pair_of(match.places([a for a, _ in pairs]), match.places([b for _, b in pairs]))
    scored = [(-match.weight[n], *pair) for n, pair in zip(at.tolist(), pairs, strict=True) if n >= 0]
    return min(scored)[1:] if scored else pairs[0]
