"""
What was structured of each source, sealed, so that an unchanged source need not be read again by the next refresh.

One file a source, under a key of its own that derives from the master key: it opens only for the same fingerprint
(files, agreement, mapping, code lists, program), and a source is forgotten by taking out its file. A damaged file is
no reason to stop: the source is read again.
"""

import json
import os
import shutil
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from plainview.bridge.files import private_folder
from plainview.bridge.vault import Keys

FOLDER = "made_before"
_END = "end"
_HEAD = struct.Struct(">HQ")  # length of the kind, length of what is sealed
_PACKED = pa.ipc.IpcWriteOptions(compression="zstd")


@dataclass(frozen=True, slots=True)
class Held:
    """What was made of one source before: `told` is what its maker wrote of it, `kinds` gives the rows again."""

    told: Mapping[str, Any]
    path: Path
    _key: bytes
    _bound: str

    def kinds(self) -> Iterator[tuple[str, pa.Table]]:
        """Give the rows, by kind of thing, in the order in which they were made."""
        for kind, content in _opened(self.path, self._key, self._bound):
            if kind != _END:
                yield kind, pa.ipc.open_stream(content).read_all()


@dataclass(slots=True)
class Making:
    """What is made of one source now, written as it comes; of use to the next refresh only after `end`."""

    path: Path
    _key: bytes
    _bound: str
    _count: int = 0

    def add(self, kind: str, rows: pa.Table) -> None:
        """Seal rows of a kind."""
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, rows.schema, options=_PACKED) as stream:
            stream.write_table(rows)
        self._seal(kind, sink.getvalue().to_pybytes())

    def end(self, told: Mapping[str, Any]) -> None:
        """Seal the last part: without it, the file is of no use."""
        self._seal(_END, json.dumps(told).encode())

    def _seal(self, kind: str, content: bytes) -> None:
        nonce = os.urandom(12)
        sealed = AESGCM(self._key).encrypt(nonce, content, f"{self._bound}|{self._count}|{kind}".encode())
        flags = os.O_WRONLY | os.O_CREAT | (os.O_APPEND if self._count else os.O_TRUNC)
        with os.fdopen(os.open(self.path, flags, 0o600), "wb") as file:
            file.write(_HEAD.pack(len(kind), len(sealed) + 12) + kind.encode() + nonce + sealed)
        self._count += 1


@dataclass(slots=True)
class MadeBefore:
    """The sealed files of the last refresh and of this one. `previous` and `into` are folders of the bridge."""

    keys: Keys
    previous: Path | None
    into: Path
    reused: list[str] = field(default_factory=list)

    def held(self, source: str, fingerprint: str) -> Held | None:
        """Give what was made of a source of the same fingerprint; None if there is nothing whole of it."""
        path = self.previous / FOLDER / _file(source) if self.previous else None
        if path is None or not path.is_file():
            return None
        told, bound, key = None, f"{source}|{fingerprint}", self._key(source)
        try:
            for kind, content in _opened(path, key, bound):
                told = json.loads(content) if kind == _END else None
        except (InvalidTag, ValueError, struct.error):
            return None
        return Held(told, path, key, bound) if told is not None else None

    def carry(self, source: str, held: Held) -> None:
        """Keep for the next refresh what was kept for this one."""
        to = private_folder(self.into / FOLDER) / _file(source)
        try:
            os.link(held.path, to)
        except OSError:  # a file system without hard links
            shutil.copyfile(held.path, to)
        self.reused.append(source)

    def making(self, source: str, fingerprint: str) -> Making:
        """Begin to keep what is made of a source."""
        path = private_folder(self.into / FOLDER) / _file(source)
        return Making(path, self._key(source), f"{source}|{fingerprint}")

    def drop(self, source: str) -> None:
        """Keep nothing of a source."""
        (self.into / FOLDER / _file(source)).unlink(missing_ok=True)

    def _key(self, source: str) -> bytes:
        return self.keys.derived(f"made before {source}")


def _file(source: str) -> str:
    return f"{source}.sealed"


def _opened(path: Path, key: bytes, bound: str) -> Iterator[tuple[str, bytes]]:
    with path.open("rb") as file:
        number = 0
        while head := file.read(_HEAD.size):
            kind_length, length = _HEAD.unpack(head)
            kind, sealed = _whole(file, kind_length).decode(), _whole(file, length)
            yield kind, AESGCM(key).decrypt(sealed[:12], sealed[12:], f"{bound}|{number}|{kind}".encode())
            number += 1


def _whole(file: BinaryIO, length: int) -> bytes:
    read = file.read(length)
    if len(read) != length:
        raise ValueError("the file is cut off")
    return read
