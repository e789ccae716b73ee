"""Who lives with whom."""

from datetime import date

import pytest

from plainview.bridge.households import Stay, households


def stay(resident, dwelling="home", since=None, until=None):
    day = date.fromisoformat
    return Stay(resident, dwelling, day(since) if since else None, day(until) if until else None, until is None)


def together(stays, *, kind=None, relations=(), accounts=None):
    kinds = {"home": kind} if kind else {}
    found = households(stays, kinds=kinds, relations=relations, accounts=accounts or {})
    return sorted(sorted(s.resident for s in h.stays) for h in found.households), found


def test_people_at_one_private_address_at_one_time_are_a_household():
    assert together([stay("a", since="2020-01-01"), stay("b")])[0] == [["a", "b"]]


def test_a_family_that_left_and_the_one_that_came_are_two():
    stays = [stay("a", since="2018-01-01", until="2021-06-30"), stay("b", since="2021-06-25")]
    assert together(stays)[0] == [["a"], ["b"]]


def test_an_overlap_longer_than_a_fortnight_is_living_together():
    stays = [stay("a", since="2018-01-01", until="2021-06-30"), stay("b", since="2021-05-01")]
    assert together(stays)[0] == [["a", "b"]]


@pytest.mark.parametrize("kind", ["shared_house", "hostel", "refuge", "care_home", "other_communal"])
def test_a_communal_address_alone_makes_no_household(kind):
    groups, found = together([stay("a"), stay("b"), stay("c")], kind=kind)
    assert groups == [["a"], ["b"], ["c"]]
    assert {h.how for h in found.households} == {"alone"}


def test_in_a_hostel_a_stated_relation_makes_one():
    groups, found = together([stay("mother"), stay("child"), stay("stranger")], kind="hostel",
                             relations=[("mother", "child")])  # fmt: skip
    assert groups == [["child", "mother"], ["stranger"]]
    assert {h.how for h in found.households} == {"related", "alone"}


def test_in_a_shared_house_a_shared_tenancy_makes_one():
    groups, _ = together([stay("a"), stay("b"), stay("c")], kind="shared_house", accounts={"tenancy|1": ["a", "b"]})
    assert groups == [["a", "b"], ["c"]]


def test_a_relation_to_someone_who_lives_elsewhere_joins_nobody():
    groups, _ = together([stay("a"), stay("b"), stay("gran", dwelling="other")], kind="hostel",
                         relations=[("a", "gran"), ("gran", "b")])  # fmt: skip
    assert groups == [["a"], ["b"], ["gran"]]


def test_more_than_ten_at_a_private_address_are_no_household_and_go_to_review():
    groups, found = together([stay(f"p{n:02}") for n in range(11)])
    assert len(groups) == 11
    assert found.review == {"home": 11}
    assert together([stay(f"p{n:02}") for n in range(10)])[1].review == {}


def test_the_order_of_stays_changes_nothing():
    stays = [stay("a", since="2020-01-01"), stay("b", since="2020-02-01"), stay("c", dwelling="other")]
    assert together(stays)[1] == together(stays[::-1])[1]
