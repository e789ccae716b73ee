"""Walks a mapping: each entry with its place in the file, its record set, its cells and whom it is about."""

from collections.abc import Iterator
from dataclasses import dataclass

from plainview.agreements.mapping import (
    Cell,
    Characteristics,
    Each,
    Key,
    Lookup,
    Mapping,
    Note,
    Observations,
    Observed,
    Person,
    PersonReference,
    Property,
    Relationship,
    Staff,
    TableRows,
    Where,
)
from plainview.agreements.positions import Place

Made = dict[str, tuple[Place, Cell]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a mapping, whatever its section, in one shape."""

    rule: str  # the rule's id without the agreement's: "tables.0"
    section: str  # people, same, relationships, tables, observations, characteristics, notes, staff, properties
    target: str  # the table that it fills; for the others the section
    in_: str
    place: Place
    cells: Made  # column or field: where it stands, how it is made
    where: tuple[tuple[Place, Where], ...] = ()
    each: Each | None = None
    about: tuple[tuple[Place, PersonReference], ...] = ()
    keys: tuple[tuple[Place, Key], ...] = ()
    mention: str | None = None  # of a person
    kind: str | None = None  # of an observation or a characteristic
    extra: tuple[str, ...] = ()  # columns with no cell: the kind of what is observed
    is_flag: bool = False  # an observation that is kept as yes or no


def entries(mapping: Mapping) -> Iterator[Entry]:
    """Give every entry of the mapping, in the order of the grammar."""
    for i, person in enumerate(mapping.people):
        yield _person(("people", i), person)
    for i, pair in enumerate(mapping.same):
        at: Place = ("same", i)
        keys = tuple(((*at, "keys", n), key) for n, key in enumerate(pair.keys))
        yield Entry(f"same.{i}", "same", "same", pair.in_, at, {}, keys=keys)
    for i, relation in enumerate(mapping.relationships):
        yield _relationship(("relationships", i), relation)
    for i, rows in enumerate(mapping.tables):
        yield _table(("tables", i), rows)
    for i, group in enumerate(mapping.observations):
        yield from _observations(("observations", i), group)
    for i, traits in enumerate(mapping.characteristics):
        yield from _characteristics(("characteristics", i), traits)
    for i, note in enumerate(mapping.notes):
        yield _note(("notes", i), note)
    for i, member in enumerate(mapping.staff):
        yield _staff(("staff", i), member)
    for i, dwelling in enumerate(mapping.properties):
        yield _property(("properties", i), dwelling)


def _person(at: Place, person: Person) -> Entry:
    keys: list[tuple[Place, Key]] = [((*at, "id"), person.id)] if person.id else []
    keys += [((*at, "other_ids", n), key) for n, key in enumerate(person.other_ids)]
    keys += [((*at, "groups", n), key) for n, key in enumerate(person.groups)]
    return Entry(f"people.{person.mention}", "people", "people", person.in_, at, _cells(at, person),
                 _where(at, person.where), person.each, keys=tuple(keys), mention=person.mention)  # fmt: skip


def _relationship(at: Place, relation: Relationship) -> Entry:
    about = (((*at, "of"), relation.of), ((*at, "to"), relation.to))
    return Entry(f"relationships.{at[-1]}", "relationships", "relationships", relation.in_, at, _cells(at, relation),
                 _where(at, relation.where), None, about)  # fmt: skip


def _table(at: Place, rows: TableRows) -> Entry:
    cells: Made = {name: ((*at, "columns", name), cell) for name, cell in rows.columns.items()}
    _add_known_from(cells, at, rows.known_from)
    return Entry(f"tables.{at[-1]}", "tables", rows.table, rows.in_, at, cells, _where(at, rows.where), rows.each,
                 (((*at, "person"), rows.person),))  # fmt: skip


def _observations(at: Place, group: Observations) -> Iterator[Entry]:
    for element, observed in group.values.items():
        place = (*at, "values", element)
        cells: Made = {"observed_on": ((*at, "on"), group.on)}
        cells[_observed_column(observed)] = (place, _seen(element, observed))
        _add_known_from(cells, at, group.known_from)
        yield Entry(f"observations.{at[-1]}.{element}", "observations", "observations", group.in_, place, cells,
                    _where(at, group.where), None, (((*at, "person"), group.person),), kind=observed.kind,
                    extra=("kind",), is_flag=observed.as_ == "flag")  # fmt: skip


def _characteristics(at: Place, traits: Characteristics) -> Iterator[Entry]:
    for element, trait in traits.values.items():
        place = (*at, "values", element)
        cells: Made = {"value": (place, _from(element).model_copy(update={"codes": trait.codes}))}
        if traits.on is not None:
            cells["valid_from"] = ((*at, "on"), traits.on)
        yield Entry(f"characteristics.{at[-1]}.{element}", "characteristics", "characteristics", traits.in_, place,
                    cells, (), None, (((*at, "person"), traits.person),), kind=trait.is_,
                    extra=("characteristic",))  # fmt: skip


def _note(at: Place, note: Note) -> Entry:
    cells = _cells(at, note)
    cells["characters"] = cells["text"]
    return Entry(f"notes.{at[-1]}", "notes", "notes", note.in_, at, cells, _where(at, note.where), None,
                 (((*at, "person"), note.person),))  # fmt: skip


def _staff(at: Place, member: Staff) -> Entry:
    cells = _cells(at, member)
    cells["staff"] = ((*at, "id"), member.id.id)
    return Entry(f"staff.{at[-1]}", "staff", "staff", member.in_, at, cells)


def _property(at: Place, dwelling: Property) -> Entry:
    return Entry(f"properties.{at[-1]}", "properties", "properties", dwelling.in_, at, _cells(at, dwelling),
                 _where(at, dwelling.where))  # fmt: skip


def _cells(at: Place, entry: Person | Relationship | Note | Staff | Property) -> Made:
    """Give every field of the entry that is a cell."""
    found = {name: getattr(entry, name) for name in type(entry).model_fields}
    return {name: ((*at, name), cell) for name, cell in found.items() if isinstance(cell, Cell)}


def _where(at: Place, where: tuple[Where, ...]) -> tuple[tuple[Place, Where], ...]:
    return tuple(((*at, "where", n), each) for n, each in enumerate(where))


def _add_known_from(cells: Made, at: Place, known_from: Cell | None) -> None:
    if known_from is not None:
        cells["known_from"] = ((*at, "known_from"), known_from)


def _observed_column(observed: Observed) -> str:
    return {"code": "code", "flag": "code", "date": "on_date"}.get(observed.as_, "number")


def _from(element: str) -> Cell:
    return Cell.model_validate({"from": element})


def _seen(element: str, observed: Observed) -> Cell:
    cell = observed.cell or _from(element)
    more = {k: v for k, v in (("codes", observed.codes), ("flag", observed.flag)) if v is not None}
    return cell.model_copy(update=more)


def cells_within(cell: Cell) -> Iterator[Cell]:
    """Give the cell and every cell inside it."""
    for _, inner in placed_cells((), cell):
        yield inner


def placed_cells(at: Place, cell: Cell) -> Iterator[tuple[Place, Cell]]:
    """Give the cell and every cell inside it, each with its place."""
    yield at, cell
    for name, inner in (("first", cell.first), ("join", cell.join)):
        for i, one in enumerate(inner):
            yield from placed_cells((*at, name, i), one)


def all_cells(entry: Entry) -> Iterator[tuple[Place, Cell]]:
    """Give every cell that an entry reads: of its columns, its keys and whom it is about."""
    for at, cell in entry.cells.values():
        yield from placed_cells(at, cell)
    for at, key in entry.keys:
        yield from placed_cells((*at, "id"), key.id)
    for at, person in entry.about:
        if person.id is not None:
            yield from placed_cells((*at, "id"), person.id)


def elements_read(entry: Entry, agreement: str) -> Iterator[tuple[Place, str, str]]:
    """Give every element that an entry reads: its place, whose it is, its name; doubles included."""
    for at, cell in all_cells(entry):
        if cell.from_ is not None:
            yield (*at, "from"), agreement, cell.from_
        if cell.lookup is not None:
            owner, _ = looked_up_in(cell.lookup, agreement)
            yield (*at, "lookup", "on"), owner, cell.lookup.on
            yield (*at, "lookup", "take"), owner, cell.lookup.take
            for n, which in enumerate(cell.lookup.where):
                yield (*at, "lookup", "where", n, "element"), owner, which.element
            if cell.lookup.after is not None:
                yield (*at, "lookup", "after"), agreement, cell.lookup.after
    for at, where in entry.where:
        yield (*at, "element"), agreement, where.element
    if entry.each is not None:
        yield (*entry.place, "each", "from"), agreement, entry.each.from_
    if entry.section in {"observations", "characteristics"}:
        yield entry.place, agreement, str(entry.place[-1])


def looked_up_in(lookup: Lookup, agreement: str) -> tuple[str, str]:
    """Give the agreement and the record set that a lookup of this agreement's mapping reads."""
    owner, _, record_set = lookup.in_.rpartition(":")
    return owner or agreement, record_set
