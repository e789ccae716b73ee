"""One refresh from lock to publication."""

from datetime import date
from pathlib import Path

from plainview.bridge.vault import check_key, open_keys
from plainview.pipeline import keys as master
from plainview.pipeline import snapshot, stages
from plainview.pipeline.accept import Accept
from plainview.vocabulary.home import Home

__all__ = ["Accept", "refresh"]


def refresh(
    *, council: Path, extracts: Path, home: Home, as_of: date, accept: Accept, tell: stages.Tell
) -> stages.Refreshed:
    """
    Build and publish a new snapshot; until the last step the old one serves.

    The first refresh of a home makes a master key beside it, if none is given another way.
    Raises: RefreshRunning, and whatever a stage raises; then nothing is published and nothing is lost.
    """
    with snapshot.building(home, as_of) as built_in:
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
    return made
