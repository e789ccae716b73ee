"""A full disk is told as one, whichever library met it; nothing else is."""

import errno
import sqlite3
from contextlib import closing

import pytest

from plainview.pipeline import room


def sqlite_full(folder):
    with closing(sqlite3.connect(folder / "small.sqlite", isolation_level=None)) as db:
        db.execute("PRAGMA max_page_count = 2")
        db.execute("CREATE TABLE t (a)")
        db.execute("INSERT INTO t VALUES (zeroblob(100000))")


def test_a_database_that_is_full_is_known(tmp_path):
    with pytest.raises(sqlite3.OperationalError) as failed:
        sqlite_full(tmp_path)
    assert room.is_full(failed.value)


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EDQUOT, errno.EFBIG])
def test_the_systems_own_words_are_known(number):
    assert room.is_full(OSError(number, "said"))


def test_it_is_known_when_it_is_the_cause_of_another_failure():
    try:
        try:
            raise OSError(errno.ENOSPC, "said")
        except OSError as cause:
            raise RuntimeError("could not write") from cause
    except RuntimeError as failed:
        assert room.is_full(failed)


@pytest.mark.parametrize("other", [OSError(errno.EACCES, "denied"), ValueError("full of errors"), KeyError("disk")])
def test_other_failures_are_not_taken_for_it(other):
    assert not room.is_full(other)
