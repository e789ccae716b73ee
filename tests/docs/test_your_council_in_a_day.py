"""The tutorial "Your council in a day" does what it says: its commands run in order, over its files."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from plainview.store.read_model import ReadModel
from plainview.vocabulary.home import Home
from tests.lib.command import arguments, environment

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "tutorials" / "your-council-in-a-day.md").read_text(encoding="utf-8")
HOW_TO = (DOCS / "how-to" / "your-council.md").read_text(encoding="utf-8")
FILE = re.compile(r"`(?P<file>\S+)`\n\n```(?:yaml|csv)\n(?P<text>.*?)```", re.DOTALL)
STEP = re.compile(FILE.pattern + r"|^    (?P<command>plainview [^\n]+)$", re.DOTALL | re.MULTILINE)


@pytest.fixture(scope="module")
def day(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[tuple[str, int, str]]]:
    """The folder at the end of the day, and what each command ended with and said."""
    folder = tmp_path_factory.mktemp("day")
    said = []
    for step in STEP.finditer(PAGE):
        if step["file"]:
            write(folder, step["file"], step["text"])
        elif " serve " not in step["command"]:
            words = [w.strip('"') for w in re.findall(r'"[^"]*"|\S+', step["command"])][1:]
            if words[2:4] == ["refresh", "--extracts"]:
                for name, text in FILE.findall(HOW_TO):
                    if name in ("anytown/access/roles.yaml", "anytown/people.yaml"):
                        write(folder, name, text)
            ran = subprocess.run(
                arguments(*words), cwd=folder, env=environment(), capture_output=True, text=True, timeout=240
            )
            is_refused = PAGE[step.end() :].lstrip().startswith("It refuses")
            assert (ran.returncode != 0) == is_refused, f"{step['command']}\n{ran.stdout}{ran.stderr}"
            said.append((step["command"], ran.returncode, ran.stdout + ran.stderr))
    return folder, said


def write(folder: Path, name: str, text: str) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(text, encoding="utf-8")


def said_by(day, part: str) -> list[str]:
    return [text for command, _, text in day[1] if part in command]


def test_every_command_of_the_page_was_run(day):
    commands = re.findall(r"^    (plainview [^\n]+)$", PAGE, flags=re.MULTILINE)
    assert [c for c, _, _ in day[1]] == [c for c in commands if " serve " not in c]


def test_the_profile_finds_the_title_row_and_shows_no_one(day):
    first = said_by(day, "profile")[0]
    assert "title" in first and "full name" in first and "restricted" in first and "rent_accounts" in first
    assert not any(name in first for name in ("Testington", "TESTINGTON", "Amara", "990000000001", "1988"))


def test_the_drafts_are_refused_until_they_are_decided(day):
    refused, accepted = said_by(day, "anytown check")[:2]
    assert refused.count("to-decide:") > 20 and "agreements/support.yaml:" in refused
    assert " 0 errors" in accepted


def test_the_policy_is_read_back_in_plain_words(day):
    whole = next(t for c, _, t in day[1] if c.endswith("check --explain"))
    assert "people whose Confidential is Y: left out in every source" in whole
    assert "rent_accounts" in whole and "If it ended" in whole and "Tenure Type: Says nothing about need." in whole


def test_the_first_refresh_makes_a_household(day):
    folder, _ = day
    home = Home(folder / "home")
    model = ReadModel(home.store(home.current()) / "read_model.sqlite")
    people = model.residents(model.person_ids())
    owing = {
        p.person_id for p in people if any(f.table == "rent_accounts" and f.values["arrears_pence"] for f in p.facts)
    }
    children = [p for p in people if any(f.table == "early_help_episodes" for f in p.facts)]
    assert len(owing) == 2
    assert sum(bool({m.person_id for m in child.members} & owing) for child in children) == 2


def test_what_changed_next_week_is_told(day):
    _, refused, last = said_by(day, "refresh")
    assert "column-missing" in refused and "Reason_Cd" in refused
    assert "changed" in last and "dd-mmm-yy" in last and "R7" in last
    folder, _ = day
    home = Home(folder / "home")
    kept = json.loads((home.bridge(home.current()) / "quality" / "drift.json").read_text())
    assert {"date_written_otherwise", "code_unlisted"} <= {d["kind"] for d in kept["drift"]}
    assert not any(name in json.dumps(kept) for name in ("Testington", "TESTINGTON", "Amara", "990000000001"))
