"""A blind index: an officer who knows a case reference, or a name and a birth date, finds the resident."""

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plainview.bridge.files import open_sqlite, read_sqlite
from plainview.bridge.names import plain
from plainview.bridge.pseudonymise import hashes

_SCHEMA = """
CREATE TABLE IF NOT EXISTS cases (hash BLOB NOT NULL, resident_id TEXT NOT NULL, PRIMARY KEY (hash, resident_id))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS names (hash BLOB NOT NULL, resident_id TEXT NOT NULL, PRIMARY KEY (hash, resident_id))
    WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS people (
    display TEXT PRIMARY KEY, resident_id TEXT NOT NULL, is_own INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS people_resident ON people (resident_id);
CREATE TABLE IF NOT EXISTS withheld (resident_id TEXT PRIMARY KEY, roles TEXT NOT NULL) WITHOUT ROWID;
"""


def write_find(
    path: Path,
    *,
    index_key: bytes,
    cases: Iterable[tuple[str, str, str]],
    names: Iterable[tuple[str, date, str]],
    people: Iterable[tuple[str, str, bool]],
    withheld: Iterable[tuple[str, tuple[str, ...]]],
) -> None:
    """
    Write the index; no name, number or date stands in it.

    In:     `cases`: space, id, resident; `names`: full name, birth date, resident; `people`: display pseudonym,
            resident, whether it is their own or of an id merged into them; `withheld`: resident, roles.
    """
    people_of_case = list(cases)
    case_hashes = hashes(index_key, [_case(space, id_) for space, id_, _ in people_of_case])
    case_rows = sorted({(h, r) for h, (_, _, r) in zip(case_hashes, people_of_case, strict=True)})
    normal = _Normal()
    named = list({(normal[n], b, r) for n, b, r in names if normal[n]})
    name_hashes = hashes(index_key, [_name(name, born_on) for name, born_on, _ in named])
    name_rows = sorted({(h, r) for h, (_, _, r) in zip(name_hashes, named, strict=True)})
    db = open_sqlite(path, schema=_SCHEMA)
    try:
        # The folder is synced as a whole before it is returned, and thrown away if that does not come.
        db.execute("PRAGMA synchronous=OFF")
        db.execute("PRAGMA journal_mode=OFF")
        db.execute("DROP INDEX people_resident")
        db.execute("BEGIN")
        # In order, each goes to the end: much faster than here and there.
        db.executemany("INSERT INTO cases VALUES (?, ?)", case_rows)
        db.executemany("INSERT INTO names VALUES (?, ?)", name_rows)
        db.executemany("INSERT OR IGNORE INTO people VALUES (?, ?, ?)", sorted(people))
        db.execute("CREATE INDEX people_resident ON people (resident_id)")
        db.executemany("INSERT INTO withheld VALUES (?, ?)", ((r, ",".join(roles)) for r, roles in withheld))
        db.execute("COMMIT")
    finally:
        db.close()


class _Normal(dict[str, str]):
    """Each distinct name is worked out once."""

    def __missing__(self, name: str) -> str:
        self[name] = told = normal_name(name)
        return told


def normal_name(name: str) -> str:
    """Give a name so that accents, capitals, hyphens and the order of its parts do not matter."""
    return " ".join(sorted(plain(name).split()))


def _case(space: str, id_: str) -> str:
    return f"case|{space}|{id_.strip().upper()}"


def _name(normal: str, born_on: date) -> str:
    return f"name|{normal}|{born_on.isoformat()}"


def forget_in_index(path: Path, residents: Sequence[str]) -> None:
    """Take residents out of an index that does not serve yet: whoever looks for them finds no one."""
    db = open_sqlite(path, schema="")
    try:
        db.execute("BEGIN")
        for table in ("cases", "names", "people", "withheld"):
            db.executemany(f"DELETE FROM {table} WHERE resident_id = ?", [(r,) for r in residents])  # noqa: S608
        db.execute("COMMIT")
        db.execute("VACUUM")
    finally:
        db.close()


@dataclass(frozen=True, slots=True)
class Found:
    """A resident, and the roles that may see them; None: not withheld."""

    resident_id: str
    roles: tuple[str, ...] | None


class Finder:
    """The index of one refresh, opened for reading."""

    def __init__(self, path: Path, *, index_key: bytes) -> None:
        self._db: sqlite3.Connection = read_sqlite(path)
        self._key = index_key

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def by_case(self, *, space: str, id: str) -> list[Found]:
        """Give the residents who carry a case reference."""
        return self._found("cases", _case(space, id))

    def by_name(self, *, name: str, born_on: date) -> list[Found]:
        """Give the residents of that name and birth date; both must agree."""
        return self._found("names", _name(normal_name(name), born_on))

    def by_pseudonym(self, person_id: str) -> Found | None:
        """Give the resident of a display pseudonym."""
        row = self._db.execute("SELECT resident_id FROM people WHERE display = ?", (person_id,)).fetchone()
        return Found(row[0], self.roles(row[0])) if row else None

    def display(self, resident_id: str) -> str:
        """Give the display pseudonym of a resident."""
        row = self._db.execute(
            "SELECT display FROM people WHERE resident_id = ? AND is_own = 1", (resident_id,)
        ).fetchone()
        return row[0] if row else ""

    def pseudonyms(self, resident_id: str) -> list[str]:
        """Give every display pseudonym that leads to a resident: their own, and those of ids merged into theirs."""
        rows = self._db.execute("SELECT display FROM people WHERE resident_id = ? ORDER BY display", (resident_id,))
        return [display for (display,) in rows]

    def withheld(self) -> dict[str, tuple[str, ...]]:
        """Give the roles that may see each withheld resident, by display pseudonym."""
        rows = self._db.execute("SELECT resident_id FROM withheld").fetchall()
        return {self.display(r): self.roles(r) or () for (r,) in rows}

    def roles_of_withheld(self) -> dict[str, tuple[str, ...]]:
        """Give the roles that may see each withheld resident, by resident."""
        rows = self._db.execute("SELECT resident_id, roles FROM withheld").fetchall()
        return {who: tuple(r for r in roles.split(",") if r) for who, roles in rows}

    def roles(self, resident_id: str) -> tuple[str, ...] | None:
        """Give the roles that may see a withheld resident; None when not withheld."""
        row = self._db.execute("SELECT roles FROM withheld WHERE resident_id = ?", (resident_id,)).fetchone()
        return tuple(r for r in row[0].split(",") if r) if row else None

    def _found(self, table: str, text: str) -> list[Found]:
        query = f"SELECT resident_id FROM {table} WHERE hash = ? ORDER BY resident_id"  # noqa: S608
        rows = self._db.execute(query, (hashes(self._key, [text])[0],)).fetchall()
        return [Found(r[0], self.roles(r[0])) for r in rows]
