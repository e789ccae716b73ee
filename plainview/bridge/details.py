"""What the vault keeps of each resident, to be revealed: merged values, who said what, and why records are one."""

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.bridge import explain
from plainview.bridge.engines import Engine
from plainview.bridge.link import Linked
from plainview.bridge.merged import FIELDS, FORMER

OTHER_NAMES = "other_names"


def details(said: ir.Table, linked: Linked, people: ir.Table, known: ir.Table, *, engine: Engine) -> ir.Table:
    """
    Give resident_id and details, JSON.

    Out:    `keys`, `links`, and for each field {value, source, recorded_on, differs, said_by: [{source, value,
            recorded_on}]}: the chosen one first, then in the order of the rule. What nobody said is not there.
    """
    told = engine.keep("bridge_detail_parts", _readable(said, engine))
    made = _keys(people)
    for name, part in (
        ("links", _links(linked, people, known, engine)),
        ("fields", _fields(told, engine)),
        ("others", _other_names(told, engine)),
    ):
        made = made.left_join(part.select(who="resident_id", **{name: part.part}), made.resident_id == part.resident_id)
        made = made.drop("who")
    parts = [made[name].fill_null("") for name in ("links", "fields", "others")]
    return made.select("resident_id", details=ibis.literal("{") + made["keys"] + parts[0] + parts[1] + parts[2] + "}")


def _fields(said: ir.Table, engine: Engine) -> ir.Table:
    """
    Write each resident's fields as JSON text, in one pass over what was said in its order.

    The first saying of a field opens it, and the last one closes it.
    """
    told = said.filter(said.field.isin(FIELDS))
    value, source = engine.in_json(told.value), engine.in_json(told.source)
    day = engine.in_json(told.said_on.cast("string")).fill_null("null")
    differs = ibis.ifelse(told.differs, "true", "false")
    one = ibis.literal('{"source":') + source + ',"value":' + value + ',"recorded_on":' + day + "}"
    opened = (
        ibis.literal(',"') + told.field + '":{"value":' + value + ',"source":' + source + ',"recorded_on":' + day
        + ',"differs":' + differs + ',"said_by":['
    )  # fmt: skip
    piece = ibis.ifelse(told.place == 0, opened, ",") + one + ibis.ifelse(told.place == told.said - 1, "]}", "")
    number = told.field.cases(*((f, n) for n, f in enumerate(FIELDS)), else_=len(FIELDS))
    told = told.select("resident_id", piece=piece, by=number.cast("int64") * 100_000 + told.place)
    return told.group_by("resident_id").aggregate(part=told.piece.group_concat("", order_by=told.by))


def _other_names(said: ir.Table, engine: Engine) -> ir.Table:
    named = said.filter(said.field.isin(("name", FORMER)))
    chosen = named.filter(named.place == 0, named.field == "name").select(who="resident_id", is_called="value")
    told = named.left_join(chosen, named.resident_id == chosen.who).drop("who")
    told = told.filter((told.field == FORMER) | (told.value != told.is_called))
    told = engine.keep("bridge_other_names", told.drop("is_called"))
    one = ibis.struct({"source": told.source, "value": told.value, "recorded_on": told.said_on.cast("string")})
    grouped = told.group_by("resident_id").aggregate(
        said_by=one.collect(order_by=[told.field.desc(), told.value, told.source])
    )
    distinct = told.select("resident_id", "value").distinct()
    joined = distinct.group_by("resident_id").aggregate(value=distinct.value.group_concat(", ", order_by="value"))
    both = grouped.inner_join(joined, "resident_id")
    whole = ibis.struct({"value": both.value, "said_by": both.said_by})
    return both.select("resident_id", part=ibis.literal(f',"{OTHER_NAMES}":') + _json(whole))


def _keys(people: ir.Table) -> ir.Table:
    told = people.group_by("resident_id").aggregate(keys=people.person_key.collect(order_by=people.person_key))
    return told.select("resident_id", keys=ibis.literal('"keys":') + _json(told["keys"]))


def _links(linked: Linked, people: ir.Table, known: ir.Table, engine: Engine) -> ir.Table:
    told = engine.take("bridge_links", explain.links(linked.joined, linked.pairs, linked.ids))
    first = known.group_by("person_key").aggregate(source=known.source.min(), record_ref=known.record_ref.min())
    first = engine.keep("bridge_first_records", first)
    whose = people.select("resident_id", person_key="person_key")
    told = told.inner_join(whose, told.left == whose.person_key).drop("person_key")
    for side in ("left", "right"):
        record = first.select(
            **{f"{side}_key": first.person_key, f"{side}_of": ibis.struct(
                {"source": first.source, "record_ref": first.record_ref})}
        )  # fmt: skip
        told = told.inner_join(record, told[side] == record[f"{side}_key"]).drop(f"{side}_key")
    link = (
        ibis.literal('{"keys":') + _json(ibis.array([told.left, told.right]))
        + ',"records":' + _json(ibis.array([told.left_of, told.right_of]))
        + ',"weight":' + told.weight.cast("string") + ',"because":' + told.because + "}"
    )  # fmt: skip
    told = told.mutate(link=link)
    grouped = told.group_by("resident_id").aggregate(
        links=told.link.group_concat(",", order_by=[told.weight, told.left, told.right])
    )
    return grouped.select("resident_id", part=ibis.literal(',"links":[') + grouped.links + "]")


def _json(value: ir.Value) -> ir.StringValue:
    return value.cast("json").cast("string")


def _readable(said: ir.Table, engine: Engine) -> ir.Table:
    """Put names and addresses as people write them: each distinct one is worked out once."""
    written = said.filter(said.field.isin(("name", FORMER, "home")))
    written = written.mutate(is_home=written.field == "home").select("value", "is_home").distinct().to_pyarrow()
    values, homes = written.column("value").to_pylist(), written.column("is_home").to_pylist()
    told = pa.array(
        [written_address(v) if home else written_name(v) for v, home in zip(values, homes, strict=True)], pa.string()
    )
    table = pa.table(
        {
            "was": pa.array(values, pa.string()),
            "is_home": written.column("is_home"),
            "told": pa.array(told, pa.string()),
        }
    )
    by_value = engine.take("bridge_readable", table)
    is_home = said.field == "home"
    is_name = said.field.isin(("name", FORMER))
    found = said.left_join(by_value, [said.value == by_value.was, is_home == by_value.is_home])
    return found.mutate(value=ibis.ifelse(is_home | is_name, found.told, found.value)).drop("was", "is_home", "told")


def written_name(value: str) -> str:
    """Give a name with capitals where people write them."""
    return " ".join("-".join(p.capitalize() for p in word.split("-")) for word in value.split(" "))


def written_address(value: str) -> str:
    """Give an address with capitals where people write them; postcodes and numbers stay as they are."""
    return " ".join(w if any(c.isdigit() for c in w) else w.capitalize() for w in value.split(" "))
