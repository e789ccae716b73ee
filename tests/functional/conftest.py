"""
A server of the product on a free port of this machine, and Debian's Chromium to look at it.

`home` and `council` are the two fixtures to replace when the pages should be tried on another borough.
"""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from tests.functional.made_up import make_home

ROOT = Path(__file__).resolve().parents[2]
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
LARKMERE = ROOT / "plainview" / "synthetic" / "larkmere" / "council"


@dataclass
class Served:
    """A server, where it is and what it holds."""

    url: str
    home: Path
    log: Path


@dataclass
class Watched:
    """A browser page that keeps what went wrong in it: breaches of the content policy, requests to elsewhere."""

    page: object
    breaches: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The made-up council, under Larkmere's own policy of access."""
    folder = tmp_path_factory.mktemp("council") / "council"
    shutil.copytree(Path(__file__).parent / "council", folder)
    (folder / "access").mkdir(exist_ok=True)
    shutil.copyfile(LARKMERE / "access" / "roles.yaml", folder / "access" / "roles.yaml")
    return folder


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the made-up refresh."""
    return make_home(tmp_path_factory.mktemp("home") / "home")


def free_port() -> int:
    """Give a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(home: Path, council: Path, *, demo: bool = True, **environment: str) -> Iterator[Served]:
    """Start the server, wait until it answers, and stop it by its own process id."""
    port = free_port()
    log = home.parent / f"server-{port}.log"
    command = [sys.executable, str(Path(__file__).parent / "run_server.py"), str(home), str(council), str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            [*command, "demo" if demo else "real"], stdout=output, stderr=output, cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "default", **environment},
        )  # fmt: skip
    try:
        served = Served(f"http://127.0.0.1:{port}", home, log)
        if not wait_for(f"{served.url}/how-it-works", process):
            pytest.fail(f"the server did not start:\n{log.read_text()}")
        yield served
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> bool:
    """Wait until a server answers, as long as its process lives."""
    for _ in range(150):
        if process.poll() is not None:
            return False
        try:
            urlopen(url, timeout=5).close()
            return True
        except URLError:
            time.sleep(0.2)
    return False


@pytest.fixture(scope="session")
def server(home: Path, council: Path) -> Iterator[Served]:
    """The product in demo mode."""
    with serving(home, council) as served:
        yield served


@pytest.fixture(scope="session")
def signed_in(browser, server: Served) -> Callable[[str], object]:
    """Give the cookies of a person of the demo, who signs in once for the whole run."""
    kept: dict[str, object] = {}

    def cookies(person: str) -> object:
        if person not in kept:
            context = browser.new_context()
            page = context.new_page()
            page.goto(server.url + "/sign-in")
            page.click(f"button[value={person}]")
            kept[person] = context.storage_state()
            context.close()
        return kept[person]

    return cookies


@pytest.fixture
def visit(browser, server: Served, signed_in) -> Iterator[Callable[..., Watched]]:
    """Open a browser of its own for a person of the demo, at a width, with or without JavaScript."""
    contexts = []
    opened: list[Watched] = []

    def go(
        person: str | None = None, *, width: int = 1280, javascript: bool = True, by_hand: bool = False, at: str = ""
    ) -> Watched:
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            java_script_enabled=javascript,
            storage_state=signed_in(person) if person and not by_hand else None,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        page = context.new_page()
        watched = Watched(page)
        opened.append(watched)
        page.on("request", lambda r: None if r.url.startswith(server.url) else watched.elsewhere.append(r.url))
        page.on("console", lambda m: watched.breaches.append(m.text) if "Content Security Policy" in m.text else None)
        if javascript:
            page.add_init_script(
                "document.addEventListener('securitypolicyviolation', e => console.error("
                "'Content Security Policy breach: ' + e.violatedDirective))"
            )
        if person and by_hand:
            page.goto(server.url + "/sign-in")
            page.click(f"button[value={person}]")
        if at:
            page.goto(server.url + at)
        return watched

    yield go
    for context in contexts:
        context.close()
    for watched in opened:
        assert watched.breaches == []
        assert watched.elsewhere == []


@pytest.fixture(scope="session")
def axe() -> str:
    """The accessibility checker, as text: it goes in by `evaluate`, which the content policy allows."""
    return AXE.read_text()
