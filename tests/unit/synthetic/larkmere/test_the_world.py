"""The laws that Larkmere keeps, whatever the seed."""

import re
from datetime import date, timedelta
from itertools import pairwise

import pytest
from stdnum.gb import nhs, upn

from plainview.synthetic.larkmere.world.build import build
from plainview.synthetic.larkmere.world.model import World

ENDS = date(2026, 10, 31)


@pytest.fixture(scope="module", params=[1, 2])
def world(request) -> World:
    return build(residents=900, seed=request.param, ends=ENDS)


def test_the_same_arguments_make_the_same_world():
    one, other = (build(residents=500, seed=5, ends=ENDS) for _ in range(2))
    assert one == other


def test_another_seed_makes_other_people():
    one, other = (build(residents=500, seed=seed, ends=ENDS) for seed in (5, 6))
    assert [p.nhs_number for p in one.persons.values()] != [p.nhs_number for p in other.persons.values()]


def test_history_can_end_on_another_day():
    world = build(residents=500, seed=5, ends=date(2024, 2, 29))
    assert world.starts == date(2020, 2, 28)
    assert max(s.starts for s in world.stays) < date(2024, 2, 29)


def test_about_as_many_live_there_as_asked_for(world):
    assert 850 <= len(world.residents_on(ENDS)) <= 950


def test_every_stay_lies_within_a_life(world):
    for stay in world.stays:
        person = world.persons[stay.person]
        assert person.born_on <= stay.starts
        assert stay.ends is None or stay.starts < stay.ends <= ENDS
        if person.died_on is not None:
            assert stay.ends is not None and stay.ends <= person.died_on


def test_nobody_lives_in_two_places_at_once(world):
    for person in world.persons:
        stays = world.stays_of(person)
        for before, after in pairwise(stays):
            assert before.ends is not None and before.ends <= after.starts


def test_a_household_lists_who_lives_there_last(world):
    here: dict[int, set[int]] = {}
    for stay in world.stays:
        if stay.ends is None:
            here.setdefault(stay.household, set()).add(stay.person)
    for household in world.households.values():
        assert (household.id in here) == (household.ends is None)
        if household.ends is None:
            assert {*household.adults, *household.children} == here[household.id]
            assert all(world.age_on(p, ENDS) >= 18 for p in household.adults)


def test_the_unborn_live_nowhere_and_are_expected_after_the_last_day(world):
    unborn = [p for p in world.persons.values() if p.is_unborn]
    assert unborn
    for person in unborn:
        assert person.born_on > ENDS and not world.stays_of(person.id) and person.mother is not None


def test_parents_are_old_enough(world):
    for person in world.persons.values():
        for parent in (person.mother, person.father):
            if parent is not None:
                assert world.persons[parent].born_on + timedelta(days=15 * 365) < person.born_on


def test_partners_are_partners_of_each_other(world):
    for person in world.persons.values():
        if person.partner is not None:
            assert world.persons[person.partner].partner == person.id


def test_every_number_is_valid_and_no_one_elses(world):
    people = list(world.persons.values())
    for person in people:
        assert nhs.is_valid(person.nhs_number) and person.nhs_number.startswith("999")
        assert person.nino is None or re.fullmatch(r"QQ\d{6}[A-D]", person.nino)
        if person.upn is not None:
            assert person.upn[1:4] == "999" and person.upn[0] == upn.calc_check_digit(person.upn[1:])
        if person.uln is not None:
            rest = sum(int(d) * w for d, w in zip(person.uln[:9], range(10, 1, -1), strict=True)) % 11
            assert rest and person.uln[9] == str(10 - rest)
    for name in ("nhs_number", "nino", "upn", "uln"):
        held = [v for p in people if (v := getattr(p, name))]
        assert len(held) == len(set(held))


def test_no_contact_could_reach_anyone(world):
    phones = [x.phone for x in (*world.persons.values(), *world.staff.values()) if x.phone]
    assert all(re.fullmatch(r"020 7946 0\d{3}|07700 900\d{3}", phone) for phone in phones)
    mails = [x.email for x in (*world.persons.values(), *world.staff.values()) if x.email]
    assert all(re.search(r"@(.+\.)?example\.(org|com)$", mail) for mail in mails)


def test_no_home_could_be_anyones(world):
    for home in world.homes.values():
        assert re.fullmatch(r"X[BC]\d{1,2} \d[ABD-HJLNP-UW-Z]{2}", home.postcode)
        assert re.fullmatch(r"99\d{10}", home.uprn)
    assert len({h.uprn for h in world.homes.values()}) == len(world.homes)
    assert len({h.ward for h in world.homes.values() if h.is_in_borough}) == 19


def test_flats_of_one_building_share_a_parent(world):
    flats = [h for h in world.homes.values() if h.blpu_class == "RD06"]
    assert flats and all(h.parent_uprn and h.building for h in flats)
    parents = {h.parent_uprn for h in flats}
    assert parents.isdisjoint({h.uprn for h in world.homes.values()})


def test_periods_end_after_they_start(world):
    for kind in ("assessments", "early_help", "cin_plans", "section47s", "cp_plans", "care_episodes", "missing",
                 "involvements", "enrolments", "sen", "free_meals", "out_of_school", "post16", "tenancies",
                 "temporary_stays", "tax_accounts", "benefit_claims", "adult_assessments", "adult_services",
                 "hospital_stays"):  # fmt: skip
        for spell in getattr(world, kind):
            assert spell.starts < ENDS, kind
            assert spell.ends is None or spell.starts <= spell.ends <= ENDS, kind


def test_nothing_is_recorded_after_the_last_day(world):
    for kind in ("contacts", "referrals", "visits", "reviews", "screenings", "offences", "care_leavers",
                 "health_checks", "notes", "rent_actions", "tax_actions", "antisocial", "register", "homeless",
                 "welfare_payments", "adult_requests", "adult_reviews", "carers", "safeguarding"):  # fmt: skip
        assert all(event.on < ENDS for event in getattr(world, kind)), kind


def test_children_are_children_when_children_services_meet_them(world):
    for contact in world.contacts:
        assert world.age_on(contact.child, contact.on) < 18
    for plan in (*world.cin_plans, *world.cp_plans):
        assert 0 <= world.age_on(plan.child, plan.starts) < 18


def test_care_episodes_of_a_period_chain(world):
    periods: dict[int, list] = {}
    for episode in world.care_episodes:
        periods.setdefault(episode.period, []).append(episode)
    assert periods
    for episodes in periods.values():
        assert episodes[0].reason == "S"
        for before, after in pairwise(episodes):
            assert before.end_reason == "X1" and before.ends == after.starts and after.reason != "S"


def test_what_one_record_says_of_another_is_there(world):
    referrals = {r.id for r in world.referrals}
    staff = world.staff
    for record in (*world.assessments, *world.cin_plans, *world.section47s, *world.cp_plans):
        assert record.referral in referrals and record.staff in staff
    assert {c.referral for c in world.contacts} - {None} <= referrals
    enquiries = {e.id for e in world.section47s}
    assert all(p.section47 in enquiries for p in world.cp_plans)
    cases = {h.id for h in world.homeless}
    assert all(t.case in cases and t.home in world.homes for t in world.temporary_stays)
    accounts = {a.id for a in world.tax_accounts}
    assert all(a.account in accounts for a in world.tax_actions)
    schools = world.schools
    assert all(e.school in schools for e in (*world.enrolments, *world.attendance, *world.exclusions))


def test_attendance_never_exceeds_what_was_possible(world):
    assert world.attendance
    assert all(0 <= a.authorised + a.unauthorised <= a.possible for a in world.attendance)


def test_there_are_people_of_every_restriction_but_adoption_in_so_small_a_place(world):
    assert {p.restricted for p in world.persons.values()} >= {"staff", "witness_protection"}


def test_notes_hold_names(world):
    children = [n for n in world.notes if n.service == "children"]
    named = sum(
        (world.persons[n.person].known_as or world.persons[n.person].forename) in n.text + n.title for n in children
    )
    assert named > len(children) * 0.9
