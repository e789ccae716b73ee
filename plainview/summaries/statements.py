"""Facts made into statements: the sentence, and the evidence without which there is none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from plainview.store.facts import Fact, SourceReceived
from plainview.summaries.seen import Ended, Seen
from plainview.summaries.sentences import Said, Sentences
from plainview.summaries.summary import Statement
from plainview.summaries.wording import said_date, said_number, said_pence
from plainview.vocabulary.evidence import Evidence
from plainview.vocabulary.tables import TABLES


@dataclass(frozen=True, slots=True)
class Speaker:
    """What it takes to say facts: sentences, the words of observations, and what is known of sources."""

    sentences: Sentences
    observation_labels: Mapping[str, str]
    sources: Mapping[str, SourceReceived]

    def statement(self, seen: Seen) -> Statement | None:
        """Give the statement of a fact; None only if its table has no sentences."""
        fact = seen.fact
        said = self._say(seen)
        if said is None:
            return None
        return Statement(
            text=said.text,
            evidence=self.evidence(fact, said.columns, seen.starts_on),
            person_id=fact.person_id,
            table=fact.table,
            area=TABLES[fact.table].area,
            starts_on=seen.starts_on,
            ends_on=seen.ends_on,
            is_closed=seen.is_closed,
            definition=f"{self.sentences.tables[fact.table].definition} {_known(fact)}",
            title=self.sentences.title(fact.table),
            section=said.section,
            sentence=f"{fact.table}.{said.sentence}",
            rule=fact.rule,
            factors=tuple(dict.fromkeys(seen.factors)) if seen.factors else (),
            no_longer_shared_since=seen.no_longer_shared_since,
        )

    def ended(self, ended: Ended) -> Statement:
        """Give the statement that a kind of record is no longer shared: it says nothing of what they held."""
        fact = ended.fact
        title = self.sentences.title(fact.table)
        return Statement(
            text=f"{title}: no longer shared by {self.department(fact.source)} since {said_date(ended.since)}.",
            evidence=self.evidence(fact, (), None),
            person_id=fact.person_id,
            table=fact.table,
            area=TABLES[fact.table].area,
            starts_on=None,
            ends_on=None,
            is_closed=True,
            definition="The agreement, or the elements that these records stand on, ended. Their content is not shown.",
            title=title,
            rule=fact.rule,
            no_longer_shared_since=ended.since,
        )

    def evidence(self, fact: Fact, columns: tuple[str, ...], recorded_on: date | None) -> tuple[Evidence, ...]:
        """Give the record that the fact stands on, with the fields shown, and the records looked up for it."""
        elements = tuple(dict.fromkeys(e for c in columns for e in fact.elements.get(c, ())))
        first = self.of_record(fact.source, fact.record_ref, elements, recorded_on, fact.known_from)
        if not fact.other_refs:
            return (first,)
        others = dict.fromkeys((source, ref) for source, ref in fact.other_refs if ref != fact.record_ref)
        return (first, *(self.of_record(source, ref, (), recorded_on, fact.known_from) for source, ref in others))

    def of_record(
        self, source: str, ref: str, elements: tuple[str, ...], recorded_on: date | None, known_from: date
    ) -> Evidence:
        """Give one record as evidence."""
        known = self.sources.get(source)
        return Evidence(
            source=source,
            agreement=known.title if known else source,
            system=known.system if known else "",
            record_ref=ref,
            elements=elements,
            recorded_on=recorded_on,
            known_from=known_from,
            refreshed_on=known.received_on if known and known.received_on else known_from,
        )

    def department(self, source: str) -> str:
        """Give the department that sends a source."""
        known = self.sources.get(source)
        return known.department if known else source

    def _say(self, seen: Seen) -> Said | None:
        values: dict[str, Any] = {**seen.values, "department": self.department(seen.fact.source)}
        holder = ""
        if seen.fact.table == "observations":
            kind = str(values.get("kind", ""))
            holder, value = _observed(kind, values)
            if value is not None:
                values["value"] = value
            if kind:
                values["kind"] = self.observation_labels.get(kind, kind)
        said = self.sentences.say(seen.fact, values, is_closed=seen.is_closed)
        if said is None:
            return None
        columns = tuple(holder if c == "value" else c for c in said.columns)
        return Said(said.sentence, said.section, said.text, columns)


def _observed(kind: str, values: Mapping[str, Any]) -> tuple[str, str | None]:
    """Give the column that holds an observation's value, and the value in words."""
    if (code := values.get("code")) is not None:
        return "code", str(code)
    if (number := values.get("number")) is not None:
        return "number", said_pence(int(number)) if kind.endswith("_pence") else said_number(number)
    if (day := values.get("on_date")) is not None:
        return "on_date", said_date(day)
    return "", None


def _known(fact: Fact) -> str:
    how = "when it was entered" if fact.elements.get("known_from") else "by how often the source sends its extract"
    return f"Known here from {said_date(fact.known_from)}, {how}."
