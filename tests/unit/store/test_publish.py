"""Each purpose gets its own pseudonyms, references and columns, and nothing more."""

import json

import pytest

from plainview.store.publish import ResidentWithoutPseudonym
from plainview.store.typed import ColumnOfWrongKind, ColumnWithoutClass
from plainview.vocabulary.purposes import Purpose


def a_referral(resident="r1", **more):
    return {"resident_id": resident, "need": "low_income", "outcome": "assessment", **more}


def test_each_purpose_has_its_own_person_id(rows, published, read):
    folder, _ = published(referrals=rows(a_referral("r1"), a_referral("r2")))
    ids = {p: {r["person_id"] for r in read(folder / p, "referrals")} for p in ("display", "modelling", "monitoring")}
    assert ids == {
        "display": {"d-r1", "d-r2"},
        "modelling": {"m-r1", "m-r2"},
        "monitoring": {"o-r1", "o-r2"},
    }


def test_no_resident_id_is_in_any_byte_of_the_store(rows, published):
    folder, _ = published(referrals=rows(a_referral("r1")))
    assert all("resident_id" not in f.read_bytes().decode("latin-1") for f in folder.rglob("*.parquet"))


def test_two_purposes_share_no_reference(rows, published, read):
    folder, _ = published(
        tenancies=rows({"resident_id": "r1", "home": "home-1"}, {"resident_id": "r2", "home": "home-1"})
    )
    display, modelling = read(folder / "display", "tenancies"), read(folder / "modelling", "tenancies")
    for column in ("record_ref", "home"):
        assert not {r[column] for r in display} & {r[column] for r in modelling}
    assert len({r["home"] for r in modelling}) == 1, "people of one home stay together within a purpose"


def test_references_of_a_purpose_stay_the_same_with_the_same_salts(rows, published, read):
    salts = {Purpose.MODELLING: "a", Purpose.MONITORING: "b"}
    table = rows({"resident_id": "r1", "home": "home-1"})
    folder, _ = published(tenancies=table, salts=salts)
    first = read(folder / "modelling", "tenancies")
    folder, _ = published(tenancies=table, salts=salts)
    assert read(folder / "modelling", "tenancies") == first


def test_a_column_not_shared_for_a_purpose_is_null_for_that_rule_alone(rows, published, read):
    table = rows(a_referral(rule="one:tables.0"), a_referral("r2", rule="two:tables.0"))

    def allowed(rule, column, purpose):
        return not (rule == "one:tables.0" and column == "need" and purpose is Purpose.MODELLING)

    folder, _ = published(referrals=table, allowed=allowed)
    modelling = {r["person_id"]: r for r in read(folder / "modelling", "referrals")}
    assert (modelling["m-r1"]["need"], modelling["m-r2"]["need"]) == (None, "low_income")
    assert modelling["m-r1"]["outcome"] == "assessment"
    assert {r["need"] for r in read(folder / "display", "referrals")} == {"low_income"}


def test_a_row_of_which_nothing_may_be_used_is_left_out_and_counted(rows, published, read):
    table = rows(a_referral(rule="one:tables.0"), a_referral("r2", rule="two:tables.0"))
    folder, told = published(
        referrals=table, allowed=lambda rule, column, purpose: rule == "two:tables.0" or purpose is Purpose.DISPLAY
    )
    assert [r["person_id"] for r in read(folder / "modelling", "referrals")] == ["m-r2"]
    assert told.left_out["modelling"]["referrals"] == 1
    assert told.left_out["display"]["referrals"] == 0


def test_a_table_shared_for_no_column_is_not_there_for_that_purpose(rows, published):
    folder, told = published(referrals=rows(a_referral()), allowed=lambda r, c, purpose: purpose is Purpose.DISPLAY)
    assert not (folder / "modelling" / "referrals.parquet").exists()
    assert "modelling" not in told.rows


def test_the_dates_of_a_row_go_with_the_columns_they_come_from(rows, published, read):
    from datetime import date

    day = date(2026, 1, 1)
    table = rows(a_referral(referred_on=day, closed_on=day, valid_from=day, valid_until=day))
    folder, _ = published(
        referrals=table, allowed=lambda r, c, p: p is Purpose.DISPLAY or c not in {"referred_on", "closed_on"}
    )
    (modelling,) = read(folder / "modelling", "referrals")
    assert (modelling["valid_from"], modelling["valid_until"]) == (None, None)
    (display,) = read(folder / "display", "referrals")
    assert (display["valid_from"], display["valid_until"]) == (day, day)


def test_characteristics_go_to_monitoring_alone(rows, published):
    table = rows({"resident_id": "r1", "characteristic": "race", "value": "mixed"})
    folder, _ = published(characteristics=table)
    assert [f.parent.name for f in folder.rglob("characteristics.parquet")] == ["monitoring"]


def test_staff_are_for_display_alone(rows, published, read):
    table = rows({"resident_id": "r1", "service": "housing", "staff": "s1"})
    staff = rows({"staff": "s1", "name": "J. Okoro", "role": "housing_officer"})
    folder, _ = published(service_involvements=table, staff=staff)
    assert read(folder / "display", "service_involvements")[0]["staff"] == "s1"
    assert read(folder / "modelling", "service_involvements")[0]["staff"] is None
    assert read(folder / "display", "staff")[0]["name"] == "J. Okoro"
    assert [f.parent.name for f in folder.rglob("staff.parquet")] == ["display"]


def test_a_label_that_fewer_than_three_residents_share_does_not_cross(rows, published, read):
    involved = [{"resident_id": r, "service": "housing", "team": "North"} for r in ("r1", "r2", "r3")]
    involved += [{"resident_id": r, "service": "adults", "team": "Ask for Mrs Testington"} for r in ("r1", "r2")]
    folder, told = published(service_involvements=rows(*involved))
    found = {(r["service"], r["team"]) for r in read(folder / "display", "service_involvements")}
    assert found == {("housing", "North"), ("adults", None)}
    assert told.labels_withheld == {"service_involvements.team": 1}


def test_the_other_resident_of_a_relation_is_translated(rows, published, read):
    table = rows({"resident_id": "r1", "other_person_id": "r2", "kind": "parent_of"})
    folder, _ = published(relationships=table)
    assert read(folder / "display", "relationships")[0]["other_person_id"] == "d-r2"
    assert read(folder / "modelling", "relationships")[0]["other_person_id"] == "m-r2"


def test_a_resident_without_a_pseudonym_stops_the_store(rows, published):
    with pytest.raises(ResidentWithoutPseudonym) as error:
        published(referrals=rows(a_referral("r9")))
    assert "1 rows" in str(error.value)
    assert "r9" not in str(error.value)


def test_a_null_pseudonym_leaves_a_resident_out_of_that_purpose(engine, rows, tmp_path, read):
    import pyarrow as pa

    from plainview.store.publish import publish

    withheld = pa.table({"resident_id": ["r1"], "display": ["d-r1"], "modelling": pa.array([None], pa.string()),
                         "monitoring": pa.array([None], pa.string())})  # fmt: skip
    publish(tables={"referrals": rows(a_referral())}, pseudonyms=engine.create_table("withheld", withheld),
            lineage={}, allowed=lambda *_: True, into=tmp_path)  # fmt: skip
    assert len(read(tmp_path / "display", "referrals")) == 1
    assert read(tmp_path / "modelling", "referrals") == []


@pytest.mark.parametrize("column", ["forename", "note_text", "part"])
def test_a_column_that_no_one_declared_is_an_error(rows, published, column):
    with pytest.raises(ColumnWithoutClass, match=column):
        published(referrals=rows(a_referral(**{column: "anything"})))


def test_a_table_that_no_one_declared_is_an_error(rows, published):
    with pytest.raises(ColumnWithoutClass, match="letters"):
        published(letters=rows({"resident_id": "r1"}))


def test_a_number_where_a_date_belongs_is_an_error(rows, published):
    with pytest.raises(ColumnOfWrongKind, match="referred_on"):
        published(referrals=rows(a_referral(referred_on=20260101)))


def test_text_where_money_belongs_is_an_error_without_the_value(rows, published):
    with pytest.raises(ColumnOfWrongKind) as error:
        published(rent_accounts=rows({"resident_id": "r1", "arrears_pence": "12 Example Road"}))
    assert "Example" not in str(error.value)


def test_lineage_is_kept_beside_the_tables(rows, published):
    folder, _ = published(referrals=rows(a_referral()), lineage={"made-up:tables.0": {"need": ("NEED_CODE",)}})
    assert json.loads((folder / "lineage.json").read_text()) == {"made-up:tables.0": {"need": ["NEED_CODE"]}}


def test_the_order_of_rows_does_not_join_two_purposes(rows, published, read, pseudonyms, engine):
    import pyarrow as pa

    crossed = pa.table({"resident_id": ["r1", "r2"], "display": ["a", "b"], "modelling": ["z", "y"],
                        "monitoring": ["p", "q"]})  # fmt: skip
    from plainview.store.publish import publish

    folder, _ = published()
    publish(
        tables={"referrals": rows(a_referral("r1"), a_referral("r2"))},
        pseudonyms=engine.create_table("crossed", crossed),
        lineage={},
        allowed=lambda *_: True,
        into=folder,
    )
    assert [r["person_id"] for r in read(folder / "display", "referrals")] == ["a", "b"]
    assert [r["person_id"] for r in read(folder / "modelling", "referrals")] == ["y", "z"]
