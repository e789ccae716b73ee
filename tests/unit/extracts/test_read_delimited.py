"""CSV and pipe-delimited files with the traps of real ones."""

import time

import pytest

from plainview.extracts.readers import read_row
from plainview.extracts.readers.problems import (
    ColumnMissing,
    ColumnTwice,
    ExtractIsEmpty,
    ExtractIsTruncated,
    WrongEncoding,
)

SECRET = "Zebedee"


def _file(tmp_path, text, encoding="utf-8", name="widgets.csv"):
    path = tmp_path / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode(encoding))
    return path


def test_text_is_given_exactly_as_received(tmp_path, read):
    path = _file(tmp_path, 'A,B\r\n 01 ,"x, ""y"""\r\nNULL,\r\n')
    rows = read(path, ["A", "B"])
    assert [(r["A"], r["B"]) for r in rows] == [(" 01 ", 'x, "y"'), ("NULL", "")]


def test_each_record_says_its_file_and_row(tmp_path, read):
    rows = read(_file(tmp_path, "A,B\n1,2\n\n3,4\n"), ["A", "B"])
    assert [(r["_file"], r["_row"]) for r in rows] == [("widgets.csv", 1), ("widgets.csv", 2)]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16", "latin-1"])
def test_pounds_and_accents_survive_every_encoding(tmp_path, read, encoding):
    path = _file(tmp_path, "Naïf,B\ncafé,£5\n", encoding)
    rows = read(path, ["Naïf", "B"], encoding="utf-8" if encoding == "utf-8-sig" else encoding)
    assert (rows[0]["Naïf"], rows[0]["B"]) == ("café", "£5")


def test_a_line_break_in_a_cell_is_part_of_it(tmp_path, read):
    rows = read(_file(tmp_path, 'A,B\n1,"two\nlines"\n2,x\n'), ["A", "B"])
    assert [(r["B"], r["_row"]) for r in rows] == [("two\nlines", 1), ("x", 2)]


def test_a_header_with_a_line_break_does_not_shift_the_rows(tmp_path, read):
    rows = read(_file(tmp_path, '"A\nlong",B\n1,2\n'), ["A\nlong", "B"])
    assert [(r["B"], r["_row"]) for r in rows] == [("2", 1)]


def test_a_lone_quote_inside_a_cell_is_text(tmp_path, read):
    assert read(_file(tmp_path, 'A,B\n5" pipe,2\n'), ["A", "B"])[0]["A"] == '5" pipe'


def test_padding_stays_in_a_pipe_file(tmp_path, read):
    assert read(_file(tmp_path, "A|B\nx   |  y \n"), ["A", "B"], "pipe")[0] == {
        "A": "x   ", "B": "  y ", "_file": "widgets.csv", "_row": 1,
    }  # fmt: skip


def test_a_column_that_no_element_lists_is_named_and_not_read(tmp_path, read):
    rows = read(_file(tmp_path, f"A,Secret,B\n1,{SECRET},2\n"), ["A", "B"])
    assert list(rows[0]) == ["A", "B", "_file", "_row"]
    assert read.sets["rows"].columns_extra == ("Secret",)


def test_a_header_in_other_case_is_matched_and_told_as_drift(tmp_path, read):
    rows = read(_file(tmp_path, "Person ID,B\n1,2\n"), ["PERSON_ID", "B"])
    assert rows[0]["PERSON_ID"] == "1"
    assert read.sets["rows"].columns_drifted == {"PERSON_ID": "Person ID"}


def test_a_header_listed_as_another_text_is_matched_without_drift(tmp_path, read):
    rows = read(
        _file(tmp_path, " Number of the person ,B\n1,2\n"), ["ID", "B"], headers={"ID": ["number of the PERSON"]}
    )
    assert rows[0]["ID"] == "1"
    assert read.sets["rows"].columns_drifted == {}


def test_an_optional_column_that_is_absent_is_null_and_reported(tmp_path, read):
    rows = read(_file(tmp_path, "A\n1\n"), ["A", "B"], optional=("B",))
    assert rows[0]["B"] is None
    assert read.sets["rows"].columns_missing == ("B",)


def test_lines_before_the_header_are_passed_over_when_the_mapping_says_so(tmp_path, read):
    sets = {"rows": {"header_row": 2}}
    rows = read(_file(tmp_path, "Report of widgets\n\nA,B\n1,2\n"), ["A", "B"], record_sets=sets)
    assert [(r["A"], r["_row"]) for r in rows] == [("1", 1)]


def test_without_a_header_columns_stand_in_the_agreements_order(tmp_path, read):
    rows = read(_file(tmp_path, "1,2\n3,4\n"), ["A", "B"], has_header=False)
    assert [(r["A"], r["B"], r["_row"]) for r in rows] == [("1", "2", 1), ("3", "4", 2)]


def test_without_a_header_columns_can_stand_where_the_mapping_says(tmp_path, read):
    columns = {"B": {"at": 1, "length": 1}, "A": {"at": 3, "length": 1}}
    rows = read(_file(tmp_path, "1,2,3\n"), ["A", "B"], has_header=False, columns=columns)
    assert (rows[0]["A"], rows[0]["B"]) == ("3", "1")


def test_several_files_make_one_set_and_each_counts_its_own_rows(tmp_path, read):
    one = _file(tmp_path, "A,B\n1,2\n", name="widgets_2024.csv")
    two = _file(tmp_path, "B,A\n4,3\n", name="widgets_2025.csv")
    rows = read([one, two], ["A", "B"], many_files=True)
    assert [(r["A"], r["_file"], r["_row"]) for r in rows] == [("1", one.name, 1), ("3", two.name, 1)]


def test_a_row_can_be_read_again(tmp_path, read):
    path = _file(tmp_path, 'A,B\n1,"x\ny"\n\n2,z\n')
    read(path, ["A", "B"])
    assert read_row(path=path, mapping=read.mapping, record_set="rows", row=2) == {"A": "2", "B": "z"}


def test_utf8_said_and_windows_sent_isrefused(tmp_path, read, refused):
    path = _file(tmp_path, f"A,B\n{SECRET}é,2\n", "cp1252")
    refused(WrongEncoding, "extract-encoding", lambda: read(path, ["A", "B"]))


@pytest.mark.parametrize("said", ["cp1252", "latin-1"])
def test_windows_said_and_utf8_sent_isrefused(tmp_path, read, said, refused):
    path = _file(tmp_path, f"A,B\n{SECRET}é,2\n")
    assert "utf-8" in refused(WrongEncoding, "extract-encoding", lambda: read(path, ["A", "B"], encoding=said))


def test_utf8_said_and_utf16_sent_isrefused(tmp_path, read, refused):
    for encoding in ("utf-16", "utf-16-le"):
        path = _file(tmp_path, f"A,B\n{SECRET},2\n", encoding)
        assert "utf-16" in refused(WrongEncoding, "extract-encoding", lambda p=path: read(p, ["A", "B"]))


def test_utf16_said_and_cut_in_a_letter_isrefused(tmp_path, read, refused):
    path = _file(tmp_path, f"A,B\n{SECRET},2\n".encode("utf-16")[:-1])
    refused(WrongEncoding, "extract-encoding", lambda: read(path, ["A", "B"], encoding="utf-16"))


def test_latin_1_said_and_windows_sent_isrefused(tmp_path, read, refused):
    path = _file(tmp_path, f"A,B\n{SECRET}’s,2\n", "cp1252")
    refused(WrongEncoding, "extract-encoding", lambda: read(path, ["A", "B"], encoding="latin-1"))


def test_ragged_rows_are_counted_andrefused(tmp_path, read, refused):
    path = _file(tmp_path, f"A,B\n1,2\n{SECRET}\n3,4,{SECRET}\n")
    what = refused(ExtractIsTruncated, "extract-truncated", lambda: read(path, ["A", "B"]))
    assert what == "2 of 3 records don't have 2 cells."


def test_a_file_cut_in_its_last_line_isrefused(tmp_path, read, refused):
    path = _file(tmp_path, f"A,B\n1,2\n{SECRET}")
    refused(ExtractIsTruncated, "extract-truncated", lambda: read(path, ["A", "B"]))


def test_a_file_cut_inside_a_quoted_cell_isrefused(tmp_path, read, refused):
    path = _file(tmp_path, f'A,B\n1,2\n3,"{SECRET}\n')
    refused(ExtractIsTruncated, "extract-truncated", lambda: read(path, ["A", "B"]))


def test_all_missing_columns_are_told_in_one_message(tmp_path, read, refused):
    path = _file(tmp_path, f"A\n{SECRET}\n")
    what = refused(ColumnMissing, "column-missing", lambda: read(path, ["A", "B", "C"]))
    assert "B, C" in what


def test_a_header_and_no_record_is_empty(tmp_path, read, refused):
    refused(ExtractIsEmpty, "extract-empty", lambda: read(_file(tmp_path, "A,B\n"), ["A", "B"]))


def test_nothing_at_all_is_empty(tmp_path, read, refused):
    refused(ExtractIsEmpty, "extract-empty", lambda: read(_file(tmp_path, "\n"), ["A", "B"]))


def test_where_no_element_is_there_no_column_is_read(tmp_path, read):
    rows = read(_file(tmp_path, f"X,Y\n{SECRET},2\n3,4\n"), ["A"], optional=("A",))
    assert [(r["A"], r["_row"]) for r in rows] == [(None, 1), (None, 2)]


@pytest.mark.parametrize("header", ["A,B,A", "a,B,A ", "A-,B,a"])
def test_one_element_in_two_columns(tmp_path, read, header, refused):
    path = _file(tmp_path, f"{header}\n1,2,{SECRET}\n")
    if header == "a,B,A ":  # one of them is letter for letter the element's name: the other is extra
        read(path, ["A", "B"])
        assert read.sets["rows"].columns_extra == ("a",)
    else:
        refused(ColumnTwice, "column-twice", lambda: read(path, ["A", "B"]))


def test_two_hundred_thousand_rows_of_thirty_columns_take_seconds(tmp_path, read):
    """A sanity check with much room: a loop over cells in Python would be many times slower."""
    names = [f"C{i}" for i in range(30)]
    line = ",".join(f"value {i}" for i in range(30)) + "\n"
    path = _file(tmp_path, ",".join(names) + "\n" + line * 200_000)
    began = time.monotonic()
    sizes = [batch.num_rows for batch in read.open(path, names)["rows"].batches]
    assert sum(sizes) == 200_000 and max(sizes) <= 50_000
    assert time.monotonic() - began < 15
