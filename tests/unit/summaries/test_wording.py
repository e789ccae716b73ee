"""A text with slots and optional parts is read once, and refuses what it can't say."""

from datetime import date

import pytest

from plainview.summaries.wording import WordingNotValid, read_wording, said_date, said_number, said_pence
from plainview.vocabulary.tables import TABLES

EXCLUSIONS = TABLES["exclusions"]


def say(column, value):
    return said_date(value) if isinstance(value, date) else str(value)


def fill(text, **values):
    return read_wording(text, EXCLUSIONS).fill(values, say)


def test_a_slot_that_is_not_known_means_that_the_text_can_not_be_said():
    assert fill("{who} from {started_on}.") is None
    assert fill("{who} from {started_on}.", started_on=date(2026, 1, 2)) == (
        "{who} from 2 January 2026.",
        ("started_on",),
    )


def test_an_optional_part_needs_all_of_its_slots():
    text = "{who}[ for {reason} until {ended_on}]."
    assert fill(text, reason="theft") == ("{who}.", ())
    assert fill(text, reason="theft", ended_on=date(2026, 1, 2))[0] == "{who} for theft until 2 January 2026."


def test_a_count_takes_the_singular_for_one():
    assert fill("{sessions:day|days}", sessions=1)[0] == "1 day"
    assert fill("{sessions:day|days}", sessions=2)[0] == "2 days"
    assert fill("{sessions:day}", sessions=0)[0] == "0 days"


def test_a_sentence_starts_with_a_capital():
    assert fill("[{kind}.]", kind="suspension")[0] == "Suspension."


def test_the_day_before_a_date():
    assert fill("[{ended_on-1}]", ended_on=date(2026, 3, 1))[0] == "28 February 2026"


@pytest.mark.parametrize(
    "text",
    [
        "{colour}", "[{kind}", "{kind}]", "[[{kind}]]", "[no slot]", "{kind", "{kind-1}", "{kind?yes|no}",
        "{sessions+kind}", "{KIND}", "{}",
    ],
)  # fmt: skip
def test_a_text_that_can_not_be_filled_is_refused(text):
    with pytest.raises(WordingNotValid):
        read_wording(text, EXCLUSIONS)


def test_a_flag_needs_words_for_yes_and_no():
    with pytest.raises(WordingNotValid):
        read_wording("{is_seen}", TABLES["visits"])
    wording = read_wording("[{is_seen?seen|not seen}]", TABLES["visits"])
    assert [wording.fill(v, say)[0] for v in ({"is_seen": True}, {"is_seen": False}, {})] == ["Seen", "Not seen", ""]


def test_money_numbers_and_dates_in_words():
    assert [said_pence(p) for p in (0, 5, 123456, -250)] == ["£0.00", "£0.05", "£1,234.56", "-£2.50"]
    assert [said_number(n) for n in (1234, 12.5, 3.0)] == ["1,234", "12.5", "3"]
    assert said_date(date(2026, 11, 3)) == "3 November 2026"
