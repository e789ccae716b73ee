"""The pages in a real browser: accessible, self-contained, readable without script, on a phone and on paper."""

import re

import pytest

from tests.functional.made_up import (
    AMARA,
    CASE_ID,
    CASE_SPACE,
    DANA,
    DONE,
    KOFI,
    MATCH,
    MATCH_OF_ONE,
    ROSA,
    STRANGER,
    TORN,
)

CASE = f"/residents/{AMARA}"
CASE_PAGES = ["", "/chronology", "/chronology?view=table", "/sources", "/looks", "/purpose", "/records/ref-rent-1",
              "?as_of=2025-02-01", "/records/not-a-record"]  # fmt: skip
SHARED_PAGES = ["/", "/definitions", "/definitions/school_absence", "/agreements", "/agreements/housing-rents",
                "/roles", "/how-it-works"]  # fmt: skip
PAGES = (
    [(None, path) for path in ("/sign-in", "/how-it-works", "/refused", "/nowhere")]
    + [("priya", CASE + page) for page in CASE_PAGES]
    + [("mina", CASE), ("mina", CASE + "/chronology")]
    + [("owen", f"/residents/{DANA}/purpose"), ("owen", "/find")]
    + [("ngozi", "/find"), ("ngozi", f"/open/{CASE_SPACE}/{CASE_ID}"), ("ngozi", f"{CASE}/purpose")]
    + [(who, path) for who in ("priya", "dev") for path in SHARED_PAGES]
    + [
        ("dev", page)
        for page in (
            "/matches",
            "/matches/answered",
            f"/matches/{MATCH}",
            f"/matches/{MATCH_OF_ONE}",
            f"/matches/{TORN}",
            f"/matches/{DONE}/outcome",
            f"/matches/{'z' * 20}",
        )
    ]
    + [("dev", "/data-quality/housing-rents"), ("iris", "/data-quality/groups")]
    + [("dev", "/data-quality"), ("iris", "/data-quality"), ("iris", "/audit"), ("abe", "/audit"), ("abe", "/")]
    + [("oli", "/"), ("oli", CASE), ("newt", "/"), ("newt", CASE), ("tom", CASE), ("priya", "/find")]
)


@pytest.mark.parametrize(("person", "path"), PAGES, ids=[f"{who}{path}" for who, path in PAGES])
def test_a_page_has_no_accessibility_fault_and_reads_on_a_phone(visit, axe, person, path):
    """No axe violation, no sideways scroll at 320 pixels; breaches and outside requests fail too."""
    page = visit(person, at=path).page
    assert _axe(page, axe) == []
    page.set_viewport_size({"width": 320, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_the_summary_has_no_accessibility_fault_on_a_phone(visit, axe):
    assert _axe(visit("priya", width=320, at=CASE).page, axe) == []


def _axe(page, axe: str) -> list[str]:
    page.evaluate(axe)
    result = page.evaluate("async () => (await axe.run()).violations")
    return [f"{v['id']}: {n['html'][:160]}" for v in result for n in v["nodes"]]


def test_forms_with_errors_have_no_accessibility_fault(visit, axe):
    page = visit("ngozi", at="/find").page
    page.click("main button")
    assert page.title().startswith("Error: ")
    assert page.locator(".govuk-error-summary li").count() == 3
    assert _axe(page, axe) == []


@pytest.mark.parametrize("path", [CASE, f"{CASE}/chronology"])
def test_each_sentence_has_its_source_its_record_date_and_its_refresh_date(visit, path):
    page = visit("priya", at=path).page
    statements = page.locator("[data-statement]")
    assert statements.count() >= 5
    for n in range(statements.count()):
        one = statements.nth(n)
        for line in one.locator(".pv-statement__source").all_inner_texts():
            assert re.search(r"\(.+\), recorded \d+ \w+ \d{4}, refreshed \d+ \w+ \d{4}", line), line
        assert one.locator("a[href*='/records/']").count() >= 1
        one.locator("summary").click()
        assert "What it means" in one.inner_text()


def test_a_sentence_leads_to_the_row_and_field_as_received(visit):
    page = visit("priya", at=CASE).page
    page.locator("[data-statement]", has_text="£412.60 of rent was owed").locator("text=Show the record").click()
    text = page.locator("main").inner_text()
    assert "412.60" in text and "Arrears" in text and "housing-rents_2026-10-23.csv" in text and "41" in text


def test_a_source_is_named_beside_a_value_only_where_it_shares_that_for_display(visit):
    page = visit("priya", at=CASE).page
    page.locator("text=Sources differ on name").click()
    text = page.locator("main").inner_text()
    assert "Education: School attendance, extract of 28 May 2026" in text
    assert "Amara Testingtn" in text and "020 7946 0997" in text
    assert "020 7946 0998" not in text and "Yoruba" not in text


def test_what_was_let_through_is_told_to_stewards_with_the_reason_and_on_the_case_without(visit):
    text = visit("dev", at="/data-quality").page.locator("main").inner_text()
    assert "Rent accounts was missing or failed its checks" in text and "Housing confirmed by telephone" in text
    text = visit("priya", at=f"{CASE}/sources").page.locator("main").inner_text()
    assert (
        "It was missing or failed its checks, and the refresh went on" in text and "confirmed by telephone" not in text
    )


def test_on_a_past_day_nothing_that_was_learnt_since_says_who_someone_is(visit):
    text = visit("priya", at=f"{CASE}?as_of=2025-02-01").page.locator("main").inner_text()
    assert "Amara Testington" in text
    assert "Testingtn" not in text and "020 7946 0997" not in text and "12 Example Road" not in text


def test_a_field_that_is_shared_for_monitoring_alone_never_reaches_the_page(visit):
    page = visit("priya", at=f"{CASE}/records/ref-attend-1").page
    assert "TESTINGTON, Amara" in page.content()
    assert "BCRB" not in page.content()


def test_offence_data_does_not_reach_an_early_help_worker(visit):
    page = visit("priya", at=CASE).page
    assert "theft" not in page.content()
    assert "Criminal offence data" in page.locator("#not-shown >> xpath=..").inner_text()
    page.goto(page.url + "/records/ref-offence-1")
    assert "CRIME" not in page.content()


def test_the_same_offence_reaches_a_triage_officer_with_a_reason(visit):
    page = visit("ngozi", at=f"/open/{CASE_SPACE}/{CASE_ID}").page
    page.get_by_label("A new contact about this child has come in").check()
    page.click("main button")
    assert page.url.endswith(CASE)
    assert "theft" in page.content()


def test_a_housing_officer_sees_no_social_care(visit):
    page = visit("owen", at=f"/residents/{DANA}").page
    page.check("#purpose")
    page.click("main button")
    text = page.locator("main").inner_text()
    assert "£412.60 of rent was owed" in text
    for word in ("domestic abuse", "sessions at school", "theft", "breakfast"):
        assert word not in text
    assert "Priya Shah" in text, "who works with them is told, so that they can speak first"


def test_the_summary_says_what_it_does_not_know(visit):
    text = visit("priya", at=CASE).page.locator("main").inner_text()
    for words in (
        "decides nothing and gives no score",
        "2 of 5 sources are late",
        "never came",
        "Police",
        "Not shown",
        "Family Hubs",
    ):
        assert words in text


def test_a_past_day_shows_only_what_was_known_then(visit):
    page = visit("priya", at=f"{CASE}?as_of=2025-02-01").page
    text = page.locator("main").inner_text()
    assert "As known on 1 February 2025" in text
    assert "412.60" not in text and "domestic abuse" in text


def test_the_past_day_stays_from_page_to_page(visit):
    page = visit("priya", at=f"{CASE}?as_of=2025-02-01").page
    page.click("nav[aria-label='Pages of this case'] >> text=Chronology")
    assert "As known on 1 February 2025" in page.locator("main").inner_text()


@pytest.mark.parametrize("day", ["2027-01-01", "yesterday", "2026-13-01"])
def test_a_day_that_is_none_is_refused(visit, day):
    assert "could not read that request" in visit("priya", at=f"{CASE}?as_of={day}").page.content()


@pytest.mark.parametrize(("person", "resident"), [("tom", AMARA), ("tom", STRANGER), ("tom", ROSA), ("priya", ROSA)])
def test_a_refusal_reads_the_same_whether_or_not_there_is_a_record(visit, person, resident):
    text = visit(person, at=f"/residents/{resident}").page.locator("main").inner_text()
    assert text == visit(person, at=f"/residents/{STRANGER}").page.locator("main").inner_text()
    assert "whether or not Plainview holds a record" in text


def test_a_case_that_is_not_mine_reads_like_one_that_is_not_there(visit):
    ways = [f"/open/{CASE_SPACE}/{CASE_ID}", f"/open/{CASE_SPACE}/99", f"/open/{CASE_SPACE}/0", "/open/nothing/1"]
    assert len({visit("tom", at=way).page.locator("main").inner_text() for way in ways}) == 1


def test_a_deep_link_survives_sign_in(visit, server):
    page = visit(at=f"/open/{CASE_SPACE}/{CASE_ID}").page
    assert "/sign-in" in page.url
    page.click("button[value=priya]")
    assert page.url == server.url + CASE


@pytest.mark.parametrize("wanted", ["https://example.org/", "//example.org", "/\\example.org", "javascript:alert(1)"])
def test_sign_in_leads_nowhere_else(visit, server, wanted):
    page = visit(at=f"/sign-in?next={wanted}").page
    page.click("button[value=priya]")
    assert page.url == server.url + "/"


def test_a_family_reference_lets_the_officer_choose(visit):
    page = visit("priya", at=f"/open/{CASE_SPACE}/family-1").page
    assert page.locator("main li a").all_inner_texts() == ["Amara Testington", "Kofi Testington"]


def test_finding_needs_name_and_date_of_birth_and_keeps_both_out_of_the_address(visit, server):
    page = visit("priya", at="/find").page
    page.fill("#name", "Amara Testington")
    for part, value in (("day", "3"), ("month", "3"), ("year", "2017")):
        page.fill(f"#{part}", value)
    page.click("main button")
    assert page.url == server.url + CASE
    assert "Amara Testington" in page.locator("h1").inner_text()
    assert "Amara" not in page.title()


def test_someone_who_lives_with_the_case_can_be_opened(visit):
    page = visit("priya", at=f"/residents/{KOFI}").page
    assert "Kofi Testington" in page.locator("h1").inner_text()
    page.locator("summary", has_text="Why am I seeing this?").click()
    assert "You work with someone who lives with this person." in page.locator(".pv-identity").inner_text()


def test_every_page_of_a_case_works_without_script(visit):
    page = visit("priya", javascript=False, by_hand=True, at=CASE).page
    page.locator("[data-statement] summary").first.click()
    assert "What it means." in page.locator("[data-statement]").first.inner_text()
    page.click("nav[aria-label='Pages of this case'] >> text=Chronology")
    page.check("label:has-text('As a table') input")
    page.click("text=Show these")
    assert page.locator("table").count() == 1
    page.click("text=Sign out")
    assert "/sign-in" in page.url


def test_the_keyboard_reaches_the_content_first(visit):
    page = visit("priya", at=CASE).page
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to main content"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main-content"


def test_focus_is_seen_on_every_control(visit):
    page = visit("priya", at=CASE).page
    for _ in range(40):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            "(() => { const s = getComputedStyle(document.activeElement);"
            " return s.outlineStyle !== 'none' || s.boxShadow !== 'none'; })()"
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_paper_shows_who_printed_it_what_for_and_every_opened_detail(visit, tmp_path):
    page = visit("priya", at=CASE).page
    page.emulate_media(media="print")
    printed = page.locator(".pv-printed").inner_text()
    assert "Printed by Priya Shah" in printed and "for: Early Help assessment" in printed
    assert page.locator("details .pv-statement__more").first.evaluate("e => e.getBoundingClientRect().height") > 20
    assert page.locator(".pv-header").evaluate("e => getComputedStyle(e).display") == "none"
    assert "Sources used on this page" in page.locator("main").inner_text()
    assert page.pdf(path=str(tmp_path / "page.pdf"))[:5] == b"%PDF-"


def test_names_are_missing_and_nothing_else_when_the_bridge_is_off(visit, home):
    off = home / "bridge-is-off"
    off.touch()
    try:
        text = visit("priya", at=CASE).page.locator("main").inner_text()
    finally:
        off.unlink()
    assert "Names can’t be shown now" in text
    assert "This person missed 14 of 60 half-day sessions" in text
    assert "Amara" not in text


def test_copying_gives_the_departments_record_and_never_plainviews_word(visit):
    page = visit("priya", at=CASE).page
    cited = page.locator("blockquote").first.text_content()
    assert (
        "Children's Social Care, Contacts with children's social care (Liquidlogic LCS), record ref-contact-2" in cited
    )
    assert "dated 4 May 2026; extract of 1 November 2026" in cited
    assert "Plainview" not in cited


def test_a_steward_answers_a_match_and_takes_it_back_without_script(visit):
    page = visit("dev", javascript=False, by_hand=True, at="/matches").page
    page.locator("main table a").first.click()
    assert "Are these two records one person?" in page.locator("h1").inner_text()
    page.click("text=Save the answer")
    assert page.locator(".govuk-error-summary a").evaluate_all("all => all.map(a => a.hash)") == ["#answer", "#words"]
    page.get_by_label("Two people").check()
    page.fill("#words", "The register says they are two")
    page.click("text=Save the answer")
    assert page.locator("h1").inner_text() == "Decided: different people"
    assert "It takes effect at the next refresh." in page.locator("main").inner_text()
    page.fill("#words", "It was the wrong pair of records")
    page.click("button:has-text('Take it back')")
    assert page.url.endswith("/matches/answered")


def test_an_answer_that_lacks_something_has_no_accessibility_fault(visit, axe):
    page = visit("dev", at=f"/matches/{MATCH}").page
    page.click("text=Save the answer")
    assert page.title().startswith("Error: ")
    assert _axe(page, axe) == []
