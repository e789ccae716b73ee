"""Facts from the bridge's side to the store's: by resident, with both clocks, and without names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir
import pyarrow as pa

from plainview.agreements.council import Council
from plainview.bridge.build import Built
from plainview.bridge.engines import Engine
from plainview.bridge.pseudonymise import pseudonyms
from plainview.bridge.vault import Keys
from plainview.store.engines.duckdb import as_days
from plainview.vocabulary.purposes import Purpose
from plainview.vocabulary.tables import TABLES, Kind

Sign = Callable[[pa.Array], pa.Array]
_NOTHING = {"other_refs": dt.Array(dt.string), "valid_from": dt.date, "valid_until": dt.date}
_OF_THE_BRIDGE = ("residents", "households", "household_members", "relationships", "address_spells")


@dataclass(frozen=True, slots=True)
class Handed:
    """All that crosses the wall, in files: nothing else of the bridge's side is in the store's reach."""

    folder: Path
    tables: tuple[str, ...]  # a Parquet file each, by resident_id, and one more: pseudonyms
    has_staff: bool
    withheld_for: Mapping[str, tuple[str, ...]]  # display pseudonym: roles
    salts: Mapping[Purpose, str]

    def file(self, name: str) -> Path:
        """Give the file of a table, of `pseudonyms` or of `staff`."""
        return self.folder / f"{name}.parquet"


def signer(keys: Keys) -> Sign:
    """Give the function that makes references to records and homes opaque."""
    key = keys.derived("record_ref")
    return lambda said: pseudonyms(key, said)


def hand_over(*, facts: Mapping[str, ir.Table], built: Built, rows: ir.Table, staff: ir.Table | None, council: Council,
              received_on: Mapping[str, date], keys: Keys, engine: Engine, into: Path) -> Handed:  # fmt: skip
    """
    Write what the store gets into files: facts by `resident_id` in place of person keys, with `known_from` filled.

    Rows about people left out by withholding go, and so does every row that also speaks of one.
    """
    into.mkdir(mode=0o700)
    sources = _sources(engine, council, received_on, rows, built.first_seen)
    who = built.people.select("person_key", "resident_id")
    opaque = _opaque(facts, signer(keys), engine)
    for name, table in facts.items():
        _once(_carried(name, table, built, who, sources, opaque), into / f"{name}.parquet", engine)
    others = {name: getattr(built, name) for name in _OF_THE_BRIDGE} | {"pseudonyms": built.pseudonyms}
    for name, table in (others | ({"staff": staff} if staff is not None else {})).items():
        _write(table, into / f"{name}.parquet")
    display = built.pseudonyms.semi_join(built.withheld, "resident_id").to_pyarrow()
    shown = dict(zip(display["resident_id"].to_pylist(), display["display"].to_pylist(), strict=True))
    withheld = built.withheld.to_pyarrow().to_pylist()
    return Handed(
        folder=into,
        tables=(*facts, *_OF_THE_BRIDGE),
        has_staff=staff is not None,
        withheld_for={shown[w["resident_id"]]: tuple(w["roles"]) for w in withheld if w["resident_id"] in shown},
        salts={p: reference_salt(keys, p) for p in (Purpose.MODELLING, Purpose.MONITORING)},
    )


def reference_salt(keys: Keys, purpose: Purpose) -> str:
    """Give what makes references to records of one purpose other than those of display."""
    return keys.derived(f"references of {purpose.value}").hex()


def _carried(name: str, table: ir.Table, built: Built, who: ir.Table, sources: ir.Table,
             opaque: ir.Table | None) -> ir.Table:  # fmt: skip
    rows = table.anti_join(built.withheld_records, "record_ref").join(who, "person_key").drop("person_key")
    for column in TABLES[name].columns:
        if column.kind is Kind.REF and opaque is not None:
            joined = rows.left_join(opaque, rows[column.name] == opaque._said)
            rows = joined.mutate(**{column.name: joined._opaque}).drop("_said", "_opaque")
    known = _with_known_from(rows, sources, built.first_seen)
    return known.select(
        "resident_id", "source", "record_ref", "rule", "valid_from", "valid_until", "known_from", "other_refs",
        *(c.name for c in TABLES[name].columns), agreement="source",
    )  # fmt: skip


def _write(table: ir.Table, file: Path) -> None:
    """Write a table for the store: days as days, and without the columns that nothing fills."""
    typed = {}
    for column, type_ in table.schema().items():
        if column in _NOTHING and (type_.is_null() or (type_.is_array() and type_.value_type.is_null())):
            typed[column] = ibis.null(_NOTHING[column])
    empty = [c for c, type_ in table.schema().items() if type_.is_null() and c not in typed]
    as_days(table.mutate(**typed).drop(*empty)).to_parquet(str(file), compression="snappy")


def _once(table: ir.Table, file: Path, engine: Engine) -> None:
    """
    Write each fact once: a row of an extract may speak of a person twice.

    Few tables hold such rows. To look for them afterwards costs far less than to make every row distinct.
    """
    _write(table, file)
    written = engine.tables.read_parquet(str(file))
    row = ibis.struct({c: written[c] for c in written.columns})
    alike = written.mutate(_row=row.hash())
    twice = alike.group_by("_row").aggregate(_rows=alike.count())
    twice = engine.keep("carried_twice", twice.filter(twice._rows > 1).select("_row"))
    if twice.count().to_pyarrow().as_py() == 0:
        return
    one_each = alike.anti_join(twice, "_row").union(alike.semi_join(twice, "_row").distinct())
    again = file.with_suffix(".again")
    _write(one_each.drop("_row"), again)
    again.replace(file)


def _opaque(facts: Mapping[str, ir.Table], sign: Sign, engine: Engine) -> ir.Table | None:
    """Make every reference to a home or an account opaque, each once."""
    said = [
        table.select(_said=table[c.name].cast("string"))
        for name, table in facts.items()
        for c in TABLES[name].columns
        if c.kind is Kind.REF
    ]
    if not said:
        return None
    every = ibis.union(*said) if len(said) > 1 else said[0]
    values = every.filter(every._said.notnull()).distinct().to_pyarrow()["_said"].combine_chunks()
    return engine.take("carried_references", pa.table({"_said": values, "_opaque": sign(values)}))


def _sources(engine: Engine, council: Council, received_on: Mapping[str, date], rows: ir.Table,
             first_seen: ir.Table) -> ir.Table:  # fmt: skip
    told = pa.table({
        "source": pa.array(list(received_on), pa.string()),
        "rhythm_days": pa.array([council.agreements[s].refresh.days for s in received_on], pa.int64()),
        "received_on": pa.array(list(received_on.values()), pa.date32()),
    })  # fmt: skip
    received = engine.take("sources_received", told)
    seen = rows.select("record_ref", "source").join(first_seen, "record_ref")
    loaded = seen.group_by("source").agg(first_load=seen.first_seen.min())
    joined = received.left_join(loaded, "source").drop("source_right")
    return engine.keep("sources_loaded", joined)


def _with_known_from(rows: ir.Table, sources: ir.Table, first_seen: ir.Table) -> ir.Table:
    """
    Fill in when we learnt a fact.

    The source's own entry date holds where it is mapped. Else a record of the first extract that we ever
    had of a source is taken as known one rhythm of its refresh after it was so (the history came in one
    load); a record that came later was learnt on the day that it came.
    """
    told = rows.join(sources, "source").left_join(first_seen, "record_ref")
    history = (told.valid_from + told.rhythm_days.as_interval("D")).cast("date")
    by_rhythm = ibis.least(ibis.coalesce(history, told.received_on), told.received_on)
    is_first_load = told.first_seen.isnull() | (told.first_seen == told.first_load)
    learnt = ibis.ifelse(is_first_load, by_rhythm, told.first_seen)
    # An entry date after the extract was taken is a slip of the keyboard: it was known when it came.
    entered = ibis.ifelse(told.known_from.notnull(), ibis.least(told.known_from, told.received_on), None)
    return told.mutate(known_from=ibis.coalesce(entered, learnt))
