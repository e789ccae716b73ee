"""A duty social worker opens a child from the case system, on the made-up borough, in a real browser."""

import re

import pytest

from plainview.vocabulary.home import Home
from tests.functional.test_pages import _axe
from tests.lib.command import plainview

pytestmark = pytest.mark.xdist_group("larkmere-in-the-browser")


@pytest.fixture(scope="module")
def child(larkmere) -> str:
    """The case reference of a child with a child protection plan whom nobody withholds."""
    restricted = {r["person"] for r in larkmere.truth("restricted")}
    ids = {p: i for (space, i), p in larkmere.people_of.items() if space == "lcs"}
    for plan in larkmere.events("cp_plans"):
        person = str(plan["child"])
        if person in ids and person not in restricted:
            return ids[person]
    pytest.fail("no child with a plan in this borough")


@pytest.fixture
def opened(visit, child):
    """The case summary, opened by the case system's own reference, for a stated purpose and reason."""
    page = visit("devon", at=f"/open/liquidlogic/{child}").page
    if page.locator("input[type=radio]").count():
        page.locator("input[type=radio]").first.check()
        page.click("main form button")
    page.wait_for_load_state()
    assert "/residents/" in page.url, page.locator("main").inner_text()[:500]
    return page


def test_a_person_who_reads_only_the_page_can_say_why_each_sentence_is_there(opened):
    """Every sentence has its source, the date of the record, the date of the refresh and a way to the record."""
    sentences = opened.locator("[data-statement]")
    assert sentences.count() >= 5
    for n in range(sentences.count()):
        told = sentences.nth(n)
        assert re.search(r"recorded .+ refreshed \d+ \w+ 20\d\d", told.text_content().replace("\n", " "))
        assert told.locator("a[href*='/records/']").count() >= 1
        assert "What it means" in told.text_content()


def test_the_sections_of_a_case_are_there_in_their_order(opened):
    wanted = ["Causes for concern", "Historic and wider risks", "Contextual factors", "Intervention analysis"]
    headings = [h.strip() for h in opened.locator("main h2").all_text_contents()]
    assert [h for h in headings if h in (*wanted, "Household")] == [*wanted, "Household"], headings
    side = opened.locator("main").inner_text()
    assert "Not connected" in side and "Not shown to you" in side and "Who is working with them" in side


def test_the_record_is_shown_as_it_was_received(opened):
    opened.locator("[data-statement] a[href*='/records/']:visible").first.click()
    told = opened.locator("main").inner_text()
    assert "letter for letter" in told and "As received" in told
    assert opened.locator("main table tbody tr").count() >= 3


def test_no_score_is_shown_anywhere(opened):
    told = opened.locator("body").inner_text().replace("gives no score", "")
    assert not re.search(r"\b(risk score|high risk|low risk|likely|probab\w+|rank\w*)\b", told, re.I)


def test_a_past_day_shows_no_record_of_a_later_one(opened):
    opened.goto(re.sub(r"[?#].*", "", opened.url) + "?as_of=2025-06-30")
    assert "30 June 2025" in opened.locator("main").inner_text()
    years = re.findall(r"recorded \d+ \w+ (20\d\d)", opened.locator("main").inner_text())
    assert years and all(int(year) <= 2025 for year in years)


def test_the_pages_have_no_accessibility_fault(opened, axe):
    assert _axe(opened, axe) == []
    opened.get_by_role("link", name="Chronology").first.click()
    assert _axe(opened, axe) == []


def test_a_housing_officer_of_another_case_learns_not_even_that_it_exists(visit, child):
    theirs = visit("nasreen", at=f"/open/liquidlogic/{child}").page.locator("main").inner_text()
    nobodys = visit("nasreen", at="/open/liquidlogic/999999999").page.locator("main").inner_text()
    assert theirs == nobodys


def test_every_look_stands_in_both_chains(opened, home: Home):
    """The web wrote the look and the bridge the reveal; both chains are whole."""
    assert opened.url
    verified = plainview("audit", "verify", "--home", home.path)
    assert verified.code == 0
    counts = {zone: int(n.replace(",", "")) for zone, n in re.findall(r"(\w+): ([\d,]+) events, whole", verified.out)}
    assert counts["web"] > 0 and counts["bridge"] > 0
