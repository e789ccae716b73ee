"""Each find and each reveal, granted or refused, leaves one event, written before the answer; without it, no answer."""

import json
import shutil
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from plainview.audit.sinks import FileSink
from plainview.pipeline.audits import verify_all
from plainview.vocabulary.door import Asking, Door, Refused, socket_path
from plainview.vocabulary.home import Home
from tests.lib.command import plainview, started
from tests.lib.councils import Small, known_people, make_small
from tests.lib.once import once

DUTY = Asking(officer="o1", role="duty", purpose="triage", reason="a new contact")
AUDITOR = Asking(officer="o2", role="auditor", purpose="triage", reason="looking around")


@pytest.fixture(scope="module")
def small_bridge(shared: Path, tmp_path_factory) -> Iterator[Small]:
    """A small council with its bridge as a process of its own."""
    made = Small(tmp_path_factory.mktemp("a") / "c")
    shutil.copytree(once(shared, "small", make_small), made.folder)
    log = made.folder / "bridge.log"
    process = started("bridge", "serve", "--home", made.home.path, council=made.council, log=log)
    try:
        door = Door(made.home.path, timeout_seconds=5)
        for _ in range(300):
            if process.poll() is not None or door.is_open():
                break
            time.sleep(0.1)
        assert process.poll() is None, log.read_text()
        yield made
    finally:
        process.terminate()
        process.wait(timeout=30)


@pytest.fixture
def people(small_bridge):
    return known_people(small_bridge.home)


@pytest.fixture
def new_events(small_bridge):
    """Gives the events that were written since it was last asked."""
    sink, seen = FileSink(small_bridge.home.bridge_audit), 0

    def new():
        nonlocal seen
        events = [link.event for link in sink.events()]
        fresh, seen = events[seen:], len(events)
        return fresh

    new()
    return new


def test_each_act_leaves_exactly_one_event(small_bridge, people, new_events):
    door, person = Door(small_bridge.home.path), people["care", "1"]
    record = _a_record(small_bridge)
    acts = [
        ("find", "granted", lambda: door.find_by_case(DUTY, space="care", id="1")),
        ("find", "granted", lambda: door.find_by_case(DUTY, space="care", id="no such case")),
        ("find", "granted", lambda: door.find_by_name(DUTY, name="Zeraphina Quibblethwaite", born_on=date(2015, 4, 5))),
        ("reveal", "granted", lambda: door.reveal(DUTY, people=[person], fields=["name", "home"])),
        ("reveal", "refused", lambda: door.reveal(DUTY, people=["nobody"], fields=["name"])),
        ("reveal", "granted", lambda: door.reveal_record(DUTY, record=record, elements=["ref"])),
        ("reveal", "refused", lambda: _refused(lambda: door.reveal_record(DUTY, record="none", elements=[]))),
        ("reveal", "granted", lambda: door.reveal_links(DUTY, person=person)),
        ("find", "refused", lambda: _refused(lambda: door.find_by_case(AUDITOR, space="care", id="1"))),
        ("reveal", "refused", lambda: _refused(lambda: door.reveal(AUDITOR, people=[person], fields=["name"]))),
    ]  # fmt: skip
    for act, decision, ask in acts:
        ask()
        written = new_events()
        assert [(e["act"], e["decision"]) for e in written] == [(act, decision)]
        assert written[0]["actor"] in ("o1", "o2")
        assert written[0]["purpose"] == "triage"
        assert written[0]["zone"] == "bridge"


def _refused(ask) -> None:
    with pytest.raises(Refused):
        ask()


def _a_record(small: Small) -> str:
    folder = small.home.store(small.home.current()) / "display"
    return pq.read_table(folder / "referrals.parquet").column("record_ref")[0].as_py()


def test_revealing_a_household_leaves_an_event_for_each_of_them(small_bridge, people, new_events):
    both = [people["care", "1"], people["care", "2"]]
    told = Door(small_bridge.home.path).reveal(DUTY, people=both, fields=["name"])
    assert set(told) == set(both)
    assert sorted(e["subject"] for e in new_events()) == sorted(both)


def test_without_a_place_to_write_the_bridge_does_not_answer(small_bridge, people):
    audit = small_bridge.home.bridge_audit
    aside = audit.with_name("aside.jsonl")
    audit.touch()
    audit.rename(aside)
    audit.mkdir()  # a folder in its place: not even root can write there
    try:
        door = Door(small_bridge.home.path)
        for ask in (
            lambda: door.find_by_case(DUTY, space="care", id="1"),
            lambda: door.reveal(DUTY, people=[people["care", "1"]], fields=["name"]),
        ):
            with pytest.raises(Refused) as refused:
                ask()
            assert refused.value.reason == "could-not-audit"
            assert "Zeraphina" not in str(refused.value)
    finally:
        audit.rmdir()
        aside.rename(audit)
    assert door.find_by_case(DUTY, space="care", id="1")


def test_verify_is_content_with_a_whole_chain_and_ends_with_5_when_one_byte_was_changed(small_bridge, tmp_path):
    Door(small_bridge.home.path).find_by_case(DUTY, space="care", id="1")
    Door(small_bridge.home.path).find_by_case(DUTY, space="care", id="3")
    home = tmp_path / "home"
    shutil.copytree(small_bridge.home.path / "bridge", home / "bridge")
    ended = plainview("audit", "verify", "--home", home, "--json")
    assert ended.code == 0, ended.said
    told = json.loads(ended.out)
    assert told["bridge"]["ok"]
    assert told["bridge"]["count"] == len((home / "bridge" / "audit.jsonl").read_text().splitlines())
    path = home / "bridge" / "audit.jsonl"
    whole = path.read_bytes()
    # One event left out; the last one twice; one byte changed.
    for spoiled in (
        b"".join(whole.splitlines(keepends=True)[1:]),
        whole + whole.splitlines(keepends=True)[-1],
        whole.replace(b'"o1"', b'"o9"', 1),
    ):
        assert spoiled != whole
        path.write_bytes(spoiled)
        assert not verify_all(Home(home))["bridge"].ok
    ended = plainview("audit", "verify", "--home", home)
    assert ended.code == 5
    assert "BROKEN" in ended.out


def test_the_socket_and_the_audit_are_for_the_bridges_account_alone(small_bridge):
    assert small_bridge.home.bridge_audit.stat().st_mode & 0o077 == 0
    assert socket_path(small_bridge.home.path).parent.stat().st_mode & 0o077 == 0
