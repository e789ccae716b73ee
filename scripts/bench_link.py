"""
Measures `plainview link` beside plain Splink on the person records of a made-up borough, in one run:

    python scripts/bench_link.py FOLDER     FOLDER: what `plainview synthetic larkmere --out` wrote

Both get the same columns: those of plain Splink's own set-up. A second run of ours gets all that the systems hold.
"""

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
from rich.console import Console
from rich.table import Table

from plainview.synthetic.difficulty.measure import Linkage, linkage, person_records, twins
from plainview.synthetic.difficulty.plain_splink import PlainSplink, plain_splink

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
  nino: {part: identifier, name: nino, unique: true}
  upn: {part: identifier, name: upn, unique: true}
"""
ALL = """  middle_names: middle_names
  former_surname: former_last_name
  uprn: uprn
  address_1: address
  address_2: address
  town: place
  phone: phone
  uln: {part: identifier, name: uln, unique: true}
"""


def main(folder: Path) -> None:
    """Link, compare with the truth, and show it."""
    truth = folder / "truth"
    records, pairs_of_birth = person_records(truth), twins(truth)
    everything = pq.read_table(truth / "person_records.parquet")
    kept = set(records.column("unique_id").to_pylist())
    everything = everything.filter(pa.array([u in kept for u in everything.column("unique_id").to_pylist()]))
    rows = [("plain Splink", *_timed(lambda: plain_splink(records)))]
    for name, spec in (("plainview link, the same columns", SPEC), ("plainview link, all columns", SPEC + ALL)):
        rows.append((name, *_timed(lambda spec=spec: _ours(everything, spec))))
    told = Table("", "records", "precision", "recall", "F1", "twins mixed", "seconds", box=None)
    for name, made, seconds in rows:
        found: Linkage = linkage(records, made, pairs_of_birth)
        told.add_row(name, f"{found.records:,}", f"{found.precision:.4f}", f"{found.recall:.4f}", f"{found.f1:.4f}",
                     f"{found.twins_mixed_share:.1%} of {found.twins}", f"{seconds:.1f}")  # fmt: skip
    Console().print(told)


def _timed(make: Callable[[], PlainSplink]) -> tuple[PlainSplink, float]:
    began = time.perf_counter()
    made = make()
    return made, time.perf_counter() - began


def _ours(records: pa.Table, spec: str) -> PlainSplink:
    """Link as someone at a terminal does, start of the command and files included."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        pq.write_table(records, place / "records.parquet")
        (place / "spec.yaml").write_text(spec)
        command = [sys.executable, "-m", "plainview", "link", str(place / "records.parquet"), "--spec",
                   str(place / "spec.yaml"), "--out", str(place / "clusters.parquet")]  # fmt: skip
        subprocess.run(command, check=True, capture_output=True)
        made = pq.read_table(place / "clusters.parquet", columns=["record_id", "cluster_id"])
    return PlainSplink({}, made.rename_columns(["unique_id", "cluster_id"]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
