"""One household's facts made into the page: pure Python, no store, no clock, no name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from plainview.factors.definition import Definition
from plainview.factors.evaluate import status
from plainview.factors.matching import fits
from plainview.store.facts import FactorEvidence, ResidentRecord, SourceReceived, StaffMember
from plainview.summaries.around import household_shown, sources_shown, workers_shown
from plainview.summaries.seen import Ended, Eyes, InForce, MaySee, Seen, by_record
from plainview.summaries.sentences import Sentences
from plainview.summaries.statements import Speaker
from plainview.summaries.summary import FactorShown, Hidden, Statement, Summary


@dataclass(slots=True)
class _Met:
    """That a person's factor was met, current or historic, and by which of the facts that are seen."""

    factor: str
    is_current: bool
    latest_on: date
    facts: list[Seen] = field(default_factory=list)


@dataclass(slots=True)
class _Person:
    """One person of the page, looked at through the officer's eyes."""

    record: ResidentRecord
    seen: list[Seen]
    ended: list[Ended]
    met: list[_Met]
    speaker: Speaker
    _said: dict[int, Statement | None] = field(default_factory=dict)  # by id() of the seen fact

    def say(self, seen: Seen) -> Statement | None:
        """Give the statement of one of the seen facts: a page shows few of them, and only those are put into words."""
        if id(seen) not in self._said:
            self._said[id(seen)] = self.speaker.statement(seen)
        return self._said[id(seen)]

    def statements(self, tables: frozenset[str]) -> list[Statement]:
        """Give the statements from those tables."""
        return [told for s in self.seen if s.fact.table in tables and (told := self.say(s)) is not None]


def summarise(
    *,
    resident: ResidentRecord,
    household: Sequence[ResidentRecord],
    sources: Sequence[SourceReceived],
    definitions: Mapping[str, Definition],
    sentences: Sentences,
    observation_labels: Mapping[str, str],
    as_of: date,
    refresh_id: str,
    may_see: MaySee,
    in_force: InForce,
    not_connected: Sequence[str],
    staff: Mapping[str, StaffMember],
    hidden: Sequence[Hidden] = (),
    chronology: bool = True,
) -> Summary:
    """
    Make the case summary of a resident and the household, for one officer, as of one day.

    In:  `household`, the records of those who may live there; whoever was not known to on that day is left
         out. `may_see` answers for person, table, column and agreement id; `in_force` gives for agreement
         id, element ("" for the agreement itself) and `as_of` the day since when it is no longer shared:
         who looks at a past day must still answer for today. `hidden` is what policy keeps from the officer.
         `chronology`: whether that page is wanted, on which every fact is told.
    Out: the summary. What an officer may not see leaves no trace in it besides `hidden`.
    """
    eyes = Eyes(may_see, in_force, as_of, frozenset(s.source for s in sources))
    speaker = Speaker(sentences, observation_labels, {s.source: s for s in sources})
    members = household_shown(resident, household, eyes, speaker)
    shown_ids = {m.person_id for m in members}
    others = [r for r in household if r.person_id in shown_ids]
    people = [_look(record, eyes, definitions, speaker) for record in (resident, *others)]

    in_words = frozenset(sentences.tables)
    tried = [
        told for person in people for told in person.statements(sentences.tables_in("intervention"))
        if told.section == "intervention"
    ]  # fmt: skip
    every: list[Statement] = []
    if chronology:
        every = [told for person in people for told in person.statements(in_words)]
        every += [speaker.ended(ended) for person in people for ended in person.ended]
    seen = [one for person in people for one in person.seen]
    knows = frozenset(one.fact.source for one in seen)
    working_with = workers_shown(seen, staff, speaker)
    stands_on = {e.source for member in members for e in member.evidence}
    stands_on |= {e.source for worker in working_with for e in worker.evidence}
    stands_on |= {ended.fact.source for person in people for ended in person.ended}
    for fact in (one.fact for one in seen if one.fact.table in in_words):
        stands_on.add(fact.source)
        stands_on.update(source for source, _ in fact.other_refs)
    return Summary(
        person_id=resident.person_id,
        as_of=as_of,
        refresh_id=refresh_id,
        born_month=resident.born_month,
        household_kind=resident.household_kind,
        household=members,
        causes_for_concern=_shown(people, definitions, ("risk",), is_current=True),
        historic_and_wider=_shown(people, definitions, ("risk",), is_current=False),
        contextual=_shown(people, definitions, ("circumstance", "strength"), is_current=True),
        interventions=tuple(sorted(tried, key=_newest_first)),
        chronology=tuple(sorted(every, key=_newest_first)),
        working_with=working_with,
        sources=sources_shown(sources, knows, eyes),
        not_connected=tuple(not_connected),
        hidden=tuple(hidden),
        stands_on=tuple(sorted(stands_on)),
    )


def _look(record: ResidentRecord, eyes: Eyes, definitions: Mapping[str, Definition], speaker: Speaker) -> _Person:
    seen, ended = eyes.look(record)
    records = by_record(seen)
    met: dict[tuple[str, bool], _Met] = {}
    for evidence in record.factors:
        how = status(evidence, as_of=eyes.as_of)
        definition = definitions.get(evidence.factor)
        if how is None or definition is None:
            continue
        facts = _standing_on(evidence, definition, records)
        if not facts:
            continue
        one = met.setdefault((evidence.factor, how == "current"), _Met(evidence.factor, how == "current", date.min))
        one.latest_on = max(one.latest_on, evidence.valid_from)
        one.facts += (f for f in facts if all(f is not g for g in one.facts))
        for fact in facts:
            fact.factors.append(evidence.factor)
    return _Person(record, seen, ended, list(met.values()), speaker)


def _standing_on(
    evidence: FactorEvidence, definition: Definition, records: Mapping[tuple[str, str], list[Seen]]
) -> list[Seen]:
    """Give the seen facts that the evidence stands on; none, if what its rule tests may not be seen."""
    rule = definition.rule(evidence.rule)
    if rule is None:
        return []
    tested = rule.columns
    facts: list[Seen] = []
    for ref in evidence.record_refs:
        candidates = records.get((evidence.table, ref), [])
        # One record may hold several facts, such as the factors that an assessment named.
        if len(candidates) > 1:
            candidates = [c for c in candidates if fits(rule, c.fact.values)]
        facts += (c for c in candidates if all(column in c.permitted for column in tested))
    return facts


def _shown(
    people: Sequence[_Person], definitions: Mapping[str, Definition], kinds: tuple[str, ...], *, is_current: bool
) -> tuple[FactorShown, ...]:
    """Give factors in one fixed order: the resident before the household, each in the order of the definitions."""
    shown = []
    place = {factor: n for n, factor in enumerate(definitions)}
    for person in people:
        for met in sorted(person.met, key=lambda m: place[m.factor]):
            definition = definitions[met.factor]
            if definition.kind not in kinds or met.is_current is not is_current:
                continue
            said = [told for f in met.facts if (told := person.say(f)) is not None]
            if not said:
                continue
            shown.append(
                FactorShown(
                    factor=met.factor,
                    label=definition.label,
                    definition=definition.definition,
                    counts_when=definition.counts_when,
                    plain=definition.plain,
                    person_id=person.record.person_id,
                    latest_on=met.latest_on,
                    statements=tuple(sorted(said, key=_newest_first)),
                )
            )
    return tuple(shown)


def _newest_first(statement: Statement) -> tuple[bool, int, str, str, str]:
    day = statement.starts_on
    first = statement.evidence[0]
    return day is None, -(day or date.min).toordinal(), statement.table, first.source, first.record_ref + statement.text
