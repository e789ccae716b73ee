"""The coverage table: each element, where it goes, what uses it, or why nothing does."""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass

from plainview.agreements.check_accounting import elements_used
from plainview.agreements.council import Council
from plainview.agreements.lineage import Rule, lineage, split
from plainview.agreements.uses import Use, filling

HEADERS = ("Agreement", "Department", "Element", "Class", "Purposes", "Goes to", "Used by", "Why not used")


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One element of one agreement."""

    agreement: str
    department: str
    element: str
    legal_class: str
    purposes: tuple[str, ...]
    goes_to: tuple[str, ...]  # "referrals.need", "person child: surname", "withholding", "chooses rows of referrals"
    used_by: tuple[str, ...]  # names of the uses: factors, sentences, features
    why_not: str  # the mapping's reason, or "" when it goes somewhere

    def cells(self) -> tuple[str, ...]:
        """Give the row as texts, in the order of `HEADERS`."""
        return (self.agreement, self.department, self.element, self.legal_class, ", ".join(self.purposes),
                ", ".join(self.goes_to), ", ".join(self.used_by), self.why_not)  # fmt: skip


def coverage(council: Council, uses: Iterable[Use] = ()) -> list[CoverageRow]:
    """
    Give a row for every element of every agreement, in the order of the agreements.

    In:  a council, and the uses of the packages above (without them `used_by` is empty).
    """
    rules = lineage(council)
    goes_to: dict[tuple[str, str], list[str]] = {}
    used_by: dict[tuple[str, str], list[str]] = {}
    for rule in rules.values():
        for name in rule.elements():
            goes_to.setdefault(split(rule, name), []).extend(_goes(rule, name))
    for use in uses:
        for rule in filling(rules.values(), use.table, use.column):
            for name in (*rule.columns.get(use.column, ()), *rule.filters):
                used_by.setdefault(split(rule, name), []).append(use.by)
    for key, readers in elements_used(council).items():
        for by in ("withholding", "retention", "purge"):
            if by in readers:
                goes_to.setdefault(key, []).append(by)
    found = []
    for agreement in council.agreements.values():
        mapping = council.mappings.get(agreement.id)
        for element in agreement.elements:
            key = (agreement.id, element.name)
            found.append(
                CoverageRow(
                    agreement=agreement.id,
                    department=agreement.department,
                    element=element.name,
                    legal_class=element.legal_class.value,
                    purposes=tuple(p.value for p in element.purposes),
                    goes_to=tuple(dict.fromkeys(goes_to.get(key, ()))),
                    used_by=tuple(dict.fromkeys(used_by.get(key, ()))),
                    why_not=mapping.not_used.get(element.name, "") if mapping is not None else "",
                )
            )
    return found


def coverage_markdown(rows: Iterable[CoverageRow]) -> str:
    """Give the table as Markdown, a heading and a table for each agreement."""
    lines: list[str] = []
    last = None
    for row in rows:
        if row.agreement != last:
            lines += ["", f"## {row.agreement}", "", f"{row.department}.", ""]
            lines += ["| " + " | ".join(HEADERS[2:]) + " |", "| " + " | ".join("---" for _ in HEADERS[2:]) + " |"]
            last = row.agreement
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in row.cells()[2:]) + " |")
    return "\n".join(lines).lstrip("\n") + "\n"


def coverage_csv(rows: Iterable[CoverageRow]) -> str:
    """Give the table as CSV, with a header."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(HEADERS)
    writer.writerows(row.cells() for row in rows)
    return out.getvalue()


def _goes(rule: Rule, name: str) -> list[str]:
    spoken = f"person {rule.id.rpartition('.')[2]}" if rule.table == "people" else rule.table
    said = []
    for column, elements in rule.columns.items():
        if name in elements:
            leads = name in rule.joins.get(column, ())
            where = f"{spoken}: {column}" if rule.table == "people" else f"{spoken}.{column}"
            said.append(f"leads to {where}" if leads else where)
    if name in rule.filters:
        said.append(f"chooses rows of {spoken}")
    if name in rule.reference:
        said.append(f"{spoken}: key" if rule.table == "people" else f"whom {spoken} is about")
    return said
