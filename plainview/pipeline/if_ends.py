"""What stops if an agreement ends: tables, sentences, factors, residents; told before it does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from plainview.agreements.agreement import Agreement
from plainview.agreements.check import WARNED_DAYS
from plainview.agreements.lineage import split
from plainview.agreements.uses import Use, filling
from plainview.pipeline import policy
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home, NothingPublished
from plainview.vocabulary.purposes import Purpose


class AgreementNotKnown(PlainviewError):
    """No agreement has that id."""

    slug = "agreement-not-known"


@dataclass(frozen=True, slots=True)
class Stops:
    """What stops. A use stops whole if nothing else fills what it reads; else it goes on with the other sources."""

    agreement: str
    title: str
    owner: str
    ends: date
    days_left: int
    elements: int
    tables: tuple[str, ...]  # filled by it alone
    tables_thinner: Mapping[str, tuple[str, ...]]  # filled by others too: by which
    stop: tuple[str, ...]  # "factor 'x'", "sentence y"
    weaker: tuple[str, ...]
    looked_up_by: tuple[str, ...]  # other agreements whose mappings look into this extract
    facts: Mapping[str, int] | None  # by table, of the snapshot that serves; None: none is published
    residents: int | None  # with a fact of this source
    residents_known_by_it_alone: int | None


def what_stops(council: Path, agreement_id: str, *, home: Home | None, on: date, ends: date | None = None) -> Stops:
    """
    Say what stops when an agreement ends.

    In:     `ends`: a day to suppose; else the agreement's own. Counts are of the snapshot that serves in `home`.
    Raises: PolicyNotValid, AgreementNotKnown.
    """
    rules = policy.read(council, on=None)
    agreement = rules.council.agreements.get(agreement_id)
    if agreement is None:
        raise AgreementNotKnown("there is no agreement of that id.", where=f"Id: {agreement_id}.",
                                do="Give the id as it stands in agreements/.")  # fmt: skip
    return stops_in(rules, agreement, home=home, on=on, ends=ends)


def stops_in(
    rules: policy.Policy, agreement: Agreement, *, home: Home | None, on: date, ends: date | None = None
) -> Stops:
    """Say it by a policy that has been read."""
    agreement_id = agreement.id
    by_table: dict[str, set[str]] = {}
    lookers: set[str] = set()
    for rule in rules.lineage.values():
        owner = rule.id.split(":", 1)[0]
        by_table.setdefault(rule.table, set()).add(owner)
        if owner != agreement_id and any(split(rule, e)[0] == agreement_id for e in rule.elements()):
            lookers.add(owner)
    mine = sorted(t for t, owners in by_table.items() if agreement_id in owners)
    stop, weaker = _uses(rules, agreement_id)
    facts, residents, alone = _counted(home, agreement_id)
    last = ends or agreement.ends
    return Stops(
        agreement.id, agreement.title, agreement.owner, last, (last - on).days, len(agreement.elements),
        tuple(t for t in mine if by_table[t] == {agreement_id}),
        {t: tuple(sorted(by_table[t] - {agreement_id})) for t in mine if by_table[t] != {agreement_id}},
        stop, weaker, tuple(sorted(lookers)), facts, residents, alone,
    )  # fmt: skip


def ending_soon(
    agreements: Iterable[Agreement], *, on: date, within: int = max(WARNED_DAYS)
) -> list[tuple[Agreement, int]]:
    """Give the agreements in force that end within so many days, the first to end first, and the days that are left."""
    soon = [(a, (a.ends - on).days) for a in agreements if a.is_in_force(on) and (a.ends - on).days <= within]
    return sorted(soon, key=lambda told: (told[1], told[0].id))


def warning(days_left: int) -> str:
    """Give how near an end is: within 90, 30 or 7 days; "" when it is farther off."""
    return next((f"within {d} days" for d in sorted(WARNED_DAYS) if days_left <= d), "")


def as_json(stops: Stops) -> dict[str, Any]:
    """Give it as plain values."""
    return {f: getattr(stops, f) for f in stops.__slots__}


def _uses(rules: policy.Policy, agreement_id: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the factors and sentences that read what it fills: those that no other source fills, and the others."""
    lineage = tuple(rules.lineage.values())
    reads: dict[str, list[Use]] = {}
    for use in rules.uses:
        reads.setdefault(use.by, []).append(use)
    stop: list[str] = []
    weaker: list[str] = []
    for by, uses in sorted(reads.items()):
        fills = [{r.id.split(":", 1)[0] for r in filling(lineage, u.table, u.column)} for u in uses]
        if not any(agreement_id in owners for owners in fills):
            continue
        others = set().union(*fills) - {agreement_id}
        (weaker if others else stop).append(by)
    return tuple(stop), tuple(weaker)


def _counted(home: Home | None, source: str) -> tuple[dict[str, int] | None, int | None, int | None]:
    try:
        folder = home.store(home.current()) / Purpose.DISPLAY.value if home else None
    except NothingPublished:
        folder = None
    if folder is None:
        return None, None, None
    facts: dict[str, int] = {}
    ours: list[pa.Array] = []
    others: list[pa.Array] = []
    for file in sorted(folder.glob("*.parquet")):
        # A resident is made of all sources together; the row names one of them.
        if file.stem == "residents" or not {"person_id", "source"} <= set(pq.read_schema(file).names):
            continue
        table = pq.read_table(file, columns=["person_id", "source"])
        is_ours = pc.fill_null(pc.equal(table["source"], source), False)
        if count := pc.sum(is_ours).as_py():
            facts[file.stem] = count
        ours.append(table.filter(is_ours)["person_id"].unique().cast(pa.string()))
        others.append(table.filter(pc.invert(is_ours))["person_id"].unique().cast(pa.string()))
    mine = pa.concat_arrays([pa.array([], pa.string()), *ours]).unique()
    rest = pa.concat_arrays([pa.array([], pa.string()), *others]).unique()
    return facts, len(mine), pc.sum(pc.invert(pc.is_in(mine, rest))).as_py() or 0
