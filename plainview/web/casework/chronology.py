"""The chronology: statements by day, with the gaps between them told."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from plainview.summaries.summary import Statement, Summary

LONG_GAP_DAYS = 183
OTHER_VALUES = "observations"
NEWEST = 40  # entries of a page; the rest is one link away


@dataclass(frozen=True, slots=True)
class Gap:
    """A long time in which nothing begins in what is shown. It does not say that nothing happened."""

    since: date
    until: date


def area_of(one: Statement) -> str:
    """Give the area under which an entry is chosen: values with no table of their own are chosen apart."""
    return OTHER_VALUES if one.table == OTHER_VALUES else one.area


def filtered(summary: Summary, areas: list[str], *, of_resident: bool, everything: bool) -> dict[str, Any]:
    """
    Give the entries of the areas wanted, newest first, with gaps between.

    No area means all but the values that have no table of their own: they are many, and one tick away.

    Unless everything is asked for, a long chronology stops after its newest entries, and says how many there are.
    """
    present = sorted({area_of(one) for one in summary.chronology}, key=lambda area: (area == OTHER_VALUES, area))
    usual = [area for area in present if area != OTHER_VALUES] or present
    wanted = [area for area in areas if area in present] or usual
    entries: list[Statement | Gap] = []
    later: date | None = None
    fitting = [
        one
        for one in summary.chronology
        if area_of(one) in wanted and (not of_resident or one.person_id == summary.person_id)
    ]
    for one in fitting if everything else fitting[:NEWEST]:
        if later and one.starts_on and (later - one.starts_on).days >= LONG_GAP_DAYS:
            entries.append(Gap(one.starts_on, later))
        entries.append(one)
        later = one.starts_on or later
    return {
        "areas_present": present,
        "areas_wanted": wanted,
        "left_out": 0 if OTHER_VALUES in wanted else sum(area_of(one) == OTHER_VALUES for one in summary.chronology),
        "area_of": area_of,
        "of_resident": of_resident,
        "entries": entries,
        "entry_count": len(fitting),
        "is_cut": not everything and len(fitting) > NEWEST,
        "newest": NEWEST,
        "is_gap": lambda entry: isinstance(entry, Gap),
    }
