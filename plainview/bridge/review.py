"""The stewards' review queue of a refresh: doubts found, put in order, and written down with both records beside."""

from collections.abc import Collection, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import ibis
import ibis.expr.types as ir
import numpy as np
import pyarrow as pa

from plainview.bridge.comparisons import COMPARISONS
from plainview.bridge.decisions import Decisions
from plainview.bridge.details import written_address, written_name
from plainview.bridge.doubts import KINDS, Doubts, Match, doubts, what_changed
from plainview.bridge.engines import Engine
from plainview.bridge.explain import compared
from plainview.bridge.files import read_sqlite
from plainview.bridge.harm import MOST, ordered, whom_it_concerns
from plainview.bridge.ledger import Ledger
from plainview.bridge.link import Linked
from plainview.bridge.pseudonymise import hashes
from plainview.bridge.queue import NAME, Entry, Listed, item_of, read_list, write_queue
from plainview.bridge.vault import Keys

# What is read of a mention for the queue, beside who it is of.
FIELDS = ("name", "former_surname", "born_on", "sex", "nhs_number", "nino", "upn", "uln", "home", "phone", "email")
_MOST_VALUES = 6  # of one field of one record
_MOST_RECORDS = 30  # of one resident: a steward reads no more


@dataclass(frozen=True, slots=True)
class Matched:
    """What the match of one refresh made of the records, and what stewards had decided before."""

    linked: Linked
    residents: Sequence[str]  # of each cluster
    decided: Decisions


def write_review(
    path: Path, matched: Matched, *, known: ir.Table, people: ir.Table, facts: Mapping[str, ir.Table], ledger: Ledger,
    previous: Path | None, keys: Keys, refresh_id: str, as_of: date, engine: Engine, most: Mapping[str, int] = MOST,
) -> dict[str, Any]:  # fmt: skip
    """
    Write the queue, after the secrets of all residents are in the ledger.

    In:     `known`: mentions with person_key and resident_id; `facts`: by table name, with person_key.
    Out:    counts: `found` and `left_out`, by kind.
    """
    match = Match(matched.linked)
    residents = list(matched.residents)
    told_now = _decided_now(match, matched, previous, keys)
    events = [
        (kind, who, old) for _, kind, who, old, _, _ in ledger.events(refresh_id=refresh_id)
        if kind in ("split", "moved", "merged") and not told_now & {who, *old.split(",")}
    ]  # fmt: skip
    was = _was(events, matched, previous, keys)
    changed = what_changed(match, matched.linked.clusters, residents, events, was)
    found = doubts(matched.linked, match, known=known, changed=changed, cannot_link=matched.decided.cannot_link,
                   must_link=matched.decided.must_link)  # fmt: skip
    care, open_ = whom_it_concerns(facts, people, as_of=as_of)
    asked = ordered(found, match, residents=residents, care=care, open_=open_, most=most)
    told = asked.doubts
    lefts, rights = (match.ids.take(pa.array(p)).to_pylist() for p in (told.left, told.right))
    clusters = matched.linked.clusters
    of_residents = {c: clusters[c][:_MOST_RECORDS] for c in {*told.one.tolist(), *told.other.tolist()}}
    wanted = {*lefts, *rights, *(k for members in of_residents.values() for k in members)}
    sides = _sides(known, pa.array(sorted(wanted), pa.string()), engine)
    entries = tuple(
        Entry(item_of(keys, (left, right)), KINDS[kind], level,
              (residents[one],) if one == other else (residents[one], residents[other]))
        for left, right, kind, level, one, other in zip(
            lefts, rights, told.kind.tolist(), asked.levels, told.one.tolist(), told.other.tolist(), strict=True)
    )  # fmt: skip
    contents = [
        {
            "keys": [left, right],
            "sides": [sides.get(left, {}), sides.get(right, {})],
            "rest": [_rest(of_residents[c], {left, right}, sides) for c in dict.fromkeys((one, other))],
            **about,
        }
        for left, right, one, other, about in zip(
            lefts, rights, told.one.tolist(), told.other.tolist(), _about(told, match), strict=True
        )
    ]
    listed = Listed(entries, asked.found, asked.left_out, matched.decided.read_up_to)
    write_queue(path, keys=keys, refresh_id=refresh_id, listed=listed, contents=contents,
                secrets=ledger.person_secrets())  # fmt: skip
    return {"found": asked.found, "left_out": asked.left_out}


def _decided_now(match: Match, matched: Matched, previous: Path | None, keys: Keys) -> set[str]:
    """Give the residents about whom stewards decided since the refresh before: what that changed is not asked again."""
    before = read_list(previous / NAME, keys=keys).read_up_to if previous is not None else 0
    fresh = match.places([key for key, number in matched.decided.numbers.items() if number > before])
    return {matched.residents[c] for c in match.cluster_of[fresh[fresh >= 0]].tolist()}


def _was(
    events: Sequence[tuple[str, str, str]], matched: Matched, previous: Path | None, keys: Keys
) -> dict[str, str]:  # fmt: skip
    """Give the resident that each record of a merged resident had before."""
    merged = {who for kind, who, _ in events if kind == "merged"}
    if not merged or previous is None:
        return {}
    members = [k for r, c in zip(matched.residents, matched.linked.clusters, strict=True) if r in merged for k in c]
    asked = dict(zip(hashes(keys.derived("ledger"), members), members, strict=True))
    old = {r for kind, who, before in events if kind == "merged" for r in (who, before)}
    found: dict[str, str] = {}
    with closing(read_sqlite(previous / "ledger.sqlite")) as db:
        for resident in sorted(old):
            held = db.execute("SELECT hash FROM person_keys WHERE resident_id = ?", (resident,))
            found |= {asked[h]: resident for (h,) in held if h in asked}
    return found


def _about(told: Doubts, match: Match) -> list[dict[str, Any]]:
    """Say of each doubt why it is one, and what speaks for one person and against it."""
    at = match.pair_of(told.left, told.right)
    places = pa.array(np.where(at >= 0, at, 0))
    names = [c.name for c in COMPARISONS]
    levels: list[Any] = [()] * len(told)
    if match.pairs.num_rows:
        levels = list(zip(*(match.pairs.column(f"gamma_{n}").take(places).to_pylist() for n in names), strict=True))
    made = []
    for place, gammas, reason in zip(at.tolist(), levels, told.reason.tolist(), strict=True):
        said = compared(dict(zip(names, gammas, strict=True))) if place >= 0 else compared({})
        weight = round(float(match.weight[place]), 1) if place >= 0 else None
        made.append({"reason": told.reasons[reason], "weight": weight, "agrees": said.agrees,
                     "differs": said.differs, "not_known": said.not_known})  # fmt: skip
    return made


def _sides(known: ir.Table, keys: pa.Array, engine: Engine) -> dict[str, dict[str, list[list[str]]]]:
    """Give of each record, by field, the values and the sources that say them: [[value, source] …], in order."""
    asked = engine.take("bridge_review_keys", pa.table({"person_key": keys}))
    few = engine.keep("bridge_review_mentions", known.semi_join(asked, "person_key"))
    name = ibis.coalesce(few.forename + " ", "") + ibis.coalesce(few.middle_names + " ", "") + few.surname.fill_null("")
    home = ibis.coalesce(few.address + ", " + few.postcode, few.address, few.postcode)
    values: dict[str, ir.Value] = {f: few[f] for f in FIELDS if f in few.columns}
    values |= {"name": name.strip(), "home": home, "born_on": few.born_on.cast("string")}
    parts = [few.select("person_key", "source", field=ibis.literal(f), value=values[f]).distinct() for f in FIELDS]
    whole = parts[0].union(*parts[1:])
    whole = whole.filter(whole.value.notnull(), whole.value != "").order_by("person_key", "field", "value", "source")
    rows = whole.to_pyarrow()
    found: dict[str, dict[str, list[list[str]]]] = {}
    readable = _Readable()
    columns = (rows.column(c).to_pylist() for c in ("person_key", "field", "value", "source"))
    for key, field, value, source in zip(*columns, strict=True):
        told = found.setdefault(key, {}).setdefault(field, [])
        if len(told) < _MOST_VALUES:
            told.append([readable[field, value], source])
    for served in ("keys", "mentions"):
        engine.drop(f"bridge_review_{served}")
    return found


def _rest(
    members: Sequence[str], without: Collection[str], sides: Mapping[str, Mapping[str, list[list[str]]]]
) -> dict[str, list[list[str]]]:  # fmt: skip
    """
    Give what the other records of a resident say, by field.

    A pair is often refused for what neither of the two says, but another record of the same resident.
    """
    found: dict[str, list[list[str]]] = {}
    for key in members:
        for field, values in sides.get(key, {}).items() if key not in without else ():
            told = found.setdefault(field, [])
            told += [v for v in values if v not in told][: _MOST_VALUES - len(told)]
    return found


class _Readable(dict[tuple[str, str], str]):
    """Values as people write them; each distinct one is worked out once."""

    def __missing__(self, of: tuple[str, str]) -> str:
        field, value = of
        if field in ("name", "former_surname"):
            value = written_name(value)
        elif field == "home":
            value = written_address(value)
        self[of] = value
        return value
