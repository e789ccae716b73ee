"""One refresh from lock to publication, and what follows it: old refreshes go, the audit's heads are noted."""

import gc
import sqlite3
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path

from plainview.bridge.vault import check_key, open_keys
from plainview.pipeline import audits, failed, snapshot, snapshots_kept, stages, web_records
from plainview.pipeline import keys as master
from plainview.pipeline.accept import Accept
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home

__all__ = ["Accept", "refresh"]


def refresh(
    *, council: Path, extracts: Path, home: Home, as_of: date, accept: Accept, tell: stages.Tell,
    at: datetime | None = None,
) -> stages.Refreshed:  # fmt: skip
    """
    Build and publish a new snapshot; until the last step the old one serves.

    The first refresh of a home makes a master key beside it, if none is given another way. `at` is the instant that
    the audit's anchors are noted under (none: the day's first).
    Raises: RefreshRunning, and whatever a stage raises; then nothing is published and nothing is lost.
    """
    # Millions of values pass by in batches, and cycles are few: Python would look for them all the time.
    gc.set_threshold(100_000)
    with snapshot.building(home, as_of) as built_in, failed.kept(home, built_in):
        if built_in.previous is None:
            master.first_key(home)
        keys = open_keys(key_file=home.key_file)
        if built_in.previous_bridge is not None:
            check_key(built_in.previous_bridge / "vault.sqlite", keys)
        made, manifest = stages.run(
            council=council, extracts=extracts, built_in=built_in, keys=keys, as_of=as_of, accept=accept, tell=tell
        )
        tell("Publishing")
        snapshot.publish(home, built_in, manifest)
        return _afterwards(home, made, manifest, as_of, at or datetime.combine(as_of, time(), UTC), tell)


def _afterwards(home: Home, made: stages.Refreshed, manifest: dict[str, object], as_of: date, at: datetime,
                tell: stages.Tell) -> stages.Refreshed:  # fmt: skip
    """Clear up. The refresh is published by now: what goes wrong here is told and takes nothing back."""
    notes: list[str] = []
    removed: list[snapshots_kept.Old] = []
    tell("Old refreshes and what was about them")
    kept = manifest["snapshots_kept"]
    assert isinstance(kept, dict)
    for step in (
        lambda: web_records.forget_those_gone(home),
        lambda: removed.extend(snapshots_kept.remove_old(home, count=kept["count"], days=kept["days"], as_of=as_of)),
        lambda: audits.anchor_all(home, at=at),
    ):
        try:
            step()
        except PlainviewError as error:
            notes.append(error.told())
        except sqlite3.Error as error:
            notes.append(f"after the publication a step failed in a database ({type(error).__name__}).")
        except OSError as error:
            notes.append(f"after the publication a step failed with error {error.errno} of the system.")
    return replace(made, removed=tuple(snapshots_kept.told(removed)), afterwards=tuple(notes))
