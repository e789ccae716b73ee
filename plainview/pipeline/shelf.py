"""The store's side of a refresh: Parquet by purpose, then factors and the read model from what display may see."""

from collections.abc import Callable, Mapping
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

import ibis.expr.types as ir

from plainview.agreements.lineage import allowed, row_allowed
from plainview.factors.evaluate import evaluate
from plainview.pipeline.carry import Handed
from plainview.pipeline.policy import Policy
from plainview.store.build_read_model import build as build_read_model
from plainview.store.engines.duckdb import open_engine, read_parquet
from plainview.store.facts import SourceReceived
from plainview.store.publish import Published
from plainview.store.publish import publish as publish_tables
from plainview.vocabulary.purposes import Purpose

READ_MODEL = "read_model.sqlite"
# Tables that the bridge makes from all sources together: their rule is none of a mapping.
MADE = "bridge:"


def publish(rules: Policy, handed: Handed, *, into: Path, as_of: date) -> Published:
    """Write the tables of every purpose; a column stands only where every element it is made of may be used so."""
    with closing(_Engine()) as engine:
        here = {name: engine.take(name, table) for name, table in handed.tables.items()}
        return publish_tables(
            tables=here,
            pseudonyms=engine.take("pseudonyms", handed.pseudonyms),
            lineage={i: dict(r.columns) for i, r in rules.lineage.items()},
            allowed=_column_test(rules, as_of),
            row_allowed=_row_test(rules, as_of),
            into=into,
            staff=engine.take("staff", handed.staff) if handed.staff is not None else None,
            salts=handed.salts,
        )


def read_model(rules: Policy, handed: Handed, received_on: Mapping[str, date], *, into: Path) -> int:
    """Evaluate all factors over the display tables and write one row a resident. Gives the number of residents."""
    with closing(_Engine()) as engine:
        display = into / Purpose.DISPLAY.value

        def table(name: str) -> ir.Table | None:
            file = display / f"{name}.parquet"
            return read_parquet(engine.backend, file=file) if file.exists() else None

        evidence = engine.keep("factor_evidence", evaluate(rules.factors.values(), tables=table))
        return build_read_model(
            path=into / READ_MODEL,
            tables=table,
            evidence=evidence,
            lineage={i: dict(r.columns) for i, r in rules.lineage.items()},
            sources=_sources(rules, received_on),
            staff=table("staff"),
            withheld_for=handed.withheld_for,
        )


class _Engine:
    """An engine of the store's side: it holds what was handed over, and no name."""

    def __init__(self) -> None:
        self.backend = open_engine()

    def take(self, name: str, table: Any) -> ir.Table:
        """Take an Arrow table that was handed over."""
        return self.backend.create_table(f"handed_{name}", table, overwrite=True)

    def keep(self, name: str, table: ir.Table) -> ir.Table:
        """Materialise an expression."""
        return self.backend.create_table(name, table, overwrite=True)

    def close(self) -> None:
        """Let go of it."""
        self.backend.disconnect()


def _column_test(rules: Policy, on: date) -> Callable[[str, str, Purpose], bool]:
    known: dict[tuple[str, str, Purpose], bool] = {}

    def test(rule: str, column: str, purpose: Purpose) -> bool:
        if rule.startswith(MADE):
            return purpose is not Purpose.MONITORING or column in ("born_month", "ward")
        key = (rule, column, purpose)
        if key not in known:
            known[key] = allowed(rules.council, rules.lineage[rule], column, purpose, on)
        return known[key]

    return test


def _row_test(rules: Policy, on: date) -> Callable[[str, Purpose], bool]:
    def test(rule: str, purpose: Purpose) -> bool:
        return rule.startswith(MADE) or row_allowed(rules.council, rules.lineage[rule], purpose, on)

    return test


def _sources(rules: Policy, received_on: Mapping[str, date]) -> list[SourceReceived]:
    return [
        SourceReceived(a.id, a.title, a.department, a.system, received_on.get(a.id), a.refresh.days, a.ends)
        for a in sorted(rules.council.agreements.values(), key=lambda a: (a.department, a.title))
        if a.kind == "source"
    ]
