"""Building beside what serves, and publishing in one step; whatever happens, the last good refresh serves on."""

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home, NothingPublished

_BUILDING = ".building-"


class RefreshRunning(PlainviewError):
    """Another refresh works in this home."""

    slug = "refresh-running"
    exit_code = 4


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


@contextmanager
def building(home: Home, as_of: date) -> Iterator[Building]:
    """
    Give a place to build in; whatever is not published when the block ends is thrown away.

    Raises: RefreshRunning.
    """
    for folder in (home.path, home.path / "store", home.path / "bridge"):
        folder.mkdir(parents=True, exist_ok=True)
    (home.path / "bridge").chmod(0o700)
    with home.lock.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise RefreshRunning(
                "another refresh works in this home.", where=f"Home: {home.path}", do="Wait until it has ended."
            ) from None
        _clear(home)
        refresh = _next_id(home, as_of)
        name = _BUILDING + refresh
        started = Building(
            refresh, home.path / "store" / name, home.path / "bridge" / name, home.path / "bridge" / f"{name}-scratch",
            _current(home),
        )  # fmt: skip
        for folder in (started.store, started.bridge, started.scratch):
            folder.mkdir(mode=0o700)
        try:
            yield started
        finally:
            _clear(home)


def publish(home: Home, built: Building, manifest: dict[str, object]) -> None:
    """Make a built refresh the one that serves. Killed before the last line, the old one still does."""
    (built.store / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True), encoding="utf-8")
    for part in (built.bridge, built.store):
        _to_disk(part)
    os.rename(built.bridge, home.bridge(built.refresh))
    os.rename(built.store, home.store(built.refresh))
    home.publish(built.refresh)


def manifest(home: Home, refresh: str) -> dict[str, object]:
    """Give what a refresh says of itself: policy, sources, rows."""
    told: dict[str, object] = json.loads((home.store(refresh) / "manifest.json").read_text(encoding="utf-8"))
    return told


def _current(home: Home) -> str | None:
    try:
        return home.current()
    except NothingPublished:
        return None


def _clear(home: Home) -> None:
    """Remove what refreshes that did not finish have left: unfinished parts, and parts that CURRENT never named."""
    serves = _current(home)
    for side in ("store", "bridge"):
        for left in (home.path / side).iterdir():
            half = left.is_dir() and not left.name.startswith(".") and serves is not None and left.name > serves
            if left.is_dir() and (left.name.startswith(_BUILDING) or half or (serves is None)):
                shutil.rmtree(left)


def _next_id(home: Home, as_of: date) -> str:
    """Ids sort by time of refresh, also when two are made of one day, or of an earlier day than the last."""
    taken = [p.name for p in (home.path / "store").iterdir() if p.is_dir()]
    number = 1 + max((int(name.split("-")[0]) for name in taken if name[:6].isdigit()), default=0)
    return f"{number:06d}-{as_of:%Y%m%d}"


def _to_disk(folder: Path) -> None:
    for path in [*sorted(folder.rglob("*")), folder]:
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
