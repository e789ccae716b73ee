"""Each thing that `check` finds, once."""

from datetime import date

import pytest

from plainview.agreements.check import check

GOOD = {"ID": "matching", "NAME": "matching", "AT": "display", "OWED": "display"}
TABLE = """
tables:
  - table: rent_accounts
    person: tenant
    columns:
      balance_on: AT
      arrears_pence: OWED
"""


def slugs(problems):
    return [p.slug for p in problems]


@pytest.fixture
def told(made):
    def _told(body=TABLE, *, elements=GOOD, on=None, **more):
        council = made.council(elements, made.people + body, **more)
        problems = check(council, on)
        for problem in problems:
            assert problem.what and problem.do and problem.line, problem
            lines = (made.folder / problem.file).read_text(encoding="utf-8").splitlines()
            assert problem.line <= len(lines)
        return [(p.slug, (made.folder / p.file).read_text(encoding="utf-8").splitlines()[p.line - 1].strip())
                for p in problems]  # fmt: skip

    return _told


def test_a_sound_policy_has_no_problem(told):
    assert told(on=date(2026, 1, 1)) == []


def test_an_agreement_without_a_mapping(made):
    more = {"agreements/tax.yaml": made.agreement(GOOD, id="tax")}
    problems = check(made.council(GOOD, made.people + TABLE, more=more))
    assert [(p.slug, p.file) for p in problems] == [("agreement-without-mapping", "agreements/tax.yaml")]


def test_a_mapping_without_an_agreement(made):
    more = {"mappings/tax.yaml": made.mapping("", id="tax")}
    problems = check(made.council(GOOD, made.people + TABLE, more=more))
    assert [(p.slug, p.where) for p in problems] == [("mapping-without-agreement", "mappings/tax.yaml:2")]


def test_a_mapping_with_another_file_name(made):
    more = {"agreements/tax.yaml": made.agreement(GOOD, id="tax"),
            "mappings/taxes.yaml": made.mapping("not_used: {ID: a, NAME: a, AT: a, OWED: a}", id="tax")}  # fmt: skip
    problems = check(made.council(GOOD, made.people + TABLE, more=more))
    assert slugs(problems) == ["mapping-file-name"]


@pytest.mark.parametrize(
    ("old", "new", "slug", "line"),
    [
        ("arrears_pence: OWED", "arrears_pence: DEBT", "element-not-in-agreement", "arrears_pence: DEBT"),
        ("table: rent_accounts", "table: rents", "table-not-known", "- table: rents"),
        ("table: rent_accounts", "table: observations", "table-not-mapped", "- table: observations"),
        ("table: rent_accounts", "table: households", "table-not-mapped", "- table: households"),
        ("arrears_pence: OWED", "arrears: OWED", "column-not-known", "arrears: OWED"),
        ("person: tenant", "person: payer", "mention-not-known", "person: payer"),
        ("person: tenant", "person: {space: x, id: ID}", "key-space-not-declared", "person: {space: x, id: ID}"),
        ("table: rent_accounts", "table: rent_accounts\n    in: sheet", "record-set-not-known", "in: sheet"),
        ("balance_on: AT", "balance_on: {from: AT, dates: ['%d/%q/%Y']}", "date-format-not-known",
         "balance_on: {from: AT, dates: ['%d/%q/%Y']}"),
        ("balance_on: AT", "balance_on: {from: AT, match: '[0-9'}", "pattern-not-valid",
         "balance_on: {from: AT, match: '[0-9'}"),
        ("balance_on: AT", "balance_on: {from: AT, match: '.*'}", "pattern-not-valid",
         "balance_on: {from: AT, match: '.*'}"),
        ("balance_on: AT", "balance_on: {from: AT, split: {by: x, part: 0}}", "pattern-not-valid",
         "balance_on: {from: AT, split: {by: x, part: 0}}"),
        ("balance_on: AT", "balance_on: {first: [{part: true}, AT]}", "part-without-each",
         "balance_on: {first: [{part: true}, AT]}"),
    ],
)  # fmt: skip
def test_an_entry_that_reads_or_fills_what_there_is_not(told, old, new, slug, line):
    found = told(TABLE.replace(old, new))
    assert (slug, line) in found


def test_a_lookup_into_what_there_is_not(told):
    def looked(lookup):
        return told(TABLE.replace("pence: OWED", f"pence: {{from: OWED, lookup: {lookup}}}"))

    line = "arrears_pence: {from: OWED, lookup: {in: 'tax:rows', on: A, take: B}}"
    assert set(looked("{in: 'tax:rows', on: A, take: B}")) == {("lookup-not-known", line)}
    assert [s for s, _ in looked("{in: sheet, on: ID, take: OWED}")] == ["record-set-not-known"]
    assert [s for s, _ in looked("{in: rows, on: ID, take: XX}")] == ["element-not-in-agreement"]


def test_lookups_that_lead_back(made):
    def side(here, there):
        return f"""
people: [{{mention: a, id: {{space: {here}, id: ID}}, full_name: NAME}}]
tables:
  - table: rent_accounts
    person: a
    columns:
      balance_on: AT
      arrears_pence: {{from: OWED, lookup: {{in: '{there}:rows', on: ID, take: OWED}}}}
"""

    more = {"agreements/tax.yaml": made.agreement(GOOD, id="tax"),
            "mappings/tax.yaml": made.mapping(side("tax", "rents"), id="tax")}  # fmt: skip
    problems = check(made.council(GOOD, side("rents", "tax"), more=more))
    assert slugs(problems) == ["lookup-cycle"]
    assert problems[0].file == "mappings/rents.yaml"


def test_lookups_within_one_record_set_and_one_way_are_no_cycle(told):
    body = TABLE.replace("arrears_pence: OWED", "arrears_pence: {from: OWED, lookup: {in: rows, on: ID, take: OWED}}")
    assert told(body) == []


def test_lookups_in_a_ring_of_three_are_told(made):
    ids = ["a-one", "b-two", "c-three"]
    files = {}
    for here, there in zip(ids, [*ids[1:], ids[0]], strict=True):
        body = f"""
people:
  - mention: a
    id: {{space: {here}, id: ID}}
    full_name: {{from: NAME, lookup: {{in: '{there}:rows', on: ID, take: NAME}}}}
not_used: {{AT: no, OWED: no}}
"""
        files |= {f"agreements/{here}.yaml": made.agreement(GOOD, id=here),
                  f"mappings/{here}.yaml": made.mapping(body, id=here)}  # fmt: skip
    problems = check(made.council(GOOD, made.people + TABLE, more=files))
    assert "lookup-cycle" in slugs(problems)


CODED = """
tables:
  - table: council_tax_accounts
    person: tenant
    columns:
      balance_on: AT
      discount: {}
"""


@pytest.mark.parametrize(
    ("cell", "slugs_expected"),
    [
        ("OWED", ["codes-missing"]),
        ("{from: OWED, codes: nowhere}", ["code-list-not-known"]),
        ("{from: OWED, codes: {S: single}}", []),
        ("{first: [{from: OWED, codes: {S: single}}, {value: none}]}", []),
        ("{first: [{from: OWED, codes: {S: single}}, AT]}", ["codes-missing"]),
    ],
)
def test_a_code_column_says_what_its_codes_mean(told, cell, slugs_expected):
    assert [s for s, _ in told(CODED.format(cell))] == slugs_expected


def test_a_constant_is_a_code(told):
    found = told(CODED.format("{value: single}") + "not_used: {OWED: no}")
    assert found == []


def test_a_list_in_the_folder_is_found(told):
    more = {"codes/discount.yaml": "id: discount\ntitle: Discounts\ncodes: {S: single}\n"}
    assert told(CODED.format("{from: OWED, codes: discount}"), more=more) == []


@pytest.mark.parametrize(
    ("values", "slugs_expected"),
    [
        ("OWED: {kind: k, as: code, plain: p}", ["codes-missing"]),
        ("OWED: {kind: k, as: code, plain: p, codes: nowhere}", ["code-list-not-known"]),
        ("OWED: {kind: k, as: code, plain: p, codes: {A: a}}", []),
        ("OWED: {kind: k, as: flag, plain: p}", []),
        ("OWED: {kind: k, as: pence, plain: p}", []),
        ("OWED: {kind: k, as: date, plain: p}", []),
    ],
)
def test_an_observed_code_says_what_it_means(told, values, slugs_expected):
    body = f"observations:\n  - person: tenant\n    on: AT\n    values:\n      {values}\n"
    assert [s for s, _ in told(body)] == slugs_expected


@pytest.mark.parametrize(
    ("field", "purposes", "is_right"),
    [
        ("forename", "display", False),
        ("lives_from", "display", True),
        ("lives_from", "monitoring", False),
        ("is_responsible", "display", True),
        ("died_on", "display", True),
        ("needs_interpreter", "display", True),
        ("needs_interpreter", "monitoring", False),
    ],
)
def test_what_is_said_of_a_person_needs_matching_unless_it_is_only_shown(made, field, purposes, is_right):
    council = made.council(GOOD | {"X": purposes}, f"{made.people}    {field}: X\n{TABLE}")
    assert slugs(check(council)) == ([] if is_right else ["agreement-lacks-purpose"])


@pytest.mark.parametrize(("purposes", "is_right"), [("display", True), ("monitoring", False)])
def test_a_filter_of_people_needs_any_purpose_but_monitoring(made, purposes, is_right):
    people = made.people + "    where: [{element: X, is: [a]}]\n"
    council = made.council(GOOD | {"X": purposes}, people + TABLE)
    assert slugs(check(council)) == ([] if is_right else ["agreement-lacks-purpose"])


@pytest.mark.parametrize("field", ["kind: {from: X, codes: {A: parent_of}}", "kind: {value: parent_of}, started_on: X"])
def test_what_is_said_of_a_relationship_needs_any_purpose_but_monitoring(told, field):
    body = TABLE + f"relationships: [{{of: tenant, to: {{space: tenant, id: ID}}, {field}}}]\n"
    assert told(body, elements=GOOD | {"X": "matching"}) == []
    assert told(body, elements=GOOD | {"X": "display modelling"}) == []
    assert [s for s, _ in told(body, elements=GOOD | {"X": "monitoring"})] == ["agreement-lacks-purpose"]


@pytest.mark.parametrize("sex", ["{from: SEX, codes: {M: man, F: female}}", "{value: man}"])
def test_a_word_that_the_bridge_does_not_know(made, sex):
    people = made.people + f"    sex: {sex}\n"
    not_used = "" if "from" in sex else "not_used: {SEX: no}\n"
    problems = check(made.council(GOOD | {"SEX": "matching"}, people + TABLE + not_used))
    assert slugs(problems) == ["code-word-not-known"]
    assert "does not know: man" in problems[0].what


def test_an_element_that_goes_nowhere(told):
    found = told(elements=GOOD | {"EXTRA": "display"})
    assert [s for s, _ in found] == ["element-not-accounted-for"]
    assert "EXTRA" in found[0][1]


def test_an_element_that_goes_nowhere_for_a_reason(told):
    assert told(TABLE + "not_used: {EXTRA: no one asks for it}", elements=GOOD | {"EXTRA": "display"}) == []


def test_a_reason_that_says_nothing(told):
    found = told(TABLE + "not_used:\n  EXTRA: ' '\n", elements=GOOD | {"EXTRA": "display"})
    assert found == [("element-not-accounted-for", "EXTRA: ' '")]


def test_an_element_used_and_not_used(told):
    assert told(TABLE + "not_used:\n  OWED: no\n") == [("element-used-and-not", "OWED: no")]


def test_not_used_of_an_element_that_is_not_listed(told):
    assert told(TABLE + "not_used:\n  XX: no\n") == [("element-not-in-agreement", "XX: no")]


def test_an_element_that_withholds_people_is_used(told):
    found = told(elements=GOOD | {"HIDE": ""}, agreement="restricted: [{element: HIDE, values: [Y]}]")
    assert found == []


def test_headers_and_fields_of_elements_that_are_not_listed(told):
    reads = ", headers: {OWED: [Debt], XX: [x]}, columns: {YY: {at: 1, length: 2}}, "
    reads += "record_sets: {rows: {fields: {ZZ: z}, columns: {WW: {at: 1, length: 1}}}}"
    assert [s for s, _ in told(reads=reads)] == ["element-not-in-agreement"] * 4


@pytest.mark.parametrize(
    ("element", "purposes", "line"),
    [
        ("ID", "monitoring", "id: {space: tenant, id: ID}"),
        ("NAME", "display", "full_name: NAME"),
        ("OWED", "matching", "arrears_pence: OWED"),
        ("OWED", "monitoring", "arrears_pence: OWED"),
        ("OWED", "", "arrears_pence: OWED"),
    ],
)
def test_an_element_used_for_what_it_is_not_shared(made, element, purposes, line):
    council = made.council(GOOD | {element: purposes}, made.people + TABLE)
    problems = check(council)
    assert set(slugs(problems)) == {"agreement-lacks-purpose"}
    problem = problems[0]
    text = (made.folder / problem.file).read_text(encoding="utf-8").splitlines()
    if element != "ID":
        assert text[problem.line - 1].strip() == line
    assert f"'{element}' is shared for {purposes or 'no purpose'}" in problem.what
    where = council.agreement_line("rents", element)
    assert f"rents ({where[0]}:{where[1]}), ends 2027-01-01" in problem.do
    assert "Head of testing" in problem.do


@pytest.mark.parametrize(
    ("body", "purposes", "is_right"),
    [
        ("characteristics: [{person: tenant, values: {X: {is: race, codes: {A: a}}}}]", "monitoring", True),
        ("characteristics: [{person: tenant, values: {X: {is: race, codes: {A: a}}}}]", "display", False),
        ("notes: [{person: tenant, text: X, written_on: AT}]", "display", True),
        ("notes: [{person: tenant, text: X, written_on: AT}]", "matching", False),
        ("relationships: [{of: tenant, to: {space: tenant, id: X}, kind: {value: partner_of}}]", "matching", True),
        ("relationships: [{of: tenant, to: {space: tenant, id: X}, kind: {value: partner_of}}]", "display", True),
        ("relationships: [{of: tenant, to: {space: tenant, id: X}, kind: {value: partner_of}}]", "monitoring", False),
        ("same: [{keys: [{space: tenant, id: ID}, {space: b, id: X}]}]", "matching", True),
        ("same: [{keys: [{space: tenant, id: ID}, {space: b, id: X}]}]", "display", True),
        ("same: [{keys: [{space: tenant, id: ID}, {space: b, id: X}]}]", "monitoring", False),
        ("properties: [{uprn: X}]", "matching", True),
        ("properties: [{uprn: X}]", "display", True),
        ("properties: [{uprn: X}]", "monitoring", False),
        ("properties: [{uprn: ID, ward: X}]", "display", True),
        ("staff: [{id: {space: s, id: ID}, name: X}]", "display", True),
        ("staff: [{id: {space: s, id: ID}, name: X}]", "modelling", False),
        ("observations: [{person: tenant, on: AT, values: {X: {kind: k, as: number, plain: p}}}]", "display", True),
        ("observations: [{person: tenant, on: AT, values: {X: {kind: k, as: number, plain: p}}}]", "monitoring", False),
    ],
)
def test_each_section_needs_its_own_purpose(told, body, purposes, is_right):
    found = told(TABLE + body + "\n", elements=GOOD | {"X": purposes})
    assert [s for s, _ in found] == ([] if is_right else ["agreement-lacks-purpose"])


def test_elements_of_one_column_need_a_purpose_in_common(told):
    body = TABLE.replace("balance_on: AT", "balance_on: {first: [AT, B]}")
    found = told(body, elements=GOOD | {"B": "modelling"})
    assert [s for s, _ in found] == ["agreement-lacks-purpose"] * 2


def test_a_filter_needs_the_purpose_of_its_rows(told):
    body = TABLE.replace("    columns:", "    where: [{element: B, is: [x]}]\n    columns:")
    assert told(body, elements=GOOD | {"B": "display"}) == []
    found = told(body, elements=GOOD | {"B": "monitoring"})
    assert found == [("agreement-lacks-purpose", "where: [{element: B, is: [x]}]")]


def test_a_list_held_apart_fills_nothing(told):
    found = told(agreement="kind: held_apart")
    assert ("held-apart-not-mixed", "tables:") in found
    assert {s for s, _ in found} == {"held-apart-not-mixed"}


def test_a_list_held_apart_accounts_for_its_elements(made):
    body = "not_used: {ID: apart, NAME: apart, AT: apart, OWED: apart}"
    assert check(made.council(GOOD, body, agreement="kind: held_apart")) == []


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        ("2024-12-31", [("agreement-not-in-force", "starts: 2025-01-01")]),
        ("2026-01-01", []),
        ("2026-11-02", [("agreement-ends-soon", "ends: 2027-01-01")]),
        ("2027-01-01", [("agreement-not-in-force", "ends: 2027-01-01")]),
    ],
)
def test_an_agreement_not_in_force_is_told_and_stops_nothing(made, told, on, expected):
    assert told(on=date.fromisoformat(on)) == expected
    assert all(p.level == "warning" for p in check(made.council(GOOD, made.people + TABLE), date.fromisoformat(on)))


def test_an_element_that_has_ended_is_told(made):
    text = made.agreement(GOOD).replace("name: OWED", "name: OWED, until: 2025-06-01")
    council = made.council(GOOD, made.people + TABLE, more={"agreements/rents.yaml": text})
    assert slugs(check(council, date(2026, 1, 1))) == ["agreement-not-in-force"]
    assert check(council, date(2025, 5, 31)) == []


def test_a_table_without_its_start_is_a_warning(made):
    body = TABLE.replace("      balance_on: AT\n", "") + "not_used: {AT: no}"
    problems = check(made.council(GOOD, made.people + body))
    assert [(p.slug, p.level) for p in problems] == [("start-not-filled", "warning")]


def test_errors_come_before_warnings(made):
    problems = check(made.council(GOOD | {"X": "display"}, made.people + TABLE), date(2027, 1, 1))
    assert [p.level for p in problems] == ["error", "warning"]
