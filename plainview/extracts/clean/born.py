"""Birth dates: impossible ones and placeholders null, and a word for how much the others can be trusted."""

from calendar import isleap
from datetime import date

import pyarrow as pa
import pyarrow.compute as pc

from plainview.extracts.clean.placeholders import BIRTH_DATES

EARLIEST = date(1900, 1, 2)


def born(born_on: pa.Array, received_on: pa.Array) -> tuple[pa.Array, pa.Array, pa.Array]:
    """
    Give birth dates, reasons where one was blanked, and `born_on_kind`.

    In:     dates as read and, row by row, the day the extract was received. A date up to a year later stays: it may be
            that of a child expected.
    Out:    kind is `exact`; `first_of_january`, which many systems write when only the year is known; or `not_known`.
    """
    placeholder = pc.is_in(born_on, pa.array(list(BIRTH_DATES), pa.date32()))
    latest = _a_year_later(received_on)
    too_early = pc.less(born_on, pa.scalar(EARLIEST, pa.date32()))
    too_late = pc.fill_null(pc.greater(born_on, latest), False)
    impossible = pc.and_not(pc.or_kleene(pc.fill_null(too_early, False), too_late), placeholder)
    reasons = pc.if_else(
        placeholder,
        pa.scalar("placeholder"),
        pc.if_else(impossible, pa.scalar("not_valid"), pa.scalar(None, pa.string())),
    )
    kept = pc.if_else(pc.or_(placeholder, impossible), pa.scalar(None, pa.date32()), born_on)
    is_first = pc.and_(pc.equal(pc.month(kept), 1), pc.equal(pc.day(kept), 1))
    kind = pc.if_else(
        pc.is_null(kept), "not_known", pc.if_else(pc.fill_null(is_first, False), "first_of_january", "exact")
    )
    return kept, reasons, kind


def _a_year_later(days: pa.Array) -> pa.Array:
    coded = pc.dictionary_encode(days)
    later = [None if d is None else _later(d) for d in coded.dictionary.to_pylist()]
    return pa.array(later, pa.date32()).take(coded.indices)


def _later(day: date) -> date:
    if (day.month, day.day) == (2, 29) and not isleap(day.year + 1):
        return date(day.year + 1, 2, 28)
    return day.replace(year=day.year + 1)
