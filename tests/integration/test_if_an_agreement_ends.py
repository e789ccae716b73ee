"""What stops if an agreement ends is told before it does, and so is that it will."""

import json

import pytest

from tests.lib.command import plainview


def asked(small, *more):
    ended = plainview("agreement", "rents", *more, "--json", council=small.council)
    assert ended.code == 0, ended.said
    return json.loads(ended.out)


def test_what_stops_is_told_with_tables_and_residents(served):
    told = asked(served, "--home", served.home.path, "--on", "2026-03-02", "--if-ends", "2026-06-30")
    assert (told["ends"], told["days_left"], told["elements"]) == ("2026-06-30", 120, 7)
    assert {"rent_accounts", "tenancies"} <= set(told["tables"])
    assert told["facts"]["rent_accounts"] == 2
    assert (told["residents"], told["residents_known_by_it_alone"]) == (2, 0)
    plain = plainview("agreement", "rents", "--home", served.home.path, council=served.council)
    assert "Residents with a fact of it: 2; known by it alone: 0." in plain.out


def test_factors_and_sentences_that_stop_are_told(larkmere):
    ended = plainview("agreement", "hou04-rent-arrears", "--json", council=larkmere.council)
    told = json.loads(ended.out)
    assert told["stop"] or told["weaker"]
    assert told["residents"] is None, "nothing is counted where no home is named"


def test_an_agreement_that_there_is_not_is_told(served):
    ended = plainview("agreement", "rent", council=served.council)
    assert (ended.code, "agreement-not-known: " in ended.err) == (1, True)


@pytest.mark.parametrize(
    ("on", "within"), [("2029-10-02", 0), ("2029-10-03", 90), ("2029-12-02", 30), ("2029-12-25", 7)]
)
def test_an_end_that_is_near_is_warned_of_in_check_and_in_status(served, on, within):
    check = plainview("check", "--on", on, council=served.council).out
    status = plainview("status", "--home", served.home.path, "--on", on, council=served.council).out
    assert (f"(within {within})" in check, f"ends within {within} days rents" in status) == (within > 0, within > 0)
    assert ("agreement-ends-soon" in check) == (within > 0)
