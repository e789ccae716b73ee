"""What stands on the page, of whom, and why."""

from dataclasses import replace
from datetime import date

import pytest

from plainview.store.facts import FactorEvidence, ResidentRecord
from plainview.summaries.explain import explain
from plainview.summaries.summary import Hidden

from .conftest import CHILD, CONTACT, MOTHER, TODAY, a_fact, evidence_of


def causes(summary):
    return [(f.person_id, f.factor) for f in summary.causes_for_concern]


def alone(*facts, factors=()):
    return ResidentRecord("child", None, "private", tuple(facts), tuple(factors), ())


def test_the_sections_of_a_household(summed_up):
    page = summed_up()
    assert causes(page) == [("child", "abuse_or_neglect"), ("mother", "debt")]
    assert [(f.person_id, f.factor) for f in page.historic_and_wider] == [("child", "domestic_violence")]
    assert [(f.person_id, f.factor) for f in page.contextual] == [
        ("child", "plan_needs_met"), ("mother", "rent_arrears"), ("mother", "tenancy_sustained"),
    ]  # fmt: skip
    assert [s.table for s in page.interventions] == ["service_involvements", "early_help_episodes"]
    assert (page.refresh_id, page.as_of, page.not_connected) == ("2026-11-01", TODAY, ("Police",))


def test_the_chronology_has_every_statement_newest_first(summed_up):
    page = summed_up()
    days = [s.starts_on for s in page.chronology]
    assert days == sorted(days, reverse=True)
    assert len(page.chronology) == len(CHILD.facts) + len(MOTHER.facts)


def test_a_factor_says_what_it_is_and_shows_the_sentences_that_it_stands_on(summed_up):
    (factor, _) = summed_up().causes_for_concern
    assert factor.label == "Abuse or neglect"
    assert factor.latest_on == date(2026, 3, 2)
    assert [s.text for s in factor.statements] == [
        "{who} was referred to children's social care on 2 March 2026; the main need recorded is abuse or neglect. "
        "Decided: a social work assessment. The case is open."
    ]
    assert factor.statements[0].factors == ("abuse_or_neglect",)
    assert factor.counts_when and factor.plain and factor.definition


def test_evidence_names_source_record_fields_and_days(summed_up):
    statement = summed_up().causes_for_concern[0].statements[0]
    (evidence,) = statement.evidence
    assert (evidence.source, evidence.agreement, evidence.system) == ("csc", "Children's referrals", "Case system")
    assert evidence.elements == ("REF_DATE", "NEED_CODE")
    assert evidence.recorded_on == evidence.known_from == date(2026, 3, 2)
    assert evidence.refreshed_on == date(2026, 10, 20)
    assert "Known here from 2 March 2026" in statement.definition


def test_records_looked_up_are_evidence_too(summed_up):
    fact = replace(CONTACT, other_refs=(("rents", "looked-up"),))
    (statement,) = summed_up(alone(fact), ()).chronology
    assert [(e.source, e.record_ref) for e in statement.evidence] == [
        (CONTACT.source, CONTACT.record_ref), ("rents", "looked-up")
    ]  # fmt: skip
    assert statement.evidence[1].agreement == "Rent accounts"


def test_on_a_past_day_an_episode_that_ended_since_is_open_and_why_it_ended_is_not_known(summed_up):
    page = summed_up(as_of=date(2025, 2, 1))
    (help_,) = [s for s in page.interventions if s.table == "early_help_episodes"]
    assert help_.text == "Early help for {who} started on 1 January 2025; reason recorded: housing. It is open."
    assert (help_.is_closed, help_.ends_on) == (False, None)


def test_a_factor_that_was_history_is_current_on_a_past_day(summed_up):
    assert causes(summed_up(as_of=date(2025, 6, 1))) == [("child", "domestic_violence")]


def test_the_household_says_how_each_member_is_known(summed_up):
    (mother,) = summed_up().household
    assert (mother.relation, mother.source_count, mother.is_sure) == ("parent", 2, True)
    assert mother.how == "Children's referrals and Rent accounts agree: recorded at the same home"
    assert [e.record_ref for e in mother.evidence] == ["m1", "m2"]


def test_a_member_known_by_one_source_is_not_sure(summed_up):
    member = replace(CHILD.members[0], source_count=1, record_refs=(("rents", "m2"),))
    (mother,) = summed_up(replace(CHILD, members=(member,))).household
    assert (mother.is_sure, mother.how) == (False, "Rent accounts alone says so: recorded at the same home")


@pytest.mark.parametrize(
    "changes",
    [{"lives_until": TODAY}, {"lives_from": date(2026, 11, 2)}, {"known_from": date(2026, 11, 2)}],
)
def test_who_did_not_live_there_on_the_day_is_not_on_the_page(summed_up, changes):
    page = summed_up(replace(CHILD, members=(replace(CHILD.members[0], **changes),)))
    assert page.household == ()
    assert {s.person_id for s in page.chronology} == {"child"}
    assert causes(page) == [("child", "abuse_or_neglect")]


def test_a_member_whose_record_was_not_handed_over_is_not_on_the_page(summed_up):
    assert summed_up(household=()).household == ()


def test_who_works_with_them(summed_up):
    (worker,) = summed_up().working_with
    assert (worker.name, worker.team, worker.service) == ("J. Okoro", "North", "children's social care")
    assert worker.phone and worker.evidence[0].elements == ("WORKER", "START")


def test_sources_say_when_they_came_and_whether_they_are_late(summed_up):
    shown = {s.source: (s.state, s.days_late, s.knows_household) for s in summed_up().sources}
    assert shown == {
        "csc": ("late", 5, True),
        "rents": ("current", 0, True),
        "covid": ("ended", 0, False),
        "never": ("not_received", 0, False),
    }


def test_a_column_that_may_not_be_seen_leaves_its_part_of_the_sentence(summed_up):
    page = summed_up(may_see=lambda person, table, column, agreement: column != "outcome")
    text = next(s.text for s in page.chronology if s.table == "referrals")
    assert "Decided" not in text
    assert causes(page) == [("child", "abuse_or_neglect"), ("mother", "debt")]


def test_a_factor_goes_with_the_column_that_its_rule_tests(summed_up):
    page = summed_up(may_see=lambda person, table, column, agreement: column != "need")
    assert causes(page) == [("mother", "debt")]
    text = next(s.text for s in page.chronology if s.table == "referrals")
    assert "neglect" not in text


def test_hidden_areas_leave_no_trace_but_what_policy_says(summed_up):
    hidden = (Hidden("Council tax, benefits and rent", "Not needed for this purpose"),)
    page = summed_up(may_see=lambda person, table, column, agreement: agreement != "rents", hidden=hidden)
    assert page.hidden == hidden
    assert "Rent" not in repr(replace(page, hidden=(), sources=()))
    assert not next(s for s in page.sources if s.source == "rents").knows_household
    assert "£" not in repr(page)


def test_an_element_that_ended_takes_its_words_and_is_told(summed_up):
    ended = date(2026, 9, 1)

    def in_force(agreement, element, as_of):
        return ended if element == "NEED_CODE" else None

    page = summed_up(in_force=in_force)
    statement = next(s for s in page.chronology if s.table == "referrals")
    assert "neglect" not in statement.text
    assert statement.no_longer_shared_since == ended
    assert causes(page) == [("mother", "debt")]


def test_an_agreement_that_ended_says_since_when_and_nothing_else(summed_up):
    ended = date(2026, 9, 1)
    page = summed_up(in_force=lambda agreement, element, as_of: ended if agreement == "rents" else None)
    told = [s for s in page.chronology if s.no_longer_shared_since]
    assert sorted(s.text for s in told) == [
        "Rent accounts: no longer shared by Housing since 1 September 2026.",
        "Tenancies: no longer shared by Housing since 1 September 2026.",
    ]
    assert all(s.evidence[0].elements == () for s in told)
    assert causes(page) == [("child", "abuse_or_neglect")]
    assert next(s for s in page.sources if s.source == "rents").state == "ended"


def test_of_several_facts_of_one_record_a_factor_shows_the_ones_that_met_it(summed_up):
    day = date(2026, 1, 5)
    alcohol = a_fact("assessment_factors", ref="a1", assessed_on=day, factor="alcohol", whose="parent")
    neglect = a_fact("assessment_factors", ref="a1", assessed_on=day, factor="neglect", whose="child")
    factors = (
        evidence_of(alcohol, "substance_misuse", "named_in_assessment", date(2028, 1, 5)),
        evidence_of(neglect, "abuse_or_neglect", "named_in_assessment", date(2028, 1, 5)),
    )
    page = summed_up(alone(alcohol, neglect, factors=factors), ())
    shown = {f.factor: [s.text for s in f.statements] for f in page.causes_for_concern}
    assert [len(texts) for texts in shown.values()] == [1, 1]
    assert "alcohol" in shown["substance_misuse"][0]
    assert "neglect" in shown["abuse_or_neglect"][0]


def test_an_observation_is_said_in_the_words_of_its_mapping(summed_up):
    observed = a_fact("observations", kind="sdq_score", number=17.0, observed_on=date(2026, 1, 5))
    (statement,) = summed_up(alone(observed), ()).chronology
    assert statement.text == (
        "Children's Social Care recorded for {who} on 5 January 2026: Strengths and difficulties score: 17."
    )
    assert statement.evidence[0].elements == ("ON", "KIND", "SCORE")


def test_a_factor_whose_definition_is_gone_is_not_shown(summed_up):
    gone = FactorEvidence("gone", "rule", "child", "contacts", (CONTACT.record_ref,), date(2026, 1, 1), None, None,
                          date(2026, 1, 1))  # fmt: skip
    assert causes(summed_up(alone(CONTACT, factors=(gone,)), ())) == []


def test_no_name_is_in_a_summary_and_each_sentence_leaves_a_place_for_it(summed_up):
    for statement in summed_up().chronology:
        assert "{who}" in statement.text


def test_a_sentence_can_be_explained_from_the_record_up(summed_up, sentences, definitions):
    statement = summed_up().causes_for_concern[0].statements[0]
    lines = "\n".join(
        explain(
            statement, sentences=sentences, definitions=definitions,
            mapping_lines={"csc:tables.0": "mappings/csc.yaml:12"},
        ).lines
    )  # fmt: skip
    for part in (
        "referrals.referral",
        "mappings/csc.yaml:12",
        "Abuse or neglect (version 1",
        "NEED_CODE",
        "Case system",
    ):
        assert part in lines
