"""Text in lines: which encoding, which delimiter, which row is the header; or at which places the columns stand."""

import csv
import re
import sys
from collections import Counter
from itertools import islice
from pathlib import Path

from plainview.agreements.mapping import Column
from plainview.extracts.profile.layout import CouldNotProfile, Layout, names_once
from plainview.extracts.profile.words import FORENAMES, SURNAMES
from plainview.extracts.readers.plan import ROWS
from plainview.extracts.readers.text import codec

_DELIMITERS = (",", "\t", ";", "|", "^", "~", "¬", "\x1f")
_LOOKED_AT = 400  # records
_LINES = 3000
_TITLE_ROWS_AT_MOST = 30
_CHUNK = 1 << 20
_DATA = re.compile(r"[\d£$€.,:/\-\s%()]*\d[\d£$€.,:/\-\s%()]*")  # figures, amounts, dates: no header is like that
# A cell with a date, a long number, a postcode or an address of mail is no header, and may be someone's.
_TELLING = re.compile(
    r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}|\d{4}-\d{2}-\d{2}|\d{5,}|\b[A-Z]{1,2}\d[0-9A-Z]? \d[A-Z]{2}\b|@"
)
_POSTCODE = re.compile(r"[A-Z]{1,2}\d[0-9A-Z]? +\d[A-Z]{2}", re.IGNORECASE)
_DATE = re.compile(r"\d{2}[/.\-]\d{2}[/.\-]\d{4}|\d{4}-\d{2}-\d{2}|\d{2}-[A-Za-z]{3}-\d{2,4}")


def encoding_of(path: Path) -> str:
    """Say in which encoding the whole file can be read: UTF-8 if it can be, else that of Western European offices."""
    with path.open("rb") as file:
        start = file.read(4096)
    if start.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    if start[1:2] == b"\x00":
        return "utf-16-le"
    if start[:1] == b"\x00":
        return "utf-16-be"
    for encoding in ("utf-8", "cp1252"):
        if _decodes(path, encoding):
            return encoding
    return "iso8859-1"


def text_layout(path: Path) -> Layout:
    """
    Find out how a text file is laid out.

    Raises: CouldNotProfile, when it has neither a delimiter nor columns that line up.
    """
    encoding = encoding_of(path)
    best: tuple[float, int, str] | None = None
    for delimiter in _DELIMITERS:
        widths = [len(r) for r in _records(path, encoding, delimiter) if r]
        if not widths:
            continue
        width, often = Counter(widths).most_common(1)[0]
        # Titles above and totals below have another width; what is left must agree nearly always.
        if width > 1 and often >= max(1, 0.8 * (len(widths) - 6)):
            ranked = (often / len(widths), width, delimiter)
            best = max(best, ranked) if best else ranked
    if best is None or (best[1] <= 4 and _is_padded(path, encoding, best[2])):
        return _fixed(path, encoding)
    return _delimited(path, encoding, best[2], best[1])


def _delimited(path: Path, encoding: str, delimiter: str, width: int) -> Layout:
    records = [r for r in _records(path, encoding, delimiter) if r]
    place = header_place(records, width)
    notes: list[str] = []
    if place is None:
        names = [f"column_{n}" for n in range(1, width + 1)]
        notes.append("No row looks like a header: the columns are numbered. Name them by the sender's list.")
        header_row, widths = 1, {n: Column(at=i, length=1) for i, n in enumerate(names, start=1)}
    else:
        names = [_tidy(c) for c in records[place]]
        header_row, widths = place + 1, {}
        if place:
            notes.append(f"The header is row {place + 1} of those that have anything in them; above it stand titles.")
    kept, twice = names_once(names)
    if twice:
        notes.append(f"Columns with the same header are left out: {', '.join(twice)}. Ask which is meant.")
    if any(not n for n in names):
        notes.append(f"{sum(not n for n in names)} columns have no header and are left out.")
    return Layout(
        ROWS,
        "pipe" if delimiter == "|" else "csv",
        tuple(kept),
        encoding,
        None if delimiter in ",|" else delimiter,
        place is not None,
        header_row,
        widths,
        notes=tuple(notes),
    )


def header_place(records: list[list[str]], width: int) -> int | None:
    """
    Give which record (from 0) is the header, or None if the first is already data.

    A header has a text in nearly every cell, no figure alone, and none twice or nearly so.
    """
    best = None
    for place, record in enumerate(records[:_TITLE_ROWS_AT_MOST]):
        filled = [c.strip() for c in record if c.strip()]
        if (len(record) == width and len(filled) >= max(2, 0.6 * width)) or (width == 1 and filled):
            if any(_DATA.fullmatch(c) or _TELLING.search(c) for c in filled) or len(set(filled)) < 0.9 * len(filled):
                return best
            below = records[place + 1 : place + 60]
            return place if _is_unlike(record, below) and not _is_someone(record, below) else best
    return best


def _is_unlike(record: list[str], below: list[list[str]]) -> bool:
    """Say whether a row is no record like those below: its texts do not come again as values."""
    if not below:
        return True
    again = sum(
        cell.strip() != "" and any(len(r) > i and r[i].strip() == cell.strip() for r in below)
        for i, cell in enumerate(record)
    )
    return again <= 0.1 * len(record)


def _is_someone(record: list[str], below: list[list[str]]) -> bool:
    """Say whether a row has a name where those below have names: then it is a record, and must not be shown."""
    for i, cell in enumerate(record):
        if _is_name(cell):
            under = [r[i] for r in below if len(r) > i and r[i].strip()]
            if under and sum(map(_is_name, under)) >= 0.15 * len(under):
                return True
    return False


def _is_name(cell: str) -> bool:
    return any(word in FORENAMES or word in SURNAMES for word in re.findall(r"[^\W\d_]+", cell.casefold()))


def _is_padded(path: Path, encoding: str, delimiter: str) -> bool:
    """Say whether lines are all of one length, with gaps of blanks, and the delimiter falls anywhere in them."""
    with path.open(encoding=codec(encoding), newline="") as file:
        lines = [t for line in islice(file, _LOOKED_AT) if (t := line.rstrip("\r\n")).strip()]
    lengths = Counter(map(len, lines))
    if len(lines) < 5 or lengths.most_common(1)[0][1] < 0.97 * len(lines):
        return False
    gaps = sum("   " in line for line in lines)
    places = {line.find(delimiter) for line in lines}
    return gaps > 0.9 * len(lines) and len(places) > 3


def _records(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    csv.field_size_limit(sys.maxsize)
    with path.open(encoding=codec(encoding), newline="", errors="replace") as file:
        try:
            return list(islice(csv.reader(file, delimiter=delimiter), _LOOKED_AT))
        except csv.Error:
            return []


def _tidy(text: str) -> str:
    return text.strip().lstrip("\ufeff").strip()


# ---- fixed width ----


def _fixed(path: Path, encoding: str) -> Layout:
    with path.open(encoding=codec(encoding), newline="") as file:
        lines = [t for line in islice(file, _LINES) if (t := line.rstrip("\r\n")).strip() and t != "\x1a"]
    if len(lines) < 3:
        raise CouldNotProfile(
            "the file has no delimiter that parts all its lines alike, and too few lines to see columns.",
            where=f"File: {path.name}",
            do="Ask the sender how it is laid out.",
        )
    has_header = _is_header_line(lines)
    body = lines[1:] if has_header else lines
    starts = _starts(body)
    if len(starts) < 2:
        raise CouldNotProfile(
            "the file has no delimiter that parts all its lines alike, and no columns that line up.",
            where=f"File: {path.name}",
            do="Ask the sender how it is laid out.",
        )
    length = max(map(len, body))
    spans = [(a, b - a) for a, b in zip(starts, [*starts[1:], length], strict=True) if b > a]
    spans = _with_postcodes(body, spans)
    names = [f"field_at_{a + 1}" for a, _ in spans]
    if has_header:
        said = [" ".join(lines[0][a : a + n].split()) for a, n in spans]
        kept, twice = names_once(said)
        names = [s if s in kept and s not in twice else n for s, n in zip(said, names, strict=True)]
    widths = {n: Column(at=a + 1, length=size) for n, (a, size) in zip(names, spans, strict=True)}
    note = (
        "Columns without a delimiter: where they stand was told by blanks, figures and dates that line up. "
        "Two columns that touch may be taken for one, and one for two: hold this against the sender's layout."
    )
    return Layout(ROWS, "fixed_width", tuple(names), encoding, has_header=has_header, widths=widths, notes=(note,))


def _with_postcodes(lines: list[str], spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Put the two halves of a postcode together again: the blank between them lines up."""
    found: list[tuple[int, int]] = []
    for at, size in spans:
        if found:
            before = found[-1][0]
            texts = [t for line in lines[:_LOOKED_AT] if (t := line[before : at + size].strip())]
            if texts and sum(bool(_POSTCODE.fullmatch(t)) for t in texts) > 0.7 * len(texts):
                found[-1] = (before, at + size - before)
                continue
        found.append((at, size))
    return found


def _starts(lines: list[str]) -> list[int]:
    """Give the places (from 0) where a column begins."""
    length = max(map(len, lines))
    padded = [line.ljust(length) for line in lines]
    columns = ["".join(chars) for chars in zip(*padded, strict=True)]
    kinds = [_kinds(c) for c in columns]
    starts = {0}
    inside: set[int] = set()
    for at, size in _dates(padded, length):
        starts |= {at, at + size}
        inside |= set(range(at + 1, at + size))
    for at in range(1, length):
        before, here = kinds[at - 1], kinds[at]
        begins_after_blank = before[0] > 0.985 and here[0] < before[0] - 0.005
        # Where two touch: letters in all lines, then figures in all, or the other way about, for more than a few signs.
        turns = _turns(kinds, at, 2, 1) or _turns(kinds, at, 1, 2)
        if at not in inside and (begins_after_blank or turns):
            starts.add(at)
    return sorted(s for s in starts if s < length)


def _turns(kinds: list[tuple[float, float, float]], at: int, before: int, after: int) -> bool:
    return (
        4 <= at < len(kinds) - 2
        and all(k[before] > 0.97 for k in kinds[at - 4 : at])
        and all(k[after] > 0.97 for k in kinds[at : at + 3])
    )


def _kinds(column: str) -> tuple[float, float, float]:
    """Give the shares of blanks, figures and letters at one place of the lines."""
    n = len(column)
    return column.count(" ") / n, sum(map(str.isdigit, column)) / n, sum(map(str.isalpha, column)) / n


def _dates(lines: list[str], length: int) -> list[tuple[int, int]]:
    """Give where dates stand at the same place in the lines that have anything there."""
    seen: Counter[tuple[int, int]] = Counter()
    for line in lines:
        seen.update({(m.start(), m.end() - m.start()) for m in _DATE.finditer(line)})
    found = []
    for (at, size), often in seen.items():
        filled = sum(bool(line[at : at + size].strip()) for line in lines)
        if often >= 3 and often >= 0.6 * filled and at + size <= length:
            found.append((at, size))
    return found


def _is_header_line(lines: list[str]) -> bool:
    """A first line without figures, over lines that have them."""
    first, rest = lines[0], lines[1:200]
    return not any(map(str.isdigit, first)) and sum(any(map(str.isdigit, r)) for r in rest) > 0.9 * len(rest)


def _decodes(path: Path, encoding: str) -> bool:
    try:
        with path.open(encoding=codec(encoding), newline="") as file:
            while file.read(_CHUNK):
                pass
    except UnicodeError:
        return False
    return True
