"""Retention, purge flags and deletions: rows that may not be kept are in no table, no vault and no older refresh."""

import sqlite3
from contextlib import closing

import pyarrow.parquet as pq
import pytest

from plainview.pipeline import snapshot, snapshots_kept
from tests.lib.command import plainview
from tests.lib.councils import PEOPLE, REFERRALS, known_people, quiet_refresh


@pytest.fixture(autouse=True)
def without_pause(monkeypatch):
    """Nobody reads here."""
    monkeypatch.setattr(snapshots_kept, "GRACE_SECONDS", 0)


def referrals(small):
    file = small.home.store(small.home.current()) / "display" / "referrals.parquet"
    return sorted(str(r["referred_on"]) for r in pq.read_table(file).to_pylist())


def rows_in_vault(small, source) -> int:
    with closing(sqlite3.connect(small.home.bridge(small.home.current()) / "vault.sqlite")) as db:
        return db.execute(
            "SELECT count(*) FROM records r JOIN blobs b USING (blob) WHERE b.source = ?", (source,)
        ).fetchone()[0]


def test_a_row_whose_retention_has_run_out_goes_from_everything_and_takes_older_refreshes_along(fresh):
    fresh.sources["care"][0]["retention_months"] = 12
    fresh.policy()
    quiet_refresh(fresh, as_of="2025-04-30")  # closed on 2024-05-01: kept to the last day
    assert "2024-03-04" in referrals(fresh)
    assert snapshot.manifest(fresh.home, fresh.home.current())["keep_until"] == "2025-05-01"
    before = rows_in_vault(fresh, "care")
    made = quiet_refresh(fresh, as_of="2025-05-01")
    assert made.gone == {"care": {"run_out": 1}}
    assert snapshot.manifest(fresh.home, fresh.home.current())["gone"] == {"care": {"run_out": 1}}
    # One that is still open has not begun to run out, however long ago it began.
    assert referrals(fresh) == ["2025-09-01", "2025-11-10"]
    assert rows_in_vault(fresh, "care") == before - 1
    assert fresh.home.refreshes() == [fresh.home.current()], "the older one held it, too"


def test_retention_counts_from_the_element_that_the_agreement_names(fresh):
    fresh.sources["care"][0].update(retention_months=12, retention_from="entered")
    fresh.policy()
    made = quiet_refresh(fresh, as_of="2026-09-02")  # one was entered on 2025-09-02, and is open
    assert made.gone == {"care": {"run_out": 2}}
    assert referrals(fresh) == ["2025-11-10"]


def test_a_purge_flag_takes_all_that_the_source_says_of_the_person_and_of_no_one_else(fresh):
    own, mapping = fresh.sources["care"]
    own["elements"].append({"name": "gdpr", "meaning": "Deleted", "legal_class": "personal", "purposes": ["matching"]})
    mapping["purge"] = [{"in": "people", "element": "gdpr", "is": ["DEL"]}]
    fresh.policy()
    fresh.send("care_people_20260301.csv", [p | {"gdpr": "del" if p["ref"] == "3" else ""} for p in PEOPLE])
    made = quiet_refresh(fresh)
    assert made.gone == {"care": {"purged": 3}}, "her own row and two referrals"
    assert referrals(fresh) == ["2025-09-01"]
    assert {r for s, r in known_people(fresh.home) if s == "care"} == {"1", "2", "4"}
    assert rows_in_vault(fresh, "care") == len(PEOPLE) + len(REFERRALS) - 3


def test_a_purge_of_rows_takes_the_row_alone(fresh):
    fresh.sources["care"][1]["purge"] = [{"in": "referrals", "element": "need", "is": ["FD"], "what": "row"}]
    fresh.policy()
    assert quiet_refresh(fresh).gone == {"care": {"purged": 1}}
    assert referrals(fresh) == ["2024-03-04", "2025-09-01"]
    assert ("care", "3") in known_people(fresh.home)


def test_a_purge_of_an_element_that_is_not_shared_is_an_error_of_the_policy(fresh):
    fresh.sources["care"][1]["purge"] = [{"in": "people", "element": "gone", "is": ["Y"]}]
    fresh.policy()
    ended = plainview("check", council=fresh.council)
    assert ended.code == 2
    assert "'gone' is not an element of agreement 'care'" in ended.out


def test_what_a_source_no_longer_sends_is_in_no_table_and_no_vault_of_the_next_refresh(served):
    served.send("care_people_20260301.csv", [p for p in PEOPLE if p["ref"] != "3"])
    served.send("care_referrals_20260301.csv", [r for r in REFERRALS if r["ref"] != "3"])
    served.sources["care"][0]["checks"] = {"rows_share_at_least": "0.2"}
    served.policy()
    quiet_refresh(served)
    assert ("care", "3") not in known_people(served.home)
    assert referrals(served) == ["2025-09-01"]
    assert rows_in_vault(served, "care") == 4
