"""Who works with whom, turned round once a refresh: from an officer to their cases."""

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plainview.store.read_model import ReadModel
from plainview.web.access.officers import Officer


@dataclass(frozen=True, slots=True)
class Case:
    """A resident whom an officer, or their team, works with."""

    person_id: str
    since: date | None
    role: str
    is_mine: bool


class Caseload:
    """Cases by staff reference and by team. Built beside the web's records when a refresh is first asked for."""

    def __init__(self, path: Path, model: ReadModel) -> None:
        self._path = path
        if not path.exists():
            _build(path, model)

    def reference(self, number: str) -> str:
        """
        Give the full reference of a member of staff: department and number.

        A bare number that members of staff of two departments have stands for neither of them.
        """
        with closing(self._open()) as db:
            rows = db.execute("SELECT DISTINCT staff FROM involvement WHERE staff IS NOT NULL").fetchall()
        found = [staff for (staff,) in rows if staff == number or staff.rpartition("|")[2] == number.upper()]
        return found[0] if len(found) == 1 else number

    def _open(self) -> sqlite3.Connection:
        return sqlite3.connect(f"{self._path.absolute().as_uri()}?mode=ro", uri=True)

    def of(self, officer: Officer, on: date) -> tuple[Case, ...]:
        """Give the officer's own cases, newest first, then those of their team."""
        with closing(self._open()) as db:
            rows = db.execute(
                "SELECT person_id, max(starts), min(role), max(staff = ? AND ? != '') FROM involvement"
                " WHERE ((staff = ? AND ? != '') OR (team = ? AND ? != ''))"
                " AND (starts IS NULL OR starts <= ?) AND (ends IS NULL OR ends > ?)"
                " GROUP BY person_id ORDER BY 4 DESC, 2 DESC, 1",
                (officer.staff, officer.staff, officer.staff, officer.staff, officer.team, officer.team,
                 on.isoformat(), on.isoformat()),
            ).fetchall()  # fmt: skip
        return tuple(Case(p, date.fromisoformat(s) if s else None, r or "", bool(m)) for p, s, r, m in rows)


def _build(path: Path, model: ReadModel) -> None:
    """Turn the involvements round; the file appears whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    unfinished.unlink(missing_ok=True)
    with closing(sqlite3.connect(unfinished)) as db:
        db.execute(
            "CREATE TABLE involvement (person_id TEXT, staff TEXT, team TEXT, role TEXT, starts TEXT, ends TEXT)"
        )
        db.executemany("INSERT INTO involvement VALUES (?, ?, ?, ?, ?, ?)", model.involvements())
        db.execute("CREATE INDEX by_staff ON involvement (staff)")
        db.execute("CREATE INDEX by_team ON involvement (team)")
        db.commit()
    unfinished.replace(path)
