"""What the pages point at is there: files, tests and links."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
SECURITY = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
OUTSIDE = ("http:", "https:", "mailto:")


def anchors(page: Path) -> set[str]:
    """Give the anchors of a page's headings, as the usual viewers make them."""
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    headings = re.findall(r"^#+ (.+)$", text, flags=re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", h.lower()).replace(" ", "-") for h in headings}


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_every_link_leads_somewhere(page):
    text = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    lost = []
    for link in re.findall(r"\]\(([^)\s]+)\)", text):
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        is_picture_to_come = path.startswith(("docs/images/", "../images/", "images/"))
        if link.startswith(OUTSIDE) or is_picture_to_come:
            continue
        if not target.exists() or (anchor and target.suffix == ".md" and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


def test_every_test_named_under_security_exists():
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", SECURITY)
    assert len(named) > 30
    lost = [
        f"{file}::{test}" for file, test in named
        if not (ROOT / file).is_file() or f"def {test}(" not in (ROOT / file).read_text(encoding="utf-8")
    ]  # fmt: skip
    assert lost == []


def test_every_file_named_under_security_exists():
    named = re.findall(r"`((?:plainview|tests)/[\w/.]+?)(?:::\w+)?`", SECURITY)
    assert [file for file in named if not (ROOT / file).exists()] == []


def test_every_promise_says_where_it_is_kept_and_which_test_holds_it():
    promises = re.split(r"^\*\*", SECURITY.split("## What is not")[0], flags=re.MULTILINE)[1:]
    assert len(promises) > 12
    assert [p[:40] for p in promises if "\nIn: " not in p or "\nTests: " not in p] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.relative_to(ROOT).as_posix())
def test_no_page_names_a_download_address_or_a_folder_of_someones_machine(page):
    text = page.read_text(encoding="utf-8")
    assert not re.search(r"//registry\.|//files\.|/simple/|/home/\w+/|/Users/|/root/", text)
