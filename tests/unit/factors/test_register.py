"""The library is whole, and a council's own factors are held to the same rules."""

import re

import pytest

from plainview.agreements.problems import PolicyNotValid
from plainview.factors.register import declared, load
from plainview.factors.uses import uses
from plainview.vocabulary.codes import CODE_WORDS
from plainview.vocabulary.purposes import Purpose

RISKS = {
    "child_exploitation", "family_stress", "financial_exclusion", "homelessness", "mental_health", "missing_person",
    "physical_abuse", "physical_health", "sexual_abuse", "substance_misuse", "risky_behaviour", "abuse_or_neglect",
    "criminality", "debt", "domestic_violence", "educational_issues", "robbery",
}  # fmt: skip

FACTOR = """\
id: late_rent
label: Late rent
kind: circumstance
definition: Rent was late.
counts_when: Anything was owed.
plain: Rent
owner: Head of housing
since: 2026-11-01
version: 1
rules:
  - id: owed
    table: rent_accounts
    where:
      arrears_pence: {at_least: 1}
"""


@pytest.fixture
def council(tmp_path):
    (tmp_path / "factors").mkdir()

    def write(text, name="late_rent.yaml"):
        (tmp_path / "factors" / name).write_text(text, encoding="utf-8")
        return tmp_path

    return write


def problems(folder):
    with pytest.raises(PolicyNotValid) as error:
        load(council_folder=folder)
    return [(p.slug, p.file, p.line) for p in error.value.problems]


def test_the_17_risks_are_there():
    assert {d.id for d in load().values() if d.kind == "risk"} == RISKS


def test_factors_come_in_one_order_risks_first():
    kinds = [d.kind for d in load().values()]
    assert kinds == sorted(kinds, key=("risk", "circumstance", "strength").index)


def test_every_word_that_a_rule_asks_for_is_in_the_lists():
    missing = [
        (d.id, rule.id, column, word)
        for d in load().values()
        for rule in d.rules
        for column, condition in [*rule.where.items(), *rule.unless.items()]
        for word in (*condition.in_, *condition.not_in)
        if word not in CODE_WORDS[(rule.table, column)]
    ]
    assert missing == []


def test_every_factor_has_words_for_a_resident_and_an_owner():
    for definition in load().values():
        assert definition.plain and definition.owner and definition.counts_when
        assert definition.id not in definition.plain, "a resident reads words, not an id"


def test_no_factor_judges_or_foretells():
    banned = re.compile(r"\b(severe(?!ly)|extreme|very|highly|serious(?! harm)|score|predict\w*|probabl\w*)\b", re.I)
    for definition in load().values():
        for text in (definition.plain, definition.definition, definition.counts_when):
            assert banned.search(text.replace("Severe absence", "")) is None or "score of 17" in text, definition.id


def test_a_council_adds_a_factor(council):
    assert load(council_folder=council(FACTOR))["late_rent"].label == "Late rent"


def test_a_council_can_do_without_the_library(council):
    assert list(load(library=False, council_folder=council(FACTOR))) == ["late_rent"]


def test_a_councils_own_version_takes_the_place_of_ours(council):
    folder = council(FACTOR.replace("late_rent", "debt"), "debt.yaml")
    found = load(council_folder=folder)
    assert found["debt"].label == "Late rent"
    assert len(found) == len(load())


@pytest.mark.parametrize(
    ("was", "becomes", "line"),
    [
        ("table: rent_accounts", "table: rents", 12),
        ("arrears_pence: {at_least: 1}", "arrears: {at_least: 1}", 14),
        ("arrears_pence: {at_least: 1}", "arrears_pence: [much]", 14),
        ("    where:", "    on: arrears_pence\n    where:", 13),
        ("    where:", "    while_open: true\n    where:", 11),
    ],
)
def test_a_rule_that_can_not_be_asked_is_told_with_file_and_line(council, was, becomes, line):
    assert problems(council(FACTOR.replace(was, becomes))) == [("factor-not-valid", "factors/late_rent.yaml", line)]


def test_an_unknown_key_is_told_with_its_line(council):
    assert problems(council(FACTOR + "colour: red\n")) == [("policy-wrong-value", "factors/late_rent.yaml", 15)]


def test_two_files_of_one_id_are_told(council):
    council(FACTOR, "a.yaml")
    assert problems(council(FACTOR, "b.yaml")) == [("factor-not-valid", "factors/b.yaml", 1)]


def test_every_column_that_a_factor_reads_is_told_to_the_purpose_check(council):
    (late,) = [d for d in declared(council_folder=council(FACTOR)) if d.definition.id == "late_rent"]
    told = uses([late])
    assert {(u.by, u.table, u.column, u.purpose) for u in told} == {
        ("factor 'late_rent'", "rent_accounts", "arrears_pence", Purpose.DISPLAY),
        ("factor 'late_rent'", "rent_accounts", "balance_on", Purpose.DISPLAY),
    }
    assert {(u.file, u.line) for u in told if u.column == "arrears_pence"} == {("factors/late_rent.yaml", 14)}
