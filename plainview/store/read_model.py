"""The read model: one row a resident, so that the web opens a case summary with one read and never scans."""

import json
import os
import sqlite3
import threading
from collections.abc import Iterable
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import pyarrow as pa

from plainview.store.facts import Fact, FactorEvidence, Member, ResidentRecord, SourceReceived, StaffMember
from plainview.store.read import CouldNotRead
from plainview.vocabulary.tables import TABLES, Kind

VERSION = 2  # 1: JSON objects by place, zlib
# What a fact has besides its own columns, in the order of the stored lists.
FACT_COLUMNS = ("source", "record_ref", "rule", "valid_from", "valid_until", "known_from", "other_refs")

EVIDENCE_COLUMNS = (
    "factor", "rule", "table", "record_refs", "valid_from", "valid_until", "current_until", "known_from",
)  # fmt: skip
MEMBER_COLUMNS = (
    "person_id", "relation", "lives_from", "lives_until", "how", "source_count", "known_from", "record_refs",
)  # fmt: skip

Row = list[Any]  # a stored row: its values in the order of its columns
Elements = dict[str, dict[str, tuple[str, ...]]]


def own_columns(table: str) -> tuple[str, ...]:
    """Give a table's own columns in the order in which they are stored."""
    return tuple(TABLES[table].by_name)


# Place, name, and whether it is a date, of each own column.
_OWN = {
    name: tuple(
        (place, c.name, c.kind is Kind.DATE)
        for place, c in enumerate(table.columns, start=len(FACT_COLUMNS))
    )
    for name, table in TABLES.items()
}  # fmt: skip


# The columns of a home, by the fields of a mention in a mapping that they stand on.
_HOMES_STAND_ON = {
    "home": ("uprn", "address", "postcode"),
    "ward": ("uprn", "address", "postcode"),
    "lives_from": ("lives_from",),
    "lives_until": ("lives_until",),
}


class _Elements:
    """The elements of a rule's columns; of homes, which the bridge joins, those by which the source told of them."""

    def __init__(self, lineage: Elements) -> None:
        self._lineage = lineage
        self._homes: dict[str, dict[str, tuple[str, ...]]] = {}

    def of(self, table: str, rule: str, source: str) -> dict[str, tuple[str, ...]]:
        if table != "address_spells" or rule in self._lineage:
            return self._lineage.get(rule, {})
        if source not in self._homes:
            self._homes[source] = self._told(source)
        return self._homes[source]

    def _told(self, source: str) -> dict[str, tuple[str, ...]]:
        spoken = [columns for rule, columns in self._lineage.items() if rule.startswith(f"{source}:people.")]
        found: dict[str, tuple[str, ...]] = {}
        for column, stands_on in _HOMES_STAND_ON.items():
            elements = dict.fromkeys(e for told in spoken for name in stands_on for e in told.get(name, ()))
            if elements:
                found[column] = tuple(elements)
        return found


class ReadModelUnreadable(CouldNotRead):
    """The read model is missing, or was made by another version."""

    slug = "read-model-unreadable"


class ReadModel:
    """One refresh's read model. Each thread has a connection of its own: safe to share between threads."""

    def __init__(self, path: Path) -> None:
        """
        Open it for reading.

        Raises: ReadModelUnreadable.
        """
        self.path, self._mine = path, threading.local()
        if not path.is_file():
            raise ReadModelUnreadable(
                "the read model is missing.", where=f"File: {path.name}.", do="Run `plainview refresh` again."
            )
        version = self._all("SELECT value FROM about WHERE name = 'version'")
        if not version or version[0][0] != str(VERSION):
            raise ReadModelUnreadable(
                "the read model was made by another version.", where=f"File: {path.name}.",
                do="Run `plainview refresh` with this version.",
            )  # fmt: skip

    def resident(self, person_id: str) -> ResidentRecord | None:
        """Give all that is known of one resident by display pseudonym, or None."""
        rows = self._all("SELECT withheld_for, size, record FROM resident WHERE person_id = ?", (person_id,))
        if not rows:
            return None
        withheld_for, size, packed = rows[0]
        stored = json.loads(pa.decompress(packed, decompressed_size=size, codec="zstd", asbytes=True))
        return _record(person_id, withheld_for, stored, self._elements)

    def residents(self, person_ids: Iterable[str]) -> list[ResidentRecord]:
        """Give those of the residents that are known, in the order asked."""
        found = (self.resident(person_id) for person_id in person_ids)
        return [record for record in found if record is not None]

    def withheld_for(self, person_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Give of each that is known the roles that may still see them; () when not withheld. No record is opened."""
        wanted = list(dict.fromkeys(person_ids))
        places = ",".join("?" * len(wanted))
        query = f"SELECT person_id, withheld_for FROM resident WHERE person_id IN ({places})"  # noqa: S608
        return {person_id: _roles(roles) for person_id, roles in self._all(query, tuple(wanted))}

    def involvements(self) -> list[tuple[Any, ...]]:
        """Give who works with whom: person_id, staff, team, role, since and until (ISO dates) of each row."""
        return self._all("SELECT person_id, staff, team, role, starts, ends FROM involvement")

    def person_ids(self) -> list[str]:
        """Give every resident's display pseudonym, in their order."""
        return [row[0] for row in self._all("SELECT person_id FROM resident ORDER BY person_id")]

    @cached_property
    def lineage(self) -> Elements:
        """The elements that each rule's columns stand on."""
        rows = self._all("SELECT rule, columns FROM lineage")
        return {rule: {c: tuple(e) for c, e in json.loads(columns).items()} for rule, columns in rows}

    @cached_property
    def _elements(self) -> _Elements:
        return _Elements(self.lineage)

    @cached_property
    def sources(self) -> tuple[SourceReceived, ...]:
        """Every source of the council, and when it last came."""
        rows = self._all(
            "SELECT source, title, department, system, received_on, rhythm_days, ends FROM source ORDER BY place"
        )
        return tuple(
            SourceReceived(source, title, department, system, _date(received_on), days, date.fromisoformat(ends))
            for source, title, department, system, received_on, days, ends in rows
        )

    @cached_property
    def staff(self) -> dict[str, StaffMember]:
        """The members of staff, by their reference."""
        rows = self._all("SELECT staff, name, role, team, phone, email FROM staff")
        return {row[0]: StaffMember(*row) for row in rows}

    def _all(self, query: str, values: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
        try:
            return self._connection().execute(query, values).fetchall()
        except sqlite3.DatabaseError as error:
            raise ReadModelUnreadable(
                f"the read model can't be read ({type(error).__name__}).", where=f"File: {self.path.name}.",
                do="Run `plainview refresh` again.",
            ) from None  # fmt: skip

    def _connection(self) -> sqlite3.Connection:
        """Give this thread's connection: opened once, and anew in a process that was forked off."""
        if getattr(self._mine, "process", None) != os.getpid():
            # A published snapshot never changes: no lock is needed.
            uri = f"{self.path.absolute().as_uri()}?mode=ro&immutable=1"
            self._mine.connection, self._mine.process = sqlite3.connect(uri, uri=True), os.getpid()
        return self._mine.connection


def _record(person_id: str, withheld_for: str, stored: dict[str, Any], elements: _Elements) -> ResidentRecord:
    facts = [_fact(person_id, name, row, elements) for name in TABLES if name in stored for row in stored[name]]
    return ResidentRecord(
        person_id=person_id,
        born_month=_date(stored.get("born_month")),
        household_kind=stored.get("household_kind", "not_known"),
        facts=tuple(facts),
        factors=tuple(_evidence(person_id, row) for row in stored.get("factors", ())),
        members=tuple(_member(row) for row in stored.get("members", ())),
        withheld_for=_roles(withheld_for),
    )


def _roles(told: str) -> tuple[str, ...]:
    return tuple(told.split(",")) if told else ()


def _fact(person_id: str, table: str, row: Row, elements: _Elements) -> Fact:
    values: dict[str, Any] = {}
    for place, column, is_date in _OWN[table]:
        value = row[place]
        if value is not None:
            values[column] = date.fromisoformat(value) if is_date else value
    source, ref, rule, valid_from, valid_until, known_from, other_refs = row[:7]
    return Fact(
        table, person_id, source, ref, rule, _date(valid_from), _date(valid_until),
        date.fromisoformat(known_from), values, elements.of(table, rule, source), _others(other_refs),
    )  # fmt: skip


def _others(stored: list[str] | None) -> tuple[tuple[str, str], ...]:
    """Take the source and the reference of each looked-up record apart."""
    return tuple((source, ref) for source, _, ref in (told.partition(":") for told in stored or ()))


def _evidence(person_id: str, row: Row) -> FactorEvidence:
    factor, rule, table, refs, valid_from, valid_until, current_until, known_from = row
    return FactorEvidence(
        factor, rule, person_id, table, tuple(refs), date.fromisoformat(valid_from),
        _date(valid_until), _date(current_until), date.fromisoformat(known_from),
    )  # fmt: skip


def _member(row: Row) -> Member:
    person_id, relation, lives_from, lives_until, how, count, known_from, refs = row
    return Member(
        person_id, relation, _date(lives_from), _date(lives_until), how or "", count,
        date.fromisoformat(known_from), tuple((source, ref) for source, ref in refs),
    )  # fmt: skip


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value is not None else None
