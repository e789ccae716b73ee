"""Runs mappings over record sets and gathers `Structured`."""

from collections.abc import Iterable
from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field
from datetime import date

import ibis.expr.types as ir
import pyarrow as pa

from plainview.agreements.agreement import Agreement
from plainview.agreements.mapping import CodeList, Mapping
from plainview.extracts.structure import entries, raw, resolve
from plainview.extracts.structure.engine import Engine
from plainview.extracts.structure.entry import Entry, Gathered, Issue, Made
from plainview.extracts.structured import Structured
from plainview.vocabulary.errors import PlainviewError


class CouldNotStructure(PlainviewError):
    """A mapping asks for what its record sets do not hold, or too many codes are unknown."""

    slug = "could-not-structure"

    def __init__(self, what: str, *, where: str = "", do: str = "", slug: str = "could-not-structure") -> None:
        self.slug = slug
        super().__init__(what, where=where, do=do)


class TooManyCodesUnknown(CouldNotStructure):
    """A larger share of an element's codes than the mapping allows is in no list; all else of the extract is made."""

    slug = "code-unknown"

    def __init__(self, issues: list[Issue], what: str, *, where: str, do: str) -> None:
        self.issues = tuple(issues)
        super().__init__(what, where=where, do=do, slug="code-unknown")


def _no_one(kind: str, rows: pa.Table) -> None:
    """Nobody asked to be told."""


@dataclass(slots=True)
class Structurer:
    """
    Holds the tables made so far. Give each extract to `add` once, then ask `finish`.

    All tables live on `engine`, of the bridge's side.
    """

    engine: Engine
    codes: MappingOf[str, CodeList]
    sign: raw.Sign
    issues: list[Issue] = field(default_factory=list)
    sets: dict[str, ir.Table] = field(default_factory=dict)  # "agreement:record_set": text without blanks
    prefix: str = ""  # of the tables' names, to keep two sets of them apart
    _made: Gathered = field(init=False)
    _own_spaces: set[str] = field(default_factory=set)

    def __post_init__(self) -> None:
        self._made = Gathered(self.engine, self.prefix)

    def load(self, *, source: str, record_set: str, schema: pa.Schema, batches: Iterable[pa.RecordBatch],
             blanks: tuple[str, ...], made: Made = _no_one, to_look_into: bool = False) -> int:  # fmt: skip
        """
        Load one record set; all sets are loaded before `add`, since a mapping may look into another extract.

        In:     `made` is told of the rows as received, kind "rows"; `to_look_into`: the source itself is taken by
                `again`, and others look into its record sets.
        """

        def as_received(rows: pa.Table) -> None:
            self._made.pour("rows", rows)
            made("rows", rows)

        name = f"text_{_safe(source)}_{_safe(record_set)}"
        text, rows = raw.load(
            engine=self.engine, name=name, source=source, record_set=record_set, schema=schema,
            batches=batches, sign=self.sign, blanks=blanks, received=None if to_look_into else as_received,
        )  # fmt: skip
        self.sets[f"{source}:{record_set}"] = text
        return rows

    def again(self, *, mapping: Mapping, kinds: Iterable[tuple[str, pa.Table]], issues: Iterable[Issue]) -> None:
        """Take what was made of a source before, in place of `load` and `add`."""
        self._own_spaces |= {p.id.space for p in mapping.people if p.id}
        for kind, rows in kinds:
            self._made.pour(kind, rows)
        self.issues += issues

    def add(self, *, agreement: Agreement, mapping: Mapping, received_on: date, made: Made = _no_one) -> list[Issue]:
        """
        Make all that one mapping says of its extract.

        In:     `made` is told of all that was made, by kind of thing.
        Out:    what could not be read, by element: counts and row numbers, no values.
        Raises: CouldNotStructure, if more codes are unknown than the mapping allows.
        """
        entry = Entry(
            engine=self.engine, agreement=agreement, mapping=mapping, codes=self.codes, sets=self.sets,
            received_on=received_on, made=self._made,
        )  # fmt: skip
        self._own_spaces |= {p.id.space for p in mapping.people if p.id}
        entries.restricted(entry)
        entries.people(entry)
        entries.properties(entry)
        entries.staff(entry)
        entries.same(entry)
        entries.relationships(entry)
        entries.tables(entry)
        entries.observations(entry)
        entries.characteristics(entry)
        entries.notes(entry)
        self._made.settle(made)
        self.issues += entry.issues
        self._refuse_unknown_codes(entry)
        return entry.issues

    def finish(self) -> Structured:
        """Resolve whom each row is about, and give all tables together."""
        made = resolve.finish(self.engine, self._made, self._own_spaces, self.prefix)
        self._refuse_withholding_no_one(made)
        return made

    def _refuse_withholding_no_one(self, made: Structured) -> None:
        """A flag that reaches nobody and no home, in all its rows, is a mapping that does not say whose it is."""
        flagged = self._made.of("flagged")
        if flagged is None or made.restricted is None:
            return
        told = flagged.select("source").distinct().anti_join(made.restricted, "source")
        if made.marked_homes is not None:
            told = told.anti_join(made.marked_homes, "source")
        if sources := sorted(told.to_pyarrow().column("source").to_pylist()):
            raise CouldNotStructure(
                "Its rows that are marked as restricted lead to no person and no home, so no one would be withheld.",
                where=f"Extract: {', '.join(sources)}.",
                do="Say in the mapping whose those rows are: a person ('people'), a fact about one, or a home "
                "('properties'), of the same record set.",
                slug="restricted-reaches-no-one",
            )

    def _refuse_unknown_codes(self, entry: Entry) -> None:
        for issue in entry.issues:
            if issue.kind == "code_unknown" and issue.rows > entry.mapping.reads.unknown_codes_at_most * issue.said:
                raise TooManyCodesUnknown(
                    entry.issues,
                    f"{issue.rows} of {issue.said} values of '{issue.element}' are in no code list of the mapping.",
                    where=f"Extract: {entry.agreement.id}. At most {entry.mapping.reads.unknown_codes_at_most:.0%} "
                    "may be unknown.",
                    do="Add the codes to the list in codes/, or ask the department what changed; or raise "
                    "'unknown_codes_at_most' for one refresh, and find the rows in its data-quality report.",
                )


def _safe(name: str) -> str:
    return "".join(c if c.isalnum() else "_" for c in name)
