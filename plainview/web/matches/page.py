"""What the pages about matches say: kinds and states in plain words, and two records put side by side."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from plainview.agreements.agreement import Agreement
from plainview.vocabulary.purposes import LegalClass, Purpose
from plainview.web.looks import recent_readers
from plainview.web.policy import policy
from plainview.web.sign_in.models import Officer

KINDS = {
    "refused": ("Not joined", "Two records agree in much, and something spoke against joining them."),
    "uncertain": ("Perhaps one person", "Two records are alike, but not enough to be joined without a person's word."),
    "conflict": ("Records disagree", "Records taken for one person hold two numbers, or birth dates far apart."),
    "split": ("Came apart", "Records that were one resident until the last refresh are two residents now."),
    "moved": ("Moved over", "Records went from one resident to another in the last refresh."),
    "merged": ("Came together", "Two residents became one in the last refresh."),
    "oversized": ("Very many records", "One resident has more records than a person usually has."),
}
LEVELS = {1: "First", 2: "Next", 3: "When there is time"}
FIELDS = {
    "name": "Name", "former_surname": "Former surname", "born_on": "Date of birth", "sex": "Sex", "home": "Address",
    "phone": "Contact number", "email": "E-mail", "nhs_number": "NHS number", "nino": "National Insurance number",
    "upn": "Unique pupil number", "uln": "Unique learner number",
}  # fmt: skip
_MADE_FROM = {"name": ("full_name", "forename", "middle_names", "surname"), "home": ("address", "postcode")}
_SHOWN = (LegalClass.PERSONAL, LegalClass.OTHER)
READ_LATELY = timedelta(days=90)

ANSWERS = {"same": "the same person", "different": "different people", "not_sure": "not sure"}


@dataclass(frozen=True, slots=True)
class Value:
    """What one record says of a field, and which sources say it."""

    text: str
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One field of both records. `how`: same, differs, or "" where it can't be told from what is shown."""

    label: str
    left: "Cell"
    right: "Cell"
    how: str
    others: "Cell | None" = None  # of the one resident's other records


@dataclass(frozen=True, slots=True)
class Cell:
    """What one record says of a field; and what other records of the same resident say besides."""

    values: tuple[Value, ...]
    hidden: int = 0
    besides: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class ReaderTold:
    """An officer who read a summary lately, as a steward tells them of a change."""

    name: str
    role: str
    team: str
    last_at: str
    times: int


def fields_seen(on: date) -> dict[str, list[str]]:
    """
    Give, by source, the fields that a steward may see: those whose every element is shared for display that day.

    What is shared for matching alone stays in the bridge: the page says that it agrees or differs, and not what it is.
    """
    rules = policy()
    seen = {}
    for source, made_from in rules.made_from.items():
        agreement = rules.agreements.get(source)
        if agreement is None:
            continue
        fields = []
        for field in FIELDS:
            elements = {e for ours in _MADE_FROM.get(field, (field,)) for e in made_from.get(ours, ())}
            if elements and all(_is_shown(agreement, element, on) for element in elements):
                fields.append(field)
        seen[source] = fields
    return seen


def _is_shown(agreement: Agreement, element: str, on: date) -> bool:
    """Say whether an element is shared for display; one that was looked up in another extract, by that agreement."""
    elsewhere, _, looked_up = element.partition(":")
    if looked_up:
        found_in = policy().agreements.get(elsewhere)
        return found_in is not None and _is_shown(found_in, looked_up.rpartition(" ")[2], on)
    found = agreement.element(element)
    is_common = found is not None and found.legal_class in _SHOWN
    return is_common and agreement.shared(element, Purpose.DISPLAY, on)


def rows(match: Mapping[str, Any]) -> list[Row]:
    """Put two records side by side, field by field; a field that no record has is left out."""
    told = []
    rest = match["rest"]
    for field, label in FIELDS.items():
        own = [_cell(field, side) for side in match["sides"]]
        others = [_cell(field, side) for side in rest]
        if not any(c.values or c.hidden for c in (*own, *others)):
            continue
        texts = [{v.text.casefold() for v in cell.values} for cell in own]
        how = "" if not all(texts) else "same" if texts[0] & texts[1] else "differs"
        if match["is_one"]:
            told.append(Row(label, own[0], own[1], how, others[0]))
        else:
            left, right = (
                Cell(c.values, c.hidden, tuple(v for v in o.values if v.text not in {w.text for w in c.values}))
                for c, o in zip(own, others, strict=True)
            )
            told.append(Row(label, left, right, how))
    return told


def readers(people: list[str], now: datetime) -> list[ReaderTold]:
    """Give who read the summaries that a decision touches, so that they can be told."""
    found = recent_readers(people, since=now - READ_LATELY)
    known = {o.subject: o for o in Officer.objects.filter(subject__in=[r.subject for r in found])}
    roles = policy().roles.roles
    return [
        ReaderTold(
            known[r.subject].name if r.subject in known else "An officer who has left",
            roles[r.role].label if r.role in roles else r.role,
            known[r.subject].team if r.subject in known else "", r.last_at, r.times,
        )
        for r in found
    ]  # fmt: skip


def names_of(subjects: set[str]) -> dict[str, str]:
    """Give the names of stewards by subject; one who is not known here is 'another steward'."""
    known = dict(Officer.objects.filter(subject__in=subjects).values_list("subject", "name"))
    return {s: known.get(s, "another steward") for s in subjects}


def answers_asked(told: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Give the answers that can be chosen: value, words, and what follows."""
    if told["state"] == "disagreement":
        return [
            ("settle_same", "One person", "These two records are one resident’s from the next refresh on."),
            ("settle_different", "Two people", "These two records are two residents’ from the next refresh on."),
        ]
    # A decision is about two records: the others of a resident follow by what agrees, and may go either way.
    one = "These two records stay one resident’s." if told["is_one"] else "These two records become one resident’s."
    two = "These two records are parted." if told["is_one"] else "These two records stay apart, whatever else agrees."
    return [
        ("same", "One person", one),
        ("different", "Two people", two),
        ("not_sure", "I can’t tell", "Nothing changes, and another steward is asked."),
    ]


def _cell(field: str, side: Mapping[str, Any]) -> Cell:
    told = side.get(field, {"values": [], "hidden": 0})
    return Cell(_values(field, told["values"]), told["hidden"])


def _values(field: str, told: list[list[str]]) -> tuple[Value, ...]:
    by_text: dict[str, list[str]] = {}
    for text, source in told:
        by_text.setdefault(text, []).append(_title(source))
    return tuple(Value(_written(field, text), tuple(dict.fromkeys(of))) for text, of in by_text.items())


def _written(field: str, text: str) -> str:
    if field == "born_on":
        day = date.fromisoformat(text[:10])
        return f"{day.day} {day:%B %Y}"
    return text.capitalize() if field == "sex" else text


def _title(source: str) -> str:
    agreement = policy().agreements.get(source)
    return f"{agreement.department}: {agreement.title}" if agreement else "A source that is no longer shared"


def sources_of(link: Mapping[str, Any]) -> list[str]:
    """Give the titles of the two sources whose records one link joins."""
    return [_title(source) for source in link["sources"]]
