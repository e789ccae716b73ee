"""What systems of a second council do: histories without an end, answers in rows, commas for points, short years."""

from datetime import date

import pytest

from tests.unit.structure.test_structurer import agreement, mapping, rows_of, run

HISTORY = [
    {"CHILD": "1", "KIND": "L", "SINCE": "03-Jan-2026", "CODE": "A"},
    {"CHILD": "1", "KIND": "L", "SINCE": "10-Feb-2026", "CODE": "B"},
    {"CHILD": "1", "KIND": "F", "SINCE": "20-Jan-2026", "CODE": "A"},
    {"CHILD": "2", "KIND": "L", "SINCE": "05-Jan-2026", "CODE": "B"},
    {"CHILD": "1", "KIND": "L", "SINCE": "01-Dec-2026", "CODE": "X"},
]


def statuses(*, where=(), rows=HISTORY):
    shared = agreement("history", ["CHILD", "KIND", "SINCE", "CODE"])
    lookup = {"in": "rows", "on": "CHILD", "take": "SINCE", "after": "SINCE", "where": list(where)}
    mapped = mapping(
        agreement="history",
        reads={"format": "csv", "dates": ["%d-%b-%Y"]},
        people=[{"mention": "child", "id": {"space": "child", "id": "CHILD"}}],
        tables=[{
            "table": "legal_statuses", "person": "child",
            "where": [{"element": "CODE", "not": ["X"]}, {"element": "KIND", "is": ["L"]}],
            "columns": {
                "started_on": "SINCE", "ended_on": {"from": "CHILD", "lookup": lookup},
                "status": {"from": "CODE", "codes": {"A": "care_order", "B": "remand"}},
            },
        }],
    )  # fmt: skip
    return run((shared, mapped, {"rows": rows}))


def test_a_status_of_a_history_holds_until_the_next_row_of_the_same_person():
    """The order is that of the days, not of the letters, and a row that only ends the last one counts as an end."""
    backend, made, _ = statuses(where=[{"element": "KIND", "is": ["L"]}])
    assert rows_of(backend, made.facts["legal_statuses"], "person_key", "started_on", "ended_on", "status") == [
        ("child|1", date(2026, 1, 3), date(2026, 2, 10), "care_order"),
        ("child|1", date(2026, 2, 10), date(2026, 12, 1), "remand"),
        ("child|2", date(2026, 1, 5), None, "remand"),
    ]


def test_without_a_test_of_its_own_a_lookup_takes_rows_of_every_kind():
    backend, made, _ = statuses()
    assert rows_of(backend, made.facts["legal_statuses"], "started_on", "ended_on")[0] == (
        date(2026, 1, 3), date(2026, 1, 20),
    )  # fmt: skip


def test_the_next_row_stands_as_evidence_beside_the_own_one():
    backend, made, _ = statuses(where=[{"element": "KIND", "is": ["L"]}])
    others = [r["other_refs"] for r in backend.to_pyarrow(made.facts["legal_statuses"]).to_pylist()]
    assert sorted(map(len, others)) == [0, 1, 1]
    assert all(ref.startswith("history:") for refs in others for ref in refs)


def test_two_changes_of_one_day_end_each_other_only_with_the_next_day():
    same_day = [{"CHILD": "1", "KIND": "L", "SINCE": "03-Jan-2026", "CODE": c} for c in "AB"]
    backend, made, _ = statuses(rows=same_day)
    assert {r[0] for r in rows_of(backend, made.facts["legal_statuses"], "ended_on")} == {None}


def test_one_answer_on_a_form_is_looked_up_beside_another():
    """Forms come with a row for each answer; two answers of one form make one fact."""
    rows = [
        {"FORM": "f1", "WHO": "1", "ON": "2026-03-01", "Q": "HOURS", "A": "h1"},
        {"FORM": "f1", "WHO": "1", "ON": "2026-03-01", "Q": "HELP", "A": "s2"},
        {"FORM": "f2", "WHO": "2", "ON": "2026-03-02", "Q": "HOURS", "A": "h1"},
    ]
    lookup = {"in": "rows", "on": "FORM", "take": "A", "where": [{"element": "Q", "is": ["HELP"]}]}
    mapped = mapping(
        agreement="forms",
        people=[{"mention": "carer", "id": {"space": "carer", "id": "WHO"}}],
        tables=[{
            "table": "unpaid_carers", "person": "carer", "where": [{"element": "Q", "is": ["HOURS"]}],
            "columns": {
                "recorded_on": "ON", "hours_per_week": {"from": "A", "codes": {"h1": "0_19"}},
                "support": {"from": "FORM", "lookup": lookup, "codes": {"s2": "respite"}},
            },
        }],
    )  # fmt: skip
    backend, made, issues = run((agreement("forms", ["FORM", "WHO", "ON", "Q", "A"]), mapped, {"rows": rows}))
    assert rows_of(backend, made.facts["unpaid_carers"], "person_key", "hours_per_week", "support") == [
        ("carer|1", "0_19", "respite"), ("carer|2", "0_19", None),
    ]  # fmt: skip
    assert issues == []


@pytest.mark.parametrize(("decimal", "said", "pence"), [
    (",", "1.234,50", 123450), (",", "12,5", 1250), (",", "(3,20)", -320), (".", "£1,234.50", 123450),
])  # fmt: skip
def test_an_amount_is_read_by_the_sign_that_the_source_puts_before_pence(decimal, said, pence):
    mapped = mapping(
        agreement="rents",
        reads={"format": "csv", "decimal": decimal},
        people=[{"mention": "tenant", "id": {"space": "tenant", "id": "WHO"}}],
        tables=[
            {"table": "rent_accounts", "person": "tenant", "columns": {"balance_on": "ON", "arrears_pence": "OWED"}},
        ],
    )  # fmt: skip
    rows = [{"WHO": "1", "ON": "2026-03-01", "OWED": said}]
    backend, made, _ = run((agreement("rents", ["WHO", "ON", "OWED"]), mapped, {"rows": rows}))
    assert rows_of(backend, made.facts["rent_accounts"], "arrears_pence") == [(pence,)]


@pytest.mark.parametrize(("said", "born"), [
    ("05-MAR-35", date(1935, 3, 5)), ("05-MAR-19", date(2019, 3, 5)), ("30-OCT-26", date(2026, 10, 30)),
    ("05-DEC-26", date(1926, 12, 5)), ("05-MAR-61", date(1961, 3, 5)), ("05-MAR-2035", date(2035, 3, 5)),
    ("5-MAR-961", None),
])  # fmt: skip
def test_nobody_is_born_after_the_extract_for_want_of_two_figures(said, born):
    """A year in four figures is taken at its word: that such a birth lies ahead is for the quality report."""
    mapped = mapping(
        agreement="people",
        reads={"format": "csv", "dates": ["%d-%b-%y", "%d-%b-%Y"]},
        people=[{"mention": "person", "id": {"space": "p", "id": "ID"}, "born_on": "BORN"}],
    )  # fmt: skip
    backend, made, _ = run((agreement("people", ["ID", "BORN"]), mapped, {"rows": [{"ID": "1", "BORN": said}]}))
    assert rows_of(backend, made.mentions, "born_on") == [(born,)]
