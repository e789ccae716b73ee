"""Explains one element: what its agreement says and where it goes."""

from collections.abc import Iterable
from dataclasses import dataclass

from plainview.agreements.agreement import Agreement, Element
from plainview.agreements.council import Council
from plainview.agreements.coverage import CoverageRow, coverage
from plainview.agreements.uses import Use


@dataclass(frozen=True, slots=True)
class ElementExplained:
    """One element of one agreement, with file and line."""

    agreement: Agreement
    element: Element
    file: str
    line: int | None
    row: CoverageRow

    def told(self) -> str:
        """Give it as a few plain lines."""
        one, agreement = self.element, self.agreement
        lines = [
            f"{agreement.id}: {one.name}",
            f"  {one.meaning}",
            f"  Agreement: {agreement.title} ({agreement.reference}), {agreement.department}, {agreement.system}; "
            f"from {agreement.starts} up to {agreement.ends}.",
            f"  Owner: {agreement.owner}. Written in {self.file}:{self.line}.",
            f"  Class: {one.legal_class.value}, {one.sensitivity.replace('_', ' ')}.",
            f"  May be used for: {', '.join(p.value for p in one.purposes) or 'nothing'}"
            + (f", up to {one.until}." if one.until else "."),
        ]
        if self.row.goes_to:
            lines.append(f"  Goes to: {', '.join(self.row.goes_to)}.")
        if self.row.used_by:
            lines.append(f"  Used by: {', '.join(self.row.used_by)}.")
        if self.row.why_not:
            lines.append(f"  Not used: {self.row.why_not}")
        return "\n".join(lines)


def explain_element(council: Council, text: str, uses: Iterable[Use] = ()) -> list[ElementExplained]:
    """
    Give what each agreement says of an element.

    In:  the element's name, or "agreement-id:NAME", compared without case.
    Out: one for each agreement that lists it; empty when none does, and so it may not enter.
    """
    wanted = text.strip().casefold()
    rows = {(row.agreement, row.element): row for row in coverage(council, uses)}
    found = []
    for agreement in council.agreements.values():
        for element in agreement.elements:
            if wanted in {element.name.casefold(), f"{agreement.id}:{element.name}".casefold()}:
                file, line = council.agreement_line(agreement.id, element.name)
                row = rows[(agreement.id, element.name)]
                found.append(ElementExplained(agreement, element, file, line, row))
    return found
