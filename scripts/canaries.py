"""
Looks for what a made-up borough planted in every byte beyond the bridge's lock: `scripts/canaries.py LARKMERE HOME`.

Planted are names, addresses, contacts, numbers and sentences of notes that stand nowhere else. Searched are the store
(each file's bytes, each column's and cell's values decompressed) and the files that are given beside it, such as what
a refresh wrote to its streams. Ends with 1 if anything is found; what is found is told by kind and place alone.
"""

import argparse
import json
import re
import sqlite3
import sys
import time
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

_PIECE = 8 * 2**20  # bytes looked at together
_OVERLAP = 200  # bytes, longer than anything planted
_STAFF = "staff"  # data about staff, who are named


def main() -> int:
    """Search, and say what was searched and found."""
    given = _arguments()
    planted = json.loads((given.larkmere / "truth" / "canaries.json").read_text(encoding="utf-8"))
    wanted = {kind: "(?i)" + "|".join(re.escape(w) for w in words) for kind, words in planted.items() if words}
    files = sorted(p for p in (given.home / "store").rglob("*") if p.is_file()) + given.also
    started, size, found = time.perf_counter(), 0, 0
    for file in files:
        for part, values in _parts(file):
            size += values.nbytes
            for kind, pattern in wanted.items():
                hits = pc.sum(pc.match_substring_regex(values, pattern).cast(pa.int64())).as_py() or 0
                if hits:
                    found += hits
                    print(f"found: {kind}, {hits} times, in {file.name}, {part}")  # noqa: T201
    seconds = time.perf_counter() - started
    count = sum(len(words) for words in planted.values())
    print(f"{count} planted; {len(files)} files, {size / 2**20:,.0f} MiB searched in {seconds:.0f} s; {found} found")  # noqa: T201
    return 1 if found else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("larkmere", type=Path)
    parser.add_argument("home", type=Path)
    parser.add_argument("--also", type=Path, nargs="*", default=[], help="Further files: logs, streams, saved pages.")
    return parser.parse_args()


def _parts(file: Path) -> Iterator[tuple[str, pa.Array]]:
    """Give a file's bytes, and of Parquet each column's different values, in pieces."""
    data = file.read_bytes()
    starts = range(0, max(len(data), 1), _PIECE)
    yield "bytes", pa.array([data[s : s + _PIECE + _OVERLAP] for s in starts], pa.binary())
    if file.suffix == ".sqlite":
        yield from _cells(file)
    if file.suffix != ".parquet":
        return
    whole = pq.ParquetFile(file)
    for group in range(whole.num_row_groups):
        table = whole.read_row_group(group)
        for name in table.column_names:
            if _STAFF in (file.stem, name):
                continue
            column = table.column(name).combine_chunks()
            while pa.types.is_nested(column.type):
                column = column.flatten() if not pa.types.is_struct(column.type) else pa.concat_arrays(
                    [f.cast(pa.string()) for f in column.flatten()])  # fmt: skip
                column = column.combine_chunks() if isinstance(column, pa.ChunkedArray) else column
            if pa.types.is_string(column.type) or pa.types.is_large_string(column.type) or _is_coded(column.type):
                yield name, pc.unique(column.cast(pa.string()))


def _cells(file: Path) -> Iterator[tuple[str, pa.Array]]:
    with closing(sqlite3.connect(f"{file.as_uri()}?mode=ro", uri=True)) as db:
        for (table,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            rows = db.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - a table of our own
            while some := rows.fetchmany(2_000):
                yield table, pa.array([b"\t".join(map(_opened, row)) for row in some], pa.binary())


def _opened(cell: object) -> bytes:
    if not isinstance(cell, bytes):
        return str(cell).encode()
    with suppress(zlib.error):
        return zlib.decompress(cell)
    return cell


def _is_coded(kind: pa.DataType) -> bool:
    return bool(pa.types.is_dictionary(kind))


if __name__ == "__main__":
    sys.exit(main())
