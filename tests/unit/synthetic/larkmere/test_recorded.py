"""What each source knows: the truth with that source's faults, at the rates we say."""

from datetime import date

import pytest

from plainview.synthetic.larkmere import faults
from plainview.synthetic.larkmere.faults import BY_SPACE
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.build import build
from plainview.synthetic.larkmere.world.model import World

ENDS = date(2026, 10, 31)


@pytest.fixture(scope="module")
def world() -> World:
    return build(residents=2500, seed=4, ends=ENDS)


def share(of, when) -> float:
    held = list(of)
    return sum(map(when, held)) / len(held)


def test_the_same_person_is_recorded_the_same_by_one_source(world):
    person = next(iter(world.persons))
    before = Recorder(world, "lcs").records(person)
    world.recorded.clear()
    assert Recorder(world, "lcs").records(person) == before


@pytest.mark.parametrize("space", sorted(BY_SPACE))
def test_ids_of_one_source_are_each_one_persons(world, space):
    recorder = Recorder(world, space)
    ids = [r.local_id for p in world.persons for r in recorder.records(p)]
    assert len(ids) == len(set(ids))
    assert not set(ids) & {str(p) for p in world.persons}


@pytest.mark.parametrize("space", sorted(BY_SPACE))
def test_one_to_three_in_a_hundred_are_held_twice(world, space):
    recorder = Recorder(world, space)
    assert 0.004 <= share(world.persons, lambda p: len(recorder.records(p)) == 2) <= 0.045


def test_two_to_five_names_in_a_hundred_are_spelt_otherwise_by_children_services(world):
    recorder = Recorder(world, "lcs")
    people = [p for p in world.persons.values() if not p.is_unborn and not p.former_surname]

    def differs(person) -> bool:
        held = recorder.primary(person.id)
        return (held.forename, held.surname) != (person.forename, person.surname)

    assert 0.02 <= share(people, differs) <= 0.075


def test_one_to_four_birth_dates_in_a_hundred_are_wrong(world):
    recorder = Recorder(world, "las")
    people = [p for p in world.persons.values() if not p.is_unborn]
    assert 0.008 <= share(people, lambda p: recorder.primary(p.id).born_on != p.born_on) <= 0.04


def test_nhs_numbers_are_missing_from_a_fifth_to_two_fifths_of_childrens_records(world):
    recorder = Recorder(world, "lcs")
    assert 0.2 <= share(world.persons, lambda p: recorder.primary(p).nhs_number is None) <= 0.4


def test_an_adopted_childs_new_records_hold_nothing_of_the_old():
    world = build(residents=6000, seed=1, ends=ENDS)
    recorder = Recorder(world, "lcs")
    adopted = [p for p in world.persons.values() if p.adopted_as is not None]
    assert adopted
    for person in adopted:
        old, new = recorder.primary(person.id), recorder.primary(person.adopted_as)
        assert old.local_id != new.local_id and new.legacy_id != old.local_id
        assert world.persons[person.adopted_as].nhs_number != person.nhs_number
        assert world.persons[person.adopted_as].upn is None or world.persons[person.adopted_as].upn != person.upn


def test_children_services_flag_everyone_who_is_restricted_and_others_hold_open_addresses(world):
    restricted = [p.id for p in world.persons.values() if p.restricted]
    assert restricted
    assert all(Recorder(world, "lcs").primary(p).is_restricted for p in restricted)
    tax = Recorder(world, "ctax")
    open_ = [p for p in restricted if not tax.primary(p).is_restricted and tax.primary(p).address_1]
    assert open_
    assert not any(Recorder(world, "ctax").primary(p.id).is_restricted for p in world.persons.values()
                   if not p.restricted)  # fmt: skip


def test_housing_writes_capitals_without_accents(world):
    recorder = Recorder(world, "uh")
    for person in list(world.persons)[:500]:
        held = recorder.primary(person)
        assert held.surname == held.surname.upper() and held.surname.isascii()


def test_the_unborn_have_an_expected_date_and_the_mothers_address(world):
    unborn = next(p for p in world.persons.values() if p.is_unborn)
    held = Recorder(world, "lcs").primary(unborn.id)
    assert held.born_on is None and held.forename is None and held.expected_on == unborn.born_on
    assert held.address_1 and held.nhs_number is None


def test_the_newest_move_has_not_reached_every_source(world):
    recorder = Recorder(world, "one")
    moved = [p for p in world.persons if len(world.stays_of(p)) > 1]
    stale = share(moved, lambda p: recorder.addresses(p)[-1].home != world.stays_of(p)[-1].home)
    assert 0.04 <= stale <= 0.16


def test_the_address_on_a_day_is_the_one_held_then(world):
    recorder = Recorder(world, "las")
    person = next(p for p in world.persons if len(recorder.addresses(p)) > 1)
    first, second = recorder.addresses(person)[:2]
    assert recorder.address_on(person, first.starts) == first
    assert recorder.address_on(person, second.starts) == second
    assert recorder.address_on(person, date(1900, 1, 1)) is None


def test_day_and_month_are_swapped_only_where_that_is_another_day():
    assert faults.day_and_month_swapped(date(2015, 3, 4)) == date(2015, 4, 3)
    assert faults.day_and_month_swapped(date(2015, 3, 3)) is None
    assert faults.day_and_month_swapped(date(2015, 3, 24)) is None
