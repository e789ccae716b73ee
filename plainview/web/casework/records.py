"""From a record's reference to the elements of it that one officer may see."""

from dataclasses import dataclass

from plainview.agreements.agreement import Agreement, Element
from plainview.store.facts import Fact
from plainview.vocabulary.tables import TABLES
from plainview.web.access.can import sees_department, sees_element, sees_table
from plainview.web.access.sight import Sight
from plainview.web.casework.looking import Look
from plainview.web.policy import policy


@dataclass(frozen=True, slots=True)
class FoundRecord:
    """A record of the resident or their household, as the store knows it."""

    record_ref: str
    agreement: Agreement
    facts: tuple[Fact, ...]  # what was made of it
    is_membership: bool  # it says that someone lives here


@dataclass(frozen=True, slots=True)
class ElementShown:
    """One field as received, with what it means and what our tables made of it."""

    element: Element
    value: str
    used_for: tuple[str, ...]


def find_record(look: Look, record_ref: str) -> FoundRecord | None:
    """Find a record among those of the resident and household that this officer may see."""
    sees = look.decision.sees
    facts: list[Fact] = []
    sources: set[str] = set()
    people = (look.record, *look.held_household())
    for resident in people:
        for fact in resident.facts:
            if record_ref == fact.record_ref:
                facts.append(fact)
                sources.add(fact.source)
    members = {source for m in look.record.members for source, ref in m.record_refs if ref == record_ref}
    source = next(iter(sources or members), None)
    agreement = policy().agreements.get(source) if source else None
    if agreement is None or sees is None:
        return None
    sight = Sight(sees=sees, agreements=policy().agreements, records=people, today=look.today)
    seen = tuple(f for f in facts if any(sight.may_see(f.person_id, f.table, column, f.source) for column in f.values))
    is_membership = bool(members) and "people" in sees.areas and sees_department(sees, agreement)
    if not seen and not is_membership:
        return None
    return FoundRecord(record_ref, agreement, seen, is_membership)


def elements_seen(look: Look, found: FoundRecord) -> frozenset[str]:
    """
    Give the elements of the record that may be shown: shared for display today, not hidden by class.

    An element that only tables stand on which this officer may not see is left out as well.
    """
    sees, agreement = look.decision.sees, found.agreement
    assert sees is not None
    by_table: dict[str, set[str]] = {}
    for resident in (look.record, *look.held_household()):
        for fact in resident.facts:
            if fact.record_ref == found.record_ref:
                by_table.setdefault(fact.table, set()).update(e for es in fact.elements.values() for e in es)
    hidden_tables = [t for t in by_table if not sees_table(sees, agreement, t)]
    in_hidden = set().union(*(by_table[t] for t in hidden_tables))
    in_seen = set().union(*(es for t, es in by_table.items() if t not in hidden_tables))
    return frozenset(
        e.name
        for e in agreement.elements
        if sees_element(sees, agreement, e.name, look.today) and (e.name not in in_hidden or e.name in in_seen)
    )


def used_for(found: FoundRecord, element: str) -> tuple[str, ...]:
    """Say in plain words what our tables made of an element."""
    words = []
    for fact in found.facts:
        for column, elements in fact.elements.items():
            if element in elements and column in TABLES[fact.table].by_name and column in fact.values:
                words.append(TABLES[fact.table].by_name[column].plain)
    return tuple(dict.fromkeys(words))
