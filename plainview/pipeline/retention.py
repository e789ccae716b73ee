"""
Rows that may not be kept any longer: they never enter the new snapshot, and older ones that hold them go.

Three reasons: the agreement's retention has run out; the source marks the row as to be deleted; the person was
erased. What a source no longer sends at all is gone by itself: every snapshot is made of what came.
"""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.agreements.council import Council
from plainview.extracts.structure.engine import Engine
from plainview.extracts.structured import Structured
from plainview.vocabulary.tables import TABLES

RUN_OUT, PURGED, ERASED = "run_out", "purged", "erased"
_GONE = {"record_ref": "string", "source": "string", "why": "string"}


@dataclass(frozen=True, slots=True)
class Kept:
    """What stays of the structured tables, how many rows went by source and reason, and when the next one runs out."""

    structured: Structured
    gone: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    next_runs_out: date | None = None

    @property
    def rows(self) -> int:
        """How many rows went."""
        return sum(n for whys in self.gone.values() for n in whys.values())


def keep(structured: Structured, *, council: Council, sets: Mapping[str, ir.Table], erased: Collection[str],
         as_of: date, engine: Engine) -> Kept:  # fmt: skip
    """
    Take out every row that may not be kept on `as_of`, and all that stands on it.

    In:     `sets`: record sets as read, "agreement:record set", without blanks; `erased`: person keys to be kept out.
    """
    clock = ibis.union(*clocks) if (clocks := list(_clocks(structured, council, sets, engine))) else None
    parts: list[ir.Table] = []
    day = ibis.literal(as_of)
    if clock is not None:
        over = clock.filter(clock.runs_out <= day).select("record_ref", "source").distinct()
        due = engine.keep("retention_due", over)
        held = clock.filter(clock.runs_out.isnull() | (clock.runs_out > day)).select("record_ref", "source")
        parts.append(due.anti_join(held, ["record_ref", "source"]).mutate(why=ibis.literal(RUN_OUT)))
    parts += _purged(structured, council, sets)
    if erased:
        who = engine.take("retention_erased", pa.table({"person_key": pa.array(sorted(erased), pa.string())}))
        parts.append(_rows_about(structured, who).mutate(why=ibis.literal(ERASED)))
    if not parts:
        return Kept(structured)
    gone = engine.keep("retention_gone", ibis.union(*(p.select(*_GONE) for p in parts)).distinct())
    counted = gone.group_by("source", "why").aggregate(rows=gone.record_ref.nunique()).to_pyarrow().to_pylist()
    counts: dict[str, dict[str, int]] = {}
    for row in sorted(counted, key=lambda r: (r["source"], r["why"])):
        counts.setdefault(row["source"], {})[row["why"]] = row["rows"]
    next_ = clock.filter(clock.runs_out > day).runs_out.min().to_pyarrow().as_py() if clock is not None else None
    return Kept(_without(structured, gone, engine) if counts else structured, counts, next_)


def first_end(council: Council, as_of: date) -> date | None:
    """Give the day on which the next agreement or element ends: what it shared may not be kept beyond."""
    ends = [d for a in council.agreements.values() if a.is_in_force(as_of)
            for d in (a.ends, *(e.until for e in a.elements)) if d is not None and d > as_of]  # fmt: skip
    return min(ends, default=None)


def _clocks(structured: Structured, council: Council, sets: Mapping[str, ir.Table], engine: Engine,
            ) -> Iterator[ir.Table]:  # fmt: skip
    """Give (record_ref, source, runs_out): null while what the row tells of is not over; no line without a day."""
    own = {i for i, a in council.agreements.items() if a.retention_from is not None}
    others = [(i, a.retention_months) for i, a in council.agreements.items() if i not in own]
    months = engine.take("retention_months", pa.table({
        "of": pa.array([i for i, _ in others], pa.string()), "months": pa.array([m for _, m in others], pa.int32()),
    }))  # fmt: skip
    for name, facts in structured.facts.items():
        table = TABLES[name]
        if table.starts is None:
            continue
        told = facts.filter(facts.valid_from.notnull() | facts.valid_until.notnull())
        last = told.valid_until if table.ends else ibis.coalesce(told.valid_until, told.valid_from)
        told = told.select("record_ref", "source", last=last)
        yield _running_out(told.join(months, told.source == months.of))
    for source in sorted(own):
        agreement = council.agreements[source]
        for name, rows in sets.items():
            if name.startswith(f"{source}:") and agreement.retention_from in rows.columns:
                formats = council.mappings[source].reads.dates
                said = rows.select(
                    record_ref="_ref", source=ibis.literal(source),
                    last=engine.read_date(rows[agreement.retention_from], formats).cast("date"),
                    months=ibis.literal(agreement.retention_months, type="int32"),
                )  # fmt: skip
                yield _running_out(said)


def _running_out(told: ir.Table) -> ir.Table:
    return told.select("record_ref", "source", runs_out=(told.last + told.months.as_interval("M")).cast("date"))


def _purged(structured: Structured, council: Council, sets: Mapping[str, ir.Table]) -> Iterator[ir.Table]:
    for source, mapping in council.mappings.items():
        for purge in mapping.purge:
            rows = sets.get(f"{source}:{purge.in_}")
            if rows is None or purge.element not in rows.columns:
                continue
            wanted = [v.strip().upper() for v in purge.is_]
            flagged = rows.filter(rows[purge.element].upper().isin(wanted)).select(
                record_ref="_ref", source=ibis.literal(source)
            )
            yield flagged.mutate(why=ibis.literal(PURGED))
            if purge.what == "person" and structured.row_people is not None:
                whose = structured.row_people.semi_join(flagged, "record_ref").select("person_key").distinct()
                own = _rows_about(structured, whose)
                yield own.filter(own.source == source).mutate(why=ibis.literal(PURGED))


def _rows_about(structured: Structured, who: ir.Table) -> ir.Table:
    """Give (record_ref, source) of every row that is about one of them, alone or with others."""
    assert structured.row_people is not None and structured.rows is not None
    refs = structured.row_people.semi_join(who, "person_key").select("record_ref").distinct()
    return structured.rows.semi_join(refs, "record_ref").select("record_ref", "source")


def _without(structured: Structured, gone: ir.Table, engine: Engine) -> Structured:
    """
    Take rows out of every table; a key of someone of whom no row is left goes with them.

    What is read often is written anew; what is read once on its way (facts, rows) loses them as it is read.
    """

    def less(table: ir.Table) -> ir.Table:
        return table.anti_join(gone, "record_ref")

    mentions = engine.keep("kept_mentions", less(structured.mentions))
    went = structured.mentions.select("person_key").distinct().anti_join(mentions, "person_key")
    others = {
        name: less(table)
        for name in ("staff", "note_texts", "properties", "rows", "row_people")
        if (table := getattr(structured, name)) is not None
    }
    return replace(
        structured,
        mentions=mentions,
        keys=engine.keep("kept_keys", structured.keys.anti_join(went, "person_key")),
        relations=less(structured.relations),
        facts={name: less(table) for name, table in structured.facts.items()},
        **others,
    )
