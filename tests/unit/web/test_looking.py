"""A look is decided and written down before it is answered; a refusal leaves its event too."""

import json

import pytest

from tests.functional.made_up import AMARA, CASE_ID, CASE_SPACE, DANA, KOFI, NAMES, ROSA, STRANGER

CASE = f"/residents/{AMARA}"


def test_a_summary_leaves_one_look_and_one_reveal(signed_in, events):
    assert signed_in("priya").get(CASE).status_code == 200
    look, reveal = events()
    assert (look["act"], look["decision"], look["subject"]) == ("see_summary", "granted", AMARA)
    assert look["purpose"] == "early_help_assessment"
    assert look["because"][0] == "This case is allocated to you."
    assert look["agreements"] == ["csc-contacts", "early-help", "school-attendance"]
    assert (reveal["act"], reveal["subject"]) == ("reveal", AMARA)


def test_a_record_leaves_a_look_and_a_reveal_of_that_record(signed_in, events):
    assert signed_in("priya").get(f"{CASE}/records/ref-rent-1").status_code == 200
    assert [e["act"] for e in events()] == ["see_record", "reveal_record", "reveal"]


@pytest.mark.parametrize("who", [AMARA, STRANGER])
def test_a_refusal_about_a_resident_leaves_one_event_and_no_reveal(signed_in, events, who):
    assert signed_in("tom").get(f"/residents/{who}").status_code == 403
    (event,) = events()
    assert (event["act"], event["decision"], event["subject"]) == ("see_summary", "refused", who)


def test_a_refusal_by_role_leaves_one_event(signed_in, events):
    assert signed_in("dev").get(CASE).status_code == 403
    (event,) = events()
    assert (event["act"], event["decision"], event["role"]) == ("see_summary", "refused", "data_steward")


def test_a_case_found_and_not_mine_leaves_a_find_and_a_refusal(signed_in, events):
    response = signed_in("tom").get(f"/open/{CASE_SPACE}/{CASE_ID}")
    assert response.status_code == 404
    assert [(e["act"], e["decision"]) for e in events()] == [("find", "granted"), ("see_summary", "refused")]


def test_nothing_is_shown_when_the_audit_can_not_be_written(signed_in, monkeypatch):
    from plainview.audit.sinks import CouldNotAudit, SqliteSink

    client = signed_in("priya")

    def fail(*_):
        raise CouldNotAudit("the disk is full.")

    monkeypatch.setattr(SqliteSink, "write", fail)
    for page in (CASE, f"{CASE}/records/ref-rent-1", "/", f"/open/{CASE_SPACE}/{CASE_ID}"):
        response = client.get(page)
        assert response.status_code == 503
        assert b"nothing is shown" in response.content
        for name, _born in NAMES.values():
            assert name.encode() not in response.content


def test_no_name_of_a_resident_stands_in_any_event(signed_in, events):
    for person, page in (("priya", CASE), ("priya", "/"), ("tom", CASE), ("priya", f"{CASE}/looks")):
        signed_in(person).get(page)
    signed_in("ngozi").post("/find", {
        "name": "Amara Testington", "day": "3", "month": "3", "year": "2017",
        "purpose": "safeguarding_triage:own", "own_words": "Amara Testington's school rang"})  # fmt: skip
    told = json.dumps(events())
    assert "Testington" not in told and "2017-03-03" not in told
    assert "In their own words (reason " in told


def test_a_typed_reason_is_kept_apart_from_the_chain(signed_in, events):
    from plainview.web.sign_in.models import TypedReason

    client = signed_in("ngozi")
    client.post(f"{CASE}/purpose", {"purpose": "safeguarding_triage:own", "own_words": "A neighbour rang the desk"})
    assert client.get(CASE).status_code == 200
    reason = events()[0]["reason"]
    kept = TypedReason.objects.latest("pk")
    assert reason == f"In their own words (reason {kept.pk})"
    assert kept.words == "A neighbour rang the desk"


def test_a_triage_officer_without_a_reason_is_asked_for_one(signed_in):
    response = signed_in("ngozi").get(CASE)
    assert response.status_code == 302 and "/purpose?next=" in response["Location"]


@pytest.mark.parametrize("data", [{}, {"purpose": "nothing"}, {"purpose": "safeguarding_triage:own", "own_words": ""}])
def test_a_purpose_that_is_none_is_asked_for_again(signed_in, data):
    response = signed_in("ngozi").post(f"{CASE}/purpose", data)
    assert response.status_code == 400
    assert b"There is a problem" in response.content


def test_the_purpose_form_leads_back_into_the_case_alone(signed_in):
    client = signed_in("ngozi")
    for wanted in ("https://example.org/", "//example.org", "/sign-out", "javascript:1"):
        data = {"purpose": "safeguarding_triage:0", "next": wanted}
        assert client.post(f"{CASE}/purpose", data)["Location"] == CASE


def test_training_not_done_refuses_with_how_to_do_it(signed_in):
    response = signed_in("newt").get(CASE)
    assert response.status_code == 403
    assert b"learning portal" in response.content


def test_an_outreach_worker_has_no_campaign_and_no_case(signed_in):
    client = signed_in("oli")
    assert b"No campaign is open" in client.get("/").content
    assert client.get(CASE).status_code == 403


def test_a_case_pages_title_and_address_hold_no_name(signed_in):
    for page in (CASE, f"{CASE}/chronology", f"{CASE}/sources", f"{CASE}/looks", f"{CASE}/records/ref-rent-1"):
        text = signed_in("priya").get(page).content.decode()
        title = text.split("<title>")[1].split("</title>")[0]
        addresses = [part.split('"')[0] for part in text.split('href="')[1:]]
        for name, _born in NAMES.values():
            for word in name.split():
                assert word not in title
                assert not any(word in address for address in addresses)


def test_the_people_of_a_household_are_one_tie_away_and_no_further(signed_in):
    client = signed_in("priya")
    assert client.get(f"/residents/{DANA}").status_code == 200
    assert client.get(f"/residents/{KOFI}").status_code == 200
    assert client.get(f"/residents/{ROSA}").status_code == 403


def test_a_record_of_someone_else_is_not_shown(signed_in, events):
    response = signed_in("priya").get(f"{CASE}/records/ref-nobody")
    assert response.status_code == 404
    assert [e["decision"] for e in events() if e["act"] == "see_record"] == ["granted", "refused"]


def test_the_record_behind_an_offence_is_not_shown_to_early_help(signed_in):
    response = signed_in("priya").get(f"{CASE}/records/ref-offence-1")
    assert response.status_code == 404
    assert b"CRIME" not in response.content


def test_who_has_looked_tells_team_and_purpose_and_no_officer(signed_in):
    signed_in("tom").get(CASE)
    text = signed_in("priya").get(f"{CASE}/looks").content.decode()
    assert "Early Help West" in text and "Refused" in text and "Tom Adeyemi" not in text


def test_the_audit_page_holds_no_name_and_says_that_the_chain_holds(signed_in):
    signed_in("priya").get(CASE)
    text = signed_in("abe").get("/audit").content.decode()
    assert "The chain holds" in text and AMARA[:8].upper() in text
    assert "Testington" not in text


def test_the_audit_page_says_when_the_chain_is_broken(signed_in, monkeypatch):
    from plainview.audit.chain import Verified
    from plainview.audit.sinks import SqliteSink

    broken = Verified(False, 3, "", 4, "an event was changed after it was written")
    monkeypatch.setattr(SqliteSink, "verify", lambda _: broken)
    assert "does not hold at event 4" in signed_in("abe").get("/audit").content.decode()
