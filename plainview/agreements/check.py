"""Checks that a council's agreements, mappings and code lists hold together, before any data is read."""

from collections.abc import Iterator
from datetime import date

from plainview.agreements.agreement import Agreement
from plainview.agreements.check_accounting import accounting_problems
from plainview.agreements.check_cells import cell_problems, reads_problems
from plainview.agreements.check_entries import entry_problems, lookup_cycle_problems
from plainview.agreements.check_purposes import purpose_problems
from plainview.agreements.council import Council
from plainview.agreements.problems import Problem

WARNED_DAYS = (90, 30, 7)  # before an agreement ends


def check(council: Council, on: date | None = None) -> list[Problem]:
    """
    Give all that is wrong with the policy, errors before warnings.

    In:  a council as read; `on`, the day for which agreements must be in force (None: not asked).
    Out: problems with file and line. A warning is told and stops nothing: an agreement that has ended
         stops its own elements and no others.
    """
    found = [
        *_pairs(council),
        *_held_apart(council),
        *entry_problems(council),
        *lookup_cycle_problems(council),
        *cell_problems(council),
        *reads_problems(council),
        *accounting_problems(council),
        *purpose_problems(council),
        *_merging(council),
    ]
    if on is not None:
        for agreement in council.agreements.values():
            found += _in_force(council, agreement, on)
    once = list(dict.fromkeys(found))
    return sorted(once, key=lambda p: p.level == "warning")


def _pairs(council: Council) -> Iterator[Problem]:
    for name, file in council.agreement_files.items():
        if name not in council.mappings:
            do = f"Write '{file.replace('agreements/', 'mappings/', 1)}', or remove the agreement."
            yield Problem("agreement-without-mapping", f"agreement '{name}' has no mapping.", file, 1, do)
    for name, file in council.mapping_files.items():
        line = council.documents[file].line(("agreement",))
        if name not in council.agreements:
            do = "Correct the name, or write the agreement: nothing enters without one."
            yield Problem("mapping-without-agreement", f"there is no agreement '{name}'.", file, line, do)
            continue
        expected = council.agreement_files[name].replace("agreements/", "mappings/", 1)
        if file != expected:
            what = f"the mapping of '{name}' has another file name than its agreement."
            yield Problem("mapping-file-name", what, file, line, f"Rename it to '{expected}'.")


def _merging(council: Council) -> Iterator[Problem]:
    """A source that outranks others must be one of the council's."""
    merging = council.settings.merging
    document = council.documents["council.yaml"]
    for place, names in (("strongest_first", merging.strongest_first), *merging.by_field.items()):
        at = ("merging", place) if place == "strongest_first" else ("merging", "by_field", place)
        for name in sorted(set(names) - set(council.agreements)):
            what = f"'{name}' is to outrank other sources, and there is no such agreement."
            do = "Correct the name, or take it out of 'merging'."
            yield Problem("merging-unknown-source", what, "council.yaml", document.line(at), do)


def _held_apart(council: Council) -> Iterator[Problem]:
    """Lists that may never be mixed with the ordinary tables: their mapping accounts for elements and makes nothing."""
    for name, mapping in council.mappings.items():
        agreement = council.agreements.get(name)
        if agreement is None or agreement.kind != "held_apart":
            continue
        sections = ("people", "same", "relationships", "tables", "observations", "characteristics", "notes", "staff",
                    "properties")  # fmt: skip
        for section in sections:
            if getattr(mapping, section):
                file, line = council.mapping_line(name, (section,))
                what = f"'{name}' is held apart, and its mapping fills '{section}'."
                do = "Put its elements in 'not_used' with the reason: such a list is never mixed with the tables."
                yield Problem("held-apart-not-mixed", what, file, line, do)


def _in_force(council: Council, agreement: Agreement, on: date) -> Iterator[Problem]:
    file = council.agreement_files[agreement.id]
    document = council.documents[file]
    if on < agreement.starts:
        what = f"agreement '{agreement.id}' begins on {agreement.starts}; until then none of its elements is used."
        do = "Nothing, if that is right; else correct 'starts'."
        yield Problem("agreement-not-in-force", what, file, document.line(("starts",)), do, "warning")
    elif on >= agreement.ends:
        what = f"agreement '{agreement.id}' ended on {agreement.ends}; none of its elements is used since."
        do = f"Ask its owner ({agreement.owner}) to renew it, then change 'ends'."
        yield Problem("agreement-not-in-force", what, file, document.line(("ends",)), do, "warning")
    elif within := [days for days in WARNED_DAYS if (agreement.ends - on).days <= days]:
        left = (agreement.ends - on).days
        what = f"agreement '{agreement.id}' ends on {agreement.ends}, in {left} days (within {min(within)})."
        do = (
            f"Ask its owner ({agreement.owner}) whether it will be renewed; `plainview agreement {agreement.id}` says "
            "what stops if it is not."
        )
        yield Problem("agreement-ends-soon", what, file, document.line(("ends",)), do, "warning")
    for i, element in enumerate(agreement.elements):
        if element.until is not None and on >= element.until and on < agreement.ends:
            what = f"'{element.name}' of agreement '{agreement.id}' is not used since {element.until}."
            do = f"Nothing, if that is right; else ask its owner ({agreement.owner})."
            line = document.line(("elements", i, "until"))
            yield Problem("agreement-not-in-force", what, file, line, do, "warning")
