"""A council whose extract is a table of PostgreSQL: read over the wire, refreshed, and told when the server is away."""

import pytest
import sqlalchemy as sa

from plainview.store.read_model import ReadModel
from tests.lib.councils import Small, agreement

pytestmark = pytest.mark.xdist_group("postgresql")  # one server for all tests that need one

ROWS = [
    ("P1", "Zeraphina", "Quibblethwaite", "2015-04-05", "2025-09-01", 1250.40, True),
    ("P2", "Barnabus", "Quibblethwaite", "1984-09-12", "2025-10-01", 0, False),
]


@pytest.fixture
def council(postgresql: str, tmp_path) -> Small:
    """One agreement about one table."""
    engine = sa.create_engine(postgresql)
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS accounts"))
        connection.execute(sa.text(
            "CREATE TABLE accounts (ref text PRIMARY KEY, forename text, surname text, born date, "
            "balance_on timestamp, owed numeric(10,2), live boolean)"
        ))  # fmt: skip
        for row in ROWS:
            connection.execute(
                sa.text("INSERT INTO accounts VALUES (:a, :b, :c, :d, :e, :f, :g)"),
                dict(zip("abcdefg", row, strict=True)),
            )
    engine.dispose()
    both = ("matching", "display")
    own = agreement(
        "ledger", files="-",
        elements={"ref": both, "forename": both, "surname": both, "born": both, "balance_on": ("display",),
                  "owed": ("display",)},
    )  # fmt: skip
    mapping = {
        "agreement": "ledger",
        "reads": {"format": "database", "url": "LEDGER_URL", "record_sets": {"rows": {"table": "accounts"}},
                  "dates": ["%Y-%m-%d", "%Y-%m-%d %H:%M:%S"]},
        "people": [{"mention": "payer", "id": {"space": "ledger", "id": "ref"}, "forename": "forename",
                    "surname": "surname", "born_on": "born"}],
        "tables": [{"table": "rent_accounts", "person": "payer",
                    "columns": {"balance_on": "balance_on", "arrears_pence": "owed"}}],
    }  # fmt: skip
    made = Small(tmp_path, {"ledger": (own, mapping)})
    made.policy()
    made.extracts.mkdir()
    return made


def test_a_table_of_a_server_goes_through_to_the_read_model(council: Small, postgresql: str):
    ended = council.refresh(env={"LEDGER_URL": postgresql})
    assert ended.code == 0, ended.said
    model = ReadModel(council.home.store(council.home.current()) / "read_model.sqlite")
    facts = [f for p in model.person_ids() for f in model.resident(p).facts if f.table == "rent_accounts"]
    assert sorted((f.values["arrears_pence"], str(f.values["balance_on"])) for f in facts) == [
        (0, "2025-10-01"), (125040, "2025-09-01"),
    ]  # fmt: skip


def test_a_server_that_is_away_is_told_without_its_address_and_password(council: Small):
    url = "postgresql+psycopg://tester:Zebedee@127.0.0.1:1/postgres?connect_timeout=2"
    ended = council.refresh(env={"LEDGER_URL": url})
    assert ended.code == 1
    assert "database-not-reachable: " in ended.err
    assert "Zebedee" not in ended.said
    assert "Traceback" not in ended.said
    assert not council.home.current_file.exists()


def test_an_address_that_was_not_given_is_told_by_the_name_of_its_setting(council: Small):
    ended = council.refresh()
    assert ended.code == 1
    assert "database-not-reachable: " in ended.err
    assert "LEDGER_URL" in ended.err
