"""One read gives all that the web needs of a resident."""

import sqlite3
from datetime import date

import pyarrow as pa
import pytest

from plainview.store.build_read_model import build
from plainview.store.facts import Fact, FactorEvidence, Member, SourceReceived, StaffMember
from plainview.store.read import Store
from plainview.store.read_model import ReadModel, ReadModelUnreadable
from plainview.vocabulary.purposes import Purpose

DAY, LATER = date(2026, 1, 1), date(2026, 1, 5)
SOURCE = SourceReceived("made-up", "Made-up records", "Housing", "Paper", LATER, 7, date(2027, 1, 1))


@pytest.fixture(scope="module")
def model(rows, published, tmp_path_factory):
    tables = {
        "referrals": rows(
            {"resident_id": "r1", "referred_on": DAY, "need": "low_income", "is_no_further_action": False,
             "valid_from": DAY, "known_from": LATER, "other_refs": ["rents:looked-up"]},
            {"resident_id": "r1", "need": "family_stress", "is_no_further_action": None},
            types={"referred_on": pa.date32(), "is_no_further_action": pa.bool_()},
        ),
        "rent_accounts": rows({"resident_id": "r2", "balance_on": DAY, "arrears_pence": 12345, "valid_from": DAY}),
        "residents": rows({"resident_id": "r1", "born_month": date(2017, 3, 1)}, {"resident_id": "r2"},
                            {"resident_id": "r3", "source_count": 1}),
        "households": rows({"household_id": "h1", "kind": "private"}, {"household_id": "h2", "kind": "hostel"}),
        "household_members": rows(
            {"resident_id": "r1", "household_id": "h1", "lives_from": DAY, "source_count": 2, "how": "same_address",
             "record_ref": "m1"},
            {"resident_id": "r2", "household_id": "h1", "lives_from": LATER, "source_count": 2, "how": "same_address",
             "record_ref": "m2"},
            {"resident_id": "r3", "household_id": "h2", "lives_from": DAY, "source_count": 1, "how": "same_address"},
        ),
        "relationships": rows({"resident_id": "r2", "other_person_id": "r1", "kind": "parent_of", "is_stated": True}),
    }  # fmt: skip
    staff = rows({"staff": "s1", "name": "J. Okoro", "role": "housing_officer", "team": "North"})
    lineage = {"made-up:tables.0": {"need": ("NEED",), "known_from": ("ENTERED",)}}
    folder, _ = published(staff=staff, lineage=lineage, **tables)
    store = Store(folder, in_force=lambda agreement, on: True)
    names = store.names(purpose=Purpose.DISPLAY)
    evidence = pa.table(
        {
            "factor": ["debt"], "rule": ["rent_not_known"], "person_id": ["d-r2"], "table": ["rent_accounts"],
            "record_refs": [["ref-0"]], "valid_from": [DAY], "valid_until": pa.array([None], pa.date32()),
            "current_until": [date(2027, 1, 2)], "known_from": [DAY],
        }
    )  # fmt: skip
    path = tmp_path_factory.mktemp("model") / "read_model.sqlite"
    count = build(
        path=path,
        tables=lambda n: store.table(n, purpose=Purpose.DISPLAY, on=LATER) if n in names else None,
        evidence=store.engine.create_table("evidence", evidence),
        lineage=store.lineage(),
        sources=[SOURCE],
        staff=store.staff(),
        withheld_for={"d-r3": ("team_manager",)},
    )
    assert count == 3
    return ReadModel(path)


def test_a_fact_comes_back_with_its_clocks_values_and_elements(model):
    record = model.resident("d-r1")
    fact = next(f for f in record.facts if f.table == "referrals" and f.values["need"] == "low_income")
    assert fact == Fact(
        table="referrals", person_id="d-r1", source="made-up", record_ref="ref-0", rule="made-up:tables.0",
        valid_from=DAY, valid_until=None, known_from=LATER,
        values={"referred_on": DAY, "need": "low_income", "is_no_further_action": False},
        elements={"need": ("NEED",), "known_from": ("ENTERED",)}, other_refs=(("rents", "looked-up"),),
    )  # fmt: skip


def test_a_value_that_is_not_known_is_absent_and_a_false_one_is_not(model):
    by_need = {f.values["need"]: f.values for f in model.resident("d-r1").facts if f.table == "referrals"}
    assert "is_no_further_action" not in by_need["family_stress"]
    assert by_need["low_income"]["is_no_further_action"] is False


def test_factor_evidence_comes_back(model):
    assert model.resident("d-r2").factors == (
        FactorEvidence("debt", "rent_not_known", "d-r2", "rent_accounts", ("ref-0",), DAY, None, date(2027, 1, 2), DAY),
    )
    assert model.resident("d-r1").factors == ()


def test_members_know_what_they_are_to_each_other_from_when_they_lived_together(model):
    (mother,) = model.resident("d-r1").members
    assert mother == Member("d-r2", "parent", LATER, None, "same_address", 2, date(2026, 1, 2), (("made-up", "m2"),))
    (child,) = model.resident("d-r2").members
    assert (child.person_id, child.relation) == ("d-r1", "child")


def test_a_resident_alone_has_a_household_kind_and_no_members(model):
    record = model.resident("d-r3")
    assert (record.household_kind, record.members, record.facts[0].table) == ("hostel", (), "residents")
    assert record.withheld_for == ("team_manager",)
    assert model.resident("d-r1").withheld_for == ()


def test_birth_is_known_to_the_month_or_not_at_all(model):
    assert model.resident("d-r2").born_month is None
    assert model.resident("d-r1").born_month == date(2017, 3, 1)


def test_someone_unknown_is_none(model):
    assert model.resident("d-r9") is None
    assert [r.person_id for r in model.residents(["d-r9", "d-r2"])] == ["d-r2"]
    assert model.person_ids() == ["d-r1", "d-r2", "d-r3"]


def test_sources_and_staff_come_with_it(model):
    assert model.sources == (SOURCE,)
    assert model.staff == {"s1": StaffMember("s1", "J. Okoro", "housing_officer", "North", "", "")}


def test_a_missing_or_foreign_file_is_told(tmp_path):
    with pytest.raises(ReadModelUnreadable):
        ReadModel(tmp_path / "none.sqlite")
    other = tmp_path / "other.sqlite"
    other.write_bytes(b"not a database, but longer than its header would be" * 40)
    with pytest.raises(ReadModelUnreadable):
        ReadModel(other)


def test_a_store_without_tables_makes_an_empty_model(tmp_path):
    assert build(path=tmp_path / "m.sqlite", tables=lambda n: None, evidence=None, lineage={}, sources=[]) == 0
    assert ReadModel(tmp_path / "m.sqlite").person_ids() == []


def records_of(model):
    return {person: model.resident(person) for person in model.person_ids()}


def test_copying_those_of_whom_nothing_changed_gives_what_a_full_build_gives(rows, published, tmp_path):
    def borough(tenancy_of_r2, withheld=None, previous=None):
        folder, _ = published(
            residents=rows(*({"resident_id": r, "source_count": 1, "record_ref": r} for r in ("r1", "r2", "r3"))),
            referrals=rows(*({"resident_id": r, "need": "low_income", "record_ref": f"f-{r}"} for r in ("r1", "r2"))),
            tenancies=rows({"resident_id": "r2", "home": tenancy_of_r2, "record_ref": "t-2"}),
        )
        store = Store(folder, in_force=lambda agreement, on: True)
        names = store.names(purpose=Purpose.DISPLAY)
        path = folder / "read_model.sqlite"
        build(
            path=path, tables=lambda n: store.table(n, purpose=Purpose.DISPLAY, on=LATER) if n in names else None,
            evidence=None, lineage={}, sources=[], withheld_for=withheld, previous=previous,
            keep=lambda name, table: store.engine.create_table(name, table, overwrite=True),
        )  # fmt: skip
        return path

    before = borough("home-1")
    full = borough("home-2", withheld={"d-r1": ("team_manager",)})
    partly = borough("home-2", withheld={"d-r1": ("team_manager",)}, previous=before)
    assert records_of(ReadModel(partly)) == records_of(ReadModel(full))
    assert records_of(ReadModel(partly)) != records_of(ReadModel(before))
    with sqlite3.connect(partly) as db:
        assert db.execute("SELECT count(*) FROM resident").fetchone() == (3,)


def test_a_record_is_taken_from_the_last_model_and_not_made_anew_when_nothing_changed(rows, published, tmp_path):
    folder, _ = published(residents=rows({"resident_id": "r1", "record_ref": "one", "source_count": 1}))
    store = Store(folder, in_force=lambda agreement, on: True)
    made = {"tables": lambda n: store.table(n, purpose=Purpose.DISPLAY, on=LATER) if n == "residents" else None,
            "evidence": None, "lineage": {}, "sources": []}  # fmt: skip
    build(path=tmp_path / "before.sqlite", **made)
    with sqlite3.connect(tmp_path / "before.sqlite") as db:
        db.execute("UPDATE resident SET record = ?", (b"as it was",))
    build(path=tmp_path / "now.sqlite", previous=tmp_path / "before.sqlite", **made)
    with sqlite3.connect(tmp_path / "now.sqlite") as db:
        assert db.execute("SELECT record FROM resident").fetchone() == (b"as it was",)


def test_a_model_of_another_shape_is_not_copied_from(rows, published, tmp_path):
    folder, _ = published(residents=rows({"resident_id": "r1", "record_ref": "one", "source_count": 1}))
    store = Store(folder, in_force=lambda agreement, on: True)
    made = {"tables": lambda n: store.table(n, purpose=Purpose.DISPLAY, on=LATER) if n == "residents" else None,
            "evidence": None, "lineage": {}, "sources": []}  # fmt: skip
    build(path=tmp_path / "before.sqlite", **made)
    with sqlite3.connect(tmp_path / "before.sqlite") as db:
        db.execute("UPDATE about SET value = 'other columns' WHERE name = 'shape'")
        db.execute("UPDATE resident SET record = ?", (b"as it was",))
    build(path=tmp_path / "now.sqlite", previous=tmp_path / "before.sqlite", **made)
    assert ReadModel(tmp_path / "now.sqlite").resident("d-r1") is not None


def test_who_is_withheld_is_known_without_opening_a_record(model):
    assert model.withheld_for(["d-r3", "d-r1", "d-r9"]) == {"d-r3": ("team_manager",), "d-r1": ()}
