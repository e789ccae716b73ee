"""Case summaries as the web makes them, for someone who may see everything."""

from dataclasses import dataclass
from datetime import date

from plainview.pipeline import policy
from plainview.store.facts import ResidentRecord
from plainview.store.read_model import ReadModel
from plainview.summaries.summarise import summarise
from plainview.summaries.summary import Summary


@dataclass(frozen=True)
class Pages:
    """Makes summaries from one read model."""

    model: ReadModel
    rules: policy.Policy

    def household(self, record: ResidentRecord, on: date) -> list[ResidentRecord]:
        """Give the records of those who live with the resident on that day."""
        ids = [
            m.person_id for m in record.members
            if (m.lives_from is None or m.lives_from <= on) and (m.lives_until is None or on < m.lives_until)
        ]  # fmt: skip
        return self.model.residents(dict.fromkeys(ids))

    def of(self, person_id: str, as_of: date) -> Summary:
        """Give the summary of a resident as known on that day."""
        record = self.model.resident(person_id)
        assert record is not None
        return summarise(
            resident=record, household=self.household(record, as_of), sources=self.model.sources,
            definitions=self.rules.factors, sentences=self.rules.sentences,
            observation_labels=policy.observation_labels(self.rules.council), as_of=as_of, refresh_id="test",
            may_see=lambda *_: True, in_force=lambda *_: None,
            not_connected=self.rules.council.settings.not_connected, staff=self.model.staff,
        )  # fmt: skip
