"""Fixed-width files, padded or stripped, with and without a header line."""

import pytest

from plainview.extracts.readers import read_row
from plainview.extracts.readers.problems import CouldNotReadExtract, ExtractIsEmpty, ExtractIsTruncated

COLUMNS = {"REF": {"at": 1, "length": 4}, "NAME": {"at": 5, "length": 8}, "SUM": {"at": 13, "length": 6}}
NAMES = list(COLUMNS)


def _file(tmp_path, *lines, encoding="utf-8", end="\n"):
    path = tmp_path / "widgets.txt"
    path.write_bytes("".join(line + end for line in lines).encode(encoding))
    return path


def test_each_element_is_cut_with_its_padding(tmp_path, read):
    rows = read(_file(tmp_path, "0001Renée   £12.50", "0002Bo      1     "), NAMES, "fixed_width", columns=COLUMNS)
    assert [(r["REF"], r["NAME"], r["SUM"], r["_row"]) for r in rows] == [
        ("0001", "Renée   ", "£12.50", 1), ("0002", "Bo      ", "1     ", 2),
    ]  # fmt: skip


def test_places_are_counted_in_letters_not_bytes_in_any_encoding(tmp_path, read):
    path = _file(tmp_path, "0001Renée   £12.50", encoding="cp1252", end="\r\n")
    assert read(path, NAMES, "fixed_width", columns=COLUMNS, encoding="cp1252")[0]["SUM"] == "£12.50"


def test_a_line_of_names_cut_to_the_columns_is_a_header(tmp_path, read):
    rows = read(_file(tmp_path, "REF NAME    SUM   ", "0001Bo      1     "), NAMES, "fixed_width", columns=COLUMNS)
    assert [(r["REF"], r["_row"]) for r in rows] == [("0001", 1)]


def test_a_first_record_is_no_header(tmp_path, read):
    assert len(read(_file(tmp_path, "0001Bo      1     "), NAMES, "fixed_width", columns=COLUMNS)) == 1


def test_the_mapping_may_say_that_the_first_line_is_a_header(tmp_path, read):
    path = _file(tmp_path, "Report printed on ", "0001Bo      1     ")
    assert len(read(path, NAMES, "fixed_width", columns=COLUMNS, has_header=True)) == 1


def test_lines_whose_padding_was_stripped_are_read(tmp_path, read):
    rows = read(_file(tmp_path, "0001Bo", "0002Al      12"), NAMES, "fixed_width", columns=COLUMNS)
    assert [r["SUM"] for r in rows] == ["", "12"]


def test_a_row_can_be_read_again(tmp_path, read):
    path = _file(tmp_path, "REF NAME    SUM   ", "0001Bo      1     ", "", "0002Al      2     ")
    read(path, NAMES, "fixed_width", columns=COLUMNS)
    assert read_row(path=path, mapping=read.mapping, record_set="rows", row=2)["REF"] == "0002"


def test_a_line_cut_short_is_refused(tmp_path, read, refused):
    path = _file(tmp_path, "0001Bo      1     ", "0002Zebedee ")
    what = refused(ExtractIsTruncated, "extract-truncated",
                   lambda: read(path, NAMES, "fixed_width", columns=COLUMNS))  # fmt: skip
    assert what.startswith("1 of 2 lines")


def test_a_header_alone_is_empty(tmp_path, read, refused):
    path = _file(tmp_path, "REF NAME    SUM   ")
    refused(ExtractIsEmpty, "extract-empty", lambda: read(path, NAMES, "fixed_width", columns=COLUMNS))


@pytest.mark.parametrize("columns", [{}])
def test_a_mapping_without_columns_is_told(tmp_path, read, refused, columns):
    path = _file(tmp_path, "0001Zebedee 1     ")
    refused(CouldNotReadExtract, "extract-not-readable", lambda: read(path, NAMES, "fixed_width", columns=columns))
