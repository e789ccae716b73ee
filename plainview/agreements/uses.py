"""What reads a column for a purpose (a factor, a sentence, a feature), and whether the agreements let it."""

from collections.abc import Iterable
from dataclasses import dataclass

from plainview.agreements.check_purposes import SLUG, lacking, said_of, what_to_do
from plainview.agreements.council import Council
from plainview.agreements.lineage import Rule, lineage, split
from plainview.agreements.problems import Problem
from plainview.vocabulary.purposes import Purpose
from plainview.vocabulary.tables import PROVENANCE, TABLES


@dataclass(frozen=True, slots=True)
class Use:
    """That something reads a column for a purpose. `by` is as a person would say it: "factor 'rent_arrears'"."""

    by: str
    table: str
    column: str
    purpose: Purpose
    file: str
    line: int | None
    can_do_without: bool = False  # it leaves out what is not there, as a sentence does


def check_uses(council: Council, uses: Iterable[Use]) -> list[Problem]:
    """
    Give each use that an agreement does not allow, at the line of the use.

    In:  a council and the uses of the packages above.
    Out: an error for each element that lacks the purpose, even if another source's element has it, and a
         warning where the reader can do without; a warning (`nothing-fills`) for a column that no mapping
         fills. Tables that are made from all sources together have no rule to ask.
    """
    rules = tuple(lineage(council).values())
    found: list[Problem] = []
    for use in uses:
        table = TABLES.get(use.table)
        if table is None or (use.column not in table.by_name and use.column not in PROVENANCE):
            what = f"{use.by} reads '{use.table}.{use.column}', which there is not."
            found.append(Problem("column-not-known", what, use.file, use.line, "Correct the table or the column."))
        elif table.mapped:
            found += _use(council, rules, use)
    return list(dict.fromkeys(found))


def filling(rules: Iterable[Rule], table: str, column: str) -> list[Rule]:
    """Give the rules that fill a column; for a provenance column, those that fill the table."""
    return [r for r in rules if r.table == table and (column in r.columns or column in PROVENANCE)]


def _use(council: Council, rules: Iterable[Rule], use: Use) -> list[Problem]:
    fill = filling(rules, use.table, use.column)
    if not fill:
        what = f"{use.by} reads '{use.table}.{use.column}', and no mapping fills it."
        do = "Nothing, if that source is not connected yet; else correct the column, or add it to a mapping."
        return [Problem("nothing-fills", what, use.file, use.line, do, "warning")]
    found = []
    for rule in fill:
        names = (*rule.columns.get(use.column, ()), *rule.filters)
        for name in lacking(council, rule, use.column, names, (use.purpose,)):
            owner, own_name = split(rule, name)
            what = (
                f"{said_of(council, owner, own_name)}, and {use.by} wants it for {use.purpose} "
                f"(as '{use.table}.{use.column}', by {rule.id})."
            )
            do = what_to_do(council, owner, own_name, f"drop the column from {use.by}")
            if use.can_do_without:
                what, do = f"{what[:-1]}; it is left out there.", f"Nothing, if that is meant. {do}"
            found.append(Problem(SLUG, what, use.file, use.line, do, "warning" if use.can_do_without else "error"))
    return found
