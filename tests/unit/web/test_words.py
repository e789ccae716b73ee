"""What the templates say: no score, no rank, no guess, and no name of a source."""

import re
from pathlib import Path

TEMPLATES = sorted((Path(__file__).resolve().parents[3] / "plainview" / "web" / "templates").rglob("*.html"))
# Said to deny it, or a word of another meaning.
ALLOWED = ("gives no score", "there is no score", "decides nothing, scores nobody and ranks nobody",
           "historic and wider risks", "no factor weighs more", "what each role may do")  # fmt: skip
BANNED = re.compile(
    r"\b(scores?|scored|scoring|rank(s|ed|ing)?|risk level|high(er)? risk|low(er)? risk|at risk|likely|likelihood|"
    r"probabl[ey]|probability|predict\w*|severe|serious|concerning|worrying|alarming|red flag|amber|rag rating|"
    r"client|customer|user)\b", re.IGNORECASE,
)  # fmt: skip


def test_there_are_templates_to_read():
    assert len(TEMPLATES) > 15


def test_no_template_scores_ranks_or_guesses():
    found = []
    for path in TEMPLATES:
        text = re.sub(r"\{[{%#].*?[}%#]\}", " ", path.read_text(), flags=re.DOTALL)
        text = re.sub(r"<[^>]*>", " ", text).lower()
        for allowed in ALLOWED:
            text = text.replace(allowed, " ")
        found += [(path.name, m.group()) for m in BANNED.finditer(text)]
    assert found == []


def test_no_template_turns_escaping_off_or_carries_a_style_or_a_handler():
    for path in TEMPLATES:
        text = path.read_text()
        assert not re.search(r"\|\s*safe\b|autoescape|<style|\sstyle=|\son\w+=|<script(?![^>]*\bsrc=)", text), path.name
