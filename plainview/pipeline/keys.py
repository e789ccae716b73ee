"""The master key for a new home. Only the bridge's side reads it."""

import os
from pathlib import Path

from plainview.bridge.vault import new_key_file
from plainview.vocabulary.errors import PlainviewError
from plainview.vocabulary.home import Home


class KeyExists(PlainviewError):
    """A key would be overwritten."""

    slug = "key-exists"


def new_key(path: Path) -> None:
    """Make a new master key in a file that only its owner reads. Raises: KeyExists."""
    try:
        new_key_file(path)
    except FileExistsError:
        raise KeyExists(
            "a key stands there already, and a key is never overwritten.", where=f"Key file: {path.name}",
            do="Give another file; or move the old key away, and remember that its vault needs it.",
        ) from None  # fmt: skip


def first_key(home: Home) -> None:
    """Make the key of a home that has published nothing yet, unless one is given or there."""
    if not os.environ.get("PLAINVIEW_MASTER_KEY") and not home.key_file.exists():
        new_key(home.key_file)
