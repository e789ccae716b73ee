"""Every mapped table can be said, whatever is known of a row, and no sentence judges."""

import re
from datetime import date

import pytest

from plainview.agreements.problems import PolicyNotValid
from plainview.store.facts import Fact
from plainview.summaries.sentences import WITHOUT_SENTENCES, load_sentences, uses
from plainview.vocabulary.codes import CODE_WORDS
from plainview.vocabulary.tables import TABLES, Kind

SAID = [name for name, table in TABLES.items() if table.mapped and name not in WITHOUT_SENTENCES] + ["address_spells"]
BANNED = re.compile(
    r"\b(very|severely?|highly|serious(?:ly)?|significantly|extreme(?:ly)?|troubl\w*|likel[iy]\w*|probabl[ey]|might|"
    r"predict\w*|scor(?:e|ed|ing)|vulnerab\w*|chaotic|high[- ]risk|at risk|unfortunately|only|failed|refuses to)\b",
    re.IGNORECASE,
)
# Words that are the name of a thing and do not judge.
NAMES = re.compile(r"serious harm|is likely to suffer|adult at risk|likely to suffer", re.IGNORECASE)
VALUES = {Kind.DATE: date(2026, 1, 2), Kind.NUMBER: 3, Kind.PENCE: 1050, Kind.FLAG: True, Kind.LABEL: "North",
          Kind.REF: "ref", Kind.STAFF: "s1"}  # fmt: skip


def a_row(table, values):
    return Fact(table, "A", "s", "ref", "s:tables.0", None, None, date(2026, 1, 2), values, {})


def say(sentences, table, values, is_closed):
    return sentences.say(a_row(table, values), {**values, "department": "Housing", "value": "3"}, is_closed=is_closed)


def every_value(table):
    return {
        c.name: VALUES.get(c.kind) or next(iter(CODE_WORDS.get((table, c.name), {"made_up": ""})))
        for c in TABLES[table].columns
    }


@pytest.mark.parametrize("table", SAID)
@pytest.mark.parametrize("is_closed", [True, False])
def test_a_row_of_which_nothing_more_is_known_can_still_be_said(sentences, table, is_closed):
    said = sentences.say(a_row(table, {}), {"department": "Housing"}, is_closed=is_closed)
    assert said.text.endswith(".")
    assert said.columns == ()


@pytest.mark.parametrize("table", [t for t in SAID if TABLES[t].ends is not None])
def test_what_a_row_says_once_it_is_closed_has_the_word(sentences, table):
    for sentence in sentences.tables[table].sentences:
        assert sentence.text is not None or "Closed" in sentence.closed, sentence.id


@pytest.mark.parametrize("table", SAID)
def test_every_word_of_every_list_makes_a_whole_sentence(sentences, table):
    full = every_value(table)
    for column in TABLES[table].columns:
        for word in CODE_WORDS.get((table, column.name), {}):
            for is_closed in (True, False):
                text = say(sentences, table, {**full, column.name: word}, is_closed).text
                assert "_" not in text and "{who}" in text and "None" not in text
                assert re.search(r"\ba an?\b|\ban a\b|  |\.\.| ,| \.", text) is None, text


@pytest.mark.parametrize("table", SAID)
def test_no_sentence_judges_or_foretells(sentences, table):
    declared = sentences.tables[table]
    texts = [t for s in declared.sentences for t in (s.text, s.open, s.closed) if t]
    for text in (*texts, declared.definition, declared.title):
        assert BANNED.search(NAMES.sub("", text)) is None, text


def test_the_words_of_a_list_are_those_of_the_council_where_it_has_its_own():
    sentences = load_sentences(
        labels={("contacts", "made_by"): {"police": "Larkmere Police", "wardens": "the wardens"}}
    )
    values = {"made_by": "police", "contacted_on": date(2026, 1, 2)}
    assert say(sentences, "contacts", values, False).text.startswith("Larkmere Police contacted")
    values["made_by"] = "wardens"
    assert say(sentences, "contacts", values, False).text.startswith("The wardens contacted")


def test_a_value_can_not_smuggle_in_a_slot(sentences):
    said = say(sentences, "school_enrolments", {"school": "{who} School"}, False)
    assert "(who) School" in said.text


def test_the_columns_that_a_sentence_shows_are_told_to_the_purpose_check():
    told = uses()
    assert all(use.column in TABLES[use.table].by_name for use in told)
    assert ("sentence 'visits.visit'", "visits", "is_seen") in {(u.by, u.table, u.column) for u in told}
    assert all(use.line for use in told)


COUNCIL = """\
tables:
  - table: visits
    title: Visits
    definition: A visit.
    sentences:
      - id: visit
        section: intervention
        text: "{who} was visited[ on {visited_on}]."
"""


@pytest.fixture
def council(tmp_path):
    (tmp_path / "summaries").mkdir()

    def write(text):
        (tmp_path / "summaries" / "ours.yaml").write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_a_councils_sentences_for_a_table_take_the_place_of_ours(council):
    sentences = load_sentences(council_folder=council(COUNCIL))
    assert (
        say(sentences, "visits", {"visited_on": date(2026, 1, 2)}, False).text == "{who} was visited on 2 January 2026."
    )
    assert "referrals" in sentences.tables


@pytest.mark.parametrize(
    ("was", "becomes", "line"),
    [
        ("table: visits", "table: visit", 2),
        ("[ on {visited_on}]", " on {visited_on}", 8),
        ("{visited_on}", "{seen_on}", 8),
        ("        text:", "        when: {kind: [looked_after]}\n        text:", 6),
        ("        text:", "        open: x\n        closed:", 6),
        ("section: intervention", "section: worrying", 7),
        ("[ on", "[ on [", 8),
    ],
)
def test_a_sentence_that_can_not_be_said_is_told_with_file_and_line(council, was, becomes, line):
    with pytest.raises(PolicyNotValid) as error:
        load_sentences(council_folder=council(COUNCIL.replace(was, becomes)))
    assert [(p.file, p.line) for p in error.value.problems] == [("summaries/ours.yaml", line)]
