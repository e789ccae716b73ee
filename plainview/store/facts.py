"""One resident's facts, as the read model keeps them for the web: by display pseudonym, no name, no free text."""

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True, slots=True)
class Fact:
    """One row of one table about one resident, with provenance and both clocks."""

    table: str
    person_id: str
    source: str  # agreement id
    record_ref: str
    rule: str  # which entry of the mapping made it, e.g. "csc-referrals:tables.0"
    valid_from: date | None
    valid_until: date | None
    known_from: date
    values: dict[str, Any]  # column: value (str, int, float, bool, date); a column that is not known is absent
    elements: dict[str, tuple[str, ...]]  # column: the source's fields it stands on; known_from, if it was entered
    other_refs: tuple[tuple[str, str], ...] = ()  # (source, record_ref) of what was looked up to make it


@dataclass(frozen=True, slots=True)
class FactorEvidence:
    """That a factor's rule was met: by which records, from when, and until when it counts as current."""

    factor: str
    rule: str
    person_id: str
    table: str
    record_refs: tuple[str, ...]
    valid_from: date
    valid_until: date | None
    current_until: date | None  # None: current while the records are open
    known_from: date


@dataclass(frozen=True, slots=True)
class Member:
    """A spell of a resident in a household with this one."""

    person_id: str
    relation: str  # in words, what they are to this resident: child, parent, partner; "" when not known
    lives_from: date | None
    lives_until: date | None
    how: str
    source_count: int
    known_from: date
    record_refs: tuple[tuple[str, str], ...]  # (source, record_ref)


@dataclass(frozen=True, slots=True)
class StaffMember:
    """A member of staff: data about staff, kept apart from residents."""

    staff: str  # opaque reference
    name: str
    role: str
    team: str
    phone: str
    email: str


@dataclass(frozen=True, slots=True)
class SourceReceived:
    """A source, when its extract came, and what its agreement says of it."""

    source: str  # agreement id
    title: str
    department: str
    system: str
    received_on: date | None  # None: never received
    rhythm_days: int
    ends: date  # the agreement's end; the last day is the day before


@dataclass(frozen=True, slots=True)
class ResidentRecord:
    """All that the web needs of one resident: keyed by display pseudonym, one read from disk."""

    person_id: str
    born_month: date | None
    household_kind: str
    facts: tuple[Fact, ...]
    factors: tuple[FactorEvidence, ...]
    members: tuple[Member, ...]
    withheld_for: tuple[str, ...] = ()  # roles that may still see a withheld resident; () when not withheld
