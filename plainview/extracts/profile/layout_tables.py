"""Workbooks and SQLite files: which sheets or tables they have, and which row of a sheet is its header."""

import sqlite3
from collections import Counter
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook

from plainview.extracts.profile.layout import CouldNotProfile, Layout, names_once, set_name
from plainview.extracts.profile.layout_text import header_place
from plainview.extracts.readers.plan import ROWS
from plainview.extracts.readers.text import to_text

_ROWS_LOOKED_AT = 200


def workbook_layouts(path: Path) -> list[Layout]:
    """
    Give a record set for each sheet that holds a table.

    Raises: CouldNotProfile.
    """
    try:
        book = CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError):
        raise CouldNotProfile(
            "the file is not a workbook that can be read.",
            where=f"File: {path.name}",
            do="Have it sent again as xlsx, without a password.",
        ) from None
    found: list[Layout] = []
    passed: list[str] = []
    taken: set[str] = set()
    for sheet in book.sheet_names:
        rows = [
            [_text(c) for c in row]
            for row, _ in zip(book.get_sheet_by_name(sheet).iter_rows(), range(_ROWS_LOOKED_AT), strict=False)
        ]
        width = _width(rows)
        place = header_place([r[:width] for r in rows], width) if width > 1 else None
        if place is None or not any(any(r) for r in rows[place + 1 :]):
            passed.append(sheet)
            continue
        names = [" ".join(c.split()) for c in rows[place][:width]]
        kept, twice = names_once(names)
        notes = [f"Columns with the same header are left out: {', '.join(twice)}."] if twice else []
        if place:
            notes.append(f"The header is in row {place + 1} of the sheet; above it stand titles.")
        found.append(
            Layout(
                set_name(sheet, taken),
                "excel",
                tuple(kept),
                sheet=_glob(sheet),
                header_row=place + 1,
                notes=tuple(notes),
            )
        )
    if not found:
        raise CouldNotProfile(
            "no sheet of the workbook holds a table with a header.",
            where=f"File: {path.name}",
            do="Ask the sender for a sheet with one header row.",
        )
    if passed:
        note = f"Sheets without a table were passed over: {', '.join(passed)}."
        found[0] = _with_note(found[0], note)
    return found


def sqlite_layouts(path: Path) -> list[Layout]:
    """
    Give a record set for each table and view.

    Raises: CouldNotProfile.
    """
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=0.2)
        try:
            kinds = "SELECT name FROM sqlite_master WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite_%'"
            tables = [name for (name,) in connection.execute(kinds)]
            columns = {t: [c[1] for c in connection.execute(f"PRAGMA table_info({_quoted(t)})")] for t in tables}
        finally:
            connection.close()
    except sqlite3.Error:
        raise CouldNotProfile(
            "the file is not an SQLite database that can be read.",
            where=f"File: {path.name}",
            do="Close it in other programs, or have it sent again.",
        ) from None
    if not tables:
        raise CouldNotProfile("the database has no table.", where=f"File: {path.name}", do="Ask the sender.")
    taken: set[str] = set()
    return [
        Layout(ROWS if len(tables) == 1 else set_name(t, taken), "sqlite", tuple(columns[t]), table=t) for t in tables
    ]


def _width(rows: list[list[str]]) -> int:
    """Give how many columns the table on a sheet has: as many as its fullest usual rows."""
    ends = Counter(max((i + 1 for i, c in enumerate(r) if c), default=0) for r in rows)
    usual = [n for n, often in ends.items() if n > 1 and (often > 1 or len(rows) < 4)]
    return max(usual, default=0)


def _text(cell: object) -> str:
    try:
        return (to_text(cell) or "").strip()
    except (TypeError, ValueError):
        return "?"


def _glob(sheet: str) -> str:
    return "".join(f"[{c}]" if c in "*?[" else c for c in sheet.strip())


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _with_note(layout: Layout, note: str) -> Layout:
    return Layout(
        **{f: getattr(layout, f) for f in Layout.__dataclass_fields__ if f != "notes"}, notes=(*layout.notes, note)
    )
