"""The ledger: a resident keeps their id, and every change of it is told."""

import pytest

from plainview.bridge.ledger import Ledger


def h(*names: str) -> list[bytes]:
    return [n.encode() for n in names]


@pytest.fixture
def refresh(tmp_path):
    """Run a refresh on a copy of the ledger before, and give (ids by cluster, kinds of event, ledger path)."""
    done: list = []

    def run(*clusters):
        path = tmp_path / f"{len(done)}.sqlite"
        ledger = Ledger.copied(previous=done[-1] if done else None, to=path)
        assigned = ledger.assign(list(clusters), refresh_id=f"r{len(done)}")
        events = [(kind, old.split(",") if old else [], n) for _, kind, _, old, n, _ in
                  ledger.events(refresh_id=f"r{len(done)}")]  # fmt: skip
        assert len(events) == assigned.events
        ledger.close()
        done.append(path)
        return assigned.residents, events

    run.paths = done
    return run


def test_ids_are_random_and_each_its_own(refresh):
    ids, events = refresh(h("a"), h("b"), h("c"))
    assert len(set(ids)) == 3
    assert all(len(i) == 32 for i in ids)
    assert [e[0] for e in events] == ["created"] * 3


def test_the_same_input_keeps_all_ids_and_tells_nothing_new(refresh):
    first, _ = refresh(h("a", "b"), h("c"))
    second, events = refresh(h("a", "b"), h("c"))
    assert (second, events) == (first, [])


def test_the_order_of_clusters_and_of_records_changes_nothing(refresh):
    first, _ = refresh(h("a", "b"), h("c"), h("d"))
    second, events = refresh(h("d"), h("b", "a"), h("c"))
    assert second == [first[2], first[0], first[1]]
    assert events == []


def test_new_records_join_the_resident_they_match(refresh):
    (a, _), _ = refresh(h("a"), h("b"))
    ids, events = refresh(h("a", "x", "y"), h("b"))
    assert ids[0] == a
    assert events == [("joined", [], 2)]


def test_of_two_merged_the_id_with_most_records_stays_and_the_other_leads_there(refresh, tmp_path):
    (a, b), _ = refresh(h("a"), h("b1", "b2"))
    (merged,), events = refresh(h("a", "b1", "b2"))
    assert merged == b
    assert events == [("merged", [a], 1)]
    ledger = Ledger(refresh.paths[-1])
    assert ledger.redirects() == {a: b}
    ledger.close()


def test_a_tie_goes_to_the_oldest_id(refresh):
    (a,), _ = refresh(h("a"))
    (a2, _), _ = refresh(h("a"), h("b"))
    assert a2 == a
    (merged,), _ = refresh(h("b", "a"))
    assert merged == a


def test_redirects_follow_a_second_merge(refresh):
    (a, b, c), _ = refresh(h("a"), h("b1", "b2"), h("c1", "c2", "c3"))
    refresh(h("a", "b1", "b2"), h("c1", "c2", "c3"))
    refresh(h("a", "b1", "b2", "c1", "c2", "c3"))
    ledger = Ledger(refresh.paths[-1])
    redirects = ledger.redirects()
    ledger.close()
    assert set(redirects) == {a, c}
    assert set(redirects.values()) == {b}


def test_a_split_keeps_the_id_where_most_records_went_and_mints_a_new_one(refresh):
    (a,), _ = refresh(h("a1", "a2", "a3"))
    ids, events = refresh(h("a3"), h("a1", "a2"))
    assert ids[1] == a
    assert ids[0] != a
    assert events == [("split", [a], 1)]


def test_a_record_that_fits_another_resident_moves(refresh):
    (a, b), _ = refresh(h("a1", "a2", "a3"), h("b1", "b2"))
    ids, events = refresh(h("a1", "a2"), h("a3", "b1", "b2"))
    assert ids == [a, b]
    assert events == [("moved", [a], 1)]


def test_an_id_is_never_used_again_after_its_resident_went(refresh):
    (a,), _ = refresh(h("a"))
    (b,), _ = refresh(h("b"))
    assert b != a


def test_a_record_that_was_away_for_a_while_comes_back_to_its_resident(refresh):
    (a, _), _ = refresh(h("a"), h("b"))
    refresh(h("b"))
    ids, events = refresh(h("a"), h("b"))
    assert ids[0] == a
    assert events == []


def test_the_ledger_before_is_not_changed(refresh):
    refresh(h("a"))
    before = refresh.paths[0].read_bytes()
    refresh(h("a", "b"), h("c"))
    assert refresh.paths[0].read_bytes() == before


def test_no_person_key_stands_in_the_file(tmp_path):
    from plainview.bridge.pseudonymise import hashes

    ledger = Ledger(tmp_path / "l.sqlite")
    ledger.assign([hashes(b"k" * 32, ["casework|SECRET88123"])], refresh_id="r")
    ledger.close()
    assert b"SECRET88123" not in (tmp_path / "l.sqlite").read_bytes()


def test_a_household_keeps_its_id_while_most_of_its_members_stay(tmp_path):
    one = Ledger(tmp_path / "1.sqlite")
    (first, other) = one.assign_households([("home1", ["a", "b", "c"]), ("home2", ["d"])], refresh_id="r1")
    one.close()
    two = Ledger.copied(previous=tmp_path / "1.sqlite", to=tmp_path / "2.sqlite")
    ids = two.assign_households([("home2", ["d", "e"]), ("home1", ["b", "c", "x"]), ("home1", ["a"])], refresh_id="r2")
    two.close()
    assert ids[:2] == [other, first]
    assert ids[2] not in (first, other)
