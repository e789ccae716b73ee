"""
How the shape of an extract changes from one refresh to the next, told before somebody wonders about a page.

In:   the counts of the data-quality report, and the record sets as read. Out: each set's shape, and what is otherwise
than in the last good refresh. A shape holds no value: names, counts, ways of writing, and codes of mapped code lists.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.compute as pc

from plainview.agreements.council import Council
from plainview.agreements.entries import entries
from plainview.agreements.mapping import Cell, CodeList
from plainview.agreements.mapping import Mapping as ExtractMapping
from plainview.agreements.nearest import nearest
from plainview.extracts.quality import Quality

_LOOKED_AT = 5000  # filled cells of a column, by which its type is told
_CODES_AT_MOST = 500  # different texts of a code column that are looked at
_TOLD_AT_MOST = 12  # codes that a message names
_FEWER, _MORE = 0.7, 1.5
_EMPTIED = 0.2  # of its usual fill
_MOSTLY = 0.9
_NUMBER = r"^[£$€]?-?\(?[£$€]?-?[0-9][0-9,]*(\.[0-9]+)?\)?(CR|DR|-)?$"
# A way of writing dates, as people say it, by the shape of the text: 9 for a figure, a for a letter.
_WAYS = {
    "9999-99-99": "yyyy-mm-dd",
    "99/99/9999": "two figures, two, four, parted by /",
    "99/99/99": "two figures, two, two, parted by /",
    "99-a-99": "dd-mmm-yy",
    "99-a-9999": "dd-mmm-yyyy",
    "99 a 9999": "dd month yyyy",
    "99.99.9999": "dd.mm.yyyy",
    "99-99-9999": "two figures, two, four, parted by -",
    "99999999": "eight figures",
    "999999": "six figures",
    "99999": "a spreadsheet's day number",
    "9999/99/99": "yyyy/mm/dd",
}


@dataclass(frozen=True, slots=True)
class ColumnShape:
    """One element of a record set."""

    rows: int
    blank: int
    type: str  # blank, number, date, text
    ways: tuple[str, ...] = ()  # ways of writing dates, the usual first
    codes: tuple[str, ...] = ()  # of the mapped code list, those that were met
    unlisted: int = 0  # different texts that the list does not have
    unlisted_told: tuple[str, ...] = ()  # those of them that are surely codes

    @property
    def fill(self) -> float | None:
        """The share that has something; None where there were no records."""
        return 1 - self.blank / self.rows if self.rows else None


@dataclass(frozen=True, slots=True)
class Shape:
    """What came of one source: its record sets, and which columns were missing or not in the agreement."""

    rows: dict[str, int] = field(default_factory=dict)  # by record set
    columns: dict[str, ColumnShape] = field(default_factory=dict)  # "record set: element"
    missing: tuple[str, ...] = ()
    extra: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing that is otherwise than last time."""

    source: str
    kind: str
    column: str  # "record set: element", or the record set, or a header
    says: str
    do: str

    def told(self) -> str:
        """Give it as one line."""
        return f"{self.source}: {self.says} {self.do}"


def shapes(*, council: Council, found: Iterable[Quality], sets: Mapping[str, ir.Table]) -> dict[str, Shape]:
    """
    Give the shape of each source that came.

    In: the data-quality reports, which have counted rows and blanks; the record sets as read, by "agreement:set".
    """
    told = {}
    for quality in found:
        mapping = council.mappings[quality.source]
        lists = _lists(council, mapping)
        columns = {}
        rows: dict[str, int] = {}
        for one in quality.columns:
            rows[one.record_set] = one.rows
            table = sets.get(f"{quality.source}:{one.record_set}")
            texts = _texts(table, one.element) if table is not None and one.rows > one.blank else None
            codes = lists.get((one.record_set, one.element))
            columns[f"{one.record_set}: {one.element}"] = _column(one.rows, one.blank, table, one.element, texts, codes)
        issues = {
            kind: tuple(i.element for i in quality.issues if i.kind == kind)
            for kind in ("column_missing", "column_extra")
        }
        told[quality.source] = Shape(rows, columns, issues["column_missing"], issues["column_extra"])
    return told


def compare(*, before: Mapping[str, Shape], now: Mapping[str, Shape]) -> list[Drift]:
    """Give what is otherwise, source by source. Of one that did not come before, only codes that no list has."""
    found: list[Drift] = []
    for source, shape in now.items():
        for name, column in shape.columns.items():
            found += _unlisted(source, name, column, before.get(source))
        if source in before:
            found += _source(source, before[source], shape)
    return found


# ---- the shape ----


def _lists(council: Council, mapping: ExtractMapping) -> dict[tuple[str, str], frozenset[str]]:
    """Give the codes, in small letters, that each code column of a record set may hold."""
    found: dict[tuple[str, str], frozenset[str]] = {}
    for entry in entries(mapping):
        for _, cell in entry.cells.values():
            # What is reshaped before it is translated is no longer what stands in the column.
            is_whole = cell.from_ and not (cell.lookup or cell.json_ or cell.match or cell.split)
            if cell.codes is not None and is_whole and entry.each is None:
                key = (entry.in_, str(cell.from_))
                found[key] = found.get(key, frozenset()) | _codes(council, cell)
    return found


def _codes(council: Council, cell: Cell) -> frozenset[str]:
    if isinstance(cell.codes, dict):
        return frozenset(c.strip().casefold() for c in cell.codes)
    listed: CodeList | None = council.codes.get(str(cell.codes))
    if listed is None:
        return frozenset()
    every = [*listed.codes, *(c for differ in listed.years.values() for c in differ)]
    return frozenset(c.strip().casefold() for c in every)


def _texts(table: ir.Table, element: str) -> pa.Array | None:
    """Give the first filled cells of a column; None where the set has no such column."""
    if element not in table.columns:
        return None
    return _array(table.filter(table[element].notnull()).select(element).limit(_LOOKED_AT).to_pyarrow()[element])


def _column(
    rows: int, blank: int, table: ir.Table | None, element: str, texts: pa.Array | None, codes: frozenset[str] | None
) -> ColumnShape:
    if texts is None or not len(texts) or table is None:
        return ColumnShape(rows, blank, "blank" if rows else "")
    ways = _ways(texts)
    numbers = pc.mean(pc.match_substring_regex(pc.utf8_trim_whitespace(texts), _NUMBER).cast(pa.float64())).as_py()
    type_ = "date" if ways else "number" if numbers >= _MOSTLY else "text"
    if codes is None:
        return ColumnShape(rows, blank, type_, ways)
    met, unlisted = _met(table, element, codes)
    return ColumnShape(rows, blank, type_, ways, met, len(unlisted), _surely_codes(unlisted))


def _ways(texts: pa.Array) -> tuple[str, ...]:
    """Give the ways in which dates are written, if nearly all texts are dates; times of the day left aside."""
    day = pc.replace_substring_regex(pc.utf8_trim_whitespace(texts), r"[T ]\d{1,2}:.*$", "")
    shape = pc.replace_substring_regex(pc.replace_substring_regex(day, r"\d", "9"), r"[A-Za-z]+", "a")
    counted = sorted(pc.value_counts(shape).to_pylist(), key=lambda c: -c["counts"])
    able = [c for c in counted if c["values"] in _WAYS]
    parted = [c for c in able if not c["values"].isdigit()]
    if sum(c["counts"] for c in parted) < _MOSTLY * len(texts):
        return ()
    return tuple(_WAYS[c["values"]] for c in able if c["counts"] >= 0.005 * len(texts))


def _met(table: ir.Table, element: str, codes: frozenset[str]) -> tuple[tuple[str, ...], dict[str, int]]:
    """Give which codes of the list were met, and which other texts, with how often."""
    filled = table.filter(table[element].notnull())
    counted = filled.group_by(element).aggregate(often=filled[element].count())
    counted = counted.order_by([counted.often.desc(), element])
    met: dict[str, None] = {}
    unlisted: dict[str, int] = {}
    for row in counted.limit(_CODES_AT_MOST).to_pyarrow().to_pylist():
        text = (row[element] or "").strip()
        if text.casefold() in codes:
            met[text.casefold()] = None
        elif text:
            unlisted[text] = unlisted.get(text, 0) + row["often"]
    return tuple(sorted(met)), unlisted


def _surely_codes(unlisted: dict[str, int]) -> tuple[str, ...]:
    """
    Give those that may be told: short with a figure in it, or one letter.

    However often a word is met, it may be a name that stands in the wrong column: Ng, Li and Wu are names.
    """
    able = [t for t in unlisted if len(t) == 1 or (len(t) <= 4 and " " not in t and any(c.isdigit() for c in t))]
    return () if len(unlisted) > 60 else tuple(sorted(able)[:_TOLD_AT_MOST])


def _array(column: pa.ChunkedArray) -> pa.Array:
    return pa.concat_arrays(column.chunks) if column.num_chunks else pa.array([], pa.string())


# ---- what is otherwise ----


def _unlisted(source: str, name: str, column: ColumnShape, before: Shape | None) -> Iterator[Drift]:
    known = before.columns.get(name) if before else None
    fresh = [c for c in column.unlisted_told if known is None or c not in known.unlisted_told]
    more = column.unlisted - (known.unlisted if known else 0)
    if not fresh and more <= 0:
        return
    which = f": {', '.join(fresh)}" if fresh else ""
    yield Drift(
        source,
        "code_unlisted",
        name,
        f"'{name}' has {column.unlisted} codes that its code list does not have{which}.",
        "Add them to the list, with what they mean by the owner's word.",
    )


def _source(source: str, before: Shape, now: Shape) -> Iterator[Drift]:
    gone = [e for e in now.missing if e not in before.missing]
    new = [e for e in now.extra if e not in before.extra]
    for element in gone:
        like = nearest(element, new)
        says = f"the column '{element}' no longer comes" + (
            f"; '{like}' is new, and may be its new name." if like else "."
        )
        do = f"If so, add '{like}' to 'headers' of the mapping." if like else "Ask the sender."
        yield Drift(source, "column_renamed" if like else "column_gone", element, says, do)
    for header in new:
        if not any(nearest(element, [header]) for element in gone):
            yield Drift(
                source,
                "column_new",
                header,
                f"the column '{header}' is new and not in the agreement; it is not read.",
                "Leave it, or have it added to the agreement.",
            )
    yield from _rows(source, before, now)
    for name, column in now.columns.items():
        if name in before.columns:
            yield from _changed(source, name, before.columns[name], column, before, now)


def _rows(source: str, before: Shape, now: Shape) -> Iterator[Drift]:
    for name, rows in now.rows.items():
        was = before.rows.get(name, 0)
        if was >= 20 and (rows < _FEWER * was or rows > _MORE * was):
            how = "fewer" if rows < was else "more"
            yield Drift(
                source,
                f"rows_{how}",
                name,
                f"'{name}' has {rows:,} records; last time {was:,}.",
                "Ask the sender whether the report's filter or period has changed.",
            )
    for name in before.rows.keys() - now.rows.keys():
        yield Drift(source, "set_gone", name, f"the part '{name}' no longer comes.", "Ask the sender.")


def _changed(source: str, name: str, was: ColumnShape, is_: ColumnShape, before: Shape, now: Shape) -> Iterator[Drift]:
    if was.fill and is_.fill is not None and was.fill >= 0.02 and is_.fill < _EMPTIED * was.fill:
        yield Drift(
            source,
            "column_blank",
            name,
            f"'{name}' is filled in {is_.fill:.0%} of records; last time in {was.fill:.0%}.",
            "Ask the sender whether the field has moved, or is no longer kept.",
        )
        return
    if was.type in ("", "blank") or is_.type in ("", "blank"):
        return
    if was.type != is_.type:
        like = [
            n
            for n, c in before.columns.items()
            if n != name
            and c.type == is_.type
            and c.ways == is_.ways
            and c.fill is not None
            and is_.fill is not None
            and abs(c.fill - is_.fill) < 0.02
            and n in now.columns
            and now.columns[n].type == was.type
        ]
        swapped = f" '{like[0]}' changed the other way: the two may be swapped." if len(like) == 1 else ""
        yield Drift(
            source,
            "type_changed",
            name,
            f"'{name}' holds {_said(is_.type)}; last time {_said(was.type)}.{swapped}",
            "Look at the file: a column may have been moved, or its meaning changed.",
        )
    elif fresh := [way for way in is_.ways if way not in was.ways]:
        yield Drift(
            source,
            "date_written_otherwise",
            name,
            f"dates of '{name}' are now written as {', '.join(fresh)}; last time as {', '.join(was.ways)}.",
            "Add the format to 'dates' of the mapping, if it is not there.",
        )
    if was.codes and (met := [c for c in is_.codes if c not in was.codes]):
        yield Drift(
            source,
            "code_new",
            name,
            f"'{name}' has codes of its list that did not come last time: {', '.join(met[:_TOLD_AT_MOST])}.",
            "Nothing, if that is right.",
        )


def _said(type_: str) -> str:
    return {"number": "numbers", "date": "dates", "text": "text"}.get(type_, type_)


def from_json(data: Mapping[str, Mapping[str, object]]) -> dict[str, Shape]:
    """Read shapes as they were kept."""
    return {source: _shape(kept) for source, kept in data.items()}


def _shape(kept: Mapping[str, object]) -> Shape:
    def names(key: str, of: Mapping[str, object]) -> tuple[str, ...]:
        given = of.get(key, ())
        return tuple(map(str, given)) if isinstance(given, Sequence) else ()

    columns = kept["columns"]
    rows = kept["rows"]
    assert isinstance(columns, dict) and isinstance(rows, dict)
    return Shape(
        rows=rows,
        missing=names("missing", kept),
        extra=names("extra", kept),
        columns={
            n: ColumnShape(
                c["rows"],
                c["blank"],
                c["type"],
                names("ways", c),
                names("codes", c),
                c["unlisted"],
                names("unlisted_told", c),
            )
            for n, c in columns.items()
        },
    )
