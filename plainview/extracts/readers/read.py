"""Reads an extract that has arrived: every record set of it, as text, streamed, each record with its place."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

import pyarrow as pa

from plainview.agreements.agreement import Agreement
from plainview.agreements.mapping import Mapping as ExtractMapping
from plainview.agreements.nearest import nearest
from plainview.extracts.arrivals import Arrival
from plainview.extracts.readers.batches import ROW
from plainview.extracts.readers.plan import ROWS, Opened, Plan, plans
from plainview.extracts.readers.problems import ColumnMissing, CouldNotReadExtract, ExtractIsEmpty
from plainview.extracts.readers.register import AT_ONCE, READERS
from plainview.extracts.used import elements_used_in

FILE = "_file"


@dataclass(slots=True)
class RecordSetRead:
    """
    One record set of an extract: all text, null where the file has no such cell, blanks as they are.

    `batches` gives, once, a string column for each element found, `_file`, and `_row` (counted as the format's
    module says). `columns_extra` are named and never read; `columns_drifted` says {element: header as received}.
    """

    name: str
    elements: tuple[str, ...]
    schema: pa.Schema
    batches: Iterator[pa.RecordBatch]
    columns_missing: tuple[str, ...]
    columns_extra: tuple[str, ...]
    columns_drifted: Mapping[str, str]
    files: tuple[str, ...]
    has_rows: bool

    def table(self) -> pa.Table:
        """Read all that is left into memory."""
        return pa.Table.from_batches(list(self.batches), schema=self.schema)


def read_extract(*, arrival: Arrival, agreement: Agreement, mapping: ExtractMapping) -> dict[str, RecordSetRead]:
    """
    Look into each file of an extract and promise its records, by record set.

    Out:    files are checked for their columns now, and read when the batches are taken; a set whose every column
            is optional may have no file, and is then empty.
    Raises: any ExtractProblem, now or while batches are taken; never with a cell's value.
    """
    planned = {name: _files_of(plan, arrival) for name, plan in plans(mapping, agreement).items()}
    together = _at_once([one for files in planned.values() for one in files])
    opened = {
        name: [(one, together.get(id(one)) or READERS[one.format](one)) for one in files]
        for name, files in planned.items()
    }
    _refuse_empty(arrival, opened)
    _refuse_missing(agreement, mapping, opened)
    return {name: _record_set(name, agreement, mapping, sets) for name, sets in opened.items()}


def read_row(
    *, path: Path, mapping: ExtractMapping, record_set: str = ROWS, row: int, agreement: Agreement | None = None
) -> dict[str, str | None]:
    """
    Read one record again, by the file and `_row` that its evidence names.

    In:     the agreement is needed only for a file without header whose mapping has no `columns`.
    Raises: CouldNotReadExtract, when the file has no such row now.
    """
    plan = plans(mapping, agreement)[record_set].of(path)
    for batch in READERS[plan.format](plan).batches:
        numbers = batch.column(ROW)
        if len(numbers) and numbers[0].as_py() <= row <= numbers[-1].as_py():
            place = numbers.to_pylist().index(row) if row in numbers.to_pylist() else None
            if place is not None:
                (record,) = batch.slice(place, 1).to_pylist()
                return {element: text for element, text in record.items() if element != ROW}
    raise CouldNotReadExtract(
        f"Record set {record_set} has no row {row} any more.", source=mapping.agreement, file=plan.file_name,
        do="Look whether the file was changed after it was received.",
    )  # fmt: skip


def _files_of(plan: Plan, arrival: Arrival) -> list[Plan]:
    if plan.format == "database":
        return [plan]
    glob = (plan.file or "*").casefold()
    return [plan.of(path) for path in arrival.files if fnmatchcase(path.name.casefold(), glob)]


def _at_once(planned: list[Plan]) -> dict[int, Opened]:
    """Read each file of a format that is parsed once for all its record sets; by the plan's identity."""
    by_file: dict[tuple[str, str, Path], list[Plan]] = {}
    for plan in planned:
        if plan.format in AT_ONCE and plan.path is not None:
            by_file.setdefault((plan.format, plan.encoding, plan.path), []).append(plan)
    return {
        id(plan): opened
        for (format_, _, _), sets in by_file.items()
        for plan, opened in zip(sets, AT_ONCE[format_](sets), strict=True)
    }


def _refuse_empty(arrival: Arrival, opened: dict[str, list[tuple[Plan, Opened]]]) -> None:
    """One record set: no file of it may be empty. Of several, some may: no one was adopted that year."""
    files = [pair for sets in opened.values() for pair in sets]
    empty = [plan for plan, one in files if not one.has_rows]
    if not empty or (len(opened) > 1 and len(empty) < len(files)):
        return
    raise ExtractIsEmpty(
        "There is a header, or nothing, and no record.", source=arrival.agreement_id, file=empty[0].file_name,
        do="Ask the sender for the file again. If there is truly nothing to share, end or pause the agreement.",
    )  # fmt: skip


def _refuse_missing(
    agreement: Agreement, mapping: ExtractMapping, opened: dict[str, list[tuple[Plan, Opened]]]
) -> None:
    """
    Every element that is not optional must be in the file; of several sets, in each that uses it, and in one.

    What is empty says nothing about its columns: XML and JSON without a record, a table written without even a header.
    """
    needed = [e.name for e in agreement.elements if not e.optional]
    missing: dict[tuple[str, str], list[str]] = {}
    for name, sets in opened.items():
        used = set(needed) if len(opened) == 1 else elements_used_in(mapping, name)
        for plan, one in sets:
            if _says_nothing(plan, one):
                continue
            if lost := [e for e in needed if e in used and e not in one.found]:
                missing[name, plan.file_name] = lost
    all_open = not any(_says_nothing(plan, one) for sets in opened.values() for plan, one in sets)
    anywhere = {e for sets in opened.values() for _, one in sets for e in one.found}
    told = {e for lost in missing.values() for e in lost}
    nowhere = [e for e in needed if e not in anywhere and e not in told] if all_open else []
    if not missing and not nowhere:
        return
    parts = [f"{', '.join(lost)} in {file}" + ("" if name == ROWS else f" ({name})")
             for (name, file), lost in missing.items()]  # fmt: skip
    if nowhere:
        parts.append(f"{', '.join(nowhere)} in any record set")
    fresh = sorted({x for sets in opened.values() for _, one in sets for x in one.extra})
    gone = dict.fromkeys([*(e for lost in missing.values() for e in lost), *nowhere])
    renamed = [f"'{e}' may now be called '{like}'. " for e in gone if (like := nearest(e, fresh))]
    raise ColumnMissing(
        f"Missing: {'; '.join(parts)}.", source=agreement.id,
        do="".join(renamed)
           + "Ask the sender for the columns. If a header was renamed, add it to 'headers' of the mapping; if it may "
           "be absent, mark the element 'optional' in the agreement.",
    )  # fmt: skip


def _says_nothing(plan: Plan, one: Opened) -> bool:
    return not one.has_rows and (plan.format in ("xml", "json_lines") or not (one.found or one.extra))


def _record_set(
    name: str, agreement: Agreement, mapping: ExtractMapping, sets: list[tuple[Plan, Opened]]
) -> RecordSetRead:
    there = {e for _, one in sets for e in one.found}
    # An element that is optional and not there is still a column, of nulls, where this set's mapping reads it.
    is_only = len(mapping.reads.record_sets) <= 1
    used = {e.name for e in agreement.elements} if is_only else elements_used_in(mapping, name)
    elements = tuple(e.name for e in agreement.elements if e.name in there or e.name in used)
    schema = pa.schema([*((e, pa.string()) for e in elements), (FILE, pa.string()), (ROW, pa.int64())])
    return RecordSetRead(
        name=name, elements=elements, schema=schema,
        batches=_whole(sets, schema),
        columns_missing=tuple(e for e in elements if any(e not in one.found for _, one in sets) or not sets),
        columns_extra=tuple(dict.fromkeys(x for _, one in sets for x in one.extra)),
        columns_drifted={e: h for _, one in sets for e, h in (one.drifted or {}).items()},
        files=tuple(plan.file_name for plan, _ in sets),
        has_rows=any(one.has_rows for _, one in sets),
    )  # fmt: skip


def _whole(sets: list[tuple[Plan, Opened]], schema: pa.Schema) -> Iterator[pa.RecordBatch]:
    """Give the batches of all files with the same columns."""
    for plan, one in sets:
        for batch in one.batches:
            column: Callable[[str], pa.Array] = batch.column
            rows = batch.num_rows
            there = set(batch.schema.names)
            columns = [
                pa.repeat(pa.scalar(plan.file_name, pa.string()), rows) if n == FILE
                else column(n) if n in there
                else pa.nulls(rows, schema.field(n).type)
                for n in schema.names
            ]  # fmt: skip
            yield pa.RecordBatch.from_arrays(columns, schema=schema)
