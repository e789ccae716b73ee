"""What the published refresh holds, as the pages ask for it: by pseudonym, one resident at a time."""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from django.utils import timezone
from django.utils.module_loading import import_string

from plainview.agreements.council import Council
from plainview.factors.definition import Definition
from plainview.factors.register import load
from plainview.monitoring.coverage import Coverage
from plainview.monitoring.coverage import read as read_coverage
from plainview.store.facts import ResidentRecord, SourceReceived, StaffMember
from plainview.store.quality import Found
from plainview.store.quality import read as read_quality
from plainview.store.read_model import ReadModel
from plainview.summaries.sentences import load_sentences
from plainview.summaries.summarise import summarise
from plainview.summaries.summary import Summary
from plainview.vocabulary.home import Home, NothingPublished
from plainview.web.access.can import Decision
from plainview.web.access.officers import Officer
from plainview.web.access.sight import Sight
from plainview.web.caseload import Case, Caseload
from plainview.web.policy import policy


class Holdings(Protocol):
    """What the pages need of one refresh."""

    refresh_id: str
    sources: tuple[SourceReceived, ...]
    staff: dict[str, StaffMember]
    definitions: dict[str, Definition]
    found: Found
    coverage: Coverage

    def resident(self, person_id: str) -> ResidentRecord | None: ...
    def household(self, record: ResidentRecord, on: date) -> tuple[ResidentRecord, ...]: ...
    def withheld_for(self, person_ids: Iterable[str]) -> dict[str, tuple[str, ...]]: ...
    def summary(
        self, record: ResidentRecord, household: tuple[ResidentRecord, ...], *, decision: Decision, as_of: date,
        today: date, chronology: bool,
    ) -> Summary: ...  # fmt: skip
    def cases(self, officer: Officer, on: date) -> tuple[Case, ...]: ...
    def staff_reference(self, number: str) -> str: ...
    def title(self, table: str) -> str: ...


def holdings() -> Holdings:
    """Give what the refresh that serves holds. Raises: NothingPublished, ReadModelUnreadable."""
    home = Home(settings.HOUSE.home)
    return _opened(settings.HOLDINGS, home.path, home.current())


@lru_cache(maxsize=2)  # the refresh that serves, and the one before while pages of it are still being made
def _opened(what: str, home: Path, refresh_id: str) -> Any:
    return import_string(what)(Home(home), refresh_id)


def today() -> date:
    """
    Give the day that the web takes for today: here, and nowhere below, the clock is read.

    A demo's borough stands still on the day of its last extract.
    """
    if settings.HOUSE.is_demo:
        try:
            received = [source.received_on for source in holdings().sources if source.received_on]
        except NothingPublished:
            received = []
        if received:
            return max(received)
    return timezone.localdate()


class Published:
    """The real thing: the read model of one published refresh, under the council's policy."""

    def __init__(self, home: Home, refresh_id: str) -> None:
        """Open it. Raises: ReadModelUnreadable; PolicyNotValid."""
        self.refresh_id = refresh_id
        self._model = self.open_model(home)
        self._caseload = Caseload(home.web / f"cases-{refresh_id}.sqlite", self._model)
        self.sources = self._model.sources
        self.staff = self._model.staff
        store = home.store(refresh_id)
        self.found, self.coverage = read_quality(store / "quality.json"), read_coverage(store / "coverage.json")
        council = policy().council
        own, folder = council.settings.standard_library, council.folder
        self.definitions = load(library=own, council_folder=folder)
        self._sentences = load_sentences(library=own, council_folder=folder, labels=_labels(council))
        self._observation_labels = {
            observed.kind: observed.plain
            for mapping in council.mappings.values()
            for group in mapping.observations
            for observed in group.values.values()
        }

    def open_model(self, home: Home) -> ReadModel:
        """Open the refresh's read model. Raises: ReadModelUnreadable."""
        return ReadModel(home.store(self.refresh_id) / "read_model.sqlite")

    def resident(self, person_id: str) -> ResidentRecord | None:
        """Give one resident's record, or None."""
        return self._model.resident(person_id)

    def household(self, record: ResidentRecord, on: date) -> tuple[ResidentRecord, ...]:
        """Give the records of those who live with the resident on that day."""
        with_them = [
            member.person_id
            for member in record.members
            if (member.lives_from is None or member.lives_from <= on)
            and (member.lives_until is None or on < member.lives_until)
        ]
        return tuple(self._model.residents(dict.fromkeys(with_them)))

    def withheld_for(self, person_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """Give of each resident that is known the roles that may still see them; () when not withheld."""
        return self._model.withheld_for(person_ids)

    def summary(
        self, record: ResidentRecord, household: tuple[ResidentRecord, ...], *, decision: Decision, as_of: date,
        today: date, chronology: bool,
    ) -> Summary:  # fmt: skip
        """Make the case summary that the decision allows, as known on that day."""
        assert decision.sees is not None
        rules = policy()
        sight = Sight(sees=decision.sees, agreements=rules.agreements, records=(record, *household), today=today)
        return summarise(
            resident=record, household=household, sources=self.sources, definitions=self.definitions,
            sentences=self._sentences, observation_labels=self._observation_labels, as_of=as_of,
            refresh_id=self.refresh_id, may_see=sight.may_see, in_force=sight.not_shared_since,
            not_connected=rules.council.settings.not_connected, staff=self.staff, hidden=decision.hidden,
            chronology=chronology,
        )  # fmt: skip

    def cases(self, officer: Officer, on: date) -> tuple[Case, ...]:
        """Give the cases that are open to the officer or their team on that day."""
        return self._caseload.of(officer, on)

    def staff_reference(self, number: str) -> str:
        """Give how this refresh refers to a member of staff, by the number that the council's list gives."""
        return self._caseload.reference(number) if number else ""

    def title(self, table: str) -> str:
        """Give the heading of a table's records, as the council's sentences name it."""
        return self._sentences.title(table)


def _labels(council: Council) -> dict[tuple[str, str], dict[str, str]]:
    """Give the council's plain words for code words, by the table and column that its code lists fill."""
    found: dict[tuple[str, str], dict[str, str]] = {}
    for mapping in council.mappings.values():
        for rows in mapping.tables:
            for column, cell in rows.columns.items():
                listed = council.codes.get(cell.codes) if isinstance(cell.codes, str) else None
                if listed is not None and listed.labels:
                    found.setdefault((rows.table, column), {}).update(listed.labels)
    return found
