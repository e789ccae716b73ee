"""
Which doubt to look at first: where a wrong match could do most harm.

The order is of doubts about the data, never of people: it goes no further than the stewards' queue, which does not
say why one stands before another.
"""

from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import ibis.expr.types as ir
import numpy as np
import numpy.typing as npt

from plainview.bridge.comparisons import COMPARISONS
from plainview.bridge.doubts import KINDS, Doubts, Ints, Match
from plainview.vocabulary.tables import TABLES

# What a worker would act on first: children's social care, and enquiries about adults at risk.
TABLES_OF_CARE = frozenset({*(t for t, table in TABLES.items() if table.area == "children"), "adult_safeguarding"})
_MANY = 8  # records of the residents together, from which a mistake reaches many pages
_ONE_DATE = len(next(c for c in COMPARISONS if c.name == "born_on").levels) - 2  # from this level on
_CARE, _OPEN, _BORN, _LARGE = 8, 4, 2, 1
FIRST, NEXT, LAST = 1, 2, 3  # what a steward is told of the order
MOST: Mapping[str, int] = {"split": 1000, "moved": 500, "refused": 2000, "uncertain": 2000, "conflict": 1000,
                           "merged": 1000, "oversized": 300}  # fmt: skip
MOST_OF_ONE = 3  # doubts of one kind about one resident: when these are settled, the next refresh asks the others


@dataclass(frozen=True, slots=True)
class Ordered:
    """The doubts that are asked, first things first, with the level of each; and how many of each kind there are."""

    doubts: Doubts
    levels: list[int]
    found: dict[str, int]
    left_out: dict[str, int]


def ordered(found: Doubts, match: Match, *, residents: list[str], care: Collection[str], open_: Collection[str],
            most: Mapping[str, int] = MOST) -> Ordered:  # fmt: skip
    """
    Put doubts in order, and keep as many as stewards can ever come to.

    In:     `residents`: of each cluster; `care`: residents whom social care or safeguarding knows; `open_`: those
            with whom someone works today.
    Out:    no more than `most` of a kind, and three of a kind about one resident.
    """
    in_care, is_open = (np.array([r in some for r in residents], np.bool_) for some in (care, open_))
    points = np.zeros(len(found), np.int64)
    points += _CARE * (in_care[found.one] | in_care[found.other])
    points += _OPEN * (is_open[found.one] | is_open[found.other])
    points += _BORN * _birth_dates_differ(found, match)
    together = match.sizes[found.one] + np.where(found.one == found.other, 0, match.sizes[found.other])
    points += _LARGE * (together >= _MANY)
    nearness = np.nan_to_num(found.weight, nan=-np.inf)
    order = np.lexsort((found.right, found.left, -nearness, -points))
    kept, counts, left_out = _bounded(found.taken(order), most)
    at = order[np.array(kept, np.int64)]
    levels = [FIRST if p >= _OPEN else NEXT if p else LAST for p in points[at].tolist()]
    return Ordered(found.taken(at), levels, counts, left_out)


def _bounded(found: Doubts, most: Mapping[str, int]) -> tuple[list[int], dict[str, int], dict[str, int]]:
    counts = Counter(KINDS[k] for k in found.kind.tolist())
    kept: list[int] = []
    of_kind: Counter[int] = Counter()
    of_one: Counter[tuple[int, int]] = Counter()
    people = zip(found.kind.tolist(), found.one.tolist(), found.other.tolist(), strict=True)
    for place, (kind, one, other) in enumerate(people):
        both = {(kind, one), (kind, other)}
        if of_kind[kind] >= most[KINDS[kind]] or any(of_one[b] >= MOST_OF_ONE for b in both):
            continue
        kept.append(place)
        of_kind[kind] += 1
        of_one.update(both)
    left_out = {name: n - of_kind[KINDS.index(name)] for name, n in counts.items() if n > of_kind[KINDS.index(name)]}
    return kept, dict(counts), left_out


def _birth_dates_differ(found: Doubts, match: Match) -> npt.NDArray[np.bool_]:
    at = match.pair_of(found.left, found.right)
    levels: Ints = np.asarray(match.pairs.column("gamma_born_on").to_numpy(), np.int64)
    told = np.array([r.startswith("birth dates") for r in found.reasons] or [False], np.bool_)[found.reason]
    if len(levels):
        level = np.where(at >= 0, levels[at], -1)
        told |= (level >= 0) & (level < _ONE_DATE)
    return told


def whom_it_concerns(
    facts: Mapping[str, ir.Table], people: ir.Table, *, as_of: date
) -> tuple[Collection[str], Collection[str]]:
    """Give the residents whom social care or safeguarding knows, and those with whom someone works on that day."""
    known = [facts[t].select("person_key") for t in sorted(TABLES_OF_CARE & facts.keys())]
    open_ = []
    if "service_involvements" in facts:
        told = facts["service_involvements"]
        open_ = [told.filter(told.valid_until.isnull() | (told.valid_until > as_of)).select("person_key")]
    return _residents(known, people), _residents(open_, people)


def _residents(keys: list[Any], people: ir.Table) -> Collection[str]:
    if not keys:
        return frozenset()
    told = (keys[0].union(*keys[1:]) if len(keys) > 1 else keys[0]).distinct()
    found = people.select("person_key", "resident_id").semi_join(told, "person_key")
    return frozenset(found.select("resident_id").distinct().to_pyarrow()["resident_id"].to_pylist())
