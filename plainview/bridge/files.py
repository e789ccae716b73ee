"""Files of the bridge's account alone, on the disk before anything stands on them."""

import os
import sqlite3
from pathlib import Path


def private_folder(path: Path) -> Path:
    """Make a folder that only its owner may enter."""
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.chmod(0o700)
    return path


def private_file(path: Path) -> Path:
    """Make an empty file that only its owner may read, if it is not there yet."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT, 0o600))
    path.chmod(0o600)
    return path


def write_private(path: Path, text: str) -> None:
    """Write a text file that only its owner may read, in one step."""
    beside = path.with_name(path.name + ".new")
    file = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        os.write(file, text.encode())
        os.fsync(file)
    finally:
        os.close(file)
    beside.replace(path)


def sync_folder(folder: Path) -> None:
    """Wait until the disk has every file of a folder, and close them to others."""
    for path in sorted(folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
    sync_names(folder)


def sync_names(folder: Path) -> None:
    """Wait until the disk has a folder's own list of names."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_sqlite(path: Path, *, schema: str) -> sqlite3.Connection:
    """Open an SQLite file of the bridge for writing; deleted content is overwritten, not left in free pages."""
    private_file(path)
    db = sqlite3.connect(path, isolation_level=None)
    db.execute("PRAGMA secure_delete=ON")
    db.executescript(schema)
    return db


def read_sqlite(path: Path) -> sqlite3.Connection:
    """Open an SQLite file for reading alone."""
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, isolation_level=None)
