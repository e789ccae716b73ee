"""Writers of the formats in which councils' systems hand data over. Each returns how many rows it wrote."""

import codecs
import csv
import json
import re
import sqlite3
import unicodedata
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl import Workbook

Row = Mapping[str, Any]

_LETTERS = str.maketrans("łŁđĐøØıŞşĞğİəƏ", "lLdDoOiSsGgIeE")
_EXCEL_EPOCH = date(1899, 12, 30)
_NO_TIME = (1980, 1, 1, 0, 0, 0)  # zip entries hold a time, and two runs must be the same bytes


def _without_accent(error: UnicodeError) -> tuple[str, int]:
    """Do what old systems do with a letter that their code page lacks: keep the bare letter, or a question mark."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end]
    bare = unicodedata.normalize("NFKD", lost.translate(_LETTERS)).encode("ascii", "ignore").decode()
    return bare or "?", error.end


codecs.register_error("larkmere", _without_accent)


def _cells(columns: Sequence[str], rows: Iterable[Row]) -> Iterator[list[Any]]:
    known = set(columns)
    for row in rows:
        if not row.keys() <= known:
            raise KeyError(f"not among the columns: {', '.join(sorted(set(row) - known))}")
        yield [row.get(column) for column in columns]


def write_csv(
    path: Path,
    columns: Sequence[str],
    rows: Iterable[Row],
    *,
    encoding: str = "utf-8",
    delimiter: str = ",",
    quote_all: bool = False,
    header: bool = True,
) -> int:
    """Write rows as CSV with a header line; None is blank. `utf-8-sig` writes the mark that Excel likes."""
    count = 0
    with path.open("w", encoding=encoding, errors="larkmere", newline="") as file:
        out = csv.writer(file, delimiter=delimiter, quoting=csv.QUOTE_ALL if quote_all else csv.QUOTE_MINIMAL)
        if header:
            out.writerow(columns)
        for cells in _cells(columns, rows):
            out.writerow(cells)
            count += 1
    return count


def write_pipe(
    path: Path, columns: Sequence[str], rows: Iterable[Row], *, encoding: str = "utf-8", header: bool = True
) -> int:
    """Write rows parted by `|` without any quoting; a pipe or line break inside a value becomes a space."""
    count = 0
    with path.open("w", encoding=encoding, errors="larkmere", newline="") as file:
        if header:
            file.write("|".join(columns) + "\r\n")
        for cells in _cells(columns, rows):
            file.write("|".join("" if c is None else re.sub(r"[|\r\n]+", " ", str(c)) for c in cells) + "\r\n")
            count += 1
    return count


def write_fixed_width(
    path: Path, layout: Sequence[tuple[str, int]], rows: Iterable[Row], *, encoding: str = "cp1252"
) -> int:
    """Write rows of fixed width without a header, padded with spaces on the right and cut where too long."""
    count = 0
    columns = [name for name, _ in layout]
    widths = [length for _, length in layout]
    with path.open("w", encoding=encoding, errors="larkmere", newline="") as file:
        for cells in _cells(columns, rows):
            texts = ("" if c is None else re.sub(r"\s", " ", str(c)) for c in cells)
            file.write("".join(t[:w].ljust(w) for t, w in zip(texts, widths, strict=True)) + "\r\n")
            count += 1
    return count


def write_excel(path: Path, sheets: Mapping[str, tuple[Sequence[str], Iterable[Row]]]) -> int:
    """Write one workbook. Text stays text; a date or number given as such becomes a real date or number cell."""
    count = 0
    book = Workbook(write_only=True)
    for name, (columns, rows) in sheets.items():
        sheet = book.create_sheet(name)
        sheet.append(list(columns))
        for cells in _cells(columns, rows):
            sheet.append(cells)
            count += 1
    book.save(path)
    _same_bytes_each_time(path)
    return count


def _same_bytes_each_time(path: Path) -> None:
    with zipfile.ZipFile(path) as old:
        parts = [(name, old.read(name)) for name in old.namelist()]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as new:
        for name, body in parts:
            if name == "docProps/core.xml":
                body = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", b"2000-01-01T00:00:00Z", body)
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, body)


def write_json_lines(path: Path, objects: Iterable[Any], *, encoding: str = "utf-8") -> int:
    """Write one JSON object a line; dates become ISO text."""
    count, encode = 0, json.JSONEncoder(ensure_ascii=False, default=_plain).encode
    with path.open("w", encoding=encoding, newline="\n") as file:
        for each in objects:
            file.write(encode(each) + "\n")
            count += 1
    return count


def _plain(value: Any) -> str:
    if isinstance(value, date):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} can't be written as JSON")


def write_sqlite(path: Path, tables: Mapping[str, tuple[Sequence[str], Iterable[Row]]]) -> int:
    """Write one SQLite database; all columns are text."""
    return write_sqlite_cells(path, {n: (columns, _cells(columns, rows)) for n, (columns, rows) in tables.items()})


def write_sqlite_cells(path: Path, tables: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]]) -> int:
    """Write one SQLite database from rows that hold a cell for every column, in their order."""
    count = 0
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path, isolation_level=None)
    try:
        database.execute("PRAGMA journal_mode=OFF")
        database.execute("BEGIN")
        for name, (columns, rows) in tables.items():
            listed = ", ".join(f'"{column}" TEXT' for column in columns)
            marks = ", ".join("?" * len(columns))
            database.execute(f'CREATE TABLE "{name}" ({listed})')
            before = database.total_changes
            database.executemany(
                f'INSERT INTO "{name}" VALUES ({marks})',  # noqa: S608 - our own table names
                ([c.isoformat() if isinstance(c, date) else c for c in cells] for cells in rows),
            )
            count += database.total_changes - before
        database.execute("COMMIT")
    finally:
        database.close()
    return count


def write_xml(
    path: Path,
    root: "etree._Element | Callable[[Any], int]",
    *,
    encoding: str = "utf-8",
    counts: str | None = None,
) -> int:
    """
    Write XML: a whole tree, or a function that streams through lxml's `xmlfile` and returns how many rows it wrote.

    For a tree the rows are the elements named `counts`; without a name, the children of the root.
    """
    if callable(root):
        with path.open("wb") as file, etree.xmlfile(file, encoding=encoding) as stream:
            stream.write_declaration()
            return root(stream)
    etree.ElementTree(root).write(str(path), encoding=encoding, xml_declaration=True, pretty_print=True)
    return sum(1 for _ in root.iter(counts)) if counts else len(root)


# ---- dates as systems write them; None stays None ----
def iso_date(day: date | None) -> str | None:
    """Write 2026-10-31."""
    return None if day is None else day.isoformat()


def uk_date(day: date | None) -> str | None:
    """Write 31/10/2026."""
    return None if day is None else f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def short_date(day: date | None) -> str | None:
    """Write 31-Oct-26, as reports exported by hand do."""
    if day is None:
        return None
    month = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")[day.month - 1]
    return f"{day.day:02d}-{month}-{day.year % 100:02d}"


def compact_date(day: date | None) -> str | None:
    """Write 20261031, as mainframes do."""
    return None if day is None else f"{day.year:04d}{day.month:02d}{day.day:02d}"


def sql_datetime(day: date | None) -> str | None:
    """Write 2026-10-31 00:00:00.000, as SQL Server exports do."""
    return None if day is None else f"{day.isoformat()} 00:00:00.000"


def excel_date(day: date | None) -> str | None:
    """Write the serial number that is left when Excel loses a date's format, such as 46326."""
    return None if day is None else str((day - _EXCEL_EPOCH).days)


def excel_cell_date(day: date | None) -> datetime | None:
    """Give a real date cell for `write_excel`."""
    return None if day is None else datetime.combine(day, time())


def until(day: date | None, write: Callable[[date | None], str | None] = iso_date) -> str | None:
    """Write an end date as systems do that mark an open row with 31 December 2099."""
    return write(day or date(2099, 12, 31))


def last_day(ends: date | None) -> date | None:
    """Give the last day of a half-open period, for systems whose end dates are inclusive."""
    return None if ends is None else ends - timedelta(days=1)


def pounds(pence: int | None) -> str | None:
    """Write pence as 123.45."""
    if pence is None:
        return None
    return f"{'-' if pence < 0 else ''}{abs(pence) // 100}.{abs(pence) % 100:02d}"
