"""`plainview link` and `link-quality` as someone runs them, on the person records of a made-up borough."""

import csv
import json

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.lib.command import plainview
from tests.lib.search import needles

SPEC = """
id: unique_id
source: space
columns:
  forename: first_name
  surname: last_name
  born_on: date_of_birth
  sex: sex
  postcode: postcode
  email: email
  nhs_number: {part: identifier, name: nhs_number, unique: true}
  upn: {part: identifier, name: upn, unique: true}
"""


@pytest.fixture(scope="module")
def linked(larkmere, tmp_path_factory):
    folder = tmp_path_factory.mktemp("link")
    (folder / "spec.yaml").write_text(SPEC)
    records = larkmere.folder / "truth" / "person_records.parquet"
    ended = plainview("link", records, "--spec", folder / "spec.yaml", "--out", folder / "clusters.parquet",
                     "--pairs", folder / "pairs.parquet", "--report", folder / "report.html", "--json")  # fmt: skip
    assert ended.code == 0, ended.said
    return folder, records, ended.out


def test_clusters_are_people(linked, figure):
    folder, records, told = linked
    clusters = pq.read_table(folder / "clusters.parquet")
    assert clusters.column_names == ["record_id", "cluster_id", "confidence"]
    truth = pq.read_table(records, columns=["unique_id", "person"])
    assert clusters.num_rows == truth.num_rows == json.loads(told)["records"]
    person = dict(zip(*(truth.column(c).to_pylist() for c in ("unique_id", "person")), strict=True))
    cluster = dict(zip(*(clusters.column(c).to_pylist() for c in ("record_id", "cluster_id")), strict=True))
    right, joined, true = (_pairs(key) for key in (
        [(person[r], cluster[r]) for r in cluster], list(cluster.values()), [person[r] for r in cluster]))  # fmt: skip
    figure(f"plainview link: precision {right / joined:.4f}, recall {right / true:.4f} of {true} pairs")
    assert right / joined > 0.98
    assert right / true > 0.95


def _pairs(keys):
    counts = pa.array([str(k) for k in keys]).value_counts().field("counts").to_pylist()
    return sum(n * (n - 1) // 2 for n in counts)


def test_what_is_written_beside_the_records_names_no_one(linked, larkmere):
    folder, _, told = linked
    wanted = needles(larkmere)
    assert not wanted.found_in((folder / "report.html").read_text())
    assert not wanted.found_in("\n".join(pq.read_table(folder / "pairs.parquet").column("because").to_pylist()))
    assert not wanted.found_in(told)


def test_a_sample_judged_by_the_truth_gives_the_true_precision(linked):
    folder, records, _ = linked
    drawn = plainview("link-quality", "sample", records, "--spec", folder / "spec.yaml",
                      "--pairs", folder / "pairs.parquet", "--out", folder / "sample.csv", "--size", "200")  # fmt: skip
    assert drawn.code == 0, drawn.said
    with (folder / "sample.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert {"forename 1", "forename 2"} <= set(rows[0])
    for row in rows:
        row["same_person"] = "y" if row["person 1"] == row["person 2"] else "n"
    with (folder / "sample.csv").open("w") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    told = json.loads(plainview("link-quality", "measure", folder / "sample.csv", "--json").out)["all"]
    assert told["precision"]["low"] <= told["precision"]["value"] <= told["precision"]["high"]
    assert told["precision"]["value"] > 0.95
