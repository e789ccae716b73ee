"""The review queue: what is asked of stewards, in which order, what they see of it, and what their answers do."""

import json
import sqlite3
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import numpy as np
import pyarrow as pa
import pytest

from plainview.audit.sinks import CouldNotAudit, FileSink
from plainview.bridge import verdicts
from plainview.bridge.answers import Answers, NotPermitted
from plainview.bridge.build import build
from plainview.bridge.decisions import decide as decide_on
from plainview.bridge.decisions import decisions, forget
from plainview.bridge.doubts import KINDS, Doubts, Match
from plainview.bridge.find import Finder
from plainview.bridge.harm import FIRST, LAST, NEXT, ordered
from plainview.bridge.keys import Keys
from plainview.bridge.link import Linked
from plainview.bridge.process import close_server, open_server
from plainview.bridge.pseudonymise import hashes
from plainview.bridge.queue import NAME, NoSuchMatch, forget_in_queue, is_looked_at_twice, item_of, read_list
from plainview.bridge.scoring import no_pairs
from plainview.bridge.vault import RecordGone, Vault
from plainview.bridge.verdicts import AlreadyAnswered, AlreadyDecided, NothingToTakeBack, NotInDisagreement
from plainview.vocabulary.door import Asking, Door, Refused
from plainview.vocabulary.home import Home

AS_OF = date(2026, 1, 6)
ROLES = {"steward": {"review"}, "manager": {"review"}, "duty": {"find", "reveal"}}
SEES = {source: ["name", "born_on", "home", "nhs_number"] for source in ("a-list", "b-list")}


def people(said):
    """Give two with one name and two NHS numbers, two who may be one, and one with two birth dates far apart."""
    return [
        said("a|6", "JOHN", "SMITH", "1990-05-05", nhs_number="9990000101", uprn="990000000004"),
        said("b|6", "JOHN", "SMITH", "1990-05-05", nhs_number="9993333333", uprn="990000000005"),
        said("a|7", "CATHERINE", "QUIBBLE", "1980-06-12"),
        said("b|7", "KATHRYN", "QUIBBLE", "1980-06-28"),
        said("a|8", "IVY", "COSTA", "1950-02-03", nhs_number="9990000207", address="7 MARSH LANE", postcode="XB1 1AA"),
        said("b|8", "IVY", "COSTA", "1990-11-20", nhs_number="9990000207"),
        said("a|9", "OMAR", "LEE", "1970-05-05"),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def built(engine, council, keys):
    """Build a refresh of mentions into a home."""

    def run(home, refresh, rows, *, previous=None, facts=None, restricted=()):
        structured = council.structured(rows, restricted=restricted)
        structured = replace(structured, facts=facts or {})
        made = build(engine=engine, structured=structured, into=home.bridge(refresh),
                     previous=home.bridge(previous) if previous else None, keys=keys, as_of=AS_OF, refresh_id=refresh,
                     progress=lambda stage: None)  # fmt: skip
        home.publish(refresh)
        return made

    return run


@pytest.fixture(scope="module")
def first(built, said, tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("review") / "h")
    made = built(home, "r1", people(said))
    return home, made


@pytest.fixture
def home(first):
    """The home of the first refresh, without a decision or an audit."""
    home, _ = first
    (home.path / "bridge" / "decisions.sqlite").unlink(missing_ok=True)
    home.bridge_audit.unlink(missing_ok=True)
    home.publish("r1")
    return home


@pytest.fixture
def once(monkeypatch):
    """Let no item get a second look."""
    monkeypatch.setattr("plainview.bridge.reviewing.is_looked_at_twice", lambda keys, item: False)


@pytest.fixture
def twice(monkeypatch):
    """Let every item get a second look."""
    monkeypatch.setattr("plainview.bridge.reviewing.is_looked_at_twice", lambda keys, item: True)


@pytest.fixture
def ask(home, keys):
    """Ask at the door, an hour later each time."""
    at = [datetime(2026, 1, 6, 9, tzinfo=UTC)]

    def clock():
        at[0] += timedelta(hours=1)
        return at[0]

    def run(act, *, officer="dev", role="steward", sink=None, **what):
        answers = Answers(home=home, keys=keys, sink=sink or FileSink(home.bridge_audit), roles=ROLES, clock=clock)
        said = {"officer": officer, "role": role, "purpose": "match_review", "reason": "a match to review"}
        return answers.answer({"act": act, **said, **what})

    return run


def queue(ask, **who):
    return ask("review", list={}, **who)["queue"]


def item(ask, kind, **who):
    return next(i["item"] for i in queue(ask, **who)["items"] if i["kind"] == kind)


def decide(ask, item, answer, officer="dev", **more):
    return ask("decide", officer=officer, item=item, answer=answer, words="The register says so", **more)["match"]


def events(home):
    sink = FileSink(home.bridge_audit)
    assert sink.verify().ok
    return [link.event for link in sink.events()]


def holding(home, keys, *pair):
    """Give the kinds of decision that hold for two person keys."""
    of = dict(zip(hashes(keys.derived("ledger"), pair), pair, strict=True))
    found = decisions(path=home.path / "bridge" / "decisions.sqlite", key_of=of)
    return [kind for kind in ("must_link", "cannot_link") if getattr(found, kind)]


def decide_at_once(home, keys, kind, *pair):
    from_command = {"officer": "dev", "reason": "r", "decided_at": datetime(2026, 1, 6, tzinfo=UTC)}
    path = home.path / "bridge" / "decisions.sqlite"
    decide_on(path=path, hash_key=keys.derived("ledger"), kind=kind, person_keys=pair, **from_command)


# ---- what is asked ----
def test_what_is_in_doubt_is_asked_once_each_and_what_is_not_is_not(first, keys):
    home, made = first
    listed = read_list(home.bridge("r1") / NAME, keys=keys)
    assert sorted(e.kind for e in listed.entries) == ["conflict", "refused", "uncertain"]
    assert made.report["review"] == {"found": dict.fromkeys(sorted(e.kind for e in listed.entries), 1), "left_out": {}}
    assert [len(e.residents) for e in sorted(listed.entries, key=lambda e: e.kind)] == [1, 2, 2]


@pytest.mark.parametrize(
    ("kind", "reason", "agrees", "differs"),
    [
        ("refused", "two different NHS numbers", "Same date of birth.", "NHS number differs."),
        ("uncertain", "alike, but not enough to be joined without a person's word", "Same surname.", ""),
        ("conflict", "birth dates far apart", "Same NHS number.", "Date of birth differs."),
    ],
)
def test_each_says_why_it_is_asked_what_agrees_and_what_differs(ask, kind, reason, agrees, differs):
    told = ask("review", item=item(ask, kind), may_see=SEES)["match"]
    assert told["reason"] == reason
    assert agrees in told["agrees"]
    assert differs in ["", *told["differs"]]
    assert "unique pupil number" in told["not_known"]


def test_one_resident_in_doubt_tells_what_holds_the_records_together_the_weakest_link_first(ask):
    told = ask("review", item=item(ask, "conflict"), may_see=SEES)["match"]
    [link] = told["holds"]
    assert (link["sources"], told["is_one"]) == (["a-list", "b-list"], True)
    assert "Same NHS number." in link["because"]
    assert ask("review", item=item(ask, "refused"), may_see=SEES)["match"]["holds"] == []


def test_both_records_stand_side_by_side_in_the_fields_that_may_be_seen(ask):
    told = ask("review", item=item(ask, "conflict"), may_see={"a-list": ["name", "home", "nhs_number"]})["match"]
    one, other = told["sides"]
    assert one["name"]["values"] == [["Ivy Costa", "a-list"]]
    assert one["home"]["values"] == [["7 Marsh Lane, XB1 1AA", "a-list"]]
    assert one["nhs_number"] == {"values": [["9990000207", "a-list"]], "hidden": 0}
    assert one["born_on"] == {"values": [], "hidden": 1}
    assert all(told == {"values": [], "hidden": 1} for told in other.values())
    assert "1990-11-20" not in json.dumps(told)


def test_the_same_doubt_has_the_same_id_in_the_next_refresh(first, built, said, keys):
    home, _ = first
    built(home, "r1again", people(said), previous="r1")
    ids = [{e.item for e in read_list(home.bridge(r) / NAME, keys=keys).entries} for r in ("r1", "r1again")]
    assert ids[0] == ids[1] == {item_of(keys, pair) for pair in (("a|6", "b|6"), ("b|7", "a|7"), ("a|8", "b|8"))}


def test_residents_who_came_apart_or_together_in_this_refresh_are_asked(built, said, keys, tmp_path):
    home = Home(tmp_path / "h")
    rows = [
        said("a|1", "AMARA", "OKAFOR", "2017-03-04", nhs_number="9990000018"),
        said("b|1", "AMARA", "OKAFOR", "2017-03-04", nhs_number="9990000018"),
        said("a|2", "GRACE", "MENSAH", "1988-12-24", nhs_number="9990000101"),
        said("b|2", "GRACE", "MENSAH", "1988-12-24", nhs_number="9993333333"),
    ]
    built(home, "r1", rows)
    rows[1]["nhs_number"], rows[3]["nhs_number"] = "9994444444", "9990000101"
    built(home, "r2", rows, previous="r1")
    found = {e.kind: e for e in read_list(home.bridge("r2") / NAME, keys=keys).entries}
    assert set(found) == {"split", "merged"}
    assert found["split"].item == item_of(keys, ("a|1", "b|1")) and len(found["split"].residents) == 2
    assert found["merged"].item == item_of(keys, ("a|2", "b|2")) and len(found["merged"].residents) == 1


@pytest.mark.parametrize("is_decided", [True, False])
def test_what_a_steward_s_own_word_moved_is_not_asked_again(built, said, keys, tmp_path, is_decided):
    home, here = Home(tmp_path / "h"), {"uprn": "990000000001", "postcode": "XB1 1AA"}
    rows = [  # a bill that bears one name and no birth date went to the daughter, and is the mother's
        said("a|1", "MAISIE", "VANMOSS", "2012-11-22", nhs_number="9990000018", **here),
        said("b|1", "MAISIE", "VANMOSS", "2012-11-22", nhs_number="9990000018", **here),
        said("c|1", "MAISIE", "VANMOSS", **here),
        said("m|1", "MAISIE", "VANMOSS", "1981-03-29", nhs_number="9993333333", **here),
    ]
    built(home, "r1", rows)
    if is_decided:
        decide_at_once(home, keys, "must_link", "c|1", "m|1")
    else:
        rows[2]["nhs_number"] = "9993333333"
    made = built(home, "r2", rows, previous="r1")
    assert made.report["ledger_events"] == {"moved": 1}
    assert ("moved" in {e.kind for e in read_list(home.bridge("r2") / NAME, keys=keys).entries}) != is_decided


def test_a_resident_of_very_many_records_is_asked_by_the_weakest_link(built, said, keys, tmp_path):
    home = Home(tmp_path / "h")
    rows = [said(f"s{n}|1", "AMARA", "OKAFOR", "2017-03-04", nhs_number="9990000018") for n in range(16)]
    rows.append(said("t|1", "AMARA", "OKAFOR", "2017-03-04"))
    built(home, "r1", rows)
    [entry] = read_list(home.bridge("r1") / NAME, keys=keys).entries
    assert entry.kind == "oversized"
    assert entry.item in {item_of(keys, ("t|1", f"s{n}|1")) for n in range(16)}


def test_no_records_or_one_make_an_empty_queue(built, said, keys, tmp_path):
    home = Home(tmp_path / "h")
    built(home, "r1", [said("a|1", "AMARA", "OKAFOR")])
    assert read_list(home.bridge("r1") / NAME, keys=keys).entries == ()


# ---- in which order, and how many ----
FACTS = {"person_key": "string", "valid_until": "date"}


@pytest.mark.parametrize(
    ("table", "key", "until", "level"),
    [
        ("cp_plans", "b|7", None, FIRST),
        ("adult_safeguarding", "a|7", date(2020, 1, 1), FIRST),
        ("service_involvements", "a|7", date(2026, 1, 7), FIRST),
        ("service_involvements", "a|7", date(2026, 1, 6), NEXT),  # it ended that day
        ("rent_accounts", "a|7", None, NEXT),  # their birth dates differ
        ("cp_plans", "a|9", None, NEXT),  # someone else's
    ],
)
def test_what_could_do_most_harm_is_asked_first(built, council, said, keys, tmp_path, table, key, until, level):
    home = Home(tmp_path / "h")
    facts = {table: council.table([{"person_key": key, "valid_until": until}], FACTS)}
    built(home, "r1", people(said), facts=facts)
    entries = read_list(home.bridge("r1") / NAME, keys=keys).entries
    of = {e.kind: e.level for e in entries}
    assert of == {"uncertain": level, "conflict": NEXT, "refused": LAST}
    assert [e.level for e in entries] == sorted(e.level for e in entries)


def test_no_more_are_asked_than_can_be_looked_at_and_the_rest_is_counted():
    count = 40
    ids = [f"k|{n:02}" for n in range(count)]
    linked = Linked(pa.array(ids), no_pairs(), [[i] for i in ids], [], [], None, {})
    left = np.arange(0, count - 1)
    of = np.zeros(count - 1, np.int64)
    found = Doubts(of + KINDS.index("refused"), left, left + 1, left, left + 1, of + 6.0, of, ["two different numbers"])
    told = ordered(found, Match(linked), residents=ids, care=[], open_=[], most={"refused": 25})
    assert (len(told.doubts), told.found, told.left_out) == (25, {"refused": 39}, {"refused": 14})
    star = Doubts(of + KINDS.index("refused"), of, left + 1, of, left + 1, of + 6.0, of, ["two different numbers"])
    told = ordered(star, Match(linked), residents=ids, care=[], open_=[], most={"refused": 25})
    assert (len(told.doubts), told.left_out) == (3, {"refused": 36}), "three about one resident"


# ---- who may see it, and what is kept ----
def test_the_list_holds_no_name_and_no_one_s_pseudonym(ask, home, keys):
    told = json.dumps(queue(ask))
    with (
        closing(Finder(home.bridge("r1") / "find.sqlite", index_key=keys.derived("index"))) as finder,
        closing(Vault(home.bridge("r1"), keys=keys)),
    ):
        for entry in read_list(home.bridge("r1") / NAME, keys=keys).entries:
            for resident in entry.residents:
                assert resident not in told and finder.display(resident) not in told
    for word in ("Smith", "SMITH", "a|6", "9990000101", "1990"):
        assert word not in told


def test_nothing_of_it_can_be_read_without_the_key(home, keys, ask, once):
    decide(ask, item(ask, "refused"), "different")
    for path in (home.bridge("r1") / NAME, home.path / "bridge" / "decisions.sqlite"):
        content = path.read_bytes().upper()
        for word in (b"SMITH", b"QUIBBLE", b"A|6", b"9990000101", b"REFUSED", b"NHS NUMBER", b"THE REGISTER SAYS"):
            assert word not in content, path.name
        with closing(sqlite3.connect(home.bridge("r1") / "ledger.sqlite")) as db:
            residents = [r for (r,) in db.execute("SELECT resident_id FROM residents")]
        assert residents and not any(r.encode().upper() in content for r in residents)
    with pytest.raises(RecordGone):
        read_list(home.bridge("r1") / NAME, keys=Keys(b"w" * 32))


def test_each_look_is_written_down_first_by_pseudonym_and_without_a_name(ask, home):
    told = ask("review", item=item(ask, "refused"), may_see=SEES)["match"]
    listed, *shown = events(home)
    assert (listed["act"], listed["subject"], listed["because"]) == ("review", "", ["listed", "3 items"])
    assert [e["subject"] for e in shown] == told["people"] and all(told["people"])
    assert {(e["actor"], e["purpose"], e["reason"]) for e in shown} == {("dev", "match_review", "a match to review")}
    decide(ask, told["item"], "not_sure")
    assert [(e["act"], e["because"][1]) for e in events(home)[3:]] == [("decide", "not_sure")] * 2
    content = home.bridge_audit.read_bytes().upper()
    assert b"SMITH" not in content and b"THE REGISTER SAYS SO" not in content


class Broken:
    def write(self, event):
        raise CouldNotAudit("an audit event was not written, so nothing was answered.")

    write_all = write


def test_nothing_is_told_and_nothing_decided_when_the_audit_can_not_be_written(ask, home, keys, once):
    refused = item(ask, "refused")
    for act, what in (("review", {"list": {}}), ("review", {"item": refused, "may_see": SEES}),
                      ("review", {"outcome": refused}),
                      ("decide", {"item": refused, "answer": "same", "words": "w"})):  # fmt: skip
        with pytest.raises(CouldNotAudit):
            ask(act, sink=Broken(), **what)
    assert holding(home, keys, "a|6", "b|6") == []
    assert refused in {i["item"] for i in queue(ask)["items"]}


def test_a_role_that_does_not_review_is_refused_and_written_down(ask, home):
    for act, what in (("review", {"list": {}}), ("decide", {"item": "x", "answer": "same", "words": "w"})):
        with pytest.raises(NotPermitted):
            ask(act, role="duty", **what)
    assert [e["decision"] for e in events(home)] == ["refused", "refused"]


def test_who_is_withheld_from_stewards_is_not_in_the_list_and_looks_like_nobody(built, said, ask, keys, tmp_path, home):
    home = Home(tmp_path / "h")
    only = {"person_key": "a|6", "source": "a-list", "rule": "named_roles", "roles": ["manager"]}
    built(home, "r1", people(said), restricted=[only])

    def at(role, **what):
        answers = Answers(home=home, keys=keys, sink=FileSink(home.bridge_audit), roles=ROLES,
                          clock=lambda: datetime(2026, 1, 6, tzinfo=UTC))  # fmt: skip
        return answers.answer({"act": "review", "officer": "o", "role": role, "purpose": "p", "reason": "r", **what})

    seen = at("manager", list={})["queue"]
    hidden = next(i["item"] for i in seen["items"] if i["kind"] == "refused")
    told = at("steward", list={})["queue"]
    assert (seen["count"], told["count"]) == (3, 2) and "refused" not in json.dumps(told)
    assert at("manager", item=hidden, may_see=SEES)["match"]["people"]
    errors = []
    for wanted in (hidden, "a" * 20):
        for ask_ in ({"item": wanted, "may_see": SEES}, {"outcome": wanted}):
            with pytest.raises(NoSuchMatch) as caught:
                at("steward", **ask_)
            errors.append(str(caught.value))
    assert len(set(errors)) == 1


@pytest.mark.parametrize(
    "what",
    [
        {"act": "review"},
        {"act": "review", "list": {"kind": 7}},
        {"act": "review", "list": {"from": -1}},
        {"act": "review", "list": {"most": 100_000}},
        {"act": "review", "item": "x"},
        {"act": "decide", "item": "x", "answer": "maybe", "words": "w"},
        {"act": "decide", "item": "x", "answer": "same", "words": " "},
        {"act": "decide", "item": "x", "answer": "same", "words": "w" * 1001},
        {"act": "decide", "item": ["x"], "answer": "same", "words": "w"},
    ],
)
def test_a_request_that_makes_no_sense_is_refused(ask, what):
    with pytest.raises(Exception, match=r"request-incomplete|match-not-there"):
        ask(what.pop("act"), **what)


def test_an_erased_person_is_in_no_item_and_in_no_answer(first, home, ask, keys, once, tmp_path):
    decide(ask, item(ask, "refused"), "same")
    listed = read_list(home.bridge("r1") / NAME, keys=keys)
    gone = next(e for e in listed.entries if e.kind == "refused")
    copy = tmp_path / NAME
    copy.write_bytes((home.bridge("r1") / NAME).read_bytes())
    before = copy.read_bytes()
    assert forget_in_queue(copy, gone.residents[:1], keys=keys) == 1
    assert {e.kind for e in read_list(copy, keys=keys).entries} == {"conflict", "uncertain"}
    assert gone.item.encode() in before and gone.item.encode() not in copy.read_bytes()
    path = home.path / "bridge" / "decisions.sqlite"
    assert forget(path=path, hashes_of_one=hashes(keys.derived("ledger"), ["a|6"])) == 1
    assert gone.item.encode() not in path.read_bytes()
    assert verdicts.standings(path, twice=lambda _: False) == {}


# ---- answers ----
@pytest.mark.parametrize(("answer", "kind"), [("same", "must_link"), ("different", "cannot_link")])
def test_a_decision_holds_from_the_next_refresh_on_and_is_not_asked_again(
    ask, home, keys, once, built, said, answer, kind
):
    told = decide(ask, item(ask, "refused"), answer)
    assert (told["state"], told["decided"], told["in_effect"]) == ("decided", answer, False)
    assert holding(home, keys, "a|6", "b|6") == [kind]
    assert "refused" not in {i["kind"] for i in queue(ask)["items"]}
    built(home, f"r-{answer}", people(said), previous="r1")
    people_of = {p["person_key"]: p["resident_id"] for p in _people(home, f"r-{answer}", keys)}
    assert (people_of["a|6"] == people_of["b|6"]) == (answer == "same")
    listed = read_list(home.bridge(f"r-{answer}") / NAME, keys=keys)
    assert {e.kind for e in listed.entries} == {"conflict", "uncertain"}, "what the answer itself changed is not asked"
    lately = queue(ask)
    assert [(d["answer"], d["officer"], d["in_effect"]) for d in lately["decided"]] == [(answer, "dev", True)]
    assert "refused" not in {i["kind"] for i in lately["items"]}


def _people(home, refresh, keys):
    """Give the residents of the six records, by the ledger."""
    keys_ = ("a|6", "b|6", "a|7", "b|7", "a|8", "b|8")
    with closing(sqlite3.connect(home.bridge(refresh) / "ledger.sqlite")) as db:
        for key, hash_ in zip(keys_, hashes(keys.derived("ledger"), keys_), strict=True):
            [(resident,)] = db.execute("SELECT resident_id FROM person_keys WHERE hash = ?", (hash_,)).fetchall()
            yield {"person_key": key, "resident_id": resident}


def test_two_stewards_decide_the_same_pair_and_the_second_is_told(ask, home, keys, once):
    refused = item(ask, "refused")
    decide(ask, refused, "different", officer="dev")
    with pytest.raises(AlreadyDecided, match=r"2026-01-06 at .*different people.*Your answer was not kept"):
        decide(ask, refused, "same", officer="ana")
    assert holding(home, keys, "a|6", "b|6") == ["cannot_link"]
    [given] = ask("review", outcome=refused, officer="ana")["match"]["answers"]
    assert (given["officer"], given["answer"], given["words"]) == ("dev", "different", "The register says so")


def test_two_stewards_at_one_instant_make_one_decision(home, keys, ask, once):
    refused = item(ask, "refused")
    one, other = sorted(hashes(keys.derived("ledger"), ["a|6", "b|6"]))
    both_are_there = threading.Barrier(2, timeout=30)

    def answers(officer, answer):
        both_are_there.wait()
        try:
            verdicts.give(
                path=home.path / "bridge" / "decisions.sqlite", keys=keys, item=refused, pair=(one, other),
                officer=officer, answer=answer, words="w", at=datetime(2026, 1, 6, tzinfo=UTC), twice=False,
                written=lambda: None,
            )  # fmt: skip
        except AlreadyDecided:
            return "told"
        return answer

    with ThreadPoolExecutor(2) as stewards:
        said = [stewards.submit(answers, *who) for who in (("dev", "different"), ("ana", "same"))]
        came = {f.result() for f in said}
    assert "told" in came
    kept = {"same": ["must_link"], "different": ["cannot_link"]}[(came - {"told"}).pop()]
    assert holding(home, keys, "a|6", "b|6") == kept


def test_not_sure_is_kept_and_the_match_is_asked_of_someone_else(ask, home, keys, once):
    uncertain = item(ask, "uncertain")
    assert decide(ask, uncertain, "not_sure")["state"] == "not_sure"
    assert uncertain not in {i["item"] for i in queue(ask)["items"]}
    assert [w["item"] for w in queue(ask)["waiting"]] == [uncertain]
    theirs = {i["item"]: i["unsure"] for i in queue(ask, officer="ana")["items"]}
    assert theirs[uncertain] == 1 and sum(theirs.values()) == 1
    assert holding(home, keys, "a|7", "b|7") == []
    with pytest.raises(AlreadyAnswered):
        decide(ask, uncertain, "not_sure")
    assert decide(ask, uncertain, "same", officer="ana")["state"] == "decided"
    assert holding(home, keys, "a|7", "b|7") == ["must_link"]


def test_a_second_look_is_blind_and_agreeing_decides(ask, home, keys, twice):
    refused = item(ask, "refused")
    assert decide(ask, refused, "different")["state"] == "waiting"
    assert holding(home, keys, "a|6", "b|6") == []
    theirs = queue(ask, officer="ana")
    seen = [ask("review", item=refused, may_see=SEES, officer="ana")["match"],
            ask("review", outcome=refused, officer="ana")["match"]]  # fmt: skip
    assert {"item": refused, "kind": "refused", "level": LAST, "unsure": 0} in theirs["items"]
    assert theirs["decided"] == theirs["disagreements"] == theirs["waiting"] == []
    for told in seen:
        assert (told["state"], told["answers"], told["decided"]) == ("open", [], "")
        assert "dev" not in json.dumps(told) and "The register says so" not in json.dumps(told)
    with pytest.raises(AlreadyAnswered):
        decide(ask, refused, "different", officer="dev")
    assert decide(ask, refused, "different", officer="ana")["state"] == "decided"
    assert holding(home, keys, "a|6", "b|6") == ["cannot_link"]


def test_a_disagreement_is_listed_and_nothing_applies_until_it_is_settled(ask, home, keys, twice, built, said):
    refused = item(ask, "refused")
    decide(ask, refused, "different", officer="dev")
    assert decide(ask, refused, "same", officer="ana")["state"] == "disagreement"
    assert holding(home, keys, "a|6", "b|6") == []
    for officer in ("dev", "ana", "bo"):
        told = queue(ask, officer=officer)
        assert [d["item"] for d in told["disagreements"]] == [refused]
        assert refused not in {i["item"] for i in told["items"]}
        with pytest.raises(NotInDisagreement):
            decide(ask, refused, "same", officer=officer)
    told = ask("review", item=refused, may_see=SEES, officer="bo")["match"]
    assert {(g["officer"], g["answer"]) for g in told["answers"]} == {("dev", "different"), ("ana", "same")}
    built(home, "r-torn", people(said), previous="r1")
    people_of = {p["person_key"]: p["resident_id"] for p in _people(home, "r-torn", keys)}
    assert people_of["a|6"] != people_of["b|6"], "as if nobody had answered"
    assert decide(ask, refused, "settle_same", officer="bo")["decided"] == "same"
    assert holding(home, keys, "a|6", "b|6") == ["must_link"]


def test_where_nobody_disagrees_there_is_nothing_to_settle(ask, once):
    with pytest.raises(NotInDisagreement):
        decide(ask, item(ask, "refused"), "settle_same")


def test_one_in_ten_gets_a_second_look_and_the_key_alone_tells_which(keys):
    items = [item_of(keys, (f"a|{n}", f"b|{n}")) for n in range(3000)]
    chosen = {i for i in items if is_looked_at_twice(keys, i)}
    assert 0.07 < len(chosen) / len(items) < 0.13
    assert chosen == {i for i in items if is_looked_at_twice(keys, i)}
    other = Keys(b"o" * 32)
    assert Counter(is_looked_at_twice(other, i) for i in chosen)[True] < len(chosen) / 2


def test_a_decision_is_taken_back_by_anyone_with_a_reason_and_the_match_is_asked_again(ask, home, keys, once):
    refused = item(ask, "refused")
    decide(ask, refused, "same")
    assert decide(ask, refused, "take_back", officer="ana")["state"] == "open"
    assert holding(home, keys, "a|6", "b|6") == []
    assert refused in {i["item"] for i in queue(ask)["items"]}
    assert decide(ask, refused, "different")["state"] == "decided"


def test_what_a_refresh_took_up_can_be_taken_back_though_it_is_no_longer_listed(ask, home, keys, once, built, said):
    refused = item(ask, "refused")
    decide(ask, refused, "same")
    built(home, "r-joined", people(said), previous="r1")
    assert ask("review", outcome=refused)["match"]["in_effect"]
    with pytest.raises(NoSuchMatch):
        decide(ask, refused, "different")
    assert decide(ask, refused, "take_back")["state"] == "open"
    built(home, "r-back", people(said), previous="r-joined")
    people_of = {p["person_key"]: p["resident_id"] for p in _people(home, "r-back", keys)}
    assert people_of["a|6"] != people_of["b|6"]
    assert item_of(keys, ("a|6", "b|6")) in {i["item"] for i in queue(ask)["items"]}


def test_who_was_not_asked_has_nothing_to_take_back(ask, twice):
    refused = item(ask, "refused")
    with pytest.raises(NothingToTakeBack):
        decide(ask, refused, "take_back")
    decide(ask, refused, "same", officer="dev")
    with pytest.raises(NothingToTakeBack):
        decide(ask, refused, "take_back", officer="ana")
    assert decide(ask, refused, "take_back", officer="dev")["state"] == "open"


def test_cut_off_between_answer_and_decision_neither_is_there(ask, home, keys, once, monkeypatch):
    class Killed(BaseException):
        pass

    def killed(*_, **__):
        raise Killed

    refused = item(ask, "refused")
    monkeypatch.setattr(verdicts, "insert", killed)
    with pytest.raises(Killed):
        decide(ask, refused, "same")
    monkeypatch.undo()
    assert holding(home, keys, "a|6", "b|6") == []
    assert verdicts.standings(home.path / "bridge" / "decisions.sqlite", twice=lambda _: False) == {}


def test_all_of_it_goes_over_the_wire(home, keys, once):
    server = open_server(home=home.path, keys=keys, roles=ROLES, clock=lambda: datetime(2026, 1, 6, 9, tzinfo=UTC))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    door = Door(home.path, timeout_seconds=30)
    dev, ana = (Asking(officer=o, role="steward", purpose="match_review", reason="r") for o in ("dev", "ana"))
    try:
        told = door.matches_to_review(dev, kind="refused", start=0, most=5)
        [refused] = [i["item"] for i in told["items"]]
        assert (told["count"], told["open"]) == (1, {"refused": 1, "uncertain": 1, "conflict": 1})
        assert door.matches_to_review(dev, start=2, most=5)["items"] == door.matches_to_review(dev)["items"][2:]
        shown = door.match_to_review(dev, item=refused, may_see=SEES)
        assert shown["sides"][0]["nhs_number"]["values"] == [["9990000101", "a-list"]]
        assert door.decide_match(dev, item=refused, answer="different", words="w")["state"] == "decided"
        with pytest.raises(Refused) as caught:
            door.decide_match(ana, item=refused, answer="same", words="w")
        assert caught.value.reason == "match-already-decided"
        assert door.match_outcome(ana, item=refused)["decided"] == "different"
        with pytest.raises(Refused) as caught:
            door.match_outcome(ana, item="a" * 20)
        assert caught.value.reason == "match-not-there"
    finally:
        server.shutdown()
        thread.join()
        close_server(server)
