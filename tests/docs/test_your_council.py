"""The how-to "Your own council" does what it says: its files make a council, and its extracts a case."""

import csv
import json
import re
from datetime import date
from pathlib import Path

import pytest

from plainview.pipeline import policy
from plainview.pipeline.accept import Accept
from plainview.pipeline.bridge_service import roles
from plainview.pipeline.refresh import refresh
from plainview.store.read_model import ReadModel
from plainview.vocabulary.home import Home
from plainview.web.access.people import read_people
from plainview.web.access.roles import read_roles

PAGE = Path(__file__).parents[2] / "docs" / "how-to" / "your-council.md"
ON = date(2026, 10, 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of the page, each under the name that stands above it."""
    into = tmp_path_factory.mktemp("how-to")
    files = re.findall(r"^`(\S+)`\n\n```(?:yaml|csv)\n(.*?)```", PAGE.read_text(), flags=re.MULTILINE | re.DOTALL)
    for name, text in files:
        (into / name).parent.mkdir(parents=True, exist_ok=True)
        (into / name).write_text(text, encoding="utf-8")
    return into


@pytest.fixture(scope="module")
def refreshed(folder: Path):
    made = refresh(
        council=folder / "anytown", extracts=folder / "extracts", home=Home(folder / "home"), as_of=ON,
        accept=Accept(), tell=lambda _: None,
    )  # fmt: skip
    return made, folder


def test_every_file_of_the_page_is_taken(folder):
    assert len(list(folder.rglob("*.yaml"))) == PAGE.read_text().count("```yaml")
    assert len(list(folder.rglob("*.csv"))) == 2


def test_the_policy_holds_without_an_error(folder):
    _, problems = policy.look(folder / "anytown", on=ON)
    assert [p.told() for p in problems if p.slug != "nothing-fills"] == []


def test_taking_display_from_an_element_that_is_shown_is_told_with_its_line(folder, tmp_path):
    """The page asks the reader to try it."""
    name = "agreements/housing-rents.yaml"
    for file in (folder / "anytown").rglob("*.yaml"):
        to = tmp_path / file.relative_to(folder / "anytown")
        to.parent.mkdir(parents=True, exist_ok=True)
        to.write_text(file.read_text())
    text = (tmp_path / name).read_text()
    line = next(line for line in text.splitlines() if "Arrears" in line)
    (tmp_path / name).write_text(text.replace(line, line.replace("[display, modelling]", "[modelling]")))
    _, problems = policy.look(tmp_path, on=ON)
    told = [p for p in problems if p.level == "error"]
    assert told and all(p.slug == "agreement-lacks-purpose" and p.line for p in told)


def test_the_access_of_the_page_holds(folder):
    assert read_roles(folder / "anytown").roles["early_help_worker"].relationship == ("worker", "team", "household")
    assert roles(read_council_of(folder))["early_help_worker"] == {"find", "reveal"}
    (sam,) = read_people(folder / "anytown", "people.yaml")
    assert sam.staff == "W1"


def read_council_of(folder: Path):
    return policy.read(folder / "anytown", on=ON).council


def test_who_is_restricted_is_not_there_and_the_others_are_a_household(refreshed):
    made, folder = refreshed
    with (folder / "extracts/EH_20260928.csv").open() as file:
        assert [row["Restricted"] for row in csv.DictReader(file)] == ["N", "Y"]
    assert (made.records, made.residents) == (4, 3)
    home = Home(folder / "home")
    withheld = json.loads((home.bridge(home.current()) / "withheld.json").read_text())
    assert sum(withheld["by_rule"].values()) >= 1
    model = ReadModel(home.store(home.current()) / "read_model.sqlite")
    people = model.residents(model.person_ids())
    (child,) = (p for p in people if any(f.table == "early_help_episodes" for f in p.facts))
    (tenant,) = (p for p in people if any(f.table == "rent_accounts" and f.values["arrears_pence"] for f in p.facts))
    assert {m.person_id for m in child.members} >= {tenant.person_id}
    assert "rent_arrears" in {e.factor for e in tenant.factors}
