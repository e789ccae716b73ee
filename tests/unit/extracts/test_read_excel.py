"""Workbooks as people make them."""

from datetime import date, datetime

import openpyxl

from plainview.extracts.readers import read_row
from plainview.extracts.readers.problems import (
    ColumnMissing,
    ColumnTwice,
    CouldNotReadExtract,
    ExtractIsEmpty,
    RecordSetMissing,
)


def _book(tmp_path, name="widgets.xlsx", **sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title.replace("_", " "))
        for place, row in rows.items() if isinstance(rows, dict) else enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                sheet.cell(place, column, value)
    path = tmp_path / name
    book.save(path)
    return path


def test_days_and_whole_numbers_become_plain_text(tmp_path, read):
    path = _book(
        tmp_path, S=[["A", "B", "C", "D"], [datetime(2024, 3, 9), 12.0, 1.5, True], [date(2024, 1, 1), 7, "007", None]]
    )
    rows = read(path, ["A", "B", "C", "D"], "excel")
    assert [tuple(r[n] for n in "ABCD") for r in rows] == [
        ("2024-03-09", "12", "1.5", "true"), ("2024-01-01", "7", "007", None),
    ]  # fmt: skip


def test_a_day_with_a_time_keeps_it(tmp_path, read):
    assert (
        read(_book(tmp_path, S=[["A"], [datetime(2024, 3, 9, 14, 5)]]), ["A"], "excel")[0]["A"] == "2024-03-09 14:05:00"
    )


def test_headers_are_compared_without_case_blanks_breaks_and_marks(tmp_path, read):
    path = _book(tmp_path, S=[["Child Unique\n ID:", "Date of Birth (dd/mm/yy)"], ["1", "x"]])
    rows = read(path, ["child unique id", "Birth"], "excel", headers={"Birth": ["Date of birth dd/mm/yy"]})
    assert (rows[0]["child unique id"], rows[0]["Birth"]) == ("1", "x")


def test_a_merged_header_leaves_columns_without_one_which_are_passed_over(tmp_path, read):
    path = _book(tmp_path, S=[["A", "B", None, None], ["1", "2", "3", None]])
    book = openpyxl.load_workbook(path)
    book["S"].merge_cells("B1:D1")
    book.save(path)
    assert [(r["A"], r["B"]) for r in read(path, ["A", "B"], "excel")] == [("1", "2")]
    assert read.sets["rows"].columns_extra == ()


def test_the_header_may_stand_below_a_title_and_empty_rows(tmp_path, read):
    path = _book(tmp_path, S={2: ["Report"], 4: ["A", "B"], 5: ["1", "2"], 7: ["3", "4"]})
    rows = read(path, ["A", "B"], "excel", record_sets={"rows": {"header_row": 4}})
    assert [(r["A"], r["_row"]) for r in rows] == [("1", 1), ("3", 3)]


def test_sheets_are_found_by_pattern(tmp_path, read):
    path = _book(tmp_path, List_1=[["A"], ["1"]], List_2=[["B"], ["2"]])
    given = read(path, ["A", "B"], "excel", record_sets={"ones": {"sheet": "list 1*"}, "twos": {"sheet": "list 2*"}})
    assert (given["ones"][0]["A"], given["twos"][0]["B"]) == ("1", "2")


def test_an_empty_sheet_among_several_is_no_error(tmp_path, read):
    path = _book(tmp_path, One=[["A"], ["1"]], Two=[["B"]])
    given = read(path, ["A", "B"], "excel", record_sets={"one": {"sheet": "one"}, "two": {"sheet": "two"}})
    assert given["two"] == []
    assert not read.sets["two"].has_rows


def test_a_row_can_be_read_again(tmp_path, read):
    path = _book(tmp_path, S={1: ["A", "B"], 2: ["1", "2"], 4: ["3", None]})
    read(path, ["A", "B"], "excel")
    assert read_row(path=path, mapping=read.mapping, record_set="rows", row=3) == {"A": "3", "B": None}


def test_a_file_that_is_no_workbook_is_refused(tmp_path, read, refused):
    path = tmp_path / "widgets.xlsx"
    path.write_text("Zebedee,1")
    refused(CouldNotReadExtract, "extract-not-readable", lambda: read(path, ["A"], "excel"))


def test_a_workbook_cut_short_is_refused(tmp_path, read, refused):
    path = _book(tmp_path, S=[["A"], ["Zebedee"]])
    path.write_bytes(path.read_bytes()[:-400])
    refused(CouldNotReadExtract, "extract-not-readable", lambda: read(path, ["A"], "excel"))


def test_a_sheet_that_is_not_there_is_told(tmp_path, read, refused):
    path = _book(tmp_path, S=[["A"], ["Zebedee"]])
    sets = {"rows": {"sheet": "T*"}}
    refused(RecordSetMissing, "record-set-missing", lambda: read(path, ["A"], "excel", record_sets=sets))


def test_a_header_alone_is_empty(tmp_path, read, refused):
    refused(ExtractIsEmpty, "extract-empty", lambda: read(_book(tmp_path, S=[["A"]]), ["A"], "excel"))


def test_missing_columns_are_told(tmp_path, read, refused):
    path = _book(tmp_path, S=[["A"], ["Zebedee"]])
    assert "B" in refused(ColumnMissing, "column-missing", lambda: read(path, ["A", "B"], "excel"))


def test_a_header_in_another_row_than_said_is_missing_columns_not_an_empty_file(tmp_path, read, refused):
    path = _book(tmp_path, S=[["Report"], ["A"], ["Zebedee"]])
    refused(ColumnMissing, "column-missing", lambda: read(path, ["A"], "excel"))


def test_one_element_in_two_columns_is_told(tmp_path, read, refused):
    path = _book(tmp_path, S=[["A", "a", "A"], ["Zebedee", "", ""]])
    refused(ColumnTwice, "column-twice", lambda: read(path, ["A"], "excel"))


def test_several_sheets_alike_make_one_set(tmp_path, read):
    path = _book(tmp_path, Y_2024=[["A", "B"], ["1", "2"]], Y_2025=[["B", "A"], ["4", "3"]])
    rows = read(path, ["A", "B"], "excel", record_sets={"rows": {"sheet": "Y *"}})
    assert [(r["A"], r["B"], r["_row"]) for r in rows] == [("1", "2", 1), ("3", "4", 2)]


def test_several_sheets_that_differ_are_not_put_together(tmp_path, read, refused):
    path = _book(tmp_path, List_1=[["A"], ["Zebedee"]], List_10=[["B"], ["Zebedee"]])
    sets = {"rows": {"sheet": "List 1*"}}
    what = refused(
        CouldNotReadExtract, "extract-not-readable", lambda: read(path, ["A", "B"], "excel", record_sets=sets)
    )
    assert what.startswith("2 sheets")
