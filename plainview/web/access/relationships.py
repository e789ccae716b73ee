"""What ties an officer to a case: small questions over one resident's record, as of one day."""

from datetime import date

from plainview.store.facts import Fact, ResidentRecord
from plainview.web.access.officers import Officer


def open_involvements(resident: ResidentRecord, on: date) -> tuple[Fact, ...]:
    """Give who works with the resident on that day."""
    return tuple(
        fact
        for fact in resident.facts
        if fact.table == "service_involvements"
        and (fact.valid_from is None or fact.valid_from <= on)
        and (fact.valid_until is None or on < fact.valid_until)
    )


def is_allocated_worker(officer: Officer, resident: ResidentRecord, on: date) -> bool:
    """Say whether the resident is allocated to this officer by name."""
    return bool(officer.staff) and any(
        fact.values.get("staff") == officer.staff for fact in open_involvements(resident, on)
    )


def is_team_case(officer: Officer, resident: ResidentRecord, on: date) -> bool:
    """Say whether the officer's own team works with the resident."""
    return bool(officer.team) and any(
        fact.values.get("team") == officer.team for fact in open_involvements(resident, on)
    )


def works_with_household(officer: Officer, household: tuple[ResidentRecord, ...], on: date) -> bool:
    """Say whether the officer works with someone who lives with the resident now."""
    return any(is_allocated_worker(officer, member, on) for member in household)
