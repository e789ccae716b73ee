"""
How much each likeness tells, learnt from the records themselves, without one pair being told to us.

Pairs are of four kinds: one person; two people who are related (they share a home, a surname, a phone, and have names
and birth dates of their own); two people of one name; two people who have nothing to do with each other. Without the
second kind a family looks like one person whose forename is often written wrong, and without the third two people of
a common name look like one whose birth date is. How many pairs are of each kind, and how often each comparison is at
each level in it, is learnt together (expectation and maximisation), from where the product's own numbers start. These
count as so many pairs seen beforehand, so that a small file does not run away with them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from plainview.bridge.comparisons import Comparison

ROUNDS = 20
SEEN_M, SEEN_U = 40.0, 20_000.0  # pairs that the starting numbers stand for
LEAST = 1e-9
ONE, RELATED, NAMESAKES, AT_LARGE = range(4)
_SHARED = {RELATED: ("surname", "contact", "home", "place"), NAMESAKES: ("forename", "surname")}
_TWINS = 0.03  # of relatives are born on the same day
_CHANCE_AT_MOST = 0.02
Numbers = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Model:
    """
    What was learnt.

    chances  of the four kinds, for two records taken at random
    shares   by kind and comparison, a number for each level, in the order of Splink's gamma (0 is the last level): the
             share of pairs of that kind at it
    """

    chances: tuple[float, float, float, float]
    shares: tuple[tuple[Numbers, ...], ...]

    def weights(self, against: int = AT_LARGE) -> list[Numbers]:
        """Give the weight of each level in bits, for one person against another kind; the last cell, for -1, is 0."""
        of_one, of_other = self.shares[ONE], self.shares[against]
        return [np.append(np.log2(m / u), 0.0) for m, u in zip(of_one, of_other, strict=True)]

    def prior(self, against: int = AT_LARGE) -> float:
        """Give the chance of one person against another kind, in bits."""
        return float(np.log2(self.chances[ONE] / self.chances[against]))


def starting(comparisons: Sequence[Comparison], records: int) -> Model:
    """Give the model that comes with the product, for so many records."""

    def levels(which: str) -> list[Numbers]:
        return [np.array([getattr(lv, which) for lv in reversed(c.levels)], dtype=np.float64) for c in comparisons]

    m, u = levels("m"), levels("u")
    chance = 1 / max(records / 2, 1000)
    shares = (tuple(m), *(_others(kind, comparisons, m, u) for kind in (RELATED, NAMESAKES)), tuple(u))
    return Model((chance, chance, chance, 1 - 3 * chance), shares)


def _others(
    kind: int, comparisons: Sequence[Comparison], m: Sequence[Numbers], u: Sequence[Numbers]
) -> tuple[Numbers, ...]:
    """Give what is known of relatives, or of namesakes, beforehand: what they share, and what is each one's own."""
    told = []
    for n, comparison in enumerate(comparisons):
        if comparison.name in _SHARED[kind]:
            told.append(0.7 * m[n] + 0.3 * u[n] if kind == RELATED else m[n])
        elif comparison.name == "born_on" and kind == RELATED:
            twins = np.append(u[n][:-1], _TWINS)
            told.append(twins / twins.sum())
        else:
            told.append(u[n])
    return tuple(told)


@dataclass(frozen=True, slots=True)
class Patterns:
    """Pairs counted by how they compare: `gammas` one row a pattern, a column a comparison; `counts` pairs of each."""

    gammas: npt.NDArray[np.int8]
    counts: Numbers

    @staticmethod
    def of(gammas: npt.NDArray[np.int8]) -> "Patterns":
        """Count the patterns of pairs."""
        if not len(gammas):
            return Patterns(gammas, np.zeros(0))
        # Each pattern as one number, and numbers are quickly counted. What has no room in one goes the long way.
        spread = gammas.max(axis=0).astype(np.int64) + 2
        if np.prod(spread.astype(np.float64)) < 2**62:
            keys = np.zeros(len(gammas), dtype=np.int64)
            for n, size in enumerate(spread):
                keys = keys * size + (gammas[:, n] + 1)
            _, at, counts = np.unique(keys, return_index=True, return_counts=True)
            return Patterns(gammas[at], counts.astype(np.float64))
        found, counts = np.unique(gammas, axis=0, return_counts=True)
        return Patterns(found, counts.astype(np.float64))


def train(
    comparisons: Sequence[Comparison], start: Model, *, compared: Patterns, at_random: Patterns, records: int
) -> Model:
    """
    Learn from patterns of pairs.

    In:     `compared`: the pairs that were worth comparing, among which nearly all true ones are; `at_random`: pairs
            of records taken at random; `records`: how many there are.
    Out:    levels that are fixed stay as they were, and so does what relatives and namesakes have of their own.
    """
    model = start
    pairs = max(records * (records - 1) / 2, 1.0)
    least = max(1 / (20 * pairs), start.chances[ONE] / 1000)
    for _ in range(ROUNDS):
        kinds, random_kinds = _kinds(model, compared), _kinds(model, at_random)
        m, u = list(model.shares[ONE]), list(model.shares[AT_LARGE])
        shared: dict[tuple[int, int], Numbers] = {}
        for n, comparison in enumerate(comparisons):
            if all(level.fixed for level in comparison.levels):
                continue
            m[n] = _blended(comparison, start.shares[ONE][n], _seen(compared, n, kinds[ONE]), SEEN_M)
            u[n] = _blended(comparison, start.shares[AT_LARGE][n], _seen(at_random, n, random_kinds[AT_LARGE]), SEEN_U)
            for kind in (RELATED, NAMESAKES):
                if comparison.name in _SHARED[kind]:
                    seen = _seen(compared, n, kinds[kind])
                    shared[kind, n] = _blended(comparison, start.shares[kind][n], seen, SEEN_M)
        others = []
        for kind in (RELATED, NAMESAKES):
            own = list(_others(kind, comparisons, m, u))
            others.append(tuple(shared.get((kind, n), own[n]) for n in range(len(own))))
        told = [
            min(max(float((kinds[k] * compared.counts).sum()) / pairs, least), _CHANCE_AT_MOST)
            for k in (ONE, RELATED, NAMESAKES)
        ]
        model = Model((told[0], told[1], told[2], 1 - sum(told)), (tuple(m), *others, tuple(u)))
    return model


def _kinds(model: Model, patterns: Patterns) -> Numbers:
    """Give, for each pattern, how likely it is of each kind."""
    total = np.repeat(np.log2(np.array(model.chances))[:, None], len(patterns.counts), axis=1)
    for kind, shares in enumerate(model.shares):
        for n, of_levels in enumerate(shares):
            total[kind] += np.append(np.log2(of_levels), 0.0)[patterns.gammas[:, n]]
    if not total.shape[1]:
        return total
    likely = np.exp2(total - total.max(axis=0))
    return np.asarray(likely / likely.sum(axis=0))


def _seen(patterns: Patterns, column: int, weight: Numbers) -> Numbers:
    """Give how many pairs, counted by a weight, stand at each level; the last cell is that of -1."""
    at = patterns.gammas[:, column]
    known = at >= 0
    return np.bincount(at[known], weights=(weight * patterns.counts)[known]).astype(np.float64)


def _blended(comparison: Comparison, start: Numbers, seen: Numbers, worth: float) -> Numbers:
    fixed = np.array([level.fixed for level in reversed(comparison.levels)])
    free = start[~fixed].sum()
    told = start.copy()
    counted = np.pad(seen, (0, len(start) - len(seen)))[~fixed] + worth * start[~fixed] / free
    told[~fixed] = free * counted / counted.sum()
    return np.maximum(told, LEAST)
