"""What an unknown file turns out to be: its format, and the record sets inside it, each with its columns."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from plainview.agreements.mapping import Column, Format
from plainview.extracts.readers.plan import ROWS, Plan
from plainview.vocabulary.errors import PlainviewError

_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")


class CouldNotProfile(PlainviewError):
    """The file is of no format that can be read, or there is nothing in it."""

    slug = "file-not-understood"


@dataclass(frozen=True, slots=True)
class Layout:
    """
    One record set of an unknown file: how a mapping would say that it is read.

    `columns` are the elements that it would have; `notes` are what a person should know of how it was found.
    """

    name: str
    format: Format
    columns: tuple[str, ...]
    encoding: str = "utf-8"
    delimiter: str | None = None
    has_header: bool | None = None
    header_row: int = 1
    widths: Mapping[str, Column] = field(default_factory=dict)
    sheet: str | None = None
    table: str | None = None
    at: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def plan(self, path: Path) -> Plan:
        """Give what the reader of the format is told."""
        return Plan(
            source=path.stem,
            name=self.name,
            elements=self.columns,
            format=self.format,
            encoding=self.encoding,
            delimiter=self.delimiter,
            has_header=self.has_header,
            headers={},
            columns=self.widths,
            sheet=self.sheet,
            header_row=self.header_row,
            table=self.table,
            at=self.at,
            fields=self.fields,
            path=path,
        )


def format_of(path: Path) -> Format:
    """
    Say which format a file is of, by its first bytes; `csv` stands for all text in lines.

    Raises: CouldNotProfile.
    """
    with path.open("rb") as file:
        start = file.read(4096)
    if not start.strip():
        raise CouldNotProfile("the file is empty.", where=f"File: {path.name}", do="Ask the sender for it again.")
    if start.startswith(b"SQLite format 3\x00"):
        return "sqlite"
    if start.startswith(_WORKBOOKS):
        return "excel"
    text = start.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n").replace(b"\x00", b"")
    if text.startswith(b"<"):
        return "xml"
    if text.startswith(b"{") and _is_object(path):
        return "json_lines"
    if text.startswith((b"[", b"{")):
        raise CouldNotProfile(
            "the file is JSON in one piece, which is not read.",
            where=f"File: {path.name}",
            do="Ask the sender for JSON lines: one object a line.",
        )
    if b"\x00" in start and not start.startswith((b"\xff\xfe", b"\xfe\xff")) and start.count(b"\x00") * 3 < len(start):
        raise CouldNotProfile(
            "the file is neither text nor a format that is known.",
            where=f"File: {path.name}",
            do="Ask the sender for CSV, a workbook, XML, JSON lines or SQLite.",
        )
    return "csv"


def names_once(names: list[str]) -> tuple[list[str], list[str]]:
    """Give the names that stand once, blank ones left out, and those that stand twice or more."""
    loose = ["".join(c for c in n.casefold() if c.isalnum()) for n in names]
    twice = {x for x in loose if x and loose.count(x) > 1}
    kept = [n for n, x in zip(names, loose, strict=True) if n and x not in twice]
    return kept, sorted({n for n, x in zip(names, loose, strict=True) if n and x in twice})


def set_name(text: str, taken: set[str]) -> str:
    """Make a record set's name of a sheet, table or path: small letters, digits and `_`."""
    name = "_".join("".join(c if c.isalnum() and c.isascii() else " " for c in text.casefold()).split()) or ROWS
    found, number = name, 2
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    taken.add(found)
    return found


def _is_object(path: Path) -> bool:
    with path.open("rb") as file:
        line = file.readline(64 << 20)
    for encoding in ("utf-8-sig", "utf-16", "cp1252"):
        try:
            return isinstance(json.loads(line.decode(encoding)), dict)
        except (UnicodeError, ValueError):
            continue
    return False
