"""Stated relations: told from both sides, and never in a circle."""

from datetime import date

from plainview.bridge.families import families


def relation(resident, kind, other, ref="r"):
    return {"resident": resident, "other": other, "kind": kind, "started_on": None, "ended_on": None,
            "source": "s", "record_ref": ref}  # fmt: skip


def told(*stated, born=None):
    found = families(stated, born={k: date.fromisoformat(v) for k, v in (born or {}).items()})
    return {(r["resident"], r["kind"], r["other"]) for r in found.relations}, found.dropped


def test_each_relation_is_told_from_both_sides():
    assert told(relation("mother", "parent_of", "child")) == (
        {("mother", "parent_of", "child"), ("child", "child_of", "mother")},
        {},
    )
    assert told(relation("a", "carer_of", "b"))[0] == {("a", "carer_of", "b"), ("b", "cared_for_by", "a")}
    assert told(relation("a", "partner_of", "b"))[0] == {("a", "partner_of", "b"), ("b", "partner_of", "a")}


def test_said_twice_from_either_side_it_is_told_once():
    found = families([relation("m", "parent_of", "c"), relation("c", "child_of", "m")], born={})
    assert len(found.relations) == 2


def test_a_parent_younger_than_the_child_is_dropped_and_counted():
    born = {"child": "1980-01-01", "parent": "2010-01-01"}
    assert told(relation("parent", "parent_of", "child"), born=born) == (set(), {"parent younger than the child": 1})
    assert told(relation("child", "child_of", "parent"), born=born)[1] == {"parent younger than the child": 1}


def test_a_person_who_would_be_their_own_ancestor_is_dropped_and_the_rest_stays():
    kept, dropped = told(
        relation("a", "parent_of", "b"), relation("b", "parent_of", "c"), relation("c", "parent_of", "a"),
        relation("a", "parent_of", "d"), relation("a", "sibling_of", "b"),
    )  # fmt: skip
    assert dropped == {"their own ancestor": 3}
    assert ("a", "parent_of", "d") in kept
    assert ("a", "sibling_of", "b") in kept
    assert not {("a", "parent_of", "b"), ("c", "parent_of", "a")} & kept


def test_two_who_are_each_other_s_parent_are_a_circle_too():
    assert told(relation("a", "parent_of", "b"), relation("b", "parent_of", "a")) == (set(), {"their own ancestor": 2})


def test_a_relation_to_oneself_or_of_no_known_kind_is_dropped():
    assert told(relation("a", "sibling_of", "a"), relation("a", "friend_of", "b")) == (
        set(),
        {"related to themselves": 1, "unknown kind of relation": 1},
    )


def test_a_line_of_five_thousand_generations_is_followed_to_its_end():
    kept, dropped = told(*(relation(f"p{n:05}", "parent_of", f"p{n + 1:05}") for n in range(5000)))
    assert len(kept) == 10_000
    assert dropped == {}
