"""Lookups into a history, and readers that can do without what is not shared for them."""

import pytest

from plainview.agreements.check import check
from plainview.agreements.check_accounting import elements_used
from plainview.agreements.lineage import allowed, lineage
from plainview.agreements.uses import Use, check_uses
from plainview.vocabulary.purposes import Purpose

ELEMENTS = {"ID": "matching display", "NAME": "matching", "SINCE": "display", "KIND": "display", "CODE": "display"}
BODY = """
tables:
  - table: legal_statuses
    person: tenant
    columns:
      started_on: SINCE
      ended_on: {from: ID, lookup: {in: rows, on: ID, take: SINCE, after: SINCE, where: [{element: KIND, is: [L]}]}}
      status: {from: CODE, codes: {A: care_order}}
"""


def test_what_a_lookup_chooses_and_compares_by_counts_as_used(made):
    council = made.council(ELEMENTS, made.people + BODY)
    assert check(council) == []
    assert ("rents", "KIND") in elements_used(council)
    rule = lineage(council)["rents:tables.0"]
    assert set(rule.columns["ended_on"]) == {"ID", "SINCE", "KIND"}


@pytest.mark.parametrize("hidden", ["KIND", "SINCE"])
def test_a_column_needs_the_purpose_of_what_its_lookup_chooses_and_compares_by(made, hidden):
    council = made.council(ELEMENTS | {hidden: "monitoring"}, made.people + BODY)
    assert {p.slug for p in check(council)} == {"agreement-lacks-purpose"}
    rule = lineage(council)["rents:tables.0"]
    day = next(iter(council.agreements.values())).starts
    assert not allowed(council, rule, "ended_on", Purpose.DISPLAY, day)


@pytest.mark.parametrize(("right", "wrong"), [("element: KIND", "element: KYND"), ("after: SINCE", "after: SINS")])
def test_an_element_of_a_lookup_that_no_agreement_lists_is_told(made, right, wrong):
    council = made.council(ELEMENTS, made.people + BODY.replace(right, wrong))
    assert "element-not-in-agreement" in {p.slug for p in check(council)}


def test_a_reader_that_can_do_without_is_warned_and_no_error(made):
    council = made.council(ELEMENTS | {"CODE": "modelling"}, made.people + BODY)
    asked = {"table": "legal_statuses", "column": "status", "purpose": Purpose.DISPLAY, "file": "ours.yaml", "line": 3}
    told = [check_uses(council, [Use("sentence 'x'", can_do_without=can, **asked)])[0] for can in (True, False)]
    assert [p.level for p in told] == ["warning", "error"]
    assert told[0].what.endswith("it is left out there.")
    assert told[0].do.startswith("Nothing, if that is meant.")
