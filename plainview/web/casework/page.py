"""What the templates of a case need: the summary, the names, and what stands beside them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from plainview.summaries.summary import FactorShown, Statement, Summary, WorkerShown
from plainview.vocabulary.evidence import Evidence
from plainview.web.casework.chronology import OTHER_VALUES
from plainview.web.casework.identity import CONTACT, WHO, identity
from plainview.web.casework.looking import Look, gate
from plainview.web.casework.records import ElementShown, FoundRecord, used_for
from plainview.web.policy import policy
from plainview.web.reidentification.gate import Names, RecordAsReceived

DETAILS = (*WHO, *CONTACT)


@dataclass(frozen=True, slots=True)
class Section:
    """One of the summary's sections of factors."""

    id: str
    title: str
    about: str
    factors: tuple[FactorShown, ...]
    empty: str


@dataclass(frozen=True, slots=True)
class Group:
    """What was tried of one kind, newest first."""

    title: str
    statements: tuple[Statement, ...]


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line under a sentence: a source, its dates, and how many of its records say so."""

    evidence: Evidence
    record_count: int


# Who works with them stands beside the text, and in the chronology.
_TOLD_BESIDE = frozenset({"service_involvements"})


def source_lines(one: Statement) -> list[SourceLine]:
    """Give a line for each source and date under a sentence, told once however many records say the same."""
    lines: dict[tuple[Any, ...], list[Evidence]] = {}
    for e in one.evidence:
        lines.setdefault((e.source, e.recorded_on, e.refreshed_on), []).append(e)
    return [SourceLine(records[0], len(records)) for records in lines.values()]


def frame_of(look: Look, people: tuple[str, ...] = ()) -> dict[str, Any]:
    """Give what every page of a case shows: who it is, what for the officer looks, and why they may."""
    return {
        "look": look,
        "names": _names(look, [look.person_id, *people]),
        "printed_at": timezone.now(),
        "areas": policy().roles.areas | {OTHER_VALUES: "Other recorded values"},
        "purpose_can_change": len(policy().roles.roles[look.officer.role].sees) > 1 or bool(look.purpose.reasons),
    }


def summary_page(look: Look, *, chronology: bool = False) -> dict[str, Any]:
    """Give everything on the summary and the sources of a case; for the chronology, every fact in words as well."""
    summary = look.held.summary(
        look.record, look.held_household(), decision=look.decision, as_of=look.as_of, today=look.today,
        chronology=chronology,
    )  # fmt: skip
    told = frame_of(look, tuple(m.person_id for m in summary.household))
    names: Names = told["names"]
    sections = _sections(summary)
    return told | {
        "summary": summary,
        "identity": identity(look, names),
        "sections": sections,
        "late": [s for s in summary.sources if s.state == "late"],
        "missing": [s for s in summary.sources if s.state in ("not_received", "ended")],
        "age": age_on(names.field(look.person_id, "born_on"), summary.born_month, look.as_of),
        "age_of": lambda person: age_on(names.field(person, "born_on"), None, look.as_of),
        "definitions": look.held.definitions,
        "used_sources": summary.stands_on,
        "agreements": policy().agreements,
        "cite": cite,
        "source_lines": source_lines,
        "interventions": _by_kind(look, summary),
        "working_now": [w for w in summary.working_with if not _is_over(w, look.as_of)],
        "worked_before": [w for w in summary.working_with if _is_over(w, look.as_of)],
        "services": policy().directory.for_factors(
            f.factor for f in (*summary.causes_for_concern, *summary.contextual)
        ),
    }


def record_page(look: Look, found: FoundRecord, received: RecordAsReceived, seen: frozenset[str]) -> dict[str, Any]:
    """Give one record as received, element by element in the order of its agreement."""
    shown = [
        ElementShown(element, received.fields[element.name], used_for(found, element.name))
        for element in found.agreement.elements
        if element.name in seen and element.name in received.fields
    ]
    rules = sorted({fact.rule for fact in found.facts})
    return frame_of(look) | {
        "found": found,
        "received": received,
        "elements": shown,
        "not_shown": len(found.agreement.elements) - len(shown),
        "rules": rules,
    }


def cite(one: Statement, evidence: Evidence) -> str:
    """Give the citation of a source for a report: the department's record, never Plainview's word."""
    agreement = policy().agreements.get(evidence.source)
    department = f"{agreement.department}, " if agreement else ""
    recorded = f", dated {_day(evidence.recorded_on)}" if evidence.recorded_on else ""
    return (
        f"{department}{evidence.agreement} ({evidence.system}), record {evidence.record_ref}{recorded}; "
        f"extract of {_day(evidence.refreshed_on)}."
    )


def age_on(born_on: str, born_month: date | None, on: date) -> int | None:
    """Give an age in whole years: by the date of birth where it was revealed, else by its month."""
    born = date.fromisoformat(born_on) if born_on else born_month
    if born is None or born > on:
        return None
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def _by_kind(look: Look, summary: Summary) -> list[Group]:
    """Put what was tried under the heading of its kind; the kind of the newest comes first."""
    kinds: dict[str, list[Statement]] = {}
    for one in summary.interventions:
        if one.table not in _TOLD_BESIDE:
            kinds.setdefault(one.table, []).append(one)
    return [Group(look.held.title(table), tuple(told)) for table, told in kinds.items()]


def _is_over(worker: WorkerShown, on: date) -> bool:
    return worker.ends_on is not None and worker.ends_on <= on


def _names(look: Look, people: list[str]) -> Names:
    return gate().names(look.asked, subject=look.person_id, people=people, fields=DETAILS)


def _sections(summary: Summary) -> tuple[Section, ...]:
    nothing = "No record in the sources you may see. This does not mean there is no need."
    return (
        Section(
            "concerns", "Causes for concern",
            "Risks that count on this day: the resident's first, then the household's. Their order says nothing more.",
            summary.causes_for_concern, nothing,
        ),
        Section(
            "historic", "Historic and wider risks",
            "Risks that counted once, of the resident or the household, and no longer do.",
            summary.historic_and_wider, nothing,
        ),
        Section(
            "contextual", "Contextual factors",
            "Circumstances and strengths. Strengths stand here because a list of concerns is half a picture.",
            summary.contextual, "No circumstance or strength is recorded in the sources you may see.",
        ),
    )  # fmt: skip


def _day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else "unknown date"
