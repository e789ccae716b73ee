"""The bridge's door: who asks, for what and why is written down before anything is told."""

import json
import os
import socket
import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from plainview.audit.sinks import CouldNotAudit, FileSink
from plainview.bridge.build import build
from plainview.bridge.keys import Keys
from plainview.bridge.process import BridgeAlreadyRunning, close_server, open_server
from plainview.bridge.vault import WrongKey
from plainview.vocabulary.door import Asking, BridgeNotRunning, Door, Refused, socket_path
from plainview.vocabulary.home import Home

ROLES = {"duty": {"find", "reveal"}, "manager": {"find", "reveal"}, "auditor": ()}
DUTY = Asking(officer="o1", role="duty", purpose="safeguarding", reason="new referral")
MANAGER = Asking(officer="o2", role="manager", purpose="safeguarding", reason="new referral")


@pytest.fixture(scope="module")
def home(engine, council, said, keys, tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("h"))
    rows = [
        said("care|1", "AMARA", "ÓKAFOR".replace("Ó", "O"), "2017-03-03", uprn="990000000001", address="5 MARSH LANE",
             postcode="XB1 1AA"),
        said("care|4", "STAFF", "MEMBER", "1979-07-07"),
        said("care|9", "HIDDEN", "PERSON", "1990-03-12"),
    ]  # fmt: skip
    structured = council.structured(
        rows,
        keys=[{"space": "care", "id": "OLD-1", "person_key": "care|1", "is_group": False},
              {"space": "care", "id": "9", "person_key": "care|9", "is_group": False}],
        restricted=[{"person_key": "care|4", "source": "care-list", "rule": "named_roles", "roles": ["manager"]},
                    {"person_key": "care|9", "source": "care-list", "rule": "leave_out", "roles": []}],
    )  # fmt: skip
    build(engine=engine, structured=structured, into=home.bridge("r1"), previous=None, keys=keys,
          as_of=date(2026, 1, 6), refresh_id="r1", progress=lambda stage: None)  # fmt: skip
    home.publish("r1")
    return home


def running(home, keys, **other):
    return open_server(
        home=home.path, keys=keys, roles=ROLES, systems={"care-list": "Casework"},
        clock=lambda: datetime(2026, 1, 6, 9, tzinfo=UTC), **other,
    )  # fmt: skip


@pytest.fixture
def door(home, keys):
    home.bridge_audit.unlink(missing_ok=True)
    server = running(home, keys)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield Door(home.path, timeout_seconds=30)
    server.shutdown()
    thread.join()
    close_server(server)


def audited(home):
    sink = FileSink(home.bridge_audit)
    assert sink.verify().ok
    return [link.event for link in sink.events()]


def only(people):
    [person] = people
    return person


def test_a_resident_is_found_by_a_case_reference_and_the_act_is_written_down(door, home):
    found = only(door.find_by_case(DUTY, space="care", id="1"))
    assert {k: found[k] for k in ("name", "born_on", "home")} == {
        "name": "Amara Okafor", "born_on": "2017-03-03", "home": "5 Marsh Lane, XB1 1AA",
    }  # fmt: skip
    assert only(door.find_by_case(DUTY, space="care", id=" old-1 "))["person_id"] == found["person_id"]
    event = audited(home)[0]
    assert (event["act"], event["actor"], event["subject"], event["decision"]) == (
        "find", "o1", found["person_id"], "granted",
    )  # fmt: skip
    assert (event["purpose"], event["reason"], event["refresh_id"]) == ("safeguarding", "new referral", "r1")


@pytest.mark.parametrize("name", ["Amara Okafor", "OKAFOR amara", "amara ókafor", "Amara  Okafor"])
def test_a_resident_is_found_by_name_and_birth_date_together(door, name):
    assert only(door.find_by_name(DUTY, name=name, born_on=date(2017, 3, 3)))["name"] == "Amara Okafor"
    assert door.find_by_name(DUTY, name=name, born_on=date(2017, 3, 4)) == []


def test_fields_are_revealed_with_who_said_them(door, home):
    person = only(door.find_by_case(DUTY, space="care", id="1"))["person_id"]
    told = door.reveal(DUTY, people=[person, "nobody-at-all"], fields=["name", "phone"])
    assert told == {
        person: {"name": {"value": "Amara Okafor", "source": "care-list", "recorded_on": "2026-01-05", "differs": False,
                          "said_by": [{"source": "care-list", "value": "Amara Okafor", "recorded_on": "2026-01-05"}]}}
    }  # fmt: skip
    assert [(e["subject"], e["decision"]) for e in audited(home)[1:]] == [(person, "granted"), ("", "refused")]


def test_a_record_is_shown_field_by_field(door):
    record = door.reveal_record(DUTY, record="ref-care|1", elements=["NAME", "OTHER"])
    assert record == {
        "source": "care-list", "system": "Casework", "file": "file.csv", "record_set": "rows", "row": 2,
        "received_on": "2026-01-05", "fields": {"NAME": "AMARA OKAFOR"}, "hidden": ["NOTE"],
    }  # fmt: skip


def test_who_is_withheld_looks_like_nobody_and_the_audit_knows(door, home):
    person = only(door.find_by_case(MANAGER, space="care", id="4"))["person_id"]
    assert door.find_by_case(DUTY, space="care", id="4") == door.find_by_case(DUTY, space="care", id="77") == []
    assert door.reveal(DUTY, people=[person], fields=["name"]) == door.reveal(DUTY, people=["x"], fields=["name"]) == {}
    assert door.reveal_links(DUTY, person=person) == door.reveal_links(DUTY, person="x") == []
    answers = []
    for record in ("ref-care|4", "no-such-record"):
        with pytest.raises(Refused) as caught:
            door.reveal_record(DUTY, record=record, elements=[])
        answers.append((caught.value.reason, str(caught.value)))
    assert answers[0] == answers[1]
    assert door.reveal_record(MANAGER, record="ref-care|4", elements=["NAME"])["fields"] == {"NAME": "STAFF MEMBER"}
    withheld = [e for e in audited(home) if e["because"][:1] == ["withheld"]]
    assert [(e["subject"], e["decision"]) for e in withheld] == [(person, "refused")] * 4


def test_who_is_left_out_is_not_there_even_for_a_manager(door):
    assert door.find_by_case(MANAGER, space="care", id="9") == []
    assert door.find_by_name(MANAGER, name="Hidden Person", born_on=date(1990, 3, 12)) == []


def test_a_role_that_may_not_is_refused_and_written_down(door, home):
    for role in ("auditor", "made-up"):
        with pytest.raises(Refused) as caught:
            door.find_by_case(Asking(officer="o3", role=role, purpose="p", reason="r"), space="care", id="1")
        assert caught.value.reason == "role-not-permitted"
    assert [e["decision"] for e in audited(home)] == ["refused", "refused"]


@pytest.mark.parametrize("missing", ["officer", "role", "purpose", "reason"])
def test_who_does_not_say_who_why_and_for_what_is_refused(door, missing):
    said = {"officer": "o", "role": "duty", "purpose": "p", "reason": "r"} | {missing: " "}
    with pytest.raises(Refused) as caught:
        door.find_by_case(Asking(**said), space="care", id="1")
    assert caught.value.reason == "request-incomplete"


def ask(home, line: bytes) -> dict:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as channel:
        channel.settimeout(30)
        channel.connect(str(socket_path(home.path)))
        channel.sendall(line)
        return json.loads(channel.makefile("rb").readline())


ASKING = {"officer": "o", "role": "duty", "purpose": "p", "reason": "r"}


@pytest.mark.parametrize(
    "request_",
    [
        b"not json\n",
        b"[1, 2]\n",
        b'"text"\n',
        json.dumps({"act": "delete", **ASKING}).encode() + b"\n",
        json.dumps({"act": "find", **ASKING}).encode() + b"\n",
        json.dumps({"act": "find", "by": {"name": "Amara Okafor"}, **ASKING}).encode() + b"\n",
        json.dumps({"act": "find", "by": {"name": "A", "born_on": "3 March"}, **ASKING}).encode() + b"\n",
        json.dumps({"act": "find", "by": {"case": {"space": "care", "id": ""}}, **ASKING}).encode() + b"\n",
        json.dumps({"act": "reveal", **ASKING}).encode() + b"\n",
        json.dumps({"act": "reveal", "people": ["x"], "fields": ["nhs_number"], **ASKING}).encode() + b"\n",
        json.dumps({"act": "reveal", "people": ["x"] * 501, "fields": ["name"], **ASKING}).encode() + b"\n",
        json.dumps({"act": "reveal", "record": 7, "elements": [], **ASKING}).encode() + b"\n",
        b"x" * 300_000 + b"\n",
    ],
)
def test_a_request_that_makes_no_sense_is_refused_and_the_door_stays_open(door, home, request_):
    answer = ask(home, request_)
    assert answer["refused"] == "request-incomplete"
    assert "3 March" not in answer["what"]
    assert len(door.find_by_case(DUTY, space="care", id="1")) == 1


def test_nothing_is_told_when_the_audit_can_not_be_written(home, keys):
    class Broken:
        def write(self, event):
            raise CouldNotAudit("an audit event was not written, so nothing was answered.")

        write_all = write

    server = running(home, keys, sink=Broken())
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        for act in (
            lambda: Door(home.path).find_by_case(DUTY, space="care", id="1"),
            lambda: Door(home.path).reveal_record(DUTY, record="ref-care|1", elements=["NAME"]),
            lambda: Door(home.path).reveal(DUTY, people=["anyone"], fields=["name"]),
        ):
            with pytest.raises(Refused) as caught:
                act()
            assert caught.value.reason == "could-not-audit"
    finally:
        server.shutdown()
        thread.join()
        close_server(server)


def test_no_name_and_no_value_stands_in_the_audit(door, home):
    door.find_by_name(DUTY, name="Amara Okafor", born_on=date(2017, 3, 3))
    person = only(door.find_by_case(DUTY, space="care", id="1"))["person_id"]
    door.reveal(DUTY, people=[person], fields=["name", "home"])
    door.reveal_record(DUTY, record="ref-care|1", elements=["NAME"])
    content = home.bridge_audit.read_bytes().upper()
    for secret in (b"AMARA", b"OKAFOR", b"2017-03-03", b"MARSH"):
        assert secret not in content


def test_another_account_is_turned_away(home, keys):
    server = running(home, keys, allowed_uids={os.getuid() + 1})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        with pytest.raises(Refused) as caught:
            Door(home.path).find_by_case(DUTY, space="care", id="1")
        assert caught.value.reason == "caller-not-allowed"
    finally:
        server.shutdown()
        thread.join()
        close_server(server)


def test_an_account_that_was_named_is_let_in_beside_the_bridge_s_own(home, keys, monkeypatch):
    web = os.getuid() + 1
    server = running(home, keys, allowed_uids={os.getuid(), web})
    path = socket_path(home.path)
    assert path.stat().st_mode & 0o777 == 0o666
    assert path.parent.stat().st_mode & 0o777 == 0o711  # the socket can be reached, and the folder not listed
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        for uid, is_let_in in ((os.getuid(), True), (web, True), (web + 1, False)):
            monkeypatch.setattr("plainview.bridge.process._peer_uid", lambda channel, uid=uid: uid)
            if is_let_in:
                assert Door(home.path).find_by_case(DUTY, space="care", id="1")
                continue
            with pytest.raises(Refused) as caught:
                Door(home.path).find_by_case(DUTY, space="care", id="1")
            assert caught.value.reason == "caller-not-allowed"
    finally:
        server.shutdown()
        thread.join()
        close_server(server)


def test_who_is_turned_away_before_all_was_said_hears_why(tmp_path):
    path = socket_path(tmp_path)
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as listening:
        listening.bind(str(path))
        listening.listen()

        def turn_away():
            channel, _ = listening.accept()
            channel.sendall(b'{"refused": "caller-not-allowed", "what": "this account may not."}\n')
            channel.recv(1)  # the request is under way, and larger than what can wait unread
            channel.close()

        thread = threading.Thread(target=turn_away)
        thread.start()
        long = Asking(officer="o1", role="duty", purpose="safeguarding", reason="r" * 4_000_000)
        with pytest.raises(Refused) as caught:
            Door(tmp_path).find_by_case(long, space="care", id="1")
        thread.join()
    assert caught.value.reason == "caller-not-allowed"


@pytest.mark.skipif(os.getuid() != 0, reason="only root can knock as another account")
def test_who_knocks_is_asked_of_the_system_and_not_of_the_caller(home, keys):
    web, other = 54_321, 54_322
    server = running(home, keys, allowed_uids={os.getuid(), web})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    request = {"act": "find", "by": {"case": {"space": "care", "id": "1"}}, "officer": "o1", "role": "duty",
               "purpose": "safeguarding", "reason": "new referral"}  # fmt: skip
    before = os.getcwd()
    os.chdir(socket_path(home.path).parent)  # the folders above are closed to the others
    try:
        for uid, answer in ((web, "people"), (other, "refused")):
            with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as channel:
                channel.settimeout(30)
                os.seteuid(uid)
                try:
                    channel.connect("bridge.sock")
                finally:
                    os.seteuid(0)
                if answer == "people":  # the other is turned away before it has said anything
                    channel.sendall(json.dumps(request).encode() + b"\n")
                assert answer in json.loads(channel.makefile().readline())
    finally:
        os.chdir(before)
        server.shutdown()
        thread.join()
        close_server(server)


def test_the_socket_is_for_its_owner_alone_and_only_one_bridge_serves(door, home, keys):
    path = socket_path(home.path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    with pytest.raises(BridgeAlreadyRunning):
        running(home, keys)


def test_a_socket_left_behind_is_cleared_away(home, keys):
    path = socket_path(home.path)
    path.parent.mkdir(exist_ok=True)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as left:
        left.bind(str(path))
    with pytest.raises(BridgeNotRunning):
        Door(home.path).find_by_case(DUTY, space="care", id="1")
    close_server(running(home, keys))
    assert not path.exists()


def test_a_bridge_that_is_not_running_is_said_plainly(tmp_path):
    with pytest.raises(BridgeNotRunning, match="bridge-not-running"):
        Door(tmp_path).find_by_case(DUTY, space="care", id="1")
    assert not Door(tmp_path).is_open()


def test_the_door_does_not_open_with_a_wrong_key(home):
    with pytest.raises(WrongKey):
        running(home, Keys(b"w" * 32))


def test_a_home_with_a_very_long_path_has_its_socket_elsewhere():
    long = Path("/") / "/".join(["a-long-folder-name"] * 8)
    path = socket_path(long)
    assert len(os.fsencode(path)) <= 100
    assert path == socket_path(long) != socket_path(long / "other")
    assert path.parent.name.startswith(f"plainview-{os.getuid()}-")


def test_it_answers_from_the_refresh_that_serves_now(door, home, engine, council, said, keys):
    structured = council.structured([said("care|1", "NEWNAME", "OKAFOR", "2017-03-03")])
    build(engine=engine, structured=structured, into=home.bridge("r2"), previous=home.bridge("r1"), keys=keys,
          as_of=date(2026, 2, 6), refresh_id="r2", progress=lambda stage: None)  # fmt: skip
    before = only(door.find_by_case(DUTY, space="care", id="1"))
    home.publish("r2")
    try:
        after = only(door.find_by_case(DUTY, space="care", id="1"))
    finally:
        home.publish("r1")
    assert after["person_id"] == before["person_id"]
    assert (before["name"], after["name"]) == ("Amara Okafor", "Newname Okafor")
