"""Each planted bias can be measured back, and is of the size that the truth states."""

import sqlite3
from collections import Counter
from contextlib import closing
from datetime import date

import pytest

from plainview.synthetic.larkmere.extracts import _registers
from plainview.synthetic.larkmere.extracts import csc01 as people
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world import bias, chances
from plainview.synthetic.larkmere.world.build import build
from plainview.synthetic.larkmere.world.model import World
from plainview.synthetic.larkmere.world.school_year import year_of

ENDS = date(2026, 10, 31)


@pytest.fixture(scope="module")
def world() -> World:
    return build(residents=6000, seed=6, ends=ENDS, with_notes=False)


def test_at_the_same_need_one_groups_contacts_are_referred_more_often(world):
    """A contact about several children is decided once: the one who was named first counts."""
    seen: set[tuple] = set()
    came, expected = Counter(), Counter()
    for contact in world.contacts:
        home = world.household_on(contact.child, contact.on)
        once = (home.id if home else contact.child, contact.on)
        if once in seen or not contact.is_decided_by_need:
            continue
        seen.add(once)
        factor = bias.referral_factor(world.persons[contact.child].ethnicity)
        came[factor > 1] += contact.outcome == "referral"
        expected[factor > 1] += chances.referred(contact.need, 1.0)
    measured = (came[True] / expected[True]) / (came[False] / expected[False])
    assert measured == pytest.approx(bias.REFERRALS.size, rel=0.2)


def test_one_groups_ethnicity_is_missing_more_often(world, tmp_path):
    (name,) = people.write(tmp_path, world)
    blank, of = Counter(), Counter()
    ids = {r.local_id: p for p, held in world.recorded["lcs"].items() for r in held}
    with closing(sqlite3.connect(tmp_path / name)) as database:
        for local_id, ethnicity in database.execute("SELECT pers_person_id, pers_ethnicity FROM ssd_person"):
            group = world.persons[ids[local_id]].community in bias.ETHNICITY.values
            of[group] += 1
            blank[group] += not ethnicity
    usual = blank[False] / of[False]
    measured = (blank[True] / of[True] - usual) / (1 - usual)
    assert of[True] > 100 and measured == pytest.approx(bias.ETHNICITY.size, abs=0.09)


def test_one_wards_absence_is_marked_less(world):
    true, marked = Counter(), Counter()
    for term in world.attendance:
        stay = world.stay_on(term.child, date.fromordinal(term.ends.toordinal() - 1))
        if stay is not None:
            in_ward = world.homes[stay.home].ward in bias.ABSENCE.values
            held = bias.as_marked(world, term)
            true[in_ward] += term.authorised + term.unauthorised
            marked[in_ward] += held.authorised + held.unauthorised
    assert marked[False] == true[False]
    assert 1 - marked[True] / true[True] == pytest.approx(bias.ABSENCE.size, abs=0.03)


def test_the_registers_hold_two_marks_a_day_that_add_up_to_the_term(world, tmp_path):
    (name,) = _registers.write(tmp_path / "registers.db", world, Recorder(world, "one"))
    said: dict[str, Counter] = {}
    days: dict[str, set] = {}
    with closing(sqlite3.connect(tmp_path / name)) as database:
        for upn, day, morning, afternoon in database.execute(
            "SELECT UPN, attendance_date, am_code, pm_code FROM registers WHERE UPN IS NOT NULL"
        ):
            said.setdefault(upn, Counter()).update((morning, afternoon))
            days.setdefault(upn, set()).add(day)
    compared = 0
    for term in world.attendance:
        upn = world.recorded["one"][term.child][0].upn if term.child in world.recorded["one"] else None
        if term.year != year_of(ENDS) or upn is None:
            continue
        marks, held = said[upn], bias.as_marked(world, term)
        assert sum(marks.values()) == held.possible == 2 * len(days[upn])
        assert sum(marks[m] for m in ("I", "M", "C1", "E")) == held.authorised
        assert sum(marks[m] for m in ("O", "U", "G", "N")) == held.unauthorised
        assert marks["L"] == held.late
        compared += 1
    assert compared > 800
