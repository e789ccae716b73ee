"""Checks, element by element, that each is shared for what the mapping does with it."""

from collections.abc import Iterable, Iterator

from plainview.agreements.council import Council
from plainview.agreements.entries import Entry, entries
from plainview.agreements.lineage import Rule, element_of, rule_of, split
from plainview.agreements.positions import Place
from plainview.agreements.problems import Problem
from plainview.vocabulary.purposes import Purpose

SLUG = "agreement-lacks-purpose"

_MATCHING = (Purpose.MATCHING,)
_SHOWN = (Purpose.DISPLAY, Purpose.MODELLING)
_IN_THE_BRIDGE = {"people", "relationships", "same", "properties"}
_SHOWN_OF_PEOPLE = {"first_language", "needs_interpreter", "died_on"}  # shown on a summary; no one is matched by them
_EITHER = (Purpose.MATCHING, Purpose.DISPLAY, Purpose.MODELLING)
# Said of a person, and by it no one is matched: since when, until when, in which role.
_WHEN_AND_HOW = frozenset({"lives_from", "lives_until", "is_responsible", "kind", "started_on", "ended_on"})


def needed(section: str, column: str) -> tuple[Purpose, ...]:
    """Give the purposes of which one must be shared for what that column of that section is filled with."""
    if section == "characteristics":
        return (Purpose.MONITORING,)
    if section in {"people", "relationships"} and column in _WHEN_AND_HOW:
        return _EITHER
    if section in {"people", "relationships", "same"}:
        return (Purpose.MATCHING, Purpose.DISPLAY) if column in _SHOWN_OF_PEOPLE else _MATCHING
    if section == "properties":
        return _EITHER  # a dwelling is no person
    if section == "staff":
        return _EITHER if column == "staff" else (Purpose.DISPLAY,)
    return _SHOWN


def purpose_problems(council: Council) -> Iterator[Problem]:
    """Give each element that a mapping uses for what its agreement does not share it for."""
    for agreement, mapping in council.mappings.items():
        for entry in entries(mapping):
            rule = rule_of(council, agreement, mapping, entry)
            told: set[str] = set()
            for place, column, names, purposes in _asked(rule, entry):
                for name in lacking(council, rule, column, names, purposes):
                    if name not in told:
                        told.add(name)
                        yield _problem(council, rule, entry, place, column, name, purposes)


def _asked(rule: Rule, entry: Entry) -> Iterator[tuple[Place, str, Iterable[str], tuple[Purpose, ...]]]:
    """Give each place of an entry with the elements there and the purposes of which one is needed."""
    # A key only leads to whom a row is about, and stays in the bridge: a member's number may be shared to be shown.
    for name in rule.reference:
        yield entry.place, "", [name], _EITHER
    columns = [c for c, elements in rule.columns.items() if elements]
    filters = rule.filters
    if entry.section in _IN_THE_BRIDGE:
        # They say which rows speak of someone, and leave no trace in the store: any purpose but monitoring does.
        for place, where in entry.where:
            yield place, "", [where.element] if where.element in filters else [], _EITHER
        filters = ()
    elif filters:
        yield entry.where[0][0], "", filters, needed(entry.section, "")
    for column in columns:
        # Together with the filters: a column for modelling alone, of rows chosen by one for display alone, is neither.
        place = entry.cells[column][0] if column in entry.cells else entry.place
        yield place, column, (*rule.columns[column], *filters), needed(entry.section, column)


def lacking(
    council: Council, rule: Rule, column: str, names: Iterable[str], purposes: tuple[Purpose, ...]
) -> tuple[str, ...]:
    """
    Give the elements that keep these from being used together for any of the purposes.

    If each has one of the purposes and yet they have none in common, all of them are in the way.
    """
    # Elements that an agreement doesn't list at all are told by `element-not-in-agreement`.
    has = {name: _purposes(council, rule, column, name) for name in names}
    known = {name: shared for name, shared in has.items() if shared is not None}
    if any(all(p in shared for shared in known.values()) for p in purposes):
        return ()
    without = tuple(name for name, shared in known.items() if not shared & set(purposes))
    return without or tuple(known)


def _purposes(council: Council, rule: Rule, column: str, name: str) -> frozenset[Purpose] | None:
    element = element_of(council, *split(rule, name))
    if element is None:
        return None
    shared = frozenset(element.purposes)
    # An id that only leads to a looked-up record is read in the bridge, as for matching.
    if name in rule.joins.get(column, ()) and Purpose.MATCHING in shared:
        return frozenset(Purpose)
    return shared


def _problem(
    council: Council, rule: Rule, entry: Entry, place: Place, column: str, name: str, purposes: tuple[Purpose, ...]
) -> Problem:
    owner, own_name = split(rule, name)
    file, line = council.mapping_line(rule.agreement, place)
    wanted = f"'{rule.table}.{column}' is filled with it" if column else f"{entry.rule} reads it"
    needs = " or ".join(purposes)
    has = _purposes(council, rule, column, name) or frozenset()
    if has & set(purposes):
        needs = f"{needs}, the same one for all that it is made of"
    what = f"{said_of(council, owner, own_name)}, and {wanted}, which needs {needs}."
    return Problem(SLUG, what, file, line, what_to_do(council, owner, own_name, "remove it from the mapping"))


def said_of(council: Council, agreement: str, name: str) -> str:
    """Say what an element is shared for."""
    element = element_of(council, agreement, name)
    purposes = ", ".join(element.purposes) if element is not None and element.purposes else "no purpose"
    return f"'{name}' is shared for {purposes}"


def what_to_do(council: Council, agreement: str, name: str, drop: str) -> str:
    """Say which agreement it is, when it ends, where it stands, and the two ways out."""
    file, line = council.agreement_line(agreement, name)
    owner = council.agreements[agreement]
    return (
        f"Agreement: {agreement} ({file}:{line}), ends {owner.ends}. "
        f"Either {drop}, or ask the agreement's owner ({owner.owner}) to add the purpose."
    )
