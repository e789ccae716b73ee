"""Uses of columns by what stands above, coverage, and the explanation of one element."""

import csv
import io

import pytest

from plainview.agreements.coverage import coverage, coverage_csv, coverage_markdown
from plainview.agreements.explain import explain_element
from plainview.agreements.uses import Use, check_uses
from plainview.vocabulary.purposes import Purpose

ELEMENTS = {"ID": "matching", "NAME": "matching", "AT": "display modelling", "OWED": "display", "BAND": "display",
            "HIDE": "", "EXTRA": "display"}  # fmt: skip
BODY = """
tables:
  - table: rent_accounts
    person: tenant
    where: [{element: BAND, is: [A]}]
    columns:
      balance_on: AT
      arrears_pence: OWED
not_used: {EXTRA: "no one | asks for it"}
"""


def use(table="rent_accounts", column="arrears_pence", purpose=Purpose.DISPLAY):
    return Use("factor 'rent_arrears'", table, column, purpose, "factors/rent.yaml", 7)


@pytest.fixture
def council(made):
    return made.council(ELEMENTS, made.people + BODY, agreement="restricted: [{element: HIDE, values: [Y]}]")


def test_a_use_for_a_purpose_that_is_shared_has_no_problem(council):
    assert check_uses(council, [use()]) == []


def test_a_use_for_another_purpose_is_an_error_at_the_use(council):
    problems = check_uses(council, [use(purpose=Purpose.MODELLING)])
    assert {(p.slug, p.where, p.level) for p in problems} == {
        ("agreement-lacks-purpose", "factors/rent.yaml:7", "error")
    }
    assert "'OWED' is shared for display, and factor 'rent_arrears' wants it for modelling" in problems[0].what
    assert "ends 2027-01-01" in problems[0].do
    assert "drop the column from factor 'rent_arrears'" in problems[0].do


def test_the_element_that_chose_the_rows_counts(council):
    problems = check_uses(council, [use(column="balance_on", purpose=Purpose.MODELLING)])
    assert [p.what.split()[0] for p in problems] == ["'BAND'"]


def test_one_source_that_lacks_the_purpose_is_an_error_though_another_has_it(made):
    body = "people: [{mention: a, full_name: NAME}]\n"
    body += "tables: [{table: rent_accounts, person: a, columns: {balance_on: AT, arrears_pence: SUM}}]\n"
    more = {
        "agreements/bills.yaml": made.agreement(
            {"NAME": "matching", "AT": "display modelling", "SUM": "display modelling"}, id="bills"
        ),
        "mappings/bills.yaml": made.mapping(body, id="bills"),
    }
    council = made.council(
        ELEMENTS, made.people + BODY.replace("    where: [{element: BAND, is: [A]}]\n", ""), more=more
    )
    problems = check_uses(council, [use(purpose=Purpose.MODELLING)])
    assert [p.slug for p in problems] == ["agreement-lacks-purpose"]
    assert "Agreement: rents" in problems[0].do


def test_a_column_that_no_mapping_fills_is_a_warning(council):
    problems = check_uses(council, [use(column="weekly_rent_pence")])
    assert [(p.slug, p.level) for p in problems] == [("nothing-fills", "warning")]


@pytest.mark.parametrize(("table", "column"), [("rents", "x"), ("rent_accounts", "x")])
def test_a_column_that_there_is_not_is_an_error(council, table, column):
    problems = check_uses(council, [use(table=table, column=column)])
    assert [(p.slug, p.level) for p in problems] == [("column-not-known", "error")]


def test_a_table_made_from_all_sources_has_no_rule_to_ask(council):
    assert check_uses(council, [use(table="households", column="members")]) == []


def test_a_provenance_column_asks_for_what_chose_the_rows(council):
    assert check_uses(council, [use(column="valid_from")]) == []
    assert [p.slug for p in check_uses(council, [use(column="valid_from", purpose=Purpose.MONITORING)])] == [
        "agreement-lacks-purpose"
    ]


def test_coverage_has_each_element_once_with_where_it_goes(council):
    rows = {r.element: r for r in coverage(council, [use()])}
    assert list(rows) == list(ELEMENTS)
    assert rows["NAME"].goes_to == ("person tenant: full_name",)
    assert rows["ID"].goes_to == ("person tenant: key", "whom rent_accounts is about")
    assert rows["OWED"].goes_to == ("rent_accounts.arrears_pence",)
    assert rows["OWED"].used_by == ("factor 'rent_arrears'",)
    assert rows["BAND"].goes_to == ("chooses rows of rent_accounts",)
    assert rows["AT"].used_by == ()
    assert rows["HIDE"].goes_to == ("withholding",)
    assert rows["EXTRA"].why_not == "no one | asks for it"
    assert all(r.goes_to or r.why_not for r in rows.values())


def test_coverage_is_written_as_csv_and_markdown(council):
    rows = coverage(council)
    read = list(csv.DictReader(io.StringIO(coverage_csv(rows))))
    assert [r["Element"] for r in read] == list(ELEMENTS)
    assert read[-1]["Why not used"] == "no one | asks for it"
    text = coverage_markdown(rows)
    assert text.startswith("## rents\n")
    assert "no one \\| asks for it" in text
    assert {line.replace("\\|", "").count("|") for line in text.splitlines() if line.startswith("|")} == {7}


def test_an_element_is_explained_by_name_and_by_agreement(council):
    for text in ("owed", "rents:OWED"):
        (one,) = explain_element(council, text, [use()])
        told = one.told()
        assert "May be used for: display." in told
        assert "rent_accounts.arrears_pence" in told
        assert "factor 'rent_arrears'" in told
        assert f"agreements/rents.yaml:{one.line}" in told
    assert "Not used: no one" in explain_element(council, "EXTRA")[0].told()


def test_an_element_that_no_agreement_lists_is_explained_by_nothing(council):
    assert explain_element(council, "SALARY") == []
