"""Files of the bridge have versions: an older one is brought up, a newer one is refused and left alone."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime

import pytest

from plainview.bridge import ledger as ledgers
from plainview.bridge.decisions import decide, decisions
from plainview.bridge.ledger import Ledger, read_kept_out
from plainview.bridge.versions import FileIsNewer, FileIsOlder, bring_up, refuse_older

# As the ledger was laid out before it said a version.
_FIRST = """
CREATE TABLE residents (resident_id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, minted_in TEXT NOT NULL,
    secret BLOB) WITHOUT ROWID;
CREATE TABLE person_keys (hash BLOB PRIMARY KEY, resident_id TEXT NOT NULL, last_seen_in TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE redirects (old_id TEXT PRIMARY KEY, new_id TEXT NOT NULL, refresh_id TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE events (number INTEGER PRIMARY KEY, refresh_id TEXT NOT NULL, kind TEXT NOT NULL,
    resident_id TEXT NOT NULL, old_ids TEXT NOT NULL, records INTEGER NOT NULL, reason TEXT NOT NULL);
CREATE TABLE source_keys (source TEXT PRIMARY KEY, wrapped BLOB) WITHOUT ROWID;
CREATE TABLE households (household_id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, minted_in TEXT NOT NULL)
    WITHOUT ROWID;
CREATE TABLE household_places (resident_id TEXT NOT NULL, home TEXT NOT NULL, household_id TEXT NOT NULL,
    PRIMARY KEY (resident_id, home)) WITHOUT ROWID;
INSERT INTO residents VALUES ('aa', 1, '000001-20260101', x'01');
INSERT INTO person_keys VALUES (x'0a', 'aa', '000001-20260101');
"""


@pytest.fixture
def first(tmp_path):
    """A ledger of the first version, with one resident."""
    with closing(sqlite3.connect(tmp_path / "ledger.sqlite")) as db:
        db.executescript(_FIRST)
    return tmp_path / "ledger.sqlite"


def test_a_ledger_of_the_first_version_goes_on_with_its_ids(first, tmp_path):
    before = first.read_bytes()
    assert read_kept_out(first) == set()
    with closing(Ledger.copied(previous=first, to=tmp_path / "next.sqlite")) as ledger:
        assert ledger.assign([[b"\x0a"]], refresh_id="000002-20260102").residents == ["aa"]
    with closing(sqlite3.connect(tmp_path / "next.sqlite")) as db:
        assert db.execute("PRAGMA user_version").fetchone()[0] == ledgers.VERSION
    assert first.read_bytes() == before, "the ledger of the last good refresh is never changed"


def test_a_ledger_of_a_later_version_is_refused_and_left_alone(first, tmp_path):
    with closing(sqlite3.connect(first)) as db:
        db.execute("PRAGMA user_version = 99")
    before = first.read_bytes()
    with pytest.raises(FileIsNewer, match="version 99"):
        Ledger.copied(previous=first, to=tmp_path / "next.sqlite")
    with pytest.raises(FileIsNewer):
        read_kept_out(first)
    assert first.read_bytes() == before


def test_steps_are_taken_all_or_none(first):
    with closing(sqlite3.connect(first, isolation_level=None)) as db:
        with pytest.raises(sqlite3.Error):
            bring_up(db, name="x", version=3, steps={1: "CREATE TABLE one (a);", 2: "CREATE TABLE households (a);"})
        db.rollback()
        assert db.execute("SELECT count(*) FROM sqlite_master WHERE name = 'one'").fetchone()[0] == 0
        assert db.execute("PRAGMA user_version").fetchone()[0] == 0
        bring_up(db, name="x", version=3, steps={1: "CREATE TABLE one (a);", 2: "CREATE TABLE two (a);"})
        assert db.execute("PRAGMA user_version").fetchone()[0] == 3


def test_decisions_of_a_later_version_are_refused(tmp_path):
    path = tmp_path / "decisions.sqlite"
    decide(path=path, hash_key=b"k" * 32, kind="must_link", person_keys=("a", "b"), officer="o", reason="r",
           decided_at=datetime(2026, 3, 1, tzinfo=UTC))  # fmt: skip
    assert decisions(path=path, key_of={}).must_link == ()
    with closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 99")
    with pytest.raises(FileIsNewer, match=r"decisions\.sqlite"):
        decisions(path=path, key_of={})


def test_decisions_of_the_first_version_go_on_and_take_answers(tmp_path):
    path = tmp_path / "decisions.sqlite"
    with closing(sqlite3.connect(path)) as db:
        db.executescript(
            "CREATE TABLE decisions (number INTEGER PRIMARY KEY, kind TEXT NOT NULL, one BLOB NOT NULL, "
            "other BLOB NOT NULL, officer TEXT NOT NULL, reason TEXT NOT NULL, decided_at TEXT NOT NULL);"
            "INSERT INTO decisions VALUES (1, 'must_link', x'0a', x'0b', 'o', 'r', '2026-01-01');"
            "PRAGMA user_version = 1;"
        )
    found = decisions(path=path, key_of={b"\x0a": "a|1", b"\x0b": "b|1"})
    assert (found.must_link, found.read_up_to) == ((("a|1", "b|1"),), 1)
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("SELECT count(*) FROM answers").fetchone() == (0,)


def test_what_is_too_old_to_be_read_says_that_a_refresh_makes_it_anew():
    with pytest.raises(FileIsOlder, match="refresh"):
        refuse_older("vault.sqlite", 1, 2)
    refuse_older("vault.sqlite", 2, 2)
