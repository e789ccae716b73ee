"""
The whole product in a folder, and back: snapshot, bridge, web's records, audit. Never the master key.

A backup is consistent while everything serves: the snapshot never changes, databases are copied by their own means,
and of the audit every whole line is taken.
"""

import json
import os
import secrets
import shutil
import sqlite3
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from plainview.audit.chain import Verified
from plainview.bridge.vault import check_key, open_keys
from plainview.pipeline import audits, backups_known, checksums, room, snapshot
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home

VERSION = 1
_ABOUT = "backup.json"


class BackupNotUsable(PlainviewError):
    """A backup is damaged, not whole, or made by a later version."""

    slug = "backup-not-usable"


class PlaceTaken(PlainviewError):
    """A backup or a home would be written over something."""

    slug = "place-taken"


@dataclass(frozen=True, slots=True)
class Made:
    """A backup that was made."""

    id: str
    refresh: str
    files: int
    bytes: int


def back_up(home: Home, *, to: Path, at: datetime) -> Made:
    """
    Write all that is needed to serve again into a new folder, and register it, so that an erasure can list it.

    Raises: NothingPublished, RefreshRunning, PlaceTaken, NoRoom.
    """
    serves = home.current()
    if to.exists() and any(to.iterdir()):
        raise PlaceTaken("there is something already, and a backup never overwrites.", where=f"Folder: {to}",
                         do="Give a new folder.")  # fmt: skip
    if home.path.resolve() in (to.resolve(), *to.resolve().parents):
        raise PlaceTaken("a backup inside of the home goes with the home.", where=f"Folder: {to}",
                         do="Give a folder elsewhere, best on another machine.")  # fmt: skip
    id_ = f"{at:%Y%m%d%H%M%S}-{secrets.token_hex(3)}"
    try:
        with snapshot.alone(home):
            # Registered first: a backup that was begun holds people, too.
            backups_known.register(home, backups_known.Backup(id_, str(to.resolve()), at.isoformat(), serves))
            to.mkdir(mode=0o700, parents=True, exist_ok=True)
            to.chmod(0o700)
            files = to / "home"
            for side in ("store", "bridge"):
                shutil.copytree(home.path / side / serves, files / side / serves)
            for path in _of_no_refresh(home):
                _copy(path, files / path.relative_to(home.path))
            shutil.copy2(home.current_file, files / "CURRENT")
    except Exception as error:
        if room.is_full(error):
            raise room.no_room(f"Folder: {to}") from None
        raise
    checksums.write(files)
    told = {"version": VERSION, "id": id_, "made_at": at.isoformat(), "refresh": serves,
            "master_key": f"not in here: {home.key_file.name}, or whatever PLAINVIEW_KEY_FILE named"}  # fmt: skip
    (to / _ABOUT).write_text(json.dumps(told, indent=1, sort_keys=True), encoding="utf-8")
    for path in (to / _ABOUT, to):
        checksums.to_disk(path)
    sizes = [p.stat().st_size for p in files.rglob("*") if p.is_file()]
    return Made(id_, serves, len(sizes), sum(sizes))


def restore(home: Home, *, from_: Path) -> dict[str, Verified]:
    """
    Put a backup where no home is, after every file was compared; gives the state of the audit's chains.

    The master key must stand where the home expects it, else nothing is written.
    Raises: BackupNotUsable, PlaceTaken, NoMasterKey, WrongKey, NoRoom.
    """
    told = about(from_)
    files = from_ / "home"
    if home.path.exists() and any(p for p in home.path.iterdir()):
        raise PlaceTaken("there is a home already, and restoring never overwrites one.", where=f"Home: {home.path}",
                         do="Move it away, or give another --home.")  # fmt: skip
    if wrong := checksums.wrong(files):
        raise BackupNotUsable(
            f"{len(wrong)} files of the backup are not as they were written.", where=f"The first: {wrong[0]}.",
            do="Take another backup; nothing was restored.",
        )  # fmt: skip
    check_key(files / "bridge" / told["refresh"] / "vault.sqlite", open_keys(key_file=home.key_file))
    beside = home.path.with_name(f".restoring-{home.path.name}")
    shutil.rmtree(beside, ignore_errors=True)
    try:
        shutil.copytree(files, beside)
        (beside / checksums.NAME).unlink()
        (beside / "bridge").chmod(0o700)
        for path in sorted(beside.rglob("*")):
            checksums.to_disk(path)
        if home.path.exists():
            home.path.rmdir()
        os.rename(beside, home.path)
        checksums.to_disk(home.path.parent)
    except Exception as error:
        shutil.rmtree(beside, ignore_errors=True)
        if room.is_full(error):
            raise room.no_room(f"Home: {home.path}") from None
        raise
    return audits.verify_all(home)


def about(backup: Path) -> dict[str, Any]:
    """Give what a backup says of itself. Raises: BackupNotUsable."""
    try:
        told: dict[str, Any] = json.loads((backup / _ABOUT).read_text(encoding="utf-8"))
        version = int(told["version"])
    except (OSError, ValueError, KeyError, TypeError):
        raise BackupNotUsable(
            "there is no whole backup here: it does not say what it is.", where=f"Folder: {backup}",
            do="Give the folder that `plainview backup` wrote; one whose writing was cut off is of no use.",
        ) from None  # fmt: skip
    if version > VERSION:
        raise BackupNotUsable(f"the backup is of version {version}, and this program knows versions up to {VERSION}.",
                              where=f"Folder: {backup}", do="Restore it with the program that made it.")  # fmt: skip
    return told


def destroyed(home: Home, *, id: str, officer: str, at: datetime) -> None:
    """Note that a backup was destroyed. Raises: BackupNotUsable, if it is not registered or still to be seen."""
    found = next((b for b in backups_known.known(home) if b.id == id), None)
    if found is None or backups_known.still_there(found):
        what = "it still stands where it was written" if found else "no backup of that id is registered"
        raise BackupNotUsable(f"{what}, so it is not noted as destroyed.", where=f"Backup: {id}.",
                              do="Destroy it first; `plainview backup list` gives ids and places.")  # fmt: skip
    gone = {**{f: getattr(found, f) for f in found.__slots__}, "destroyed_at": at.isoformat(), "officer": officer}
    backups_known.register(home, backups_known.Backup(**gone))


def _of_no_refresh(home: Home) -> list[Path]:
    """Give the files that outlive refreshes: decisions, audit, certificates, the register, the web's database."""
    bridge = home.path / "bridge"
    names = ("decisions.sqlite", "audit.jsonl", "audit.jsonl.torn", "backups.jsonl")
    found = [bridge / n for n in names] + sorted(home.certificates.glob("*")) + [home.web / "web.sqlite"]
    found += [p for p in sorted(home.web.glob("*")) if not p.suffix.startswith(".sqlite")]
    return [p for p in found if p.is_file()]


def _copy(path: Path, to: Path) -> None:
    to.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    if path.suffix == ".sqlite":
        live = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
        with closing(live) as source, closing(sqlite3.connect(to)) as target:
            source.backup(target)
    else:
        content = path.read_bytes()
        if path.suffix == ".jsonl":  # lines are added while we read: a half one is not taken
            content = content[: content.rfind(b"\n") + 1]
        to.write_bytes(content)
    shutil.copymode(path, to)
