"""Where a sentence comes from: the sentence, the factors, the entry of the mapping, the agreement, the record."""

from collections.abc import Mapping
from dataclasses import dataclass

from plainview.factors.definition import Definition
from plainview.summaries.sentences import Sentences
from plainview.summaries.summary import Statement
from plainview.summaries.wording import said_date
from plainview.vocabulary.tables import TABLES


@dataclass(frozen=True, slots=True)
class Explanation:
    """The way from a record to a sentence, in plain words, outermost first."""

    text: str
    lines: tuple[str, ...]


def explain(
    statement: Statement,
    *,
    sentences: Sentences,
    definitions: Mapping[str, Definition],
    mapping_lines: Mapping[str, str] | None = None,
) -> Explanation:
    """
    Say how a statement came about.

    In:  `mapping_lines`: by rule id, file and line of the mapping's entry ("mappings/csc-referrals.yaml:41").
    """
    lines = [f"What it means: {statement.definition}"]
    declared = sentences.tables.get(statement.table)
    name = statement.sentence.partition(".")[2]
    written = next((s for s in declared.sentences if s.id == name), None) if declared else None
    if written is not None:
        text = written.text or (written.closed if statement.is_closed else written.open)
        lines.append(f"Written by the sentence '{statement.sentence}': {text}")
    grain = TABLES[statement.table].grain
    where = (mapping_lines or {}).get(statement.rule)
    lines.append(f"From the table '{statement.table}' (one row per {grain}), filled by '{statement.rule}'.")
    if where is not None:
        lines.append(f"That entry stands in {where}.")
    for factor in statement.factors:
        definition = definitions.get(factor)
        if definition is not None:
            said = f"Counts as: {definition.label} (version {definition.version}, {definition.owner})."
            lines += [said, f"It counts when: {definition.counts_when}"]
    for evidence in statement.evidence:
        fields = ", ".join(evidence.elements) or "no field of its own"
        recorded = f", recorded {said_date(evidence.recorded_on)}" if evidence.recorded_on else ""
        lines.append(
            f"Record {evidence.record_ref} of {evidence.agreement} ({evidence.system}): {fields}{recorded}; "
            f"refreshed {said_date(evidence.refreshed_on)}."
        )
    if statement.no_longer_shared_since is not None:
        lines.append(f"Some of it is no longer shared since {said_date(statement.no_longer_shared_since)}.")
    return Explanation(statement.text, tuple(lines))
