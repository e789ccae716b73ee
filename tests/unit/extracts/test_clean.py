"""All mentions cleaned at once, and counted."""

from datetime import date

import pyarrow as pa
import pytest

from plainview.extracts.clean import clean
from plainview.extracts.structured import MENTION_COLUMNS

TYPES = {"string": pa.string(), "date": pa.date32(), "int32": pa.int32(), "boolean": pa.bool_()}
SCHEMA = pa.schema([(n, TYPES[k]) for n, k in MENTION_COLUMNS.items()])


def _mentions(*rows):
    given = [
        {
            "person_key": f"k{i}",
            "source": "widgets",
            "name_order": "forename_first",
            "received_on": date(2026, 3, 1),
            **row,
        }
        for i, row in enumerate(rows)
    ]
    return pa.Table.from_pylist(given, schema=SCHEMA)


def _count(cleaned, column, source="widgets"):
    return next(c for c in cleaned.of(source) if c.column == column)


def test_a_full_name_fills_names_only_where_none_was_given():
    table, _ = clean(
        _mentions(
            {"full_name": "Mr John O Brien"},
            {"full_name": "SMITH JOHN", "name_order": "surname_first"},
            {"full_name": "SMITH JOHN", "name_order": "surname_first", "surname": "Jones", "forename": " "},
            {"forename": " ", "surname": "", "full_name": None},
        )
    )
    got = [(r["title"], r["forename"], r["surname"]) for r in table.to_pylist()]
    assert got == [("MR", "JOHN", "O'BRIEN"), (None, "JOHN", "SMITH"), (None, None, "JONES"), (None, None, None)]


def test_rows_stay_in_their_order_with_one_column_more():
    given = _mentions({"forename": "B"}, {"forename": None}, {"forename": "A"})
    table, _ = clean(given)
    assert table.column_names == [*MENTION_COLUMNS, "born_on_kind"]
    assert table["person_key"].to_pylist() == ["k0", "k1", "k2"]
    assert table["forename"].to_pylist() == ["B", None, "A"]


@pytest.mark.parametrize(
    ("born", "kept", "kind"),
    [
        (date(2017, 3, 3), date(2017, 3, 3), "exact"),
        (date(1984, 1, 1), date(1984, 1, 1), "first_of_january"),
        (date(1900, 1, 1), None, "not_known"),
        (date(1899, 12, 30), None, "not_known"),
        (date(1970, 1, 1), None, "not_known"),
        (date(1850, 5, 5), None, "not_known"),
        (date(1900, 1, 2), date(1900, 1, 2), "exact"),
        (date(2027, 3, 1), date(2027, 3, 1), "exact"),
        (date(2027, 3, 2), None, "not_known"),
        (None, None, "not_known"),
    ],
)
def test_birth_dates(born, kept, kind):
    table, _ = clean(_mentions({"born_on": born}))
    assert (table["born_on"][0].as_py(), table["born_on_kind"][0].as_py()) == (kept, kind)


def test_a_year_after_a_leap_day():
    table, _ = clean(_mentions({"born_on": date(2025, 2, 28), "received_on": date(2024, 2, 29)}))
    assert table["born_on_kind"].to_pylist() == ["exact"]


def test_a_phone_of_more_than_thirty_people_is_nobodys():
    many = [{"phone": "020 7946 0000", "person_key": f"p{i}"} for i in range(31)]
    few = [{"phone": "020 7946 0001", "person_key": f"p{i}"} for i in range(30)]
    same = [{"phone": "020 7946 0002", "person_key": "p0"} for _ in range(40)]
    table, cleaned = clean(_mentions(*many, *few, *same))
    assert set(table["phone"].to_pylist()) == {None, "+442079460001", "+442079460002"}
    assert _count(cleaned, "phone").shared == 31


def test_what_was_blanked_is_counted_by_source_and_column():
    _, cleaned = clean(
        _mentions(
            {"forename": "Baby", "nhs_number": "1234567890", "born_on": date(1900, 1, 1)},
            {"forename": "Ann", "nhs_number": "943 476 5919", "born_on": date(1990, 5, 1)},
            {"forename": None, "full_name": "The Occupier"},
            {"forename": "N/K", "source": "gadgets", "born_on": date(1800, 1, 1)},
        )
    )
    one = _count(cleaned, "forename")
    assert (one.rows, one.filled, one.placeholder, one.not_valid) == (3, 1, 1, 0)
    assert (_count(cleaned, "nhs_number").filled, _count(cleaned, "nhs_number").not_valid) == (1, 1)
    assert (_count(cleaned, "born_on").placeholder, _count(cleaned, "born_on", "gadgets").not_valid) == (1, 1)
    assert _count(cleaned, "forename", "gadgets").placeholder == 1
    assert _count(cleaned, "surname").placeholder == 1


def test_nothing_at_all_can_be_cleaned():
    table, cleaned = clean(SCHEMA.empty_table())
    assert table.num_rows == 0 and cleaned.counts == ()


def test_test_numbers_can_be_switched_off():
    given = _mentions({"nino": "QQ123456A", "postcode": "XB1 1AA", "phone": "07700 900123"})
    kept, _ = clean(given)
    refused, _ = clean(given, test_numbers=False)
    for column in ("nino", "postcode", "phone"):
        assert kept[column][0].is_valid and not refused[column][0].is_valid
