"""
Writes attendance: of earlier school years a row for each pupil and term, the terms side by side as the national
table has them; of the current school year the registers day by day (`_registers.py`).
"""

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

from plainview.synthetic.larkmere.extracts import _education_system as one
from plainview.synthetic.larkmere.extracts import _registers
from plainview.synthetic.larkmere.formats import write_csv
from plainview.synthetic.larkmere.recorded import Recorder
from plainview.synthetic.larkmere.world.bias import as_marked
from plainview.synthetic.larkmere.world.model import TermAttendance, World
from plainview.synthetic.larkmere.world.school_year import year_of

COLUMNS = (
    "UPN",
    "SessionsPossible_Autumn", "AuthorisedAbsence_Autumn", "UnauthorisedAbsence_Autumn", "OverallAbsence_Autumn",
    "SessionsPossible_Spring", "AuthorisedAbsence_Spring", "UnauthorisedAbsence_Spring", "OverallAbsence_Spring",
    "SessionsPossible_Summer", "AuthorisedAbsence_Summer", "UnauthorisedAbsence_Summer", "OverallAbsence_Summer",
    "SessionsPossible_6HalfTerms", "AuthorisedAbsence_6HalfTerms", "UnauthorisedAbsence_6HalfTerms",
    "AttendanceCodes", "attendance_date", "am_code", "pm_code", "minutes_late", "attendance_pct_rolling_3_terms",
    "persistent_absence_flag", "severe_absence_flag", "penalty_notice_date", "notice_to_improve_date",
    "education_supervision_order", "parenting_contract_date", "attendance_prosecution_date", "reduced_timetable_flag",
)  # fmt: skip

_AUTHORISED, _UNAUTHORISED = ("I", "I", "I", "I", "M", "C", "E"), ("O", "O", "O", "U", "G", "N")


def write(out: Path, world: World) -> dict[str, int]:
    """Write the terms of earlier years and the registers of this one."""
    name, recorder = f"EDU02_attendance_{one.stamp(world)}.csv", Recorder(world, one.SPACE)
    rows = write_csv(out / name, COLUMNS, _rows(world, recorder))
    return {name: rows, **_registers.write(out / f"EDU02_registers_{one.stamp(world)}.db", world, recorder)}


def _rows(world: World, recorder: Recorder) -> Iterator[dict[str, Any]]:
    for child, terms in sorted(world.grouped("attendance", "child").items()):
        number = one.upn(recorder, child)
        held = [as_marked(world, t) for t in sorted(terms, key=lambda t: t.starts) if t.year < year_of(world.ends)]
        for n, term in enumerate(held):
            rng = one.rng_of(world, "edu02", child, term.starts)
            row = {"UPN": number, **_counts(rng, term), **_so_far(held[: n + 1]), **_steps(rng, term)}
            yield row
            if rng.random() < 0.002:  # sent again after a correction at school
                yield dict(row)


def _counts(rng: random.Random, term: TermAttendance) -> dict[str, Any]:
    name = term.term.capitalize()
    absent = term.authorised + term.unauthorised
    marks = _marks(rng, term)
    day = term.ends - timedelta(days=1)
    is_away = rng.random() * max(1, term.possible) < absent
    away = rng.choice(_AUTHORISED if rng.random() < 0.6 else _UNAUTHORISED)
    return {
        f"SessionsPossible_{name}": term.possible,
        f"AuthorisedAbsence_{name}": _number(rng, term.authorised),
        f"UnauthorisedAbsence_{name}": _number(rng, term.unauthorised),
        f"OverallAbsence_{name}": str(absent),
        "AttendanceCodes": ";".join(f"{mark}:{n}" for mark, n in sorted(marks.items())),
        "attendance_date": one.some_date(rng, day),
        "am_code": away if is_away else "/",
        "pm_code": away if is_away else "\\",
        "minutes_late": str(term.late * rng.randint(4, 25)) if term.late else None,
    }


def _marks(rng: random.Random, term: TermAttendance) -> dict[str, int]:
    """Count the term's sessions by statutory mark."""
    marks = {"L": term.late, "/\\": max(0, term.possible - term.authorised - term.unauthorised - term.late)}
    for number, options in ((term.authorised, _AUTHORISED), (term.unauthorised, _UNAUTHORISED)):
        left = number
        while left > 0:
            some = min(left, rng.randint(1, 6))
            mark = rng.choice(options)
            marks[mark] = marks.get(mark, 0) + some
            left -= some
    return marks


def _so_far(terms: list[TermAttendance]) -> dict[str, Any]:
    """Give the year's totals with its last term, and the share attended over the last three terms."""
    latest, three = terms[-1], terms[-3:]
    possible = sum(t.possible for t in three)
    missed = sum(t.authorised + t.unauthorised for t in three)
    share = (latest.authorised + latest.unauthorised) / latest.possible if latest.possible else 0.0
    said: dict[str, Any] = {
        "attendance_pct_rolling_3_terms": str(round(100 * (possible - missed) / possible)) if possible else None,
        "persistent_absence_flag": one.marked(share >= 0.1),
        "severe_absence_flag": one.marked(share >= 0.5),
    }
    if latest.term == "summer":
        year = [t for t in terms if t.year == latest.year]
        said["SessionsPossible_6HalfTerms"] = sum(t.possible for t in year)
        said["AuthorisedAbsence_6HalfTerms"] = sum(t.authorised for t in year)
        said["UnauthorisedAbsence_6HalfTerms"] = sum(t.unauthorised for t in year)
    return said


def _steps(rng: random.Random, term: TermAttendance) -> dict[str, Any]:
    """Give what was done about absence without leave: warning first, court last."""
    is_high = term.unauthorised >= 10
    is_severe = term.authorised + term.unauthorised >= term.possible / 2
    warned = term.starts + timedelta(days=rng.randint(20, 45)) if is_high and rng.random() < 0.35 else None
    fined = warned + timedelta(days=20) if warned and rng.random() < 0.45 else None
    court = fined + timedelta(days=rng.randint(60, 120)) if fined and rng.random() < 0.08 else None
    contract = warned + timedelta(days=9) if warned and rng.random() < 0.3 else None
    fined = fined if fined and fined < term.ends else None
    contract = contract if contract and contract < term.ends else None
    order = None
    if is_severe and is_high:
        order = rng.choices((None, "Under consideration", "Applied for", "Made"), (90, 6, 2, 2))[0]
    return {
        "notice_to_improve_date": one.some_date(rng, warned),
        "penalty_notice_date": one.some_date(rng, fined),
        "parenting_contract_date": one.some_date(rng, contract),
        "attendance_prosecution_date": one.some_date(rng, court if court and court < term.ends else None),
        "education_supervision_order": order or one.nothing(rng),
        "reduced_timetable_flag": one.marked(rng.random() < (0.12 if is_severe else 0.001)),
    }


def _number(rng: random.Random, sessions: int) -> str:
    """Write a count, and one in fifty as a spreadsheet leaves it."""
    return f"{sessions}.0" if rng.random() < 0.02 else str(sessions)
