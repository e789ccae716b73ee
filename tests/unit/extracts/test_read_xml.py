"""XML with name spaces, ancestors, several values, and the tricks that a parser must refuse."""

import pytest

from plainview.extracts.readers import read_row
from plainview.extracts.readers.plan import Plan
from plainview.extracts.readers.problems import (
    ColumnMissing,
    CouldNotReadExtract,
    ExtractIsEmpty,
    ExtractIsTruncated,
    WrongEncoding,
)
from plainview.extracts.readers.xml import Walk, _Set

SHELF = """<?xml version="1.0" encoding="utf-8"?>
<w:Stock xmlns:w="urn:widgets"><!-- no -->
  <w:Header><w:Year>2024</w:Year></w:Header>
  <w:Shelves>
    <w:Shelf>
      <w:Part colour="red"><w:Size>1</w:Size><w:Mark>a</w:Mark><w:Mark>b</w:Mark></w:Part>
      <w:Part colour="blue"><w:Size> 2 </w:Size></w:Part>
      <w:Label><w:Id>S1</w:Id></w:Label>
    </w:Shelf>
    <w:Shelf><w:Label><w:Id>S2</w:Id></w:Label><w:Part><w:Size/></w:Part></w:Shelf>
    <w:Shelf><w:Label><w:Id>S3</w:Id></w:Label></w:Shelf>
  </w:Shelves>
</w:Stock>"""
FIELDS = {"Shelf": "../Label/Id", "Year": "../../../Header/Year", "Colour": "@colour", "Marks": "Mark"}


def _file(tmp_path, text, encoding="utf-8"):
    path = tmp_path / "widgets.xml"
    path.write_bytes(text.encode(encoding))
    return path


def _sets(at, fields=None):
    return {"rows": {"at": at, "fields": fields or {}}}


def test_fields_inside_around_and_repeated(tmp_path, read):
    names = ["Size", "Shelf", "Year", "Colour", "Marks"]
    for at in ("Shelf/Part", "//Part", "/Stock/Shelves/Shelf/Part", "Part"):
        rows = read(_file(tmp_path, SHELF), names, "xml", record_sets=_sets(at, FIELDS))
        assert [tuple(r[n] for n in (*names, "_row")) for r in rows] == [
            ("1", "S1", "2024", "red", "a|b", 1),
            (" 2 ", "S1", "2024", "blue", None, 2),
            ("", "S2", "2024", None, None, 3),
        ]


def test_a_path_from_the_top_must_fit_whole(tmp_path, read, refused):
    sets = _sets("/Shelf/Part")
    refused(ExtractIsEmpty, "extract-empty", lambda: read(_file(tmp_path, SHELF), ["Size"], "xml", record_sets=sets))


def test_elements_that_no_agreement_lists_are_named_and_not_read(tmp_path, read):
    rows = read(_file(tmp_path, SHELF), ["Size"], "xml", record_sets=_sets("Shelf/Part"))
    assert list(rows[0]) == ["Size", "_file", "_row"]
    assert read.sets["rows"].columns_extra == ("Mark",)


def test_a_row_can_be_read_again(tmp_path, read):
    path = _file(tmp_path, SHELF)
    read(path, ["Size", "Shelf"], "xml", record_sets=_sets("Shelf/Part", FIELDS))
    assert read_row(path=path, mapping=read.mapping, record_set="rows", row=3) == {"Size": "", "Shelf": "S2"}


def test_utf16_and_windows_say_so_themselves(tmp_path, read):
    for encoding in ("utf-16", "windows-1252"):
        text = f'<?xml version="1.0" encoding="{encoding}"?><R><P><A>é£</A></P></R>'
        path = _file(tmp_path, text, encoding)
        assert read(path, ["A"], "xml", record_sets=_sets("P"))[0]["A"] == "é£"


@pytest.mark.parametrize("up", [False, True])
def test_memory_does_not_grow_with_the_file(tmp_path, read, up):
    """The parser reads ahead by some ten thousand bytes; the whole file would be 16,000 elements."""
    part = "<Shelf><Label><Id>S</Id></Label><Part><Size>" + "x" * 500 + "</Size></Part></Shelf>"
    path = _file(tmp_path, f"<Stock><Header><Year>1</Year></Header>{part * 4000}</Stock>")
    fields = {"Shelf": "../Label/Id", "Year": "../../Header/Year"} if up else {}
    names = ("Size", "Shelf", "Year") if up else ("Size",)
    parts = _Set(Plan("w", "rows", names, "xml", at="Shelf/Part", fields=fields, path=path))
    walk = Walk([parts])
    held = [walk.held() for i, _ in enumerate(walk.steps()) if i % 50 == 0]
    assert len(held) == 80
    assert parts.opened().found == names
    assert max(held) < 500


def test_an_entity_from_outside_is_not_fetched(tmp_path, read, refused):
    secret = tmp_path / "secret.txt"
    secret.write_text("Zebedee")
    text = f'<!DOCTYPE R [<!ENTITY x SYSTEM "{secret.as_uri()}">]><R><P><A>&x;</A></P></R>'
    sets = _sets("P")
    refused(CouldNotReadExtract, "extract-not-readable",
            lambda: read(_file(tmp_path, text), ["A"], "xml", record_sets=sets))  # fmt: skip


def test_a_doctype_from_outside_is_not_fetched(tmp_path, read):
    dtd = tmp_path / "outside.dtd"
    dtd.write_text('<!ENTITY x "Zebedee"><!ATTLIST P kind CDATA "Zebedee">')
    path = _file(tmp_path, f'<!DOCTYPE R SYSTEM "{dtd.as_uri()}"><R><P><A>1</A></P></R>')
    rows = read(path, ["A", "K"], "xml", optional=("K",), record_sets=_sets("P", {"K": "@kind"}))
    assert (rows[0]["A"], rows[0]["K"]) == ("1", None)


def test_entities_that_grow_are_refused(tmp_path, read, refused):
    text = '<!DOCTYPE R [<!ENTITY a "Zebedee"><!ENTITY b "&a;&a;&a;&a;">]><R><P><A>&b;</A></P></R>'
    sets = _sets("P")
    refused(CouldNotReadExtract, "extract-not-readable",
            lambda: read(_file(tmp_path, text), ["A"], "xml", record_sets=sets))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "kind", "slug"),
    [
        ("<R><P><A>Zebedee</A></Q></R>", CouldNotReadExtract, "extract-not-readable"),
        ("Zebedee", CouldNotReadExtract, "extract-not-readable"),
        ("<R><P><A>Zebedee</A></P><P><A>Zeb", ExtractIsTruncated, "extract-truncated"),
        ("<R><P><A>Zebedee</A></P>", ExtractIsTruncated, "extract-truncated"),
        ("<R></R>", ExtractIsEmpty, "extract-empty"),
        ("<R><P><B>Zebedee</B></P></R>", ColumnMissing, "column-missing"),
    ],
)
def test_what_cannot_be_used_is_refused(tmp_path, read, refused, text, kind, slug):
    refused(kind, slug, lambda: read(_file(tmp_path, text), ["A"], "xml", record_sets=_sets("P")))


def test_bytes_that_are_not_of_the_encoding_said_are_refused(tmp_path, read, refused):
    path = _file(tmp_path, '<?xml version="1.0" encoding="utf-8"?><R><P><A>Zebedee é</A></P></R>', "cp1252")
    refused(WrongEncoding, "extract-encoding", lambda: read(path, ["A"], "xml", record_sets=_sets("P")))


def test_a_mapping_without_a_path_is_told(tmp_path, read, refused):
    refused(CouldNotReadExtract, "extract-not-readable", lambda: read(_file(tmp_path, SHELF), ["Size"], "xml"))


def test_a_set_without_records_among_several_is_empty_and_no_error(tmp_path, read):
    people = [{"mention": "a", "in": "parts", "forename": "Size"}, {"mention": "b", "in": "boxes", "forename": "Lid"}]
    sets = {"parts": {"at": "Shelf/Part"}, "boxes": {"at": "Shelf/Box"}}
    given = read(_file(tmp_path, SHELF), ["Size", "Lid"], "xml", people=people, record_sets=sets)
    assert len(given["parts"]) == 3 and given["boxes"] == []
