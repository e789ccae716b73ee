"""Django set up once for the tests of this process, over the made-up household."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.functional.made_up import make_home

ROOT = Path(__file__).resolve().parents[3]
LARKMERE = ROOT / "plainview" / "synthetic" / "larkmere" / "council"
PEOPLE = {
    "early_help_worker": "priya", "mash_officer": "ngozi", "housing_officer": "owen", "team_manager": "mina",
    "outreach_worker": "oli", "data_steward": "dev", "information_governance": "iris", "auditor": "abe",
}  # fmt: skip


@pytest.fixture(scope="session")
def web(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Give the home of a web zone in demo mode, database and all."""
    from plainview.web.serve import set_up

    council = tmp_path_factory.mktemp("council") / "council"
    shutil.copytree(ROOT / "tests" / "functional" / "council", council)
    (council / "access").mkdir(exist_ok=True)
    shutil.copyfile(LARKMERE / "access" / "roles.yaml", council / "access" / "roles.yaml")
    home = make_home(tmp_path_factory.mktemp("home") / "home")
    # A browser test of the same process leaves Playwright's loop running, and Django takes it for its own.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    os.environ["DJANGO_SETTINGS_MODULE"] = "tests.functional.made_up_settings"
    set_up(council=council, home=home, demo=True)
    from django.db import connections

    connections.close_all()
    yield home
    connections.close_all()


@pytest.fixture
def signed_in(web: Path) -> Callable[[str], object]:
    """Give a client signed in as a person of the demo; '' is nobody."""
    from django.contrib.auth import authenticate
    from django.test import Client

    from plainview.web.policy import policy
    from plainview.web.sign_in.views import DEMO

    def client(person: str) -> object:
        made = Client(raise_request_exception=False, SERVER_NAME="127.0.0.1")
        if person:
            listed = next(p for p in policy().demo_people if p.id == person)
            made.force_login(authenticate(None, demo_person=listed), backend=DEMO)
        return made

    return client


@pytest.fixture
def events(web: Path) -> Callable[[], list[dict]]:
    """Give the events that were written since the test began."""
    from plainview.web.looks import web_sink

    before = sum(1 for _ in web_sink().events())
    return lambda: [link.event for link in web_sink().events()][before:]
