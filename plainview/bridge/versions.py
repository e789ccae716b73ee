"""Versions of the bridge's files: an older one is brought up, a newer one is refused before anything is read."""

import sqlite3
from collections.abc import Mapping

from plainview.vocabulary.errors import PlainviewError


class FileIsNewer(PlainviewError):
    """A file of the bridge was written by a later version of this program."""

    slug = "file-is-newer"


class FileIsOlder(PlainviewError):
    """A file of the bridge is of an earlier version that this program no longer reads."""

    slug = "file-is-older"


def bring_up(db: sqlite3.Connection, *, name: str, version: int, steps: Mapping[int, str]) -> None:
    """
    Bring a file up to the version of this program, in one transaction: all steps or none.

    In:     `steps`: the SQL that leads from each version to the next one. A file without a version is of version 1.
    Raises: FileIsNewer.
    """
    found = _version(db)
    refuse_newer(name, found, version)
    if found == version and db.execute("PRAGMA user_version").fetchone()[0] == version:
        return
    script = "".join(steps.get(n, "") for n in range(found, version))
    try:
        db.executescript(f"BEGIN; {script} PRAGMA user_version = {version:d}; COMMIT;")
    except sqlite3.Error:
        db.rollback()
        raise


def refuse_newer(name: str, found: int, version: int) -> None:
    """Refuse a file of a version that this program does not know. Raises: FileIsNewer."""
    if found > version:
        raise FileIsNewer(
            f"{name} is of version {found}, and this program knows versions up to {version}.",
            where=f"File: {name}.",
            do="Use the program that wrote it, or a later one; nothing was changed.",
        )


def refuse_older(name: str, found: int, oldest: int) -> None:
    """Refuse a file of a version that this program no longer reads. Raises: FileIsOlder."""
    if found < oldest:
        raise FileIsOlder(
            f"{name} is of version {found}, and this program reads versions from {oldest} on.",
            where=f"File: {name}.",
            do="Run `plainview refresh` with this program: it makes the file anew, and ids stay as they are.",
        )


def _version(db: sqlite3.Connection) -> int:
    return int(db.execute("PRAGMA user_version").fetchone()[0]) or 1
