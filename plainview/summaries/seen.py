"""What of a resident's facts was known on a day, may be seen by the officer, and is still shared."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from plainview.store.facts import Fact, ResidentRecord
from plainview.vocabulary.tables import TABLES, Kind

# Whether the officer may see: person_id, table, column, agreement.
MaySee = Callable[[str, str, str, str], bool]
# Since when an element is no longer shared, or None while it is: agreement, element ("": any), as_of.
InForce = Callable[[str, str, date], date | None]

# What a row says only when it has ended: on an earlier day it was not known.
TOLD_AT_THE_END: dict[str, frozenset[str]] = {
    "referrals": frozenset({"close_reason"}),
    "assessments": frozenset({"outcome"}),
    "early_help_episodes": frozenset({"end_reason"}),
    "cin_episodes": frozenset({"end_reason"}),
    "enquiries": frozenset({"outcome", "is_plan_made"}),
    "cp_plans": frozenset({"end_reason"}),
    "care_episodes": frozenset({"end_reason"}),
    "legal_statuses": frozenset({"outcome"}),
    "missing_episodes": frozenset({"is_interview_offered", "is_interview_accepted"}),
    "tenancies": frozenset({"end_reason"}),
    "homelessness_applications": frozenset({"outcome"}),
    "antisocial_behaviour": frozenset({"outcome"}),
    "benefit_claims": frozenset({"end_reason"}),
    "adult_assessments": frozenset({"outcome", "is_eligible"}),
    "adult_services": frozenset({"outcome"}),
    "adult_safeguarding": frozenset({"outcome"}),
    "hospital_stays": frozenset({"destination"}),
}
# Days that are set ahead and known before they come.
SET_AHEAD = frozenset({"due_on", "conference_on"})

_ANY_ELEMENT = ("",)
_DATES = {name: frozenset(c.name for c in t.columns if c.kind is Kind.DATE) - SET_AHEAD for name, t in TABLES.items()}


@dataclass(slots=True)
class Seen:
    """A fact as this officer may see it on that day."""

    fact: Fact
    values: dict[str, Any]
    permitted: frozenset[str]  # columns that may be seen, whether they hold a value or not
    is_closed: bool
    starts_on: date | None
    ends_on: date | None
    no_longer_shared_since: date | None
    factors: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Ended:
    """Facts of one table and source of which nothing is shared any longer."""

    fact: Fact  # the latest of them
    since: date


@dataclass(slots=True)
class Eyes:
    """What one officer may see on one day; each answer is asked for once."""

    may_see: MaySee
    in_force: InForce
    as_of: date
    agreements: frozenset[str]
    _columns: dict[tuple[str, str, str, str], tuple[frozenset[str], frozenset[str], date | None]] = field(
        default_factory=dict
    )
    _since: dict[tuple[str, str], date | None] = field(default_factory=dict)
    _tables: dict[tuple[str, str, str], tuple[str, ...]] = field(default_factory=dict)

    def look(self, record: ResidentRecord) -> tuple[list[Seen], list[Ended]]:
        """Give what is seen of a resident's facts, and what is no longer shared."""
        seen: list[Seen] = []
        ended: dict[tuple[str, str], Ended] = {}
        for fact in record.facts:
            if not self.was_known(fact):
                continue
            permitted, stopped, since = self._of(fact)
            if permitted:
                one = self._seen(fact, permitted, since)
                if one is not None:
                    seen.append(one)
            elif stopped and since is not None:
                known = ended.get((fact.table, fact.source))
                if known is None or fact.known_from > known.fact.known_from:
                    ended[fact.table, fact.source] = Ended(fact, since)
        return seen, list(ended.values())

    def was_known(self, fact: Fact) -> bool:
        """Say whether the fact was known, and had begun, by the day."""
        return fact.known_from <= self.as_of and (fact.valid_from is None or fact.valid_from <= self.as_of)

    def since(self, agreement: str, element: str) -> date | None:
        """Give the day since when an element is no longer shared, or None."""
        asked = (agreement, element)
        if asked not in self._since:
            owner, _, name = element.partition(":")
            if name and owner in self.agreements:  # looked up in another agreement's extract
                agreement, element = owner, name
            self._since[asked] = self.in_force(agreement, element, self.as_of)
        return self._since[asked]

    def _of(self, fact: Fact) -> tuple[frozenset[str], frozenset[str], date | None]:
        key = (fact.person_id, fact.table, fact.source, fact.rule)
        known = self._columns.get(key)
        if known is None:
            known = self._columns[key] = self._look_up(fact)
        return known

    def _look_up(self, fact: Fact) -> tuple[frozenset[str], frozenset[str], date | None]:
        """Give the columns that may be seen, those that could be but are no longer shared, and since when."""
        permitted, stopped, days = [], [], []
        known, source = self._since, fact.source
        for column in self._allowed(fact.person_id, fact.table, source):
            since = None
            for element in fact.elements.get(column) or _ANY_ELEMENT:
                asked = (source, element)
                day = known[asked] if asked in known else self.since(source, element)
                if day is not None and (since is None or day < since):
                    since = day
            if since is None:
                permitted.append(column)
            else:
                stopped.append(column)
                days.append(since)
        return frozenset(permitted), frozenset(stopped), min(days, default=None)

    def _allowed(self, person_id: str, table: str, source: str) -> tuple[str, ...]:
        """Give the columns of a table that the officer may see of a person and source, each asked for once."""
        asked = (person_id, table, source)
        if asked not in self._tables:
            columns = TABLES[table].by_name
            self._tables[asked] = tuple(c for c in columns if self.may_see(person_id, table, c, source))
        return self._tables[asked]

    def _seen(self, fact: Fact, permitted: frozenset[str], since: date | None) -> Seen | None:
        declared, as_of = TABLES[fact.table], self.as_of
        is_closed = fact.valid_until is not None and fact.valid_until <= as_of
        dates = _DATES[fact.table]
        values = {c: v for c, v in fact.values.items() if c in permitted and (c not in dates or v <= as_of)}
        if not values and fact.values:
            return None
        if fact.valid_until is not None and not is_closed:
            for column in TOLD_AT_THE_END.get(fact.table, ()):
                values.pop(column, None)
        if "decided_on" in fact.values and fact.values["decided_on"] > as_of:
            values.pop("outcome", None)
        starts_on = fact.valid_from if declared.starts is None or declared.starts in permitted else None
        ends_on = fact.valid_until if is_closed and (declared.ends is None or declared.ends in permitted) else None
        return Seen(fact, values, permitted, is_closed, starts_on, ends_on, since)


def by_record(seen: list[Seen]) -> Mapping[tuple[str, str], list[Seen]]:
    """Give the facts by table and record."""
    found: dict[tuple[str, str], list[Seen]] = {}
    for one in seen:
        found.setdefault((one.fact.table, one.fact.record_ref), []).append(one)
    return found
