"""Extracts in: files matched, read, structured and cleaned on an engine of the bridge's side."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from fnmatch import fnmatchcase
from pathlib import Path

import ibis.expr.types as ir
import pyarrow as pa

from plainview.agreements.council import Council
from plainview.extracts.arrivals import Arrivals, arrivals
from plainview.extracts.clean import clean
from plainview.extracts.quality import QualityBuilder
from plainview.extracts.readers import read_extract
from plainview.extracts.structure import Structurer
from plainview.extracts.structure.engine import Engine
from plainview.extracts.structured import Structured
from plainview.pipeline import policy

LISTED = "restricted_list"


@dataclass(slots=True)
class Taken:
    """What the intake gives on: the structured tables, what was found on the way, and when each extract came."""

    structured: Structured
    quality: QualityBuilder
    received_on: dict[str, date]
    rows_by_source: dict[str, int]
    not_read: tuple[str, ...]

    @property
    def rows(self) -> ir.Table:
        """Every row as received, by its reference."""
        assert self.structured.rows is not None
        return self.structured.rows

    @property
    def records(self) -> int:
        """How many records were read."""
        return sum(self.rows_by_source.values())


def arrive(rules: policy.Policy, folder: Path, *, as_of: date, without: frozenset[str]) -> Arrivals:
    """
    Match files to the agreements in force. `without` are sources whose absence a person has accepted.

    Raises: ExtractsNotUsable.
    """
    held = {i: rules.council.agreements[i] for i in policy.in_force(rules.council, as_of) if i not in without}
    return arrivals(agreements=held, mappings=rules.council.mappings, folder=folder, as_of=as_of)


def _why_not(council: Council, file: str) -> str:
    """Say why a file was not read: no agreement covers it, or one that has ended or is held apart."""
    name = file.split("/")[0].casefold()
    for agreement in council.agreements.values():
        if fnmatchcase(name, agreement.files.casefold()):
            apart = "is held apart from the others" if agreement.kind == "held_apart" else "is not in force"
            return f"{file}: its agreement {agreement.id} {apart}."
    return f"{file}: no agreement covers it, or no record set of its mapping names it."


def structure(rules: policy.Policy, arrived: Arrivals, *, engine: Engine,
              sign: Callable[[pa.Array], pa.Array], tell: Callable[[str], None]) -> Taken:  # fmt: skip
    """
    Read every extract, then structure every extract: a mapping may look into another's record sets.

    Raises: ExtractProblem of a reader, CouldNotStructure.
    """
    council = rules.council
    builder = QualityBuilder()
    ordinary = Structurer(engine, council.codes, sign)
    # The restricted list is matched against and then forgotten: its rows reach neither vault nor store.
    listed = Structurer(engine, council.codes, sign, sets=ordinary.sets)
    by_kind = {True: listed, False: ordinary}
    rows: dict[str, int] = {}
    for n, arrival in enumerate(arrived, start=1):
        agreement, mapping = council.agreements[arrival.agreement_id], council.mappings[arrival.agreement_id]
        tell(f"Reading {n} of {len(arrived.by_agreement)}: {agreement.title}")
        rows[agreement.id] = 0
        for name, read in read_extract(arrival=arrival, agreement=agreement, mapping=mapping).items():
            batches = builder.watch(
                agreement=agreement, record_set=read, blanks=mapping.reads.blanks, received_on=arrival.received_on
            )
            rows[agreement.id] += by_kind[agreement.kind == LISTED].load(
                source=agreement.id, record_set=name, schema=read.schema, batches=batches, blanks=mapping.reads.blanks
            )
    for n, arrival in enumerate(arrived, start=1):
        agreement, mapping = council.agreements[arrival.agreement_id], council.mappings[arrival.agreement_id]
        tell(f"Structuring {n} of {len(arrived.by_agreement)}: {agreement.title}")
        to = by_kind[agreement.kind == LISTED]
        builder.structured(to.add(agreement=agreement, mapping=mapping, received_on=arrival.received_on))
    tell("Whom each row is about")
    structured = ordinary.finish()
    names = listed.finish(prefix="listed_").mentions
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
        not_read=tuple(_why_not(council, u.file) for u in arrived.unexpected),
    )
