"""
Reads fixed-width text: each element at its place, padding and all.

`_row` counts the lines from 1, without the header line if there is one and without blank lines.
"""

from collections.abc import Iterator
from itertools import islice

import pyarrow as pa
import pyarrow.compute as pc

from plainview.extracts.readers.batches import ROW
from plainview.extracts.readers.columns import loose
from plainview.extracts.readers.plan import BATCH_ROWS, Opened, Plan
from plainview.extracts.readers.problems import CouldNotReadExtract, ExtractIsTruncated
from plainview.extracts.readers.text import check_encoding, codec


def open_set(plan: Plan) -> Opened:
    """Look into a fixed-width file: where each element stands is said by the mapping alone."""
    check_encoding(plan)
    if not plan.columns:
        raise CouldNotReadExtract(
            "The mapping doesn't say where the columns stand.", source=plan.source, file=plan.file_name,
            do="Give 'columns' in the mapping: for each element, 'at' (from 1) and 'length'.",
        )  # fmt: skip
    found = tuple(e for e in plan.elements if e in plan.columns)
    extra = tuple(c for c in plan.columns if c not in plan.elements)
    first = next(_lines(plan), None)
    skip = 0
    if first is not None and (plan.has_header or (plan.has_header is None and _is_header(plan, first))):
        skip = 1
    has_rows = next(islice(_lines(plan), skip, None), None) is not None
    return Opened(found, _batches(plan, found, skip), has_rows=has_rows, extra=extra)


def _lines(plan: Plan) -> Iterator[str]:
    assert plan.path is not None
    with plan.path.open(encoding=codec(plan.encoding), newline="") as file:
        # A form feed or a separator inside a field is not an end of line, so no str.splitlines here.
        for line in file:
            text = line.rstrip("\r\n")
            if text.strip() and text != "\x1a":
                yield text


def _is_header(plan: Plan, line: str) -> bool:
    """Say whether a line holds the elements' names, which may be cut to the width of the column."""
    cells = [(e, loose(line[c.at - 1 : c.at - 1 + c.length])) for e, c in plan.columns.items()]
    filled = [(e, cell) for e, cell in cells if cell]
    return len(filled) * 2 >= len(cells) and all(loose(e).startswith(cell) for e, cell in filled)


def _batches(plan: Plan, found: tuple[str, ...], skip: int) -> Iterator[pa.RecordBatch]:
    """Give the lines, cut. Where the first line is whole, a shorter one was cut off."""
    ends = max(c.at - 1 + c.length for c in plan.columns.values())
    last_start = max(c.at - 1 for c in plan.columns.values())
    lines = islice(_lines(plan), skip, None)
    row, short, least = 0, 0, None
    while some := list(islice(lines, BATCH_ROWS)):
        if least is None:  # some systems strip the padding at the end of a line, and then do so in all
            least = ends if len(some[0]) >= ends else 1
        short += sum(len(line) < least for line in some)
        text = pa.array(some, pa.string())
        cells = [pc.utf8_slice_codeunits(text, c.at - 1, c.at - 1 + c.length) for c in (plan.columns[e] for e in found)]
        numbers = pa.array(range(row + 1, row + len(some) + 1), pa.int64())
        yield pa.RecordBatch.from_arrays([*cells, numbers], names=[*found, ROW])
        row += len(some)
    if short:
        raise ExtractIsTruncated(
            f"{short} of {row} lines are shorter than the {ends} characters that the mapping's columns need "
            f"(the last column starts at {last_start + 1}).",
            source=plan.source, file=plan.file_name, do="Have the file sent again, or correct 'columns'.",
        )  # fmt: skip
