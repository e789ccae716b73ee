"""The register of backups: where they were written and what they hold, so that an erasure can list them."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from plainview.vocabulary.home import Home


@dataclass(frozen=True, slots=True)
class Backup:
    """One backup that was made, and when it was seen to be destroyed ("": it has not been)."""

    id: str
    path: str
    made_at: str  # ISO, UTC
    refresh: str
    destroyed_at: str = ""
    officer: str = ""


def register(home: Home, backup: Backup) -> None:
    """Add a line to the register; the last line about a backup holds."""
    file = os.open(home.backups, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(file, json.dumps(asdict(backup), sort_keys=True).encode() + b"\n")
        os.fsync(file)
    finally:
        os.close(file)


def known(home: Home) -> list[Backup]:
    """Give every backup that is not known to be destroyed, oldest first."""
    if not home.backups.exists():
        return []
    told = [Backup(**json.loads(line)) for line in home.backups.read_text(encoding="utf-8").splitlines()]
    latest = {b.id: b for b in told}
    return [b for b in latest.values() if not b.destroyed_at]


def still_there(backup: Backup) -> bool:
    """Say whether this machine still sees the backup where it was written."""
    return Path(backup.path).exists()
