"""The rules of all factors over the store's tables: columnar, one expression, no resident looked at alone."""

from collections.abc import Callable, Iterable
from datetime import date
from functools import reduce
from typing import Any, Literal

import ibis
import ibis.expr.datatypes as dt
import ibis.expr.types as ir

from plainview.factors.definition import BEFORE, Before, Condition, Definition, Rule, Share
from plainview.store.facts import FactorEvidence
from plainview.vocabulary.tables import TABLES

Tables = Callable[[str], ir.Table | None]

EVIDENCE = {
    "factor": dt.string, "rule": dt.string, "person_id": dt.string, "table": dt.string,
    "record_refs": dt.Array(dt.string), "valid_from": dt.date, "valid_until": dt.date,
    "current_until": dt.date, "known_from": dt.date,
}  # fmt: skip


def evaluate(definitions: Iterable[Definition], *, tables: Tables) -> ir.Table:
    """
    Give a row for each time that a rule of a factor was met.

    In:  `tables` gives a table of the store by name, or None if no source fills it: its rules find nothing.
    Out: factor, rule, person_id, table, record_refs, valid_from, valid_until, current_until (null: as long
         as the records are open), known_from (when the last record that it takes was known). Together with
         `status` it answers for any past day.
    """
    parts = []
    for definition in definitions:
        for rule in definition.rules:
            table = tables(rule.table or "")
            if table is not None:
                parts.append(_met(table, rule).mutate(factor=ibis.literal(definition.id)).select(*EVIDENCE))
    if not parts:
        return ibis.memtable(ibis.schema(EVIDENCE).to_pyarrow().empty_table())
    return ibis.union(*parts) if len(parts) > 1 else parts[0]


def status(evidence: FactorEvidence, *, as_of: date) -> Literal["current", "historic"] | None:
    """Say whether the evidence counts as current or historic on that day; None if it was not known or so by then."""
    if evidence.known_from > as_of or evidence.valid_from > as_of:
        return None
    is_current = evidence.current_until is None or as_of < evidence.current_until
    return "current" if is_current else "historic"


def unfed(definitions: Iterable[Definition], *, tables: Tables) -> list[tuple[str, str, str]]:
    """Give factor, rule and table of every rule whose table no source fills, so that it is told and not passed over."""
    return [
        (d.id, r.id, r.table or "") for d in definitions for r in d.rules if tables(r.table or "") is None
    ]  # fmt: skip


def _met(table: ir.Table, rule: Rule) -> ir.Table:
    """Give the rows that meet one rule, with its dates."""
    declared = TABLES[rule.table or ""]
    on = rule.on or declared.starts
    assert on is not None  # the register has checked it
    rows = table.mutate(on=ibis.coalesce(table[on], table.known_from), rule=ibis.literal(rule.id))
    rows = rows.mutate(table=ibis.literal(declared.name), record_refs=ibis.array([rows.record_ref]))
    if rule.until_next:
        rows = _with_next(rows)
    if rule.before is not None:
        borrowed = [t.times.removeprefix(BEFORE) for t in rule.where.values() if t.times and t.times.startswith(BEFORE)]
        rows = _with_before(rows, rule.before, borrowed)
    rows = _passing(rows, rule.where, rule.share)
    for column, test in rule.unless.items():
        rows = rows.filter(~_asked(rows[column], rows, test, "").fill_null(False))
    if rule.lasted_days is not None:
        rows = _lasted(rows, rule.lasted_days)
    if rule.count is not None:
        rows = _counted(rows, rule)
    elif rule.while_open:
        until = rows.valid_until + ibis.interval(days=rule.days)
        rows = rows.mutate(current_until=until)
    else:
        until = (rows.on + ibis.interval(days=rule.days)).cast("date")
        rows = rows.mutate(current_until=ibis.least(until, rows.next_known) if rule.until_next else until)
    return rows.mutate(valid_from=rows.on, current_until=rows.current_until.cast("date"))


def _passing(rows: ir.Table, where: dict[str, Condition], share: Share | None, prefix: str = "") -> ir.Table:
    passes = [_asked(rows[prefix + column], rows, test, prefix) for column, test in where.items()]
    passes += [_in_share(rows, share, prefix)] if share is not None else []
    # A value that is not known passes nothing: unknown is not zero.
    return rows.filter(ibis.and_(*(p.fill_null(False) for p in passes))) if passes else rows


def _asked(value: ir.Value, rows: ir.Table, test: Condition, prefix: str) -> ir.BooleanValue:
    if test.in_:
        return value.isin(test.in_)
    if test.not_in:
        return value.notin(test.not_in)
    if test.is_ is not None:
        return value == test.is_
    if test.given is not None:
        return value.notnull() if test.given else value.isnull()
    unit: Any = 1
    if test.times is not None:
        is_before = test.times.startswith(BEFORE)
        unit = rows["before_" + test.times.removeprefix(BEFORE)] if is_before else rows[prefix + test.times]
    bounds = []
    if test.at_least is not None:
        bounds.append(value >= unit * test.at_least)
    if test.below is not None:
        bounds.append(value < unit * test.below)
    return ibis.and_(*bounds)


def _in_share(rows: ir.Table, share: Share, prefix: str) -> ir.BooleanValue:
    part: Any = reduce(lambda one, other: one + other, (rows[prefix + column] for column in share.of))
    whole = rows[prefix + share.over]
    bounds = [whole > 0]
    # Compared without a division, so that 6 of 60 is a tenth and not a hair below it.
    if share.at_least is not None:
        bounds.append(part >= whole * share.at_least)
    if share.below is not None:
        bounds.append(part < whole * share.below)
    return ibis.and_(*bounds)


def _with_before(rows: ir.Table, before: Before, borrowed: list[str]) -> ir.Table:
    """Keep the rows whose next earlier row, of the same person and source, was as asked; it is evidence too."""
    columns = dict.fromkeys([*borrowed, *before.where, *(t.times for t in before.where.values() if t.times)])
    if before.share is not None:
        columns |= dict.fromkeys([*before.share.of, before.share.over])
    earlier = ibis.window(group_by=[rows.person_id, rows.source], order_by=[rows.on, rows.record_ref])
    lagged: dict[str, Any] = {f"before_{c}": rows[c].lag().over(earlier) for c in columns}
    lagged["before_ref"] = rows.record_ref.lag().over(earlier)
    lagged["before_known"] = rows.known_from.lag().over(earlier)
    lagged["before_on"] = rows.on.lag().over(earlier)
    rows = rows.mutate(**lagged)
    rows = _passing(rows.filter(rows.before_on < rows.on), before.where, before.share, "before_")
    return rows.mutate(
        record_refs=ibis.array([rows.before_ref, rows.record_ref]),
        known_from=ibis.greatest(rows.known_from, rows.before_known),
    )


def _with_next(rows: ir.Table) -> ir.Table:
    """Add the day from which a later row of the same person and source was known."""
    dates = rows.group_by("person_id", "source", "on").aggregate(known=rows.known_from.min())
    later = ibis.window(group_by=[dates.person_id, dates.source], order_by=dates.on)
    dates = dates.mutate(next_known=ibis.greatest(dates.on.lead().over(later), dates.known.lead().over(later)))
    return rows.inner_join(dates.drop("known"), ["person_id", "source", "on"])


def _lasted(rows: ir.Table, days: int) -> ir.Table:
    """Keep what lasted so long; it counts from the day on which it had."""
    reached = (rows.on + ibis.interval(days=days)).cast("date")
    rows = rows.mutate(on=reached, known_from=ibis.greatest(rows.known_from, reached))
    return rows.filter(rows.valid_until.isnull() | (rows.valid_until >= rows.on))


def _counted(rows: ir.Table, rule: Rule) -> ir.Table:
    """
    Give a row for each event with which enough lie within the days.

    It is known when the last of the fewest that suffice was known, which may be one entered late.
    """
    count = rule.count
    assert count is not None
    rows = rows.mutate(alike=rows[count.distinct].cast("string") if count.distinct else rows.on.cast("string"))
    rows = rows.filter(rows.alike.notnull())
    event = rows.group_by("person_id", "on", "alike").aggregate(known=rows.known_from.min(), ref=rows.record_ref.min())
    other = event.view()
    pairs = event.inner_join(other, "person_id", rname="{name}_other")
    days = pairs["on"].delta(pairs.on_other, unit="day")
    pairs = pairs.filter((days >= 0) & (days < count.within_days))
    # Rows alike are one event: seen when the first was, and as recent as its last.
    alike = pairs.group_by("person_id", "on", "known", "alike_other").aggregate(
        known_other=pairs.known_other.min(), on_other=pairs.on_other.max(), ref_other=pairs.ref_other.min()
    )
    whole = alike.group_by("person_id", "on").aggregate(
        known=alike.known.min(),
        events=alike.count(),
        known_each=alike.known_other.collect(order_by=[alike.known_other]),
        on_each=alike.on_other.collect(order_by=[alike.on_other.desc()]),
        record_refs=alike.ref_other.collect(order_by=[alike.on_other, alike.ref_other]),
    )
    whole = whole.filter(whole.events >= count.at_least)
    last = count.at_least - 1
    until = whole.on_each[last] + ibis.interval(days=count.within_days)
    current = until if rule.while_counted else whole["on"] + ibis.interval(days=rule.days)
    return whole.select(
        whole.person_id, whole["on"], whole.record_refs,
        rule=ibis.literal(rule.id), table=ibis.literal(rule.table), valid_until=ibis.null("date"),
        known_from=ibis.greatest(whole.known, whole.known_each[last]), current_until=current.cast("date"),
    )  # fmt: skip
