"""What a folder holds, file by file, written beside it: shows later whether it is still as it was."""

import hashlib
import json
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

NAME = "checksums.json"


def write(folder: Path) -> None:
    """Write the checksums of all files below a folder, and wait until the disk has everything."""
    told = {n: {"bytes": (folder / n).stat().st_size, "sha256": s} for n, s in _sums(folder).items()}
    (folder / NAME).write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")
    for path in [*sorted(folder.rglob("*")), folder]:
        to_disk(path)


def wrong(folder: Path) -> list[str]:
    """
    Give the files that are missing, changed or not listed; the list itself, if it can't be read.

    A folder of before there were checksums has no list: nothing can be said against it but that it is not there.
    """
    if not folder.is_dir():
        return ["."]
    if not (folder / NAME).exists():
        return [] if (folder / "manifest.json").exists() or (folder / "vault.sqlite").exists() else [NAME]
    try:
        listed = {n: told["sha256"] for n, told in json.loads((folder / NAME).read_text(encoding="utf-8")).items()}
    except (ValueError, KeyError, TypeError, AttributeError):
        return [NAME]
    found = _sums(folder)
    return sorted(n for n in listed.keys() | found.keys() if listed.get(n) != found.get(n))


def to_disk(path: Path) -> None:
    """Wait until the disk has a file, or a folder's own list of names."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def files(folder: Path) -> Iterator[str]:
    """Give the name of each file below a folder, but for the list of checksums itself."""
    for path in sorted(folder.rglob("*")):
        if path.is_file() and (name := path.relative_to(folder).as_posix()) != NAME:
            yield name


def _sums(folder: Path) -> dict[str, str]:
    names = list(files(folder))
    with ThreadPoolExecutor(max_workers=2) as pool:
        return dict(zip(names, pool.map(lambda n: _sha256(folder / n), names), strict=True))


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
