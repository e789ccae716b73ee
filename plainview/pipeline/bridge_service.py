"""The bridge as a service: its keys opened, its door kept until it is told to stop."""

import os
import signal
from collections.abc import Callable, Collection
from datetime import UTC, datetime
from pathlib import Path

from plainview.agreements.council import Council, read_council
from plainview.agreements.positions import read_document
from plainview.agreements.problems import PolicyNotValid, Problem
from plainview.bridge.process import close_server, open_server
from plainview.bridge.vault import open_keys
from plainview.vocabulary.home import Home

# What an act of the web needs of the bridge: the council's roles decide, and the bridge looks for itself.
_NEEDS = {"open_case": "find", "find_resident": "find", "see_summary": "reveal", "see_record": "reveal",
          "review_matches": "review"}  # fmt: skip


def serve(home: Home, *, council: Path, ready: Callable[[], None], allow_uids: Collection[int] = ()) -> None:
    """
    Answer at the bridge's door until the process is told to end.

    In:     `allow_uids`: accounts that may call besides the bridge's own.
    Raises: NoMasterKey, WrongKey, BridgeAlreadyRunning, PolicyNotValid.
    """
    policy = read_council(council)
    keys = open_keys(key_file=home.key_file)
    signal.signal(signal.SIGTERM, _stop)
    server = open_server(
        home=home.path, keys=keys, roles=roles(policy), clock=lambda: datetime.now(UTC),
        systems={i: a.system for i, a in policy.agreements.items()}, allowed_uids={os.getuid(), *allow_uids},
    )  # fmt: skip
    try:
        ready()
        server.serve_forever(poll_interval=0.2)
    except KeyboardInterrupt:
        return
    finally:
        close_server(server)


def roles(council: Council) -> dict[str, frozenset[str]]:
    """Give what each role of the council may ask of the bridge."""
    file = "access/roles.yaml"
    document = read_document(council.folder / file, file=file)
    if isinstance(document, Problem):
        raise PolicyNotValid([document])
    told = document.data.get("roles", {}) if isinstance(document.data, dict) else {}
    return {
        name: frozenset(_NEEDS[act] for act in (role or {}).get("acts", ()) if act in _NEEDS)
        for name, role in told.items()
    }


def _stop(*_: object) -> None:
    raise KeyboardInterrupt
