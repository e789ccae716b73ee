"""Homes, households and families of a refresh, as the tables that cross to the store."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from plainview.bridge.engines import Engine
from plainview.bridge.families import families
from plainview.bridge.households import Stay, households
from plainview.bridge.ledger import Ledger
from plainview.bridge.pseudonymise import pseudonym
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
    places = {p["dwelling"]: p for p in dwellings(known, structured.properties, engine=engine).to_pyarrow().to_pylist()}
    all_stays = stays(said, engine=engine, strength=strength, as_of=as_of)
    relations = {(r["resident"], r["other"]) for r in _stated(structured, people) if r["ended_on"] is None}
    found = households(
        all_stays,
        kinds={d: p["kind"] for d, p in places.items()},
        relations=sorted(relations),
        accounts=_accounts(structured, people),
    )
    home_of = {d: pseudonym(home_key, d) for d in places}
    groups = [(home_of[h.dwelling], [s.resident for s in h.stays]) for h in found.households]
    ids = ledger.assign_households(groups, refresh_id=refresh_id)
    rows = said.to_pyarrow().sort_by([("resident_id", "ascending"), ("dwelling", "ascending"), ("source", "ascending")])
    said_rows = rows.to_pylist()
    basis = _basis(said_rows)
    member_rows, household_rows = [], []
    for household_id, household in zip(ids, found.households, strict=True):
        now = [s for s in household.stays if s.is_current]
        place = places[household.dwelling]
        for stay in household.stays:
            source, record_ref = basis[stay.resident, stay.dwelling]
            member_rows.append(
                {
                    "resident_id": stay.resident, "household_id": household_id, "lives_from": stay.since,
                    "lives_until": stay.until, "source_count": stay.source_count, "how": household.how,
                    **_shown(source, record_ref, "bridge:households", stay.since, stay.until),
                }
            )  # fmt: skip
        first = (now or household.stays)[0]
        source, record_ref = basis[first.resident, first.dwelling]
        starts = [s.since for s in household.stays if s.since]
        household_rows.append(
            {
                "household_id": household_id, "home": home_of[household.dwelling], "kind": household.kind,
                "ward": place["ward"], "members": len(now),
                **_shown(source, record_ref, "bridge:households", min(starts, default=None), None),
            }
        )  # fmt: skip
    spell_rows = [
        {
            "resident_id": r["resident_id"], "home": home_of[r["dwelling"]], "ward": places[r["dwelling"]]["ward"],
            "property_kind": places[r["dwelling"]]["property_kind"], "lives_from": r["lives_from"],
            "lives_until": r["lives_until"],
            **_shown(r["source"], r["record_ref"], "bridge:spells", r["lives_from"], r["lives_until"]),
        }
        for r in said_rows
    ]  # fmt: skip
    return Homes(
        spells=_table(spell_rows, _SPELLS),
        households=_table(household_rows, _HOUSEHOLDS),
        members=_table(member_rows, _MEMBERS),
        relations=_table([], _RELATIONS),
        count=len(household_rows),
        to_review=len(found.review),
        stays=all_stays,
    )


def _shown(
    source: str, record_ref: str, rule: str, valid_from: date | None, valid_until: date | None
) -> dict[str, Any]:
    return {"source": source, "record_ref": record_ref, "agreement": source, "rule": rule,
            "valid_from": valid_from, "valid_until": valid_until}  # fmt: skip


def _table(rows: list[dict[str, Any]], columns: Mapping[str, pa.DataType]) -> pa.Table:
    return pa.Table.from_pylist(rows, schema=pa.schema(list(columns.items())))


def _basis(said: Sequence[Mapping[str, Any]]) -> dict[tuple[str, str], tuple[str, str]]:
    """Give the record that each stay is shown with: the one that says the latest start."""
    best: dict[tuple[str, str], tuple[date, str, str]] = {}
    for row in said:
        place = (row["resident_id"], row["dwelling"])
        claim = (row["last_from"] or date.min, row["source"], row["record_ref"])
        best[place] = max(best.get(place, claim), claim)
    return {place: (source, record_ref) for place, (_, source, record_ref) in best.items()}


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
