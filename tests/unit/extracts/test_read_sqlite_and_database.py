"""SQLite files, and databases by URL (SQLite behind SQLAlchemy stands for a server here)."""

import sqlite3

import pytest

from plainview.extracts.readers import read_row
from plainview.extracts.readers.problems import (
    ColumnMissing,
    CouldNotReadExtract,
    DatabaseNotReachable,
    ExtractIsEmpty,
    ExtractIsLocked,
    RecordSetMissing,
)


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "widgets.sqlite"
    connection = sqlite3.connect(path)
    connection.executescript(
        """
        CREATE TABLE things (ID INTEGER PRIMARY KEY, NAME TEXT, SIZE REAL, SECRET TEXT);
        INSERT INTO things VALUES (2, 'b ', 2.0, 'Zebedee'), (1, NULL, 1.5, 'Zebedee'), (3, 'é', NULL, 'Zebedee');
        CREATE TABLE empty_one (ID INTEGER, NAME TEXT);
        CREATE VIEW seen AS SELECT ID, NAME FROM things WHERE NAME IS NOT NULL;
        """
    )
    connection.close()
    return path


NAMES = ["ID", "NAME", "SIZE"]
EXPECTED = [("1", None, "1.5", 1), ("2", "b ", "2", 2), ("3", "é", None, 3)]


def _cells(rows):
    return [(r["ID"], r["NAME"], r["SIZE"], r["_row"]) for r in rows]


def _rows(**more):
    return {"rows": more}


def test_a_table_of_an_sqlite_file(path, read):
    assert _cells(read(path, NAMES, "sqlite", record_sets=_rows(table="things"))) == EXPECTED
    assert read.sets["rows"].columns_extra == ("SECRET",)


def test_a_view_and_a_query(path, read):
    given = read(
        path, ["ID", "NAME"], "sqlite", record_sets={"seen": {}, "asked": {"query": "SELECT ID, NAME FROM things;"}}
    )
    assert [len(given["seen"]), len(given["asked"])] == [2, 3]


def test_a_query_cannot_write(path, read, refused):
    sets = _rows(query="DELETE FROM things RETURNING ID")
    refused(CouldNotReadExtract, "extract-not-readable", lambda: read(path, ["ID"], "sqlite", record_sets=sets))
    assert len(read(path, NAMES, "sqlite", record_sets=_rows(table="things"))) == 3


def test_a_row_of_a_table_can_be_read_again(path, read):
    read(path, NAMES, "sqlite", record_sets=_rows(table="things"))
    assert read_row(path=path, mapping=read.mapping, record_set="rows", row=2)["NAME"] == "b "


def test_a_file_in_write_ahead_mode_is_read(path, read):
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = wal")
    connection.close()
    assert len(read(path, NAMES, "sqlite", record_sets=_rows(table="things"))) == 3


def test_a_file_that_is_being_written_is_refused(path, read, refused):
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN EXCLUSIVE")
    sets = _rows(table="things")
    refused(ExtractIsLocked, "extract-locked", lambda: read(path, NAMES, "sqlite", record_sets=sets))
    connection.close()


def test_a_file_that_is_no_database_is_refused(tmp_path, read, refused):
    path = tmp_path / "widgets.sqlite"
    path.write_text("Zebedee, " * 200)
    refused(CouldNotReadExtract, "extract-not-readable", lambda: read(path, NAMES, "sqlite"))


def test_a_database_cut_short_is_refused(tmp_path, read, refused):
    path = tmp_path / "widgets.sqlite"
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE things (ID, NAME, SIZE)")
    connection.executemany("INSERT INTO things VALUES (?, 'Zebedee', ?)", [(i, "x" * 500) for i in range(200)])
    connection.commit()
    connection.close()
    path.write_bytes(path.read_bytes()[:20_000])
    refused(CouldNotReadExtract, "extract-not-readable", lambda: read(path, NAMES, "sqlite"))


@pytest.mark.parametrize("format", ["sqlite", "database"])
def test_what_is_missing_is_told(path, read, refused, monkeypatch, format):
    monkeypatch.setenv("WIDGETS_URL", f"sqlite:///{path}")

    def reading(names, table):
        return lambda: read(path, names, format, url="WIDGETS_URL", record_sets=_rows(table=table))

    refused(RecordSetMissing, "record-set-missing", reading(NAMES, "others"))
    refused(ColumnMissing, "column-missing", reading([*NAMES, "COLOUR"], "things"))
    refused(ExtractIsEmpty, "extract-empty", reading(["ID", "NAME"], "empty_one"))


def test_a_table_of_a_database(path, read, monkeypatch):
    monkeypatch.setenv("WIDGETS_URL", f"sqlite:///{path}")
    rows = read([], NAMES, "database", url="WIDGETS_URL", record_sets=_rows(table="things"))
    assert _cells(rows) == EXPECTED
    assert rows[0]["_file"] == "things"
    assert read.sets["rows"].columns_extra == ("SECRET",)


def test_a_query_of_a_database(path, read, monkeypatch):
    monkeypatch.setenv("WIDGETS_URL", f"sqlite:///{path}")
    query = "SELECT SECRET, SIZE, NAME, ID FROM things ORDER BY ID"
    assert _cells(read([], NAMES, "database", url="WIDGETS_URL", record_sets=_rows(query=query))) == EXPECTED


def test_a_database_without_url_or_with_a_wrong_one_is_told_without_it(read, refused, monkeypatch, tmp_path):
    def reading():
        return read([], NAMES, "database", url="WIDGETS_URL")

    monkeypatch.delenv("WIDGETS_URL", raising=False)
    refused(DatabaseNotReachable, "database-not-reachable", reading)
    for url in ("Zebedee", "nosuch://Zebedee", f"sqlite:///{tmp_path}/no/Zebedee.db"):
        monkeypatch.setenv("WIDGETS_URL", url)
        refused(DatabaseNotReachable, "database-not-reachable", reading)


def test_a_query_that_the_database_refuses_is_told(path, read, refused, monkeypatch):
    monkeypatch.setenv("WIDGETS_URL", f"sqlite:///{path}")
    sets = _rows(query="SELECT 'Zebedee' FROM")
    with pytest.raises((CouldNotReadExtract, DatabaseNotReachable)) as caught:
        read([], NAMES, "database", url="WIDGETS_URL", record_sets=sets)
    assert "Zebedee" not in str(caught.value)
