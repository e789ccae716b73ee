"""Facts from the bridge's side to the store's: by resident, with both clocks, and without names."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.agreements.council import Council
from plainview.bridge.build import Built
from plainview.bridge.engines import Engine
from plainview.bridge.pseudonymise import pseudonyms
from plainview.bridge.vault import Keys
from plainview.vocabulary.purposes import Purpose
from plainview.vocabulary.tables import TABLES, Kind

Sign = Callable[[pa.Array], pa.Array]
_OF_THE_BRIDGE = ("residents", "households", "household_members", "relationships", "address_spells")


@dataclass(frozen=True, slots=True)
class Handed:
    """All that crosses the wall, in Arrow: nothing else of the bridge's side is in the store's reach."""

    tables: Mapping[str, pa.Table]
    pseudonyms: pa.Table  # resident_id, display, modelling, monitoring
    staff: pa.Table | None
    withheld_for: Mapping[str, tuple[str, ...]]  # display pseudonym: roles
    salts: Mapping[Purpose, str]


def signer(keys: Keys) -> Sign:
    """Give the function that makes references to records and homes opaque."""
    key = keys.derived("record_ref")
    return lambda said: pseudonyms(key, said)


def resident_facts(*, facts: Mapping[str, ir.Table], built: Built, rows: ir.Table, council: Council,
                   received_on: Mapping[str, date], sign: Sign, engine: Engine) -> dict[str, ir.Table]:  # fmt: skip
    """
    Give each facts table by `resident_id` in place of person keys, with `known_from` filled.

    Rows about people left out by withholding go, and so does every row that also speaks of one.
    """
    sources = _sources(engine, council, received_on, rows, built.first_seen)
    who = built.people.select("person_key", "resident_id")
    carried = {}
    for name, table in facts.items():
        joined = table.anti_join(built.withheld_records, "record_ref").join(who, "person_key").drop("person_key")
        for column in TABLES[name].columns:
            if column.kind is Kind.REF:
                joined = _signed(joined, name, column.name, sign, engine)
        known = _with_known_from(joined, sources, built.first_seen)
        # A row of an extract may speak of a person twice; the fact is one.
        kept = known.select(
            "resident_id", "source", "record_ref", "rule", "valid_from", "valid_until", "known_from", "other_refs",
            *(c.name for c in TABLES[name].columns), agreement="source",
        ).distinct()  # fmt: skip
        carried[name] = engine.keep(f"carried_{name}", kept)
    return carried


def hand_over(facts: Mapping[str, ir.Table], built: Built, staff: ir.Table | None, keys: Keys) -> Handed:
    """Copy what the store gets out of the bridge's engine."""
    tables = {name: table.to_pyarrow() for name, table in facts.items()}
    tables |= {name: getattr(built, name).to_pyarrow() for name in _OF_THE_BRIDGE}
    display = built.pseudonyms.to_pyarrow()
    shown = dict(zip(display["resident_id"].to_pylist(), display["display"].to_pylist(), strict=True))
    withheld = built.withheld.to_pyarrow().to_pylist()
    return Handed(
        tables=tables,
        pseudonyms=display,
        staff=staff.to_pyarrow() if staff is not None else None,
        withheld_for={shown[w["resident_id"]]: tuple(w["roles"]) for w in withheld if w["resident_id"] in shown},
        salts={p: keys.derived(f"references of {p.value}").hex() for p in (Purpose.MODELLING, Purpose.MONITORING)},
    )


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


def _signed(rows: ir.Table, table: str, column: str, sign: Sign, engine: Engine) -> ir.Table:
    """Make a reference to a home or an account opaque."""
    values = rows.filter(rows[column].notnull()).select(column).distinct().to_pyarrow()[column]
    said = values.combine_chunks().cast(pa.string())
    opaque = engine.take(f"signed_{table}_{column}", pa.table({"_said": said, "_opaque": sign(said)}))
    joined = rows.left_join(opaque, rows[column] == opaque._said)
    return joined.mutate(**{column: joined._opaque}).drop("_said", "_opaque")
