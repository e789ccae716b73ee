"""
The bridge's part of a refresh, in order: withhold, match, households, lock away, pseudonymise.

Everything is written into one folder, beside the last good refresh and never into it. Killed at any moment, a
half-made folder is left that nothing points to.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import pyarrow as pa
import pyarrow.parquet as pq

from plainview.bridge.belonging import belonging
from plainview.bridge.decisions import decisions
from plainview.bridge.details import details
from plainview.bridge.engines import Engine
from plainview.bridge.files import private_folder, sync_folder, sync_names, write_private
from plainview.bridge.find import write_find
from plainview.bridge.homes import Homes, homes
from plainview.bridge.ledger import Ledger
from plainview.bridge.link import Linked, link
from plainview.bridge.locking import Locking
from plainview.bridge.mentions import comparable
from plainview.bridge.merged import Strength, disagreements, residents_table, sayings
from plainview.bridge.pseudonymise import hashes, with_pseudonyms
from plainview.bridge.queue import NAME as QUEUE
from plainview.bridge.records import person_records
from plainview.bridge.remembered import remember, remembered
from plainview.bridge.review import Matched, write_review
from plainview.bridge.vault import Keys
from plainview.bridge.withholding import Rule, Withheld, WithheldCounts, withhold
from plainview.extracts.structured import Structured

_SEED = 20_250_101
PEOPLE = "bridge_people"
# What is read of a mention once it is known whose it is.
_KNOWN = (
    "person_key", "resident_id", "source", "record_ref", "space", "local_id", "forename", "middle_names", "surname",
    "former_surname", "born_on", "born_on_kind", "died_on", "dwelling", "address", "postcode", "lives_from",
    "lives_until", "is_home", "phone", "email", "first_language", "needs_interpreter", "received_on",
    "sex", "nhs_number", "nino", "upn", "uln",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Built:
    """
    What crosses to the store, and where the rest lies.

    Ibis tables on the bridge's engine, with columns as in `vocabulary/tables.py` plus resident_id, source,
    record_ref, agreement, rule, valid_from, valid_until, known_from:
    residents, households (no resident_id), household_members, relationships (`other_person_id` holds the other's
    resident id), address_spells.

    people             person_key, resident_id, display, modelling, monitoring; nobody who is left out
    pseudonyms         resident_id, display, modelling, monitoring
    withheld           resident_id, roles (array): who is seen by named roles alone
    withheld_records   record_ref: rows about someone left out. Drop every fact that stands on one.
    first_seen         record_ref, first_seen: when a record first reached us
    """

    people: ir.Table
    pseudonyms: ir.Table
    residents: ir.Table
    households: ir.Table
    household_members: ir.Table
    relationships: ir.Table
    address_spells: ir.Table
    withheld: ir.Table
    withheld_records: ir.Table
    first_seen: ir.Table
    counts: WithheldCounts
    ledger_events: int
    resident_count: int
    record_count: int
    report: dict[str, Any] = field(default_factory=dict)


def build(
    *,
    engine: Engine,
    structured: Structured,
    into: Path,
    previous: Path | None,
    keys: Keys,
    as_of: date,
    refresh_id: str,
    progress: Callable[[str], None],
    withholding_rules: Mapping[str, Rule] | None = None,
    strength: Strength | None = None,
    rhythm_days: Mapping[str, int] | None = None,
    received_on: Mapping[str, date] | None = None,
) -> Built:
    """
    Make the bridge's part of a refresh.

    In:     `into`: DIR/bridge/<refresh>/, new; `previous`: the folder of the last good refresh, or None;
            `withholding_rules`: what each restricted list (its agreement id) wants done, default leave out;
            `strength`: which source outranks which, by field; `rhythm_days`: how late a source may tell;
            `received_on`: when each extract came.
    Out:    `into` is complete, on the disk, and readable by this account alone before anything is returned.
    Raises: CouldNotLink, WrongKey.
    """
    strength = strength or Strength()
    private_folder(into)
    progress("Making records comparable")
    mentions = comparable(structured.mentions, engine=engine, name="bridge_mentions", properties=structured.properties)
    progress("Withholding restricted people")
    held = withhold(
        mentions,
        engine=engine,
        restricted=structured.restricted,
        listed=structured.listed,
        row_people=structured.row_people,
        properties=structured.properties,
        rules=withholding_rules or {},
        own_keys=_own_keys(structured),
        marked_homes=structured.marked_homes,
        as_of=as_of,
    )
    assert held.records is not None and held.counts is not None
    write_private(into / "withheld.json", json.dumps(held.counts.as_json(), indent=1))

    progress("Matching people")
    records = person_records(held.mentions, engine=engine)
    person_keys: list[str] = records.select("unique_id").order_by("unique_id").to_pyarrow()["unique_id"].to_pylist()
    hash_key = keys.derived("ledger")
    key_hashes = hashes(hash_key, person_keys)
    decided = decisions(path=into.parent / "decisions.sqlite", key_of=dict(zip(key_hashes, person_keys, strict=True)))
    linked = link(
        engine=engine,
        records=records,
        before=remembered(previous),
        seed=_SEED,
        hash_key=keys.derived("match"),
        same_record=_same_record(structured, engine, set(person_keys)),
        must_link=decided.must_link,
        cannot_link=decided.cannot_link,
    )
    remember(linked.kept, into=into, people=key_hashes)
    engine.drop("bridge_records")
    del person_keys, key_hashes
    ledger = Ledger.copied(previous=previous / "ledger.sqlite" if previous else None, to=into / "ledger.sqlite")
    locking = Locking(
        into / "vault.sqlite", keys=keys, ledger=ledger, refresh_id=refresh_id, previous=previous,
        received={**_received(structured), **(received_on or {})},
    )  # fmt: skip
    try:
        assigned = ledger.assign([hashes(hash_key, c) for c in linked.clusters], refresh_id=refresh_id)
        people, pseudonyms = _people(linked, assigned.residents, engine, keys)
        first_seen = _first_seen(structured, held, previous, into, engine, as_of)

        locked = locking.lock(belonging(structured, left_out=held.records, people=people, engine=engine), engine=engine)

        progress("Households and families")
        known = held.mentions.inner_join(people.select("person_key", "resident_id"), "person_key")
        known = engine.keep("bridge_known", known.select(*_KNOWN))
        engine.drop("bridge_mentions")
        clock = _Clock(first_seen, known, rhythm_days or {}, engine, as_of)
        lived = homes(
            known, structured=structured, held=held, people=people, engine=engine, ledger=ledger,
            home_key=keys.derived("record_ref"), refresh_id=refresh_id, strength=strength.of("home"), as_of=as_of,
        )  # fmt: skip
        said = sayings(known, lived.current(engine), engine=engine, strength=strength)
        lived.add_relations(structured, people=people, born=_birth_dates(said), engine=engine)

        progress("Locking rows and notes in the vault")
        told = engine.keep("bridge_details", details(said, linked, people, known, engine=engine))
        locking.lock_details(engine.stream(told))
        progress("Blind index")
        withheld = _withheld(held, people)
        _write_find(into / "find.sqlite", keys, structured, known, people, pseudonyms, withheld, ledger)
        progress("Waiting for the vault")
        locking.close()
        progress("Review queue for data stewards")
        reviewed = write_review(
            into / QUEUE, Matched(linked, assigned.residents, decided), known=known, people=people,
            facts=structured.facts, ledger=ledger, previous=previous, keys=keys, refresh_id=refresh_id, as_of=as_of,
            engine=engine,
        )  # fmt: skip
        report = _report(linked, lived, ledger, refresh_id) | {"review": reviewed}
        for served in ("details", "detail_parts", "blobs_wanted", "records_kept", "row_blobs", "notes_in"):
            engine.drop(f"bridge_{served}")
    finally:
        locking.abandon()
        ledger.close()
    quality = private_folder(into / "quality")
    write_private(quality / "matching.json", json.dumps(report, indent=1))
    write_private(quality / "merged.json", json.dumps(disagreements(said), indent=1))
    _write_refused(quality / "refused.parquet", linked, hash_key)
    sync_folder(into)
    sync_names(into.parent)

    def table(name: str, rows_: pa.Table) -> ir.Table:
        return engine.tables.create_table(f"built_{name}", rows_, overwrite=True)

    births = _all_birth_dates(known)
    return Built(
        people=people,
        pseudonyms=pseudonyms,
        residents=residents_table(
            said,
            pseudonyms.select("resident_id"),
            known.group_by("resident_id").aggregate(source_count=known.source.nunique()),
            first_seen,
            as_of=as_of,
            engine=engine,
        ),
        households=clock.stamped(table("households", lived.households)),
        household_members=clock.stamped(table("household_members", _by_month(lived.members, births))),
        relationships=clock.stamped(table("relationships", lived.relations)),
        address_spells=clock.stamped(table("address_spells", _by_month(lived.spells, births))),
        withheld=table("withheld", _withheld_table(withheld)),
        withheld_records=held.records,
        first_seen=first_seen,
        counts=held.counts,
        ledger_events=assigned.events,
        resident_count=len(assigned.residents),
        record_count=locked,
        report=report,
    )


class _Clock:
    """
    When we learnt a thing.

    What came with the first load of its source is history: we count it as learnt one rhythm of the source after it
    was so. What came later was learnt on the day it came.
    """

    def __init__(
        self, first_seen: ir.Table, mentions: ir.Table, rhythm_days: Mapping[str, int], engine: Engine, as_of: date
    ) -> None:
        self._first_seen, self._as_of = first_seen, as_of
        came = mentions.select("record_ref", "source").inner_join(first_seen, "record_ref")
        loads = came.group_by("source").aggregate(first_load=came.first_seen.min()).to_pyarrow()
        days = [rhythm_days.get(s) for s in loads.column("source").to_pylist()]
        told = loads.append_column("rhythm_days", pa.array(days, pa.int64()))
        self._loads = engine.tables.create_table("bridge_loads", told, overwrite=True)

    def stamped(self, table: ir.Table) -> ir.Table:
        """Fill `known_from`."""
        seen = self._first_seen.select(seen_ref="record_ref", seen_on="first_seen")
        loads = self._loads.rename(load_source="source")
        joined = table.left_join(seen, table.record_ref == seen.seen_ref)
        joined = joined.left_join(loads, joined.source == loads.load_source)
        day = joined.seen_on.fill_null(self._as_of)
        history = (joined.valid_from + joined.rhythm_days.as_interval("D")).cast("date")
        by_rhythm = ibis.least(ibis.coalesce(history, day), day)
        known_from = ibis.ifelse((joined.seen_on == joined.first_load).fill_null(False), by_rhythm, day)
        return joined.mutate(known_from=known_from).drop(
            "seen_ref", "seen_on", "load_source", "first_load", "rhythm_days"
        )


def _own_keys(structured: Structured) -> ir.Table | None:
    """Give (person_key, key) of a person's own and other ids; keys of groups are left out."""
    keys = structured.keys
    if "is_group" in keys.columns:
        own = keys.filter(~keys.is_group.fill_null(False))
    else:
        own = keys.semi_join(structured.mentions.select("space").distinct(), "space")
    return own.select("person_key", key=own.space + "|" + own.id).distinct()


def _same_record(structured: Structured, engine: Engine, known: set[str]) -> list[tuple[str, str]]:
    """Give the pairs of person keys that carry one id: a legacy id, or one that two systems share."""
    own = _own_keys(structured)
    if own is None:
        return []
    rows = own.to_pyarrow().sort_by([("key", "ascending"), ("person_key", "ascending")]).to_pylist()
    carriers: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        carriers[row["key"]].append(row["person_key"])
    pairs: set[tuple[str, str]] = set()
    for key, carried in carriers.items():
        same = sorted({k for k in [*carried, key] if k in known})
        pairs |= set(pairwise(same))
    return sorted(pairs)


def _people(linked: Linked, residents: Sequence[str], engine: Engine, keys: Keys) -> tuple[ir.Table, ir.Table]:
    pseudonyms = engine.tables.create_table(
        "bridge_pseudonyms",
        with_pseudonyms(pa.array(sorted(residents), pa.string()), name="resident_id", keys=keys),
        overwrite=True,
    )
    pairs = [(k, r) for cluster, r in zip(linked.clusters, residents, strict=True) for k in cluster]
    told = pa.table(
        {
            "person_key": pa.array([k for k, _ in pairs], pa.string()),
            "resident_id": pa.array([r for _, r in pairs], pa.string()),
        }
    )
    by_key = engine.tables.create_table("bridge_resident_of", told, overwrite=True)
    joined = by_key.inner_join(pseudonyms, "resident_id").select(
        "person_key", "resident_id", "display", "modelling", "monitoring"
    )
    return engine.tables.create_table(PEOPLE, joined, overwrite=True), pseudonyms


def _first_seen(
    structured: Structured, held: Withheld, previous: Path | None, into: Path, engine: Engine, as_of: date
) -> ir.Table:
    """Keep the day on which each record first came, from refresh to refresh."""
    assert held.records is not None
    said = structured.mentions.select("record_ref", "source", "received_on")
    came = structured.mentions.group_by("source").aggregate(came=structured.mentions.received_on.max())
    if structured.rows is not None:
        rows = structured.rows.select("record_ref", "source").mutate(received_on=ibis.null("date"))
        said = said.union(rows)
    said = said.anti_join(held.records, "record_ref").left_join(came, "source")
    said = said.mutate(day=ibis.coalesce(said.received_on, said.came, ibis.literal(as_of)))
    seen = said.select("record_ref", first_seen=said.day.cast("date"))
    before = previous / "first_seen.parquet" if previous else None
    if before is not None and before.exists():
        old = engine.tables.create_table("bridge_seen_before", pq.read_table(before), overwrite=True)
        seen = seen.union(old.anti_join(held.records, "record_ref").select("record_ref", "first_seen"))
    first = seen.group_by("record_ref").aggregate(first_seen=seen.first_seen.min())
    made = engine.tables.create_table("bridge_first_seen", first, overwrite=True)
    pq.write_table(made.order_by("record_ref").to_pyarrow(), into / "first_seen.parquet")
    return made


def _by_month(spells_: pa.Table, births: Mapping[str, set[date]]) -> pa.Table:
    """Who has lived at one home from birth: the day would tell the birth date, so the month is told."""
    for name in ("lives_from", "valid_from"):
        at = spells_.column_names.index(name)
        days = [
            day.replace(day=1) if day is not None and day in births.get(who, ()) else day
            for who, day in zip(spells_["resident_id"].to_pylist(), spells_[name].to_pylist(), strict=True)
        ]
        spells_ = spells_.set_column(at, name, pa.array(days, spells_.schema.field(name).type))
    return spells_


def _all_birth_dates(known: ir.Table) -> dict[str, set[date]]:
    """Every birth date that any record says of a resident: the one that was not chosen may be the true one."""
    said = known.filter(known.born_on.notnull()).select("resident_id", "born_on").distinct().to_pyarrow()
    found: dict[str, set[date]] = defaultdict(set)
    for who, day in zip(said["resident_id"].to_pylist(), said["born_on"].to_pylist(), strict=True):
        found[who].add(day)
    return found


def _birth_dates(said: ir.Table) -> dict[str, date]:
    sure = said.filter(said.place == 0, said.field == "born_on", said.is_sure).select("resident_id", "value")
    told = sure.to_pyarrow()
    days = (date.fromisoformat(v[:10]) for v in told.column("value").to_pylist())
    return dict(zip(told.column("resident_id").to_pylist(), days, strict=True))


def _received(structured: Structured) -> dict[str, date]:
    """Give the date of each source's extract."""
    said = structured.mentions.group_by("source").aggregate(day=structured.mentions.received_on.max())
    return {r["source"]: r["day"] for r in said.to_pyarrow().to_pylist() if r["day"]}


def _withheld(held: Withheld, people: ir.Table) -> dict[str, tuple[str, ...]]:
    """Give the residents whom named roles alone may see: a role must be named for each of their records."""
    if not held.named:
        return {}
    roles: dict[str, tuple[str, ...]] = {}
    for row in people.select("person_key", "resident_id").to_pyarrow().to_pylist():
        if row["person_key"] in held.named:
            own = held.named[row["person_key"]]
            before = roles.get(row["resident_id"])
            roles[row["resident_id"]] = own if before is None else tuple(r for r in before if r in own)
    return roles


def _withheld_table(withheld: Mapping[str, tuple[str, ...]]) -> pa.Table:
    return pa.table(
        {
            "resident_id": pa.array(sorted(withheld), pa.string()),
            "roles": pa.array([list(withheld[r]) for r in sorted(withheld)], pa.list_(pa.string())),
        }
    )


def _write_find(
    path: Path,
    keys: Keys,
    structured: Structured,
    known: ir.Table,
    people: ir.Table,
    pseudonyms: ir.Table,
    withheld: Mapping[str, tuple[str, ...]],
    ledger: Ledger,
) -> None:
    carried = structured.keys.inner_join(people, "person_key").select("space", "id", "resident_id")
    own = known.filter(known.space.notnull(), known.local_id.notnull()).select("space", "resident_id", id="local_id")
    cases = carried.union(own.select("space", "id", "resident_id")).distinct().to_pyarrow()
    named = known.filter(known.born_on.notnull())
    spoken = named.select(
        "resident_id", "born_on", "forename", "middle_names", "surname", "former_surname"
    ).distinct().to_pyarrow()  # fmt: skip
    display = pseudonyms.select("display", "resident_id").to_pyarrow()
    own_display = zip(display.column("display").to_pylist(), display.column("resident_id").to_pylist(), strict=True)
    display_of = [(d, r, True) for d, r in own_display]
    present = {r for _, r, _ in display_of}
    merged_away = [(old, new) for old, new in ledger.redirects().items() if new in present]
    old = with_pseudonyms(pa.array([o for o, _ in merged_away], pa.string()), name="old", keys=keys)
    display_of += [(d, new, False) for d, (_, new) in zip(old.column("display").to_pylist(), merged_away, strict=True)]
    write_find(
        path,
        index_key=keys.derived("index"),
        cases=zip(*(cases.column(c).to_pylist() for c in ("space", "id", "resident_id")), strict=True),
        names=_all_names(spoken),
        people=display_of,
        withheld=withheld.items(),
    )


def _all_names(spoken: pa.Table) -> Iterator[tuple[str, date, str]]:
    """Give each way in which a person may be asked for: with and without middle names, by either surname."""
    columns = ("resident_id", "born_on", "forename", "middle_names", "surname", "former_surname")
    for who, born_on, forename, middles, surname, former in zip(
        *(spoken.column(c).to_pylist() for c in columns), strict=True
    ):
        for last in {surname, former} - {None}:
            for middle in {middles, None}:
                yield " ".join(p for p in (forename, middle, last) if p), born_on, who


def _report(linked: Linked, lived: Homes, ledger: Ledger, refresh_id: str) -> dict[str, Any]:
    return {
        **linked.report,
        "refused_because": dict(sorted(Counter(r.reason for r in linked.refused).items())),
        "ledger_events": dict(sorted(Counter(e[1] for e in ledger.events(refresh_id=refresh_id)).items())),
        "households": lived.count,
        "homes_to_look_at": lived.to_review,
        "relations_not_kept": lived.relations_dropped,
    }


def _write_refused(path: Path, linked: Linked, hash_key: bytes) -> None:
    """Keep the pairs that were refused, by keyed hashes, for the stewards' queue."""
    told = pa.table(
        {
            "one": pa.array(hashes(hash_key, [r.left for r in linked.refused]), pa.binary()),
            "other": pa.array(hashes(hash_key, [r.right for r in linked.refused]), pa.binary()),
            "weight": pa.array([r.weight for r in linked.refused], pa.float64()),
            "reason": pa.array([r.reason for r in linked.refused], pa.string()),
        }
    )
    pq.write_table(told, path)
