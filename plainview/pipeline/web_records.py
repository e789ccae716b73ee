"""What the web keeps about residents for itself, and how it is forgotten: reasons in own words, and sessions."""

import re
import sqlite3
from collections.abc import Collection, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass

from plainview.audit.sinks import SqliteSink
from plainview.store.read_model import ReadModel
from plainview.vocabulary.home import Home

_NUMBERED = re.compile(r"\(reason (\d+)\)")
_BLANK = "(erased)"


@dataclass(frozen=True, slots=True)
class Forgotten:
    """What was taken out of the web's records, and what must stay."""

    reasons: int = 0  # in an officer's own words, blanked; the audit chain keeps their number alone
    sessions: int = 0
    audit_events: int = 0  # they stay: who looked, when and why, by a pseudonym that leads to no one any more


def forget(home: Home, pseudonyms: Collection[str]) -> Forgotten:
    """Blank the typed reasons of looks at these residents, and end every session: each names whom it looked at."""
    path = home.web / "web.sqlite"
    if not path.exists() or not pseudonyms:
        return Forgotten()
    numbers, events = set(), 0
    for link in SqliteSink(path).events():
        if link.event["subject"] in pseudonyms:
            events += 1
            numbers |= {int(n) for n in _NUMBERED.findall(link.event["reason"])}
    with _written(home) as db:
        reasons = _blanked(db, numbers)
        sessions = db.execute("DELETE FROM django_session").rowcount if _has(db, "django_session") else 0
    return Forgotten(reasons, sessions, events)


def forget_those_gone(home: Home) -> Forgotten:
    """Blank the typed reasons of looks at residents of whom the refresh that serves holds nothing any more."""
    path = home.web / "web.sqlite"
    if not path.exists():
        return Forgotten()
    there = set(ReadModel(home.store(home.current()) / "read_model.sqlite").person_ids())
    numbers = {
        int(n)
        for link in SqliteSink(path).events()
        if link.event["subject"] and link.event["subject"] not in there
        for n in _NUMBERED.findall(link.event["reason"])
    }
    if not numbers:
        return Forgotten()
    with _written(home) as db:
        return Forgotten(reasons=_blanked(db, numbers))


def _blanked(db: sqlite3.Connection, numbers: Collection[int]) -> int:
    if not numbers or not _has(db, "sign_in_typedreason"):
        return 0
    act = "UPDATE sign_in_typedreason SET words = ? WHERE id = ? AND words <> ?"
    return max(0, db.executemany(act, [(_BLANK, n, _BLANK) for n in sorted(numbers)]).rowcount)


def _has(db: sqlite3.Connection, table: str) -> bool:
    return db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone() is not None


@contextmanager
def _written(home: Home) -> Iterator[sqlite3.Connection]:
    """Write in one transaction beside the running web; what is deleted is overwritten, in the log of writes too."""
    with closing(sqlite3.connect(home.web / "web.sqlite", timeout=30, isolation_level=None)) as db:
        db.execute("PRAGMA secure_delete=ON")
        db.execute("BEGIN IMMEDIATE")
        yield db
        db.execute("COMMIT")
        db.execute("VACUUM")
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
