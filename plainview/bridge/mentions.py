"""Mentions made comparable: names in parts, how they sound, where they live, and birth dates either way round."""

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.bridge.engines import Engine
from plainview.bridge.names import name_table
from plainview.extracts.structured import MENTION_COLUMNS

ADDED = ("forename_sound", "forename_full", "surname_sound", "former_sound", "born_key", "dwelling", "mention_no")


def whole(table: ir.Table) -> ir.Table:
    """Give a table of mentions with every column of the contract, those it lacks as nulls of their type."""
    wanted = MENTION_COLUMNS | {"born_on_kind": "string"}
    missing = {c: ibis.null(kind) for c, kind in wanted.items() if c not in table.columns}
    return table.mutate(**missing).select(*wanted)


def comparable(
    mentions: ir.Table, *, engine: Engine, name: str, properties: ir.Table | None, homes_from: ir.Table | None = None
) -> ir.Table:
    """
    Give mentions with what matching compares, kept as the table `name` of the engine.

    In:     mentions of the contract, cleaned; `homes_from`: the mentions that addresses are looked up in.
    Out:    one row per mention, with `ADDED`. `dwelling` is the UPRN, else one found by the same address, else
            the address itself.
    """
    named = _named(whole(mentions))
    kept = engine.tables.create_table(f"{name}_named", named, overwrite=True)
    names = _sounds(kept, engine=engine, name=name)
    texts = _address_text(kept.address, kept.postcode)
    looked_up = _uprns_by_address(homes_from if homes_from is not None else whole(mentions), properties)
    found = kept.mutate(address_text=texts)
    found = found.left_join(looked_up, found.address_text == looked_up.known_text).drop("known_text")
    forename = names.rename(forename="name", forename_sound="sound", forename_full="full_form")
    surname = names.rename(surname="name", surname_sound="sound").drop("full_form")
    former = names.rename(former_surname="name", former_sound="sound").drop("full_form")
    found = found.left_join(forename, "forename").drop("forename_right")
    found = found.left_join(surname, "surname").drop("surname_right")
    found = found.left_join(former, "former_surname").drop("former_surname_right")
    day, month = found.born_on.day(), found.born_on.month()
    found = found.mutate(
        dwelling=ibis.coalesce(found.uprn, found.known_uprn, ibis.literal("A:") + found.address_text),
        # The same for 3 April and 4 March: birth dates with day and month swapped come together.
        born_key=found.born_on.year().cast("string")
        + ibis.literal("-") + ibis.least(day, month).cast("string")
        + ibis.literal("-") + ibis.greatest(day, month).cast("string"),
        born_on_kind=found.born_on_kind.fill_null("exact"),
        mention_no=ibis.row_number().over(
            order_by=[found.person_key, found.source, found.record_ref, found.mention, found.part]
        ),
    ).drop("known_uprn", "address_text")  # fmt: skip
    return engine.tables.create_table(name, found, overwrite=True)


def _named(mentions: ir.Table) -> ir.Table:
    """Part full names into forename and surname where the source did not."""
    only_full = mentions.forename.isnull() & mentions.surname.isnull()
    full = mentions.full_name.upper().re_replace(r"[,\s]+", " ").strip()
    has_two = full.contains(" ")
    first = full.re_extract(r"^(\S+)", 1)
    last = full.re_extract(r"(\S+)$", 1)
    comes_first = mentions.name_order == "surname_first"
    second = full.re_extract(r"^\S+ (\S+)", 1)
    forename = ibis.ifelse(comes_first.fill_null(False), second, first)
    surname = ibis.ifelse(comes_first.fill_null(False), first, ibis.ifelse(has_two, last, ibis.null("string")))
    return mentions.mutate(
        forename=ibis.ifelse(only_full, forename, mentions.forename).nullif(""),
        surname=ibis.ifelse(only_full, surname, mentions.surname).nullif(""),
    )


def _sounds(mentions: ir.Table, *, engine: Engine, name: str) -> ir.Table:
    """Work out the sound of each distinct name once."""
    distinct = (
        mentions.select(name=mentions.forename)
        .union(mentions.select(name=mentions.surname), mentions.select(name=mentions.former_surname))
        .filter(lambda t: t.name.notnull())
        .distinct()
        .to_pyarrow()
    )
    sounds = name_table(distinct.column("name").combine_chunks().cast(pa.string()))
    return engine.tables.create_table(f"{name}_sounds", sounds, overwrite=True)


def _address_text(address: ir.StringValue, postcode: ir.StringValue) -> ir.StringValue:
    text = (address.upper() + postcode.fill_null("")).re_replace("[^A-Z0-9]", "")
    return text.nullif("")


def _uprns_by_address(mentions: ir.Table, properties: ir.Table | None) -> ir.Table:
    """Give the UPRN of each address that only one UPRN goes with."""
    pairs = mentions.select(known_text=_address_text(mentions.address, mentions.postcode), uprn=mentions.uprn)
    if properties is not None:
        pairs = pairs.union(
            properties.select(
                known_text=_address_text(properties.address, properties.postcode),
                uprn=properties.uprn.cast("string"),
            )
        )
    pairs = pairs.filter(pairs.uprn.notnull(), pairs.known_text.notnull())
    counted = pairs.group_by("known_text").aggregate(known_uprn=pairs.uprn.min(), homes=pairs.uprn.nunique())
    return counted.filter(counted.homes == 1).drop("homes")
