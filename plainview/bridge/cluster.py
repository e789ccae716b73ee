"""
Records joined into residents, best pair first, and never against a constraint.

Plain chaining (connected components) joins twins, and a parent and a child of one name, through a third record.
Here two groups join only if nothing in them speaks against it and their records fit on the whole.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

MUST, SAME = 99.0, 50.0  # weights that stand for a steward's decision, and for a source's own word
FIT = 2.0  # mean match weight of the scored pairs between two groups, at least
_YEARS_APART = 3


@dataclass(frozen=True, slots=True, order=True)
class Edge:
    """A scored pair of person keys."""

    left: str
    right: str
    weight: float


@dataclass(frozen=True, slots=True)
class Refused:
    """A pair that scored enough and was not joined."""

    left: str
    right: str
    weight: float
    reason: str


@dataclass(frozen=True, slots=True)
class Held:
    """
    A column in which one person has one value: two that are no typing error of each other are two people.

    is_once  the other way round: two records of one value are two people (a source that holds each person once)
    """

    reason: str
    is_once: bool = False


NUMBERS: Mapping[str, Held] = {
    "nhs_number": Held("two different NHS numbers"),
    "nino": Held("two different National Insurance numbers"),
}


@dataclass(slots=True)
class _Group:
    members: list[str]
    numbers: dict[str, set[str]]
    born: set[date] = field(default_factory=set)
    near: dict[int, list[float]] = field(default_factory=dict)  # other group: [sum of weights, pairs]


def cluster(
    people: Iterable[Mapping[str, Any]],
    edges: Sequence[Edge],
    *,
    act: float,
    same_record: Sequence[tuple[str, str]] = (),
    must_link: Sequence[tuple[str, str]] = (),
    cannot_link: Sequence[tuple[str, str]] = (),
    numbers: Mapping[str, Held] = NUMBERS,
    fit: float = FIT,
) -> tuple[list[list[str]], list[Edge], list[Refused]]:
    """
    Join records into residents.

    In:     `people`: unique_id, born_on, born_on_kind, and the columns of `numbers`. `edges`: scored pairs of them.
            `fit`: mean weight (bits) of the scored pairs between two groups, below which they are not joined.
    Out:    the groups in order, each in order; the pairs that joined them; the pairs refused, with the reason.
    """
    groups, place = _alone(people, numbers)
    apart = _Apart(cannot_link)
    joined: list[Edge] = []
    refused: list[Refused] = []
    for left, right, weight in sorted((e.left, e.right, e.weight) for e in edges):
        a, b = place[left], place[right]
        groups[a].near.setdefault(b, [0.0, 0])
        groups[b].near.setdefault(a, [0.0, 0])
        for one, other in ((a, b), (b, a)):
            groups[one].near[other][0] += weight
            groups[one].near[other][1] += 1
    finder = _Finder(len(groups))

    def join(left: str, right: str, weight: float, *, asks_fit: bool, asks_veto: bool) -> None:
        if left not in place or right not in place:
            return
        a, b = finder.find(place[left]), finder.find(place[right])
        if a == b:
            return
        reason = apart.says(groups[a], groups[b])
        if not reason and asks_veto:
            reason = _veto(groups[a], groups[b], numbers)
        if not reason and asks_fit:
            total, count = groups[a].near.get(b, (0.0, 0))
            if count and total / count < fit:
                reason = "the groups do not fit on the whole"
        if reason:
            refused.append(Refused(left, right, weight, reason))
            return
        _merge(groups, finder, a, b)
        joined.append(Edge(left, right, weight))

    for left, right in sorted(must_link):
        join(left, right, MUST, asks_fit=False, asks_veto=False)
    for left, right in sorted(same_record):
        join(left, right, SAME, asks_fit=False, asks_veto=True)
    for weight, left, right in sorted((-e.weight, e.left, e.right) for e in edges if e.weight >= act):
        join(left, right, -weight, asks_fit=True, asks_veto=True)
    alive = {finder.find(n) for n in range(len(groups))}
    return sorted(sorted(groups[g].members) for g in alive), joined, refused


class _Apart:
    """Stewards' decisions that two records are not one person."""

    def __init__(self, cannot_link: Sequence[tuple[str, str]]) -> None:
        self._others: dict[str, set[str]] = {}
        for left, right in cannot_link:
            self._others.setdefault(left, set()).add(right)
            self._others.setdefault(right, set()).add(left)

    def says(self, a: _Group, b: _Group) -> str:
        if not self._others:
            return ""
        small, large = sorted((a.members, b.members), key=len)
        held = set(large)
        if any(self._others.get(m, set()) & held for m in small):
            return "a data steward decided that they are not one person"
        return ""


class _Finder:
    def __init__(self, count: int) -> None:
        self._parent = list(range(count))

    def find(self, n: int) -> int:
        while self._parent[n] != n:
            self._parent[n] = self._parent[self._parent[n]]
            n = self._parent[n]
        return n

    def lead(self, n: int, to: int) -> None:
        self._parent[n] = to


def _alone(
    people: Iterable[Mapping[str, Any]], numbers: Mapping[str, Held]
) -> tuple[list[_Group], dict[str, int]]:  # fmt: skip
    groups: list[_Group] = []
    place: dict[str, int] = {}
    for person in people:
        group = _Group([person["unique_id"]], {n: {person[n]} for n in numbers if person.get(n)})
        if person.get("born_on") and person.get("born_on_kind") == "exact":
            group.born.add(person["born_on"])
        place[person["unique_id"]] = len(groups)
        groups.append(group)
    return groups, place


def _merge(groups: list[_Group], finder: _Finder, a: int, b: int) -> None:
    """Put the smaller group into the larger; ties go to the earlier one."""
    if (len(groups[a].near) + len(groups[a].members), -a) < (len(groups[b].near) + len(groups[b].members), -b):
        a, b = b, a
    into, from_ = groups[a], groups[b]
    into.members.extend(from_.members)
    for name, values in from_.numbers.items():
        into.numbers.setdefault(name, set()).update(values)
    into.born |= from_.born
    into.near.pop(b, None)
    for other, (total, count) in from_.near.items():
        if other == a:
            continue
        for one, two in ((a, other), (other, a)):
            held = groups[one].near.setdefault(two, [0.0, 0])
            held[0] += total
            held[1] += count
        groups[other].near.pop(b, None)
    from_.near.clear()
    finder.lead(b, a)


def _veto(a: _Group, b: _Group, numbers: Mapping[str, Held]) -> str:
    """Say why two groups can't be one person, or nothing."""
    shared = False
    for name, held in numbers.items():
        one, other = a.numbers.get(name), b.numbers.get(name)
        if not one or not other:
            continue
        if held.is_once:
            if one & other:
                return held.reason
        elif _clash(one, other):
            return held.reason
        else:
            shared = shared or bool(one & other)
    if shared:
        return ""  # one number in common outweighs a birth date typed wrong
    if a.born and b.born and not any(_dates_may_be_one(x, y) for x in a.born for y in b.born):
        return "birth dates far apart"
    return ""


def _clash(a: set[str], b: set[str]) -> bool:
    """Say whether any number of one group is more than a typing error away from any of the other."""
    return any(not one_error_apart(x, y) for x in a for y in b if x != y)


def one_error_apart(a: str, b: str) -> bool:
    """Say whether two texts differ by at most one typing error: a character, or two neighbours swapped."""
    if a == b:
        return True
    if len(a) == len(b):
        wrong = [n for n, (x, y) in enumerate(zip(a, b, strict=True)) if x != y]
        if len(wrong) == 1:
            return True
        return (
            len(wrong) == 2 and wrong[1] == wrong[0] + 1 and a[wrong[0]] == b[wrong[1]] and a[wrong[1]] == b[wrong[0]]
        )
    short, long = sorted((a, b), key=len)
    return len(long) - len(short) == 1 and any(long[:n] + long[n + 1 :] == short for n in range(len(long)))


def _dates_may_be_one(a: date, b: date) -> bool:
    if abs((a - b).days) < 366 * _YEARS_APART:
        return True
    if (a.month, a.day) in ((b.month, b.day), (b.day, b.month)) and one_error_apart(str(a.year), str(b.year)):
        return True
    return one_error_apart(f"{a:%Y%m%d}", f"{b:%Y%m%d}")
