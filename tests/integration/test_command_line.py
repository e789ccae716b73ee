"""The commands that a person or a script uses around a refresh."""

import csv
import io
import json
import re
import stat

import pyarrow.parquet as pq
import pytest

from plainview.audit.sinks import FileSink
from tests.lib.command import plainview
from tests.lib.councils import PEOPLE, Small


def test_help_names_every_command_with_one_line_on_each():
    ended = plainview("--help")
    assert ended.code == 0
    for command in ("check", "coverage", "schemas", "refresh", "serve", "bridge", "web", "synthetic", "explain",
                    "audit", "status", "keys"):  # fmt: skip
        assert re.search(rf"\b{command}\b +\w", ended.out), command


@pytest.mark.parametrize("command", [("refresh",), ("explain", "person")])
def test_each_command_explains_itself(command):
    ended = plainview(*command, "--help")
    assert ended.code == 0
    assert "Usage:" in ended.out


def test_the_version_is_told():
    ended = plainview("--version")
    assert (ended.code, ended.out.split()[0]) == (0, "plainview")


def test_a_good_policy_passes_check(larkmere):
    ended = plainview("check", "--json", council=larkmere.council)
    assert ended.code == 0, ended.said
    told = json.loads(ended.out)
    assert told["errors"] == 0
    assert {p["level"] for p in told["problems"]} <= {"warning"}


def test_a_bad_policy_fails_check_with_2_and_every_problem_in_json(served: Small):
    served.sources["rents"][1]["tables"][0]["columns"]["arrears_pence"] = "nothing_like_it"
    served.policy()
    ended = plainview("check", "--json", council=served.council)
    assert ended.code == 2
    told = json.loads(ended.out)
    assert told["errors"] >= 1
    problem = next(p for p in told["problems"] if "nothing_like_it" in p["what"])
    assert problem["file"] == "mappings/rents.yaml"
    assert problem["line"] > 1
    assert problem["do"]


def test_coverage_is_a_table_of_every_element(larkmere, rules, tmp_path):
    file = tmp_path / "coverage.csv"
    assert plainview("coverage", "--csv", file, council=larkmere.council).code == 0
    rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8"))))
    assert len(rows) == sum(len(a.elements) for a in rules.council.agreements.values())


def test_schemas_are_written_for_editors(tmp_path):
    assert plainview("schemas", tmp_path / "schemas").code == 0
    files = list((tmp_path / "schemas").glob("*.json"))
    assert {"agreement", "mapping"} <= {f.name.split(".")[0] for f in files}
    assert all("properties" in json.loads(f.read_text(encoding="utf-8")) for f in files)


def test_status_says_what_serves_and_how_late_each_source_is(served: Small):
    ended = plainview("status", "--home", served.home.path, "--on", "2026-04-20", "--json")
    assert ended.code == 0, ended.said
    told = json.loads(ended.out)
    assert told["refresh"] == served.home.current()
    assert {s["source"]: s["days_late"] for s in told["sources"]} == {"care": 19, "rents": 19}
    assert "Refresh" in plainview("status", "--home", served.home.path, "--on", "2026-03-02").out


def test_a_factor_is_explained_by_its_meaning_and_by_who_can_show_it(larkmere):
    ended = plainview("explain", "factor", "rent_arrears", council=larkmere.council)
    assert ended.code == 0
    assert "Counts when:" in ended.out
    assert "hou" in ended.out
    assert plainview("explain", "factor", "no_such_factor", council=larkmere.council).code == 1


def test_why_two_references_are_not_one_person_is_explained_and_audited(served: Small):
    asked = ("--home", served.home.path, "--officer", "o", "--reason", "a steward asks")
    ended = plainview("explain", "apart", "care", "1", "care", "3", *asked)
    assert ended.code == 0, ended.said
    assert "are two people" in ended.out and "Never compared: nothing in common to compare by." in ended.out
    assert not any(p["surname"] in ended.said for p in PEOPLE)
    same = plainview("explain", "apart", "care", "2", "rent", "R77", *asked)
    assert "Both references are one person's today." in same.out and "links hold its records together" in same.out
    events = [link.event for link in FileSink(served.home.bridge_audit).events()]
    assert [e["because"] for e in events if e["act"] == "reveal"] == [["apart"], ["apart"], ["links"]]
    nobody = plainview("explain", "apart", "care", "1", "rent", "none", *asked)
    assert (nobody.code, nobody.err.split(":")[0]) == (1, "nothing-to-explain")


def test_why_two_records_are_one_person_is_explained_and_audited(served: Small):
    asked = (
        "explain",
        "person",
        "rent",
        "R77",
        "--home",
        served.home.path,
        "--officer",
        "steward",
        "--reason",
        "asked",
    )
    ended = plainview(*asked)
    assert ended.code == 0, ended.said
    assert "1 links hold its records together" in ended.out
    assert re.search(r"birth", ended.out, re.I)
    assert served.home.bridge_audit.read_text(encoding="utf-8").count('"steward"') >= 2
    nobody = plainview("explain", "person", "rent", "none", *asked[4:])
    assert (nobody.code, nobody.err.split(":")[0]) == (1, "nothing-to-explain")


def test_what_stands_on_a_record_is_explained_without_a_name(served: Small):
    folder = served.home.store(served.home.current()) / "display"
    ref = pq.read_table(folder / "referrals.parquet").column("record_ref")[0].as_py()
    ended = plainview("explain", "record", ref, "--home", served.home.path)
    assert ended.code == 0
    assert "referrals: about" in ended.out
    assert "referred_on=" in ended.out


def test_a_new_key_is_for_its_owner_alone_and_never_overwrites_one(tmp_path):
    file = tmp_path / "master.key"
    assert plainview("keys", "new", file).code == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    before = file.read_bytes()
    again = plainview("keys", "new", file)
    assert (again.code, again.err.split(":")[0]) == (1, "key-exists")
    assert file.read_bytes() == before
    assert before.strip().decode() not in again.said


def test_a_refresh_can_be_read_by_a_script(served: Small):
    ended = served.refresh("--json", as_of="2026-03-05")
    assert ended.code == 0, ended.said
    told = json.loads(ended.out)
    assert told["refresh"] == served.home.current()
    assert told["residents"] == 4


def test_a_synthetic_borough_of_impossible_size_is_refused(tmp_path):
    ended = plainview("synthetic", "larkmere", "--residents", "10", "--out", tmp_path)
    assert ended.code == 2
    assert "500" in ended.err
    assert not list(tmp_path.iterdir())


def test_a_synthetic_borough_is_written_apart_from_its_truth(larkmere):
    """The command made the one that all these tests use."""
    assert {p.name for p in larkmere.folder.iterdir()} == {"extracts", "council", "truth"}
    assert not [p for p in larkmere.extracts.iterdir() if "truth" in p.name]
