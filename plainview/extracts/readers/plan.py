"""How one record set is read: what the mapping says for the whole file and for the set, put together."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Protocol

import pyarrow as pa

from plainview.agreements.agreement import Agreement
from plainview.agreements.mapping import Column, Format, RecordSet
from plainview.agreements.mapping import Mapping as ExtractMapping
from plainview.extracts.used import elements_of

ROWS = "rows"  # the name of the one record set of an extract that names none
BATCH_ROWS = 50_000


@dataclass(frozen=True, slots=True)
class Plan:
    """All that a reader is told of one record set of one file."""

    source: str  # agreement id
    name: str  # of the record set
    elements: tuple[str, ...]  # those that may enter
    format: Format
    encoding: str = "utf-8"
    delimiter: str | None = None
    has_header: bool | None = None  # None: not said
    headers: Mapping[str, tuple[str, ...]] = None  # type: ignore[assignment]
    columns: Mapping[str, Column] = None  # type: ignore[assignment]
    sheet: str | None = None
    header_row: int = 1
    table: str | None = None
    query: str | None = None
    at: str | None = None
    fields: Mapping[str, str] = None  # type: ignore[assignment]
    known_paths: tuple[str, ...] = ()  # paths of all sets of this extract: what they name is not "extra"
    url: str | None = None
    file: str | None = None  # glob on the file name
    path: Path | None = None  # None: no file, a database

    @property
    def file_name(self) -> str:
        """Give what `_file` says: the name of the file, or of the table where there is no file."""
        return self.path.name if self.path else (self.table or self.name)

    def of(self, path: Path | None) -> "Plan":
        """Give the plan for one file."""
        return replace(self, path=path)


@dataclass(slots=True)
class Opened:
    """
    One record set of one file, looked into but not yet read.

    `found` names the elements that are there. `batches` gives them as strings, with `_row`.
    """

    found: tuple[str, ...]
    batches: Iterator[pa.RecordBatch]
    has_rows: bool
    extra: tuple[str, ...] = ()  # columns that no agreement lists; they are named and not read
    drifted: Mapping[str, str] = None  # type: ignore[assignment]  # element: header as received


class Reader(Protocol):
    """What a format's module gives: `open_set`."""

    def __call__(self, plan: Plan, /) -> Opened: ...


class SetsReader(Protocol):
    """What a format's module gives that reads all record sets of one file at once: `open_sets`."""

    def __call__(self, plans: Sequence[Plan], /) -> list[Opened]: ...


def plans(mapping: ExtractMapping, agreement: Agreement | None = None) -> dict[str, Plan]:
    """
    Give the plan of each record set of an extract, by name.

    In:     without the agreement the elements are those that the mapping speaks of, in its order.
    """
    reads = mapping.reads
    elements = tuple(e.name for e in agreement.elements) if agreement else elements_of(mapping)
    sets = reads.record_sets or {ROWS: RecordSet()}
    known = tuple(p for s in sets.values() for p in (s.at or "", *s.fields.values()) if p)
    given = {}
    for name, own in sets.items():
        format_ = own.format or reads.format
        given[name] = Plan(
            source=mapping.agreement, name=name, elements=elements, format=format_,
            encoding=own.encoding or reads.encoding, delimiter=own.delimiter or reads.delimiter,
            has_header=reads.has_header if "has_header" in reads.model_fields_set else None,
            headers=reads.headers, columns=own.columns or reads.columns, sheet=own.sheet, header_row=own.header_row,
            table=own.table, query=own.query, at=own.at, fields=own.fields, known_paths=known, url=reads.url,
            file=own.file,
        )  # fmt: skip
    return given
