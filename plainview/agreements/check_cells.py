"""Checks how cells are made and files are read: code lists, words, date formats, patterns, field layouts."""

import re
from collections.abc import Iterator

from plainview.agreements.council import Council
from plainview.agreements.entries import Entry, all_cells, entries, placed_cells
from plainview.agreements.mapping import Cell
from plainview.agreements.nearest import meant
from plainview.agreements.positions import Place
from plainview.agreements.problems import Problem
from plainview.vocabulary.codes import CODE_WORDS
from plainview.vocabulary.tables import TABLES, Kind

DATE_PARTS = frozenset("dmYybBHIMSfzp")
SPREADSHEET_DATES = "excel"

_CODES = {
    "people": ("sex", "first_language"),
    "relationships": ("kind",),
    "notes": ("author_role", "service", "kind"),
    "properties": ("kind", "property_kind"),  # a ward is a place's name and may come as it is
}
# Closed, since the bridge acts on them; the other code columns take any word.
_WORDS = {
    ("people", "sex"): ("male", "female", "other"),
    ("relationships", "kind"): tuple(CODE_WORDS["relationships", "kind"]),
    ("properties", "kind"): tuple(CODE_WORDS["households", "kind"]),
}


def cell_problems(council: Council) -> Iterator[Problem]:
    """Give what is wrong with the cells of every mapping."""
    for agreement, mapping in council.mappings.items():
        for entry in entries(mapping):
            for column, (place, cell) in entry.cells.items():
                if _is_code(entry, column):
                    yield from _codes(council, agreement, entry, column, place, cell)
            for place, cell in all_cells(entry):
                yield from _cell(council, agreement, entry, place, cell)


def reads_problems(council: Council) -> Iterator[Problem]:
    """Give what is wrong with how each extract's files are read."""
    for agreement, mapping in council.mappings.items():
        reads = mapping.reads
        yield from _formats(council, agreement, ("reads", "dates"), reads.dates)
        named: list[tuple[Place, str]] = [(("reads", "headers", name), name) for name in reads.headers]
        named += [(("reads", "columns", name), name) for name in reads.columns]
        for set_, how in reads.record_sets.items():
            named += [(("reads", "record_sets", set_, "columns", name), name) for name in how.columns]
            named += [(("reads", "record_sets", set_, "fields", name), name) for name in how.fields]
        owner = council.agreements.get(agreement)
        for place, name in named:
            if owner is not None and owner.element(name) is None:
                file, line = council.mapping_line(agreement, place)
                what = f"'{name}' is not an element of agreement '{agreement}'."
                do = meant(name, (e.name for e in owner.elements))
                do += "Correct the name, or leave it out: what is not listed is not read."
                yield Problem("element-not-in-agreement", what, file, line, do)


def _is_code(entry: Entry, column: str) -> bool:
    if entry.section == "tables":
        table = TABLES.get(entry.target)
        return table is not None and column in table.by_name and table.by_name[column].kind is Kind.CODE
    if entry.section == "characteristics":
        return column == "value" and entry.kind != "age"
    if entry.section == "observations":
        return column == "code" and not entry.is_flag
    return column in _CODES.get(entry.section, ())


def _codes(council: Council, agreement: str, entry: Entry, column: str, place: Place, cell: Cell) -> Iterator[Problem]:
    if not _has_codes(cell):
        file, line = council.mapping_line(agreement, place)
        what = f"'{column}' holds a code, and no code list says what the source's codes mean."
        do = "Add 'codes': the name of a list in codes/, or one written here; or a constant 'value'."
        yield Problem("codes-missing", what, file, line, do)
    known = _WORDS.get((entry.section, column))
    if known is None:
        return
    for at, inner in placed_cells(place, cell):
        words = set(_words(council, inner)) - set(known)
        if words:
            file, line = council.mapping_line(agreement, (*at, "codes" if inner.codes else "value"))
            what = f"'{column}' does not know: {', '.join(sorted(words))}."
            yield Problem("code-word-not-known", what, file, line, f"Use: {', '.join(known)}.")


def _has_codes(cell: Cell) -> bool:
    if cell.codes is not None or cell.value is not None:
        return True
    return bool(cell.first) and all(_has_codes(c) for c in cell.first)


def _words(council: Council, cell: Cell) -> Iterator[str]:
    if cell.value is not None and cell.codes is None:
        yield cell.value
    if isinstance(cell.codes, dict):
        yield from cell.codes.values()
    elif cell.codes in council.codes:
        codes = council.codes[cell.codes]
        yield from codes.codes.values()
        for differ in codes.years.values():
            yield from differ.values()


def _cell(council: Council, agreement: str, entry: Entry, place: Place, cell: Cell) -> Iterator[Problem]:
    if isinstance(cell.codes, str) and cell.codes not in council.codes:
        file, line = council.mapping_line(agreement, (*place, "codes"))
        what = f"there is no code list '{cell.codes}'."
        do = meant(cell.codes, council.codes) + "Correct the name, or add the list to codes/."
        yield Problem("code-list-not-known", what, file, line, do)
    if cell.part and entry.each is None:
        file, line = council.mapping_line(agreement, place)
        what = "'part' is used, and the entry has no 'each' to make parts."
        yield Problem("part-without-each", what, file, line, "Add 'each', or read the element with 'from'.")
    if cell.match is not None and not _has_group(cell.match):
        file, line = council.mapping_line(agreement, (*place, "match"))
        what = "'match' is not a regular expression with a group."
        yield Problem("pattern-not-valid", what, file, line, "Put what is to be taken in round brackets.")
    if cell.split is not None and cell.split.part == 0:
        file, line = council.mapping_line(agreement, (*place, "split"))
        do = "Use 1, 2 …, or -1 for the last."
        yield Problem("pattern-not-valid", "parts of a split count from 1.", file, line, do)
    yield from _formats(council, agreement, (*place, "dates"), cell.dates)


def _formats(council: Council, agreement: str, place: Place, dates: tuple[str, ...]) -> Iterator[Problem]:
    for i, format_ in enumerate(dates):
        parts = set(re.findall("%(.)", format_))
        has_day = bool(parts & set("Yy")) and bool(parts & set("mbB"))
        if format_ != SPREADSHEET_DATES and (not has_day or parts - DATE_PARTS):
            file, line = council.mapping_line(agreement, (*place, i))
            what = f"the date format '{format_}' is not one that can be read."
            do = f"Use a year, a month and parts of: {' '.join('%' + p for p in sorted(DATE_PARTS))}; or 'excel'."
            yield Problem("date-format-not-known", what, file, line, do)


def _has_group(pattern: str) -> bool:
    try:
        return re.compile(pattern).groups >= 1
    except re.error:
        return False
