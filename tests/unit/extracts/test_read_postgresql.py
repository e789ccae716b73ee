"""The database reader on a real PostgreSQL, which the tests start themselves."""

import pytest
import sqlalchemy as sa

from plainview.extracts.readers.problems import DatabaseNotReachable, RecordSetMissing

pytestmark = pytest.mark.xdist_group("postgresql")  # one server for all tests that need one
NAMES = ["id", "born", "at", "sum", "live", "note", "mark"]


@pytest.fixture
def table(monkeypatch, postgresql):
    monkeypatch.setenv("WIDGETS_URL", postgresql)
    engine = sa.create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS widgets"))
        connection.execute(sa.text(
            "CREATE TABLE widgets (id bigint PRIMARY KEY, born date, at timestamp, sum numeric(12,2), live boolean, "
            "note text, mark uuid, secret text)"
        ))  # fmt: skip
        connection.execute(sa.text(
            "INSERT INTO widgets SELECT 20000 - n, DATE '2017-03-03', "
            "TIMESTAMP '2024-01-02 03:04:05', 12.50, n % 2 = 0, "
            "CASE WHEN n = 0 THEN NULL ELSE ' é ' END, '00000000-0000-0000-0000-000000000001', 'Zebedee' "
            "FROM generate_series(0, 12344) n"
        ))  # fmt: skip
    yield "widgets"
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE widgets"))
    engine.dispose()


@pytest.mark.parametrize("asked", [{"table": "public.widgets"}, {"query": "SELECT * FROM widgets ORDER BY id;"}])
def test_every_type_becomes_text_in_the_order_of_the_key(table, read, asked):
    rows = read([], NAMES, "database", url="WIDGETS_URL", record_sets={"rows": asked})
    assert [int(r["id"]) for r in rows] == list(range(7656, 20001))
    assert [r["_row"] for r in rows] == list(range(1, 12346))
    last = rows[-1]
    assert [last[n] for n in NAMES[1:]] == [
        "2017-03-03", "2024-01-02 03:04:05", "12.50", "true", None, "00000000-0000-0000-0000-000000000001",
    ]  # fmt: skip
    assert rows[0]["note"] == " é "
    assert read.sets["rows"].columns_extra == ("secret",)


def test_a_table_that_is_not_there_is_told(table, read, refused):
    sets = {"rows": {"table": "gadgets"}}
    refused(
        RecordSetMissing,
        "record-set-missing",
        lambda: read([], NAMES, "database", url="WIDGETS_URL", record_sets=sets),
    )


def test_a_server_that_does_not_answer_is_told_without_its_password(read, refused, monkeypatch):
    monkeypatch.setenv("WIDGETS_URL", "postgresql+psycopg://u:Zebedee@127.0.0.1:1/none?connect_timeout=2")
    refused(DatabaseNotReachable, "database-not-reachable", lambda: read([], NAMES, "database", url="WIDGETS_URL"))
