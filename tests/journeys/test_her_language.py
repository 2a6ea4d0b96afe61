"""People who do not read English: on a phone in Dari, in a prosecutor's office in Urdu."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.test_answers import changed_by_a_colleague, items, mark, note_of
from tests.journeys.test_practitioner import QUESTIONS, check_form, take_along

LATIN = re.compile(r"[A-Za-z]{4,}")
CHECKLIST = "/prs/checklists/identification-and-referral/"
DARI = "سه ثبت تازه، یک عکسِ فورم"


def english_words(page: Page) -> list[str]:
    """Of what is set as the reader's own language, but for names and symbols."""
    texts = page.locator("main").evaluate(
        """main => { const found = [];
        const walk = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
        while (walk.nextNode()) {
            const around = walk.currentNode.parentElement;
            if (around.closest("[lang]").lang === document.documentElement.lang && around.checkVisibility())
                found.push(walk.currentNode.data);
        } return found; }"""
    )
    return [text.strip() for text in texts if len(LATIN.findall(text)) > 2]


def test_a_dari_officer_goes_from_home_to_the_signs_fills_the_checklist_and_brings_it_back(
    phone: Callable[..., Page], tmp_path: Path
) -> None:
    page = phone()
    page.goto("/prs/")
    assert english_words(page) == []
    page.locator("main a[href='/prs/kit/signs/']").first.tap()
    expect(page.locator("html")).to_have_attribute("lang", "fa-AF")
    assert english_words(page) == []
    page.goto(CHECKLIST)
    expect(page.locator("main .notice").first).to_contain_text("ماشین ترجمه")
    assert english_words(page) == []
    items(page).first.get_by_text("بلی", exact=True).tap()
    questions = page.locator("main [data-item]").evaluate_all(QUESTIONS)
    paper = take_along(page, page.locator("#files button").first, tmp_path)
    check_form(paper, questions)
    second = questions[1]["id"]
    filled = changed_by_a_colleague(paper.path, {f"a_{second}": "/no", f"n_{second}": DARI})

    page.goto(CHECKLIST)
    page.locator("#files a").first.tap()
    page.locator("main input[type=file]").set_input_files(filled)
    page.locator("main form button").first.tap()
    rows = page.locator(".review")
    expect(rows).to_have_count(1)
    expect(rows).to_contain_text(DARI)
    assert english_words(page) == []
    page.locator("main form button").first.tap()
    expect(page).to_have_url(re.compile(CHECKLIST))
    expect(items(page).nth(1).locator("input:checked")).to_have_count(1)  # a script fills them in
    assert [mark(items(page).nth(n)) for n in range(2)] == ["yes", "no"]
    expect(note_of(items(page).nth(1))).to_have_value(DARI)


def test_an_urdu_prosecutor_searches_in_urdu_and_lands_on_tool_8(page: Page) -> None:
    page.goto("/ur/")
    search = page.locator("main [role=search]")
    search.get_by_role("searchbox").fill("استغاثہ اور صفائی")
    search.get_by_role("button").click()
    first = page.locator("main .hit a").first
    expect(first).to_have_attribute("href", re.compile("/ur/tools/prosecution-and-defence/"))
    first.click()
    assert english_words(page) == []
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
