"""
Each kind of bad input, through the real command line.

It ends with a code that is not 0, says what is wrong, where and what to do, without a traceback and without one value
of a resident; nothing is published, and what was published serves on.
"""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from plainview.store.read_model import ReadModel
from plainview.vocabulary.door import Asking, BridgeNotRunning, Door
from tests.lib.command import Ended, plainview
from tests.lib.councils import PEOPLE, REFERRALS, RENTS, Small, agreement, files_of, said_of_residents, small


def check_told(ended: Ended, slug: str, *, says: tuple[str, ...] = (), code: int = 1, parts: int = 2) -> None:
    """Check that a failure is told as people need it."""
    assert ended.code == code, ended.said
    assert "Traceback" not in ended.said
    # What is done is told line by line with the time; what is wrong begins a line.
    told = [n for n, line in enumerate(ended.err.splitlines()) if line.startswith(f"{slug}: ")]
    assert told, ended.err
    lines = ended.err.splitlines()[told[0] :]
    assert len(lines[0]) > len(slug) + 15, "it says what happened"
    assert len([line for line in lines if line.startswith("  ") and line.strip()]) >= parts, "where, and what to do"
    for part in says:
        assert part in "\n".join(lines), part
    check_silent(ended)


def check_silent(ended: Ended) -> None:
    """Check that no value of a resident is in what was said."""
    said = ended.said.casefold()
    assert [w for w in said_of_residents() if w.casefold() in said] == []


# ---- each spoils an extract or the policy of a council that was refreshed before ----
def column_missing(made: Small) -> None:
    made.send("care_people_20260301.csv", PEOPLE, columns=None)
    rows = [{k: v for k, v in p.items() if k != "surname"} for p in PEOPLE]
    made.send("care_people_20260301.csv", rows)


def column_renamed(made: Small) -> None:
    rows = [{("family name" if k == "surname" else k): v for k, v in p.items()} for p in PEOPLE]
    made.send("care_people_20260301.csv", rows)


def wrong_encoding(made: Small) -> None:
    path = made.extracts / "rents_20260301.csv"
    path.write_bytes(path.read_text(encoding="utf-8").replace("FLIMWICKLE", "FLÍMWICKLE").encode("cp1252"))


def truncated(made: Small) -> None:
    path = made.extracts / "rents_20260301.csv"
    path.write_bytes(path.read_bytes()[:-20])


def empty(made: Small) -> None:
    (made.extracts / "rents_20260301.csv").write_bytes(b"")


def header_alone(made: Small) -> None:
    made.send("rents_20260301.csv", [], columns=list(RENTS[0]))


def missing(made: Small) -> None:
    (made.extracts / "rents_20260301.csv").unlink()


def two_files(made: Small) -> None:
    made.send("rents_20260302.csv", RENTS)


def unknown_codes(made: Small) -> None:
    made.send("care_referrals_20260301.csv", [{**r, "need": "Quibblethwaite"} for r in REFERRALS])


def no_extracts(made: Small) -> None:
    shutil.rmtree(made.extracts)


def tabs(made: Small) -> None:
    path = made.council / "agreements" / "rents.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("\nowner:", "\n\towner:"), encoding="utf-8")


def not_shared(made: Small) -> None:
    own, _ = made.sources["rents"]
    own["elements"] = [e for e in own["elements"] if e["name"] != "owed"]
    made.policy()


def purpose_not_shared(made: Small) -> None:
    own, _ = made.sources["rents"]
    next(e for e in own["elements"] if e["name"] == "holder")["purposes"] = ["display"]
    made.policy()


def wrong_key(made: Small) -> None:
    made.home.key_file.unlink()
    assert plainview("keys", "new", made.home.key_file).code == 0


def no_key(made: Small) -> None:
    made.home.key_file.unlink()


def key_open_to_others(made: Small) -> None:
    made.home.key_file.chmod(0o644)


@pytest.mark.parametrize(("spoil", "slug", "says"), [
    (column_missing, "column-missing", ("surname", "care")),
    (column_renamed, "column-missing", ("surname", "headers")),
    (wrong_encoding, "extract-encoding", ("rents_20260301.csv",)),
    (truncated, "extract-truncated", ("rents_20260301.csv",)),
    (empty, "extract-empty", ("rents_20260301.csv",)),
    (header_alone, "extract-empty", ("rents",)),
    (missing, "extract-missing", ("rents_*.csv",)),
    (two_files, "extract-twice", ("rents_20260302.csv",)),
    (unknown_codes, "code-unknown", ("need",)),
    (no_extracts, "extract-missing", ()),
    (tabs, "policy-not-yaml", ("agreements/rents.yaml",)),
    (not_shared, "element-not-in-agreement", ("owed", "rents.yaml:")),
    (purpose_not_shared, "agreement-lacks-purpose", ("holder", "rents.yaml:")),
    (wrong_key, "wrong-key", ()),
    (no_key, "no-master-key", ()),
    (key_open_to_others, "key-file-open-to-others", ("home.key",)),
])  # fmt: skip
def test_bad_input_is_told_and_changes_nothing(served: Small, spoil: Callable[[Small], None], slug, says):
    before = files_of(served.home.path)
    spoil(served)
    ended = served.refresh(as_of="2026-03-09")
    is_of_policy = slug in ("policy-not-yaml", "element-not-in-agreement", "agreement-lacks-purpose")
    check_told(ended, slug, says=says, code=2 if is_of_policy else 1, parts=1 if slug == "wrong-key" else 2)
    after = files_of(served.home.path)
    why = {name: content for name, content in after.items() if name.startswith("bridge/failed/")}
    assert all(slug.encode() in content for name, content in why.items() if name.endswith("why.json"))
    assert {n: b for n, b in after.items() if n not in why} == before, "nothing published, nothing lost"
    model = ReadModel(served.home.store(served.home.current()) / "read_model.sqlite")
    assert len(model.person_ids()) == len(PEOPLE)


def test_a_locked_sqlite_file_is_told(tmp_path):
    made = small(tmp_path, with_rents=False)
    own, mapping = agreement("ledger", files="ledger_*.sqlite", elements={"who": ("matching", "display"),
                             "owed": ("display",)}), {}  # fmt: skip
    mapping = {
        "agreement": "ledger", "reads": {"format": "sqlite"},
        "tables": [{"table": "rent_accounts", "person": {"space": "care", "id": "who"},
                    "columns": {"balance_on": {"received": True}, "arrears_pence": "owed"}}],
    }  # fmt: skip
    made.sources["ledger"] = (own, mapping)
    made.policy()
    with closing(sqlite3.connect(made.extracts / "ledger_20260301.sqlite", isolation_level=None)) as db:
        db.execute("CREATE TABLE accounts (who TEXT, owed TEXT)")
        db.execute("INSERT INTO accounts VALUES ('2', '12.50')")
        db.execute("BEGIN EXCLUSIVE")
        check_told(made.refresh(), "extract-locked", says=("ledger_20260301.sqlite",))
        assert not made.home.current_file.exists()
        db.execute("COMMIT")
    assert made.refresh().code == 0


def test_a_parent_of_their_own_parent_does_not_stop_a_refresh_and_is_reported(tmp_path):
    made = small(tmp_path, with_rents=False)
    own = agreement("family", files="family_*.csv", elements={"parent": ("matching", "display"),
                    "child": ("matching", "display")})  # fmt: skip
    reference = {"space": "care", "id": "parent"}, {"space": "care", "id": "child"}
    mapping = {
        "agreement": "family", "reads": {"format": "csv"},
        "relationships": [{"of": reference[0], "to": reference[1], "kind": {"value": "parent_of"}}],
    }  # fmt: skip
    made.sources["family"] = (own, mapping)
    made.policy()
    made.send("family_20260301.csv", [
        {"parent": "2", "child": "1"}, {"parent": "1", "child": "2"}, {"parent": "4", "child": "4"},
        {"parent": "4", "child": "3"}, {"parent": "2", "child": "999"},
    ])  # fmt: skip
    ended = made.refresh()
    assert ended.code == 0, ended.said
    check_silent(ended)
    report = (made.home.bridge(made.home.current()) / "quality" / "matching.json").read_text(encoding="utf-8")
    assert "parent younger than the child" in report


def test_the_file_of_an_agreement_that_ended_is_not_read_and_that_is_said(served):
    served.sources["rents"][0]["ends"] = "2026-03-01"
    served.policy()
    # Were it opened, this would stop the refresh.
    (served.extracts / "rents_20260301.csv").write_bytes(b"\xff\xfe\x00 not an extract at all")
    ended = served.refresh()
    assert ended.code == 0, ended.said
    assert "not read rents_20260301.csv: its agreement rents is not in force." in ended.out
    check_silent(ended)


def test_policy_that_is_wrong_is_told_by_check_with_file_and_line_and_exit_code_2(served):
    not_shared(served)
    ended = plainview("check", council=served.council)
    assert ended.code == 2
    assert "element-not-in-agreement: 'owed'" in ended.out
    assert "mappings/rents.yaml:" in ended.out


def test_a_bridge_that_does_not_run_is_told(served):
    door = Door(served.home.path, timeout_seconds=2)
    with pytest.raises(BridgeNotRunning, match=r"^bridge-not-running: .*\n.*bridge serve"):
        door.find_by_case(Asking(officer="o", role="duty", purpose="p", reason="r"), space="care", id="1")


def test_a_home_with_nothing_in_it_is_told(tmp_path):
    made = small(tmp_path)
    for command in (("status", "--home", made.home.path), ("serve", "--home", made.home.path)):
        check_told(plainview(*command, council=made.council), "nothing-published", says=("refresh",), code=3)
    assert not made.home.path.exists()


def test_a_bridge_with_a_wrong_key_does_not_serve(served):
    wrong_key(served)
    ended = plainview("bridge", "serve", "--home", served.home.path, council=served.council, timeout=60)
    check_told(ended, "wrong-key", parts=1)


def test_a_wrong_key_is_told_with_the_home_and_before_the_bridge_says_that_it_serves(served):
    wrong_key(served)
    ended = plainview("bridge", "serve", "--home", served.home.path, council=served.council, timeout=60)
    assert "serves" not in ended.said
    check_told(ended, "wrong-key", says=(str(served.home.path),))


def test_a_wrong_key_is_told_before_any_extract_is_read(served):
    wrong_key(served)
    ended = served.refresh()
    check_told(ended, "wrong-key", parts=1)
    assert "Reading" not in ended.err


def test_a_council_that_is_not_there_is_told(tmp_path):
    ended = plainview("check", council=tmp_path / "nowhere")
    assert ended.code == 2
    assert "policy-file-missing: the council's folder does not exist." in ended.err
    assert "Traceback" not in ended.said


def test_the_folder_of_a_council_that_is_not_there_is_named(tmp_path):
    ended = plainview("check", council=tmp_path / "nowhere")
    assert str(tmp_path / "nowhere") in ended.said.replace("\n", "")


def test_a_command_without_a_council_says_how_to_give_one(tmp_path: Path):
    ended = plainview("refresh", "--extracts", tmp_path, "--home", tmp_path / "home")
    assert ended.code == 2
    assert "--council" in ended.err
    assert "Traceback" not in ended.said
