"""
Reads Excel workbooks (xlsx, xlsb, xls, ods) without running anything in them.

`_row` counts the rows under the header row from 1, empty ones too (they are left out): the row of the sheet is the
header's row plus `_row`. Where several sheets make the set, the count goes on from sheet to sheet in their order.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from fnmatch import fnmatchcase
from typing import Any

import pyarrow as pa
from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from plainview.extracts.readers.batches import in_batches
from plainview.extracts.readers.columns import Columns, find_columns, tidy
from plainview.extracts.readers.plan import Opened, Plan
from plainview.extracts.readers.problems import CouldNotReadExtract, RecordSetMissing
from plainview.extracts.readers.text import to_text


def open_set(plan: Plan) -> Opened:
    """Look into the sheets of a workbook that make the record set."""
    with _workbook(plan):
        book = CalamineWorkbook.from_path(str(plan.path))
        sheets = [(s, *_header(plan, s)) for s in _sheets(plan, book)]
    if len({frozenset(c.at) for _, c, _ in sheets}) > 1:
        raise CouldNotReadExtract(
            f"{len(sheets)} sheets are named like '{plan.sheet}' (record set {plan.name}), and their columns differ.",
            source=plan.source, file=plan.file_name,
            do="Make 'sheet' in the mapping stricter: \"Pupils*\" is Pupils left as well.",
        )  # fmt: skip
    found = tuple(e for e in plan.elements if any(e in c.at for _, c, _ in sheets))
    extra = tuple(dict.fromkeys(x for _, c, _ in sheets for x in c.extra))
    drifted = {e: h for _, c, _ in sheets for e, h in c.drifted.items()}
    rows = _rows(plan, sheets, found)
    first = next(rows, None)
    return Opened(found, _batches(first, rows, found), has_rows=first is not None, extra=extra, drifted=drifted)


@contextmanager
def _workbook(plan: Plan) -> Iterator[None]:
    """Say of a workbook that breaks off, wherever that shows, that it can't be read."""
    try:
        yield
    except (CalamineError, OSError, ValueError):
        raise CouldNotReadExtract(
            "The file is not a workbook that can be read.", source=plan.source, file=plan.file_name,
            do="Have it sent again as xlsx, without a password.",
        ) from None  # fmt: skip


_Sheet = tuple[CalamineSheet, Columns, int]
_Row = tuple[int, list[str | None]]


def _sheets(plan: Plan, book: CalamineWorkbook) -> list[CalamineSheet]:
    names = book.sheet_names
    if plan.sheet is None:
        wanted = names[:1]
    else:
        wanted = [n for n in names if fnmatchcase(n.strip().casefold(), plan.sheet.casefold())]
    if not wanted:
        raise RecordSetMissing(
            f"No sheet is named like '{plan.sheet}' (record set {plan.name}).", source=plan.source,
            file=plan.file_name, do="Correct 'sheet' in the mapping, or ask the sender for the sheet.",
        )  # fmt: skip
    return [book.get_sheet_by_name(n) for n in wanted]


def _header(plan: Plan, sheet: CalamineSheet) -> tuple[Columns, int]:
    """Give where the elements stand, and the place (from 0) of the first row under the header."""
    place = plan.header_row - 1
    for i, row in enumerate(sheet.iter_rows()):
        if i == place:
            return find_columns(plan, [_header_text(c) for c in row]), place + 1
    return find_columns(plan, []), place + 1


def _header_text(cell: Any) -> str:
    return " ".join(tidy(str(to_text(cell) or "")).split())


def _rows(plan: Plan, sheets: list[_Sheet], found: tuple[str, ...]) -> Iterator[_Row]:
    number = 0
    for sheet, columns, first in sheets:
        places = [columns.at.get(e) for e in found]
        with _workbook(plan):
            for i, row in enumerate(sheet.iter_rows()):
                if i < first:
                    continue
                number += 1
                cells = [None if p is None or p >= len(row) else _cell(plan, row[p]) for p in places]
                if any(c is not None for c in cells) or (not found and any(c != "" for c in row)):
                    yield number, cells


def _cell(plan: Plan, value: Any) -> str | None:
    if value == "":
        return None
    try:
        return to_text(value)
    except (TypeError, ValueError):
        raise CouldNotReadExtract(
            f"A cell of record set {plan.name} is neither text, number nor date.", source=plan.source,
            file=plan.file_name, do="Have the workbook sent with plain values.",
        ) from None  # fmt: skip


def _batches(first: _Row | None, rest: Iterator[_Row], found: tuple[str, ...]) -> Iterator[pa.RecordBatch]:
    def all_rows() -> Iterator[_Row]:
        if first is not None:
            yield first
            yield from rest

    return in_batches(all_rows(), found)
