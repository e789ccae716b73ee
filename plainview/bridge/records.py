"""Person records: all mentions of one person key gathered, the best value chosen and the sets kept."""

import ibis
import ibis.expr.types as ir

from plainview.bridge.engines import Engine
from plainview.bridge.mentions import born_key

_CHOSEN = ("forename", "forename_full", "forename_sound", "surname", "surname_sound", "sex",
           "nhs_number", "nino", "upn", "uln")  # fmt: skip

_SETS = {
    "forenames": ("forename",),
    "surnames": ("surname", "former_surname"),
    "dwellings": ("dwelling",),
    "postcodes": ("postcode",),
    "contacts": ("phone", "email"),
}


def person_records(mentions: ir.Table, *, engine: Engine, name: str = "bridge_records") -> ir.Table:
    """
    Gather mentions into one row per person key, kept as the table `name`.

    Out:    unique_id (the person key), the value said most often of each name, date and number (ties: the
            smallest, so that the order of rows changes nothing), and sets: surnames, dwellings, postcodes, contacts.
    """
    every = {c: mentions[c] for c in (*_CHOSEN, "born_on")}
    every["born_on_kind"] = ibis.ifelse(mentions.born_on.notnull(), mentions.born_on_kind, ibis.null("string"))
    lowest = {f"{c}_low": v.min() for c, v in every.items()}
    highest = {f"{c}_high": v.max() for c, v in every.items()}
    told = mentions.group_by("person_key").aggregate(
        middle_names=mentions.middle_names.max(), sources=mentions.source.nunique(), **lowest, **highest
    )
    told = engine.keep(f"{name}_told", told)
    records = told
    for column in _CHOSEN:
        records = _with_most_said(records, told, mentions, column, (column,))
    records = _with_most_said(records, told, mentions, "born_on", ("born_on", "born_on_kind"))
    records = records.drop(*lowest, *highest)
    records = engine.keep(f"{name}_chosen", records)
    for set_name, columns in _SETS.items():
        records = _with_set(records, mentions, set_name, columns)
    records = records.mutate(born_text=records.born_on.strftime("%Y%m%d"), born_key=born_key(records.born_on))
    records = records.rename(unique_id="person_key").order_by("unique_id")
    made = engine.keep(name, records)
    for used in ("told", "chosen"):
        engine.drop(f"{name}_{used}")
    return made


def _with_most_said(
    records: ir.Table, told: ir.Table, mentions: ir.Table, name: str, columns: tuple[str, ...]
) -> ir.Table:
    """Add the value of `columns` that most mentions of the key say; a placeholder date only when there is no other."""
    differs = [told[f"{c}_low"] != told[f"{c}_high"] for c in columns]
    unsure = told.filter(differs[0] | differs[-1]).select("person_key")  # the many of whom all say one thing are done
    first = mentions[name]
    said = mentions.filter(first.notnull()).semi_join(unsure, "person_key")
    said = said.group_by("person_key", *columns).aggregate(said=lambda t: t.count())
    order = [ibis.desc(said.said), said[name]]
    if "born_on_kind" in columns:
        order.insert(0, said.born_on_kind != "exact")
    ranked = said.mutate(place=ibis.row_number().over(group_by="person_key", order_by=order))
    best = ranked.filter(ranked.place == 0).select("person_key", **{f"{c}_best": ranked[c] for c in columns})
    found = records.left_join(best, "person_key").drop("person_key_right")
    chosen = {c: ibis.coalesce(found[f"{c}_best"], found[f"{c}_low"]) for c in columns}
    return found.mutate(**chosen).drop(*(f"{c}_best" for c in columns))


def _with_set(records: ir.Table, mentions: ir.Table, name: str, columns: tuple[str, ...]) -> ir.Table:
    """Add the set of values that any mention of the key says, in order; an empty set where none does."""
    parts = [mentions.select("person_key", value=mentions[c]) for c in columns]
    said = parts[0].union(*parts[1:]) if len(parts) > 1 else parts[0]
    said = said.filter(said.value.notnull()).distinct()
    sets = said.group_by("person_key").aggregate(**{name: said.value.collect(order_by=said.value)})
    found = records.left_join(sets, "person_key").drop("person_key_right")
    return found.mutate(**{name: found[name].fill_null(ibis.literal([], type="array<string>"))})
