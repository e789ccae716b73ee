"""
The data-quality report of each source, for the department that owns it.

In:   what readers, cleaning and structuring found. Out: `Quality` by source, as a workbook and as JSON. It names
columns, counts and row numbers, so it stays inside the bridge; it never holds a value.
"""

import json
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, Protocol

import openpyxl
import pyarrow as pa
import pyarrow.compute as pc
from openpyxl.styles import Alignment, Font
from openpyxl.worksheet.worksheet import Worksheet

from plainview.agreements.agreement import Agreement
from plainview.extracts.clean import CleanCount, Cleaned
from plainview.extracts.quality_words import WORDS
from plainview.extracts.readers import RecordSetRead
from plainview.vocabulary.spreadsheets import safe_cell

ROW_NUMBERS_AT_MOST = 20
# Of 365 days one is the first of January; ten times that is a habit of the system, not chance.
_FIRST_OF_JANUARY_SHARE = 0.03


class Found(Protocol):
    """What structuring says of an element that could not be read."""

    @property
    def source(self) -> str: ...
    @property
    def element(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def rows(self) -> int: ...
    @property
    def row_numbers(self) -> Sequence[int]: ...


@dataclass(frozen=True, slots=True)
class ColumnQuality:
    """One element: in how many records it was blank, and in how many it could not be read, by what it should be."""

    element: str
    record_set: str
    rows: int
    blank: int
    blank_share: float | None  # None: there were no records
    unreadable_dates: int = 0
    unreadable_numbers: int = 0
    unknown_codes: int = 0
    unknown_flags: int = 0


@dataclass(frozen=True, slots=True)
class Issue:
    """One finding in plain words. `share` is of the source's records; None where it is not about records."""

    kind: str
    element: str
    rows: int
    share: float | None
    says: str
    what_to_do: str
    row_numbers: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Quality:
    """The report of one source."""

    source: str
    title: str
    department: str
    owner: str
    received_on: date | None
    files: tuple[str, ...]
    rows: int
    columns: tuple[ColumnQuality, ...]
    cleaned: tuple[CleanCount, ...]
    issues: tuple[Issue, ...]


@dataclass(slots=True)
class _Source:
    agreement: Agreement
    received_on: date | None = None
    files: dict[str, None] = field(default_factory=dict)
    rows: dict[str, int] = field(default_factory=dict)  # by record set
    blanks: dict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    found: list[tuple[str, str, int, tuple[int, ...]]] = field(default_factory=list)
    cleaned: tuple[CleanCount, ...] = ()


@dataclass(slots=True)
class QualityBuilder:
    """Gathers what the stages of a refresh find, source by source."""

    sources: dict[str, _Source] = field(default_factory=dict)

    def watch(
        self,
        *,
        agreement: Agreement,
        record_set: RecordSetRead,
        blanks: Sequence[str] = ("",),
        received_on: date | None = None,
    ) -> Iterator[pa.RecordBatch]:
        """
        Give the record set's batches on, and count rows, blanks and empty rows as they pass.

        In:     `blanks`, the texts that this source writes for "nothing".
        """
        source = self.sources.setdefault(agreement.id, _Source(agreement))
        source.received_on = received_on or source.received_on
        source.files.update(dict.fromkeys(record_set.files))
        for kind, elements in (
            ("column_missing", record_set.columns_missing),
            ("column_extra", record_set.columns_extra),
            ("column_drifted", record_set.columns_drifted),
        ):
            source.found += [(kind, element, 0, ()) for element in elements]
        return self._counted(source, record_set, pa.array(sorted({b.strip() for b in blanks} | {""}), pa.string()))

    def watched(self, source: str) -> dict[str, Any]:
        """Give what was counted of a source while it was read, in plain values, for `again`."""
        seen = self.sources[source]
        return {
            "files": list(seen.files), "rows": seen.rows, "blanks": [[*at, n] for at, n in seen.blanks.items()],
            "found": [list(f) for f in seen.found],
        }  # fmt: skip

    def again(self, *, agreement: Agreement, received_on: date, watched: Mapping[str, Any]) -> None:
        """Take what was counted of a source before, in place of `watch`."""
        self.sources[agreement.id] = _Source(
            agreement, received_on, dict.fromkeys(watched["files"]), dict(watched["rows"]),
            defaultdict(int, {(name, element): n for name, element, n in watched["blanks"]}),
            [(kind, element, rows, tuple(numbers)) for kind, element, rows, numbers in watched["found"]],
        )  # fmt: skip

    def found(
        self, *, source: str, kind: str, element: str = "", rows: int = 0, row_numbers: Sequence[int] = ()
    ) -> None:
        """Add a finding. Its `kind` has its words in `quality_words.py`."""
        if kind not in WORDS:
            raise ValueError(f"the kind of finding '{kind}' has no words")
        self.sources[source].found.append((kind, element, rows, tuple(row_numbers)[:ROW_NUMBERS_AT_MOST]))

    def structured(self, issues: Iterable[Found]) -> None:
        """Add what structuring could not read."""
        for issue in issues:
            self.found(source=issue.source, kind=issue.kind, element=issue.element, rows=issue.rows,
                       row_numbers=issue.row_numbers)  # fmt: skip

    def cleaned(self, cleaned: Cleaned) -> None:
        """Add what cleaning blanked."""
        for name, source in self.sources.items():
            source.cleaned = cleaned.of(name)
            for count in source.cleaned:
                for kind in ("placeholder", "not_valid", "shared"):
                    if rows := getattr(count, kind):
                        self.found(source=name, kind=kind, element=count.column, rows=rows)

    def mentions(self, mentions: pa.Table) -> None:
        """Look in cleaned mentions for ids of two people, and for birth dates that are a habit of the system."""
        for name in self.sources:
            own = mentions.filter(pc.equal(mentions["source"], name))
            with_id = own.filter(pc.and_(pc.is_valid(own["local_id"]), pc.is_valid(own["born_on"])))
            counted = with_id.group_by(["space", "local_id"]).aggregate(
                [("born_on", "count_distinct"), ("born_on", "count")]
            )
            twice = counted.filter(pc.greater(counted["born_on_count_distinct"], 1))
            if twice.num_rows:
                self.found(source=name, kind="id_twice", rows=pc.sum(twice["born_on_count"]).as_py())
            known = own.filter(pc.is_valid(own["born_on"])).num_rows
            first = pc.sum(pc.equal(own["born_on_kind"], "first_of_january").cast(pa.int64())).as_py() or 0
            if known >= 100 and first / known > _FIRST_OF_JANUARY_SHARE:
                self.found(source=name, kind="born_first_of_january", element="born_on", rows=first)

    def facts(self, *, table: str, rows: pa.Table, as_of: date) -> None:
        """
        Look in the facts of one of our tables for periods that can't be.

        In:     at least `source`, `valid_from`, `valid_until`.
        """
        starts, ends = (rows[c].cast(pa.date32()) for c in ("valid_from", "valid_until"))
        tests = {
            "end_before_start": pc.less(ends, starts),
            "future_date": pc.greater(starts, pa.scalar(as_of, pa.date32())),
        }
        for kind, is_so in tests.items():
            hit = rows.filter(pc.fill_null(is_so, False)).select(["source"])
            for row in hit.group_by("source").aggregate([([], "count_all")]).to_pylist():
                self.found(source=row["source"], kind=kind, element=table, rows=row["count_all"])

    def build(self) -> list[Quality]:
        """Give the report of each source, in the order of their ids."""
        return [_quality(source) for _, source in sorted(self.sources.items())]

    def _counted(self, source: _Source, record_set: RecordSetRead, blanks: pa.Array) -> Iterator[pa.RecordBatch]:
        name, rows, empty, empty_rows = record_set.name, 0, 0, list[int]()
        for batch in record_set.batches:
            rows += batch.num_rows
            all_blank = pa.repeat(pa.scalar(bool(record_set.elements)), batch.num_rows)
            for element in record_set.elements:
                text = batch.column(element)
                is_blank = pc.or_(pc.is_null(text), pc.fill_null(pc.is_in(pc.utf8_trim_whitespace(text), blanks), True))
                source.blanks[name, element] += pc.sum(is_blank.cast(pa.int64())).as_py() or 0
                all_blank = pc.and_(all_blank, is_blank)
            if lost := pc.sum(all_blank.cast(pa.int64())).as_py():
                empty += lost
                empty_rows += batch.column("_row").filter(all_blank).to_pylist()[:ROW_NUMBERS_AT_MOST]
            yield batch
        source.rows[name] = rows
        for element in record_set.elements:
            source.blanks[name, element] += 0
        if empty:
            source.found.append(("row_empty", "", empty, tuple(empty_rows[:ROW_NUMBERS_AT_MOST])))
        if not rows:
            source.found.append(("record_set_empty", name, 0, ()))


def to_json(path: Path, qualities: Sequence[Quality]) -> None:
    """Write the reports as one JSON array."""
    path.write_text(json.dumps([asdict(q) for q in qualities], default=str, indent=1, ensure_ascii=False), "utf-8")


def to_excel(path: Path, qualities: Sequence[Quality]) -> None:
    """Write the reports as a workbook: a sheet of all sources, and one for each."""
    book = openpyxl.Workbook()
    summary = book.worksheets[0]
    summary.title = "Summary"
    heads = (
        "Source",
        "Title",
        "Department",
        "Owner",
        "Received on",
        "Records",
        "Columns",
        "Findings",
        "Records not readable",
    )
    _rows(summary, heads, (
        (q.source, q.title, q.department, q.owner, q.received_on, q.rows, len(q.columns), len(q.issues),
         sum(c.unreadable_dates + c.unreadable_numbers + c.unknown_codes + c.unknown_flags for c in q.columns))
        for q in qualities
    ))  # fmt: skip
    for quality in qualities:
        _sheet(book.create_sheet(_sheet_name(quality.source, book.sheetnames)), quality)
    book.save(path)


def _quality(source: _Source) -> Quality:
    total = sum(source.rows.values())
    unread: dict[tuple[str, str], int] = defaultdict(int)
    for kind, element, rows, _ in source.found:
        unread[kind, element] += rows
    columns = tuple(
        ColumnQuality(
            element, name, source.rows.get(name, 0), blank,
            blank / source.rows[name] if source.rows.get(name) else None,
            unread["date_unreadable", element], unread["number_unreadable", element],
            unread["code_unknown", element], unread["flag_unknown", element],
        ) for (name, element), blank in source.blanks.items()
    )  # fmt: skip
    agreement = source.agreement
    return Quality(
        agreement.id, agreement.title, agreement.department, agreement.owner, source.received_on,
        tuple(source.files), total, columns, source.cleaned, _issues(source, total),
    )  # fmt: skip


def _issues(source: _Source, total: int) -> tuple[Issue, ...]:
    """Put findings of one kind and element together, the widest first."""
    together: dict[tuple[str, str], tuple[int, tuple[int, ...]]] = {}
    for kind, element, rows, numbers in source.found:
        before, known = together.get((kind, element), (0, ()))
        together[kind, element] = (before + rows, (known + numbers)[:ROW_NUMBERS_AT_MOST])
    issues = []
    for (kind, element), (rows, numbers) in together.items():
        says, what_to_do = WORDS[kind]
        share = rows / total if total and rows else None
        told = says.format(element=element, rows=f"{rows:,}", share=share or 0)
        issues.append(Issue(kind, element, rows, share, told, what_to_do, numbers))
    return tuple(sorted(issues, key=lambda i: (-i.rows, i.kind, i.element)))


def _sheet(sheet: Worksheet, quality: Quality) -> None:
    _rows(sheet, ("What was found", "Records", "Share", "What you can do", "Rows of the file, the first of them"), (
        (i.says, i.rows or None, i.share, i.what_to_do, ", ".join(map(str, i.row_numbers))) for i in quality.issues
    ))  # fmt: skip
    sheet.append([])
    _rows(sheet, ("Column", "Record set", "Records", "Blank", "Blank share", "Dates not readable",
                  "Numbers not readable", "Codes not known", "Neither yes nor no"), (
        (c.element, c.record_set, c.rows, c.blank, c.blank_share, c.unreadable_dates, c.unreadable_numbers,
         c.unknown_codes, c.unknown_flags) for c in quality.columns
    ))  # fmt: skip
    sheet.append([])
    _rows(sheet, ("Made comparable", "Mentions of people", "Filled", "Placeholders", "Not valid",
                  "Not a person's own"), (
        (c.column, c.rows, c.filled, c.placeholder, c.not_valid, c.shared) for c in quality.cleaned
    ))  # fmt: skip


def _rows(sheet: Worksheet, heads: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    sheet.append(list(heads))
    for cell in sheet[sheet.max_row]:
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
    for row in rows:
        sheet.append([safe_cell(v) for v in row])
    for i, head in enumerate(heads):
        letter = openpyxl.utils.get_column_letter(i + 1)
        wanted = 60 if i == 0 and sheet.title != "Summary" else max(14, len(head))
        sheet.column_dimensions[letter].width = max(sheet.column_dimensions[letter].width, min(wanted, 60))


def _sheet_name(source: str, taken: Sequence[str]) -> str:
    name = re.sub(r"[\[\]:*?/\\]", " ", source)[:31]
    number = 2
    while name.casefold() in {t.casefold() for t in taken}:
        name = f"{source[:27]} {number}"
        number += 1
    return name
