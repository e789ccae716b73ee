"""Explains, in plain words, one element or a whole agreement: what is agreed, where it goes, what is held back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from plainview.agreements.agreement import Agreement, Element
from plainview.agreements.council import Council
from plainview.agreements.coverage import CoverageRow, coverage
from plainview.agreements.uses import Use
from plainview.vocabulary.purposes import Purpose


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


_FOR = {
    Purpose.MATCHING: "to tell who is who, inside the bridge alone",
    Purpose.DISPLAY: "to be shown to officers whose role allows it",
    Purpose.MODELLING: "for models",
    Purpose.MONITORING: "for equality monitoring and nothing else",
}
_NAMED_AT_MOST = 12


def explain_agreement(council: Council, agreement: Agreement, uses: Iterable[Use] = (), *, on: date) -> str:
    """
    Say what one agreement lets in, for what, where it goes, what uses it, and what is held back and why.

    In: the council, one of its agreements, the uses of the packages above, the day.
    """
    rows = [row for row in coverage(council, uses) if row.agreement == agreement.id]
    file, _ = council.agreement_line(agreement.id)
    lines = [
        f"{agreement.id}: {agreement.title}",
        f"  {agreement.department} shares it from {agreement.system}; {agreement.owner} answers for it. "
        f"Written in {file}.",
        f"  {_state(agreement, on)} A row is kept for {agreement.retention_months} months.",
        f"  What enters: {len(agreement.elements)} elements of the files {', '.join(agreement.patterns)}. "
        "Any other column is not read.",
    ]
    for purpose, plain in _FOR.items():
        names = [e.name for e in agreement.elements if agreement.shared(e.name, purpose, on)]
        if names:
            lines.append(f"    {len(names)} {plain}: {_some(names)}")
    lines += _goes(rows)
    lines += _held_back(agreement, rows, on)
    return "\n".join(lines)


def _state(agreement: Agreement, on: date) -> str:
    if on < agreement.starts:
        return f"It begins on {agreement.starts}; until then nothing of it is used."
    if on >= agreement.ends:
        return f"It ended on {agreement.ends}; nothing of it is used since."
    return f"In force from {agreement.starts} up to {agreement.ends}, {(agreement.ends - on).days} days from now."


def _goes(rows: list[CoverageRow]) -> list[str]:
    tables: dict[str, list[str]] = {}
    used: dict[str, dict[str, None]] = {}
    for row in rows:
        for place in row.goes_to:
            bare = place.removeprefix("leads to ")
            table, dot, column = bare.partition(".")
            who, colon, field = bare.partition(": ")
            if bare.startswith("person ") and colon:
                tables.setdefault(who, []).append(f"{field} from {row.element}")
            elif dot:
                tables.setdefault(table, []).append(f"{column} from {row.element}")
        for use in row.used_by:
            kind, _, name = use.partition(" ")
            used.setdefault(kind, {})[name.strip("'")] = None
    lines = ["  Where it goes:"] if tables else ["  Where it goes: into no table."]
    lines += [f"    {table}: {_some(list(dict.fromkeys(columns)))}" for table, columns in tables.items()]
    if used:
        lines.append("  What uses it:")
        lines += [f"    {kind} ({len(names)}): {_some(list(names))}" for kind, names in used.items()]
    else:
        lines.append("  What uses it: no factor and no sentence.")
    return lines


def _held_back(agreement: Agreement, rows: list[CoverageRow], on: date) -> list[str]:
    lines = []
    for rule in agreement.restricted:
        how = "left out in every source" if rule.rule == "leave_out" else f"kept from all but {', '.join(rule.roles)}"
        lines.append(f"    people whose {rule.element} is {' or '.join(rule.values)}: {how}")
    for row in rows:
        element = agreement.element(row.element)
        if element is not None and element.until is not None and on >= element.until:
            lines.append(f"    {row.element}: not shared since {element.until}")
        elif row.why_not:
            lines.append(f"    {row.element}: {row.why_not}")
    return ["  What is held back, and why:", *lines] if lines else ["  What is held back: nothing."]


def _some(names: list[str]) -> str:
    left = len(names) - _NAMED_AT_MOST
    return ", ".join(names[:_NAMED_AT_MOST]) + (f", and {left} more" if left > 0 else "")
