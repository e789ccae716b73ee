"""Extracts of several record sets, and which elements a mapping takes from which."""

from datetime import date

from plainview.agreements.mapping import Mapping
from plainview.extracts.arrivals import Arrival
from plainview.extracts.readers import elements_used_in, read_extract
from plainview.extracts.readers.problems import ColumnMissing, ExtractIsEmpty
from plainview.extracts.used import elements_of

MAPPING = Mapping.model_validate(
    {
        "agreement": "widgets",
        "reads": {
            "format": "csv",
            "record_sets": {
                "people": {"file": "*people*", "encoding": "cp1252"},
                "stays": {"file": "*stays*", "format": "pipe"},
                "names": {"file": "*names*"},
            },
        },
        "people": [
            {
                "mention": "child",
                "in": "people",
                "where": [{"element": "LIVE", "is": ["Y"]}],
                "each": {"from": "BOTH", "split": ["&"]},
                "id": {"space": "w", "id": "ID"},
                "forename": {"first": ["KNOWN_AS", {"join": ["FIRST", {"from": "SECOND"}]}]},
                "surname": {"from": "NAME_NO", "lookup": {"in": "names", "on": "NO", "take": "NAME"}},
            }
        ],
        "tables": [
            {
                "table": "tenancies",
                "in": "stays",
                "person": {"space": "w", "id": "ID"},
                "known_from": "ENTERED",
                "columns": {
                    "started_on": "START",
                    "tenure": {"from": "KIND", "lookup": {"in": "other:rows", "on": "X", "take": "Y"}},
                },
            }
        ],
        "observations": [
            {
                "in": "stays",
                "person": {"space": "w", "id": "ID"},
                "on": "START",
                "values": {"SIZE": {"kind": "size", "as": "number", "plain": "Size"}},
            }
        ],
        "characteristics": [{"in": "people", "person": "child", "values": {"SEX": {"is": "sex"}}}],
        "not_used": {"LEFT": "a test"},
    }
)
PEOPLE = {"ID", "LIVE", "BOTH", "KNOWN_AS", "FIRST", "SECOND", "NAME_NO", "SEX"}
STAYS = {"ID", "START", "KIND", "SIZE", "ENTERED"}


def test_all_that_a_mapping_takes_from_a_record_set_is_found():
    assert elements_used_in(MAPPING, "people") == PEOPLE
    assert elements_used_in(MAPPING, "stays") == STAYS
    assert elements_used_in(MAPPING, "names") == {"NO", "NAME"}
    assert elements_used_in(MAPPING, "rows") == set()


def test_all_elements_of_a_mapping_are_those_used_and_those_not():
    assert set(elements_of(MAPPING)) == PEOPLE | STAYS | {"NO", "NAME", "LEFT"}


def _arrival(tmp_path, people=None, stays=None, names=None):
    (tmp_path / "widgets-people.csv").write_bytes(
        (people or f"{','.join(sorted(PEOPLE))}\n1,é,3,4,5,6,7,8\n").encode("cp1252")
    )
    (tmp_path / "widgets-stays.txt").write_text(stays or f"{'|'.join(sorted(STAYS))}\n1|2|3|4|5\n")
    (tmp_path / "widgets-names.csv").write_text(names or "NO,NAME,LEFT\n1,2,3\n")
    return Arrival("widgets", tuple(sorted(tmp_path.iterdir())), "", date(2026, 3, 1))


def test_each_set_is_read_from_its_file_in_its_way(tmp_path, agreement):
    given = agreement(*sorted(PEOPLE | STAYS | {"NO", "NAME", "LEFT"}))
    sets = read_extract(arrival=_arrival(tmp_path), agreement=given, mapping=MAPPING)
    rows = {name: s.table().to_pylist() for name, s in sets.items()}
    assert rows["people"][0]["FIRST"] == "é"
    assert rows["stays"][0]["_file"] == "widgets-stays.txt"
    assert rows["names"][0]["LEFT"] == "3"
    assert all(s.columns_missing == () for s in sets.values())


def test_an_element_missing_in_the_set_that_uses_it_is_told_though_another_has_it(tmp_path, agreement, refused):
    given = agreement(*sorted(PEOPLE | STAYS | {"NO", "NAME", "LEFT"}))
    arrival = _arrival(tmp_path, stays="START|KIND|SIZE|ENTERED\n1|2|Zebedee|4\n", names="NO,NAME\n1,2\n")
    what = refused(
        ColumnMissing, "column-missing", lambda: read_extract(arrival=arrival, agreement=given, mapping=MAPPING)
    )
    assert "ID in widgets-stays.txt (stays)" in what
    assert "LEFT in any record set" in what


def test_a_set_may_be_empty_and_all_may_not(tmp_path, agreement, refused):
    given = agreement(*sorted(PEOPLE | STAYS | {"NO", "NAME", "LEFT"}))
    heads = {
        "people": f"{','.join(sorted(PEOPLE))}\n",
        "stays": f"{'|'.join(sorted(STAYS))}\n",
        "names": "NO,NAME,LEFT\n",
    }
    some = read_extract(arrival=_arrival(tmp_path, stays=heads["stays"]), agreement=given, mapping=MAPPING)
    assert [some[s].has_rows for s in ("people", "stays")] == [True, False]
    refused(
        ExtractIsEmpty,
        "extract-empty",
        lambda: read_extract(arrival=_arrival(tmp_path, **heads), agreement=given, mapping=MAPPING),
    )


def test_a_set_whose_optional_file_was_not_sent_is_empty_with_its_columns(tmp_path, agreement):
    given = agreement(*sorted(PEOPLE | STAYS | {"NO", "NAME", "LEFT"}), optional=("NO", "NAME", "LEFT"))
    arrival = _arrival(tmp_path)
    without = Arrival("widgets", tuple(p for p in arrival.files if "names" not in p.name), "", date(2026, 3, 1))
    table = read_extract(arrival=without, agreement=given, mapping=MAPPING)["names"].table()
    assert (table.num_rows, table.column_names) == (0, ["NAME", "NO", "_file", "_row"])


def test_a_table_written_without_even_a_header_is_an_empty_set_among_several(tmp_path, agreement):
    given = agreement(*sorted(PEOPLE | STAYS | {"NO", "NAME", "LEFT"}))
    sets = read_extract(arrival=_arrival(tmp_path, names="\n"), agreement=given, mapping=MAPPING)
    assert (sets["names"].has_rows, sets["names"].columns_missing) == (False, ("NAME", "NO"))
    assert sets["names"].table().num_rows == 0
