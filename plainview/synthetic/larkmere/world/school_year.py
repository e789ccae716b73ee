"""The school year: its terms, and the days on which schools are open."""

from datetime import date, timedelta
from functools import cache

TERMS = {  # month in which a term's figures are made: name, first day, day after the last
    12: ("autumn", (9, 3), (12, 20)), 4: ("spring", (1, 6), (4, 2)), 7: ("summer", (4, 21), (7, 22)),
}  # fmt: skip
_BREAKS = ((10, 28), (2, 17), (5, 28))  # the week around each of these is free
_FOR_STAFF = ((9, 3), (9, 4), (1, 6), (4, 21))  # only teachers are there


@cache
def school_days(starts: date, ends: date) -> tuple[date, ...]:
    """Give the days from `starts` up to `ends` on which pupils are expected."""
    found, day = [], starts
    while day < ends:
        if day.weekday() < 5 and not _is_free(day):
            found.append(day)
        day += timedelta(days=1)
    return tuple(found)


def year_of(day: date) -> int:
    """Give the year in which a school year began."""
    return day.year if day.month >= 9 else day.year - 1


def _is_free(day: date) -> bool:
    monday = day - timedelta(days=day.weekday())
    weeks = (date(day.year, month, number) for month, number in _BREAKS)
    is_may_day = day.month == 5 and day.weekday() == 0 and day.day <= 7
    is_for_staff = (day.month, day.day) in _FOR_STAFF
    return is_for_staff or is_may_day or any(monday == w - timedelta(days=w.weekday()) for w in weeks)
