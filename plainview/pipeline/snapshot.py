"""Building beside what serves, and publishing in one step; whatever happens, the last good refresh serves on."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from plainview.pipeline import checksums
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home, NothingPublished, number_of

# Of what a snapshot is made of and what its manifest says. 1: without checksums and without a version.
VERSION = 2
_BUILDING = ".building-"
_REMOVING = ".removing-"


class RefreshRunning(PlainviewError):
    """Another refresh works in this home."""

    slug = "refresh-running"
    exit_code = 4


class CurrentLost(PlainviewError):
    """Refreshes lie in the home, and the file that says which one serves does not."""

    slug = "current-lost"


class SnapshotIsNewer(PlainviewError):
    """The snapshot was published by a later version of this program."""

    slug = "snapshot-is-newer"


@dataclass(frozen=True, slots=True)
class Building:
    """A refresh that is not published yet: its id, and where its parts are built."""

    refresh: str
    store: Path
    bridge: Path
    scratch: Path  # of the bridge's side; gone afterwards
    previous: str | None

    @property
    def previous_bridge(self) -> Path | None:
        """The bridge's folder of the refresh that serves now: the ledger goes on from there."""
        return self.bridge.with_name(self.previous) if self.previous else None

    @property
    def previous_store(self) -> Path | None:
        """The store's folder of the refresh that serves now."""
        return self.store.with_name(self.previous) if self.previous else None

    @property
    def previous_manifest(self) -> dict[str, Any]:
        """What the refresh that serves now says of itself; empty when there is none."""
        return _read(self.store.with_name(self.previous)) if self.previous else {}


@contextmanager
def alone(home: Home) -> Iterator[None]:
    """
    Keep every other refresh, erasure, backup and restore out of this home until the block ends.

    The lock is the system's: it goes with the process that holds it, however that ends. Raises: RefreshRunning.
    """
    home.path.mkdir(parents=True, exist_ok=True)
    with home.lock.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefreshRunning(
                "another refresh, erasure or backup works in this home.", where=f"Home: {home.path}",
                do="Wait until it has ended.",
            ) from None  # fmt: skip
        yield


@contextmanager
def building(home: Home, as_of: date) -> Iterator[Building]:
    """
    Give a place to build in; whatever is not published when the block ends is thrown away.

    Raises: RefreshRunning, SnapshotIsNewer.
    """
    with alone(home):
        for folder in (home.path / "store", home.path / "bridge"):
            folder.mkdir(parents=True, exist_ok=True)
        (home.path / "bridge").chmod(0o700)
        clear(home)
        serves = _current(home)
        if serves is not None:
            manifest(home, serves)  # one that a later program made is not built upon
        refresh = _next_id(home, as_of)
        name = _BUILDING + refresh
        started = Building(
            refresh, home.path / "store" / name, home.path / "bridge" / name, home.path / "bridge" / f"{name}-scratch",
            serves,
        )  # fmt: skip
        for folder in (started.store, started.bridge, started.scratch):
            folder.mkdir(mode=0o700)
        try:
            yield started
        finally:
            clear(home)


def publish(home: Home, built: Building, manifest: Mapping[str, object]) -> None:
    """Make a built refresh the one that serves. Killed before the last line, the old one still does."""
    (built.store / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
    for part in (built.bridge, built.store):
        checksums.write(part)
    os.rename(built.bridge, home.bridge(built.refresh))
    os.rename(built.store, home.store(built.refresh))
    for side in ("bridge", "store"):
        checksums.to_disk(home.path / side)
    home.publish(built.refresh)


def manifest(home: Home, refresh: str) -> dict[str, Any]:
    """Give what a refresh says of itself: policy, sources, rows. Raises: SnapshotIsNewer."""
    return _read(home.store(refresh))


def damaged(home: Home, refresh: str) -> list[str]:
    """Give the files of a refresh that are not as they were published, on both sides; empty: it is whole."""
    sides = {"store": home.store(refresh), "bridge": home.bridge(refresh)}
    return [f"{side}/{refresh}/{name}" for side, folder in sides.items() for name in checksums.wrong(folder)]


def remove(home: Home, refresh: str) -> None:
    """Remove one refresh from both sides. Killed half way, the rest of it goes with the next refresh."""
    if refresh == _current(home):
        raise ValueError("the refresh that serves is never removed")
    for folder in (home.store(refresh), home.bridge(refresh)):
        if folder.is_dir():
            aside = folder.with_name(_REMOVING + folder.name)
            os.rename(folder, aside)
            shutil.rmtree(aside)
    for kept in home.web.glob(f"*-{refresh}.sqlite*"):  # what the web made of it for itself
        kept.unlink(missing_ok=True)


def clear(home: Home) -> None:
    """
    Remove what did not finish: parts half built, parts that CURRENT never named, parts half removed.

    After an erasure every older refresh goes, too, if the erasure could not end by itself. Only in `alone`: what
    another process builds would go as well.
    """
    serves = number_of(_current(home) or "") or 0
    names = {side: {p.name for p in (home.path / side).glob("*") if p.is_dir()} for side in ("store", "bridge")}
    # A first refresh that was cut off leaves one whole pair without CURRENT, and no more than one.
    if not serves and (lost := sorted(n for n in names["store"] & names["bridge"] if (number_of(n) or 0) > 1)):
        raise CurrentLost(
            f"the file CURRENT is lost, and {len(lost)} refreshes lie here whole; nothing was touched.",
            where=f"The last one: {lost[-1]}.",
            do="Write its name into CURRENT, run `plainview status --verify`, and find out who took the file.",
        )
    for side, other in (("store", "bridge"), ("bridge", "store")):
        for name in names[side]:
            number = number_of(name)
            half = number is not None and number != serves and (number > serves or name not in names[other])
            if half or name.startswith((_BUILDING, _REMOVING)):
                shutil.rmtree(home.path / side / name)
    if serves and (home.store(home.current()) / "manifest.json").exists():
        told = json.loads((home.store(home.current()) / "manifest.json").read_text(encoding="utf-8"))
        for older in home.refreshes()[1:] if told.get("drops_older") else ():
            remove(home, older)


def _read(store: Path) -> dict[str, Any]:
    told: dict[str, Any] = json.loads((store / "manifest.json").read_text(encoding="utf-8"))
    if told.get("version", 1) > VERSION:
        raise SnapshotIsNewer(
            f"the snapshot is of version {told['version']}, and this program knows versions up to {VERSION}.",
            where=f"Refresh: {store.name}.",
            do="Use the program that made it, or a later one; nothing was changed.",
        )
    return told


def _current(home: Home) -> str | None:
    try:
        return home.current()
    except NothingPublished:
        return None


def _next_id(home: Home, as_of: date) -> str:
    """Ids sort by time of refresh, also when two are made of one day, or of an earlier day than the last."""
    numbers = [number_of(p.name) or 0 for p in (home.path / "store").iterdir()]
    return f"{1 + max([number_of(_current(home) or '') or 0, *numbers]):06d}-{as_of:%Y%m%d}"
