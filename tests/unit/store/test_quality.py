"""Findings from refresh to refresh: since when they stand, whether they get better, and which are mended."""

from datetime import date

import pytest

from plainview.store import quality
from plainview.store.quality import Finding, Found, compared

FIRST, SECOND, THIRD = date(2026, 9, 1), date(2026, 10, 1), date(2026, 11, 1)


def finding(rows: int, on: date, *, share: float | None = None, element: str = "started") -> Finding:
    return Finding("rents", "date_unreadable", element, rows, share, f"In {rows} records …", "Correct them.", on)


def test_a_finding_keeps_the_day_on_which_it_was_first_met():
    one = compared([finding(10, FIRST)], Found(), received=["rents"])
    two = compared([finding(12, SECOND)], one, received=["rents"])
    three = compared([finding(30, THIRD)], two, received=["rents"])
    assert [f.since for f in three.findings] == [FIRST]
    assert [f.rows_before for f in three.findings] == [12]


def test_what_is_no_longer_found_is_mended_and_begins_anew_when_it_comes_back():
    one = compared([finding(10, FIRST)], Found(), received=["rents"])
    two = compared([], one, received=["rents"])
    assert [f.element for f in two.mended] == ["started"]
    three = compared([finding(4, THIRD)], two, received=["rents"])
    assert (three.findings[0].since, three.findings[0].trend) == (THIRD, "new")


def test_of_a_source_that_did_not_come_nothing_is_said_to_be_mended():
    one = compared([finding(10, FIRST)], Found(), received=["rents"])
    assert compared([], one, received=[]).mended == ()


@pytest.mark.parametrize(("now", "before", "trend"), [
    ((100, 0.10), (100, 0.20), "better"), ((100, 0.20), (100, 0.10), "worse"), ((110, 0.105), (100, 0.10), "same"),
    ((3, None), (9, None), "better"), ((9, None), (3, None), "worse"),
])  # fmt: skip
def test_a_trend_goes_by_the_share_where_there_is_one(now, before, trend):
    old = compared([finding(before[0], FIRST, share=before[1])], Found(), received=["rents"])
    new = compared([finding(now[0], SECOND, share=now[1])], old, received=["rents"])
    assert new.findings[0].trend == trend


def test_findings_are_read_again_as_they_were_kept(tmp_path):
    found = compared([finding(10, FIRST, share=0.5)], Found((finding(3, FIRST, element="ended"),)), received=["rents"])
    quality.write(tmp_path / "quality.json", found)
    assert quality.read(tmp_path / "quality.json") == found
    assert quality.read(tmp_path / "none.json") == Found()
