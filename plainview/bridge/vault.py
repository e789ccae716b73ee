"""
The vault: each row as it was received, locked under its source's key and its person's secret.

Rows of one source about the same people lie in one sealed blob. A row about several people opens only while
the secret of each of them is there. A row about no one opens with its source's key alone.
"""

import json
import os
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa
from cryptography.exceptions import InvalidTag

from plainview.bridge.files import open_sqlite, read_sqlite
from plainview.bridge.keys import (
    KeyFileOpenToOthers,
    Keys,
    NoMasterKey,
    WrongKey,
    details_key,
    load_keys,
    new_key_file,
    row_key,
    seal,
    unseal,
    wrong_key,
)
from plainview.bridge.ledger import Ledger
from plainview.vocabulary.errors import PlainviewError

__all__ = ["KeyFileOpenToOthers", "Keys", "NoMasterKey", "RecordGone", "Vault", "WrongKey", "check_key",
           "new_key_file", "open_keys", "write_vault"]  # fmt: skip

_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS received (source TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blobs (
    blob INTEGER PRIMARY KEY, source TEXT NOT NULL, owner TEXT NOT NULL, kind TEXT NOT NULL, sealed BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS records (
    record_ref TEXT PRIMARY KEY, blob INTEGER NOT NULL, source TEXT NOT NULL, file TEXT NOT NULL,
    record_set TEXT NOT NULL, row INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note_texts (record_ref TEXT NOT NULL, blob INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS people (resident_id TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
"""


class RecordGone(PlainviewError):
    """The record was withheld or erased, or is none of this refresh: which of these is not said."""

    slug = "record-gone"


def open_keys(*, key_file: Path | None = None, environ: Mapping[str, str] | None = None) -> Keys:
    """
    Open the master key: PLAINVIEW_MASTER_KEY (base64), else PLAINVIEW_KEY_FILE, else the file given.

    Raises: NoMasterKey, KeyFileOpenToOthers.
    """
    return load_keys(key_file=key_file, environ=os.environ if environ is None else environ)


def check_key(vault: Path, keys: Keys) -> None:
    """Compare the key with the one that the vault was written with. Raises: WrongKey, before anything is read."""
    db = read_sqlite(vault)
    try:
        stored = db.execute("SELECT value FROM about WHERE name = 'key_check'").fetchone()
    finally:
        db.close()
    if stored is None or stored[0] != keys.check_value():
        raise wrong_key(f"Vault: {vault}")


def write_vault(
    path: Path,
    *,
    keys: Keys,
    ledger: Ledger,
    refresh_id: str,
    rows: pa.Table,
    note_texts: pa.Table | None,
    details: Iterator[tuple[str, dict[str, Any]]],
    received: Mapping[str, date],
) -> int:
    """
    Lock everything that came, and give the number of rows locked.

    In:     `rows`: record_ref, source, owner (resident ids in order, joined by a comma; "" for no one), file,
            record_set, row, fields (JSON). `note_texts`: record_ref, source, owner, rule, written_on, text.
            `details`: what is merged of each resident. Every owner is in the ledger. `received`: date of each extract.
    """
    secrets = _person_secrets(keys, ledger)
    source_names: set[str] = set(rows.column("source").unique().to_pylist())
    if note_texts is not None:
        source_names |= set(note_texts.column("source").unique().to_pylist())
    source_keys = _source_keys(keys, ledger, sorted(source_names))
    db = open_sqlite(path, schema=_SCHEMA)
    try:
        db.execute("PRAGMA synchronous=OFF")  # the folder is synced as a whole before it is returned
        db.execute("BEGIN")
        db.executemany(
            "INSERT INTO about VALUES (?, ?)", [("key_check", keys.check_value()), ("refresh_id", refresh_id)]
        )
        db.executemany("INSERT INTO received VALUES (?, ?)", ((s, day.isoformat()) for s, day in received.items()))
        writer = _Writer(db, refresh_id, source_keys, secrets)
        writer.rows(rows)
        if note_texts is not None:
            writer.notes(note_texts)
        db.executemany(
            "INSERT INTO people VALUES (?, ?)",
            (
                (who, seal(details_key(secrets[who]), _packed(what), bound_to=f"{refresh_id}|{who}"))
                for who, what in details
            ),
        )
        db.execute("COMMIT")
    finally:
        db.close()
    return rows.num_rows


class _Writer:
    def __init__(
        self, db: sqlite3.Connection, refresh_id: str, source_keys: dict[str, bytes], secrets: dict[str, bytes]
    ) -> None:
        self._db, self._refresh_id = db, refresh_id
        self._source_keys, self._secrets = source_keys, secrets
        self._next = 0

    def _seal(self, source: str, owner: str, kind: str, content: str) -> tuple[int, str, str, str, bytes]:
        self._next += 1
        key = row_key(self._source_keys[source], [self._secrets[o] for o in owner.split(",") if o])
        sealed = seal(key, zlib.compress(content.encode(), 1), bound_to=_place(self._refresh_id, source, owner, kind))
        return self._next, source, owner, kind, sealed

    def rows(self, rows: pa.Table) -> None:
        """Seal the rows, one blob for each source and owner."""
        index: list[tuple[Any, ...]] = []
        blobs: list[tuple[Any, ...]] = []
        names = ("source", "owner", "record_ref", "file", "record_set", "row", "fields")
        for (source, owner), group in groupby(_sorted(rows, names), key=lambda r: (r[0], r[1])):
            held = list(group)
            # `fields` is JSON already: put together as text, never parsed.
            content = ",".join(f"{json.dumps(r[2])}:{r[6]}" for r in held)
            blob = self._seal(source, owner, "rows", "{" + content + "}")
            blobs.append(blob)
            index.extend((r[2], blob[0], source, r[3] or "", r[4] or "", r[5]) for r in held)
        self._db.executemany("INSERT INTO blobs VALUES (?, ?, ?, ?, ?)", blobs)
        self._db.executemany("INSERT OR REPLACE INTO records VALUES (?, ?, ?, ?, ?, ?)", index)

    def notes(self, notes: pa.Table) -> None:
        """Seal the texts of notes, one blob for each source and owner."""
        names = ("source", "owner", "record_ref", "rule", "written_on", "text")
        for (source, owner), group in groupby(_sorted(notes, names), key=lambda r: (r[0], r[1])):
            held = list(group)
            content = [
                {"record_ref": r[2], "rule": r[3], "written_on": r[4].isoformat() if r[4] else None, "text": r[5]}
                for r in held
            ]
            blob = self._seal(source, owner, "notes", json.dumps(content, ensure_ascii=False))
            self._db.execute("INSERT INTO blobs VALUES (?, ?, ?, ?, ?)", blob)
            self._db.executemany("INSERT INTO note_texts VALUES (?, ?)", ((r[2], blob[0]) for r in held))


def _sorted(table: pa.Table, names: Sequence[str]) -> Iterator[tuple[Any, ...]]:
    ordered = table.sort_by([("source", "ascending"), ("owner", "ascending"), ("record_ref", "ascending")])
    return zip(*(ordered.column(n).to_pylist() for n in names), strict=True)


def _place(refresh_id: str, source: str, owner: str, kind: str) -> str:
    return "|".join((refresh_id, source, owner, kind))


def _packed(what: Any) -> bytes:
    return zlib.compress(json.dumps(what, ensure_ascii=False, separators=(",", ":")).encode(), 1)


def _person_secrets(keys: Keys, ledger: Ledger) -> dict[str, bytes]:
    wrapped = ledger.person_secrets()
    fresh = {who: keys.new_wrapped() for who, secret in wrapped.items() if secret is None}
    ledger.keep_person_secrets(fresh)
    return {who: keys.unwrap(fresh.get(who) or secret or b"") for who, secret in wrapped.items()}


def _source_keys(keys: Keys, ledger: Ledger, sources: Sequence[str]) -> dict[str, bytes]:
    wrapped = ledger.source_keys()
    for source in sources:
        if wrapped.get(source) is None:
            wrapped[source] = keys.new_wrapped()
            ledger.keep_source_key(source, wrapped[source] or b"")
    return {source: keys.unwrap(wrapped[source] or b"") for source in sources}


@dataclass(frozen=True, slots=True)
class Record:
    """One row as it was received, and where it stood."""

    record_ref: str
    source: str
    file: str
    record_set: str
    row: int | None
    owners: tuple[str, ...]  # resident ids
    fields: dict[str, Any]


class Vault:
    """The vault of one refresh, opened for reading."""

    def __init__(self, folder: Path, *, keys: Keys) -> None:
        """Open `folder` (vault.sqlite and ledger.sqlite). Raises: WrongKey."""
        check_key(folder / "vault.sqlite", keys)
        self._keys = keys
        self._db = read_sqlite(folder / "vault.sqlite")
        self._ledger = read_sqlite(folder / "ledger.sqlite")
        self.refresh_id: str = self._db.execute("SELECT value FROM about WHERE name = 'refresh_id'").fetchone()[0]

    def close(self) -> None:
        """Close both files."""
        self._db.close()
        self._ledger.close()

    def reveal_record(self, record_ref: str) -> Record:
        """Open one row. Raises: RecordGone."""
        found = self._db.execute(
            "SELECT r.source, r.file, r.record_set, r.row, b.owner, b.kind, b.sealed "
            "FROM records r JOIN blobs b USING (blob) WHERE record_ref = ?",
            (record_ref,),
        ).fetchone()
        if found is None:
            raise _gone()
        source, file, record_set, row, owner, kind, sealed = found
        fields = self._open(source, owner, kind, sealed)[record_ref]
        owners = tuple(o for o in owner.split(",") if o)
        return Record(record_ref, source, file, record_set, row, owners, fields)

    def owners(self, record_ref: str) -> tuple[str, ...]:
        """Give the residents a record is about, without opening it. Raises: RecordGone."""
        found = self._db.execute(
            "SELECT b.owner FROM records r JOIN blobs b USING (blob) WHERE record_ref = ?", (record_ref,)
        ).fetchone()
        if found is None:
            raise _gone()
        return tuple(o for o in found[0].split(",") if o)

    def received_on(self, source: str) -> date | None:
        """Give the date of a source's extract."""
        found = self._db.execute("SELECT day FROM received WHERE source = ?", (source,)).fetchone()
        return date.fromisoformat(found[0]) if found else None

    def reveal_note_texts(self, record_ref: str) -> list[dict[str, Any]]:
        """Open the texts of notes that came with one record: rule, written_on, text. Raises: RecordGone."""
        found = self._db.execute(
            "SELECT DISTINCT b.source, b.owner, b.kind, b.sealed FROM note_texts n JOIN blobs b USING (blob) "
            "WHERE n.record_ref = ?",
            (record_ref,),
        ).fetchall()
        if not found:
            raise _gone()
        return [note for f in found for note in self._open(*f) if note["record_ref"] == record_ref]

    def reveal_people(self, residents: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Open the merged details of residents; those who are not here, or erased, are left out."""
        people = {}
        for who in residents:
            found = self._db.execute("SELECT sealed FROM people WHERE resident_id = ?", (who,)).fetchone()
            secret = self._secret(who)
            if found is None or secret is None:
                continue
            people[who] = json.loads(
                zlib.decompress(self._unseal(details_key(secret), found[0], f"{self.refresh_id}|{who}"))
            )
        return people

    def _open(self, source: str, owner: str, kind: str, sealed: bytes) -> Any:
        wrapped = self._ledger.execute("SELECT wrapped FROM source_keys WHERE source = ?", (source,)).fetchone()
        secrets = [self._secret(o) for o in owner.split(",") if o]
        if wrapped is None or wrapped[0] is None or None in secrets:
            raise _gone()
        key = row_key(self._keys.unwrap(wrapped[0]), [s for s in secrets if s is not None])
        return json.loads(zlib.decompress(self._unseal(key, sealed, _place(self.refresh_id, source, owner, kind))))

    def _secret(self, resident_id: str) -> bytes | None:
        found = self._ledger.execute("SELECT secret FROM residents WHERE resident_id = ?", (resident_id,)).fetchone()
        return self._keys.unwrap(found[0]) if found and found[0] is not None else None

    def _unseal(self, key: bytes, sealed: bytes, place: str) -> bytes:
        try:
            return unseal(key, sealed, bound_to=place)
        except InvalidTag:
            # The secret was renewed after an erasure, or the file was tampered with: either way it is not readable.
            raise _gone() from None


def _gone() -> RecordGone:
    return RecordGone(
        "there is no such record that can be shown.",
        do="Go back to the summary; if a sentence there stands on it, report the sentence as wrong.",
    )
