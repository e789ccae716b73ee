"""
Locking up what came: rows and notes are sealed in a thread of their own while the rest of the refresh goes on.

What one source holds about the same people, and did not change since the refresh before, is taken over as it was
sealed. That can't bring back anyone who was erased: their secret is gone, and what has a new one is sealed anew.
"""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from datetime import date
from operator import itemgetter
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from plainview.bridge.belonging import Belonging
from plainview.bridge.engines import Engine
from plainview.bridge.files import open_sqlite, read_sqlite
from plainview.bridge.ledger import Ledger
from plainview.bridge.pseudonymise import hashes
from plainview.bridge.vault import SCHEMA, VERSION, Keys, bound, details_key, nonces, pack, row_key, seal

_TOLD = ("kind", "source", "owner", "shape", "digest")
Batches = Iterable[pa.RecordBatch]


class Locking:
    """The vault of one refresh while it is written. `close` waits for all of it, and raises what went wrong."""

    def __init__(
        self, path: Path, *, keys: Keys, ledger: Ledger, refresh_id: str, previous: Path | None,
        received: Mapping[str, date],
    ) -> None:  # fmt: skip
        self._path, self._keys, self._ledger = path, keys, ledger
        self._secrets = _Secrets(keys, ledger)
        self._before = previous / "vault.sqlite" if previous is not None else None
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="locking")
        self._doing: list[Future[None]] = []
        self._db: sqlite3.Connection = None  # type: ignore[assignment]  # of the worker's own thread
        self._is_open = True
        self.taken_over = self.sealed = 0
        about = [("key_check", keys.check_value()), ("refresh_id", refresh_id), ("version", str(VERSION))]
        self._do(lambda: self._begin(about, received))

    def lock(self, what: Belonging, *, engine: Engine) -> int:
        """Begin to lock rows and notes; gives the number of rows."""
        blobs = what.blobs
        self._secrets.know(blobs.column("source").unique().to_pylist())
        told = pc.binary_join_element_wise(*(blobs.column(n) for n in _TOLD), "|")
        blobs = blobs.append_column("hash", _hashes(self._keys.derived("vault"), told))
        old, places = _held(self._before, "SELECT content, blob FROM blobs", keys=self._keys)
        at = pc.index_in(blobs.column("hash"), old)
        known = blobs.append_column("old", pa.array(places, pa.int64()).take(at)).filter(pc.is_valid(at))
        ours = zip(*(known.column(n).to_pylist() for n in ("blob", "old", "source", "owner")), strict=True)
        copies = [(blob, was) for blob, was, source, owner in ours if self._secrets.are_kept(source, owner)]
        taken = pc.is_in(blobs.column("blob"), pa.array([c[0] for c in copies], pa.int64()))
        anew = blobs.filter(pc.invert(taken))
        self.taken_over, self.sealed = len(copies), anew.num_rows
        streams = what.contents(engine, anew) if anew.num_rows else []
        records, notes = engine.stream(what.records), engine.stream(what.notes)
        count = int(what.records.count().to_pyarrow().as_py())
        self._do(lambda: self._seal_all(streams))
        self._do(lambda: self._copy("blobs", "blob, source, owner, kind, content, sealed", "blob", copies))
        self._do(lambda: self._index(what.sets, records, notes))
        return count

    def lock_details(self, details: Batches) -> None:
        """Begin to lock the merged details of residents: resident_id, details (JSON)."""
        self._do(lambda: self._details(details))

    def close(self) -> None:
        """Wait until all is locked, and write the secrets that were made for it to the ledger."""
        try:
            for doing in self._doing:
                doing.result()
            self._worker.submit(self._end).result()
            self._secrets.keep()
        finally:
            self.abandon()

    def abandon(self) -> None:
        """Stop, whatever was done: the folder is thrown away."""
        if self._is_open:
            self._is_open = False
            for doing in self._doing:
                doing.cancel()
            self._worker.submit(lambda: self._db.close() if self._db is not None else None)
            self._worker.shutdown(wait=True)

    def _do(self, act: Callable[[], None]) -> None:
        self._doing.append(self._worker.submit(act))

    # ---- in the thread ----
    def _begin(self, about: list[tuple[str, str]], received: Mapping[str, date]) -> None:
        self._db = open_sqlite(self._path, schema=SCHEMA)
        # The folder is synced as a whole before it is returned, and thrown away if that does not come.
        self._db.execute("PRAGMA synchronous=OFF")
        self._db.execute("PRAGMA journal_mode=OFF")
        if self._before is not None and self._before.exists():
            self._db.execute("ATTACH ? AS before", (str(self._before),))
        self._db.execute("BEGIN")
        self._db.executemany("INSERT INTO about VALUES (?, ?)", about)
        days = ((s, day.isoformat()) for s, day in received.items())
        self._db.executemany("INSERT INTO received VALUES (?, ?)", days)

    def _seal_all(self, streams: list[tuple[str, str, Iterator[pa.RecordBatch]]]) -> None:
        for kind, source, batches in streams:
            for batch in batches:
                rows = self._sealed(batch, kind=kind, source=source)
                self._db.executemany("INSERT INTO blobs VALUES (?, ?, ?, ?, ?, ?)", rows)

    def _sealed(self, batch: pa.RecordBatch, *, kind: str, source: str) -> Iterator[tuple[object, ...]]:
        key, person = self._secrets.source(source), self._secrets.person
        names = (batch.column(n).to_pylist() for n in ("blob", "owner", "hash"))
        contents = batch.column("content").cast(pa.binary()).to_pylist()
        told_of = zip(zip(*names, strict=True), contents, nonces(batch.num_rows), strict=True)
        for (blob, owner, content), told, nonce in told_of:
            own = row_key(key, [person(o) for o in owner.split(",") if o])
            where = bound(source, owner, kind, content)
            yield blob, source, owner, kind, content, seal(own, pack(told), bound_to=where, nonce=nonce)

    def _copy(self, table: str, columns: str, key: str, copies: list[tuple[Any, Any]]) -> None:
        if not copies:
            return
        self._db.execute("CREATE TEMP TABLE taken_over (new, old)")
        self._db.executemany("INSERT INTO taken_over VALUES (?, ?)", sorted(copies, key=itemgetter(1)))
        kept = columns.removeprefix(f"{key}, ")
        self._db.execute(
            f"INSERT INTO {table} ({columns}) SELECT t.new, {kept} FROM taken_over t "  # noqa: S608
            f"JOIN before.{table} b ON b.{key} = t.old"
        )
        self._db.execute("DROP TABLE taken_over")

    def _index(self, sets: pa.Table, records: Batches, notes: Batches) -> None:
        told = zip(*(sets.column(n).to_pylist() for n in ("number", "source", "file", "record_set")), strict=True)
        self._db.executemany("INSERT INTO sets VALUES (?, ?, ?, ?)", ((n, s, f or "", r or "") for n, s, f, r in told))
        for batch in records:
            rows = zip(*(batch.column(n).to_pylist() for n in ("record_ref", "blob", "number", "row")), strict=True)
            self._db.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?)", rows)
        for batch in notes:
            places = zip(*(batch.column(n).to_pylist() for n in ("record_ref", "blob")), strict=True)
            self._db.executemany("INSERT INTO note_texts VALUES (?, ?)", places)

    def _details(self, details: Batches) -> None:
        old = _by_hash(*_held(self._before, "SELECT content, resident_id FROM people", keys=self._keys))
        key = self._keys.derived("vault")
        copies: list[tuple[Any, Any]] = []

        def sealed(batch: pa.RecordBatch) -> Iterator[tuple[object, ...]]:
            people, texts = (batch.column(n).to_pylist() for n in ("resident_id", "details"))
            contents = hashes(key, [f"details|{who}|{text}" for who, text in zip(people, texts, strict=True)])
            for who, text, content, nonce in zip(people, texts, contents, nonces(batch.num_rows), strict=True):
                if content in old and self._secrets.are_kept("", who):
                    copies.append((who, old[content]))
                    continue
                own = details_key(self._secrets.person(who))
                where = bound("", who, "details", content)
                yield who, content, seal(own, pack(text.encode()), bound_to=where, nonce=nonce)

        for batch in details:
            self._db.executemany("INSERT INTO people VALUES (?, ?, ?)", sealed(batch))
        self._copy("people", "resident_id, content, sealed", "resident_id", copies)

    def _end(self) -> None:
        self._db.execute("CREATE INDEX note_texts_record ON note_texts (record_ref)")
        self._db.execute("COMMIT")
        self._db.close()


class _Secrets:
    """The secrets of people and the keys of sources: opened when they are asked for, and made where there is none."""

    def __init__(self, keys: Keys, ledger: Ledger) -> None:
        self._keys, self._ledger = keys, ledger
        self._wrapped = ledger.person_secrets()
        self._wrapped_sources = ledger.source_keys()
        self._open: dict[str, bytes] = {}
        self._open_sources: dict[str, bytes] = {}
        self._fresh: dict[str, bytes] = {}
        self._fresh_sources: set[str] = set()

    def know(self, sources: Iterable[str]) -> None:
        """Make the keys that sources lack."""
        for source in sorted(set(sources)):
            if self._wrapped_sources.get(source) is None:
                self._fresh_sources.add(source)
                self._open_sources[source], self._wrapped_sources[source] = self._keys.new()

    def are_kept(self, source: str, owner: str) -> bool:
        """Say whether what was sealed for them before still opens: nobody's secret was destroyed meanwhile."""
        if source in self._fresh_sources:
            return False
        return all(self._wrapped.get(o) is not None and o not in self._fresh for o in owner.split(",") if o)

    def source(self, source: str) -> bytes:
        """Give the key of a source."""
        if source not in self._open_sources:
            self._open_sources[source] = self._keys.unwrap(self._wrapped_sources[source] or b"")
        return self._open_sources[source]

    def person(self, who: str) -> bytes:
        """Give the secret of a resident."""
        if who not in self._open:
            wrapped = self._wrapped.get(who)
            if wrapped is None:
                self._open[who], self._fresh[who] = self._keys.new()
            else:
                self._open[who] = self._keys.unwrap(wrapped)
        return self._open[who]

    def keep(self) -> None:
        """Write to the ledger what was made."""
        self._ledger.keep_person_secrets(self._fresh)
        for source in sorted(self._fresh_sources):
            self._ledger.keep_source_key(source, self._wrapped_sources[source] or b"")


def _by_hash(contents: pa.Array, places: list[Any]) -> dict[bytes, Any]:
    return dict(zip(contents.to_pylist(), places, strict=True))


def _hashes(key: bytes, told: pa.ChunkedArray, *, at_once: int = 100_000) -> pa.ChunkedArray:
    parts = (told.slice(n, at_once).to_pylist() for n in range(0, len(told), at_once))
    return pa.chunked_array([pa.array(hashes(key, part), pa.binary()) for part in parts], pa.binary())


def _held(path: Path | None, query: str, *, keys: Keys) -> tuple[pa.Array, list[Any]]:
    """Give the keyed hashes of what the vault before holds, and where; nothing, if it is laid out otherwise."""
    nothing: tuple[pa.Array, list[Any]] = (pa.array([], pa.binary()), [])
    if path is None or not path.exists():
        return nothing
    with closing(read_sqlite(path)) as db:
        about: dict[str, str] = dict(db.execute("SELECT name, value FROM about"))
        if about.get("version") != str(VERSION) or about.get("key_check") != keys.check_value():
            return nothing
        contents: list[bytes] = []
        places: list[Any] = []
        for content, place in db.execute(query):
            contents.append(content)
            places.append(place)
        return pa.array(contents, pa.binary()), places
