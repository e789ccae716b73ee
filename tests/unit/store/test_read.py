"""Reads state a purpose, and an agreement that ended takes its columns with it."""

from datetime import date

import pytest

from plainview.store.protected import for_monitoring
from plainview.store.read import PurposeNotForThisDoor, Store, TableNotPublished
from plainview.vocabulary.purposes import Purpose

ON = date(2026, 6, 1)


def people(table):
    return sorted(row["person_id"] for row in table.to_pyarrow().to_pylist())


@pytest.fixture(scope="module")
def folder(rows, published):
    table = rows(
        {"resident_id": "r1", "need": "low_income", "referred_on": ON, "valid_from": ON},
        {"resident_id": "r2", "need": "low_income", "agreement": "other", "rule": "other:tables.0"},
    )
    characteristics = rows({"resident_id": "r1", "characteristic": "race", "value": "mixed"})
    return published(referrals=table, characteristics=characteristics)[0]


def test_a_table_is_read_for_a_purpose(folder):
    store = Store(folder, in_force=lambda agreement, on: True)
    assert people(store.table("referrals", purpose=Purpose.DISPLAY, on=ON)) == ["d-r1", "d-r2"]
    assert people(store.table("referrals", purpose=Purpose.MODELLING, on=ON)) == ["m-r1", "m-r2"]
    assert store.names(purpose=Purpose.DISPLAY) == ["referrals"]


def test_an_agreement_that_ended_takes_its_rows_with_it(folder):
    store = Store(folder, in_force=lambda agreement, on: agreement != "other" or on < ON)
    assert people(store.table("referrals", purpose=Purpose.DISPLAY, on=ON)) == ["d-r1"]
    assert people(store.table("referrals", purpose=Purpose.DISPLAY, on=date(2026, 5, 31))) == ["d-r1", "d-r2"]


def test_an_element_that_ended_takes_its_column_with_it(folder):
    def shared(rule, column, purpose, on):
        return not (rule == "made-up:tables.0" and column == "referred_on")

    store = Store(folder, in_force=lambda agreement, on: True, shared=shared)
    found = {
        r["person_id"]: r for r in store.table("referrals", purpose=Purpose.DISPLAY, on=ON).to_pyarrow().to_pylist()
    }
    assert found["d-r1"]["referred_on"] is None
    assert found["d-r1"]["valid_from"] is None
    assert found["d-r1"]["need"] == "low_income"


def test_the_common_door_refuses_monitoring(folder):
    store = Store(folder, in_force=lambda agreement, on: True)
    with pytest.raises(PurposeNotForThisDoor):
        store.table("referrals", purpose=Purpose.MONITORING, on=ON)
    assert people(for_monitoring(store, "characteristics", on=ON)) == ["o-r1"]


def test_nothing_is_stored_for_matching(folder):
    store = Store(folder, in_force=lambda agreement, on: True)
    with pytest.raises(PurposeNotForThisDoor):
        store.table("referrals", purpose=Purpose.MATCHING, on=ON)


def test_characteristics_are_not_there_for_display(folder):
    store = Store(folder, in_force=lambda agreement, on: True)
    with pytest.raises(TableNotPublished):
        store.table("characteristics", purpose=Purpose.DISPLAY, on=ON)


def test_a_read_without_a_purpose_is_impossible(folder):
    store = Store(folder, in_force=lambda agreement, on: True)
    with pytest.raises(TypeError):
        store.table("referrals", on=ON)
