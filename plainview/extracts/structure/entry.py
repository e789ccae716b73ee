"""One mapping at work: its record sets, lookups, references, and the count of what could not be read."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date

import ibis
import ibis.expr.types as ir

from plainview.agreements.agreement import Agreement
from plainview.agreements.mapping import Cell, CodeList, Each, Mapping, PersonReference, Where
from plainview.extracts.structure.cells import PART, Cells, Reading, json_array, json_item, lookup_key, walk
from plainview.extracts.structure.engine import Engine
from plainview.extracts.structure.raw import OWN
from plainview.vocabulary.tables import Kind

SEP = "\x1f"
_SAYS = {Kind.DATE: "date_unreadable", Kind.CODE: "code_unknown", Kind.FLAG: "flag_unknown",
         Kind.NUMBER: "number_unreadable", Kind.PENCE: "number_unreadable"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Issue:
    """An element that could not be read in some rows. Row numbers stay inside the bridge; there is no value."""

    source: str
    element: str
    kind: str  # date_unreadable, code_unknown, number_unreadable, flag_unknown, about_no_one
    rows: int
    said: int  # rows in which the element was not blank
    row_numbers: tuple[int, ...] = ()


@dataclass(slots=True)
class Gathered:
    """Expressions and tables made by all mappings, by kind of thing."""

    parts: defaultdict[str, list[ir.Table]]

    def add(self, kind: str, table: ir.Table) -> None:
        """Keep one more part."""
        self.parts[kind].append(table)


@dataclass(slots=True)
class Entry:
    """What the entries of one mapping share."""

    engine: Engine
    agreement: Agreement
    mapping: Mapping
    codes: MappingOf[str, CodeList]
    sets: MappingOf[str, ir.Table]
    received_on: date
    made: Gathered
    issues: list[Issue] = field(default_factory=list)
    _seen: set[tuple[str, str]] = field(default_factory=set)
    _count: int = 0

    @property
    def source(self) -> str:
        """The agreement's id names the source."""
        return self.agreement.id

    def open(
        self, in_: str, cells: Iterable[Cell | None], *, where: Iterable[Where] = (), each: Each | None = None
    ) -> Cells:
        """
        Give the compiler of an entry's cells over the rows that it is about, one for each part where it says so.

        Only the elements that are asked for are carried along. `_other_refs` are the records looked up.
        """
        asked = [inner for c in cells if c is not None for inner in walk(c)]
        table = self.sets[f"{self.source}:{in_}"]
        for w in where:
            table = table.filter(_holds(table, w))
        wanted = {c.from_ for c in asked if c.from_} | ({each.from_} if each else set())
        table = table.select(*(c for c in table.columns if c in wanted or c in OWN))
        table = _parted(table, each) if each else table.mutate(_part_no=ibis.literal(1, type="int64"))
        looked_up: dict[tuple[str, str, str, str], str] = {}
        found = none = ibis.literal([], type="array<string>")
        for cell in asked:
            if cell.lookup is None or lookup_key(cell) in looked_up:
                continue
            n = len(looked_up)
            table = self._joined(table, lookup_key(cell), n)
            looked_up[lookup_key(cell)] = f"_looked_{n}"
        for n in range(len(looked_up)):
            ref = table[f"_looked_ref_{n}"]
            found = found.concat(ibis.ifelse(ref.notnull(), ibis.array([ref]), none))
        return Cells(
            table.mutate(_other_refs=found), self.engine, self.mapping.reads, self.codes, looked_up,
            each.from_ if each else None, self.received_on,
        )  # fmt: skip

    def _joined(self, table: ir.Table, key: tuple[str, str, str, str], n: int) -> ir.Table:
        from_, in_, on, take = key
        other = self.sets.get(in_ if ":" in in_ else f"{self.source}:{in_}")
        if other is None:
            # The other extract did not come, or its agreement has ended: what is looked up there is not known.
            return table.mutate(**{f"_looked_{n}": ibis.null("string"), f"_looked_ref_{n}": ibis.null("string")})
        # Of several records with that key the last in the file is taken, value and reference together.
        said = other.filter(other[on].notnull() & other[take].notnull())
        known = said.group_by(_on=said[on]).agg(
            **{f"_looked_{n}": said[take].argmax(said._row), f"_looked_ref_{n}": said._ref.argmax(said._row)}
        )
        return table.left_join(known, table[from_] == known._on).drop("_on")

    def keep(self, what: str, cells: Cells, columns: MappingOf[str, ir.Value], readings: Iterable[Reading]) -> ir.Table:
        """
        Materialise the columns of an entry, and count what could not be read, once for each element.

        Both are done in one statement: compiling an expression costs more than running it.
        """
        self._count += 1
        unread = dict(self._unread(readings))
        marks = {f"_unread_{n}": mark for n, (mark, _) in enumerate(unread.values())}
        said = {f"_said_{n}": mark for n, (_, mark) in enumerate(unread.values())}
        name = f"{what}_{self.source}_{self._count}".replace("-", "_").replace(":", "_")
        kept = self.engine.keep(name, cells.table.select(**columns, **marks, **said, _at_row=cells.table._row))
        if unread:
            self._count_unread(kept, list(unread))
        if "about" in columns:
            self.made.add("about", kept.select("about"))
        return kept.select(*columns)

    def _unread(self, readings: Iterable[Reading]) -> Iterator[tuple[tuple[str, str], tuple[ir.Value, ir.Value]]]:
        for reading in readings:
            says = _SAYS.get(reading.kind)
            if says is None or not reading.elements or (reading.elements[0], says) in self._seen:
                continue
            self._seen.add((reading.elements[0], says))
            unread = reading.text.notnull() & reading.value.isnull()
            if reading.kind is Kind.DATE:
                # An open end is a date that we read as blank on purpose.
                unread &= ~reading.text.re_search("9999|2099")
            yield (reading.elements[0], says), (unread, reading.text.notnull())

    def _count_unread(self, kept: ir.Table, asked: list[tuple[str, str]]) -> None:
        sums = {f"{what}_{n}": kept[f"_{what}_{n}"].sum() for n in range(len(asked)) for what in ("unread", "said")}
        got = self.engine.tables.to_pyarrow(kept.aggregate(**sums)).to_pylist()[0]
        for n, (element, says) in enumerate(asked):
            if got[f"unread_{n}"]:
                rows = kept.filter(kept[f"_unread_{n}"]).order_by("_at_row").select("_at_row").limit(20)
                numbers = tuple(self.engine.tables.to_pyarrow(rows)["_at_row"].to_pylist())
                self.issues.append(Issue(self.source, element, says, got[f"unread_{n}"], got[f"said_{n}"], numbers))

    def about(self, cells: Cells, reference: PersonReference) -> ir.StringValue:
        """
        Say whom a row is about, to be resolved when all extracts are structured.

        One text holds it all (`resolve.py` takes it apart), so that each reference is resolved once.
        """
        if reference.mention is not None:
            return ibis.literal(f"m{SEP}{self.source}{SEP}{reference.mention}{SEP}") + cells.table._ref
        assert reference.id is not None
        kind = "r" if reference.only == "responsible" else "k"
        return ibis.literal(f"{kind}{SEP}{reference.space}{SEP}") + cells.text(reference.id)


def _parted(table: ir.Table, each: Each) -> ir.Table:
    """Make one row of each part of a cell."""
    text = table[each.from_]
    if each.json_ is not None:
        parts = json_array(text, each.json_)
    else:
        for separator in each.split:
            text = text.replace(separator, "\x1f")
        parts = text.split("\x1f")
    table = table.mutate(**{PART: parts}).unnest(PART, offset="_part_at")
    part = json_item(table[PART]) if each.json_ is not None else table[PART]
    table = table.mutate(_part_no=table._part_at + 1, **{PART: part.strip().nullif("")}).drop("_part_at")
    return table.filter(table[PART].notnull())


def _holds(table: ir.Table, where: Where) -> ir.BooleanValue:
    said = table[where.element]
    if where.is_:
        return said.upper().isin([v.strip().upper() for v in where.is_])
    if where.not_:
        return said.isnull() | ~said.upper().isin([v.strip().upper() for v in where.not_])
    return said.notnull()
