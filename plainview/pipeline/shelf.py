"""The store's side of a refresh: Parquet by purpose, then factors and the read model from what display may see."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import mkdtemp

import ibis.expr.types as ir

from plainview.agreements.lineage import allowed, row_allowed
from plainview.factors.evaluate import evaluate
from plainview.pipeline.carry import Handed
from plainview.pipeline.policy import Policy
from plainview.store.build_read_model import build as build_read_model
from plainview.store.engines.duckdb import Engine, as_days, open_engine, read_parquet, write_parquet
from plainview.store.facts import SourceReceived
from plainview.store.publish import Published
from plainview.store.publish import publish as publish_tables
from plainview.vocabulary.purposes import STORE_PURPOSES, Purpose

READ_MODEL = "read_model.sqlite"
_MEMORY = "2GB"  # of each engine; two work side by side
# Tables that the bridge makes from all sources together: their rule is none of a mapping.
MADE = "bridge:"
# Merged from what sources share to match or to show; no model has asked for them, and none may without a purpose.
_FOR_DISPLAY = ("first_language", "needs_interpreter", "died_on")


def publish(rules: Policy, handed: Handed, received_on: Mapping[str, date], *, into: Path, spill: Path, as_of: date,
            tell: Callable[[str], None], previous: Path | None = None) -> tuple[Published, int]:  # fmt: skip
    """
    Write the tables of every purpose, the factors and the read model.

    A column stands only where every element it is made of may be used so. `spill` is for what memory does not hold;
    `previous` is the store's folder of the last refresh, of which what did not change is copied.
    Out: what was published, and the number of residents in the read model.
    """
    shown = _write_tables(rules, handed, (Purpose.DISPLAY,), into=into, spill=spill, as_of=as_of)
    tell("Factors")
    evidence = spill / "factor_evidence.parquet"
    _evaluate(rules, into / Purpose.DISPLAY.value, evidence, spill=spill)
    tell("The read model, and the tables of the other purposes")
    # They stand on different files: each has an engine and a thread of its own.
    others = tuple(p for p in STORE_PURPOSES if p is not Purpose.DISPLAY)
    with ThreadPoolExecutor(1) as beside:
        more = beside.submit(
            _write_tables, rules, handed, others, into=into, spill=spill, as_of=as_of, threads=1
        )  # fmt: skip
        residents = _read_model(rules, handed, received_on, evidence, into=into, spill=spill, previous=previous)
    shown.add(more.result())
    return shown, residents


def read_model_again(rules: Policy, withheld_for: Mapping[str, tuple[str, ...]], received_on: Mapping[str, date], *,
                     into: Path, spill: Path) -> int:  # fmt: skip
    """Write the read model anew over display tables from which something was taken out; gives its residents."""
    evidence = spill / "factor_evidence.parquet"
    _evaluate(rules, into / Purpose.DISPLAY.value, evidence, spill=spill)
    (into / READ_MODEL).unlink(missing_ok=True)
    handed = Handed(folder=spill, tables=(), has_staff=False, withheld_for=withheld_for, salts={})
    return _read_model(rules, handed, received_on, evidence, into=into, spill=spill)


def _write_tables(rules: Policy, handed: Handed, purposes: Sequence[Purpose], *, into: Path, spill: Path, as_of: date,
                  threads: int | None = None) -> Published:  # fmt: skip
    with _engine(spill, threads=threads) as engine:
        return publish_tables(
            tables={name: read_parquet(engine, file=handed.file(name)) for name in handed.tables},
            pseudonyms=read_parquet(engine, file=handed.file("pseudonyms")),
            lineage={i: dict(r.columns) for i, r in rules.lineage.items()},
            allowed=_column_test(rules, as_of),
            row_allowed=_row_test(rules, as_of),
            into=into,
            staff=read_parquet(engine, file=handed.file("staff")) if handed.has_staff else None,
            salts=handed.salts,
            purposes=purposes,
        )


def _evaluate(rules: Policy, display: Path, evidence: Path, *, spill: Path) -> None:
    """Evaluate all factors over the display tables."""
    with _engine(spill) as engine:
        met = evaluate(rules.factors.values(), tables=_tables(engine, display))
        write_parquet(as_days(met), file=evidence)


def _read_model(rules: Policy, handed: Handed, received_on: Mapping[str, date], evidence: Path, *, into: Path,
                spill: Path, previous: Path | None = None) -> int:  # fmt: skip
    """Write one row a resident. One thread reads each file in its own order, so that the rows stay in it."""
    with _engine(spill, threads=1) as engine:
        table = _tables(engine, into / Purpose.DISPLAY.value)
        return build_read_model(
            path=into / READ_MODEL,
            tables=table,
            evidence=read_parquet(engine, file=evidence),
            lineage={i: dict(r.columns) for i, r in rules.lineage.items()},
            sources=_sources(rules, received_on),
            staff=table("staff"),
            withheld_for=handed.withheld_for,
            keep=lambda name, kept: engine.create_table(name, kept, overwrite=True),
            previous=previous / READ_MODEL if previous is not None else None,
        )


def _tables(engine: Engine, folder: Path) -> Callable[[str], ir.Table | None]:
    @cache
    def table(name: str) -> ir.Table | None:
        file = folder / f"{name}.parquet"
        return read_parquet(engine, file=file) if file.exists() else None

    return table


@contextmanager
def _engine(spill: Path, *, threads: int | None = None) -> Iterator[Engine]:
    """Open an engine of the store's side: it reaches what was handed over, and no name."""
    place = Path(mkdtemp(dir=spill))  # two engines at once would empty each other's folder
    engine = open_engine(threads=threads, memory=_MEMORY, spill=place)
    try:
        yield engine
    finally:
        engine.disconnect()


def _column_test(rules: Policy, on: date) -> Callable[[str, str, Purpose], bool]:
    known: dict[tuple[str, str, Purpose], bool] = {}

    def test(rule: str, column: str, purpose: Purpose) -> bool:
        if rule.startswith(MADE):
            if purpose is Purpose.MONITORING:
                return column in ("born_month", "ward")
            return purpose is Purpose.DISPLAY or column not in _FOR_DISPLAY
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
