"""YAML with positions: values as text, lines kept, and what is wrong told without a value."""

import pytest

from plainview.agreements.positions import Document, read_document
from plainview.agreements.problems import Problem


@pytest.fixture
def read(tmp_path):
    def _read(text, *, encoding="utf-8"):
        path = tmp_path / "a.yaml"
        path.write_bytes(text.encode(encoding))
        return read_document(path, file="a.yaml")

    return _read


def test_every_plain_value_is_text(read):
    document = read("{a: NO, b: 01, c: 2026-03-31, d: 1.50, e: on, f: 0x1F, g: 1_000, h: NULL}")
    assert document.data == {
        "a": "NO", "b": "01", "c": "2026-03-31", "d": "1.50", "e": "on", "f": "0x1F", "g": "1_000", "h": "NULL",
    }  # fmt: skip


def test_nothing_after_a_colon_is_none_and_a_quoted_blank_is_text(read):
    assert read("a:\nb: ~\nc: null\nd: ''\ne: 'null'\n").data == {"a": None, "b": None, "c": None, "d": "", "e": "null"}


def test_keys_are_text_too(read):
    assert read("01: a\nyes: b\nnull: c\n").data == {"01": "a", "yes": "b", "null": "c"}


def test_lines_are_those_of_keys_and_items(read):
    document = read("a: 1\nb:\n  - c: 2\n    d: 3\n  - e\n")
    assert isinstance(document, Document)
    assert [document.line(p) for p in [("a",), ("b",), ("b", 0), ("b", 0, "d"), ("b", 1)]] == [1, 2, 3, 4, 5]


def test_a_place_that_is_not_there_is_found_at_what_would_hold_it(read):
    assert read("a: 1\nb:\n  c: 2\n").line(("b", "missing", "from")) == 2


def test_an_anchor_may_be_used_again(read):
    assert read("a: &one {b: 1}\nc: *one\n").data == {"a": {"b": "1"}, "c": {"b": "1"}}


def test_a_byte_order_mark_and_windows_line_ends_are_taken(read):
    document = read("\ufeffa: 1\r\nb: x\r\n")
    assert document.data == {"a": "1", "b": "x"}
    assert document.line(("b",)) == 2


@pytest.mark.parametrize(
    ("text", "line", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", 3, "written twice; first in line 1"),
        ("a:\n\tb: 1\n", 2, "tab"),
        ("a:\n  b: 1\n c: 2\n", 3, "indentation"),
        ("a: b: c\n", 1, "indentation or a colon"),
        ("a: [1, 2\nb: 3\n", 2, "bracket"),
        ("a: 'open\n", 2, "quote"),
        ("a: @at\n", 1, "sign that YAML keeps"),
        ("a: *nowhere\n", 1, "no anchor"),
        ("a: 1\n---\nb: 2\n", 2, "more than one document"),
        ("a: !!python/object:os.system x\n", 1, "tag"),
        ("[a]: 1\n", 1, "key belongs"),
        ("a: &x [*x]\n", 1, "alias"),
        ("", 1, "empty"),
        ("# only words\n", 1, "no content"),
        ("a: 1\nb: \x01\n", 2, "control character"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(read, text, line, says):
    problem = read(text)
    assert isinstance(problem, Problem)
    assert (problem.slug, problem.file, problem.line) == ("policy-not-yaml", "a.yaml", line)
    assert says in problem.what
    assert problem.do


def test_another_encoding_is_told_with_its_line(read):
    problem = read("a: 1\nb: café\n", encoding="latin-1")
    assert (problem.slug, problem.line) == ("policy-not-yaml", 2)
    assert "UTF-8" in problem.what


@pytest.mark.parametrize("text", ["k: 'Amara Testington\n", "k: Amara: Testington\n", "k: [Amara\nTestington: {\n"])
def test_no_value_stands_in_the_message(read, text):
    told = read(text).told()
    assert "Amara" not in told and "Testington" not in told
