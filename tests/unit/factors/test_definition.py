"""The grammar of a factor refuses what can't be meant."""

import pytest
from pydantic import ValidationError

from plainview.factors.definition import HALF_LIFE_DAYS, Condition, Definition, Rule


def a_rule(**more):
    return Rule.model_validate({"id": "one", "table": "rent_accounts", **more})


def test_a_list_of_words_is_short_for_in():
    rule = a_rule(where={"need": ["low_income"]})
    assert rule.where["need"] == Condition.model_validate({"in": ["low_income"]})


def test_findings_are_refused_until_notes_are_read():
    with pytest.raises(ValidationError, match="comes with the reading of notes"):
        a_rule(findings={"risk": "debt"})


@pytest.mark.parametrize(
    "condition",
    [{}, {"in": ["a"], "is": "true"}, {"at_least": "1", "given": "true"}, {"times": "weekly_rent_pence"}],
)
def test_a_condition_asks_exactly_one_thing(condition):
    with pytest.raises(ValidationError):
        Condition.model_validate(condition)


def test_two_bounds_are_one_thing():
    assert Condition.model_validate({"at_least": "1", "below": "2"}).below == 2


@pytest.mark.parametrize(
    "more",
    [
        {"while_open": "true", "until_next": "true"},
        {"while_counted": "true"},
        {"count": {"at_least": "2", "within_days": "9"}, "lasted_days": "3"},
        {"where": {"arrears_pence": {"below": "1", "times": "before.arrears_pence"}}},
        {"table": None},
        {"something": "else"},
    ],
)
def test_what_does_not_go_together_is_refused(more):
    with pytest.raises(ValidationError):
        a_rule(**more)


def test_evidence_counts_for_two_years_unless_the_rule_says_otherwise():
    assert a_rule().days == HALF_LIFE_DAYS
    assert a_rule(while_open="true").days == 0
    assert a_rule(while_open="true", current_for_days="30").days == 30


def test_a_rule_names_every_column_that_it_tests():
    rule = a_rule(
        where={"arrears_pence": {"below": "0.5", "times": "before.arrears_pence"}},
        unless={"weekly_rent_pence": {"given": "false"}},
        before={"where": {"balance_on": {"given": "true"}}},
    )
    assert set(rule.columns) == {"arrears_pence", "weekly_rent_pence", "balance_on"}


def test_rules_of_one_name_are_refused():
    with pytest.raises(ValidationError, match="rules of one name"):
        Definition.model_validate(
            {
                "id": "x", "label": "X", "kind": "risk", "definition": "d", "counts_when": "c", "plain": "p",
                "owner": "o", "since": "2026-11-01", "version": "1",
                "rules": [{"id": "a", "table": "contacts"}, {"id": "a", "table": "contacts"}],
            }
        )  # fmt: skip
