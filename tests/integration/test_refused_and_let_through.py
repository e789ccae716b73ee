"""A refresh that fails its checks publishes nothing, says why, leaves its report, and can be let through by name."""

import json

import pytest

from plainview.pipeline import snapshot
from plainview.store import quality
from tests.lib.command import plainview
from tests.lib.councils import quiet_refresh, small


@pytest.fixture
def crowd(tmp_path):
    """A council whose rents have forty accounts, refreshed once."""
    made = small(tmp_path / "crowd")
    made.send("rents_20260301.csv", [account(n) for n in range(40)])
    quiet_refresh(made)
    return made


def account(n: int, since: str = "06/01/2020") -> dict[str, str]:
    return {"account": f"R{n}", "holder": f"MR BARNABUS NUMBER{n:02d}", "born": f"{n % 28 + 1:02d}/09/1984",
            "house": "990000000001", "from": since, "owed": "1.00", "week": "120.00"}  # fmt: skip


def test_a_source_of_half_its_size_is_refused_and_let_through_for_a_reason_that_is_told(crowd):
    serves = crowd.home.current()
    crowd.send("rents_20260301.csv", [account(n) for n in range(19)])
    ended = crowd.refresh(as_of="2026-03-03")
    assert ended.code == 6
    assert "source-too-small: the extract has 19 rows, and the last 1 good ones had 40." in ended.err
    assert crowd.home.current() == serves
    failed = crowd.home.failed / "000002-20260303"
    assert json.loads((failed / "why.json").read_text())["slug"] == "source-too-small"
    assert (failed / "quality" / "data-quality.json").exists()
    assert all(p.stat().st_mode & 0o077 == 0 for p in [crowd.home.failed, *crowd.home.failed.rglob("*")])
    assert "failed since" in plainview("status", "--home", crowd.home.path, "--on", "2026-03-03").out

    reason = "Half of the accounts were moved to the new system"
    ended = crowd.refresh("--accept", "rents", "--reason", reason, as_of="2026-03-03")
    assert ended.code == 0, ended.said
    assert quality.read(crowd.home.store(crowd.home.current()) / "quality.json").accepted == {"rents": reason}
    assert snapshot.manifest(crowd.home, crowd.home.current())["accepted"] == {
        "without": [], "let_through": {"rents": ["source-too-small"]}, "reason": reason,
    }  # fmt: skip
    told = plainview("status", "--home", crowd.home.path, "--on", "2026-03-03")
    assert f"let through rents (source-too-small): {reason}" in told.out
    assert "failed since" not in told.out


def test_cells_that_can_not_be_read_are_refused_and_all_is_told_at_once(crowd):
    crowd.send("rents_20260301.csv", [account(n, "soon" if n % 3 == 0 else "06/01/2020") for n in range(40)])
    crowd.send("care_referrals_20260301.csv", [
        {"ref": "1", "referred": "2025-09-01", "need": "?", "closed": "", "entered": "2025-09-02"},
    ])  # fmt: skip
    ended = crowd.refresh(as_of="2026-03-03")
    assert ended.code == 6
    assert "not-published: 2 checks of 2 sources failed" in ended.err
    assert "source-fails-checks: 35% of the filled cells of 'from' are no dates that can be read." in ended.err
    assert "code-unknown: " in ended.err
    assert "soon" not in ended.said
    both = crowd.refresh("--accept", "rents", "--accept", "care", "--reason", "Known since Monday", as_of="2026-03-03")
    assert both.code == 0, both.said


def test_a_source_that_no_agreement_knows_can_not_be_accepted(crowd):
    ended = crowd.refresh("--accept", "rent", "--reason", "A slip")
    assert ended.code == 1
    assert "source-not-known: " in ended.err
