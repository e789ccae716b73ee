"""As known on a past day: nothing that was learnt later, or had not yet begun, is in the summary."""

from collections import Counter
from datetime import date

import pytest

from plainview.vocabulary.tables import TABLES
from tests.lib.pages import Pages
from tests.lib.who import known

DAYS = (date(2023, 1, 15), date(2024, 4, 1), date(2025, 2, 28), date(2026, 1, 1), date(2026, 9, 30))
TODAY = date(2026, 11, 1)
RESIDENTS = 50


@pytest.fixture(scope="module")
def pages(model, rules):
    return Pages(model, rules)


@pytest.fixture(scope="module")
def residents(home, larkmere) -> list[str]:
    """Those of whom most references are known, so that there is much to say."""
    told = known(home, larkmere)
    how_much = Counter(told.by_reference.values())
    truth = {r: min(int(p) for p in people) for r, people in told.persons_of().items()}
    return [told.display[r] for r in sorted(how_much, key=lambda r: (-how_much[r], truth[r]))[:RESIDENTS]]


@pytest.fixture(scope="module")
def summaries(pages, residents):
    """Each resident's summary on each day."""
    return {(person_id, day): pages.of(person_id, day) for person_id in residents for day in (*DAYS, TODAY)}


def test_no_sentence_stands_on_what_was_learnt_later(summaries):
    evidence = [(day, e) for (_, day), s in summaries.items() for one in s.chronology for e in one.evidence]
    assert len(evidence) > 5000
    assert [e for day, e in evidence if e.known_from > day] == []


def test_no_sentence_speaks_of_what_had_not_begun(summaries):
    spoken = [(day, one) for (_, day), s in summaries.items() for one in s.chronology]
    assert [one for day, one in spoken if one.starts_on is not None and one.starts_on > day] == []
    assert [one for day, one in spoken if one.ends_on is not None and one.ends_on > day] == []


def test_no_factor_household_member_or_worker_was_learnt_later(summaries):
    for (_, day), summary in summaries.items():
        for factors in (summary.causes_for_concern, summary.historic_and_wider, summary.contextual):
            for shown in factors:
                assert shown.latest_on <= day
                assert all(e.known_from <= day for s in shown.statements for e in s.evidence)
        for around in (*summary.household, *summary.working_with):
            assert all(e.known_from <= day for e in around.evidence)


def test_a_later_day_knows_all_the_records_that_an_earlier_one_knew(summaries, residents):
    def records(person_id: str, day: date) -> set[tuple[str, str]]:
        own = [s for s in summaries[person_id, day].chronology if s.person_id == person_id]
        return {(s.table, s.evidence[0].record_ref) for s in own}

    grown = 0
    for person_id in residents:
        for earlier, later in zip((*DAYS,), (*DAYS[1:], TODAY), strict=True):
            assert records(person_id, earlier) <= records(person_id, later)
            grown += len(records(person_id, later)) > len(records(person_id, earlier))
    assert grown > RESIDENTS, "time brought something new"


def test_no_fact_was_known_before_it_was_so(model, residents):
    """But for what is set ahead, such as a tenancy signed before it starts, and was entered with its own date."""
    early = Counter(
        fact.table for person_id in residents for fact in model.resident(person_id).facts
        if fact.valid_from is not None and fact.known_from < fact.valid_from and not fact.elements.get("known_from")
        and TABLES[fact.table].mapped
    )  # fmt: skip
    assert not early


def test_what_ends_later_is_told_as_still_going_on(pages, model, residents):
    looked_at = 0
    for person_id in residents:
        for fact in model.resident(person_id).facts:
            if fact.valid_until is None or fact.valid_from is None or not fact.known_from < fact.valid_until:
                continue
            day = max(fact.known_from, fact.valid_from)
            if not (fact.table == "referrals" and day < fact.valid_until):
                continue
            said = [
                s for s in pages.of(person_id, day).chronology
                if (s.table, s.evidence[0].record_ref, s.rule) == (fact.table, fact.record_ref, fact.rule)
            ]  # fmt: skip
            assert [s.is_closed for s in said] == [False]
            assert said[0].ends_on is None
            looked_at += 1
    assert looked_at > 5
