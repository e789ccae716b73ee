"""Marks that a draft leaves, and what a newcomer most likely meant."""

import pytest

from plainview.agreements.check import check
from plainview.agreements.council import read_council
from plainview.agreements.nearest import nearest
from plainview.agreements.problems import PolicyNotValid

ELEMENTS = {"ID": "matching display", "NAME": "matching", "SINCE": "display"}
TABLES = """
people:
  - mention: tenant
    id: {space: tenant, id: ID}
    full_name: NAME
tables:
  - table: tenancies
    person: tenant
    columns: {started_on: SINCE}
"""


def test_a_mark_is_told_in_its_own_words_and_not_as_a_date_that_is_wrong(made):
    text = made.agreement(ELEMENTS, starts='"TO DECIDE: the first day"')
    made.write({"agreements/rents.yaml": text, "mappings/rents.yaml": made.mapping(TABLES)})
    with pytest.raises(PolicyNotValid) as refused:
        read_council(made.folder)
    (problem,) = refused.value.problems
    assert (problem.slug, problem.file, problem.line) == ("to-decide", "agreements/rents.yaml", 11)
    assert problem.what == "'starts' is not decided: the first day."


@pytest.mark.parametrize(
    ("wrong", "right", "slug"),
    [
        ("started_on: SINCE", "startd_on: SINCE", "started_on"),
        ("table: tenancies", "table: tenancy", "tenancies"),
        ("full_name: NAME", "full_name: NAMES", "NAME"),
        ("person: tenant", "person: tennant", "tenant"),
    ],
)
def test_what_was_most_likely_meant_is_named(wrong, right, slug, made):
    council = made.council(ELEMENTS, TABLES.replace(wrong, right))
    assert any(f"Did you mean '{slug}'?" in p.do for p in check(council))


def test_a_key_that_is_not_known_brings_the_nearest_that_may_stand_there(made):
    with pytest.raises(PolicyNotValid) as refused:
        made.council(ELEMENTS, TABLES.replace("full_name:", "fullname:"))
    assert any("Did you mean 'full_name'?" in p.do for p in refused.value.problems)


def test_what_is_like_nothing_brings_no_guess():
    assert nearest("balance", ["surname", "postcode"]) is None
    assert nearest("Sur Name", ["surname", "postcode"]) == "surname"
