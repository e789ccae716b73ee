"""One current name, birth date, home, phone and so on for each resident, by rule; and who said what."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.bridge.engines import Engine

FIELDS = ("name", "born_on", "died_on", "home", "phone", "email", "first_language", "needs_interpreter")
_MOST_SAID = ("born_on",)  # what does not change: the value of most sources; for the rest, the strongest, then latest


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says of one field of one resident."""

    value: str
    source: str
    said_on: date | None
    record_ref: str
    rank: int  # of the source: 0 is the strongest
    is_sure: bool = True


@dataclass(frozen=True, slots=True)
class Merged:
    """One resident, merged: the chosen value of each field, and all that was said."""

    resident_id: str
    chosen: dict[str, Said]
    said: dict[str, list[Said]]
    other_names: list[Said] = field(default_factory=list)
    source_count: int = 0


def sayings(mentions: ir.Table, current_homes: ir.Table, *, engine: Engine, strength: Sequence[str]) -> pa.Table:
    """
    Give what is said of residents: resident_id, field, value, source, said_on, record_ref, rank, is_sure.

    In:     mentions with resident_id; `current_homes`: resident_id, dwelling.
    """
    ranks = pa.table(
        {"source": pa.array(list(strength), pa.string()), "rank": pa.array(range(len(strength)), pa.int64())}
    )
    ranked = mentions.left_join(engine.tables.create_table("bridge_strength_said", ranks, overwrite=True), "source")
    ranked = ranked.mutate(rank=ranked["rank"].fill_null(len(strength)))
    name = ibis.coalesce(ranked.forename + " " + ranked.surname, ranked.surname, ranked.forename)
    former = ibis.coalesce(ranked.forename + " ", "") + ranked.former_surname
    parts = [
        _part(ranked, "name", name, ranked.received_on),
        _part(ranked, "former_name", former, ranked.received_on),
        _part(ranked, "born_on", ranked.born_on.cast("string"), ranked.received_on, ranked.born_on_kind == "exact"),
        _part(ranked, "died_on", ranked.died_on.cast("string"), ranked.received_on),
        _part(ranked, "phone", ranked.phone, ranked.received_on),
        _part(ranked, "email", ranked.email, ranked.received_on),
        _part(ranked, "first_language", ranked.first_language, ranked.received_on),
        _part(ranked, "needs_interpreter", ranked.needs_interpreter.cast("string"), ranked.received_on),
    ]
    at_home = ranked.semi_join(current_homes, ["resident_id", "dwelling"])
    address = ibis.coalesce(at_home.address + ", " + at_home.postcode, at_home.address, at_home.postcode)
    parts.append(_part(at_home, "home", address, ibis.coalesce(at_home.lives_from, at_home.received_on)))
    said = parts[0].union(*parts[1:])
    told = said.group_by("resident_id", "field", "value", "source", "rank").aggregate(
        said_on=said.said_on.max(), record_ref=said.record_ref.min(), is_sure=said.is_sure.any()
    )
    return told.order_by("resident_id", "field", "value", "source").to_pyarrow()


def _part(table: ir.Table, name: str, value: ir.Value, said_on: ir.Value, is_sure: ir.Value | None = None) -> ir.Table:
    part = table.select(
        "resident_id", "source", "record_ref", "rank", field=ibis.literal(name), value=value.cast("string"),
        said_on=said_on, is_sure=ibis.literal(True) if is_sure is None else is_sure,
    )  # fmt: skip
    return part.filter(part.value.notnull(), part.value != "")


def merge(said: pa.Table) -> Iterator[Merged]:
    """Merge what is said, resident by resident, in the order of their ids."""
    names = ("resident_id", "field", "value", "source", "said_on", "record_ref", "rank", "is_sure")
    rows = zip(*(said.column(n).to_pylist() for n in names), strict=True)
    for resident, group in groupby(rows, key=lambda r: r[0]):
        by_field: dict[str, list[Said]] = defaultdict(list)
        for _, field_, value, source, said_on, record_ref, rank, is_sure in group:
            by_field[field_].append(Said(value, source, said_on, record_ref, rank, bool(is_sure)))
        chosen = {f: _choose(f, by_field[f]) for f in FIELDS if f in by_field}
        others = [s for s in by_field.get("name", ()) if s.value != chosen["name"].value]
        others += by_field.get("former_name", [])
        sources = {s.source for told in by_field.values() for s in told}
        yield Merged(resident, chosen, dict(by_field), others, len(sources))


def _choose(name: str, said: Sequence[Said]) -> Said:
    sources: dict[str, int] = defaultdict(int)
    for one in said:
        sources[one.value] += 1
    never = date.min

    def order(one: Said) -> tuple[Any, ...]:
        age = -(one.said_on or never).toordinal()
        if name in _MOST_SAID:
            return (not one.is_sure, -sources[one.value], one.rank, age, one.value, one.source)
        return (one.rank, age, -sources[one.value], one.value, one.source)

    return min(said, key=order)


def as_details(merged: Merged, *, keys: Iterable[str], links: list[dict[str, Any]]) -> dict[str, Any]:
    """Give what the vault keeps of a resident, to be revealed: values as an officer reads them."""
    told: dict[str, Any] = {"keys": sorted(keys), "links": links}
    for name in ("name", "born_on", "home", "phone", "email"):
        if name in merged.chosen:
            told[name] = {
                "value": _readable(name, merged.chosen[name].value),
                "said_by": [_told(name, s) for s in merged.said[name]],
            }
    if merged.other_names:
        distinct = sorted({_readable("name", s.value) for s in merged.other_names})
        told["other_names"] = {
            "value": ", ".join(distinct),
            "said_by": [_told("name", s) for s in merged.other_names],
        }
    return told


def _told(name: str, said: Said) -> dict[str, Any]:
    return {
        "source": said.source,
        "value": _readable(name, said.value),
        "recorded_on": said.said_on.isoformat() if said.said_on else None,
    }


def _readable(name: str, value: str) -> str:
    """Give a name or address with capitals where people write them; postcodes stay as they are."""
    if name == "name":
        return " ".join("-".join(p.capitalize() for p in word.split("-")) for word in value.split(" "))
    if name == "home":
        return " ".join(w if any(c.isdigit() for c in w) else w.capitalize() for w in value.split(" "))
    return value


def residents_table(merged: Iterable[Merged], *, known_from: Mapping[str, date], as_of: date) -> pa.Table:
    """Give the store's table `residents` by resident id: the month of birth alone, never the day."""
    rows = []
    for one in merged:
        basis = one.chosen.get("born_on") or one.chosen.get("name") or next(iter(one.chosen.values()), None)
        rows.append(
            {
                "resident_id": one.resident_id,
                "born_month": _month(one.chosen.get("born_on")),
                "died_on": _date(one.chosen.get("died_on")),
                "first_language": _value(one.chosen.get("first_language")),
                "needs_interpreter": _flag(one.chosen.get("needs_interpreter")),
                "source_count": one.source_count,
                "source": basis.source if basis else None,
                "record_ref": basis.record_ref if basis else None,
                "agreement": basis.source if basis else None,
                "rule": "bridge:residents",
                "valid_from": None,
                "valid_until": None,
                "known_from": known_from.get(basis.record_ref, as_of) if basis else as_of,
            }
        )
    return pa.Table.from_pylist(rows, schema=_RESIDENTS)


_RESIDENTS = pa.schema(
    [("resident_id", pa.string()), ("born_month", pa.date32()), ("died_on", pa.date32()),
     ("first_language", pa.string()), ("needs_interpreter", pa.bool_()), ("source_count", pa.int64()),
     ("source", pa.string()), ("record_ref", pa.string()), ("agreement", pa.string()), ("rule", pa.string()),
     ("valid_from", pa.date32()), ("valid_until", pa.date32()), ("known_from", pa.date32())]
)  # fmt: skip


def _value(said: Said | None) -> str | None:
    return said.value if said else None


def _date(said: Said | None) -> date | None:
    return date.fromisoformat(said.value[:10]) if said else None


def _month(said: Said | None) -> date | None:
    born_on = _date(said)
    return born_on.replace(day=1) if born_on else None


def _flag(said: Said | None) -> bool | None:
    return said.value.lower() == "true" if said else None
