"""Which columns identify a record, which lead to another file, and which numbers are of one range."""

from dataclasses import replace

import numpy as np

from plainview.extracts.profile import words as w
from plainview.extracts.profile.profiles import ColumnProfile, FileProfile, SetProfile

# A range of numbers that the state gives joins people by itself: it is matched, not made a space.
_KEYS = ("key", "person_id", "foreign_key")
_PERSON = ("forename", "surname", "full_name", "born_on")
_CONTAINED = 0.9
_KEY_WORDS = frozenset(
    [
        "id",
        "ids",
        "ref",
        "reference",
        "refno",
        "identifier",
        "key",
        "uid",
        "guid",
        "uuid",
        "number",
        "num",
        "no",
        "nbr",
        "unique",
    ]
)


def with_keys(files: list[FileProfile]) -> None:
    """Mark, in place, the keys of each record set, those that lead elsewhere, and the ranges they belong to."""
    sets = [(f, s) for f in files for s in f.sets]
    for _, one in sets:
        able = [c for c in one.columns if c.meaning.means in _KEYS and c.counts.is_unique]
        person = [c for c in able if w.PEOPLE.search(" ".join(c.words))]
        one.key = (person or able)[0].name if able else None
    for _, one in sets:
        for column in one.columns:
            if column.meaning.means == "key" and column.name != one.key and (led := _leads_to(one, column, sets)):
                there, at, parent = led
                where = there.path.name if len(there.sets) == 1 else f"{there.path.name} {at.layout.name}"
                column.leads_to = f"{where}: {parent.name}"
                column.meaning = replace(column.meaning, means="foreign_key")
    _spaces(sets)
    for _, one in sets:
        _people(one)


def is_about_people(one: SetProfile) -> bool:
    """Say whether the records carry a name or a birth date of someone."""
    return any(c.meaning.means in _PERSON for c in one.columns)


def _leads_to(
    own: SetProfile, column: ColumnProfile, sets: list[tuple[FileProfile, SetProfile]]
) -> tuple[FileProfile, SetProfile, ColumnProfile] | None:
    best = None
    for file, one in sets:
        if one is own or one.key is None:
            continue
        parent = one.column(one.key)
        if _share_in(column, parent) >= _CONTAINED and _are_alike(column, parent):
            rank = (is_about_people(one), parent.counts.distinct)
            if best is None or rank > best[0]:
                best = (rank, (file, one, parent))
    return best[1] if best else None


def _share_in(column: ColumnProfile, parent: ColumnProfile) -> float:
    if column.counts.distinct < 2 or parent.counts.distinct < 2:
        return 0.0
    return float(np.isin(column.counts.different, parent.counts.different, assume_unique=True).mean())


def _are_alike(column: ColumnProfile, parent: ColumnProfile) -> bool:
    """Short figures fall into each other by chance: then the names must share a word."""
    is_short = column.counts.longest <= 4 or column.counts.distinct < 5
    return not is_short or bool((set(column.words) & set(parent.words)) - {"table", "row"})


def _spaces(sets: list[tuple[FileProfile, SetProfile]]) -> None:
    """Give each key a range of numbers; keys whose values are the same are of one range."""
    keys = [(f, s, c) for f, s in sets for c in s.columns if c.meaning.means in _KEYS]
    group = list(range(len(keys)))

    def root(i: int) -> int:
        while group[i] != i:
            i = group[i]
        return i

    for i, (_, one, column) in enumerate(keys):
        for j in range(i):
            _, other_set, other = keys[j]
            small, large = sorted((column, other), key=lambda c: c.counts.distinct)
            is_own_number = other_set is one and small.counts.is_unique  # a record number beside another
            if root(i) != root(j) and not is_own_number and _share_in(small, large) >= 0.6 and _are_alike(small, large):
                group[root(i)] = root(j)
    names: dict[int, str] = {}
    taken: set[str] = set()
    for r in dict.fromkeys(map(root, range(len(keys)))):
        members = [keys[i] for i in range(len(keys)) if root(i) == r]
        # The set about people, and the key that is another in each of its records, names it best.
        file, one, column = max(
            members, key=lambda m: (is_about_people(m[1]), m[1].key == m[2].name, m[2].counts.distinct)
        )
        name = _space_name(column, file)
        if name in taken:
            name = f"{_slug(file.path.stem)}-{name}"
        number, free = 2, name
        while free in taken:
            free, number = f"{name}-{number}", number + 1
        taken.add(free)
        names[r] = free
    for i, (_, _, column) in enumerate(keys):
        column.space = names[root(i)]


def _space_name(column: ColumnProfile, file: FileProfile) -> str:
    said = " ".join(column.words)
    if found := w.PEOPLE.search(said) or w.GROUPS.search(said):
        return found[0]
    kept = [x for x in column.words if x not in _KEY_WORDS and not x.isdigit()]
    kept = [
        x[:-2] if x.endswith("id") and len(x) > 4 else x[:-3] if x.endswith("ref") and len(x) > 5 else x for x in kept
    ]
    return _slug("-".join(kept)) or _slug(file.path.stem)


def _slug(text: str) -> str:
    parts = [p for p in w.words_of(text) if p.isascii() and not p.isdigit()]
    return "-".join(parts) or "source"


def _people(one: SetProfile) -> None:
    """Say which key is a person's own, and which are of a group of people."""
    for column in one.columns:
        if column.meaning.means not in _KEYS:
            continue
        said = " ".join(column.words)
        speaks_of_person = bool(w.PEOPLE.search(said))
        column.is_group = bool(w.GROUPS.search(said)) and not speaks_of_person
    keys = [c for c in one.columns if c.meaning.means in _KEYS and not c.is_group and not c.meaning.who]
    if not is_about_people(one) or not keys:
        return
    named = [c for c in keys if w.PEOPLE.search(" ".join(c.words)) and not w.FORMER.search(" ".join(c.words))]
    chosen = next(iter(named), None) or next((c for c in keys if c.name == one.key), None)
    if chosen is not None:
        chosen.meaning = replace(chosen.meaning, means="person_id")
