"""Matches to review in the browser: no name in the list, two records on a match, and what follows from an answer."""

from datetime import UTC, datetime

import pytest

from tests.functional.made_up import AMARA, DANA, DONE, KOFI, MATCH, MATCH_OF_ONE, NAMES, ROSA, TORN

WORDS = "The register says they are two"
SENT = {"answer": "different", "words": WORDS}


@pytest.fixture(autouse=True)
def nothing_decided(web):
    (web / "matches.json").unlink(missing_ok=True)
    yield
    (web / "matches.json").unlink(missing_ok=True)


@pytest.fixture
def steward(signed_in):
    return signed_in("dev")


def text(response, status=200):
    assert response.status_code == status
    return " ".join(response.content.decode().split())


def test_the_list_tells_kinds_counts_and_order_and_names_no_one(steward):
    page = text(steward.get("/matches"))
    for words in (
        "2 matches where",
        "Not joined",
        "Records disagree",
        "First",
        "Page 1 of 3",
        "1 steward could not tell",
        "1 match on which two stewards disagree",
        "17 of kind “Perhaps one person”",
    ):
        assert words in page, words
    for name, born in NAMES.values():
        assert name not in page and born not in page
    assert not any(person in page for person in NAMES)


def test_the_list_is_of_one_kind_where_that_is_asked(steward):
    page = text(steward.get("/matches?kind=conflict&page=2"))
    assert f"/matches/{MATCH_OF_ONE}" in page and f"/matches/{MATCH}" not in page
    for odd in ("?kind=nonsense", "?page=0", "?page=-3", "?page=x", "?page=²", "?page=999999999"):
        assert f"/matches/{MATCH}" in text(steward.get(f"/matches{odd}"))


def test_a_match_shows_two_records_side_by_side_and_why_they_were_not_joined(steward):
    page = text(steward.get(f"/matches/{MATCH}"))
    for words in (
        "Amara Testington",
        "Amara Testingtn",
        "Education: School attendance",
        "Same date of birth.",
        "NHS number differs.",
        "Why they were not joined",
        "against it: two different NHS numbers.",
        "weighs 3.4; from 5 on",
        "Other records of this resident",
        "Amy Testington",
        "One of the two has no: address",
    ):
        assert words in page, words


def test_what_a_source_shares_for_matching_alone_is_not_shown(steward):
    page = text(steward.get(f"/matches/{MATCH}"))
    assert "020 7946 0997" in page and "1 more not shared to be shown" in page
    assert "020 7946 0998" not in page and "2017" not in page and "Known, and not shared to be shown" in page


def test_a_resident_in_doubt_tells_what_holds_the_records_together(steward):
    page = text(steward.get(f"/matches/{MATCH_OF_ONE}"))
    assert "The resident’s other records" in page and "Amy Testington" in page
    assert "Today both belong to one resident" in page and "The weakest link first" in page
    assert "Same forename. Same surname." in page and "Why they were not joined" not in page


def test_each_page_is_written_down_before_the_bridge_is_asked_and_a_match_for_each_resident(steward, events):
    steward.get("/matches")
    steward.get(f"/matches/{MATCH}")
    told = [(e["act"], e["subject"], e["because"], e["purpose"]) for e in events()]
    act, purpose = "review_matches", "match_review"
    assert told == [
        (act, "", ["listed"], purpose),
        (act, "", [f"item {MATCH}"], purpose),
        (act, AMARA, [f"item {MATCH}"], purpose),
        (act, ROSA, [f"item {MATCH}"], purpose),
    ]


def test_a_resident_s_list_of_looks_tells_of_the_review(steward, signed_in):
    steward.get(f"/matches/{MATCH}")
    page = text(signed_in("priya").get(f"/residents/{AMARA}/looks"))
    assert "Data steward" in page and "To say whether two records are one person" in page


def test_nothing_is_shown_when_the_audit_can_not_be_written(steward, monkeypatch):
    from plainview.audit.sinks import CouldNotAudit, SqliteSink

    def fail(*_):
        raise CouldNotAudit("the disk is full.")

    monkeypatch.setattr(SqliteSink, "write", fail)
    for response in (steward.get("/matches"), steward.get(f"/matches/{MATCH}"),
                     steward.post(f"/matches/{MATCH}", SENT)):  # fmt: skip
        assert "nothing is shown" in text(response, 503) and "Testington" not in response.content.decode()
    monkeypatch.undo()
    assert f"/matches/{MATCH}" in text(steward.get("/matches")), "and nothing was decided"


def test_a_decision_says_when_it_takes_effect_and_who_read_the_summaries(steward, signed_in, events):
    signed_in("priya").get(f"/residents/{AMARA}")
    signed_in("tom").get(f"/residents/{AMARA}")  # refused: no reader
    response = steward.post(f"/matches/{MATCH}", SENT)
    assert (response.status_code, response["Location"]) == (302, f"/matches/{MATCH}/outcome")
    page = text(steward.get(response["Location"]))
    for words in ("Decided: different people", "By Dev Patel", "It takes effect at the next refresh", WORDS,
                  "2 summaries are made anew", "Priya Shah", "Early Help worker, Early Help East"):  # fmt: skip
        assert words in page, words
    assert "Tom" not in page and "Testington" not in page
    assert f"/matches/{MATCH}" not in text(steward.get("/matches"))
    assert WORDS not in str(events())


def test_who_read_it_long_ago_is_not_told(web):
    from plainview.web.looks import recent_readers

    assert recent_readers([DANA, KOFI, "nobody"], since=datetime(2100, 1, 1, tzinfo=UTC)) == []


def test_the_second_of_two_stewards_is_told_and_nothing_is_overwritten(steward, signed_in):
    steward.post(f"/matches/{MATCH}", SENT)
    response = steward.post(f"/matches/{MATCH}", {**SENT, "answer": "same"})
    page = text(response, 409)
    assert "It was decided already" in page and "was not kept" in page and f"/matches/{MATCH}/outcome" in page
    assert "Decided: different people" in text(steward.get(f"/matches/{MATCH}/outcome"))


@pytest.mark.parametrize(
    "data",
    [
        {},
        {"answer": "same"},
        {"answer": "fly", "words": WORDS},
        {"answer": "same", "words": "no"},
        {"answer": "same", "words": "w" * 1001},
    ],
)
def test_an_answer_that_lacks_something_is_asked_for_again(steward, data):
    page = text(steward.post(f"/matches/{MATCH}", data), 400)
    assert "There is a problem" in page and "<title>Error: " in page
    assert f"/matches/{MATCH}" in text(steward.get("/matches"))


def test_not_sure_is_kept_and_says_that_someone_else_is_asked(steward):
    response = steward.post(f"/matches/{MATCH}", {**SENT, "answer": "not_sure"})
    assert "Another steward is asked" in text(steward.get(response["Location"]))


def test_a_disagreement_shows_both_answers_and_is_settled(steward):
    page = text(steward.get(f"/matches/{TORN}"))
    assert "How is it settled?" in page and "One address" in page and "Cousins" in page and "another steward" in page
    assert "I can’t tell" not in page
    assert f"/matches/{TORN}" in text(steward.get("/matches/answered"))
    steward.post(f"/matches/{TORN}", {**SENT, "answer": "settle_different"})
    assert "Decided: different people" in text(steward.get(f"/matches/{TORN}/outcome"))


def test_a_decision_is_taken_back_with_a_reason(steward):
    assert "In effect" in text(steward.get("/matches/answered"))
    page = text(steward.get(f"/matches/{DONE}/outcome"))
    assert "It is in effect in the refresh that serves now" in page and "whom it touches is not told here" in page
    steward.post(f"/matches/{MATCH}", SENT)
    assert "Say in a sentence" in text(steward.post(f"/matches/{MATCH}/take-back", {"words": ""}), 400)
    response = steward.post(f"/matches/{MATCH}/take-back", {"words": "It was the wrong pair"})
    assert (response.status_code, response["Location"]) == (302, "/matches/answered")
    assert f"/matches/{MATCH}" in text(steward.get("/matches"))


@pytest.mark.parametrize("path", ["", "/outcome"])
def test_a_match_that_is_not_there_is_told_plainly(steward, path):
    page = text(steward.get(f"/matches/{'z' * 20}{path}"), 404)
    assert "There is no such match to review." in page


def test_the_bridge_that_is_off_is_told_and_not_taken_for_an_empty_list(steward, web):
    (web / "bridge-is-off").touch()
    try:
        assert "not working" in text(steward.get("/matches"), 503)
    finally:
        (web / "bridge-is-off").unlink()


def test_without_this_year_s_training_no_match_is_shown(web, steward):
    from plainview.web.sign_in.models import Officer

    dev = Officer.objects.filter(role="data_steward")
    trained_on = dev.get().trained_on
    dev.update(trained_on=None)
    try:
        assert "learning portal" in text(steward.get(f"/matches/{MATCH}"), 403)
    finally:
        dev.update(trained_on=trained_on)


def test_the_title_and_the_address_hold_no_name(steward):
    page = steward.get(f"/matches/{MATCH}").content.decode()
    title = page.split("<title>")[1].split("</title>")[0]
    assert "Testington" not in title
    assert not any("Testington" in part.split('"')[0] for part in page.split('href="')[1:])
