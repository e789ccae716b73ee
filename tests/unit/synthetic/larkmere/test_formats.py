"""Each writer writes what a council's reader would meet, the same bytes each time."""

import csv
import json
import sqlite3
from datetime import date

import openpyxl
import pytest
from lxml import etree

from plainview.synthetic.larkmere import formats
from plainview.synthetic.larkmere.formats import (
    compact_date,
    excel_date,
    iso_date,
    last_day,
    pounds,
    short_date,
    sql_datetime,
    uk_date,
    until,
    write_csv,
    write_excel,
    write_fixed_width,
    write_json_lines,
    write_pipe,
    write_sqlite,
    write_xml,
)

ROWS = [{"ID": "01", "NAME": 'Łukasz, "Luke" Şahin'}, {"ID": "02", "NAME": None}]


def test_csv_quotes_what_needs_quoting(tmp_path):
    assert write_csv(tmp_path / "a.csv", ["ID", "NAME"], ROWS) == 2
    with (tmp_path / "a.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.reader(file)) == [["ID", "NAME"], ["01", 'Łukasz, "Luke" Şahin'], ["02", ""]]


def test_an_old_code_page_keeps_the_bare_letter(tmp_path):
    write_csv(tmp_path / "a.csv", ["ID", "NAME"], ROWS, encoding="cp1252")
    assert 'Lukasz, ""Luke"" Sahin' in (tmp_path / "a.csv").read_text("cp1252")


def test_utf_16_and_a_mark_are_possible(tmp_path):
    write_csv(tmp_path / "a.csv", ["ID", "NAME"], ROWS, encoding="utf-16")
    assert (tmp_path / "a.csv").read_bytes()[:2] in (b"\xff\xfe", b"\xfe\xff")


def test_a_value_without_a_column_is_refused(tmp_path):
    with pytest.raises(KeyError, match="TYPO"):
        write_csv(tmp_path / "a.csv", ["ID"], [{"ID": "1", "TYPO": "x"}])


def test_pipe_keeps_one_line_a_row(tmp_path):
    write_pipe(tmp_path / "a.txt", ["A", "B"], [{"A": "x|y\nz", "B": "1"}])
    assert (tmp_path / "a.txt").read_text("utf-8").splitlines() == ["A|B", "x y z|1"]


def test_fixed_width_pads_and_cuts(tmp_path):
    write_fixed_width(tmp_path / "a.txt", [("A", 3), ("B", 4)], [{"A": "abcdef", "B": "x"}])
    assert (tmp_path / "a.txt").read_text("cp1252") == "abcx   \n"


def test_excel_keeps_leading_zeros_and_is_the_same_twice(tmp_path):
    for name in ("a.xlsx", "b.xlsx"):
        assert write_excel(tmp_path / name, {"List 1": (["ID", "NAME"], ROWS), "List 2": (["X"], [])}) == 2
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    assert book.sheetnames == ["List 1", "List 2"] and book["List 1"]["A2"].value == "01"
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_json_lines_are_objects(tmp_path):
    assert write_json_lines(tmp_path / "a.jsonl", [{"on": date(2026, 1, 2), "n": None}]) == 1
    assert json.loads((tmp_path / "a.jsonl").read_text("utf-8")) == {"on": "2026-01-02", "n": None}


def test_sqlite_holds_text_and_is_the_same_twice(tmp_path):
    for name in ("a.sqlite", "b.sqlite"):
        assert write_sqlite(tmp_path / name, {"people": (["ID", "NAME"], ROWS)}) == 2
    database = sqlite3.connect(tmp_path / "a.sqlite")
    try:
        assert database.execute("SELECT ID FROM people").fetchall() == [("01",), ("02",)]
    finally:
        database.close()
    assert (tmp_path / "a.sqlite").read_bytes() == (tmp_path / "b.sqlite").read_bytes()


def test_xml_is_a_tree_or_a_stream(tmp_path):
    root = etree.Element("Message")
    etree.SubElement(root, "Child").text = "é"
    assert write_xml(tmp_path / "a.xml", root, counts="Child") == 1

    def stream(out) -> int:
        with out.element("Message"):
            for _ in range(3):
                out.write(etree.Element("Child"))
        return 3

    assert write_xml(tmp_path / "b.xml", stream) == 3
    assert len(etree.parse(tmp_path / "b.xml").getroot()) == 3


def test_dates_are_written_as_systems_do():
    day = date(2026, 10, 31)
    assert [f(day) for f in (iso_date, uk_date, short_date, compact_date, sql_datetime, excel_date)] == [
        "2026-10-31", "31/10/2026", "31-Oct-26", "20261031", "2026-10-31 00:00:00.000", "46326",
    ]  # fmt: skip
    assert uk_date(None) is None and until(None) == "2099-12-31" and last_day(day) == date(2026, 10, 30)
    assert formats.excel_cell_date(day).isoformat() == "2026-10-31T00:00:00"


def test_pence_are_written_as_pounds():
    assert (pounds(12345), pounds(-5), pounds(None)) == ("123.45", "-0.05", None)
