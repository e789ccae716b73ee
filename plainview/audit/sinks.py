"""Where events are written: a file of JSON lines, or a table of SQLite. Both refuse to forget."""

import fcntl
import json
import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from datetime import UTC
from pathlib import Path
from typing import Any, Protocol

from plainview.audit.chain import GENESIS, Link, Verified, append, verify
from plainview.audit.event import Event
from plainview.vocabulary.errors import PlainviewError


class CouldNotAudit(PlainviewError):
    """The event could not be written, so the caller must not answer."""

    slug = "could-not-audit"


class Sink(Protocol):
    """What web, bridge and command line write their events to."""

    def write(self, event: Event) -> Link:
        """Write the event for good, or raise CouldNotAudit."""

    def write_all(self, events: Sequence[Event]) -> list[Link]:
        """Write several events of one act for good, or raise CouldNotAudit."""

    def events(self) -> Iterator[Link]:
        """Give all links in order."""

    def verify(self) -> Verified:
        """Check the whole chain."""


def _could_not(where: Path, why: str) -> CouldNotAudit:
    return CouldNotAudit(
        f"an audit event was not written ({why}), so nothing was answered.",
        where=f"Audit: {where.name}",
        do="Check disk space and the file's owner, then `plainview audit verify`.",
    )


class FileSink:
    """
    A chain in a file of JSON lines, safe with several writers and after a kill at any moment.

    A last line that was only half written is cut off and kept beside the file (`.torn`), and the next link
    is an event that says so: nothing that was answered can have stood in it, for the answer follows the write.
    """

    def __init__(self, path: Path) -> None:
        self.path = path

    def write(self, event: Event) -> Link:
        """Append the event and wait until the disk has it. Raises: CouldNotAudit."""
        return self.write_all((event,))[0]

    def write_all(self, events: Sequence[Event]) -> list[Link]:
        """Append several events of one act, in their order, and wait once until the disk has them all."""
        if not events:
            return []
        try:
            with self._locked() as file:
                torn = self._cut_torn_line(file)
                count, head = self._tail(file)
                links: list[Link] = []
                for event in (*((_repair_event(events[0], torn),) if torn else ()), *events):
                    links.append(append(event, count=count, head=head))
                    count, head = links[-1].number, links[-1].hash
                _write_lines(file, links)
                return links[-len(events) :]
        except OSError as error:
            raise _could_not(self.path, f"error {error.errno} of the system") from None
        except (ValueError, KeyError, TypeError):
            raise _could_not(self.path, "its last line is not a link of the chain") from None

    def events(self) -> Iterator[Link]:
        """Give all links in order; a torn last line is left out (see `verify`)."""
        if not self.path.exists():
            return
        with self.path.open("rb") as file:
            for line in file:
                if line.endswith(b"\n"):
                    yield _read_line(line)

    def verify(self) -> Verified:
        """Check the whole chain; a torn last line or a line that is no link breaks it where it stands."""
        count, head = 0, GENESIS
        try:
            found = verify(self.events())
        except (ValueError, KeyError, TypeError):
            for link in self._readable():
                count, head = link.number, link.hash
            return Verified(False, count, head, count + 1, "a line is not a link of the chain")
        if found.ok and self._is_torn():
            return Verified(False, found.count, found.head, found.count + 1, "the last line was only half written")
        return found

    def _readable(self) -> Iterator[Link]:
        try:
            yield from self.events()
        except (ValueError, KeyError, TypeError):
            return

    def _is_torn(self) -> bool:
        if not self.path.exists() or self.path.stat().st_size == 0:
            return False
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) != b"\n"

    @contextmanager
    def _locked(self) -> Iterator[int]:
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        is_new = not self.path.exists()
        file = os.open(self.path, os.O_RDWR | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield file
            if is_new:
                _sync_folder(self.path.parent)
        finally:
            os.close(file)

    def _cut_torn_line(self, file: int) -> int:
        """Cut a half-written last line off, keep it beside the file, and give its length."""
        size = os.fstat(file).st_size
        if size == 0 or os.pread(file, 1, size - 1) == b"\n":
            return 0
        starts = _last_newline(file, size) + 1
        torn = os.pread(file, size - starts, starts)
        beside = os.open(self.path.with_name(self.path.name + ".torn"), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        try:
            _write_all(beside, torn + b"\n")
            os.fsync(beside)
        finally:
            os.close(beside)
        os.ftruncate(file, starts)
        return len(torn)

    def _tail(self, file: int) -> tuple[int, str]:
        size = os.fstat(file).st_size
        if size == 0:
            return 0, GENESIS
        starts = _last_newline(file, size - 1) + 1
        last = _read_line(os.pread(file, size - starts, starts))
        return last.number, last.hash


def _last_newline(file: int, before: int) -> int:
    """Give the offset of the last newline before an offset, or -1."""
    end = before
    while end > 0:
        starts = max(0, end - 8192)
        found = os.pread(file, end - starts, starts).rfind(b"\n")
        if found >= 0:
            return starts + found
        end = starts
    return -1


def _read_line(line: bytes) -> Link:
    told = json.loads(line)
    link = Link(told["number"], told["event"], told["previous"], told["hash"])
    Event.from_json(link.event)
    return link


def _write_lines(file: int, links: Sequence[Link]) -> None:
    told = [{"number": k.number, "event": k.event, "previous": k.previous, "hash": k.hash} for k in links]
    lines = (json.dumps(one, ensure_ascii=False, sort_keys=True) + "\n" for one in told)
    _write_all(file, "".join(lines).encode())
    os.fsync(file)


def _write_all(file: int, content: bytes) -> None:
    while content:
        content = content[os.write(file, content) :]


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _repair_event(following: Event, torn: int) -> Event:
    return Event(
        at=following.at,
        actor="plainview",
        role="",
        act="repair_audit",
        decision="done",
        zone=following.zone,
        because=("half-written-last-line-cut-off", f"{torn} bytes kept beside the file"),
    )


_TABLE = """
CREATE TABLE IF NOT EXISTS audit_events (
    number INTEGER PRIMARY KEY, at TEXT NOT NULL, actor TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL,
    event TEXT NOT NULL, previous TEXT NOT NULL, hash TEXT NOT NULL UNIQUE
);
CREATE INDEX IF NOT EXISTS audit_events_subject ON audit_events (subject);
CREATE TRIGGER IF NOT EXISTS audit_events_no_update BEFORE UPDATE ON audit_events
    BEGIN SELECT RAISE(ABORT, 'audit events are never changed'); END;
CREATE TRIGGER IF NOT EXISTS audit_events_no_delete BEFORE DELETE ON audit_events
    BEGIN SELECT RAISE(ABORT, 'audit events are never deleted'); END;
"""


class SqliteSink:
    """
    A chain in the table `audit_events` of an SQLite file that others may share.

    With `keep_open`, each thread keeps its connection: for a process that writes many events.
    """

    def __init__(self, path: Path, *, keep_open: bool = False) -> None:
        self.path, self._keep_open, self._mine = path, keep_open, threading.local()

    def write(self, event: Event) -> Link:
        """Append the event in a transaction of its own. Raises: CouldNotAudit."""
        return self.write_all((event,))[0]

    def write_all(self, events: Sequence[Event]) -> list[Link]:
        """Append several events of one act, in their order, in one transaction. Raises: CouldNotAudit."""
        links: list[Link] = []
        try:
            with self._connected() as db:
                db.execute("BEGIN IMMEDIATE")
                last = db.execute("SELECT number, hash FROM audit_events ORDER BY number DESC LIMIT 1").fetchone()
                count, head = last or (0, GENESIS)
                for event in events:
                    link = append(event, count=count, head=head)
                    told = json.dumps(link.event, ensure_ascii=False, sort_keys=True)
                    db.execute(
                        "INSERT INTO audit_events VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                        (link.number, event.at.astimezone(UTC).isoformat(), event.actor, event.act, event.subject,
                         told, link.previous, link.hash),
                    )  # fmt: skip
                    links.append(link)
                    count, head = link.number, link.hash
                db.execute("COMMIT")
                return links
        except (sqlite3.Error, OSError) as error:
            raise _could_not(self.path, type(error).__name__) from None

    def events(self) -> Iterator[Link]:
        """Give all links in order."""
        if not self.path.exists():
            return
        with closing(self._open()) as db:
            for number, told, previous, hash_ in db.execute(
                "SELECT number, event, previous, hash FROM audit_events ORDER BY number"
            ):
                yield Link(number, json.loads(told), previous, hash_)

    def about(self, subject: str) -> Iterator[Link]:
        """Give the links about one subject, in order, without reading the others."""
        if not self.path.exists():
            return
        with closing(self._open()) as db:
            for number, told, previous, hash_ in db.execute(
                "SELECT number, event, previous, hash FROM audit_events WHERE subject = ? ORDER BY number", (subject,)
            ):
                yield Link(number, json.loads(told), previous, hash_)

    def verify(self) -> Verified:
        """Check the whole chain, and that the columns beside each event still say what it says."""
        found = verify(self.events())
        if not found.ok or not self.path.exists():
            return found
        with closing(self._open()) as db:
            rows = db.execute("SELECT number, actor, act, subject, event FROM audit_events ORDER BY number")
            for number, actor, act, subject, told in rows:
                event: dict[str, Any] = json.loads(told)
                if (actor, act, subject) != (event["actor"], event["act"], event["subject"]):
                    return Verified(False, number - 1, "", number, "a column beside an event was changed")
        return found

    @contextmanager
    def _connected(self) -> Iterator[sqlite3.Connection]:
        """Give a connection; one on which anything failed is closed, and what it had begun is undone."""
        is_open = self._keep_open and getattr(self._mine, "process", None) == os.getpid()
        db = self._mine.db if is_open else self._open()
        self._mine.process = None
        try:
            yield db
        except BaseException:
            db.close()
            raise
        if self._keep_open:
            self._mine.db, self._mine.process = db, os.getpid()
        else:
            db.close()

    def _open(self) -> sqlite3.Connection:
        self.path.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self.path, timeout=30, isolation_level=None)
        db.execute("PRAGMA journal_mode=WAL")
        db.execute("PRAGMA synchronous=FULL")
        db.executescript(_TABLE)
        return db
