"""Case notes rest on what is so: who is written about, what is stated of whom, and how much."""

from collections import Counter, defaultdict
from datetime import date

import pytest

from plainview.synthetic.larkmere.world.build import build
from plainview.synthetic.larkmere.world.notes import NOTES_A_RESIDENT
from plainview.synthetic.larkmere.world.troubles import Troubles

ENDS = date(2026, 10, 31)
SO = ("present", "current", "subject_or_household")


@pytest.fixture(scope="module")
def world():
    return build(residents=2000, seed=11, ends=ENDS)


def test_there_are_as_many_notes_as_a_borough_of_this_size_has(world):
    expected = NOTES_A_RESIDENT * len(world.residents_on(ENDS))
    assert 0.9 * expected < len(world.notes) < 1.15 * expected
    assert {n.service for n in world.notes} == {"children", "early_help", "adults", "housing"}


def test_what_a_note_says_is_so_is_so(world):
    troubles = Troubles(world)
    stated = 0
    for note in world.notes:
        live, _ = troubles.on(note.person, note.on)
        said = {label[0] for label in note.labels if label[3:6] == SO}
        assert said <= live
        stated += len(said)
    assert stated > len(world.notes) / 3


def test_much_that_is_named_is_denied_over_feared_or_of_others(world):
    senses = Counter(label[3:6] for note in world.notes for label in note.labels)
    all_of_them = sum(senses.values())
    assert set(senses) == {
        SO, ("present", "historical", SO[2]), ("negated", "current", SO[2]), ("hypothetical", "current", SO[2]),
        ("present", "current", "other_person"),
    }  # fmt: skip
    assert 0.3 < senses[SO] / all_of_them < 0.7


def test_labels_stand_inside_their_note_and_do_not_overlap(world):
    for note in world.notes:
        at = 0
        for _, start, end, *_ in sorted(note.labels, key=lambda label: label[1]):
            assert at <= start < end <= len(note.text)
            at = end


def test_many_hands_write(world):
    voices = Counter(n.voice for n in world.notes)
    assert len(voices) > 12
    assert max(voices.values()) < len(world.notes) / 3


def test_more_serious_work_is_written_of_at_more_length(world):
    open_plans = [(p.child, p.starts, p.ends or ENDS) for p in world.cp_plans]
    lengths = defaultdict(list)
    for note in world.notes:
        if note.service == "early_help":
            lengths["early help"].append(len(note.text))
        elif any(c == note.person and s <= note.on < e for c, s, e in open_plans):
            lengths["protection"].append(len(note.text))
    means = {k: sum(v) / len(v) for k, v in lengths.items()}
    assert means["protection"] > 1.25 * means["early help"]


def test_no_two_notes_are_the_same(world):
    assert Counter(n.text for n in world.notes).most_common(1)[0][1] == 1


def test_plans_with_homeless_applicants_are_written(world):
    plans = {(n.person, n.on) for n in world.notes if n.kind == "plan"}
    assert plans == {(h.applicant, h.on) for h in world.homeless if h.duty in {"prevention", "relief", "main"}}
