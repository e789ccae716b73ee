"""
The daily registers of the current school year: two marks a day for every pupil, made in columns.

How often a pupil was away in a term is settled by the world. Here it is settled on which days: absences come in
spells, a mark with leave and one without seldom share a day, and lateness is of mornings.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from plainview.synthetic.larkmere import draw
from plainview.synthetic.larkmere.extracts import _education_system as one
from plainview.synthetic.larkmere.formats import write_sqlite_cells
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.bias import as_marked
from plainview.synthetic.larkmere.world.model import TermAttendance, World
from plainview.synthetic.larkmere.world.school_year import school_days, year_of

COLUMNS = ("UPN", "attendance_date", "am_code", "pm_code", "minutes_late")
_WITH_LEAVE = np.array(("I", "I", "I", "I", "M", "C1", "E"))
_WITHOUT = np.array(("O", "O", "O", "U", "G", "N"))
_TOGETHER = 20_000  # pupils at a time, to bound memory


def write(path: Path, world: World, recorder: Recorder) -> dict[str, int]:
    """Write every day of every pupil in this school year so far."""
    return {path.name: write_sqlite_cells(path, {"registers": (COLUMNS, _rows(world, recorder))})}


def _rows(world: World, recorder: Recorder) -> Iterator[tuple[str | None, ...]]:
    terms: dict[tuple, list[TermAttendance]] = {}
    for term in sorted(world.attendance, key=lambda t: (t.starts, t.child)):
        if term.year == year_of(world.ends):
            terms.setdefault((term.starts, term.ends), []).append(as_marked(world, term))
    for (starts, ends), held in terms.items():
        days = np.array([day.isoformat() for day in school_days(starts, ends)])
        rng = np.random.default_rng(draw.number(world.seed, "registers", starts))
        for at in range(0, len(held), _TOGETHER):
            some = held[at : at + _TOGETHER]
            numbers = np.array([one.upn(recorder, t.child) or "" for t in some])
            yield from _days(rng, some, numbers, days)


def _days(rng: np.random.Generator, terms: list[TermAttendance], numbers: np.ndarray, days: np.ndarray
          ) -> Iterator[tuple[str | None, ...]]:  # fmt: skip
    count = len(days)
    marks = registers(rng, terms, count)
    late = (marks == "L").any(axis=2)
    minutes = np.where(late, rng.integers(4, 40, size=late.shape), 0)
    said = np.where(minutes > 0, minutes.astype("U2"), "")
    order = np.tile(days, len(terms))
    columns = (np.repeat(numbers, count), order, marks[:, :, 0].ravel(), marks[:, :, 1].ravel(), said.ravel())
    for row in zip(*(column.tolist() for column in columns), strict=True):
        yield tuple(cell or None for cell in row)


def registers(rng: np.random.Generator, terms: list[TermAttendance], count: int) -> np.ndarray:
    """
    Give the marks of some pupils in a term of `count` days: pupils by days by morning and afternoon.

    Exactly as many sessions are missed with leave and without, and as many mornings late, as each term says.
    """
    pupils = len(terms)
    missed = np.array([t.authorised + t.unauthorised for t in terms])[:, None]
    with_leave = np.array([t.authorised for t in terms])[:, None]
    late = np.array([t.late for t in terms])[:, None]
    spells = rng.random((pupils, count + 4))
    ill = sum(spells[:, n : n + count] for n in range(5))  # near days are alike, so that absences come in spells
    wish = np.repeat(ill, 2, axis=1) + 0.25 * rng.random((pupils, 2 * count))
    is_away = _rank(wish) < missed
    reason = np.repeat(spells[:, 2 : 2 + count], 2, axis=1) + 1e-6 * rng.random((pupils, 2 * count))
    has_leave = is_away & (_rank(np.where(is_away, reason, np.inf)) < with_leave)
    kind = np.repeat(rng.integers(0, 420, size=(pupils, count)), 2, axis=1)
    marks = np.tile(np.array(("/", "\\"), dtype="U2"), (pupils, count))
    could_be_late = np.where(is_away, np.inf, rng.random((pupils, 2 * count)))
    could_be_late[:, 1::2] = np.inf
    marks[(_rank(could_be_late) < late) & np.isfinite(could_be_late)] = "L"
    marks = np.where(has_leave, _WITH_LEAVE[kind % len(_WITH_LEAVE)], marks)
    marks = np.where(is_away & ~has_leave, _WITHOUT[kind % len(_WITHOUT)], marks)
    return marks.reshape(pupils, count, 2)


def _rank(values: np.ndarray) -> np.ndarray:
    """Give each value's place in its row, the least first."""
    return np.argsort(np.argsort(values, axis=1, kind="stable"), axis=1, kind="stable")
