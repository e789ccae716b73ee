"""
Whether a column's value follows from the texts of the record: read again, by the mapping's words, in plain Python.

Written from the grammar's description and not from the product's code, so that a slip in one is not in both.
"""

import json
import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from plainview.agreements.council import Council
from plainview.agreements.mapping import Cell, Each, Observed, Reads
from plainview.vocabulary.tables import TABLES, Kind

Texts = dict[str, str | None]


class CannotTell(Exception):
    """The value stands on something that this test does not read (a key made opaque, a constant, the file's date)."""


def follows(*, council: Council, rule: str, table: str, column: str, value: Any, own: Texts,
            others: Iterable[Texts]) -> bool:  # fmt: skip
    """
    Say whether the value follows.

    In:     `own`: the record's texts; `others`: those of records looked up.
    Raises: CannotTell.
    """
    source, _, place = rule.partition(":")
    if source not in council.mappings:
        raise CannotTell  # made by the bridge of several records
    mapping = council.mappings[source]
    cell, kind, each = _cell(mapping, place, table, column)
    if kind in (Kind.REF, Kind.STAFF):
        raise CannotTell
    reading = _Reading(council, mapping.reads, own, list(others), each)
    texts = list(reading.texts(cell))
    return any(reading.reads_as(text, cell, kind, value) for text in texts)


def _cell(mapping: Any, place: str, table: str, column: str) -> tuple[Cell, Kind, Each | None]:
    section, number, *rest = place.split(".", 2)
    if section not in ("tables", "observations", "notes") or not number.isdigit():
        raise CannotTell
    entry = getattr(mapping, section)[int(number)]
    kind = TABLES[table].by_name[column].kind
    if section == "tables":
        if column not in entry.columns:
            raise CannotTell
        return entry.columns[column], kind, entry.each
    if section == "notes":
        cell = getattr(entry, {"written_on": "written_on", "kind": "kind"}.get(column, "-"), None)
        if cell is None:
            raise CannotTell
        return cell, kind, None
    if column == "observed_on":
        return entry.on, kind, None
    if column not in ("code", "number", "on_date"):
        raise CannotTell
    observed: Observed = entry.values[rest[0]]
    cell = observed.cell or Cell(**{"from": rest[0]})
    kinds = {"code": Kind.CODE, "number": Kind.NUMBER, "flag": Kind.FLAG, "date": Kind.DATE, "pence": Kind.PENCE}
    codes = {k: v for k, v in (("codes", observed.codes), ("flag", observed.flag)) if v is not None}
    return cell.model_copy(update=codes), kinds[observed.as_], None


class _Reading:
    def __init__(self, council: Council, reads: Reads, own: Texts, others: list[Texts], each: Each | None) -> None:
        self._council, self._reads, self._own, self._others, self._each = council, reads, own, others, each
        self._blanks = {b.strip() for b in reads.blanks} | {""}

    def texts(self, cell: Cell) -> Iterator[str]:
        """Give every text that the cell may come to."""
        for text in self._starts(cell):
            if cell.json_ is not None:
                text = _at(text, cell.json_)
            if cell.match is not None and text is not None:
                hit = re.search(cell.match, text)
                text = hit.group(1) if hit else None
            if cell.split is not None and text is not None:
                parts = text.split(cell.split.by)
                index = cell.split.part - 1 if cell.split.part > 0 else cell.split.part
                text = parts[index].strip() if -len(parts) <= index < len(parts) else None
            if text:
                yield text

    def _starts(self, cell: Cell) -> Iterator[str]:
        if cell.value is not None or cell.received or cell.file_name:
            raise CannotTell
        if cell.lookup is not None:
            take = cell.lookup.take
            yield from (t for o in self._others if (t := self._bare(o.get(take))) is not None)
        elif cell.from_ is not None:
            if (text := self._bare(self._own.get(cell.from_))) is not None:
                yield text
        elif cell.part:
            if self._each is None:
                raise CannotTell
            yield from self._parts(self._each)
        elif cell.first:
            for inner in cell.first:
                if found := list(self.texts(inner)):
                    yield from found
                    return
        else:
            parts = [next(self.texts(inner), None) for inner in cell.join]
            if said := [p for p in parts if p is not None]:
                yield cell.with_.join(said)

    def _parts(self, each: Each) -> Iterator[str]:
        whole = self._bare(self._own.get(each.from_))
        if whole is None:
            return
        if each.json_ is not None:
            held = json.loads(_at(whole, each.json_) or "[]")
            yield from (h if isinstance(h, str) else json.dumps(h) for h in held)
        else:
            yield from (p.strip() for p in re.split("|".join(map(re.escape, each.split)), whole))

    def _bare(self, text: str | None) -> str | None:
        bare = (text or "").strip()
        return None if bare in self._blanks else bare

    def reads_as(self, text: str, cell: Cell, kind: Kind, value: Any) -> bool:
        """Say whether the text is that value."""
        match kind:
            case Kind.DATE:
                days = _dates(text, cell.dates or self._reads.dates)
                return any(d + timedelta(days=cell.days_after) == value for d in days)
            case Kind.NUMBER:
                return _number(text) == value
            case Kind.PENCE:
                pounds = (cell.money or self._reads.money) == "pounds"
                number = _number(text)
                return number is not None and round(number * (100 if pounds else 1)) == value
            case Kind.FLAG:
                flag = cell.flag or self._reads.flag
                said = {w.upper() for w in (flag.yes if value in (True, "yes") else flag.no)}
                return text.upper() in said
            case Kind.CODE:
                return value in self._words(text, cell)
            case _:
                return " ".join(text.split()) == value

    def _words(self, text: str, cell: Cell) -> set[str]:
        said = text.strip().upper()
        if cell.codes is None:
            flag = cell.flag or self._reads.flag
            yes = {"yes"} if said in {w.upper() for w in flag.yes} else set()
            no = {"no"} if said in {w.upper() for w in flag.no} else set()
            return {re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")} | yes | no
        if isinstance(cell.codes, dict):
            lists = [cell.codes]
        else:
            known = self._council.codes[cell.codes]
            lists = [known.codes, *known.years.values()]
        return {word for codes in lists for code, word in codes.items() if code.strip().upper() == said}


def _at(text: str, path: str) -> str | None:
    try:
        here = json.loads(text)
        for name, index in re.findall(r"\.([^.\[]+)|\[(\d+)\]", path.removeprefix("$")):
            here = here[name] if name else here[int(index)]
    except (ValueError, KeyError, IndexError, TypeError):
        return None
    return here if here is None or isinstance(here, str) else json.dumps(here)


def _dates(text: str, formats: Iterable[str]) -> Iterator[date]:
    for format_ in formats:
        if format_ == "excel":
            if re.fullmatch(r"\d{4,5}(\.\d+)?", text):
                yield date(1899, 12, 30) + timedelta(days=int(float(text)))
            continue
        try:
            found = datetime.strptime(text, format_).date()
        except ValueError:
            continue
        if "%y" in format_ and found.year > 2039:
            found = found.replace(year=found.year - 100)
        yield found


def _number(text: str) -> float | None:
    bare = re.sub(r"[£,\s]", "", text)
    sign = -1 if re.search(r"^\(.*\)$|-$|CR$", bare, re.I) else 1
    try:
        return sign * float(re.sub(r"[()]|(CR|DR)$|-$", "", bare, flags=re.I))
    except ValueError:
        return None
