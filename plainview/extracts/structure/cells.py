"""Compiles a cell of the mapping to an expression: where the text starts, how it is reshaped, as what it is read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir

from plainview.agreements.mapping import Cell, CodeList, Flag, Lookup, Reads
from plainview.extracts.structure.dates import SERIAL, read_date
from plainview.extracts.structure.engine import Engine
from plainview.vocabulary.tables import Kind

PART = "_part"
_TOO_MUCH = 1e15  # pence: a number of an account, not a sum
_NO_KEY = r"(?i)^\s*(0+|[-?.x]+|n\W?a|n\W?k|nil|none|null|tbc|tba|unknown|not (known|applicable|recorded))\s*$"
# An amount with its marks off: figures, perhaps in groups of three, perhaps with a fraction.
_AMOUNT = {
    ".": r"^(\d{1,3}(,\d{3})+|\d*)(\.\d+|\.)?([eE][-+]?\d+)?$",
    ",": r"^(\d{1,3}(\.\d{3})+|\d*)(,\d+|,)?$",
}


@dataclass(slots=True)
class Reading:
    """One typed expression with the text it was read from, to count what could not be read."""

    value: ir.Value
    text: ir.StringValue
    elements: tuple[str, ...]
    kind: Kind
    how: str = ""  # the cell, as the mapping says it


@dataclass(slots=True)
class Cells:
    """Compiles the cells of one entry over one table of blank-free text (`text.py`)."""

    table: ir.Table
    engine: Engine
    reads: Reads
    codes: Mapping[str, CodeList]
    looked_up: dict[tuple[str, Lookup], str] = field(default_factory=dict)  # lookup: joined column
    part_of: str | None = None  # the element that an `each` parts
    received_on: date | None = None  # of the extract

    def text(self, cell: Cell) -> ir.StringValue:
        """Give the cell's text, null where it is blank."""
        if cell.from_ is not None:
            start = self.table[cell.from_]
            if cell.lookup is not None:
                start = self.table[self.looked_up[lookup_key(cell)]]
        elif cell.value is not None:
            start = ibis.literal(cell.value)
        elif cell.file_name:
            start = self.table["_file"]
        elif cell.received:
            start = ibis.literal(self.received_on.isoformat() if self.received_on else None, type="string")
        elif cell.part:
            start = self.table[PART]
        elif cell.first:
            start = ibis.coalesce(*(self.text(c) for c in cell.first))
        else:
            start = _joined([self.text(c) for c in cell.join], cell.with_)
        if cell.json_ is not None:
            start = json_text(start, cell.json_)
        if cell.match is not None:
            start = start.re_extract(cell.match, 1).nullif("")
        if cell.split is not None:
            parts = start.split(cell.split.by)
            index = cell.split.part - 1 if cell.split.part > 0 else parts.length() + cell.split.part
            start = parts[index].strip().nullif("")
        return start

    def key(self, cell: Cell) -> ir.StringValue:
        """Give the text of a cell that identifies; a word or noughts that stand for "none" identify no one."""
        text = self.text(cell)
        return ibis.ifelse(text.re_search(_NO_KEY), ibis.null("string"), text)

    def read(self, cell: Cell, kind: Kind) -> Reading:
        """Read the cell as the kind of column that it fills; what can't be read is null."""
        text = self.text(cell)
        if cell.value is not None and kind in (Kind.CODE, Kind.LABEL, Kind.REF):
            return Reading(text, text, (), kind)
        if cell.received and kind is Kind.DATE:
            return Reading(self.engine.read_date(text, ("%Y-%m-%d",)), text, (), kind)
        reads, reading = self.reads, self.engine.reading
        value: ir.Value
        match kind:
            case Kind.DATE:
                how = f"date {cell.dates or reads.dates} {reads.open_dates} {cell.days_after}"
                value = reading(how, lambda said: self._date(cell, said), text)
            case Kind.CODE:
                value = self._code(cell, text)
            case Kind.NUMBER:
                value = reading(f"number {reads.decimal}", lambda said: _number(said, reads.decimal), text)
            case Kind.PENCE:
                times = 100 if (cell.money or reads.money) == "pounds" else 1
                value = reading(f"pence {reads.decimal} {times}", lambda said: _pence(said, reads.decimal, times), text)
            case Kind.FLAG:
                flag = cell.flag or reads.flag
                value = reading(f"flag {flag.yes} {flag.no}", lambda said: _flag(said, flag), text)
            case _:
                value = reading("label", lambda said: said.re_replace(r"\s+", " ").strip(), text)
        own = (self.part_of,) if self.part_of and cell.value is None else ()
        return Reading(value, text, cell.elements() or own, kind, cell.model_dump_json(exclude_defaults=True))

    def day(self, text: ir.StringValue) -> ir.DateValue:
        """Read a text by the formats of the source's dates."""
        dates = self.reads.dates
        return self.engine.reading(f"day {dates}", lambda said: self._day(said, dates), text)

    def _date(self, cell: Cell, text: ir.StringValue) -> ir.DateValue:
        day = self._day(text, cell.dates or self.reads.dates)
        # An open end is often written as a day far away; some systems write it with a time or in their own format.
        day = ibis.ifelse(among(day, [ibis.date(d) for d in self.reads.open_dates]), ibis.null("date"), day)
        return day + ibis.interval(days=cell.days_after) if cell.days_after else day

    def _day(self, text: ir.StringValue, formats: Sequence[str]) -> ir.DateValue:
        # Two-figure years and spreadsheet serials are read as we say, the same on every engine.
        ours = [f for f in formats if f == SERIAL or "%y" in f]
        others = [f for f in formats if f not in ours]
        read = [read_date(text, ours)] if ours else []
        if others:
            day = self.engine.read_date(text, others)
            # An engine takes "61" for a year in four figures, and it would be that of the emperor Nero.
            read.append(ibis.ifelse(day.year() < 1000, ibis.null("date"), day))
        return ibis.coalesce(*read)

    def _words(self, name: str, codes: Mapping[str, str], text: ir.StringValue) -> ir.StringValue:
        words = {k.strip().upper(): v for k, v in codes.items()}
        return self.engine.reading(
            f"words {name}", lambda said: self.engine.word_of(name, words, said.upper()), text
        )  # fmt: skip

    def _code(self, cell: Cell, text: ir.StringValue) -> ir.StringValue:
        if cell.codes is None:
            return self.engine.reading("slug", _slug, text)
        if isinstance(cell.codes, dict):
            return self._words(f"inline {sorted(cell.codes.items())}", cell.codes, text)
        codes = self.codes[cell.codes]
        value = self._words(codes.id, codes.codes, text)
        for year, differ in sorted(codes.years.items()):
            in_year = self.table["_file"].contains(str(year))
            value = ibis.ifelse(in_year, self._words(f"{codes.id} {year}", {**codes.codes, **differ}, text), value)
        return value


def lookup_key(cell: Cell) -> tuple[str, Lookup]:
    """Name a lookup: our element, and where what is taken."""
    assert cell.lookup is not None and cell.from_ is not None
    return cell.from_, cell.lookup


def walk(cell: Cell) -> Iterator[Cell]:
    """Give the cell and all cells inside it."""
    yield cell
    for inner in (*cell.first, *cell.join):
        yield from walk(inner)


def json_text(text: ir.StringValue, path: str) -> ir.StringValue:
    """Take the value at a path ("$.a.b[0]") of a JSON text; null where the text is not JSON or has no such path."""
    return _json_at(text, path).str.nullif("") if path != "$" else text


def json_array(text: ir.StringValue, path: str) -> ir.ArrayValue:
    """Take the array at a path of a JSON text; its items are JSON (see `json_item`)."""
    return _json_at(text, path).array


def json_item(item: ir.JSONValue) -> ir.StringValue:
    """Give an item of a JSON array as text; an object stays JSON."""
    return ibis.coalesce(item.str, item.cast("string"))


def _json_at(text: ir.StringValue, path: str) -> ir.JSONValue:
    at = text.try_cast("json")
    for name, index in re.findall(r"\.([^.\[]+)|\[(\d+)\]", path.removeprefix("$")):
        at = at[name] if name else at[int(index)]
    return at


def _joined(texts: list[ir.StringValue], with_: str) -> ir.StringValue:
    # Blanks are skipped; a cell of blanks alone is blank.
    return ibis.literal(with_).join(texts).nullif("")


def _slug(text: ir.StringValue) -> ir.StringValue:
    return text.lower().re_replace(r"[^a-z0-9]+", "_").re_replace(r"^_+|_+$", "").nullif("")


def _number(text: ir.StringValue, decimal: str) -> ir.FloatingValue:
    bare = text.re_replace(r"[£€$\s]", "")
    # Ledgers write what is owed to the payer as "-12.50", "(12.50)", "12.50-" or "12.50CR".
    negative = bare.re_search(r"^\(.*\)$|^-|-$|(?i)CR$")
    digits = bare.re_replace(r"[()]|^[-+]|(?i)(CR|DR)$", "").re_replace(r"-$", "")
    # What is grouped in another way than this source's is no amount that we know: 1.234,50 would be read as 1.23.
    plain = digits.replace(".", "").replace(",", ".") if decimal == "," else digits.replace(",", "")
    amount = ibis.ifelse(digits.re_search(_AMOUNT[decimal]), plain, ibis.null("string")).try_cast("float64")
    return ibis.ifelse(negative, -amount, amount)


def _pence(text: ir.StringValue, decimal: str, times: int) -> ir.IntegerValue:
    amount = _number(text, decimal) * times
    return ibis.ifelse(amount.abs() < _TOO_MUCH, amount, ibis.null("float64")).round().cast("int64")


def _flag(text: ir.StringValue, flag: Flag) -> ir.BooleanValue:
    said = text.upper()
    return ibis.cases(
        (among(said, [y.upper() for y in flag.yes]), True),
        (among(said, [n.upper() for n in flag.no]), False),
        else_=ibis.null("boolean"),
    )


def among(value: ir.Value, few: Sequence[Any]) -> ir.BooleanValue:
    """Say whether a value is one of a few. An IN is planned as a join, which takes longer than to compare."""
    return ibis.or_(*(value == one for one in dict.fromkeys(few))) if few else ibis.literal(False)
