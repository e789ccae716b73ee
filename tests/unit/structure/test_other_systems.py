"""What systems of a second council do: histories without an end, answers in rows, commas for points, short years."""

from datetime import date

import pytest

from plainview.extracts.structure import CouldNotStructure
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
    (".", "£1,234.50-", -123450), (".", "-£0.50", -50), (".", "1.234,50", None), (".", "12,50", None),
    (",", "1234.50", None), (".", "NaN", None), (".", "inf", None), (".", "99999999999999999999", None),
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


@pytest.mark.parametrize("said", ["0", "000", "UNKNOWN", "n/a", "Not known", "-"])
def test_a_number_that_stands_for_none_makes_no_one_of_many(said):
    mapped = mapping(
        agreement="rents",
        people=[{"mention": "tenant", "id": {"space": "tenant", "id": "WHO"}, "forename": "NAME"}],
    )
    rows = [{"WHO": said, "NAME": "AMA"}, {"WHO": said, "NAME": "KOFI"}, {"WHO": "7", "NAME": "ESI"}]
    backend, made, _ = run((agreement("rents", ["WHO", "NAME"]), mapped, {"rows": rows}))
    keys = [key for (key,) in rows_of(backend, made.mentions, "person_key")]
    assert len(set(keys)) == 3 and keys.count("tenant|7") == 1


def test_a_list_of_those_who_must_not_be_found_keeps_an_address_that_names_no_one():
    mapped = mapping(
        agreement="list",
        people=[{"mention": "place", "address": "ADDRESS", "uprn": "UPRN"},
                {"mention": "someone", "nhs_number": "NHS"}],
    )  # fmt: skip
    rows = [{"ADDRESS": "4 Example Yard", "UPRN": "990000000004", "NHS": None},
            {"ADDRESS": None, "UPRN": None, "NHS": "9990000018"}]  # fmt: skip
    shared = agreement("list", ["ADDRESS", "UPRN", "NHS"])
    for kind, kept in (("restricted_list", {("990000000004", None), (None, "9990000018")}), ("source", set())):
        backend, made, _ = run((shared.model_copy(update={"kind": kind}), mapped, {"rows": rows}))
        told = backend.to_pyarrow(made.mentions.select("uprn", "nhs_number")).to_pylist()
        assert {(row["uprn"], row["nhs_number"]) for row in told} == kept


def test_dates_with_a_zone_are_the_day_that_was_written():
    mapped = mapping(
        agreement="people",
        reads={"format": "csv", "dates": ["%Y-%m-%dT%H:%M:%S%z"]},
        people=[{"mention": "person", "id": {"space": "p", "id": "ID"}, "born_on": "BORN"}],
    )  # fmt: skip
    rows = [{"ID": "1", "BORN": "2014-06-02T00:00:00+01:00"}, {"ID": "2", "BORN": "2014-06-02T23:30:00Z"}]
    backend, made, _ = run((agreement("people", ["ID", "BORN"]), mapped, {"rows": rows}))
    assert rows_of(backend, made.mentions, "born_on") == [(date(2014, 6, 2),)] * 2


def test_what_can_not_be_read_is_counted_in_every_record_set_and_for_every_look_up():
    mapped = mapping(
        agreement="schools",
        reads={"format": "csv", "record_sets": {"north": {"file": "n*.csv"}, "south": {"file": "s*.csv"}}},
        people=[{"mention": "child", "in": s, "id": {"space": "c", "id": "ID"}, "born_on": "BORN"}
                for s in ("north", "south")],
    )  # fmt: skip
    sets = {"north": [{"ID": "1", "BORN": "2014-06-02"}], "south": [{"ID": "2", "BORN": "soon"}]}
    _, _, issues = run((agreement("schools", ["ID", "BORN"]), mapped, sets))
    assert [(i.element, i.kind, i.rows) for i in issues] == [("BORN", "date_unreadable", 1)]


def test_a_flag_that_reaches_no_one_is_refused():
    flagged = agreement("warnings", ["WHO", "CODE", "ID"], restricted=[{"element": "CODE", "values": ["Y"]}])
    lost = mapping(agreement="warnings", people=[{"mention": "person", "groups": [{"space": "house", "id": "WHO"}]}])
    found = mapping(agreement="warnings", people=[{"mention": "person", "id": {"space": "p", "id": "ID"}}])
    rows = [{"WHO": "1", "CODE": "y", "ID": "7"}, {"WHO": "2", "CODE": "N", "ID": "8"}]
    with pytest.raises(CouldNotStructure, match="no one would be withheld") as refused:
        run((flagged, lost, {"rows": rows}))
    assert refused.value.slug == "restricted-reaches-no-one"
    backend, made, _ = run((flagged, found, {"rows": rows}))
    assert rows_of(backend, made.restricted, "person_key") == [("p|7",)]


def test_facts_of_a_key_that_no_extract_knows_are_counted():
    mapped = mapping(
        agreement="rents",
        tables=[{"table": "rent_accounts", "person": {"space": "tenancy", "id": "REF"},
                 "columns": {"balance_on": "ON", "arrears_pence": "OWED"}}],
    )  # fmt: skip
    rows = [{"REF": "0012345", "ON": "2026-03-01", "OWED": "1.00"}, {"REF": None, "ON": "2026-03-01", "OWED": "2.00"}]
    _, made, _ = run((agreement("rents", ["REF", "ON", "OWED"]), mapped, {"rows": rows}))
    assert made.about_no_one == {"rents": 1}
