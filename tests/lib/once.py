"""Dear things made once for all workers of a test run."""

import fcntl
from collections.abc import Callable
from pathlib import Path


def once(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    """
    Give `folder/name`, made by whichever worker comes first; the others wait.

    A worker that failed leaves its half-made folder without the mark, and the next one tries, and fails, for itself.
    """
    place, mark = folder / name, folder / f"{name}.made"
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not mark.exists():
            place.mkdir(exist_ok=True)
            make(place)
            mark.touch()
    return place
