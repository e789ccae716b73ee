"""Accounts for every element: it goes somewhere, or it is said why it does not."""

from collections.abc import Iterator

from plainview.agreements.council import Council
from plainview.agreements.entries import elements_read, entries
from plainview.agreements.problems import Problem

Uses = dict[tuple[str, str], list[str]]


def elements_used(council: Council) -> Uses:
    """
    Give the rules that read each element, by agreement and element.

    An element that another agreement's mapping looks up is used, and so is one by which people are withheld
    (rule "withholding").
    """
    used: Uses = {}
    for agreement, mapping in council.mappings.items():
        for entry in entries(mapping):
            for _, owner, name in elements_read(entry, agreement):
                rules = used.setdefault((owner, name), [])
                if (rule := f"{agreement}:{entry.rule}") not in rules:
                    rules.append(rule)
    for agreement_id, policy in council.agreements.items():
        for restricted in policy.restricted:
            used.setdefault((agreement_id, restricted.element), []).append("withholding")
        if policy.retention_from is not None:
            used.setdefault((agreement_id, policy.retention_from), []).append("retention")
        if agreement_id in council.mappings:
            for purge in council.mappings[agreement_id].purge:
                used.setdefault((agreement_id, purge.element), []).append("purge")
    return used


def accounting_problems(council: Council) -> Iterator[Problem]:
    """Give each element that goes nowhere without a reason, and each that does both."""
    used = elements_used(council)
    for agreement_id, mapping in council.mappings.items():
        agreement = council.agreements.get(agreement_id)
        if agreement is None:
            continue
        for element in agreement.elements:
            if (agreement_id, element.name) in used or element.name in mapping.not_used:
                continue
            file, line = council.agreement_line(agreement_id, element.name)
            what = f"'{element.name}' of agreement '{agreement_id}' goes nowhere, and nothing says why."
            do = f"Use it in {council.mapping_files[agreement_id]}, or put it in 'not_used' there with the reason."
            yield Problem("element-not-accounted-for", what, file, line, do)
        for name, reason in mapping.not_used.items():
            file, line = council.mapping_line(agreement_id, ("not_used", name))
            if agreement.element(name) is None:
                what = f"'not_used' names '{name}', which is not an element of agreement '{agreement_id}'."
                yield Problem("element-not-in-agreement", what, file, line, "Correct the name, or remove it.")
            elif rules := used.get((agreement_id, name)):
                what = f"'{name}' stands in 'not_used' and is used by {rules[0]}."
                yield Problem("element-used-and-not", what, file, line, "Remove it from one of the two.")
            if not reason.strip():
                what = f"'not_used' gives no reason for '{name}'."
                yield Problem("element-not-accounted-for", what, file, line, "Say why it is not used.")
