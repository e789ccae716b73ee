"""Erasing a person or a source: keys and rows go, they stay out, a certificate says so, and no byte is left."""

import json
import sqlite3
import zlib
from contextlib import closing
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from plainview.audit.event import Event
from plainview.audit.sinks import FileSink, SqliteSink
from plainview.bridge.queue import read_list
from plainview.bridge.vault import open_keys
from plainview.pipeline import backup, erase, scan, snapshot
from plainview.store.read_model import ReadModel
from tests.lib.command import plainview
from tests.lib.councils import PEOPLE, RENTS, files_of, known_people, quiet_refresh

AT = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
OFFICER = "the data protection officer"
# What is told of Ottoline alone, and of nobody she lives with.
HERS = ("Ottoline", "OTTOLINE", "2012-11-30")


def everything_in(home) -> bytes:
    """Give every byte of a home, and once more what its databases and tables hold packed."""
    inside = [b for f in home.path.rglob("*") if f.is_file() for b in scan._inside(f)]
    return b"\n".join([*files_of(home.path).values(), *inside])


@pytest.fixture
def two_refreshes(served):
    """A home with an older refresh beside the one that serves."""
    quiet_refresh(served)
    assert len(served.home.refreshes()) == 2
    return served


def erased(small, ref="3", **more):
    """Erase the person of a care reference through the command."""
    ended = plainview("erase", "person", "care", ref, "--home", small.home.path, "--officer", OFFICER, "--reason",
                      "Request 41 upheld", "--json", council=small.council, **more)  # fmt: skip
    assert ended.code == 0, ended.said
    return json.loads(ended.out)


def test_an_erased_person_is_in_no_byte_and_stays_out(two_refreshes):
    home = two_refreshes.home
    who = known_people(home)["care", "3"]
    others = {k: v for k, v in known_people(home).items() if v != who}
    backup.back_up(home, to=home.path.with_name("backup"), at=AT)
    with closing(sqlite3.connect(home.bridge(home.current()) / "ledger.sqlite")) as db:
        secrets = list(db.execute("SELECT resident_id, secret FROM residents"))
    certificate = erased(two_refreshes)

    assert certificate["what"] == "person"
    assert certificate["files_with_hits"] == []
    assert certificate["destroyed"]["secrets of the person"] == 1
    assert certificate["destroyed"]["rows and notes in the vault"] == 3
    assert certificate["texts_looked_for"] > 3
    assert [str(home.path.with_name("backup")) in line for line in certificate["backups_that_hold_it"]] == [True]
    assert home.refreshes() == [home.current()], "every older refresh is gone, on both sides"
    assert snapshot.damaged(home, home.current()) == []

    audit = {home.bridge_audit.read_bytes()}
    bytes_left = everything_in(home)
    for text in HERS:
        for encoding in ("utf-8", "utf-16-le"):
            assert text.encode(encoding) not in bytes_left
    assert who.encode() not in bytes_left
    for resident, secret in secrets:
        gone = not any(resident == r for r in _residents(home))
        assert (secret not in bytes_left) == gone
    assert all(b"Ottoline" not in a and who.encode() not in a for a in audit)

    # Everybody else is as before. She is not found, today or after a refresh that is sent her record again.
    assert known_people(home) == others
    assert who not in ReadModel(home.store(home.current()) / "read_model.sqlite").person_ids()
    made = quiet_refresh(two_refreshes)
    assert made.gone == {"care": {"erased": 3}}
    assert known_people(home) == others
    assert made.residents == len(set(others.values()))
    assert who.encode() not in everything_in(home)


def _residents(home) -> set[str]:
    with closing(sqlite3.connect(home.bridge(home.current()) / "ledger.sqlite")) as db:
        return {r for (r,) in db.execute("SELECT resident_id FROM residents")}


def test_a_match_to_review_about_the_erased_goes_with_them(served):
    home = served.home
    served.send("rents_20260301.csv", [
        *RENTS,
        {"account": "R80", "holder": "MS OTTOLYN FLIMWICKLE", "born": "14/11/2012", "house": "990000000003",
         "from": "01/02/2022", "owed": "0.00", "week": "98.50"},
    ])  # fmt: skip
    quiet_refresh(served)

    def listed():
        return read_list(home.bridge(home.current()) / "review.sqlite", keys=open_keys(key_file=home.key_file))

    [entry] = listed().entries
    assert entry.kind == "uncertain" and len(entry.residents) == 2
    erased(served)
    assert listed().entries == ()
    assert entry.item.encode() not in everything_in(home)


def test_the_certificate_says_what_by_whom_and_what_stays_and_names_no_one(served):
    erased(served)
    (text,) = (p.read_text() for p in served.home.certificates.glob("*.txt"))
    for told in (OFFICER, "Request 41 upheld", "What stays, and why:", "nothing found."):
        assert told in text
    assert not any(p[c] in text for p in PEOPLE for c in ("forename", "surname", "line", "post"))
    events = [link.event for link in FileSink(served.home.bridge_audit).events() if link.event["act"] == "erase"]
    assert [(e["decision"], e["subject"]) for e in events] == [("granted", ""), ("done", "")]
    listed = plainview("erase", "list", "--home", served.home.path)
    assert "clean" in listed.out


def test_nobody_is_erased_for_a_reference_that_no_one_carries(served):
    before = files_of(served.home.store(served.home.current()))
    ended = plainview("erase", "person", "care", "99", "--home", served.home.path, "--officer", "o", "--reason", "r",
                      council=served.council)  # fmt: skip
    assert ended.code == 1
    assert ended.err.splitlines()[-3].startswith("nobody-to-erase: ") or "nobody-to-erase: " in ended.err
    assert files_of(served.home.store(served.home.current())) == before
    assert not served.home.certificates.exists()


def test_what_an_officer_typed_about_the_erased_is_blanked_and_sessions_end(served):
    who = known_people(served.home)["care", "3"]
    web = served.home.web / "web.sqlite"
    for subject, number in ((who, 1), ("someoneelse", 2)):
        SqliteSink(web).write(Event(at=AT, actor="o", role="duty", act="open_case", decision="granted", zone="web",
                                    subject=subject, reason=f"In their own words (reason {number})"))  # fmt: skip
    with closing(sqlite3.connect(web, isolation_level=None)) as db:
        db.execute("CREATE TABLE sign_in_typedreason (id INTEGER PRIMARY KEY, subject TEXT, words TEXT, at TEXT)")
        db.execute(
            "INSERT INTO sign_in_typedreason VALUES (1, 'o', 'About Ottoline Flimwickle', ''), (2, 'o', 'Other', '')"
        )
        db.execute("CREATE TABLE django_session (session_key TEXT, session_data TEXT)")
        db.execute("INSERT INTO django_session VALUES ('k', ?)", (who,))
    certificate = erased(served)
    assert (certificate["destroyed"]["reasons typed about them"], certificate["destroyed"]["web sessions ended"]) == (
        1,
        1,
    )
    with closing(sqlite3.connect(web)) as db:
        assert db.execute("SELECT words FROM sign_in_typedreason ORDER BY id").fetchall() == [("(erased)",), ("Other",)]
    assert b"Ottoline" not in b"".join(files_of(served.home.web).values())
    assert SqliteSink(web).verify().ok


def test_a_scan_finds_what_was_left(tmp_path):
    (tmp_path / "plain.txt").write_bytes("x\0Ottoline Flimwickle".encode("utf-16-le"))
    with closing(sqlite3.connect(tmp_path / "packed.sqlite")) as db:
        db.execute("CREATE TABLE t (c BLOB)")
        db.execute("INSERT INTO t VALUES (?)", (zlib.compress(b"of ottoline flimwickle"),))
        db.commit()
    pq.write_table(pa.table({"c": ["Ottoline Flimwickle"] * 3}), tmp_path / "t.parquet")
    (tmp_path / "clean.txt").write_text("Ottoline and Flimwickle")
    found = scan.scan(sorted(tmp_path.iterdir()), {"Ottoline Flimwickle"})
    assert {p.name for p in found} == {"plain.txt", "packed.sqlite", "t.parquet"}


def test_a_scan_that_finds_something_says_so_and_the_certificate_lists_the_file(served):
    (served.home.path / "forgotten.txt").write_text("Ottoline Flimwickle")
    ended = plainview("erase", "person", "care", "3", "--home", served.home.path, "--officer", "o", "--reason", "r",
                      council=served.council)  # fmt: skip
    assert ended.code == 7
    assert "erasure-not-clean: " in ended.err
    (told,) = erase.certificates(served.home)
    assert told["files_with_hits"] == ["forgotten.txt"]


def test_an_erased_source_takes_its_facts_and_whom_it_alone_knows_along_and_is_read_no_more(two_refreshes):
    home = two_refreshes.home
    two_refreshes.send("rents_20260301.csv", [
        {"account": "R77", "holder": "MR BARNABUS QUIBBLETHWAITE", "born": "12/09/1984", "house": "990000000001",
         "from": "06/01/2020", "owed": "1250.40", "week": "120.00"},
        {"account": "R79", "holder": "MX INDIGO PENHALLOWE", "born": "02/02/1990", "house": "990000000003",
         "from": "01/02/2022", "owed": "0.00", "week": "98.50"},
    ])  # fmt: skip
    quiet_refresh(two_refreshes)
    before = known_people(home, forms=[("care", p["ref"]) for p in PEOPLE])
    ended = plainview("erase", "source", "rents", "--extracts", two_refreshes.extracts, "--home", home.path,
                      "--officer", "o", "--reason", "The agreement was annulled", "--as-of", "2026-03-05", "--json",
                      council=two_refreshes.council)  # fmt: skip
    assert ended.code == 0, ended.said
    certificate = json.loads(ended.out)
    assert (certificate["what"], certificate["files_with_hits"]) == ("rents", [])
    assert certificate["texts_looked_for"] >= 2, "its rows' references, and what stood in them"
    assert certificate["destroyed"]["residents whom no other source knows"] == 1
    assert home.refreshes() == [home.current()]
    assert known_people(home, forms=[("rent", "R77"), ("rent", "R79")]) == {}
    assert known_people(home, forms=[("care", p["ref"]) for p in PEOPLE]) == before
    with closing(sqlite3.connect(home.bridge(home.current()) / "ledger.sqlite")) as db:
        assert db.execute("SELECT wrapped FROM source_keys WHERE source = 'rents'").fetchall() == [(None,)]
    made = quiet_refresh(two_refreshes)
    assert any("rents" in told and "erased" in told for told in made.not_read)
    assert known_people(home, forms=[("rent", "R77")]) == {}


def test_an_erasure_cut_off_before_the_older_refreshes_went_is_finished_by_the_next_work(two_refreshes, monkeypatch):
    class CutError(Exception):
        """Stands for the end of the process."""

    def cut(*_: object, **__: object) -> None:
        raise CutError

    monkeypatch.setattr("plainview.pipeline.erase._clear_up", cut)
    with monkeypatch.context() as patched:
        patched.setattr("plainview.pipeline.snapshot.clear", lambda _: None)
        with pytest.raises(CutError):
            erase.erase_person(two_refreshes.home, council=two_refreshes.council, space="care", case="3", officer="o",
                               reason="r", at=AT, tell=lambda _: None)  # fmt: skip
    assert len(two_refreshes.home.refreshes()) == 3
    with snapshot.building(two_refreshes.home, AT.date()):
        pass  # whatever works in this home next
    assert two_refreshes.home.refreshes() == [two_refreshes.home.current()]
    assert b"Ottoline" not in everything_in(two_refreshes.home)
    (told,) = erase.certificates(two_refreshes.home)
    assert told["files_scanned"] == 0, "it says that it is not finished"
