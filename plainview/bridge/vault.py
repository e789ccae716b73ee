"""
The vault: each row as it was received, locked under its source's key and its person's secret.

Rows of one source about the same people lie in one sealed blob. A row about several people opens only while
the secret of each of them is there. A row about no one opens with its source's key alone.
"""

import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
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
    nonces,
    row_key,
    seal,
    unseal,
    wrong_key,
)
from plainview.bridge.versions import refuse_newer, refuse_older
from plainview.vocabulary.errors import PlainviewError

__all__ = [
    "KeyFileOpenToOthers",
    "Keys",
    "NoMasterKey",
    "RecordGone",
    "Vault",
    "WrongKey",
    "bound",
    "check_key",
    "details_key",
    "forget_in_vault",
    "new_key_file",
    "nonces",
    "open_keys",
    "pack",
    "row_key",
    "seal",
    "unlocked",
]  # fmt: skip

# How the vault is laid out. Raise it with every change; what can still be read is from OLDEST on. 1 said no version.
VERSION = 4
OLDEST = 4
_CODEC = pa.Codec("lz4_raw")  # most parcels are a few hundred bytes, on which setting Zstandard up takes longest
SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS received (source TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS blobs (
    blob INTEGER PRIMARY KEY, source TEXT NOT NULL, owner TEXT NOT NULL, kind TEXT NOT NULL, content BLOB NOT NULL,
    sealed BLOB NOT NULL
);
CREATE TABLE IF NOT EXISTS sets (
    number INTEGER PRIMARY KEY, source TEXT NOT NULL, file TEXT NOT NULL, record_set TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS records (
    record_ref TEXT PRIMARY KEY, blob INTEGER NOT NULL, record_set INTEGER NOT NULL, row INTEGER
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note_texts (record_ref TEXT NOT NULL, blob INTEGER NOT NULL);
CREATE TABLE IF NOT EXISTS people (
    resident_id TEXT PRIMARY KEY, content BLOB NOT NULL, sealed BLOB NOT NULL
) WITHOUT ROWID;
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
    """
    Compare the key with the one that the vault was written with, and the vault's version with what can be read.

    Raises: WrongKey, FileIsNewer, before anything is read.
    """
    db = read_sqlite(vault)
    try:
        said = db.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
        refuse_newer(vault.name, int(said[0]) if said else 1, VERSION)
        stored = db.execute("SELECT value FROM about WHERE name = 'key_check'").fetchone()
    finally:
        db.close()
    if stored is None or stored[0] != keys.check_value():
        raise wrong_key(f"Vault: {vault}")


def bound(source: str, owner: str, kind: str, content: bytes) -> str:
    """
    Give what a sealed blob is bound to: where it belongs, and the keyed hash of what is in it.

    Not the refresh: what did not change is taken over from one to the next as it was sealed.
    """
    return "|".join((source, owner, kind, content.hex()))


def pack(content: bytes) -> bytes:
    """Compress, with the length in front."""
    return len(content).to_bytes(4, "big") + bytes(_CODEC.compress(content, asbytes=True))


def _unpacked(packed: bytes) -> Any:
    return json.loads(bytes(_CODEC.decompress(packed[4:], int.from_bytes(packed[:4], "big"), asbytes=True)))


_BLOB = "blob, source, owner, kind, content, sealed"


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


@dataclass(frozen=True, slots=True)
class Belongings:
    """All, or a sample, of what the vault holds about someone or of a source."""

    record_refs: frozenset[str]
    rows: tuple[Any, ...]  # fields of rows; notes with their text
    details: tuple[dict[str, Any], ...]


class Vault:
    """The vault of one refresh, opened for reading."""

    def __init__(self, folder: Path, *, keys: Keys) -> None:
        """Open `folder` (vault.sqlite and ledger.sqlite). Raises: WrongKey."""
        check_key(folder / "vault.sqlite", keys)
        self._keys = keys
        self._db = read_sqlite(folder / "vault.sqlite")
        version = self._db.execute("SELECT value FROM about WHERE name = 'version'").fetchone()
        refuse_older("vault.sqlite", int(version[0]) if version else 1, OLDEST)
        self._ledger = read_sqlite(folder / "ledger.sqlite")
        self.refresh_id: str = self._db.execute("SELECT value FROM about WHERE name = 'refresh_id'").fetchone()[0]

    def close(self) -> None:
        """Close both files."""
        self._db.close()
        self._ledger.close()

    def reveal_record(self, record_ref: str) -> Record:
        """Open one row. Raises: RecordGone."""
        found = self._db.execute(
            "SELECT s.source, s.file, s.record_set, r.row, b.owner, b.kind, b.content, b.sealed FROM records r "
            "JOIN sets s ON s.number = r.record_set JOIN blobs b USING (blob) WHERE record_ref = ?",
            (record_ref,),
        ).fetchone()
        if found is None:
            raise _gone()
        source, file, record_set, row, owner, kind, content, sealed = found
        fields = self._open(source, owner, kind, content, sealed)[record_ref]
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
            "SELECT DISTINCT b.source, b.owner, b.kind, b.content, b.sealed "
            "FROM note_texts n JOIN blobs b USING (blob) WHERE n.record_ref = ?",
            (record_ref,),
        ).fetchall()
        if not found:
            raise _gone()
        return [note for f in found for note in self._open(*f) if note["record_ref"] == record_ref]

    def reveal_people(self, residents: Sequence[str]) -> dict[str, dict[str, Any]]:
        """Open the merged details of residents; those who are not here, or erased, are left out."""
        people = {}
        for who in residents:
            found = self._db.execute("SELECT content, sealed FROM people WHERE resident_id = ?", (who,)).fetchone()
            secret = self._secret(who)
            if found is None or secret is None:
                continue
            content, sealed = found
            people[who] = _unpacked(self._unseal(details_key(secret), sealed, bound("", who, "details", content)))
        return people

    def open_for(self, residents: Sequence[str], sealed: bytes, *, key: bytes, bound_to: str) -> bytes:
        """
        Open what was sealed under the key of a use and the secrets of residents (`row_key`), in their order.

        Raises: RecordGone.
        """
        secrets = [self._secret(who) for who in residents]
        if None in secrets:
            raise _gone()
        return unlocked(row_key(key, [s for s in secrets if s is not None]), sealed, bound_to=bound_to)

    def belongings(self, residents: Sequence[str]) -> Belongings:
        """Open all that is about these residents, alone or with others: for an erasure, which looks for it after."""
        refs, rows = self._opened(_blobs_of(self._db, residents))
        return Belongings(frozenset(refs), tuple(rows), tuple(self.reveal_people(residents).values()))

    def sample(self, source: str, *, at_most: int) -> Belongings:
        """Open some of what a source sent, of all its kinds of rows, by chance but the same each time."""
        refs, rows = self._opened(self._db.execute(
            f"SELECT {_BLOB} FROM blobs WHERE source = ? ORDER BY content LIMIT ?", (source, at_most)  # noqa: S608
        ))  # fmt: skip
        return Belongings(frozenset(refs), tuple(rows), ())

    def references(self, source: str) -> frozenset[str]:
        """Give the references of all records that a source sent."""
        told = "SELECT record_ref FROM records r JOIN sets s ON s.number = r.record_set WHERE s.source = ?"
        return frozenset(ref for (ref,) in self._db.execute(told, (source,)))

    def _opened(self, blobs: Iterable[tuple[int, str, str, str, bytes, bytes]]) -> tuple[set[str], list[Any]]:
        """Give the references of the records in these parcels, and their contents."""
        held = list(blobs)
        numbers = json.dumps([blob for blob, *_ in held])  # one pass over all records: they are not indexed by parcel
        wanted = "SELECT record_ref FROM records WHERE blob IN (SELECT value FROM json_each(?))"
        refs = {ref for (ref,) in self._db.execute(wanted, (numbers,))}
        rows: list[Any] = []
        for _, source, owner, kind, content, sealed in held:
            try:
                opened = self._open(source, owner, kind, content, sealed)
            except RecordGone:
                continue  # of one who was erased before: there is no key to it
            rows += opened.values() if isinstance(opened, dict) else opened
        return refs, rows

    def _open(self, source: str, owner: str, kind: str, content: bytes, sealed: bytes) -> Any:
        wrapped = self._ledger.execute("SELECT wrapped FROM source_keys WHERE source = ?", (source,)).fetchone()
        secrets = [self._secret(o) for o in owner.split(",") if o]
        if wrapped is None or wrapped[0] is None or None in secrets:
            raise _gone()
        key = row_key(self._keys.unwrap(wrapped[0]), [s for s in secrets if s is not None])
        return _unpacked(self._unseal(key, sealed, bound(source, owner, kind, content)))

    def _secret(self, resident_id: str) -> bytes | None:
        found = self._ledger.execute("SELECT secret FROM residents WHERE resident_id = ?", (resident_id,)).fetchone()
        return self._keys.unwrap(found[0]) if found and found[0] is not None else None

    def _unseal(self, key: bytes, sealed: bytes, place: str) -> bytes:
        return unlocked(key, sealed, bound_to=place)


def unlocked(key: bytes, sealed: bytes, *, bound_to: str) -> bytes:
    """Open what was sealed. Raises: RecordGone."""
    try:
        return unseal(key, sealed, bound_to=bound_to)
    except InvalidTag:
        # The secret was renewed after an erasure, or the file was tampered with: either way it is not readable.
        raise _gone() from None


def forget_in_vault(path: Path, residents: Sequence[str]) -> int:
    """
    Take all that is about these residents out of a vault that does not serve yet, and give the number of rows.

    A row about several people goes for all of them. What is deleted is overwritten, and the file is written anew.
    """
    db = open_sqlite(path, schema="")
    try:
        db.execute("BEGIN")
        gone = 0
        for blob, *_ in list(_blobs_of(db, residents)):
            gone += db.execute("DELETE FROM records WHERE blob = ?", (blob,)).rowcount
            db.execute("DELETE FROM note_texts WHERE blob = ?", (blob,))
            db.execute("DELETE FROM blobs WHERE blob = ?", (blob,))
        db.executemany("DELETE FROM people WHERE resident_id = ?", [(r,) for r in residents])
        db.execute("COMMIT")
        db.execute("VACUUM")
        return gone
    finally:
        db.close()


def _blobs_of(db: sqlite3.Connection, residents: Sequence[str]) -> Iterator[tuple[int, str, str, str, bytes, bytes]]:
    about = " OR ".join(["instr(owner, ?) > 0"] * len(residents))
    yield from db.execute(f"SELECT {_BLOB} FROM blobs WHERE {about}", list(residents))  # noqa: S608


def _gone() -> RecordGone:
    return RecordGone(
        "there is no such record that can be shown.",
        do="Go back to the summary; if a sentence there stands on it, report the sentence as wrong.",
    )
