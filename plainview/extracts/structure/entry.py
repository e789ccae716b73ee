"""One mapping at work: its record sets, lookups, references, and the count of what could not be read."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date

import ibis
import ibis.expr.types as ir
import pyarrow as pa

from plainview.agreements.agreement import Agreement
from plainview.agreements.mapping import Cell, CodeList, Each, Lookup, Mapping, PersonReference, Where
from plainview.extracts.structure.cells import PART, Cells, Reading, among, json_array, json_item, lookup_key, walk
from plainview.extracts.structure.engine import Engine
from plainview.extracts.structure.raw import OWN
from plainview.vocabulary.tables import Kind

SEP = "\x1f"
_ROWS_AT_ONCE = 500_000
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


Made = Callable[[str, pa.Table], None]  # told of the rows of one source, by kind of thing


@dataclass(frozen=True, slots=True)
class Kept:
    """A table that an entry made, under a name of the engine."""

    name: str
    table: ir.Table


@dataclass(slots=True)
class Gathered:
    """
    The tables made by all mappings, one for each kind of thing.

    A mapping's parts are worked out and poured in when its source is done; what they were made of is let go.
    """

    engine: Engine
    prefix: str = ""
    _parts: defaultdict[str, list[tuple[pa.Schema, Iterator[pa.RecordBatch]]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    _served: list[str] = field(default_factory=list)
    kinds: dict[str, None] = field(default_factory=dict)

    def add(self, kind: str, table: ir.Table) -> None:
        """Keep one more part of the source at hand."""
        self._parts[kind].append((table.schema().to_pyarrow(), self.engine.stream(table, rows=_ROWS_AT_ONCE)))

    def part(self, kind: str, kept: Kept, columns: Iterable[str] | MappingOf[str, str], *, some: Iterable[str],
             said: MappingOf[str, str | bool] | None = None) -> None:  # fmt: skip
        """Keep, as one more part, columns of a table as it stands, of the rows that fill one of `some`."""
        named = columns if isinstance(columns, MappingOf) else {c: c for c in columns}
        whole = kept.table.schema().to_pyarrow()
        schema = pa.schema([
            *(pa.field(n, whole.field(c).type) for n, c in named.items()),
            *(pa.field(n, pa.bool_() if isinstance(v, bool) else pa.string()) for n, v in (said or {}).items()),
        ])  # fmt: skip
        rows = self.engine.part(kept.name, named, said=said or {}, some=list(some))
        self._parts[kind].append((schema, rows))

    def serves(self, name: str) -> None:
        """Note a table that is of no use once its source is done."""
        self._served.append(name)

    def pour(self, kind: str, rows: pa.Table) -> None:
        """Add rows to a kind of thing."""
        self.kinds[kind] = None
        self.engine.pour(self._name(kind), rows)

    def settle(self, made: Made) -> None:
        """Pour in all parts of the source at hand, and tell `made` of each."""
        for kind, parts in self._parts.items():
            # A kind of which no row came is still a table, and a source that is taken again says so too.
            waiting = [parts[0][0].empty_table()]
            for schema, part in parts:
                for batch in part:
                    # An engine makes an instant of a day and an interval; a day is what was said.
                    waiting.append(pa.Table.from_batches([batch]).cast(schema).select(waiting[0].column_names))
                    if sum(w.num_rows for w in waiting) >= _ROWS_AT_ONCE:
                        self._told(kind, waiting, made)
                        waiting = [waiting[0].slice(0, 0)]
            self._told(kind, waiting, made)
        self._parts.clear()
        for name in self._served:
            self.engine.drop(name)
        self._served.clear()

    def _told(self, kind: str, rows: list[pa.Table], made: Made) -> None:
        whole = pa.concat_tables(rows)
        if whole.num_rows or kind not in self.kinds:
            self.pour(kind, whole)
        made(kind, whole)

    def of(self, kind: str) -> ir.Table | None:
        """Give all rows of a kind; None if there are none."""
        return self.engine.poured(self._name(kind))

    def drop(self, kind: str) -> None:
        """Let a kind of thing go."""
        self.engine.drop(self._name(kind))

    def _name(self, kind: str) -> str:
        return f"{self.prefix}made_{kind}".replace(":", "_")


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
    _seen: set[tuple[object, ...]] = field(default_factory=set)
    _in: str = ""  # the record set of the entry at hand
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

        Only the elements that are asked for are carried along. `_other_refs` are the records looked up,
        each after its source: "source:reference".
        """
        asked = [inner for c in cells if c is not None for inner in walk(c)]
        self._in = in_
        table = self.sets[f"{self.source}:{in_}"]
        for w in where:
            table = table.filter(_holds(table, w))
        wanted = {c.from_ for c in asked if c.from_} | ({each.from_} if each else set())
        wanted |= {c.lookup.after for c in asked if c.lookup is not None and c.lookup.after is not None}
        table = table.select(*(c for c in table.columns if c in wanted or c in OWN))
        table = _parted(table, each) if each else table.mutate(_part_no=ibis.literal(1, type="int64"))
        looked_up: dict[tuple[str, Lookup], str] = {}
        found = none = ibis.literal([], type="array<string>")
        for cell in asked:
            if cell.lookup is None or lookup_key(cell) in looked_up:
                continue
            n = len(looked_up)
            table = self._joined(table, cell.from_, cell.lookup, n)
            looked_up[lookup_key(cell)] = f"_looked_{n}"
        for n in range(len(looked_up)):
            ref = table[f"_looked_ref_{n}"]
            found = found.concat(ibis.ifelse(ref.notnull(), ibis.array([ref]), none))
        return Cells(
            table.mutate(_other_refs=found), self.engine, self.mapping.reads, self.codes, looked_up,
            each.from_ if each else None, self.received_on,
        )  # fmt: skip

    def _joined(self, table: ir.Table, from_: str | None, lookup: Lookup, n: int) -> ir.Table:
        in_, on, take = lookup.in_, lookup.on, lookup.take
        other = self.sets.get(in_ if ":" in in_ else f"{self.source}:{in_}")
        if other is None:
            # The other extract did not come, or its agreement has ended: what is looked up there is not known.
            return table.mutate(**{f"_looked_{n}": ibis.null("string"), f"_looked_ref_{n}": ibis.null("string")})
        # Of several records with that key the last is taken, value and reference together.
        said = other.filter(other[on].notnull() & other[take].notnull(), *(_holds(other, w) for w in lookup.where))
        owner = ibis.literal(f"{in_.split(':', 1)[0] if ':' in in_ else self.source}:")
        if lookup.after is not None:
            return self._next(table, from_, lookup, said, owner, n)
        place = said._file.fill_null("") + said._row.cast("string").lpad(12, "0")  # files in the order of their names
        known = said.group_by(_on=said[on]).agg(
            **{f"_looked_{n}": said[take].argmax(place), f"_looked_ref_{n}": owner + said._ref.argmax(place)}
        )
        return table.left_join(known, table[from_] == known._on).drop("_on")

    def _next(
        self, table: ir.Table, from_: str | None, lookup: Lookup, said: ir.Table, owner: ir.StringValue, n: int
    ) -> ir.Table:
        """Join the nearest record with our key whose date is later than ours; of a day's several, the first in it."""
        read = Cells(table, self.engine, self.mapping.reads, self.codes).day
        later = said.select(_on=said[lookup.on], _day=read(said[lookup.take]), _take=said[lookup.take],
                            _their_ref=said._ref, _their_row=said._row)  # fmt: skip
        ours = table.select(_our=table._ref, _key=table[from_], _ours=read(table[lookup.after])).distinct()
        pairs = ours.join(later, (ours._key == later._on) & (later._day > ours._ours))
        place = pairs._day.cast("string") + pairs._their_row.cast("string").lpad(12, "0")
        known = pairs.group_by("_our").agg(
            **{f"_looked_{n}": pairs._take.argmin(place), f"_looked_ref_{n}": owner + pairs._their_ref.argmin(place)}
        )
        return table.left_join(known, table._ref == known._our).drop("_our")

    def keep(self, what: str, cells: Cells, columns: MappingOf[str, ir.Value], readings: Iterable[Reading]) -> Kept:
        """
        Materialise the columns of an entry, and count what could not be read, once for each way of reading an element.

        Both are done in one statement: compiling an expression costs more than running it.
        """
        self._count += 1
        unread = list(self._unread(readings))
        marks = {f"_unread_{n}": mark for n, (_, (mark, _)) in enumerate(unread)}
        said = {f"_said_{n}": mark for n, (_, (_, mark)) in enumerate(unread)}
        name = f"{what}_{self.source}_{self._count}".replace("-", "_").replace(":", "_")
        kept = self.engine.keep(name, cells.table.select(**columns, **marks, **said, _at_row=cells.table._row))
        self.made.serves(name)
        if unread:
            self._count_unread(Kept(name, kept), [key for key, _ in unread])
        return Kept(name, kept.select(*columns))

    def _unread(self, readings: Iterable[Reading]) -> Iterator[tuple[tuple[str, str], tuple[ir.Value, ir.Value]]]:
        for reading in readings:
            says = _SAYS.get(reading.kind)
            key = (self._in, reading.elements, reading.how, says)
            if says is None or not reading.elements or key in self._seen:
                continue
            self._seen.add(key)
            unread = reading.text.notnull() & reading.value.isnull()
            if reading.kind is Kind.DATE:
                # An open end is a date that we read as blank on purpose.
                unread &= ~reading.text.re_search("9999|2099")
            yield (reading.elements[0], says), (unread, reading.text.notnull())

    def _count_unread(self, made: Kept, asked: list[tuple[str, str]]) -> None:
        kept, marks = made.table, [f"_{what}_{n}" for n in range(len(asked)) for what in ("unread", "said")]
        got = dict(zip(marks, self.engine.true_in(made.name, marks), strict=True))
        for n, (element, says) in enumerate(asked):
            if got[f"_unread_{n}"]:
                rows = kept.filter(kept[f"_unread_{n}"]).order_by("_at_row").select("_at_row").limit(20)
                numbers = tuple(self.engine.tables.to_pyarrow(rows)["_at_row"].to_pylist())
                self.issues.append(Issue(self.source, element, says, got[f"_unread_{n}"], got[f"_said_{n}"], numbers))

    def about(self, cells: Cells, reference: PersonReference) -> ir.StringValue:
        """
        Say whom a row is about, to be resolved when all extracts are structured.

        One text holds it all (`resolve.py` takes it apart), so that each reference is resolved once.
        """
        if reference.mention is not None:
            return ibis.literal(f"m{SEP}{self.source}{SEP}{reference.mention}{SEP}") + cells.table._ref
        assert reference.id is not None
        kind = "r" if reference.only == "responsible" else "k"
        return ibis.literal(f"{kind}{SEP}{reference.space}{SEP}") + cells.key(reference.id)


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
        return among(said.upper(), [v.strip().upper() for v in where.is_])
    if where.not_:
        return said.isnull() | ~among(said.upper(), [v.strip().upper() for v in where.not_])
    return said.notnull()
