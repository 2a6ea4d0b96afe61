"""The frame speaks the reader's language, the content English until it is translated, and says so."""

import re

import pytest
from playwright.sync_api import Page, expect

CHECKLIST = "checklists/identification-and-referral/"
ARABIC = re.compile("[\u0600-\u06ff]")
RIGHT_TO_LEFT = {"ar", "fa", "prs", "ps", "ur"}
LINKS = """() => [...document.querySelectorAll("header a, footer a, main a, .crumbs a, .side a")]
    .filter(link => !link.closest(".lang")).map(link => link.getAttribute("href")).filter(href => href.startsWith("/"))"""


def switch(page: Page, code: str) -> None:
    page.locator("details.lang summary").click()
    page.locator(f"details.lang a[hreflang={code}]").click()


def test_a_reader_switches_to_arabic_on_the_page_she_is_on_and_stays_there(page: Page) -> None:
    page.goto(f"/en/{CHECKLIST}")
    title = page.get_by_role("heading", level=1).inner_text()
    switch(page, "ar")
    expect(page).to_have_url(re.compile(f"/ar/{CHECKLIST}$"))
    expect(page.locator("html")).to_have_attribute("lang", "ar")
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    assert ARABIC.search(page.get_by_role("banner").get_by_role("navigation").inner_text())

    notice = page.locator("main .notice[lang=ar]").first
    expect(notice).to_be_visible()
    expect(notice).to_have_attribute("dir", "rtl")
    assert ARABIC.search(notice.inner_text())

    heading = page.get_by_role("heading", level=1)
    expect(heading).to_have_text(title)
    assert heading.evaluate("element => element.closest('[lang]').lang") == "en"
    assert heading.evaluate("element => getComputedStyle(element).direction") == "ltr"

    astray = [href for href in page.evaluate(LINKS) if not href.startswith("/ar/")]
    assert astray == []
    page.locator("header nav a").first.click()
    expect(page).to_have_url(re.compile("/ar/tools/$"))
    page.locator("main a[href^='/ar/tools/']").first.click()
    expect(page).to_have_url(re.compile("/ar/tools/.+"))
    switch(page, "en")
    expect(page.locator("html")).to_have_attribute("dir", "ltr")
    assert page.locator("main .notice:has-text('not translated')").count() == 0


@pytest.mark.parametrize("code", ["en", "fr", "ar", "fa", "prs", "ps", "ur", "bn"])
def test_every_language_has_a_frame_in_its_own_direction(page: Page, code: str) -> None:
    answer = page.goto(f"/{code}/")
    assert answer.status == 200
    direction = "rtl" if code in RIGHT_TO_LEFT else "ltr"
    expect(page.locator("html")).to_have_attribute("dir", direction)
    assert page.locator("header").evaluate("element => getComputedStyle(element).direction") == direction
    assert page.locator("details.lang a[hreflang]").count() == 8
    current = page.locator("details.lang a[aria-current]")
    assert current.count() == 1
    assert current.get_attribute("href").startswith(f"/{code}/")


def test_a_search_in_arabic_finds_the_english_pages_and_stays_in_arabic(page: Page) -> None:
    page.goto("/ar/search/?q=interpreter")
    hits = page.locator("main .hit a[href^='/ar/']")
    assert hits.count() >= 3
    hits.first.click()
    expect(page).to_have_url(re.compile("/ar/"))
    assert page.locator("main .notice").count() >= 1
