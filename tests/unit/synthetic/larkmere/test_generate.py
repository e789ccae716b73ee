"""What lies in the folders: extracts, policy and truth apart."""

import csv
import json
from datetime import date
from pathlib import Path

import pytest
from pyarrow import parquet

from plainview.synthetic.larkmere import extracts
from plainview.synthetic.larkmere.fill import Filler
from plainview.synthetic.larkmere.generate import Generated, generate
from plainview.synthetic.larkmere.world.bias import PLANTED
from plainview.synthetic.larkmere.world.build import build
from plainview.synthetic.larkmere.world.probabilities import OUTCOMES
from plainview.synthetic.larkmere.world.targets import TARGETS


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


@pytest.fixture(scope="module")
def made(tmp_path_factory) -> tuple[Path, Generated]:
    out = tmp_path_factory.mktemp("larkmere")
    return out, generate(residents=500, seed=9, out=out)


def test_two_runs_write_the_same_bytes(made, tmp_path):
    out, _ = made
    generate(residents=500, seed=9, out=tmp_path)
    again = files(tmp_path)
    before = files(out)
    assert list(before) == list(again)
    assert [name for name in before if before[name] != again[name]] == []


def test_two_processes_write_the_same_bytes_as_one(made, tmp_path):
    out, generated = made
    again = generate(residents=500, seed=9, out=tmp_path, processes=2)
    before, after = files(out), files(tmp_path)
    assert list(before) == list(after)
    assert [name for name in before if before[name] != after[name]] == []
    assert again == generated


def test_the_truth_states_what_the_borough_was_meant_to_be_and_what_is_wrong_on_purpose(made):
    out, _ = made
    with (out / "truth" / "calibration.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(TARGETS)
    assert all(row["source"].startswith(("published: ", "unverified: ", "ours")) for row in rows)
    with (out / "truth" / "bias.csv").open(encoding="utf-8") as file:
        assert [row["bias"] for row in csv.DictReader(file)] == [b.name for b in PLANTED]
    known = parquet.read_table(out / "truth" / "probabilities.parquet")
    assert set(known.column("outcome").unique().to_pylist()) <= set(OUTCOMES)
    assert known.num_rows > 0 and not known.column("probability").null_count


def test_every_file_is_counted_and_every_counted_file_is_there(made):
    out, generated = made
    assert {p.name for p in (out / "extracts").iterdir()} == set(generated.rows)


def test_progress_is_told_each_extract(tmp_path):
    told: list[str] = []
    generate(residents=500, seed=9, out=tmp_path, progress=told.append)
    assert [name for name, _ in extracts.writers()] == [t for t in told if t in dict(extracts.writers())]


def test_the_truth_knows_whose_each_local_id_is(made):
    out, _ = made
    with (out / "truth" / "local_ids.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    with (out / "truth" / "residents.csv").open(encoding="utf-8") as file:
        residents = {r["person"] for r in csv.DictReader(file)}
    assert rows and {r["person"] for r in rows} <= residents
    assert len({(r["space"], r["local_id"]) for r in rows}) == len(rows)


def test_the_restricted_list_names_everyone_withheld_and_every_refuge(made):
    out, _ = made
    with next((out / "extracts").glob("RESTRICTED_people_*.csv")).open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    with (out / "truth" / "restricted.csv").open(encoding="utf-8") as file:
        restricted = list(csv.DictReader(file))
    assert len({r["list_ref"] for r in rows if r["entry_kind"] == "Person"}) == len(restricted) > 0
    with (out / "truth" / "homes.csv").open(encoding="utf-8") as file:
        refuges = {h["uprn"] for h in csv.DictReader(file) if h["kind"] == "refuge"}
    assert refuges and refuges == {r["uprn"] for r in rows if r["entry_kind"] == "Address"}


def test_canaries_are_planted_where_an_extract_could_carry_them(made):
    out, _ = made
    canaries = json.loads((out / "truth" / "canaries.json").read_text("utf-8"))
    assert set(canaries) >= {"names", "numbers", "addresses", "sentences"}
    notes = (out / "truth" / "events" / "notes.jsonl").read_text("utf-8")
    assert all(sentence in notes for sentence in canaries["sentences"])


def test_filler_is_steady_and_names_no_one():
    world = build(residents=500, seed=9, ends=date(2026, 10, 31))
    filler = Filler(world, "some extract")
    columns = {"REVIEW_DATE": "date", "IS_OPEN": "boolean", "TENANT_NAME": "string", "PERSON_NHS_NUMBER": "identifier",
               "BAND": ("A", "B"), "VISITS": "integer", "WORKER_ID": "string"}  # fmt: skip
    rows = [filler.fill({}, columns, key) for key in range(300)]
    assert rows == [Filler(world, "some extract").fill({}, columns, key) for key in range(300)]
    assert not any(r["TENANT_NAME"] or r["PERSON_NHS_NUMBER"] for r in rows)
    for column in ("REVIEW_DATE", "IS_OPEN", "BAND", "VISITS", "WORKER_ID"):
        assert 60 < sum(r[column] is not None for r in rows) < 300
    assert {r["BAND"] for r in rows} == {"A", "B", None}
    assert max(r["REVIEW_DATE"] for r in rows if r["REVIEW_DATE"]) <= "2026-10-31"


def test_what_a_writer_filled_is_kept():
    world = build(residents=500, seed=9, ends=date(2026, 10, 31))
    assert Filler(world, "x").fill({"BAND": None}, {"BAND": ("A",)}, 1) == {"BAND": None}
