"""Extracts in: files matched, read, structured and cleaned on an engine of the bridge's side."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

import ibis.expr.types as ir
import pyarrow as pa

from plainview.agreements.council import Council
from plainview.bridge.made_before import Held, MadeBefore, Making
from plainview.extracts.arrivals import Arrivals, ExtractsNotUsable, arrivals
from plainview.extracts.clean import clean
from plainview.extracts.quality import QualityBuilder
from plainview.extracts.readers import read_extract
from plainview.extracts.structure import Issue, Structurer
from plainview.extracts.structure.engine import Engine
from plainview.extracts.structure.structurer import TooManyCodesUnknown
from plainview.extracts.structured import Structured
from plainview.extracts.used import looks_into
from plainview.pipeline import policy
from plainview.pipeline.unchanged import fingerprints

LISTED = "restricted_list"


@dataclass(slots=True)
class Taken:
    """What the intake gives on: the structured tables, what was found on the way, and when each extract came."""

    structured: Structured
    quality: QualityBuilder
    received_on: dict[str, date]
    rows_by_source: dict[str, int]
    not_read: tuple[str, ...]
    sets: Mapping[str, ir.Table] = field(default_factory=dict)  # as read: "agreement:record set", without blanks
    issues: tuple[Issue, ...] = ()
    refused: Mapping[str, tuple[TooManyCodesUnknown, ...]] = field(default_factory=dict)  # by source

    @property
    def rows(self) -> ir.Table:
        """Every row as received, by its reference."""
        assert self.structured.rows is not None
        return self.structured.rows

    @property
    def records(self) -> int:
        """How many records were read."""
        return sum(self.rows_by_source.values())


def arrive(rules: policy.Policy, folder: Path, *, as_of: date, without: frozenset[str],
           erased: frozenset[str] = frozenset()) -> Arrivals:  # fmt: skip
    """
    Match files to the agreements in force. `without` are sources that a person has accepted as they are: one that
    has no usable file is gone without, one that has is read. `erased` ones are not read, whatever was sent.

    Raises: ExtractsNotUsable.
    """
    held = {i: rules.council.agreements[i] for i in policy.in_force(rules.council, as_of) if i not in erased}
    for source in sorted(without & held.keys()):
        try:
            arrivals(agreements={source: held[source]}, mappings=rules.council.mappings, folder=folder, as_of=as_of)
        except ExtractsNotUsable:
            del held[source]
    return arrivals(agreements=held, mappings=rules.council.mappings, folder=folder, as_of=as_of)


def _why_not(council: Council, file: str, erased: frozenset[str], arrived: Arrivals) -> str:
    """Say why a file was not read: no agreement covers it, one that has ended or was erased does, or no record set."""
    name = file.split("/")[0].casefold()
    for agreement in council.agreements.values():
        if any(fnmatchcase(name, glob.casefold()) for glob in agreement.patterns):
            if agreement.id in erased:
                return f"{file}: what was shared under {agreement.id} was erased, and enters no more."
            if agreement.id in arrived.by_agreement:
                return f"{file}: no record set of {agreement.id}'s mapping names it."
            apart = "is held apart from the others" if agreement.kind == "held_apart" else "is not in force"
            return f"{file}: its agreement {agreement.id} {apart}."
    return f"{file}: no agreement covers it, or no record set of its mapping names it."


def structure(rules: policy.Policy, arrived: Arrivals, *, engine: Engine,
              sign: Callable[[pa.Array], pa.Array], tell: Callable[[str], None],
              erased: frozenset[str] = frozenset(), before: MadeBefore | None = None) -> Taken:  # fmt: skip
    """
    Read every extract, then structure every extract: a mapping may look into another's record sets.

    What `before` holds of a source that is unchanged since is taken as it is, in place of reading it.
    Raises: ExtractProblem of a reader, CouldNotStructure.
    """
    council = rules.council
    builder = QualityBuilder()
    ordinary = Structurer(engine, council.codes, sign)
    # The restricted list is matched against and then forgotten: its rows reach neither vault nor store.
    listed = Structurer(engine, council.codes, sign, sets=ordinary.sets, prefix="listed_")
    by_kind = {True: listed, False: ordinary}
    rows: dict[str, int] = {}
    refused: dict[str, tuple[TooManyCodesUnknown, ...]] = {}
    again = _Again.of(council, arrived, before)
    for n, arrival in enumerate(arrived, start=1):
        agreement, mapping = council.agreements[arrival.agreement_id], council.mappings[arrival.agreement_id]
        to, is_held = by_kind[agreement.kind == LISTED], agreement.id in again.held
        if is_held:
            rows[agreement.id] = again.held[agreement.id].told["rows"]
            if agreement.id not in again.looked_into:
                continue
        tell(f"Reading {n} of {len(arrived.by_agreement)}: {agreement.title}")
        read_rows = 0
        for name, read in read_extract(arrival=arrival, agreement=agreement, mapping=mapping).items():
            batches = read.batches if is_held else builder.watch(
                agreement=agreement, record_set=read, blanks=mapping.reads.blanks, received_on=arrival.received_on
            )  # fmt: skip
            read_rows += to.load(
                source=agreement.id, record_set=name, schema=read.schema, batches=batches, blanks=mapping.reads.blanks,
                made=again.told(agreement.id), to_look_into=is_held,
            )  # fmt: skip
        rows[agreement.id] = read_rows
    for n, arrival in enumerate(arrived, start=1):
        agreement, mapping = council.agreements[arrival.agreement_id], council.mappings[arrival.agreement_id]
        to, held = by_kind[agreement.kind == LISTED], again.held.get(agreement.id)
        if held is not None:
            tell(f"Taking {n} of {len(arrived.by_agreement)}, unchanged: {agreement.title}")
            found = [Issue(**{**i, "row_numbers": tuple(i["row_numbers"])}) for i in held.told["issues"]]
            to.again(mapping=mapping, kinds=held.kinds(), issues=found)
            builder.again(agreement=agreement, received_on=arrival.received_on, watched=held.told["watched"])
            builder.structured(found)
            again.carry(agreement.id)
            continue
        tell(f"Structuring {n} of {len(arrived.by_agreement)}: {agreement.title}")
        try:
            found = to.add(agreement=agreement, mapping=mapping, received_on=arrival.received_on,
                           made=again.told(agreement.id))  # fmt: skip
        except TooManyCodesUnknown as problem:  # told at the end with all else that keeps a refresh from publication
            refused[agreement.id] = (problem,)
            found = list(problem.issues)
            again.drop(agreement.id)
        again.end(agreement.id, {
            "rows": rows[agreement.id], "issues": [asdict(i) for i in found],
            "watched": builder.watched(agreement.id),
        })  # fmt: skip
        builder.structured(found)
    tell("Whom each row is about")
    structured = ordinary.finish()
    for source, lost in structured.about_no_one.items():
        builder.found(source=source, kind="about_no_one", rows=lost)
    names = listed.finish().mentions
    tell("Cleaning names, dates, numbers and addresses")
    cleaned = {}
    for what, table in (("mentions", structured.mentions), ("listed", names)):
        told, counts = clean(table.to_pyarrow())
        cleaned[what] = engine.take(f"{what}_clean", told)
        builder.cleaned(counts)
        if what == "mentions":
            builder.mentions(told)
    return Taken(
        structured=replace(structured, mentions=cleaned["mentions"], listed=cleaned["listed"]),
        quality=builder,
        received_on={
            a.agreement_id: a.received_on for a in arrived if council.agreements[a.agreement_id].kind != LISTED
        },
        rows_by_source=rows,
        not_read=tuple(_why_not(council, u.file, erased, arrived) for u in arrived.unexpected),
        sets=ordinary.sets,
        issues=(*ordinary.issues, *listed.issues),
        refused=refused,
    )


@dataclass(slots=True)
class _Again:
    """Which sources are taken as they were, and what is kept of the others for the next refresh."""

    before: MadeBefore | None
    held: dict[str, Held] = field(default_factory=dict)
    looked_into: set[str] = field(default_factory=set)  # by a source that is structured anew, or by their own purge
    _making: dict[str, Making] = field(default_factory=dict)

    @classmethod
    def of(cls, council: Council, arrived: Arrivals, before: MadeBefore | None) -> "_Again":
        """Look what is unchanged."""
        made = cls(before)
        if before is None:
            return made
        prints = fingerprints(council, arrived)
        made.held = {s: held for s, print_ in prints.items() if (held := before.held(s, print_)) is not None}
        for arrival in arrived:
            source = arrival.agreement_id
            agreement, mapping = council.agreements[source], council.mappings[source]
            if source not in made.held:
                made.looked_into |= looks_into(mapping)
                if source in prints:
                    made._making[source] = before.making(source, prints[source])
            elif mapping.purge or agreement.retention_from:  # the rows that may not be kept are found in what came
                made.looked_into.add(source)
        return made

    def told(self, source: str) -> Callable[[str, pa.Table], None]:
        """Give who is to be told of what is made of a source."""
        making = self._making.get(source)
        return making.add if making is not None else lambda kind, rows: None

    def end(self, source: str, told: dict[str, Any]) -> None:
        """All of a source is made."""
        if (making := self._making.pop(source, None)) is not None:
            making.end(told)

    def carry(self, source: str) -> None:
        """A source was taken as it was, and is kept so."""
        if self.before is not None:
            self.before.carry(source, self.held.pop(source))

    def drop(self, source: str) -> None:
        """A source is not good enough to be taken again."""
        if self._making.pop(source, None) is not None and self.before is not None:
            self.before.drop(source)
