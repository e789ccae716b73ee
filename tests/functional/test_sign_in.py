"""Single sign-on against a provider on this machine, outside demo mode; and what outside demo mode is missing."""

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.functional.conftest import Served, free_port, serving, wait_for
from tests.functional.made_up import AMARA, make_home

CLIENT = "plainview-test"
USERS = {
    "alice": {"name": "Alice Ndlovu", "roles": ["Plainview.EarlyHelpWorker"]},
    "mallory": {"name": "Mallory Quick", "roles": []},
    "both": {"name": "Both Ways", "roles": ["Plainview.EarlyHelpWorker", "Plainview.Auditor"]},
    "newcomer": {"name": "New Comer", "roles": ["Plainview.EarlyHelpWorker"]},
    "abe": {"name": "Abe Stone", "roles": ["Plainview.Auditor"]},
}


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    """A made-up identity provider, in a process of its own: it warns of its own old libraries."""
    port = free_port()
    known = [f"--user-claims={json.dumps({'sub': sub, **claims})}" for sub, claims in USERS.items()]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *known]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        wait_for(f"{url}/.well-known/openid-configuration", process)
        yield url
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture(scope="module")
def real(provider: str, council: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The product outside demo mode, with the provider."""
    folder = tmp_path_factory.mktemp("real")
    own = folder / "council"
    shutil.copytree(council, own)
    yesterday = date.today() - timedelta(days=1)
    (own / "access" / "officers.yaml").write_text(
        f"people:\n  - {{id: alice, team: Early Help East, staff: s-priya, trained_on: {yesterday}}}\n"
    )
    told = {
        "CLIENT_ID": CLIENT, "CLIENT_SECRET": "not-a-secret", "AUTHORIZATION_ENDPOINT": f"{provider}/oauth2/authorize",
        "TOKEN_ENDPOINT": f"{provider}/oauth2/token", "USER_ENDPOINT": f"{provider}/userinfo",
        "JWKS_ENDPOINT": f"{provider}/jwks", "ISSUER": provider, "WITHOUT_KEY_ID": "1",
    }  # fmt: skip
    environment = {f"PLAINVIEW_OIDC_{name}": value for name, value in told.items()}
    with serving(make_home(folder / "home"), own, demo=False, **environment) as served:
        yield served


@pytest.fixture
def page(browser) -> Iterator[object]:
    context = browser.new_context()
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


def sign_in(page, real: Served, who: str, at: str = "/") -> None:
    page.goto(real.url + at)
    page.click("text=Sign in with your council account")
    page.click(f"button[value={who}]")


def test_an_officer_with_a_role_comes_back_to_the_case_they_wanted(page, real):
    sign_in(page, real, "alice", at=f"/residents/{AMARA}")
    assert page.url == f"{real.url}/residents/{AMARA}"
    assert "Alice Ndlovu, Early Help worker" in page.locator("header").inner_text()
    assert "Amara Testington" in page.locator("h1").inner_text()


def test_the_request_carries_state_nonce_and_pkce(page, real):
    page.goto(real.url + "/sign-in")
    asked = []
    page.on("request", lambda r: asked.append(r.url) if "/oauth2/authorize" in r.url else None)
    page.click("text=Sign in with your council account")
    query = parse_qs(urlsplit(asked[0]).query)
    assert query["code_challenge_method"] == ["S256"]
    assert query["state"] and query["nonce"] and query["code_challenge"]


@pytest.mark.parametrize("who", ["mallory", "both"])
def test_an_account_without_exactly_one_role_is_not_let_in(page, real, who):
    sign_in(page, real, who)
    assert page.url == real.url + "/refused"
    assert "exactly one of its roles" in page.locator("main").inner_text()
    page.goto(real.url + "/")
    assert "/sign-in" in page.url


def test_an_officer_whom_the_councils_list_does_not_know_has_done_no_training(page, real):
    sign_in(page, real, "newcomer", at=f"/residents/{AMARA}")
    assert "learning portal" in page.locator("main").inner_text()


def test_an_auditor_sees_the_sign_ins_by_subject(page, real):
    sign_in(page, real, "abe", at="/audit")
    text = page.locator("main").inner_text()
    assert "The chain holds" in text and "abe" in text and "single sign-on" in text
    assert "Abe" not in text


def test_someone_at_the_provider_who_declines_is_told_what_to_do(page, real):
    page.goto(real.url + "/sign-in")
    page.click("text=Sign in with your council account")
    page.click("button[value=deny]")
    assert "Ask your manager" in page.locator("main").inner_text()


@pytest.mark.parametrize("query", ["", "?code=x&state=y", "?state=y", "?error=access_denied"])
def test_a_made_up_answer_of_the_provider_lets_nobody_in(page, real, query):
    page.goto(f"{real.url}/oidc/callback/{query}")
    page.goto(real.url + "/")
    assert "/sign-in" in page.url


def test_outside_demo_mode_there_are_no_people_of_a_demo(page, real):
    page.goto(real.url + "/sign-in")
    text = page.locator("body").inner_text()
    assert "Priya" not in text and "Demonstration" not in text
