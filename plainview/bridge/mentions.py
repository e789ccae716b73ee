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

    In:     mentions of the contract, cleaned; `homes_from`: mentions made comparable before, whose addresses
            these are looked up in.
    Out:    one row per mention, with `ADDED`. `dwelling` is the UPRN, else one found by the same address, else
            the address itself.
    """
    kept = engine.keep(f"{name}_named", _named(whole(mentions)))
    names = _sounds(kept, engine=engine, name=name)
    looked_up = _uprns_by_address(kept, homes_from, properties, engine=engine, name=name)
    # Two nulls are one address here: none.
    found = kept.left_join(
        looked_up, [kept.address.fill_null("") == looked_up.at, kept.postcode.fill_null("") == looked_up.at_postcode]
    ).drop("at", "at_postcode")
    forename = names.rename(forename="name", forename_sound="sound", forename_full="full_form")
    surname = names.rename(surname="name", surname_sound="sound").drop("full_form")
    former = names.rename(former_surname="name", former_sound="sound").drop("full_form")
    found = found.left_join(forename, "forename").drop("forename_right")
    found = found.left_join(surname, "surname").drop("surname_right")
    found = found.left_join(former, "former_surname").drop("former_surname_right")
    found = found.mutate(
        dwelling=ibis.coalesce(found.uprn, found.known_uprn, ibis.literal("A:") + found.address_text),
        born_key=born_key(found.born_on),
        born_on_kind=found.born_on_kind.fill_null("exact"),
        mention_no=ibis.row_number(),
    ).drop("known_uprn", "address_text")
    made = engine.keep(name, found)
    engine.drop(f"{name}_named")
    return made


def born_key(born_on: ir.DateValue) -> ir.StringValue:
    """Give the same for 3 April and 4 March: birth dates with day and month swapped come together."""
    day, month = born_on.day(), born_on.month()
    return (
        born_on.year().cast("string")
        + ibis.literal("-") + ibis.least(day, month).cast("string")
        + ibis.literal("-") + ibis.greatest(day, month).cast("string")
    )  # fmt: skip


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


def address_text(address: ir.StringValue, postcode: ir.StringValue) -> ir.StringValue:
    """Reduce an address to what two ways of writing it have in common."""
    text = (address.upper() + postcode.fill_null("")).re_replace("[^A-Z0-9]", "")
    return text.nullif("")


def _uprns_by_address(
    mentions: ir.Table, homes_from: ir.Table | None, properties: ir.Table | None, *, engine: Engine, name: str
) -> ir.Table:
    """Give each address as it is written, its text alone, and its UPRN where only one goes with that text."""
    places = mentions.select("address", "postcode", "uprn")
    if homes_from is not None:
        places = places.mutate(uprn=ibis.null("string")).union(homes_from.select("address", "postcode", "uprn"))
    if properties is not None:
        places = places.union(properties.select("address", "postcode", uprn=properties.uprn.cast("string")))
    places = places.filter(places.address.notnull()).distinct()
    written = engine.keep(f"{name}_addresses", places.mutate(text=address_text(places.address, places.postcode)))
    pairs = written.filter(written.uprn.notnull(), written.text.notnull())
    counted = pairs.group_by("text").aggregate(known_uprn=pairs.uprn.min(), homes=pairs.uprn.nunique())
    one = counted.filter(counted.homes == 1).drop("homes")
    told = written.select(
        at=written.address.fill_null(""), at_postcode=written.postcode.fill_null(""), address_text="text"
    ).distinct()  # fmt: skip
    return told.left_join(one, told.address_text == one.text).drop("text")
