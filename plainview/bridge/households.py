"""
Who lives with whom: from spells at a dwelling, and where an address says little, from what people are to each other.

A private dwelling makes one household of the people whose spells there overlap. In a shared house, a hostel, a
refuge, a care home or another communal place the address alone makes none.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import combinations

PRIVATE = "private"
KINDS = ("refuge", "care_home", "hostel", "other_communal", "shared_house", PRIVATE)  # the first said holds
TOO_MANY = 10  # people at one private dwelling: a wrong address or a communal one, for a person to look at
_SLACK = timedelta(days=14)  # one family's last day and the next one's first are not kept to the day


@dataclass(frozen=True, slots=True)
class Stay:
    """One resident at one dwelling, all sources together. `until` of None: still there."""

    resident: str
    dwelling: str
    since: date | None
    until: date | None
    is_current: bool
    source_count: int = 1


@dataclass(frozen=True, slots=True)
class Household:
    """People who live or lived together. `how` says what that stands on."""

    dwelling: str
    kind: str
    stays: tuple[Stay, ...]
    how: str  # same_address, related, same_account, alone


@dataclass(frozen=True, slots=True)
class Households:
    """All households, and the dwellings that a person should look at."""

    households: list[Household]
    review: dict[str, int] = field(default_factory=dict)  # dwelling: people there now


def households(
    stays: Iterable[Stay],
    *,
    kinds: Mapping[str, str],
    relations: Iterable[tuple[str, str]],
    accounts: Mapping[str, Iterable[str]],
) -> Households:
    """
    Put people who live together into households.

    In:     `kinds`: kind by dwelling (private where nobody says); `relations`: pairs of residents that a source
            states; `accounts`: residents by tenancy, claim or other account they share.
    Out:    every stay in exactly one household.
    """
    by_dwelling: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays:
        by_dwelling[stay.dwelling].append(stay)
    ties = _ties(relations, accounts)
    found: list[Household] = []
    review: dict[str, int] = {}
    for dwelling in sorted(by_dwelling):
        here = sorted(by_dwelling[dwelling], key=lambda s: (s.since or date.min, s.resident))
        kind = kinds.get(dwelling, PRIVATE)
        now = sum(1 for s in here if s.is_current)
        if kind == PRIVATE and now <= TOO_MANY:
            found.extend(Household(dwelling, kind, tuple(g), _how(g)) for g in _overlapping(here))
            continue
        if kind == PRIVATE:
            review[dwelling] = now
        found.extend(_tied(dwelling, kind, here, ties))
    return Households(found, review)


def _how(group: Sequence[Stay]) -> str:
    return "same_address" if len(group) > 1 else "alone"


def _overlapping(stays: Sequence[Stay]) -> list[list[Stay]]:
    """Part stays, in the order of their start, wherever everyone had left before the next one came."""
    groups: list[list[Stay]] = []
    latest = date.min
    for stay in stays:
        # `since` of None may be any day, so it never parts.
        starts_anew = stay.since is not None and groups and stay.since >= _plus_less(latest)
        if not groups or starts_anew:
            groups.append([])
            latest = date.min
        groups[-1].append(stay)
        latest = max(latest, stay.until or date.max)
    return groups


def _plus_less(day: date) -> date:
    return day if day in (date.max, date.min) else day - _SLACK


def _ties(
    relations: Iterable[tuple[str, str]], accounts: Mapping[str, Iterable[str]]
) -> dict[str, list[tuple[str, str]]]:
    ties: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for one, other in relations:
        ties[one].append((other, "related"))
        ties[other].append((one, "related"))
    for members in accounts.values():
        held = sorted(set(members))
        for one, other in combinations(held, 2):
            ties[one].append((other, "same_account"))
            ties[other].append((one, "same_account"))
    return ties


def _tied(
    dwelling: str, kind: str, stays: Sequence[Stay], ties: Mapping[str, list[tuple[str, str]]]
) -> list[Household]:
    """Group the people at a dwelling by what ties them; whoever has no tie there lives alone."""
    here: dict[str, list[Stay]] = defaultdict(list)
    for stay in stays:
        here[stay.resident].append(stay)
    seen: set[str] = set()
    found: list[Household] = []
    for first in sorted(here):
        if first in seen:
            continue
        seen.add(first)
        group, edge, hows = [first], [first], set()
        while edge:
            for other, how in ties.get(edge.pop(), ()):
                if other in here and other not in seen:
                    seen.add(other)
                    hows.add(how)
                    group.append(other)
                    edge.append(other)
        how = "related" if "related" in hows else "same_account" if hows else "alone"
        members = [s for r in sorted(group) for s in here[r]]
        found.extend(
            Household(dwelling, kind, tuple(part), how if len({s.resident for s in part}) > 1 else "alone")
            for part in _overlapping(sorted(members, key=lambda s: (s.since or date.min, s.resident)))
        )
    return found
