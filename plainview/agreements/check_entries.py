"""Checks where each entry reads and what it fills: elements, record sets, tables, mentions, keys, lookups."""

from collections.abc import Iterator

from plainview.agreements.council import Council
from plainview.agreements.entries import Entry, all_cells, elements_read, entries, looked_up_in
from plainview.agreements.mapping import Mapping
from plainview.agreements.nearest import meant
from plainview.agreements.positions import Place
from plainview.agreements.problems import Problem
from plainview.vocabulary.tables import TABLES

OWN_SECTION = ("observations", "characteristics", "notes")


def entry_problems(council: Council) -> Iterator[Problem]:
    """Give what is wrong with the entries of every mapping."""
    spaces = declared_spaces(council)
    for agreement, mapping in council.mappings.items():
        for entry in entries(mapping):
            yield from _elements(council, agreement, entry)
            yield from _record_sets(council, agreement, mapping, entry)
            yield from _people(council, agreement, mapping, entry, spaces)
            if entry.section == "tables":
                yield from _table(council, agreement, entry)
        yield from _purge(council, agreement, mapping)


def declared_spaces(council: Council) -> set[str]:
    """Give all key spaces that some mapping says people or groups carry."""
    found: set[str] = set()
    for mapping in council.mappings.values():
        for entry in entries(mapping):
            found |= {key.space for _, key in entry.keys}
    return found


def record_sets(mapping: Mapping) -> set[str]:
    """Give the names of the record sets in the mapping's extract."""
    return set(mapping.reads.record_sets) or {"rows"}


def _at(council: Council, agreement: str, place: Place, slug: str, what: str, do: str) -> Problem:
    file, line = council.mapping_line(agreement, place)
    return Problem(slug, what, file, line, do)


def _elements(council: Council, agreement: str, entry: Entry) -> Iterator[Problem]:
    for place, owner, name in elements_read(entry, agreement):
        if owner not in council.agreements:
            if owner != agreement:  # for its own, `mapping-without-agreement` says so once
                yield _at(council, agreement, place, "lookup-not-known", f"there is no agreement '{owner}'.",
                          "Correct the part before the colon.")  # fmt: skip
        elif council.agreements[owner].element(name) is None:
            file = council.agreement_files[owner]
            yield _at(council, agreement, place, "element-not-in-agreement",
                      f"'{name}' is not an element of agreement '{owner}'.",
                      meant(name, (e.name for e in council.agreements[owner].elements))
                      + f"Correct it, or have it added to {file}: what is not listed does not enter.")  # fmt: skip


def _record_sets(council: Council, agreement: str, mapping: Mapping, entry: Entry) -> Iterator[Problem]:
    known = record_sets(mapping)
    if entry.in_ not in known:
        yield _at(council, agreement, _entry_place(entry, "in"), "record-set-not-known",
                  f"there is no record set '{entry.in_}' in this extract.",
                  meant(entry.in_, known)
                  + f"Use one of: {', '.join(sorted(known))}; or name it in 'reads.record_sets'.")  # fmt: skip
    for place, cell in all_cells(entry):
        if cell.lookup is None:
            continue
        owner, name = looked_up_in(cell.lookup, agreement)
        other = council.mappings.get(owner)
        if other is not None and name not in record_sets(other):
            yield _at(council, agreement, (*place, "lookup", "in"), "record-set-not-known",
                      f"there is no record set '{name}' in the extract of '{owner}'.",
                      f"Use one of: {', '.join(sorted(record_sets(other)))}.")  # fmt: skip


def _purge(council: Council, agreement: str, mapping: Mapping) -> Iterator[Problem]:
    known, own = record_sets(mapping), council.agreements.get(agreement)
    for i, purge in enumerate(mapping.purge):
        at: Place = ("purge", i)
        if purge.in_ not in known:
            yield _at(council, agreement, at, "record-set-not-known",
                      f"there is no record set '{purge.in_}' in this extract.",
                      f"Use one of: {', '.join(sorted(known))}; or name it in 'reads.record_sets'.")  # fmt: skip
        if own is not None and own.element(purge.element) is None:
            yield _at(council, agreement, (*at, "element"), "element-not-in-agreement",
                      f"'{purge.element}' is not an element of agreement '{agreement}'.",
                      "Correct the name, or have it added: what is not listed is not read.")  # fmt: skip


def _people(council: Council, agreement: str, mapping: Mapping, entry: Entry, spaces: set[str]) -> Iterator[Problem]:
    for place, person in entry.about:
        if person.mention is not None:
            spoken = {p.mention for p in mapping.people if p.in_ == entry.in_}
            if person.mention not in spoken:
                known = ", ".join(sorted(spoken)) or "none"
                yield _at(council, agreement, place, "mention-not-known",
                          f"'people' has no mention '{person.mention}' in record set '{entry.in_}'.",
                          meant(person.mention, spoken)
                          + f"Use one of that record set ({known}), or refer by 'space' and 'id'.")  # fmt: skip
        elif person.space not in spaces:
            yield _at(council, agreement, (*place, "space"), "key-space-not-declared",
                      f"no mapping declares the key space '{person.space}'.",
                      meant(person.space or "", spaces)
                      + "Correct it, or declare it as 'id', 'other_ids' or 'groups' of a person.")  # fmt: skip


def _table(council: Council, agreement: str, entry: Entry) -> Iterator[Problem]:
    table = TABLES.get(entry.target)
    place = (*entry.place, "table")
    if table is None:
        yield _at(council, agreement, place, "table-not-known", f"there is no table '{entry.target}'.",
                  meant(entry.target, TABLES) + "docs/reference/mapping.md has all tables.")  # fmt: skip
        return
    if entry.target in OWN_SECTION:
        yield _at(council, agreement, place, "table-not-mapped", f"'{entry.target}' has its own section.",
                  f"Write the entry below '{entry.target}:' instead of 'tables:'.")  # fmt: skip
        return
    if not table.mapped:
        yield _at(council, agreement, place, "table-not-mapped",
                  f"'{entry.target}' is made from all sources together and can't be filled by one.",
                  "Describe people, relationships and properties; the table follows from them.")  # fmt: skip
        return
    for column, (where, _) in entry.cells.items():
        if column not in table.by_name and column != "known_from":
            yield _at(council, agreement, where, "column-not-known",
                      f"table '{entry.target}' has no column '{column}'.",
                      meant(column, table.by_name) + f"Use one of: {', '.join(table.by_name)}.")  # fmt: skip
    if table.starts is not None and table.starts not in entry.cells:
        file, line = council.mapping_line(agreement, entry.place)
        what = f"'{table.starts}' of '{entry.target}' is not filled, so no row says when it was so."
        do = "Fill it if the extract has a date; without one a row counts from the day it is known."
        yield Problem("start-not-filled", what, file, line, do, "warning")


def _entry_place(entry: Entry, key: str) -> Place:
    # The entries of observations and characteristics stand two steps below what holds their `in`.
    place = entry.place[:2] if entry.section in {"observations", "characteristics"} else entry.place
    return (*place, key)


def lookup_cycle_problems(council: Council) -> Iterator[Problem]:
    """Give a problem for each lookup that leads back to the record set it started from."""
    led: dict[tuple[str, str], dict[tuple[str, str], tuple[str, Place]]] = {}
    for agreement, mapping in council.mappings.items():
        for entry in entries(mapping):
            for place, cell in all_cells(entry):
                if cell.lookup is not None and (to := looked_up_in(cell.lookup, agreement)) != (agreement, entry.in_):
                    led.setdefault((agreement, entry.in_), {}).setdefault(to, (agreement, (*place, "lookup")))
    for start in sorted(led):
        for to, (agreement, place) in led[start].items():
            if start < to and _leads(led, to, start):  # told once for each cycle of two, at its first record set
                names = f"'{':'.join(start)}' and '{':'.join(to)}'"
                yield _at(council, agreement, place, "lookup-cycle", f"{names} look each other up.",
                          "Take the value on one side alone.")  # fmt: skip


def _leads(
    led: dict[tuple[str, str], dict[tuple[str, str], tuple[str, Place]]], start: tuple[str, str], to: tuple[str, str]
) -> bool:
    seen: set[tuple[str, str]] = set()
    next_ = [start]
    while next_:
        at = next_.pop()
        if at == to:
            return True
        if at not in seen:
            seen.add(at)
            next_ += led.get(at, {})
    return False
