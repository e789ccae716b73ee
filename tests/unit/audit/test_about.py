"""The events about one subject are found without reading the others."""

from datetime import UTC, datetime

from plainview.audit.event import Event
from plainview.audit.sinks import SqliteSink


def test_the_events_about_one_subject_come_in_their_order(tmp_path):
    sink = SqliteSink(tmp_path / "web.sqlite")
    assert list(sink.about("a")) == []
    for act, subject in (("open", "a"), ("open", "b"), ("read", "a"), ("list", "")):
        sink.write(Event(at=datetime(2026, 1, 6, tzinfo=UTC), actor="o", role="r", act=act, decision="granted",
                         zone="web", subject=subject))  # fmt: skip
    assert [(link.number, link.event["act"]) for link in sink.about("a")] == [(1, "open"), (3, "read")]
    assert list(sink.about("nobody")) == []
