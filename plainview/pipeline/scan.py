"""Looks for texts in every byte of a folder, and in what files of known kinds hold packed: none may be left."""

import sqlite3
import zipfile
import zlib
from collections.abc import Collection, Iterable, Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

_CHUNK = 16 << 20
_ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")


def scan(files: Iterable[Path], texts: Collection[str]) -> dict[Path, int]:
    """
    Give the files that hold one of the texts, and how many of the texts each holds; empty: clean.

    Letters count whatever their case. Looked into: the bytes as they are (UTF-8, UTF-16), columns of Parquet, cells
    of SQLite, packed ones too, and the parts of a workbook. What is encrypted tells nothing to anyone, and to this.
    """
    needles = {form for t in texts for form in _forms(t)}
    wanted = sorted({n.encode(e) for n in needles for e in _ENCODINGS})
    plain = sorted({n.encode() for n in needles})
    found: dict[Path, int] = {}
    if not wanted:
        return found
    longest = max(map(len, wanted))
    for file in files:
        hits: set[bytes] = set()
        for chunk in _chunks(file, longest):
            hits |= {n for n in wanted if n in chunk}
        for content in _inside(file):
            hits |= {n for n in plain if n in content}
        if hits:
            found[file] = len(hits)
    return found


def _forms(text: str) -> set[str]:
    return {text, text.upper(), text.lower(), text.title()}


def _chunks(file: Path, longest: int) -> Iterator[bytes]:
    """Give a file in parts that overlap, so that nothing is missed where one ends."""
    before = b""
    with file.open("rb") as opened:
        while part := opened.read(_CHUNK):
            yield before + part
            before = (before + part)[-longest:]


def _inside(file: Path) -> Iterator[bytes]:
    if file.suffix == ".parquet":
        for batch in pq.ParquetFile(file).iter_batches():
            yield "\n".join(_texts(batch)).encode()
    elif file.suffix == ".sqlite":
        with closing(sqlite3.connect(f"{file.resolve().as_uri()}?mode=ro", uri=True)) as db:
            db.text_factory = bytes
            for (name,) in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
                for row in db.execute(f'SELECT * FROM "{name.decode()}"'):  # noqa: S608
                    yield b"\t".join(_cell(c) for c in row)
    elif file.suffix == ".xlsx":
        with suppress(zipfile.BadZipFile), zipfile.ZipFile(file) as book:
            for part in book.namelist():
                yield book.read(part)


def _texts(batch: pa.RecordBatch) -> Iterator[str]:
    for column in batch.columns:
        kind = column.type
        if pa.types.is_integer(kind) or pa.types.is_floating(kind) or pa.types.is_temporal(kind):
            continue
        yield from (str(v) for v in column.to_pylist() if v is not None)


def _cell(value: Any) -> bytes:
    if not isinstance(value, bytes):
        return str(value).encode()
    if value[:1] == b"\x78":
        with suppress(zlib.error):
            return zlib.decompress(value)
    if value[:4] == b"\x28\xb5\x2f\xfd":  # a frame of Zstandard
        with suppress(pa.ArrowInvalid, OSError):
            return pa.input_stream(pa.py_buffer(value), compression="zstd").read()
    return value
