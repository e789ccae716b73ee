"""How notes are worded: the grammar, the bank, and labels that stand where the text states them."""

import random

import pytest

from plainview.synthetic.larkmere.voices import registers
from plainview.synthetic.larkmere.voices.bank import RISKS, SENSES, Idea, bank
from plainview.synthetic.larkmere.voices.compose import Telling, compose
from plainview.synthetic.larkmere.voices.details import LINES
from plainview.synthetic.larkmere.voices.grammar import compiled, slots, told, ways
from plainview.synthetic.larkmere.voices.hands import COPIED, VOICES
from plainview.synthetic.larkmere.voices.layouts import Page
from plainview.synthetic.larkmere.voices.scene import Scene

PEOPLE = {name: (f"<{name}>",) for name in (
    "C", "C2", "W", "D", "D2", "P", "P2", "K", "S", "S2", "M", "M2", "F", "he", "him", "his", "himself")}  # fmt: skip


def scene(seed: int = 1) -> Scene:
    return Scene(random.Random(seed), dict(PEOPLE), (("Ann",), ("Bob",), ("Cole",)), ("Dan",))


def test_a_line_says_each_way_of_its_choices_and_no_other():
    line = compiled("[a|b[c|d]] {C}[|!]")
    rng = random.Random(3)
    said = {told(line, rng.random, lambda slot: slot) for _ in range(300)}
    assert said == {"a C", "a C!", "bc C", "bc C!", "bd C", "bd C!"}
    assert ways(line) == 6
    assert slots(line) == {"C"}


@pytest.mark.parametrize("text", ["[a|b", "a]b", "[a|[b]"])
def test_a_line_whose_brackets_do_not_match_is_refused(text):
    with pytest.raises(ValueError, match="bracket"):
        compiled(text)


def test_the_bank_is_large_and_says_of_each_risk_that_it_is_so_was_so_is_not_or_is_feared():
    ideas = {id(i): i for group in bank().ideas.values() for i in group}
    assert len(ideas) > 850
    for risk in RISKS:
        for sense in SENSES:
            assert len(bank().of(risk, sense, "child")) >= 2, f"{risk} {sense}"


def test_every_slot_of_the_bank_can_be_filled():
    here = scene()
    for group in bank().ideas.values():
        for idea in group:
            for slot in slots(idea.line):
                assert "{" not in here.fill(slot), slot
    for name, line in LINES.items():
        assert "|" not in told(line, here.dice, here.fill), name


def page(seed: int) -> Page:
    return Page(scene(seed), "01/02/2026", "Sam Okoro", "Team 1")


@pytest.mark.parametrize("name", sorted(VOICES))
def test_every_label_covers_the_words_that_state_it(name):
    telling = [
        Telling(Idea(compiled("zebra crossing painted"), "debt", "denied")),
        Telling(Idea(compiled("nothing to see"))),
        Telling(Idea(compiled("walrus in a hat"), is_trap=True)),
        Telling(Idea((), "robbery", "now"), is_tick=True),
    ]
    voice = VOICES[name]
    for seed in range(20):
        made = compose(page=page(seed), voice=voice, telling=telling, after="The end.")
        labels = {label[0]: label for label in made.labels}
        _, start, end, status, time, about, unsure = labels["debt"]
        assert (status, time, about, unsure) == ("negated", "current", "subject_or_household", False)
        stated = made.text[start:end].lower()
        assert len(stated) > 15
        assert any(word in stated for word in ("zebra", "crossing", "painted"))  # fingers slip, seldom thrice
        assert labels["robbery"][3:6] == ("present", "current", "subject_or_household")
        assert ":" in made.text[labels["robbery"][1] : labels["robbery"][2]]
        ((trap_start, trap_end),) = made.traps
        assert any(word in made.text[trap_start:trap_end].lower() for word in ("walrus", "hat"))
        assert made.text.endswith("The end.")


def test_a_note_is_the_same_for_the_same_dice():
    telling = [Telling(i) for i in bank().of("debt", "now", "child")]
    voice = VOICES["hasty"]
    made = [compose(page=page(5), voice=voice, telling=telling).text for _ in range(2)]
    assert made[0] == made[1]


def test_what_is_told_of_an_older_brother_names_him():
    telling = [Telling(Idea(compiled("{C} and {his} bike")), of_elder=True)]
    assert compose(page=page(1), voice=VOICES["plain"], telling=telling).text == "Dan and his bike."


def test_shorthand_second_language_and_dictation_change_the_words_alone():
    rng = random.Random(1)
    text = "the mother told the school about the bail and the weed"
    for way in (registers.telegraphic, registers.second_language, registers.dictated):
        said = {way(rng, text) for _ in range(50)}
        assert len(said) > 3
    assert registers.mistyped(rng, text, 0) == text
    assert registers.mistyped(rng, text, 0.9) != text


def test_whoever_is_copied_has_a_voice():
    assert {voice for names in COPIED.values() for voice in names} <= set(VOICES)
