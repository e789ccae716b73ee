"""Larkmere's extracts, taken for files that nobody has described: how much of what people wrote is found."""

from pathlib import Path

import pytest

from plainview.agreements.council import read_council
from plainview.agreements.problems import PolicyNotValid
from plainview.extracts.profile import FileProfile, drafts, look
from plainview.pipeline import policy
from tests.lib.decide import decide
from tests.lib.profile_marks import mark, paths

# As measured on 800 residents, rounded down. `code` is the one that values alone can't settle: numbers that are codes.
FLOORS = {
    "column of a person": 0.97,
    "number of the state": 0.95,
    "key": 0.97,
    "date": 0.97,
    "date format": 0.97,
    "restricted flag": 1.0,
    "code": 0.9,
}


@pytest.fixture(scope="module")
def profiles(larkmere) -> list[FileProfile]:
    return look(paths(larkmere.extracts), tell=lambda _: None)


def test_most_of_what_people_wrote_in_the_mappings_is_found(profiles, larkmere, figure):
    marks = mark(profiles, read_council(larkmere.council))
    figure(f"profile of Larkmere, found of what its mappings say: {marks.told()}")
    assert all(marks.wanted[kind] >= 5 for kind in FLOORS), marks.told()
    low = {kind: round(marks.share(kind), 3) for kind, floor in FLOORS.items() if marks.share(kind) < floor}
    assert low == {}, "\n".join(marks.missed)


@pytest.fixture(scope="module")
def drafted(profiles, tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("drafted")
    (folder / "council.yaml").write_text("name: Anyborough\nshort_name: Anyborough\ncode: E00000000\n")
    for draft in drafts(profiles, controller="Anyborough"):
        for name, text in draft.files.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def test_nothing_undecided_goes_live(drafted):
    """Each mark is refused with its file and line, in its own words, and nothing else is wrong with a draft."""
    with pytest.raises(PolicyNotValid) as refused:
        policy.look(drafted, on=None)
    assert {p.slug for p in refused.value.problems} == {"to-decide"}
    assert all(p.line for p in refused.value.problems)
    assert any("for how many months it is kept" in p.what for p in refused.value.problems)


def test_once_all_is_decided_every_draft_holds(drafted, tmp_path):
    for file in drafted.rglob("*.yaml"):
        to = tmp_path / file.relative_to(drafted)
        to.parent.mkdir(exist_ok=True)
        to.write_text(file.read_text())
    decide(tmp_path)
    _, problems = policy.look(tmp_path, on=None)
    assert [p.told() for p in problems if p.level == "error"] == []


def test_no_planted_name_stands_in_a_draft(drafted, larkmere):
    text = "\n".join(f.read_text() for f in drafted.rglob("*.yaml"))
    planted = [value for values in larkmere.canaries.values() for value in values]
    assert planted
    assert [value for value in planted if value in text] == []
