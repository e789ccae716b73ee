"""Evidence names its records and knows its days."""

from datetime import date

import ibis
import pyarrow as pa
import pytest

from plainview.factors.definition import Definition
from plainview.factors.evaluate import EVIDENCE, evaluate, status, unfed
from plainview.factors.matching import fits
from plainview.store.engines.duckdb import open_engine
from plainview.store.facts import FactorEvidence

ENGINE = open_engine()
D = date


def a_definition(**rule):
    return Definition.model_validate(
        {
            "id": "made_up", "label": "L", "kind": "risk", "definition": "d", "counts_when": "c", "plain": "p",
            "owner": "o", "since": "2026-11-01", "version": "1", "rules": [{"id": "one", **rule}],
        }
    )  # fmt: skip


def balances(*rows):
    """Give rent accounts: reference, date, known from, arrears."""
    columns = {
        "person_id": ["A"] * len(rows), "source": ["s"] * len(rows), "record_ref": [r[0] for r in rows],
        "balance_on": [r[1] for r in rows], "known_from": [r[2] for r in rows],
        "arrears_pence": pa.array([r[3] for r in rows], pa.int64()),
        "valid_from": [r[1] for r in rows], "valid_until": pa.array([None] * len(rows), pa.date32()),
    }  # fmt: skip
    return ibis.memtable(pa.table(columns))


def met(definition, table):
    rows = ENGINE.to_pyarrow(evaluate([definition], tables=lambda name: table)).to_pylist()
    return sorted(rows, key=lambda r: r["valid_from"])


def test_a_count_names_the_records_that_it_stands_on():
    definition = a_definition(table="rent_accounts", count={"at_least": "2", "within_days": "30"})
    table = balances(("a", D(2026, 1, 1), D(2026, 1, 1), 1), ("b", D(2026, 1, 20), D(2026, 3, 1), 1),
                     ("c", D(2026, 4, 1), D(2026, 4, 1), 1))  # fmt: skip
    (row,) = met(definition, table)
    assert row["record_refs"] == ["a", "b"]
    assert (row["valid_from"], row["known_from"]) == (D(2026, 1, 20), D(2026, 3, 1))
    assert set(row) == set(EVIDENCE)


def test_the_first_and_last_day_of_a_window():
    definition = a_definition(table="rent_accounts", count={"at_least": "2", "within_days": "30"})
    within = balances(("a", D(2026, 1, 1), D(2026, 1, 1), 1), ("b", D(2026, 1, 30), D(2026, 1, 30), 1))
    outside = balances(("a", D(2026, 1, 1), D(2026, 1, 1), 1), ("b", D(2026, 1, 31), D(2026, 1, 31), 1))
    assert len(met(definition, within)) == 1
    assert met(definition, outside) == []


def test_the_row_before_is_evidence_too():
    definition = a_definition(
        table="rent_accounts",
        where={"arrears_pence": {"below": "1"}},
        before={"where": {"arrears_pence": {"at_least": "100"}}},
    )
    table = balances(("a", D(2026, 1, 1), D(2026, 5, 1), 200), ("b", D(2026, 2, 1), D(2026, 2, 1), 0))
    (row,) = met(definition, table)
    assert row["record_refs"] == ["a", "b"]
    assert row["known_from"] == D(2026, 5, 1), "not before the earlier record was known"


def test_a_table_that_nothing_fills_finds_nothing_and_is_told():
    definition = a_definition(table="rent_accounts")
    assert ENGINE.to_pyarrow(evaluate([definition], tables=lambda name: None)).num_rows == 0
    assert unfed([definition], tables=lambda name: None) == [("made_up", "one", "rent_accounts")]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        (D(2026, 1, 4), None),
        (D(2026, 1, 5), "current"),
        (D(2026, 2, 28), "current"),
        (D(2026, 3, 1), "historic"),
    ],
)
def test_status_asks_both_clocks(as_of, expected):
    evidence = FactorEvidence("f", "r", "A", "t", ("x",), D(2026, 1, 1), None, D(2026, 3, 1), D(2026, 1, 5))
    assert status(evidence, as_of=as_of) == expected


def test_status_is_current_while_nothing_says_that_it_ended():
    evidence = FactorEvidence("f", "r", "A", "t", ("x",), D(2026, 1, 1), None, None, D(2026, 1, 5))
    assert status(evidence, as_of=D(2036, 1, 1)) == "current"


@pytest.mark.parametrize(
    ("rule", "values", "expected"),
    [
        ({"where": {"factor": ["alcohol"]}}, {"factor": "alcohol"}, True),
        ({"where": {"factor": ["alcohol"]}}, {"factor": "drugs"}, False),
        ({"where": {"factor": ["alcohol"]}}, {}, False),
        ({"where": {"factor": {"not_in": ["none"]}}}, {"factor": "drugs"}, True),
        ({"unless": {"whose": ["parent"]}}, {"whose": "parent"}, False),
        ({"unless": {"whose": ["parent"]}}, {}, True),
        ({"where": {"x": {"is": "true"}}}, {"x": False}, False),
        ({"where": {"x": {"given": "false"}}}, {}, True),
        ({"where": {"x": {"at_least": "2", "times": "y"}}}, {"x": 6, "y": 3}, True),
        ({"where": {"x": {"at_least": "2", "times": "y"}}}, {"x": 5, "y": 3}, False),
        ({"where": {"x": {"at_least": "2", "times": "y"}}}, {"x": 5}, False),
        ({"share": {"of": ["x"], "over": "y", "at_least": "0.1"}}, {"x": 6, "y": 60}, True),
        ({"share": {"of": ["x"], "over": "y", "at_least": "0.1"}}, {"x": 6, "y": 0}, False),
        ({"where": {"x": {"below": "1"}}, "before": {"where": {"x": {"at_least": "9"}}}}, {"x": 9}, True),
    ],
)
def test_one_of_several_facts_of_a_record_is_told_apart(rule, values, expected):
    (checked,) = a_definition(table="assessment_factors", **rule).rules
    assert fits(checked, values) is expected
