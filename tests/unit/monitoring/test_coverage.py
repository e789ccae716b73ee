"""Shares by group and source: rounded, as recorded, and nothing of a small group."""

from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainview.monitoring import coverage
from plainview.monitoring.coverage import Coverage, by_group
from plainview.store.read import Store

DAY = date(2026, 11, 1)


def row(person: str, source: str, **more: object) -> dict[str, object]:
    common = {"valid_from": date(2020, 1, 1), "valid_until": None, "known_from": date(2020, 1, 2)}
    return {"person_id": person, "source": source, "record_ref": "r", "agreement": source, "rule": f"{source}:0",
            **common, **more}  # fmt: skip


@pytest.fixture
def store(tmp_path):
    def write(name: str, rows: list[dict[str, object]]) -> None:
        (tmp_path / "monitoring").mkdir(exist_ok=True)
        table = pa.Table.from_pylist(rows)
        for n, field in enumerate(table.schema):
            if pa.types.is_null(field.type):
                table = table.set_column(n, field.name, table[n].cast(pa.date32()))
        pq.write_table(table, tmp_path / "monitoring" / f"{name}.parquet")

    white = [row(f"w{n}", "school", characteristic="race", value="white") for n in range(40)]
    black = [row(f"b{n}", "school", characteristic="race", value="black") for n in range(12)]
    few = [row(f"f{n}", "school", characteristic="race", value="traveller") for n in range(9)]
    former = [row("w0", "school", characteristic="race", value="black", valid_until=date(2021, 1, 1))]
    write("characteristics", [*white, *black, *few, *former])
    write(
        "sen_support",
        [row(f"w{n}", "support", provision="k") for n in range(29)] + [row("b0", "support", provision="k")],
    )
    born = {**{f"w{n}": date(2016, 11, 1) for n in range(20)}, **{f"b{n}": date(2015, 11, 1) for n in range(10)}}
    write("residents", [row(who, "school", born_month=on, died_on=None) for who, on in born.items()])
    return Store(tmp_path, in_force=lambda agreement, on: True)


def test_a_share_is_of_the_group_and_rounded_to_fives(store):
    shares = by_group(coverage.coverage(store, on=DAY).covered)
    assert shares["race", "white", 40] == {"school": 100, "support": 70}  # 29 of 40 are 72.5%
    assert shares["race", "black", 10] == {"school": 100, "support": None}  # 1 of 12: it would be told of one person


def test_a_group_of_fewer_than_ten_is_counted_and_not_told(store):
    told = coverage.coverage(store, on=DAY)
    assert told.groups_hidden == 1
    assert "traveller" not in {c.value for c in told.covered}


def test_age_is_by_band_on_the_day(store):
    ages = {c.value for c in coverage.coverage(store, on=DAY).covered if c.characteristic == "age"}
    assert ages == {"5_to_10", "11_to_15"}
    assert {c.value for c in coverage.coverage(store, on=date(2026, 10, 31)).covered if c.characteristic == "age"} == {
        "5_to_10"
    }


def test_what_was_kept_is_read_again_as_it_was(store, tmp_path):
    told = coverage.coverage(store, on=DAY)
    coverage.write(tmp_path / "coverage.json", told)
    assert coverage.read(tmp_path / "coverage.json") == told
    assert coverage.read(tmp_path / "none.json") == Coverage()


def test_a_store_without_monitoring_covers_no_one(tmp_path):
    assert coverage.coverage(Store(tmp_path, in_force=lambda agreement, on: True), on=DAY) == Coverage()
