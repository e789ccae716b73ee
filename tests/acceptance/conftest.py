"""The whole product on the made-up borough: its bridge, its web and Debian's Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.functional.conftest import Served, axe, free_port, signed_in, visit, wait_for
from tests.lib.borough import Larkmere
from tests.lib.command import started

__all__ = ["axe", "signed_in", "visit"]


@pytest.fixture(scope="session")
def server(home, bridge, larkmere: Larkmere) -> Iterator[Served]:
    """The web of the refreshed borough, beside its bridge."""
    port, log = free_port(), home.path.with_name("web.log")
    process = started(
        "web", "serve", "--home", home.path, "--port", port, "--workers", 1, "--demo", council=larkmere.council, log=log
    )
    try:
        served = Served(f"http://127.0.0.1:{port}", Path(home.path), log)
        if not wait_for(f"{served.url}/how-it-works", process):
            pytest.fail(f"the web did not start:\n{log.read_text()}")
        yield served
    finally:
        process.terminate()
        process.wait(timeout=30)
