"""JSON lines, flat and nested."""

import json

import pytest

from plainview.extracts.readers import read_row
from plainview.extracts.readers.problems import (
    ColumnMissing,
    CouldNotReadExtract,
    ExtractIsEmpty,
    ExtractIsTruncated,
    WrongEncoding,
)


def _file(tmp_path, *objects, encoding="utf-8"):
    path = tmp_path / "widgets.jsonl"
    path.write_bytes("".join((o if isinstance(o, str) else json.dumps(o)) + "\n" for o in objects).encode(encoding))
    return path


def test_values_are_text_as_written(tmp_path, read):
    path = _file(tmp_path, '{"A": "01", "B": 1.50, "C": true, "D": null}', "", '{"A": "é", "B": 7, "D": ""}')
    rows = read(path, ["A", "B", "C", "D"], "json_lines")
    assert [tuple(r[n] for n in ("A", "B", "C", "D", "_row")) for r in rows] == [
        ("01", "1.50", "true", None, 1), ("é", "7", None, "", 2),
    ]  # fmt: skip


def test_an_object_inside_is_json_text_and_a_path_goes_into_it(tmp_path, read):
    path = _file(tmp_path, {"A": {"town": "Ayr"}, "B": {"c": {"d": 1}}})
    rows = read(path, ["A", "B.c.d", "T"], "json_lines", record_sets={"rows": {"fields": {"T": "A.town"}}})
    assert json.loads(rows[0]["A"]) == {"town": "Ayr"}
    assert (rows[0]["B.c.d"], rows[0]["T"]) == ("1", "Ayr")


def test_an_array_gives_a_row_for_each_item_with_what_is_around_it(tmp_path, read):
    path = _file(
        tmp_path,
        {"id": 1, "boxes": [{"no": 5, "parts": [{"s": "a"}, {"s": "b"}]}, {"no": 6, "parts": []}]},
        {"id": 2, "boxes": None},
        {"id": 3, "boxes": [{"no": 7, "parts": [{"s": "c"}]}]},
    )
    fields = {"box": "..no", "whose": "....id"}
    rows = read(
        path, ["s", "box", "whose"], "json_lines", record_sets={"rows": {"at": "boxes.parts", "fields": fields}}
    )
    assert [(r["s"], r["box"], r["whose"], r["_row"]) for r in rows] == [
        ("a", "5", "1", 1), ("b", "5", "1", 2), ("c", "7", "3", 3),
    ]  # fmt: skip


def test_an_array_of_texts_gives_a_row_for_each(tmp_path, read):
    path = _file(tmp_path, {"id": 1, "marks": ["x", "y"]})
    sets = {"rows": {"at": "marks", "fields": {"mark": ".", "id": "..id"}}}
    assert [(r["mark"], r["id"]) for r in read(path, ["mark", "id"], "json_lines", record_sets=sets)] == [
        ("x", "1"), ("y", "1"),
    ]  # fmt: skip


def test_keys_that_no_agreement_lists_are_named_and_not_read(tmp_path, read):
    rows = read(_file(tmp_path, {"A": 1, "Secret": 2}), ["A"], "json_lines")
    assert list(rows[0]) == ["A", "_file", "_row"]
    assert read.sets["rows"].columns_extra == ("Secret",)


def test_a_row_can_be_read_again(tmp_path, read):
    path = _file(tmp_path, {"A": 1}, {"A": 2})
    read(path, ["A"], "json_lines")
    assert read_row(path=path, mapping=read.mapping, record_set="rows", row=2) == {"A": "2"}
    with pytest.raises(CouldNotReadExtract, match="no row 3"):
        read_row(path=path, mapping=read.mapping, record_set="rows", row=3)


@pytest.mark.parametrize(
    ("text", "kind", "slug"),
    [
        ('{"A": "Zebedee"}\n{"A": Zebedee}\n', CouldNotReadExtract, "extract-not-readable"),
        ('["Zebedee"]\n', CouldNotReadExtract, "extract-not-readable"),
        ("[" * 100_000 + "\n", CouldNotReadExtract, "extract-not-readable"),
        ('{"A": 1}\n{"A": "Zebed', ExtractIsTruncated, "extract-truncated"),
        ("\n", ExtractIsEmpty, "extract-empty"),
        ('{"B": "Zebedee"}\n', ColumnMissing, "column-missing"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path, read, refused, text, kind, slug):
    path = tmp_path / "widgets.jsonl"
    path.write_text(text)
    refused(kind, slug, lambda: read(path, ["A"], "json_lines"), never="Zebed")


def test_another_encoding_is_refused(tmp_path, read, refused):
    path = _file(tmp_path, '{"A": "Zebedee é"}', encoding="cp1252")
    refused(WrongEncoding, "extract-encoding", lambda: read(path, ["A"], "json_lines"))
