"""The chronology: which entries stand in it, the gaps between them, and where a long one stops."""

from datetime import date, timedelta

from plainview.summaries.summary import Statement, Summary
from plainview.vocabulary.evidence import Evidence
from plainview.web.casework.chronology import NEWEST, Gap, filtered


def entry(on: date, area: str = "housing", who: str = "a", table: str = "tenancies") -> Statement:
    evidence = Evidence("housing-rents", "Rents", "System", "ref-000001", (), on, on, on)
    return Statement("{who} …", (evidence,), who, table, area, on, None, False, "A tenancy.")


def summary(*entries: Statement) -> Summary:
    nothing: tuple = ()
    return Summary("a", date(2026, 11, 1), "r", None, "private", nothing, nothing, nothing, nothing, nothing, entries,
                   nothing, nothing, nothing, nothing)  # fmt: skip


def told(found: Summary, *areas: str, of_resident: bool = False, everything: bool = False) -> dict:
    return filtered(found, list(areas), of_resident=of_resident, everything=everything)


def test_an_area_that_is_not_there_shows_all_of_them():
    found = summary(entry(date(2026, 5, 1)), entry(date(2026, 4, 1), "children"))
    assert told(found, "adults")["areas_wanted"] == ["children", "housing"]
    assert len(told(found, "housing")["entries"]) == 1


def test_a_long_time_in_which_nothing_begins_is_told():
    found = summary(entry(date(2026, 5, 1)), entry(date(2025, 5, 1)), entry(date(2025, 4, 1)))
    assert told(found)["entries"][1] == Gap(date(2025, 5, 1), date(2026, 5, 1))
    assert len(told(found)["entries"]) == 4


def test_only_the_resident_leaves_the_household_out():
    found = summary(entry(date(2026, 5, 1)), entry(date(2026, 4, 1), who="b"))
    assert told(found, of_resident=True)["entry_count"] == 1


def test_a_long_chronology_stops_and_says_so_until_all_of_it_is_asked_for():
    found = summary(*(entry(date(2026, 5, 1) - timedelta(days=n)) for n in range(NEWEST + 1)))
    cut = told(found)
    assert cut["is_cut"] and len(cut["entries"]) == NEWEST and cut["entry_count"] == NEWEST + 1
    whole = told(found, everything=True)
    assert not whole["is_cut"] and len(whole["entries"]) == NEWEST + 1


def test_exactly_as_many_as_fit_are_not_cut():
    found = summary(*(entry(date(2026, 5, 1) - timedelta(days=n)) for n in range(NEWEST)))
    assert not told(found)["is_cut"]


def test_values_without_a_table_are_left_out_and_counted_until_they_are_asked_for():
    found = summary(entry(date(2026, 5, 1)), entry(date(2026, 4, 1), "ours", table="observations"))
    assert told(found)["entry_count"] == 1 and told(found)["left_out"] == 1
    asked = told(found, "housing", "observations")
    assert asked["entry_count"] == 2 and asked["left_out"] == 0


def test_where_there_is_nothing_but_such_values_they_are_shown():
    assert told(summary(entry(date(2026, 4, 1), "ours", table="observations")))["entry_count"] == 1
