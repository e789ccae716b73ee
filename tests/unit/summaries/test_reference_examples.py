"""The examples of the reference pages are read by the product."""

import re
from pathlib import Path

import pytest

from plainview.factors.register import load
from plainview.summaries.sentences import load_sentences

DOCS = Path(__file__).parents[3] / "docs" / "reference"


def example(page):
    return re.search(r"```yaml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)[1]


@pytest.fixture
def council(tmp_path):
    for folder in ("factors", "summaries"):
        (tmp_path / folder).mkdir()
    return tmp_path


def test_the_example_of_a_factor_is_valid(council):
    (council / "factors" / "example.yaml").write_text(example("factor.md"), encoding="utf-8")
    assert load(council_folder=council)["rent_arrears"].rules[0].whose == "household"


def test_the_example_of_a_sentence_is_valid(council):
    (council / "summaries" / "example.yaml").write_text(example("sentence.md"), encoding="utf-8")
    assert load_sentences(council_folder=council).tables["missing_episodes"].sentences[0].id == "away"
