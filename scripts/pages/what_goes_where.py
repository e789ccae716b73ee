"""docs/reference/coverage.md: each element that Larkmere shares, where it goes and what uses it, or why none."""

import re
from collections.abc import Iterable
from itertools import groupby
from pathlib import Path

from plainview.agreements.coverage import CoverageRow, coverage
from plainview.pipeline.policy import look
from scripts.pages import MADE, table

COUNCIL = "plainview/synthetic/larkmere/council"
_HEAD = """# What goes where

Every element that Larkmere's agreements share: where it goes, which factor or sentence uses it, or why nothing does.
Your own council's page is `plainview --council DIR coverage`.

*Used by* says what reads the element today. Names, numbers and addresses are used by the bridge, to tell who is who.
Some elements are kept for an officer's or an analyst's later question and read by nothing yet: the page says so.
"""
# What reads an element that no factor and no sentence asks for, by the first word of where it goes.
_BY_PLACE = (
    ("person ", "the bridge: who is who"),
    ("same", "the bridge: who is who"),
    ("relationships", "the bridge: families"),
    ("whom ", "the bridge: whom a row is about"),
    ("properties", "the bridge: households"),
    ("withholding", "the bridge: who is withheld"),
    ("characteristics", "equality monitoring alone"),
    ("staff", "who works with them"),
    ("notes", "the bridge: kept with the note"),
)


def page(root: Path) -> str:
    """Give the page, in the order of departments and agreements."""
    policy, _ = look(root / COUNCIL, on=None)
    titles = {a.id: a.title for a in policy.council.agreements.values()}
    held_apart = {a.id for a in policy.council.agreements.values() if a.kind == "held_apart"}
    rows = sorted(coverage(policy.council, policy.uses), key=lambda r: (r.department, r.agreement))
    lines = [MADE.format(source=COUNCIL), "", _HEAD, "## Counts", "", *_counts(rows, titles)]
    for department, of_department in groupby(rows, key=lambda r: r.department):
        lines += ["", f"## {department}"]
        for agreement, of_agreement in groupby(of_department, key=lambda r: r.agreement):
            lines += ["", f"### {titles[agreement]}", "", f"Agreement `{agreement}`."]
            if agreement in held_apart:
                lines[-1] += " Held apart: never mixed with the ordinary tables."
            lines += ["", *_elements(of_agreement)]
    return "\n".join(lines) + "\n"


def _counts(rows: list[CoverageRow], titles: dict[str, str]) -> list[str]:
    told: list[tuple[str, ...]] = []
    for (department, agreement), group in groupby(rows, key=lambda r: (r.department, r.agreement)):
        told.append((department, titles[agreement], *_numbers(list(group))))
    told.append(("**all**", f"{len(told)} agreements", *_numbers(rows)))
    return table(("department", "agreement", "elements", "used by factors or sentences", "used in other ways",
                  "kept, read by nothing yet", "not used"), told)  # fmt: skip


def _numbers(rows: list[CoverageRow]) -> tuple[str, ...]:
    asked = sum(bool(r.used_by) for r in rows)
    unused = sum(not r.goes_to for r in rows)
    otherwise = sum(not r.used_by and bool(r.goes_to) and bool(_by_place(r)) for r in rows)
    return tuple(str(n) for n in (len(rows), asked, otherwise, len(rows) - asked - unused - otherwise, unused))


def _elements(rows: Iterable[CoverageRow]) -> list[str]:
    told = [
        (f"`{r.element}`", r.legal_class.replace("_", " "), ", ".join(r.purposes) or "none", _places(r), _used(r))
        for r in rows
    ]
    return table(("element", "class", "shared for", "goes to", "used by, or why not"), told)


def _places(row: CoverageRow) -> str:
    return ", ".join(f"`{p}`" if re.fullmatch(r"[a-z_]+\.[a-z_]+", p) else p for p in row.goes_to)


def _used(row: CoverageRow) -> str:
    if not row.goes_to:
        return f"Not used: {row.why_not}"
    factors = [f"[{name}](factors.md#{name})" for name in _named(row, "factor")]
    tables = dict.fromkeys(name.split(".")[0] for name in _named(row, "sentence"))
    said = ["factors " + ", ".join(factors)] if factors else []
    said += ["sentences of " + ", ".join(f"`{t}`" for t in tables)] if tables else []
    return "; ".join(said) or "; ".join(_by_place(row)) or "nothing yet: kept for a later question"


def _named(row: CoverageRow, kind: str) -> list[str]:
    found = (re.fullmatch(rf"{kind} '(.+)'", use) for use in row.used_by)
    return [match[1] for match in found if match]


def _by_place(row: CoverageRow) -> list[str]:
    places = [place.removeprefix("leads to ").removeprefix("chooses rows of ") for place in row.goes_to]
    return list(dict.fromkeys(why for start, why in _BY_PLACE if any(p.startswith(start) for p in places)))
