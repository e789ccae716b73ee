"""Why two residents are not one person: the nearest records, the refusal, or that they were never compared."""

from datetime import UTC, date, datetime

import pytest

from plainview.audit.sinks import FileSink
from plainview.bridge.answers import Answers
from plainview.bridge.build import build
from plainview.bridge.vault import RecordGone
from plainview.vocabulary.home import Home

ROLES = {"duty": {"find", "reveal"}, "steward": {"review"}}


@pytest.fixture(scope="module")
def ask(engine, council, said, keys, tmp_path_factory):
    home = Home(tmp_path_factory.mktemp("apart") / "h")
    rows = [
        said("a|6", "JOHN", "SMITH", "1990-05-05", nhs_number="9990000101"),
        said("b|6", "JOHN", "SMITH", "1990-05-05", nhs_number="9993333333"),
        said("a|7", "CATHERINE", "QUIBBLE", "1980-06-12"),
        said("b|7", "KATHRYN", "QUIBBLE", "1980-06-28"),
        said("a|8", "OMAR", "LEE", "1970-05-05", postcode="XB1 1AA"),
        said("b|8", "O", "LEE", "1955-01-08", postcode="XB1 1AA"),
        said("a|9", "HIDDEN", "PERSON", "1979-07-07"),
    ]  # fmt: skip
    own = [{"space": r["space"], "id": r["local_id"], "person_key": r["person_key"], "is_group": False} for r in rows]
    only = {"person_key": "a|9", "source": "a-list", "rule": "named_roles", "roles": ["manager"]}
    structured = council.structured(rows, keys=own, restricted=[only])
    build(engine=engine, structured=structured, into=home.bridge("r1"), previous=None, keys=keys,
          as_of=date(2026, 1, 6), refresh_id="r1", progress=lambda stage: None)  # fmt: skip
    home.publish("r1")
    answers = Answers(home=home, keys=keys, sink=FileSink(home.bridge_audit), roles=ROLES,
                      clock=lambda: datetime(2026, 1, 6, tzinfo=UTC))  # fmt: skip
    said_by = {"officer": "o", "role": "duty", "purpose": "data quality", "reason": "r"}

    def run(*references):
        people = []
        for reference in references:
            space, id_ = reference.split("|")
            found = answers.answer({"act": "find", "by": {"case": {"space": space, "id": id_}}, **said_by})["people"]
            people.append(found[0]["person_id"] if found else "nobody")
        return answers.answer({"act": "reveal", "apart": people, **said_by})["apart"]

    run.home = home
    return run


def test_a_refusal_is_told_with_the_nearest_records_and_what_they_have_in_common(ask):
    told = ask("a|6", "b|6")
    assert told["because"] == ["They were not joined: two different NHS numbers."]
    assert told["weight"] is not None and "Same date of birth." in told["agrees"]
    assert "NHS number differs." in told["differs"] and "unique pupil number" in told["not_known"]


def test_too_little_for_a_match_and_enough_for_a_person_to_look_are_told_apart(ask):
    told = ask("a|7", "b|7")
    assert 0 <= told["weight"] < 5 and "it is for the review queue" in told["because"][0]
    told = ask("b|8", "a|8")
    assert told["weight"] < 0 and told["because"] == ["Too little agrees."]
    assert "Date of birth differs." in told["differs"] and "Same postcode." in told["agrees"]


def test_two_with_nothing_in_common_were_never_compared(ask):
    told = ask("a|6", "a|7")
    assert told["weight"] is None and told["agrees"] == told["differs"] == []
    assert told["because"][0].startswith("Never compared: nothing in common to compare by.")


@pytest.mark.parametrize("other", ["a|9", "a|77"], ids=["withheld", "nobody"])
def test_who_is_withheld_or_not_there_is_told_of_alike(ask, other):
    with pytest.raises(RecordGone):
        ask("a|6", other)
    event = list(FileSink(ask.home.bridge_audit).events())[-1].event
    assert (event["act"], event["decision"], event["because"]) == ("reveal", "refused", ["not-found"])


def test_both_are_written_down(ask):
    ask("a|6", "b|6")
    one, other = [link.event for link in FileSink(ask.home.bridge_audit).events()][-2:]
    assert one["because"] == other["because"] == ["apart"] and one["subject"] != other["subject"]
