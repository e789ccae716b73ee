"""An extract that comes otherwise than last time is told: columns, types, dates, blanks, codes, rows."""

from dataclasses import replace

import pytest

from plainview.extracts.drift import ColumnShape, Shape, compare, from_json

DATE, NUMBER, TEXT = (ColumnShape(100, 5, t, w) for t, w in (("date", ("yyyy-mm-dd",)), ("number", ()), ("text", ())))
BEFORE = Shape(rows={"rows": 100}, columns={"rows: Start": DATE, "rows: Amount": NUMBER, "rows: Name": TEXT})


def kinds(now: Shape, before: Shape = BEFORE) -> set[tuple[str, str]]:
    return {(d.kind, d.column) for d in compare(before={"rents": before}, now={"rents": now})}


def changed(**columns: ColumnShape) -> Shape:
    return replace(BEFORE, columns=BEFORE.columns | {f"rows: {n}": c for n, c in columns.items()})


def test_what_came_as_before_is_not_told():
    assert kinds(BEFORE) == set()


def test_a_column_that_is_gone_is_told_with_the_new_one_that_may_be_it():
    now = replace(BEFORE, missing=("Amount",), extra=("Amount_Owed", "Colour"))
    told = compare(before={"rents": BEFORE}, now={"rents": now})
    assert {(d.kind, d.column) for d in told} == {("column_renamed", "Amount"), ("column_new", "Colour")}
    (renamed,) = (d for d in told if d.kind == "column_renamed")
    assert "'Amount_Owed' is new" in renamed.says and "'headers'" in renamed.do


def test_a_column_that_is_gone_and_like_nothing_new_is_only_gone():
    assert kinds(replace(BEFORE, missing=("Amount",), extra=("Colour",))) == {
        ("column_gone", "Amount"),
        ("column_new", "Colour"),
    }


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        (replace(NUMBER, blank=100, type="blank"), "column_blank"),
        (replace(NUMBER, blank=90), "column_blank"),
        (replace(NUMBER, type="text"), "type_changed"),
    ],
)
def test_a_column_that_is_suddenly_blank_or_of_another_type_is_told(column, kind):
    assert kinds(changed(Amount=column)) == {(kind, "rows: Amount")}


def test_two_columns_that_changed_places_are_told_as_such():
    now = replace(BEFORE, columns={"rows: Start": DATE, "rows: Amount": TEXT, "rows: Name": NUMBER})
    assert all("may be swapped" in d.says for d in compare(before={"rents": BEFORE}, now={"rents": now}))


def test_dates_written_otherwise_are_told():
    (told,) = compare(before={"rents": BEFORE}, now={"rents": changed(Start=replace(DATE, ways=("dd-mmm-yy",)))})
    assert told.kind == "date_written_otherwise" and "dd-mmm-yy" in told.says


def test_codes_that_no_list_has_are_told_the_first_time_and_not_again():
    odd = replace(TEXT, codes=("a",), unlisted=2, unlisted_told=("ZZ",))
    first = compare(before={}, now={"rents": changed(Kind=odd)})
    assert [d.kind for d in first] == ["code_unlisted"] and "ZZ" in first[0].says
    assert kinds(changed(Kind=odd), changed(Kind=odd)) == set()
    assert kinds(changed(Kind=replace(TEXT, codes=("a", "b"))), changed(Kind=replace(TEXT, codes=("a",)))) == {
        ("code_new", "rows: Kind")
    }


@pytest.mark.parametrize(("rows", "expected"), [(60, {"rows_fewer"}), (100, set()), (120, set()), (160, {"rows_more"})])
def test_far_fewer_or_more_records_are_told(rows, expected):
    assert {k for k, _ in kinds(replace(BEFORE, rows={"rows": rows}))} == expected


def test_a_source_that_comes_for_the_first_time_is_no_drift():
    assert compare(before={}, now={"rents": BEFORE}) == []


def test_a_shape_is_read_as_it_was_kept():
    kept = {
        "rents": {
            "rows": {"rows": 3},
            "missing": ["A"],
            "extra": [],
            "columns": {
                "rows: B": {
                    "rows": 3,
                    "blank": 1,
                    "type": "text",
                    "ways": [],
                    "codes": ["x"],
                    "unlisted": 1,
                    "unlisted_told": ["q"],
                }
            },
        }
    }
    shape = from_json(kept)["rents"]
    assert shape.columns["rows: B"] == ColumnShape(3, 1, "text", (), ("x",), 1, ("q",)) and shape.missing == ("A",)
