"""Laws of cleaning: doing it twice changes nothing; a right number stays; one wrong figure is noticed."""

from datetime import date
from functools import partial

import pyarrow as pa
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from plainview.extracts.clean import clean, contacts, names, numbers, places
from plainview.extracts.structured import MENTION_COLUMNS

TYPES = {"string": pa.string(), "date": pa.date32(), "int32": pa.int32(), "boolean": pa.bool_()}
SCHEMA = pa.schema([(n, TYPES[k]) for n, k in MENTION_COLUMNS.items()])
PIECES = st.sampled_from(
    [
        "Mr",
        "mrs",
        "MASTER",
        "van",
        "der",
        "O",
        "Mc",
        "Mac",
        "o'",
        "-",
        "'",
        "(",
        ")",
        ",",
        ".",
        "John",
        "Łukasz",
        "ß",
        "Smith",
        "BABY",
        "of",
        "é",
        "1",
        "N/K",
        "flat",
        "apt",
        "no",
        " ",
        "XB1",
        "1AA",
        "O1A",
        "07700900123",
        "a@b.example",
        "9434765919",
    ]
)
TEXT = st.text(max_size=12) | st.lists(PIECES, max_size=6).map(" ".join) | st.lists(PIECES, max_size=4).map("".join)
RULES = {
    "title": names.title,
    "forename": names.forename,
    "surname": names.surname,
    "whole": names.whole,
    "address": places.address,
    "postcode": partial(places.postcode, test_numbers=True),
    "uprn": numbers.property_number,
    "nino": partial(numbers.nino, test_numbers=True),
    "nhs": numbers.nhs_number,
    "phone": partial(contacts.phone, test_numbers=True),
    "email": partial(contacts.email, test_numbers=True),
}


def _check(nine):
    """Give the check digit of nine figures, or X where there is none: weights 10 to 2, modulo 11."""
    left = 11 - sum(int(d) * weight for d, weight in zip(nine, range(10, 1, -1), strict=True)) % 11
    return {11: "0", 10: "X"}.get(left, str(left))


NINE = st.text("0123456789", min_size=9, max_size=9)


@settings(deadline=None)
@given(rule=st.sampled_from(sorted(RULES)), text=TEXT)
def test_a_cleaned_value_stays_as_it_is(rule, text):
    once = RULES[rule](text)
    assert once.value is None or RULES[rule](once.value) == once


ROW = st.fixed_dictionaries(
    {
        "full_name": st.none() | TEXT,
        "forename": st.none() | TEXT,
        "surname": st.none() | TEXT,
        "name_order": st.sampled_from(["forename_first", "surname_first"]),
        "title": st.none() | TEXT,
        "address": st.none() | TEXT,
        "phone": st.none() | TEXT,
        "postcode": st.none() | TEXT,
        "born_on": st.none() | st.dates(date(1850, 1, 1), date(2060, 1, 1)),
        "received_on": st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    }
)


@settings(max_examples=50, deadline=None)
@given(rows=st.lists(ROW, max_size=4))
def test_cleaning_twice_changes_nothing(rows):
    given = [{"person_key": f"k{i}", "source": "widgets", **row} for i, row in enumerate(rows)]
    once, _ = clean(pa.Table.from_pylist(given, schema=SCHEMA))
    twice, _ = clean(once)
    assert twice.to_pylist() == once.to_pylist()


@given(nine=NINE)
def test_a_right_nhs_number_stays(nine):
    check = _check(nine)
    assume(check != "X" and len({*nine, check}) > 1)
    assert numbers.nhs_number(f"{nine[:3]} {nine[3:6]} {nine[6:]}{check}").value == nine + check


@given(nine=NINE, place=st.integers(0, 9), other=st.sampled_from("0123456789"))
def test_one_wrong_figure_in_an_nhs_number_is_noticed(nine, place, other):
    check = _check(nine)
    assume(check != "X")
    right = nine + check
    assume(right[place] != other)
    assert numbers.nhs_number(right[:place] + other + right[place + 1 :]).value is None
