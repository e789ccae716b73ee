"""Homes, households and families of a refresh, as the tables that cross to the store."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.bridge.engines import Engine
from plainview.bridge.families import families
from plainview.bridge.households import Household, Stay, households
from plainview.bridge.ledger import Ledger
from plainview.bridge.pseudonymise import pseudonyms
from plainview.bridge.spells import dwellings, spells, stays
from plainview.bridge.withholding import Withheld
from plainview.extracts.structured import Structured

_MOST_ON_AN_ACCOUNT = 15  # a key that more people carry is no household's: a school, a landlord, an office
_SHOWN = {"source": pa.string(), "record_ref": pa.string(), "agreement": pa.string(), "rule": pa.string(),
          "valid_from": pa.date32(), "valid_until": pa.date32()}  # fmt: skip
_MEMBERS = {"resident_id": pa.string(), "household_id": pa.string(), "lives_from": pa.date32(),
            "lives_until": pa.date32(), "source_count": pa.int64(), "how": pa.string(), **_SHOWN}  # fmt: skip
_HOUSEHOLDS = {"household_id": pa.string(), "home": pa.string(), "kind": pa.string(), "ward": pa.string(),
               "members": pa.int64(), **_SHOWN}  # fmt: skip
_SPELLS = {"resident_id": pa.string(), "home": pa.string(), "ward": pa.string(), "property_kind": pa.string(),
           "lives_from": pa.date32(), "lives_until": pa.date32(), **_SHOWN}  # fmt: skip
_RELATIONS = {"resident_id": pa.string(), "other_person_id": pa.string(), "kind": pa.string(),
              "is_stated": pa.bool_(), "started_on": pa.date32(), "ended_on": pa.date32(), **_SHOWN}  # fmt: skip


@dataclass(slots=True)
class Homes:
    """The tables of homes, households and relations, by resident id."""

    spells: pa.Table
    households: pa.Table
    members: pa.Table
    relations: pa.Table
    count: int
    to_review: int
    stays: list[Stay] = field(default_factory=list)
    relations_dropped: dict[str, int] = field(default_factory=dict)

    def current(self, engine: Engine) -> ir.Table:
        """Give the one home of today: resident_id, dwelling."""
        now = [s for s in self.stays if s.is_current]
        told = pa.table(
            {
                "resident_id": pa.array([s.resident for s in now], pa.string()),
                "dwelling": pa.array([s.dwelling for s in now], pa.string()),
            }
        )
        return engine.tables.create_table("bridge_current_homes", told, overwrite=True)

    def add_relations(
        self, structured: Structured, *, people: ir.Table, born: Mapping[str, date], engine: Engine
    ) -> None:
        """Fill `relations` from what sources state, once birth dates are known."""
        stated = families(_stated(structured, people), born=born)
        self.relations_dropped = stated.dropped
        self.relations = _table(
            [
                {
                    "resident_id": r["resident"], "other_person_id": r["other"], "kind": r["kind"],
                    "is_stated": True, "started_on": r["started_on"], "ended_on": r["ended_on"],
                    **_shown(r["source"], r["record_ref"], "bridge:families", r["started_on"], r["ended_on"]),
                }
                for r in stated.relations
            ],
            _RELATIONS,
        )  # fmt: skip


def homes(
    known: ir.Table,
    *,
    structured: Structured,
    held: Withheld,
    people: ir.Table,
    engine: Engine,
    ledger: Ledger,
    home_key: bytes,
    refresh_id: str,
    strength: Sequence[str],
    as_of: date,
) -> Homes:
    """
    Say who lives and lived where and with whom.

    In:     `known`: mentions with resident_id; nobody left out, no listed address. `home_key`: the key that makes
            references to homes opaque everywhere. Relations follow later.
    """
    said = spells(known, engine=engine)
    places = dwellings(known, structured.properties, engine=engine)
    kinds = places.select("dwelling", "kind").to_pyarrow()
    of_dwelling = dict(zip(kinds.column("dwelling").to_pylist(), kinds.column("kind").to_pylist(), strict=True))
    opaque = pseudonyms(home_key, kinds.column("dwelling"))
    home_of = dict(zip(kinds.column("dwelling").to_pylist(), opaque.to_pylist(), strict=True))
    named = pa.table({"named": kinds.column("dwelling"), "home": opaque})
    named_homes = engine.take("bridge_named_homes", named)
    placed = engine.keep("bridge_places", places.join(named_homes, places.dwelling == named_homes.named).drop("named"))
    all_stays = stays(said, engine=engine, strength=strength, as_of=as_of)
    relations = {(r["resident"], r["other"]) for r in _stated(structured, people) if r["ended_on"] is None}
    found = households(
        all_stays, kinds=of_dwelling, relations=sorted(relations), accounts=_accounts(structured, people)
    )
    groups = [(home_of[h.dwelling], [s.resident for s in h.stays]) for h in found.households]
    ids = ledger.assign_households(groups, refresh_id=refresh_id)
    basis = _basis(said, engine)
    return Homes(
        spells=_spell_rows(said, placed),
        households=_household_rows(ids, found.households, placed, basis, engine),
        members=_member_rows(ids, found.households, basis, engine),
        relations=_table([], _RELATIONS),
        count=len(found.households),
        to_review=len(found.review),
        stays=all_stays,
    )


def _spell_rows(said: ir.Table, placed: ir.Table) -> pa.Table:
    told = said.join(placed, "dwelling")
    return _as(
        told.mutate(agreement=told.source, rule=ibis.literal("bridge:spells"), valid_from=told.lives_from,
                    valid_until=told.lives_until),
        _SPELLS,
    )  # fmt: skip


def _member_rows(ids: Sequence[str], households_: Sequence[Household], basis: ir.Table, engine: Engine) -> pa.Table:
    held = [(id_, h.how, s) for id_, h in zip(ids, households_, strict=True) for s in h.stays]
    told = engine.take("bridge_member_stays", pa.table({
        "resident_id": pa.array([s.resident for _, _, s in held], pa.string()),
        "dwelling": pa.array([s.dwelling for _, _, s in held], pa.string()),
        "household_id": pa.array([i for i, _, _ in held], pa.string()),
        "lives_from": pa.array([s.since for _, _, s in held], pa.date32()),
        "lives_until": pa.array([s.until for _, _, s in held], pa.date32()),
        "source_count": pa.array([s.source_count for _, _, s in held], pa.int64()),
        "how": pa.array([how for _, how, _ in held], pa.string()),
    }))  # fmt: skip
    both = told.join(basis, ["resident_id", "dwelling"])
    return _as(
        both.mutate(agreement=both.source, rule=ibis.literal("bridge:households"), valid_from=both.lives_from,
                    valid_until=both.lives_until),
        _MEMBERS,
    )  # fmt: skip


def _household_rows(
    ids: Sequence[str], households_: Sequence[Household], placed: ir.Table, basis: ir.Table, engine: Engine
) -> pa.Table:
    now = [[s for s in h.stays if s.is_current] for h in households_]
    first = [(n or h.stays)[0] for n, h in zip(now, households_, strict=True)]
    # By month: where only a child's start is known, the household's would be their day of birth.
    first_days = [min((s.since for s in h.stays if s.since), default=None) for h in households_]
    starts = [day.replace(day=1) if day else None for day in first_days]
    told = engine.take("bridge_household_firsts", pa.table({
        "household_id": pa.array(list(ids), pa.string()),
        "resident_id": pa.array([s.resident for s in first], pa.string()),
        "dwelling": pa.array([s.dwelling for s in first], pa.string()),
        "of_kind": pa.array([h.kind for h in households_], pa.string()),
        "members": pa.array([len(n) for n in now], pa.int64()),
        "valid_from": pa.array(starts, pa.date32()),
    }))  # fmt: skip
    both = told.join(basis, ["resident_id", "dwelling"]).join(placed, "dwelling")
    return _as(
        both.mutate(kind=both.of_kind, agreement=both.source, rule=ibis.literal("bridge:households"),
                    valid_until=ibis.null("date")),
        _HOUSEHOLDS,
    )  # fmt: skip


def _as(table: ir.Table, columns: Mapping[str, pa.DataType]) -> pa.Table:
    return table.select(*columns).to_pyarrow().cast(pa.schema(list(columns.items())))


def _shown(
    source: str, record_ref: str, rule: str, valid_from: date | None, valid_until: date | None
) -> dict[str, Any]:
    return {"source": source, "record_ref": record_ref, "agreement": source, "rule": rule,
            "valid_from": valid_from, "valid_until": valid_until}  # fmt: skip


def _table(rows: list[dict[str, Any]], columns: Mapping[str, pa.DataType]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema(list(columns.items())))


def _basis(said: ir.Table, engine: Engine) -> ir.Table:
    """Give the record that each stay is shown with: the one that says the latest start."""
    latest = [ibis.desc(said.last_from.fill_null(ibis.date("0001-01-01"))), said.source.desc(), said.record_ref.desc()]
    place = ibis.row_number().over(group_by=["resident_id", "dwelling"], order_by=latest)
    ranked = said.mutate(place=place)
    kept = ranked.filter(ranked.place == 0).select("resident_id", "dwelling", "source", "record_ref")
    return engine.keep("bridge_basis", kept)


def _stated(structured: Structured, people: ir.Table) -> list[dict[str, Any]]:
    """Give the stated relations with residents in place of person keys; those of people left out fall away."""
    told = structured.relations
    of = people.select(of_key="person_key", resident="resident_id")
    to = people.select(to_key="person_key", other="resident_id")
    both = told.inner_join(of, "of_key").inner_join(to, "to_key")
    columns = ("resident", "other", "kind", "started_on", "ended_on", "source", "record_ref")
    return both.select(*columns).distinct().to_pyarrow().to_pylist()


def _accounts(structured: Structured, people: ir.Table) -> dict[str, list[str]]:
    """Give the residents who share a key of a group: a tenancy, a claim, a household's own reference."""
    keys = structured.keys
    if "is_group" in keys.columns:
        groups = keys.filter(keys.is_group.fill_null(False))
    else:
        groups = keys.anti_join(structured.mentions.select("space").distinct(), "space")
    shared = groups.inner_join(people, "person_key").select("resident_id", account=groups.space + "|" + groups.id)
    members: dict[str, list[str]] = defaultdict(list)
    for row in shared.distinct().to_pyarrow().to_pylist():
        members[row["account"]].append(row["resident_id"])
    return {k: sorted(m) for k, m in sorted(members.items()) if 1 < len(m) <= _MOST_ON_AN_ACCOUNT}
