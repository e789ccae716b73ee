"""One mapping at work: its record sets, lookups, references, and the count of what could not be read."""

from collections import defaultdict
from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date

import ibis
import ibis.expr.types as ir

from plainview.agreements.agreement import Agreement
from plainview.agreements.mapping import Cell, CodeList, Each, Mapping, PersonReference, Where
from plainview.extracts.structure.cells import PART, Cells, Reading, json_array, json_item, lookup_key, walk
from plainview.vocabulary.tables import Kind

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

    backend: ibis.BaseBackend
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

    def rows(self, in_: str, where: Iterable[Where] = (), each: Each | None = None) -> ir.Table:
        """Give the rows of a record set that an entry is about, one for each part where it says so."""
        table = self.sets[f"{self.source}:{in_}"]
        for w in where:
            table = table.filter(_holds(table, w))
        if each is None:
            return table.mutate(_part_no=ibis.literal(1, type="int64"))
        text = table[each.from_]
        if each.json_ is not None:
            parts = json_array(text, each.json_)
        else:
            for separator in each.split:
                text = text.replace(separator, "\x1f")
            parts = text.split("\x1f")
        table = table.mutate(**{PART: parts}).unnest(PART, offset="_part_at")
        if each.json_ is not None:
            table = table.mutate(**{PART: json_item(table[PART])})
        table = table.mutate(_part_no=table._part_at + 1, **{PART: table[PART].strip().nullif("")}).drop("_part_at")
        return table.filter(table[PART].notnull())

    def cells(self, table: ir.Table, cells: Iterable[Cell | None], each: Each | None = None) -> Cells:
        """Join what the cells look up, and give their compiler. `_other_refs` are the records looked up."""
        looked_up: dict[tuple[str, str, str, str], str] = {}
        refs: list[str] = []
        for cell in (inner for c in cells if c is not None for inner in walk(c)):
            if cell.lookup is None or lookup_key(cell) in looked_up:
                continue
            n = len(looked_up)
            from_, in_, on, take = lookup_key(cell)
            other = self.sets[in_ if ":" in in_ else f"{self.source}:{in_}"]
            known = other.filter(other[on].notnull()).group_by(_on=other[on]).agg(
                **{f"_looked_{n}": other[take].max(), f"_looked_ref_{n}": other._ref.min()}
            )  # fmt: skip
            table = table.left_join(known, table[from_] == known._on).drop("_on")
            looked_up[lookup_key(cell)] = f"_looked_{n}"
            refs.append(f"_looked_ref_{n}")
        none = ibis.literal([], type="array<string>")
        found = none
        for ref in refs:
            found = found.concat(ibis.ifelse(table[ref].notnull(), ibis.array([table[ref]]), none))
        return Cells(
            table.mutate(_other_refs=found), self.mapping.reads, self.codes, looked_up, each.from_ if each else None,
            self.received_on,
        )

    def keep(self, kind: str, table: ir.Table) -> ir.Table:
        """Materialise a part, so that later steps read columns and not the whole expression again."""
        self._count += 1
        name = f"{kind}_{self.source}_{self._count}".replace("-", "_").replace(":", "_")
        kept = self.backend.create_table(name, table, overwrite=True)
        self.made.add(kind, kept)
        return kept

    def count_unread(self, table: ir.Table, readings: Iterable[Reading]) -> None:
        """Count the rows whose text could not be read as its kind, once for each element."""
        asked: dict[str, tuple[str, str]] = {}
        sums: dict[str, ir.Value] = {}
        for reading in readings:
            says = _SAYS.get(reading.kind)
            if says is None or not reading.elements:
                continue
            element = reading.elements[0]
            if (element, says) in self._seen:
                continue
            self._seen.add((element, says))
            unread = reading.text.notnull() & reading.value.isnull()
            if reading.kind is Kind.DATE:
                # An open end is a date that we read as blank on purpose.
                unread &= ~reading.text.contains("9999") & ~reading.text.contains("2099")
            n = f"n{len(asked)}"
            asked[n] = (element, says)
            sums[n] = unread.sum()
            sums[n + "_said"] = reading.text.notnull().sum()
            sums[n + "_rows"] = ibis.ifelse(unread, table._row, ibis.null("int64")).collect()[:20]
        if not sums:
            return
        got = self.backend.to_pyarrow(table.aggregate(**sums)).to_pylist()[0]
        for n, (element, says) in asked.items():
            if got[n]:
                numbers = tuple(sorted(r for r in got[n + "_rows"] or () if r is not None))[:20]
                self.issues.append(Issue(self.source, element, says, got[n], got[n + "_said"], numbers))

    def about(self, cells: Cells, reference: PersonReference) -> dict[str, ir.Value]:
        """Give the columns that say whom a row is about, to be resolved when all extracts are structured."""
        none = ibis.null("string")
        if reference.mention is not None:
            return {"about_mention": ibis.literal(reference.mention), "about_space": none, "about_id": none,
                    "about_responsible": ibis.literal(False)}  # fmt: skip
        assert reference.id is not None
        return {
            "about_mention": none,
            "about_space": ibis.literal(reference.space),
            "about_id": cells.text(reference.id),
            "about_responsible": ibis.literal(reference.only == "responsible"),
        }


def _holds(table: ir.Table, where: Where) -> ir.BooleanValue:
    said = table[where.element]
    if where.is_:
        return said.upper().isin([v.strip().upper() for v in where.is_])
    if where.not_:
        return said.isnull() | ~said.upper().isin([v.strip().upper() for v in where.not_])
    return said.notnull()
