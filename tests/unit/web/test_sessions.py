"""Signing in, staying in, and what every answer carries."""

import stat
from datetime import timedelta

import pytest

from tests.functional.made_up import AMARA

CASE = f"/residents/{AMARA}"


@pytest.fixture
def later(monkeypatch):
    from django.utils import timezone

    now = timezone.now()

    def move(**ahead: int) -> None:
        monkeypatch.setattr("plainview.web.sign_in.sessions.timezone.now", lambda: now + timedelta(**ahead))

    return move


def test_fourteen_minutes_idle_is_kept_and_sixteen_is_not(signed_in, later):
    client = signed_in("priya")
    assert client.get("/").status_code == 200
    later(minutes=14)
    assert client.get("/").status_code == 200
    later(minutes=14 + 16)
    assert client.get("/").status_code == 302


def test_ten_hours_end_a_session_however_busy(signed_in, later):
    client = signed_in("priya")
    for minutes in range(0, 600, 10):
        later(minutes=minutes)
        assert client.get("/how-it-works").status_code == 200
    assert client.get("/roles").status_code == 200
    later(minutes=601)
    assert client.get("/roles").status_code == 302


def test_sign_in_and_sign_out_leave_events(signed_in, events, web):
    client = signed_in("")
    assert client.post("/sign-in/demo", {"person": "priya"}).status_code == 302
    assert client.post("/sign-out").status_code == 302
    assert [e["act"] for e in events()] == ["sign_in", "sign_out"]
    assert client.get("/").status_code == 302


def test_signing_in_gives_a_new_session(signed_in):
    client = signed_in("")
    client.get("/sign-in")
    client.post("/sign-in/demo", {"person": "priya"})
    first = client.cookies["__Host-session"].value
    client.post("/sign-out")
    client.post("/sign-in/demo", {"person": "priya"})
    assert client.cookies["__Host-session"].value != first


def test_cookies_are_of_this_host_alone_secure_and_out_of_scripts_reach(signed_in):
    client = signed_in("")
    client.get("/sign-in")
    client.post("/sign-in/demo", {"person": "priya"})
    for name in ("__Host-session", "__Host-csrf"):
        cookie = client.cookies[name]
        assert cookie["secure"] and cookie["httponly"] and cookie["samesite"] == "Lax"
        assert cookie["path"] == "/" and not cookie["domain"]


def test_state_changes_by_post_alone_and_only_from_our_own_forms(web):
    from django.test import Client

    client = Client(SERVER_NAME="127.0.0.1", enforce_csrf_checks=True)
    assert client.get("/sign-out").status_code == 405
    assert client.get("/sign-in/demo?person=priya").status_code == 405
    response = client.post("/sign-in/demo", {"person": "priya"})
    assert response.status_code == 403 and b"too old to send" in response.content


@pytest.mark.parametrize("page", ["/sign-in", CASE, "/nowhere", "/audit", "/how-it-works"])
def test_every_answer_stays_out_of_caches_and_frames(signed_in, page):
    answer = signed_in("priya").get(page)
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "frame-ancestors 'none'" in policy and "unsafe" not in policy
    assert "camera=()" in answer["Permissions-Policy"]


def test_every_failure_is_told_in_plain_words(signed_in, monkeypatch):
    client = signed_in("priya")
    assert b"Page not found" in client.get("/nowhere").content
    monkeypatch.setattr("plainview.web.casework.page.summary_page", lambda _: 1 / 0)
    answer = client.get(CASE)
    assert answer.status_code == 500
    assert b"Tell the Plainview team this number" in answer.content
    assert b"ZeroDivision" not in answer.content


def test_a_failure_leaves_its_place_in_the_log_and_no_value(signed_in, monkeypatch, caplog):
    from plainview.web.logs import WithoutValues

    def fail(_):
        raise ValueError("Amara Testington")

    client = signed_in("priya")
    monkeypatch.setattr("plainview.web.casework.page.summary_page", fail)
    client.get(CASE)
    logged = "\n".join(WithoutValues().format(record) for record in caplog.records)
    assert "ValueError" in logged and "test_sessions.py" in logged
    assert "Amara" not in logged and AMARA not in logged


def test_a_bridge_that_is_not_running_is_told_with_what_to_do(signed_in, web):
    off = web / "bridge-is-off"
    off.touch()
    try:
        answer = signed_in("priya").get("/open/liquidlogic/88123")
    finally:
        off.unlink()
    assert answer.status_code == 503 and b"bridge-not-running" in answer.content


def test_the_secret_is_made_once_and_read_by_its_account_alone(tmp_path):
    from plainview.web.house import House, secret_key

    house = House(tmp_path, tmp_path, False)
    house.web.mkdir()
    first = secret_key(house)
    assert secret_key(house) == first and len(first) > 60
    assert stat.S_IMODE((house.web / "secret_key").stat().st_mode) == 0o600


def test_a_web_that_was_told_nothing_does_not_start(monkeypatch):
    from plainview.web.house import WebNotSetUp, house_from_environment

    monkeypatch.delenv("PLAINVIEW_HOME")
    with pytest.raises(WebNotSetUp) as caught:
        house_from_environment()
    assert caught.value.slug == "web-not-set-up"


def test_a_demo_is_not_served_beyond_this_machine(tmp_path):
    from plainview.web.serve import DemoInTheOpen, serve

    with pytest.raises(DemoInTheOpen):
        serve(council=tmp_path, home=tmp_path, demo=True, host="0.0.0.0", port=1)


def test_outside_demo_mode_no_person_of_the_demo_can_sign_in_or_stay(signed_in, web, monkeypatch):
    from dataclasses import replace

    from django.conf import settings

    client = signed_in("priya")
    assert client.get("/").status_code == 200
    monkeypatch.setattr(settings, "HOUSE", replace(settings.HOUSE, is_demo=False))
    assert client.get("/").status_code == 302
    page = client.get("/sign-in").content
    assert b"Priya" not in page and b"demonstration" not in page.lower()
    assert client.post("/sign-in/demo", {"person": "priya"}).status_code == 404


def test_migrations_hold_every_record(web):
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize(
    ("claims", "is_trusted"),
    [({"aud": "us", "iss": "our-provider"}, True), ({"aud": ["us", "them"], "iss": "our-provider"}, True),
     ({"aud": "them", "iss": "our-provider"}, False), ({"aud": "us", "iss": "another"}, False),
     ({"iss": "our-provider"}, False), ({"aud": "us"}, False)],
)  # fmt: skip
def test_a_token_of_another_application_or_issuer_is_not_trusted(web, monkeypatch, claims, is_trusted):
    from django.conf import settings
    from django.core.exceptions import SuspiciousOperation
    from mozilla_django_oidc.auth import OIDCAuthenticationBackend

    from plainview.web.sign_in.backends import SingleSignOn

    monkeypatch.setattr(settings, "OIDC_RP_CLIENT_ID", "us")
    monkeypatch.setattr(settings, "OIDC_ISSUER", "our-provider")
    monkeypatch.setattr(OIDCAuthenticationBackend, "verify_token", lambda *_, **__: claims)
    backend = object.__new__(SingleSignOn)
    if is_trusted:
        assert backend.verify_token("token") == claims
    else:
        with pytest.raises(SuspiciousOperation):
            backend.verify_token("token")
