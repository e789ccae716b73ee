"""The chain: what is written stays as it was written, or `verify` says where it does not."""

import json
import multiprocessing
import sqlite3
from datetime import UTC, datetime

import pytest

from plainview.audit.anchor import CouldNotAnchor, read_anchors, verify_with_anchors, write_anchor
from plainview.audit.chain import GENESIS
from plainview.audit.event import Event
from plainview.audit.sinks import CouldNotAudit, FileSink, SqliteSink

AT = datetime(2026, 1, 5, 9, 30, tzinfo=UTC)


def event(n: int = 1, **other) -> Event:
    told = {"at": AT, "actor": f"officer-{n}", "role": "duty", "act": "open", "decision": "granted", "zone": "web"}
    return Event(**(told | other))


@pytest.fixture(params=["file", "sqlite"])
def sink(request, tmp_path):
    return FileSink(tmp_path / "audit.jsonl") if request.param == "file" else SqliteSink(tmp_path / "web.sqlite")


def test_an_empty_chain_holds(sink):
    found = sink.verify()
    assert (found.ok, found.count, found.head) == (True, 0, GENESIS)


def test_each_event_stands_on_the_one_before(sink):
    links = [sink.write(event(n)) for n in range(1, 6)]
    assert [link.number for link in links] == [1, 2, 3, 4, 5]
    assert [link.previous for link in links] == [GENESIS, *(link.hash for link in links[:-1])]
    found = sink.verify()
    assert (found.ok, found.count, found.head) == (True, 5, links[-1].hash)
    assert [link.event["actor"] for link in sink.events()] == [f"officer-{n}" for n in range(1, 6)]


def test_events_of_one_act_are_written_together_and_stand_on_each_other(sink):
    first = sink.write(event(1))
    links = sink.write_all([event(n) for n in (2, 3, 4)])
    assert [link.previous for link in links] == [first.hash, *(link.hash for link in links[:-1])]
    assert sink.write_all([]) == []
    found = sink.verify()
    assert (found.ok, found.count, found.head) == (True, 4, links[-1].hash)


def test_a_sink_that_keeps_its_connection_goes_on_after_a_write_that_failed(tmp_path):
    sink = SqliteSink(tmp_path / "web.sqlite", keep_open=True)
    sink.write(event(1))
    with pytest.raises(TypeError):
        sink.write(event(2, subject=object()))
    assert sink.write(event(3)).number == 2
    assert sink.verify().ok


def test_an_event_reads_back_as_it_was(sink):
    written = event(subject="abcd", because=("a", "b"), agreements=("x",), refresh_id="r1", reason="duty check")
    sink.write(written)
    assert [Event.from_json(link.event) for link in sink.events()] == [written]


def test_an_event_needs_its_instant_in_utc():
    with pytest.raises(ValueError, match="not in UTC"):
        event(at=datetime(2026, 1, 5, 9, 30))


@pytest.mark.parametrize("wrong", [{"decision": "perhaps"}, {"zone": "moon"}, {"actor": ""}, {"act": ""}])
def test_an_event_that_says_too_little_is_refused(wrong):
    with pytest.raises(ValueError, match="audit event"):
        event(**wrong)


def _lines(path):
    return path.read_text().splitlines()


def test_a_changed_event_is_found_where_it_stands(tmp_path):
    sink = FileSink(tmp_path / "a.jsonl")
    for n in range(1, 5):
        sink.write(event(n))
    lines = _lines(sink.path)
    told = json.loads(lines[1])
    told["event"]["actor"] = "somebody-else"
    lines[1] = json.dumps(told)
    sink.path.write_text("\n".join(lines) + "\n")
    found = sink.verify()
    assert (found.ok, found.broken_at) == (False, 2)


@pytest.mark.parametrize(("kept", "broken_at"), [([0, 2, 3], 2), ([0, 2, 1, 3], 2), ([1, 2, 3], 1), ([0, 1, 1, 2], 3)])
def test_events_left_out_or_moved_or_doubled_are_found(tmp_path, kept, broken_at):
    sink = FileSink(tmp_path / "a.jsonl")
    for n in range(1, 5):
        sink.write(event(n))
    lines = _lines(sink.path)
    sink.path.write_text("".join(lines[k] + "\n" for k in kept))
    found = sink.verify()
    assert (found.ok, found.broken_at) == (False, broken_at)


def test_a_line_that_is_no_link_is_found(tmp_path):
    sink = FileSink(tmp_path / "a.jsonl")
    sink.write(event(1))
    with sink.path.open("a") as file:
        file.write("not json\n")
    assert (sink.verify().ok, sink.verify().broken_at) == (False, 2)
    with pytest.raises(CouldNotAudit):
        sink.write(event(2))


def test_a_half_written_last_line_is_reported_and_then_repaired_by_an_event_that_says_so(tmp_path):
    sink = FileSink(tmp_path / "a.jsonl")
    sink.write(event(1))
    whole = sink.path.read_bytes()
    sink.write(event(2))
    torn = sink.path.read_bytes()[: len(whole) + 40]
    sink.path.write_bytes(torn)
    assert (sink.verify().ok, sink.verify().broken_at) == (False, 2)
    assert "half written" in sink.verify().why

    sink.write(event(3))
    assert sink.verify().ok
    assert [link.event["act"] for link in sink.events()] == ["open", "repair_audit", "open"]
    assert (tmp_path / "a.jsonl.torn").read_bytes() == torn[len(whole) :] + b"\n"


def test_a_torn_first_line_is_repaired_too(tmp_path):
    sink = FileSink(tmp_path / "a.jsonl")
    sink.path.write_bytes(b'{"number": 1, "ev')
    sink.write(event(1))
    assert [link.event["act"] for link in sink.events()] == ["repair_audit", "open"]
    assert sink.verify().ok


def test_a_very_long_last_line_is_still_found(tmp_path):
    sink = FileSink(tmp_path / "a.jsonl")
    sink.write(event(1, because=tuple(f"reason {n}" for n in range(3000))))
    sink.write(event(2))
    assert sink.verify().count == 2


def _write_many(path, start):
    for n in range(start, start + 20):
        FileSink(path).write(event(n))


def test_several_writers_make_one_chain(tmp_path):
    path = tmp_path / "a.jsonl"
    context = multiprocessing.get_context("spawn")
    writers = [context.Process(target=_write_many, args=(path, start)) for start in (0, 100)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
        assert writer.exitcode == 0
    found = FileSink(path).verify()
    assert (found.ok, found.count) == (True, 40)


def test_what_can_not_be_written_is_an_error_and_not_silence(tmp_path):
    folder = tmp_path / "audit.jsonl"
    folder.mkdir()
    with pytest.raises(CouldNotAudit, match="nothing was answered"):
        FileSink(folder).write(event())
    with pytest.raises(CouldNotAudit, match="nothing was answered"):
        SqliteSink(folder).write(event())


def test_the_file_is_for_its_owner_alone(tmp_path):
    sink = FileSink(tmp_path / "a.jsonl")
    sink.write(event())
    assert sink.path.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("act", ["UPDATE audit_events SET actor = 'x'", "DELETE FROM audit_events"])
def test_the_table_refuses_to_change_or_forget(tmp_path, act):
    sink = SqliteSink(tmp_path / "w.sqlite")
    sink.write(event())
    with sqlite3.connect(sink.path) as db, pytest.raises(sqlite3.IntegrityError, match="never"):
        db.execute(act)
    db.close()
    assert sink.verify().count == 1


@pytest.mark.parametrize(
    "act",
    [
        "UPDATE audit_events SET event = replace(event, 'officer-2', 'officer-9') WHERE number = 2",
        "UPDATE audit_events SET subject = 'other' WHERE number = 2",
        "DELETE FROM audit_events WHERE number = 2",
    ],
)
def test_who_takes_the_triggers_away_is_still_found(tmp_path, act):
    sink = SqliteSink(tmp_path / "w.sqlite")
    for n in range(1, 4):
        sink.write(event(n))
    with sqlite3.connect(sink.path) as db:
        db.execute("DROP TRIGGER audit_events_no_update")
        db.execute("DROP TRIGGER audit_events_no_delete")
        db.execute(act)
    db.close()
    found = sink.verify()
    assert (found.ok, found.broken_at) == (False, 2)


def test_an_anchor_shows_a_chain_that_was_written_anew(sink, tmp_path):
    anchors = tmp_path / "outside" / "anchors.jsonl"
    for n in range(1, 4):
        sink.write(event(n))
    write_anchor(anchors, chain="web", sink=sink, at=AT)
    sink.write(event(4))
    kept = read_anchors(anchors, chain="web")
    assert [a.count for a in kept] == [3]
    assert verify_with_anchors(sink, kept).ok

    sink.path.unlink()
    for n in range(5, 9):
        sink.write(event(n))
    assert sink.verify().ok  # the new chain holds in itself …
    found = verify_with_anchors(sink, kept)
    assert (found.ok, found.broken_at) == (False, 3)  # … and not with the anchor


def test_an_anchor_shows_events_cut_off_at_the_end(tmp_path):
    sink, anchors = FileSink(tmp_path / "a.jsonl"), tmp_path / "anchors.jsonl"
    for n in range(1, 4):
        sink.write(event(n))
    write_anchor(anchors, chain="web", sink=sink, at=AT)
    sink.path.write_text(_lines(sink.path)[0] + "\n")
    assert sink.verify().ok
    assert not verify_with_anchors(sink, read_anchors(anchors, chain="web")).ok


def test_a_broken_chain_is_not_anchored(tmp_path):
    sink = FileSink(tmp_path / "a.jsonl")
    sink.path.write_text("not json\n")
    with pytest.raises(CouldNotAnchor):
        write_anchor(tmp_path / "anchors.jsonl", chain="web", sink=sink, at=AT)
    assert not (tmp_path / "anchors.jsonl").exists()
    (tmp_path / "anchors.jsonl").write_text("nonsense\n")
    with pytest.raises(CouldNotAnchor):
        read_anchors(tmp_path / "anchors.jsonl", chain="web")
