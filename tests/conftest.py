"""What tests of the whole share: the made-up borough, its refreshed home, its bridge, and a real PostgreSQL."""

import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from plainview.pipeline import policy
from plainview.store.read_model import ReadModel
from plainview.vocabulary.door import Asking, Door, socket_path
from plainview.vocabulary.home import Home
from tests.lib import postgres
from tests.lib.borough import Larkmere, make_home, make_larkmere
from tests.lib.chromium import CHROMIUM, FLAGS
from tests.lib.command import started
from tests.lib.once import once


@pytest.fixture
def figure(record_property: Callable[[str, object], None]) -> Callable[[str], None]:
    """Tells a measured figure: the end of the run lists them all, from every worker."""
    return lambda text: record_property("figure", text)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """List what tests measured."""
    told = [
        value
        for outcome in ("passed", "failed", "xfailed")
        for report in terminalreporter.stats.get(outcome, ())
        for name, value in getattr(report, "user_properties", ())
        if name == "figure" and report.when == "call"
    ]
    if told:
        terminalreporter.section("measured")
        for value in told:
            terminalreporter.line(str(value))


@pytest.fixture(scope="session")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """
    A folder that all workers of this run have in common.

    PLAINVIEW_TEST_SHARED keeps the borough from run to run, for whoever works on these tests: remove it to renew it.
    """
    if kept := os.environ.get("PLAINVIEW_TEST_SHARED"):
        Path(kept).mkdir(parents=True, exist_ok=True)
        return Path(kept)
    base = tmp_path_factory.getbasetemp()
    # With several workers each has a folder of its own inside the run's.
    return base.parent if base.name.startswith("popen-") else base


@pytest.fixture(scope="session")
def larkmere(shared: Path) -> Larkmere:
    """The borough: extracts, council and truth. Nobody writes to it."""
    return Larkmere(once(shared, "larkmere", make_larkmere))


@pytest.fixture(scope="session")
def refreshed(shared: Path, larkmere: Larkmere) -> Path:
    """The borough after one refresh: home/, home.key, refresh.out, refresh.err. Nobody writes to it."""
    return once(shared, "refreshed", lambda folder: make_home(folder, larkmere))


@pytest.fixture(scope="session")
def home(refreshed: Path, tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A copy of the refreshed home for this worker alone, with its key beside it."""
    folder = tmp_path_factory.mktemp("lark")
    shutil.copytree(refreshed / "home", folder / "home")
    shutil.copy2(refreshed / "home.key", folder / "home.key")
    return Home(folder / "home")


@pytest.fixture(scope="session")
def bridge(home: Home, larkmere: Larkmere) -> Iterator[Path]:
    """The bridge of that home as a process of its own; gives what it said."""
    log = home.path.with_name("bridge.log")
    process = started("bridge", "serve", "--home", home.path, council=larkmere.council, log=log)
    try:
        door = Door(home.path, timeout_seconds=5)
        for _ in range(300):
            if process.poll() is not None or (socket_path(home.path).exists() and door.is_open()):
                break
            time.sleep(0.1)
        assert process.poll() is None, log.read_text()
        yield log
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="session")
def door(bridge: Path, home: Home) -> Door:
    """The client of that bridge."""
    return Door(home.path, timeout_seconds=60)


@pytest.fixture(scope="session")
def asking() -> Asking:
    """An officer who may find and reveal."""
    return Asking(officer="tester", role="mash_officer", purpose="safeguarding_triage", reason="A new contact")


@pytest.fixture(scope="session")
def rules(larkmere: Larkmere) -> policy.Policy:
    """The borough's policy, read."""
    return policy.read(larkmere.council, on=None)


@pytest.fixture(scope="session")
def model(home: Home) -> ReadModel:
    """The read model of the refreshed home."""
    return ReadModel(home.store(home.current()) / "read_model.sqlite")


@pytest.fixture(scope="session")
def postgresql() -> Iterator[str]:
    """The URL of a PostgreSQL that this test run started; without PostgreSQL the test fails and says so."""
    try:
        with postgres.postgresql() as url:
            yield url
    except postgres.NoPostgresql as missing:
        pytest.fail(str(missing))


@pytest.fixture(scope="session")
def browser() -> Iterator[object]:
    """Debian's Chromium."""
    playwright = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.fail("chromium is missing: `apt-get install chromium`")
    with playwright.sync_playwright() as running:
        chromium = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()
