"""
The stewards' review queue of one refresh, sealed.

The list (which item, which residents, in which order) is sealed under a key of this use. What an item says of its
two records is sealed under that key and the secrets of the people concerned: whoever is erased is not readable here
either.
"""

import json
import sqlite3
from collections.abc import Collection, Sequence
from contextlib import closing
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from plainview.bridge.files import open_sqlite, read_sqlite
from plainview.bridge.pseudonymise import hashes, pseudonym
from plainview.bridge.vault import Keys, RecordGone, Vault, nonces, row_key, seal, unlocked
from plainview.bridge.versions import refuse_newer
from plainview.vocabulary.errors import PlainviewError

NAME = "review.sqlite"
VERSION = 1
_USE = "review"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS about (name TEXT PRIMARY KEY, value BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS items (item TEXT PRIMARY KEY, sealed BLOB NOT NULL) WITHOUT ROWID;
"""


class NoSuchMatch(PlainviewError):
    """The review queue that serves has no such item, or none that this role may see: which of these is not said."""

    slug = "match-not-there"


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the list: about whom, and no more than is needed to put it in order."""

    item: str
    kind: str
    level: int  # 1: look first … 3
    residents: tuple[str, ...]  # one or two, in the order of the records


@dataclass(frozen=True, slots=True)
class Listed:
    """The whole list, first things first; how many doubts of each kind there are, and how many are not asked."""

    entries: tuple[Entry, ...] = ()
    found: dict[str, int] = field(default_factory=dict)
    left_out: dict[str, int] = field(default_factory=dict)
    read_up_to: int = 0  # stewards' decisions that this refresh knows, by number


def item_of(keys: Keys, person_keys: Sequence[str]) -> str:
    """Give the opaque id of the doubt about two records: the same from refresh to refresh."""
    return pseudonym(keys.derived(_USE), "|".join(sorted(person_keys)))


def is_looked_at_twice(keys: Keys, item: str) -> bool:
    """Choose one in ten for a blind second look: nobody without the key can tell which."""
    return int.from_bytes(hashes(keys.derived("second look"), [item])[0], "big") % 10 == 0


def write_queue(
    path: Path, *, keys: Keys, refresh_id: str, listed: Listed, contents: Sequence[dict[str, Any]],
    secrets: dict[str, bytes | None],
) -> None:  # fmt: skip
    """
    Seal the queue.

    In:     `contents`: of each entry, in order, as JSON values; `secrets`: wrapped, of every resident concerned.
    """
    key = keys.derived(_USE)
    opened: dict[str, bytes] = {}

    def secret(who: str) -> bytes:
        if who not in opened:
            opened[who] = keys.unwrap(secrets[who] or b"")
        return opened[who]

    told = zip(listed.entries, contents, nonces(len(contents)), strict=True)
    rows = (
        (e.item, seal(row_key(key, [secret(r) for r in e.residents]), json.dumps(content).encode(),
                      bound_to=_place(e.item), nonce=nonce))
        for e, content, nonce in told
    )  # fmt: skip
    with closing(open_sqlite(path, schema=_SCHEMA)) as db:
        # The folder is synced as a whole before it is returned, and thrown away if that does not come.
        db.execute("PRAGMA synchronous=OFF")
        db.execute("BEGIN")
        db.executemany("INSERT INTO items VALUES (?, ?)", rows)
        db.execute("INSERT INTO about VALUES ('version', ?), ('refresh_id', ?)", (str(VERSION), refresh_id))
        _write_list(db, key, listed)
        db.execute("COMMIT")


def read_list(path: Path, *, keys: Keys) -> Listed:
    """Open the list; an empty one where a refresh wrote none. Raises: FileIsNewer, RecordGone."""
    if not path.exists():
        return Listed()
    with closing(read_sqlite(path)) as db:
        return _read_list(db, keys.derived(_USE))


def read_item(path: Path, entry: Entry, *, keys: Keys, vault: Vault) -> dict[str, Any]:
    """Open one item. Raises: NoSuchMatch, if anyone concerned was erased meanwhile."""
    with closing(read_sqlite(path)) as db:
        found = db.execute("SELECT sealed FROM items WHERE item = ?", (entry.item,)).fetchone()
    try:
        if found is None:
            raise no_such_match()
        key = keys.derived(_USE)
        told = vault.open_for(entry.residents, found[0], key=key, bound_to=_place(entry.item))
    except RecordGone:
        raise no_such_match() from None
    content: dict[str, Any] = json.loads(told)
    return content


def forget_in_queue(path: Path, residents: Collection[str], *, keys: Keys) -> int:
    """Take every item about these residents out of a queue that does not serve yet; gives how many."""
    if not path.exists():
        return 0
    gone = set(residents)
    with closing(open_sqlite(path, schema="")) as db:
        listed = _read_list(db, keys.derived(_USE))
        about = [e.item for e in listed.entries if gone & set(e.residents)]
        kept = tuple(e for e in listed.entries if not gone & set(e.residents))
        db.execute("BEGIN")
        db.executemany("DELETE FROM items WHERE item = ?", [(item,) for item in about])
        _write_list(db, keys.derived(_USE), Listed(kept, listed.found, listed.left_out, listed.read_up_to))
        db.execute("COMMIT")
        db.execute("VACUUM")
        return len(about)


def no_such_match() -> NoSuchMatch:
    """Make the error that says an item is not there, whatever the cause."""
    return NoSuchMatch(
        "there is no such match to review.",
        do="Go back to the list: a refresh, a decision or an erasure may have settled it.",
    )


def _write_list(db: sqlite3.Connection, key: bytes, listed: Listed) -> None:
    content = json.dumps(asdict(listed)).encode()
    sealed = seal(key, content, bound_to=_place("list"), nonce=next(nonces(1)))
    db.execute("INSERT OR REPLACE INTO about VALUES ('list', ?)", (sealed,))


def _read_list(db: sqlite3.Connection, key: bytes) -> Listed:
    about = dict(db.execute("SELECT name, value FROM about"))
    refuse_newer(NAME, int(about.get("version", 1)), VERSION)
    told = json.loads(unlocked(key, about["list"], bound_to=_place("list")))
    entries = tuple(Entry(e["item"], e["kind"], e["level"], tuple(e["residents"])) for e in told["entries"])
    return Listed(entries, told["found"], told["left_out"], told["read_up_to"])


def _place(of: str) -> str:
    return f"review|{of}"
