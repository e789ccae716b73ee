"""
Reads CSV and pipe-delimited text, in columns.

`_row` counts the records after the header from 1. A record with a line break in a cell is one; blank lines don't count.
"""

import csv
import sys
from collections.abc import Iterator

import pyarrow as pa
from pyarrow import csv as arrow_csv

from plainview.extracts.readers.batches import ROW
from plainview.extracts.readers.columns import find_columns
from plainview.extracts.readers.plan import BATCH_ROWS, Opened, Plan
from plainview.extracts.readers.problems import CouldNotReadExtract, ExtractIsTruncated
from plainview.extracts.readers.text import check_encoding, codec

_BLOCK_BYTES = 16 << 20  # a single record must fit in it


def open_set(plan: Plan) -> Opened:
    """Look into a delimited file: check its encoding and header, and promise its records."""
    check_encoding(plan)
    has_header = plan.has_header is not False
    before, header, first = _start(plan, plan.header_row if has_header else 0)
    if has_header:
        columns = find_columns(plan, header)
        at, extra, drifted = columns.at, columns.extra, columns.drifted
    else:
        header = first
        at = _by_position(plan, len(first))
        extra, drifted = (), {}
    batches = _batches(plan, at, width=len(header), skip=before)
    return Opened(tuple(at), batches, has_rows=bool(first), extra=extra, drifted=drifted)


def _start(plan: Plan, header_row: int) -> tuple[int, list[str], list[str]]:
    """Give how many lines stand before the first record (blank ones too), the header, and the first record."""
    assert plan.path is not None
    csv.field_size_limit(sys.maxsize)
    header: list[str] = []
    before, seen = 0, 0
    with plan.path.open(encoding=codec(plan.encoding), newline="") as file:
        for record in csv.reader(file, delimiter=_delimiter(plan)):
            if seen == header_row and record:
                return before, header, record
            before += 1
            if record:
                seen += 1
                header = record
    return before, header, []


def _by_position(plan: Plan, width: int) -> dict[str, int]:
    """Without a header, columns stand where the mapping says, or in the order of the agreement."""
    if plan.columns:
        return {e: c.at - 1 for e, c in plan.columns.items() if e in plan.elements and c.at <= width}
    if width and width != len(plan.elements):
        raise ExtractIsTruncated(
            f"The first record has {width} cells, and the agreement lists {len(plan.elements)} elements.",
            source=plan.source, file=plan.file_name,
            do="Say in 'columns' of the mapping where each element stands, or have the file sent again.",
        )  # fmt: skip
    return {e: i for i, e in enumerate(plan.elements)}


def _batches(plan: Plan, at: dict[str, int], *, width: int, skip: int) -> Iterator[pa.RecordBatch]:
    """Give the records; those of the wrong width are counted, and told when the end is reached."""
    if not width:
        return
    _refuse_open_quote(plan)
    # Naming no column would read them all; where no element is there, records are counted by the first.
    wanted = [str(i) for i in at.values()] or ["0"]
    ragged = 0

    def count(_: arrow_csv.InvalidRow) -> str:
        nonlocal ragged
        ragged += 1
        return "skip"

    encoding = codec(plan.encoding)
    row = 0
    try:
        reader = arrow_csv.open_csv(
            plan.path,
            read_options=arrow_csv.ReadOptions(
                column_names=[str(i) for i in range(width)], skip_rows_after_names=skip, block_size=_BLOCK_BYTES,
                encoding="utf8" if encoding == "utf-8-sig" else encoding,
            ),
            parse_options=arrow_csv.ParseOptions(
                delimiter=_delimiter(plan), newlines_in_values=True, invalid_row_handler=count
            ),
            convert_options=arrow_csv.ConvertOptions(
                column_types={str(i): pa.string() for i in range(width)},
                include_columns=wanted, strings_can_be_null=False,
            ),
        )  # fmt: skip
        for block in reader:
            for start in range(0, block.num_rows, BATCH_ROWS):
                part = block.slice(start, BATCH_ROWS)
                numbers = pa.array(range(row + 1, row + part.num_rows + 1), pa.int64())
                yield pa.RecordBatch.from_arrays([*part.columns[: len(at)], numbers], names=[*at, ROW])
                row += part.num_rows
    except pa.ArrowInvalid:  # its message may quote a record
        raise CouldNotReadExtract(
            f"The file stops being {plan.format} after about {row} records.", source=plan.source, file=plan.file_name,
            do="Have the file sent again, with cells that hold a delimiter, a quote or a line break in quotes.",
        ) from None  # fmt: skip
    if ragged:
        raise ExtractIsTruncated(
            f"{ragged} of {row + ragged} records don't have {width} cells.", source=plan.source, file=plan.file_name,
            do="Have the file sent again; look for a transfer that stopped, or a delimiter inside a cell.",
        )  # fmt: skip


def _refuse_open_quote(plan: Plan) -> None:
    """A file cut inside a quoted cell would otherwise read as one long last cell."""
    assert plan.path is not None
    encoding = codec(plan.encoding)
    with plan.path.open(encoding=encoding, newline="") as file:
        quotes = sum(chunk.count('"') for chunk in iter(lambda: file.read(1 << 20), ""))
    if quotes % 2 == 0:
        return
    with plan.path.open(encoding=encoding, newline="") as file:
        records = 0
        try:
            for _ in csv.reader(file, delimiter=_delimiter(plan), strict=True):
                records += 1
        except csv.Error:
            raise ExtractIsTruncated(
                f"A quoted cell is not closed, after {records} whole lines or records.",
                source=plan.source, file=plan.file_name,
                do="Have the file sent again; look for a transfer that stopped.",
            ) from None  # fmt: skip


def _delimiter(plan: Plan) -> str:
    return plan.delimiter or ("|" if plan.format == "pipe" else ",")
