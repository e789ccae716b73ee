"""
A data steward's decisions: two records are one person, or are not. They outlive every refresh.

They stand in a file of their own beside the refreshes, to which lines are only added; the last one about a
pair holds. Like the ledger, it holds keyed hashes of person keys.
"""

import sqlite3
from collections.abc import Collection, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from plainview.bridge.files import open_sqlite
from plainview.bridge.pseudonymise import hashes
from plainview.bridge.versions import bring_up

VERSION = 2  # 2: stewards' answers to the review queue stand beside the decisions (bridge/verdicts.py)

MUST, CANNOT, TAKEN_BACK = "must_link", "cannot_link", "taken_back"
_SCHEMA = """
CREATE TABLE IF NOT EXISTS decisions (
    number INTEGER PRIMARY KEY, kind TEXT NOT NULL, one BLOB NOT NULL, other BLOB NOT NULL,
    officer TEXT NOT NULL, reason TEXT NOT NULL, decided_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS answers (
    number INTEGER PRIMARY KEY, item TEXT NOT NULL, one BLOB NOT NULL, other BLOB NOT NULL, answer TEXT NOT NULL,
    officer TEXT NOT NULL, words BLOB NOT NULL, answered_at TEXT NOT NULL, decision INTEGER
);
CREATE INDEX IF NOT EXISTS answers_item ON answers (item);
"""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What holds now, as pairs of person keys that a refresh knows."""

    must_link: tuple[tuple[str, str], ...] = ()
    cannot_link: tuple[tuple[str, str], ...] = ()
    read_up_to: int = 0  # number of the last decision that was read: later ones take effect in the next refresh
    numbers: Mapping[str, int] = field(
        default_factory=dict
    )  # of the last decision about each person key, taken back too


def decide(
    *,
    path: Path,
    hash_key: bytes,
    kind: Literal["must_link", "cannot_link", "taken_back"],
    person_keys: tuple[str, str],
    officer: str,
    reason: str,
    decided_at: datetime,
) -> None:
    """
    Add a decision about two person keys; it holds from the next refresh on.

    In:     `path`: DIR/bridge/decisions.sqlite; `hash_key`: of the ledger.
    """
    one, other = sorted(hashes(hash_key, person_keys))
    with closing(open_decisions(path)) as db:
        insert(db, kind, (one, other), officer=officer, reason=reason, decided_at=decided_at)


def insert(
    db: sqlite3.Connection, kind: str, pair: tuple[bytes, bytes], *, officer: str, reason: str, decided_at: datetime
) -> int:
    """Add a decision about two keyed hashes, the smaller first, in whatever transaction is open; gives its number."""
    added = db.execute(
        "INSERT INTO decisions (kind, one, other, officer, reason, decided_at) VALUES (?, ?, ?, ?, ?, ?)",
        (kind, *pair, officer, reason, decided_at.isoformat()),
    )
    return int(added.lastrowid or 0)


def decisions(*, path: Path, key_of: Mapping[bytes, str]) -> Decisions:
    """Give what holds now about the person keys at hand; `key_of` leads from hash to key."""
    if not path.exists():
        return Decisions()
    with closing(open_decisions(path)) as db:
        rows = db.execute("SELECT one, other, kind, number FROM decisions ORDER BY number").fetchall()
    latest = {(one, other): kind for one, other, kind, _ in rows if one in key_of and other in key_of}

    def pairs(wanted: str) -> tuple[tuple[str, str], ...]:
        return tuple(sorted((key_of[a], key_of[b]) for (a, b), kind in latest.items() if kind == wanted))

    numbers = {key_of[h]: number for one, other, _, number in rows for h in (one, other) if h in key_of}
    return Decisions(pairs(MUST), pairs(CANNOT), rows[-1][3] if rows else 0, numbers)


def forget(*, path: Path, hashes_of_one: Collection[bytes]) -> int:
    """Take out every decision about someone who was erased, and every answer; gives how many decisions."""
    if not path.exists():
        return 0
    with closing(open_decisions(path)) as db:
        about = [(h, h) for h in hashes_of_one]
        db.executemany("DELETE FROM answers WHERE one = ? OR other = ?", about)
        gone = db.executemany("DELETE FROM decisions WHERE one = ? OR other = ?", about).rowcount
        db.execute("VACUUM")
        return max(gone, 0)


def open_decisions(path: Path) -> sqlite3.Connection:
    """Open the file, and make it if it is not there. Raises: FileIsNewer."""
    db = open_sqlite(path, schema=_SCHEMA)
    bring_up(db, name=path.name, version=VERSION, steps={})
    return db
