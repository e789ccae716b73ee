"""The gate: finds and reveals through the bridge's process, for one officer and purpose, audited before it asks."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from plainview.vocabulary.door import Asking, Refused
from plainview.vocabulary.errors import PlainviewError
from plainview.web.access.acts import Act
from plainview.web.access.officers import Officer
from plainview.web.looks import note


class Door(Protocol):
    """The client of the bridge's process (`plainview.vocabulary.door`)."""

    def find_by_case(self, asking: Asking, *, space: str, id: str) -> list[dict[str, Any]]: ...
    def find_by_name(self, asking: Asking, *, name: str, born_on: date) -> list[dict[str, Any]]: ...
    def reveal(
        self, asking: Asking, *, people: Sequence[str], fields: Sequence[str]
    ) -> dict[str, dict[str, dict[str, Any]]]: ...
    def reveal_record(self, asking: Asking, *, record: str, elements: Sequence[str]) -> dict[str, Any]: ...
    def matches_to_review(self, asking: Asking, *, kind: str, start: int, most: int) -> dict[str, Any]: ...
    def match_to_review(
        self, asking: Asking, *, item: str, may_see: Mapping[str, Sequence[str]]
    ) -> dict[str, Any]: ...  # fmt: skip
    def match_outcome(self, asking: Asking, *, item: str) -> dict[str, Any]: ...
    def decide_match(self, asking: Asking, *, item: str, answer: str, words: str) -> dict[str, Any]: ...


@dataclass(frozen=True, slots=True)
class Asked:
    """For whom and what for the gate is opened: goes with every request and into both audits."""

    officer: Officer
    purpose: str
    reason: str  # what the officer gave, or what ties them to the case
    refresh_id: str = ""

    def at_the_door(self) -> Asking:
        """Give it as the bridge wants it: every request says a reason."""
        said = self.reason or "The purpose says why"
        return Asking(officer=self.officer.id, role=self.officer.role, purpose=self.purpose, reason=said)


@dataclass(frozen=True, slots=True)
class Found:
    """A resident that the bridge found by a case reference, or by name and date of birth."""

    person_id: str
    name: str
    born_on: str
    home: str


@dataclass(frozen=True, slots=True)
class Said:
    """What one source says."""

    source: str
    value: str
    recorded_on: str


@dataclass(frozen=True, slots=True)
class Revealed:
    """One field of a resident: the value that the rule chose, and who says what, in the order of the rule."""

    value: str
    differs: bool = False  # whether sources mean different things; two spellings of one address are one thing
    said_by: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class RecordAsReceived:
    """One row of an extract as the council's system sent it, less what this officer may not see."""

    source: str
    system: str
    file: str
    record_set: str
    row: int
    received_on: str
    fields: dict[str, str]
    hidden: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NotTaken:
    """Why the bridge did not show a match or take an answer: what an officer reads, and what they can do."""

    is_there: bool
    what: str
    do: str


class Names:
    """The names of one page. A name that was not revealed reads 'this person', and `trouble` says why."""

    def __init__(self, people: Mapping[str, Mapping[str, Revealed]], trouble: str = "") -> None:
        self._people = people
        self.trouble = trouble

    def of(self, person_id: str) -> str:
        """Give a resident's name."""
        return self.field(person_id, "name") or "this person"

    def field(self, person_id: str, field: str) -> str:
        """Give one field of a resident, or nothing."""
        found = self._people.get(person_id, {}).get(field)
        return found.value if found else ""

    def revealed(self, person_id: str, field: str) -> Revealed | None:
        """Give one field with who says what."""
        return self._people.get(person_id, {}).get(field)

    def put_into(self, text: str, person_id: str) -> str:
        """Put the name into a sentence that was made without it."""
        name = self.of(person_id)
        said = text.replace("{who}", name)
        return said[:1].upper() + said[1:] if text.startswith("{who}") else said


class Gate:
    """Asks the bridge. Each act is one audit event of ours, then one of the bridge's own."""

    def __init__(self, door: Door) -> None:
        self._door = door

    def find_case(self, asked: Asked, *, space: str, case: str) -> list[Found]:
        """Find whom a case reference of a case system stands for. Raises: what the door raises."""
        self._note_find(asked, "by case reference")
        return _found(self._door.find_by_case(asked.at_the_door(), space=space, id=case))

    def find_person(self, asked: Asked, *, name: str, born_on: date) -> list[Found]:
        """Find by name and date of birth, both together. Raises: what the door raises."""
        self._note_find(asked, "by name and date of birth")
        return _found(self._door.find_by_name(asked.at_the_door(), name=name, born_on=born_on))

    def names(self, asked: Asked, *, subject: str, people: Iterable[str], fields: Iterable[str]) -> Names:
        """Reveal fields of the people on one resident's page; where the bridge can't answer, say so and go on."""
        wanted = list(dict.fromkeys(people))
        note(
            officer=asked.officer, act="reveal", decision="granted", subject=subject, purpose=asked.purpose,
            reason=asked.reason, because=(f"{len(wanted)} people of one page",), refresh_id=asked.refresh_id,
        )  # fmt: skip
        try:
            answer = self._door.reveal(asked.at_the_door(), people=wanted, fields=list(fields))
        except PlainviewError as error:
            return Names({}, trouble=error.what)
        return Names({person: _fields(told) for person, told in answer.items()})

    def record(self, asked: Asked, *, subject: str, record_ref: str, elements: Iterable[str]) -> RecordAsReceived:
        """Reveal one row as received, in the elements named. Raises: what the door raises."""
        note(
            officer=asked.officer, act="reveal_record", decision="granted", subject=subject, purpose=asked.purpose,
            reason=asked.reason, because=(record_ref,), refresh_id=asked.refresh_id,
        )  # fmt: skip
        told = self._door.reveal_record(asked.at_the_door(), record=record_ref, elements=sorted(elements))
        return RecordAsReceived(
            source=told["source"], system=told["system"], file=told["file"], record_set=told["record_set"],
            row=int(told["row"]), received_on=str(told["received_on"] or ""), fields=dict(told["fields"]),
            hidden=tuple(told.get("hidden", ())),
        )  # fmt: skip

    # ---- matches to review ----
    def matches(self, asked: Asked, *, kind: str, start: int, most: int) -> dict[str, Any]:
        """List matches to review, without a name (`Door.matches_to_review`). Raises: what the door raises."""
        self._note_match(asked, ("listed",))
        return self._door.matches_to_review(asked.at_the_door(), kind=kind, start=start, most=most)

    def match(self, asked: Asked, *, item: str, may_see: Mapping[str, Sequence[str]]) -> dict[str, Any] | NotTaken:
        """Show one match with its two records (`Door.match_to_review`), a look at each resident it is about."""
        self._note_match(asked, (f"item {item}",))
        try:
            told = self._door.match_to_review(asked.at_the_door(), item=item, may_see=may_see)
        except Refused as error:
            return _not_taken(error)
        for person in told["people"]:
            self._note_match(asked, (f"item {item}",), subject=person)
        return told

    def outcome(self, asked: Asked, *, item: str) -> dict[str, Any] | NotTaken:
        """Say how a match stands, without a name (`Door.match_outcome`)."""
        self._note_match(asked, (f"item {item}", "outcome"))
        try:
            return self._door.match_outcome(asked.at_the_door(), item=item)
        except Refused as error:
            return _not_taken(error)

    def decide(self, asked: Asked, *, item: str, answer: str, words: str) -> dict[str, Any] | NotTaken:
        """Give a steward's answer (`Door.decide_match`)."""
        self._note_match(asked, (f"item {item}", answer))
        try:
            return self._door.decide_match(asked.at_the_door(), item=item, answer=answer, words=words)
        except Refused as error:
            return _not_taken(error)

    def _note_match(self, asked: Asked, because: tuple[str, ...], *, subject: str = "") -> None:
        note(
            officer=asked.officer, act=Act.REVIEW_MATCHES, decision="granted", subject=subject, purpose=asked.purpose,
            reason=asked.reason, because=because, refresh_id=asked.refresh_id,
        )  # fmt: skip

    def _note_find(self, asked: Asked, how: str) -> None:
        note(
            officer=asked.officer, act="find", decision="granted", purpose=asked.purpose, reason=asked.reason,
            because=(how,), refresh_id=asked.refresh_id,
        )  # fmt: skip


def _not_taken(error: Refused) -> NotTaken:
    """Turn a refusal that an officer can do something about into words. Raises: any other one."""
    if not error.reason.startswith("match-"):
        raise error
    return NotTaken(error.reason != "match-not-there", error.what[:1].upper() + error.what[1:], error.do)


def _found(people: list[dict[str, Any]]) -> list[Found]:
    return [Found(p["person_id"], p["name"] or "this person", p["born_on"] or "", p["home"] or "") for p in people]


def _fields(told: Mapping[str, Any]) -> dict[str, Revealed]:
    return {
        field: Revealed(
            str(one["value"]),
            bool(one.get("differs")),
            tuple(Said(s["source"], str(s["value"]), str(s.get("recorded_on") or "")) for s in one.get("said_by", ())),
        )
        for field, one in told.items()
        if one and one.get("value")
    }
