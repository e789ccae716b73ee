"""Which elements each rule's columns stand on, and so what each column may be used for."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from plainview.agreements.agreement import Element
from plainview.agreements.council import Council
from plainview.agreements.entries import Entry, cells_within, entries, looked_up_in
from plainview.agreements.mapping import Cell, Each, Mapping, PersonReference
from plainview.vocabulary.purposes import Purpose


@dataclass(frozen=True, slots=True)
class Rule:
    """
    One entry of a mapping: what it fills and what that stands on.

    An element of the rule's own agreement is just its name; one that was looked up in another agreement's
    extract is "agreement-id:NAME". `joins` are those elements of a column that only led to the record
    looked up; `filters` decided that the row is kept; `reference` says whom the row is about.
    """

    id: str  # "csc-referrals:tables.0"
    agreement: str
    table: str  # of the store; or people, same, relationships, staff, properties
    columns: dict[str, tuple[str, ...]]
    joins: dict[str, tuple[str, ...]] = field(default_factory=dict)
    elsewhere: tuple[str, ...] = ()  # those of the elements that are of another agreement
    filters: tuple[str, ...] = ()
    reference: tuple[str, ...] = ()
    file: str = ""
    line: int | None = None

    def elements(self) -> tuple[str, ...]:
        """Give all elements that the rule reads, each once."""
        read = [*self.filters, *self.reference, *(e for each in self.columns.values() for e in each)]
        return tuple(dict.fromkeys(read))


def lineage(council: Council) -> dict[str, Rule]:
    """
    Give every rule of every mapping, by its id.

    In:  a council; it need not have passed `check`.
    Out: rules by id, as `rule` stands in each fact. A mention described by several entries is one rule.
    """
    found: dict[str, Rule] = {}
    for agreement, mapping in council.mappings.items():
        for entry in entries(mapping):
            rule = rule_of(council, agreement, mapping, entry)
            found[rule.id] = _together(found[rule.id], rule) if rule.id in found else rule
    return found


def allowed(council: Council, rule: Rule, column: str, purpose: Purpose, on: date) -> bool:
    """
    Say whether the column of that rule may be used for the purpose on that day.

    Every element that it stands on must be shared for it, and so must those by which the row was chosen.
    Elements that only led to a record looked up may be shared for matching instead. A constant may be
    used if the agreement is in force and shares any element for the purpose.
    """
    if column not in rule.columns:
        return False
    if not all(shared(council, rule, name, purpose, on) for name in rule.filters):
        return False
    joins = rule.joins.get(column, ())
    for name in rule.columns[column]:
        is_join = name in joins and shared(council, rule, name, Purpose.MATCHING, on)
        if not is_join and not shared(council, rule, name, purpose, on):
            return False
    if rule.columns[column]:
        return True
    agreement = council.agreements.get(rule.agreement)
    return agreement is not None and any(agreement.shared(e.name, purpose, on) for e in agreement.elements)


def row_allowed(council: Council, rule: Rule, purpose: Purpose, on: date) -> bool:
    """
    Say whether the rule's rows may be used for the purpose that day.

    Some column that is no constant may be; for an observation or a characteristic, its kind.
    """
    for kind in ("kind", "characteristic"):
        if rule.table in {"observations", "characteristics"} and kind in rule.columns:
            return allowed(council, rule, kind, purpose, on)
    real = [c for c, elements in rule.columns.items() if elements and c != "known_from"]
    return any(allowed(council, rule, column, purpose, on) for column in real or rule.columns)


def shared(council: Council, rule: Rule, name: str, purpose: Purpose, on: date) -> bool:
    """Say whether one element of the rule, of its own or of another agreement, is shared for the purpose that day."""
    owner, element = split(rule, name)
    agreement = council.agreements.get(owner)
    return agreement is not None and agreement.shared(element, purpose, on)


def split(rule: Rule, name: str) -> tuple[str, str]:
    """Give the agreement and the element's own name."""
    # An element's own name may hold a colon (XML); only one that was looked up carries its agreement's.
    if name in rule.elsewhere:
        owner, _, element = name.partition(":")
        return owner, element
    return rule.agreement, name


def rule_of(council: Council, agreement: str, mapping: Mapping, entry: Entry) -> Rule:
    """Give the rule of one entry."""
    columns: dict[str, tuple[str, ...]] = {}
    joins: dict[str, tuple[str, ...]] = {}
    elsewhere: list[str] = []
    for column, (_, cell) in entry.cells.items():
        columns[column], joins[column] = _of_cell(cell, agreement, entry.each, elsewhere)
    filters, reference = _filters(council, agreement, entry)
    keys: list[str] = []
    for _, key in entry.keys:
        keys += _of_cell(key.id, agreement, entry.each, elsewhere)[0]
    for _, person in entry.about:
        keys += _of_reference(mapping, entry, person, elsewhere)
    if entry.section in {"observations", "characteristics"}:
        element = str(entry.place[-1])
        # That there is an observation says something of the element too, so its kind stands on it.
        columns |= {c: (element,) for c in entry.extra}
        value = next(c for c in columns if c in {"code", "number", "on_date", "value"})
        columns[value] = _once([element, *columns[value]])
        joins[value] = tuple(e for e in joins.get(value, ()) if e != element)
    file, line = council.mapping_line(agreement, entry.place)
    return Rule(
        id=f"{agreement}:{entry.rule}",
        agreement=agreement,
        table=entry.target,
        columns=columns,
        joins={c: j for c, j in joins.items() if j},
        elsewhere=_once(elsewhere),
        filters=filters,
        reference=_once([*reference, *keys]),
        file=file,
        line=line,
    )


def _of_cell(
    cell: Cell, agreement: str, each: Each | None, elsewhere: list[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Give the elements that a cell stands on, and those of them that only lead to a record looked up."""
    read: list[str] = []
    led: list[str] = []
    direct: list[str] = []
    for one in cells_within(cell):
        own = [one.from_] if one.from_ else []
        if one.part and each is not None:
            own = [each.from_]
        read += own
        if one.lookup is None:
            direct += own
            continue
        owner = looked_up_in(one.lookup, agreement)[0]
        prefix = "" if owner == agreement else owner + ":"
        on, take = prefix + one.lookup.on, prefix + one.lookup.take
        which = [prefix + where.element for where in one.lookup.where]
        ours = [one.lookup.after] if one.lookup.after is not None else []
        read += [on, take, *which, *ours]
        led += [*own, on]
        direct += [take, *which, *ours]
        if prefix:
            elsewhere += [on, take, *which]
    return _once(read), tuple(e for e in _once(led) if e not in direct)


def _filters(council: Council, agreement: str, entry: Entry) -> tuple[tuple[str, ...], list[str]]:
    """Part the elements that chose the row from those that only say that someone is spoken of in it."""
    filters: list[str] = []
    reference: list[str] = []
    for _, where in entry.where:
        element = element_of(council, agreement, where.element)
        is_bare = not where.is_ and not where.not_
        identifies = element is not None and Purpose.MATCHING in element.purposes
        (reference if is_bare and identifies else filters).append(where.element)
    return _once(filters), reference


def _of_reference(mapping: Mapping, entry: Entry, person: PersonReference, elsewhere: list[str]) -> list[str]:
    if person.id is not None:
        return list(_of_cell(person.id, mapping.agreement, entry.each, elsewhere)[0])
    found: list[str] = []
    for spoken in mapping.people:
        if spoken.mention == person.mention and spoken.in_ == entry.in_ and spoken.id is not None:
            found += _of_cell(spoken.id.id, mapping.agreement, spoken.each, elsewhere)[0]
    return found


def element_of(council: Council, agreement: str, name: str) -> Element | None:
    """Give the element of that agreement, or None if it lists no such."""
    owner = council.agreements.get(agreement)
    return owner.element(name) if owner is not None else None


def _together(one: Rule, other: Rule) -> Rule:
    columns, joins = dict(one.columns), dict(one.joins)
    for column, elements in other.columns.items():
        columns[column] = _once([*columns.get(column, ()), *elements])
    for column, elements in other.joins.items():
        joins[column] = _once([*joins.get(column, ()), *elements])
    return replace(
        one,
        columns=columns,
        joins=joins,
        elsewhere=_once([*one.elsewhere, *other.elsewhere]),
        filters=_once([*one.filters, *other.filters]),
        reference=_once([*one.reference, *other.reference]),
    )


def _once(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
