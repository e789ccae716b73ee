"""Who lived where: each source's spells, and the one home that a resident has today."""

from collections.abc import Sequence
from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.bridge.engines import Engine
from plainview.bridge.households import KINDS, PRIVATE, Stay

DWELLINGS = "bridge_dwellings"


def spells(mentions: ir.Table, *, engine: Engine) -> ir.Table:
    """
    Give what each source says of where residents live.

    In:     mentions with resident_id and dwelling.
    Out:    one row per resident, dwelling and source: lives_from, lives_until (null: open), said_on, record_ref
            (of the mention that says the latest start).
    """
    at_home = mentions.filter(mentions.dwelling.notnull(), mentions.is_home.fill_null(True))
    latest = [ibis.desc(at_home.lives_from.fill_null(ibis.date("0001-01-01"))), at_home.record_ref]
    grouped = at_home.group_by("resident_id", "dwelling", "source").aggregate(
        lives_from=at_home.lives_from.min(),
        last_from=at_home.lives_from.max(),
        is_open=at_home.lives_until.isnull().any(),
        last_until=at_home.lives_until.max(),
        said_on=at_home.received_on.max(),
        record_ref=at_home.record_ref.first(order_by=latest),
    )
    made = grouped.mutate(lives_until=ibis.ifelse(grouped.is_open, ibis.null("date"), grouped.last_until))
    # A spell that ends before it starts says nothing of when: a typing error in one of them.
    wrong = (made.lives_until <= made.lives_from).fill_null(False)
    made = made.mutate(lives_from=ibis.ifelse(wrong, ibis.null("date"), made.lives_from))
    return engine.tables.create_table("bridge_spells", made.drop("is_open", "last_until"), overwrite=True)


def dwellings(mentions: ir.Table, properties: ir.Table | None, *, engine: Engine) -> ir.Table:
    """Give one row per dwelling: kind, property_kind, ward. What no source says is null; kind is then private."""
    known = mentions.filter(mentions.dwelling.notnull()).select("dwelling").distinct()
    if properties is None:
        nothing = ibis.null("string")
        return engine.tables.create_table(
            DWELLINGS, known.mutate(kind=ibis.literal(PRIVATE), property_kind=nothing, ward=nothing), overwrite=True
        )
    rank = properties.kind.cases(*((kind, place) for place, kind in enumerate(KINDS)), else_=len(KINDS))
    said = properties.filter(properties.uprn.notnull()).mutate(rank=rank)
    told = said.group_by(dwelling=said.uprn.cast("string")).aggregate(
        rank=said.rank.min(), property_kind=said.property_kind.max(), ward=said.ward.max()
    )
    parents = said.filter(said.parent_uprn.notnull()).select(
        dwelling=said.uprn.cast("string"), parent=said.parent_uprn.cast("string")
    )
    # A room in a hostel is as communal as the hostel, whatever the room's own entry says.
    of_parent = parents.inner_join(told.select(parent="dwelling", parent_rank="rank"), "parent")
    of_parent = of_parent.group_by("dwelling").aggregate(parent_rank=of_parent.parent_rank.min())
    made = known.left_join(told, "dwelling").drop("dwelling_right")
    made = made.left_join(of_parent, "dwelling").drop("dwelling_right")
    lowest = ibis.least(made.rank.fill_null(len(KINDS)), made.parent_rank.fill_null(len(KINDS)))
    kind = lowest.cases(*((place, kind) for place, kind in enumerate(KINDS)), else_=PRIVATE)
    return engine.tables.create_table(
        DWELLINGS, made.select("dwelling", "property_kind", "ward", kind=kind), overwrite=True
    )


def stays(spells: ir.Table, *, engine: Engine, strength: Sequence[str], as_of: date) -> list[Stay]:
    """
    Give one stay per resident and dwelling, with one current home each at most.

    In:     `strength`: sources, the strongest first; those not named count alike, after them.
    Out:    where several homes are open, the strongest source's latest start is home; the others ended when the
            next began, or are left out when nobody says when.
    """
    ranks = pa.table(
        {"source": pa.array(list(strength), pa.string()), "rank": pa.array(range(len(strength)), pa.int64())}
    )
    ranked = spells.left_join(engine.tables.create_table("bridge_strength", ranks, overwrite=True), "source")
    began = ranked.lives_from.isnull() | (ranked.lives_from <= as_of)
    is_open = (ranked.lives_until.isnull() | (ranked.lives_until > as_of)) & began
    one = ranked.group_by("resident_id", "dwelling").aggregate(
        since=ranked.lives_from.min(),
        last=ranked.last_from.max(),
        is_open=is_open.any(),
        until=ranked.lives_until.max(),
        rank=ibis.ifelse(is_open, ranked["rank"].fill_null(len(strength)), len(strength) + 1).min(),
        sources=ranked.source.nunique(),
    )
    never = ibis.date("0001-01-01")
    place = ibis.row_number().over(
        group_by=one.resident_id,
        order_by=[ibis.desc(one.is_open), one["rank"], ibis.desc(one["last"].fill_null(never)),
                  ibis.desc(one.sources), one.dwelling],
    )  # fmt: skip
    one = one.mutate(is_current=(place == 0) & one.is_open)
    home = one.filter(one.is_current).select("resident_id", home_since="last")
    joined = one.left_join(home, "resident_id").drop("resident_id_right")
    # The next start after this one's, at another home.
    after = joined.since.lead().over(
        group_by=joined.resident_id, order_by=[joined.since.fill_null(never), joined.dwelling]
    )
    joined = joined.mutate(next_since=after)
    closed = ibis.coalesce(
        ibis.ifelse(joined.is_open, ibis.null("date"), joined.until),
        ibis.ifelse(joined.next_since > joined.since, joined.next_since, ibis.null("date")),
        ibis.ifelse(joined.home_since > joined.since, joined.home_since, ibis.null("date")),
        ibis.ifelse(joined.since.isnull(), joined.home_since, ibis.null("date")),
    )
    made = joined.mutate(ends=ibis.ifelse(joined.is_current, ibis.null("date"), closed))
    made = made.filter(made.is_current | made.ends.notnull())
    columns = ("resident_id", "dwelling", "since", "ends", "is_current", "sources")
    rows = made.select(*columns).order_by("resident_id", "dwelling").to_pyarrow()
    return [Stay(*row) for row in zip(*(rows.column(c).to_pylist() for c in columns), strict=True)]
