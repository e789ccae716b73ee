"""What a decision lets an officer's eyes rest on: table by table, column by column, as policy stands today."""

from collections.abc import Iterable, Mapping
from datetime import date

from plainview.agreements.agreement import Agreement
from plainview.store.facts import ResidentRecord
from plainview.web.access.can import sees_table
from plainview.web.access.roles import Sees


class Sight:
    """Answers for one look. Whoever looks at a past day still answers for today: policy is read as of `today`."""

    def __init__(
        self, *, sees: Sees, agreements: Mapping[str, Agreement], records: Iterable[ResidentRecord], today: date
    ) -> None:
        """`records`: the resident's and the household's; they tell which elements a column stands on."""
        self._sees, self._agreements, self._today = sees, agreements, today
        self._stands_on: dict[tuple[str, str, str], set[str]] = {}
        self._answers: dict[tuple[str, str, str], bool] = {}  # the same is asked of many facts
        rules = {(f.table, f.source, f.rule): f.elements for record in records for f in record.facts}
        for (table, source, _rule), of_columns in rules.items():
            for column, elements in of_columns.items():
                self._stands_on.setdefault((source, table, column), set()).update(elements)

    def may_see(self, _person_id: str, table: str, column: str, source: str) -> bool:
        """Say whether the officer sees a column of facts that came under that agreement."""
        asked = (source, table, column)
        if asked not in self._answers:
            self._answers[asked] = self._may_see(table, column, source)
        return self._answers[asked]

    def _may_see(self, table: str, column: str, source: str) -> bool:
        agreement = self._agreements.get(source)
        if agreement is None or not sees_table(self._sees, agreement, table):
            return False
        return all(self._sees_class(source, element) for element in self._stands_on.get((source, table, column), ()))

    def not_shared_since(self, source: str, element: str, _as_of: date) -> date | None:
        """Give the day since when an element ("": the agreement itself) is no longer shared, or None while it is."""
        agreement = self._agreements.get(source)
        if agreement is None:
            return self._today  # its agreement was taken out of the policy: from today at the latest
        days = [agreement.ends] if agreement.ends <= self._today else []
        found = agreement.element(element) if element else None
        if found is not None and found.until is not None and found.until <= self._today:
            days.append(found.until)
        if element and found is None:
            days.append(self._today)
        return min(days, default=None)

    def _sees_class(self, source: str, element: str) -> bool:
        owner, _, name = element.partition(":")
        if name and owner in self._agreements:  # looked up in another agreement's extract
            source, element = owner, name
        found = self._agreements[source].element(element)
        return found is not None and found.legal_class not in self._sees.hides_classes
