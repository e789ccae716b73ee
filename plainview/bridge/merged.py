"""
One current name, birth date, home, phone and so on for each resident, by rule; and who said what.

The rule, which `quality/merged.json` tells the council's stewards too: a value of the strongest source, as
`council.yaml` puts them in order (`merging`); among equals the one said last; then the one most sources say. A
birth date does not change, so there the value of most sources holds, one that is not a placeholder first. The home
is where the resident lives today by the spells of all sources.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.bridge.engines import Engine

FIELDS = ("name", "born_on", "died_on", "home", "phone", "email", "first_language", "needs_interpreter")
FORMER = "former_name"
RULE = {
    "home": "where the resident lives today: the open spell of the strongest source, then the one that began last",
    "born_on": "an exact date before a placeholder; then what most sources say; then the strongest source",
    "every other field": "the strongest source; then what was said last; then what most sources say",
}
_KEYS = ("resident_id", "field", "value", "same", "source", "rank")


@dataclass(frozen=True, slots=True)
class Strength:
    """Agreement ids, the strongest first: for all fields, and for some apart. Those not named count alike, last."""

    every: tuple[str, ...] = ()
    by_field: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def of(self, name: str) -> Sequence[str]:
        """Give the order that holds for a field."""
        return self.by_field.get(name, self.every)


def sayings(mentions: ir.Table, current_homes: ir.Table, *, engine: Engine, strength: Strength) -> ir.Table:
    """
    Give what is said of residents, in the order of the rule, kept as a table of the engine.

    In:     mentions with resident_id; `current_homes`: resident_id, dwelling.
    Out:    resident_id, field, value, same (equal where two values mean one thing), source, said_on, record_ref,
            is_sure, place (0: chosen), said (how many sayings of that field), differs (whether not all mean one thing).
    """
    name = ibis.coalesce(mentions.forename + " " + mentions.surname, mentions.surname, mentions.forename)
    former = ibis.coalesce(mentions.forename + " ", "") + mentions.former_surname
    parts = [
        _part(mentions, "name", name),
        _part(mentions, FORMER, former),
        _part(mentions, "born_on", mentions.born_on.cast("string"), is_sure=mentions.born_on_kind == "exact"),
        _part(mentions, "died_on", mentions.died_on.cast("string")),
        _part(mentions, "phone", mentions.phone),
        _part(mentions, "email", mentions.email),
        _part(mentions, "first_language", mentions.first_language),
        _part(mentions, "needs_interpreter", mentions.needs_interpreter.cast("string")),
        _homes(mentions, current_homes),
    ]
    said = parts[0].union(*parts[1:])
    ranks = [{"of": f, "by": source, "rank": n} for f in (*FIELDS, FORMER) for n, source in enumerate(strength.of(f))]
    schema = pa.schema([("of", pa.string()), ("by", pa.string()), ("rank", pa.int64())])
    ranked = engine.take("bridge_strength", pa.Table.from_pylist(ranks, schema=schema))
    said = said.left_join(ranked, [said.field == ranked.of, said.source == ranked.by]).drop("of", "by")
    said = said.mutate(rank=said["rank"].fill_null(len(ranks)))
    told = said.group_by(*_KEYS).aggregate(
        said_on=said.said_on.max(), record_ref=said.record_ref.min(), is_sure=said.is_sure.any()
    )
    alike = told.mutate(agree=told.count().over(group_by=["resident_id", "field", "value"]))
    is_birth = alike.field == "born_on"
    zero = ibis.literal(0).cast("int64")
    order = [
        ibis.ifelse(is_birth | (alike.field == "home"), ~alike.is_sure, ibis.literal(False)),
        ibis.ifelse(is_birth, -alike.agree, zero),
        alike["rank"],
        ibis.desc(alike.said_on.fill_null(ibis.date("0001-01-01"))),
        ibis.ifelse(is_birth, zero, -alike.agree),
        alike.value,
        alike.source,
    ]
    of_field = ["resident_id", "field"]
    placed = alike.mutate(
        place=ibis.row_number().over(group_by=of_field, order_by=order),
        said=alike.count().over(group_by=of_field),
        differs=alike.same.min().over(group_by=of_field) != alike.same.max().over(group_by=of_field),
    )
    return engine.keep("bridge_sayings", placed.drop("rank", "agree"))


def _part(
    table: ir.Table, name: str, value: ir.Value, *, is_sure: ir.Value | None = None, same: ir.Value | None = None,
    said_on: ir.Value | None = None,
) -> ir.Table:  # fmt: skip
    text = value.cast("string")
    part = table.select(
        "resident_id", "source", "record_ref", field=ibis.literal(name), value=text,
        same=text if same is None else same, said_on=table.received_on if said_on is None else said_on,
        is_sure=ibis.literal(True) if is_sure is None else is_sure,
    )  # fmt: skip
    return part.filter(part.value.notnull(), part.value != "")


def _homes(mentions: ir.Table, current_homes: ir.Table) -> ir.Table:
    """Give where each source last saw a resident living, for those who have a home; sure where it is that home."""
    address = ibis.coalesce(mentions.address + ", " + mentions.postcode, mentions.address, mentions.postcode)
    said_on = ibis.coalesce(mentions.lives_from, mentions.received_on)
    lived = mentions.mutate(told=address, said=said_on).filter(lambda t: t.dwelling.notnull() & t.told.notnull())
    now = current_homes.select(who="resident_id", home="dwelling")
    lived = lived.inner_join(now, lived.resident_id == now.who)
    lived = lived.mutate(is_it=lived.dwelling == lived.home)
    is_open = lived.is_home.fill_null(True) & lived.lives_until.isnull()
    lived = lived.filter(lived.is_it | is_open)
    latest = ibis.rank().over(group_by=["resident_id", "source"], order_by=[ibis.desc(lived.said), ~lived.is_it])
    # Where nobody says how the home is written, another's address must not stand in its place.
    is_told = lived.is_it.max().over(group_by="resident_id")
    kept = lived.mutate(latest=latest, is_told=is_told)
    kept = kept.filter(kept.is_told, kept.is_it | (kept.latest == 0))
    return _part(kept, "home", kept.told, is_sure=kept.is_it, same=kept.dwelling, said_on=kept.said)


def disagreements(said: ir.Table) -> dict[str, Any]:
    """Say how often each source says something else than what was chosen, by field: counts alone, no value."""
    chosen = said.filter(said.place == 0).select("resident_id", "field", chosen="same")
    both = said.filter(said.field != FORMER).inner_join(chosen, ["resident_id", "field"])
    counted = both.group_by("field", "source").aggregate(
        residents=both.resident_id.nunique(), differ=both.resident_id.nunique(where=both.same != both.chosen)
    )
    rows = counted.order_by("field", "source").to_pyarrow().to_pylist()
    return {"rule": RULE, "by_field_and_source": rows}


def residents_table(
    said: ir.Table, everyone: ir.Table, counted: ir.Table, first_seen: ir.Table, *, as_of: Any, engine: Engine
) -> ir.Table:
    """
    Give the store's table `residents` by resident id: the month of birth alone, never the day.

    In:     `everyone`: resident_id; `counted`: resident_id, source_count.
    """
    chosen = said.filter(said.place == 0, said.field != FORMER)
    preferred = ["born_on", "name", *(f for f in FIELDS if f not in ("born_on", "name"))]
    order = chosen.field.cases(*((f, n) for n, f in enumerate(preferred)), else_=len(preferred))

    def value(of: str) -> ir.StringValue:
        return chosen.value.max(where=chosen.field == of)

    told = chosen.group_by("resident_id").aggregate(
        born_month=value("born_on").left(10).cast("date").truncate("M").cast("date"),
        died_on=value("died_on").left(10).cast("date"),
        first_language=value("first_language"),
        needs_interpreter=value("needs_interpreter").lower() == "true",
        source=chosen.source.argmin(order),
        record_ref=chosen.record_ref.argmin(order),
    )
    seen = first_seen.select(seen_ref="record_ref", seen_on="first_seen")
    made = everyone.left_join(told, "resident_id").drop("resident_id_right")
    made = made.left_join(counted, "resident_id").drop("resident_id_right")
    made = made.left_join(seen, made.record_ref == seen.seen_ref)
    nothing = ibis.null("date")
    return engine.keep(
        "built_residents",
        made.select(
            "resident_id", "born_month", "died_on", "first_language", "needs_interpreter",
            "source", "record_ref", source_count=made.source_count.fill_null(0), agreement=made.source,
            rule=ibis.literal("bridge:residents"), valid_from=nothing, valid_until=nothing,
            known_from=made.seen_on.fill_null(ibis.literal(as_of)).cast("date"),
        ),
    )  # fmt: skip
