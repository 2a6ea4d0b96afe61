"""The companion on a phone: her own numbers, an app with another name, and one file that opens without any line."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.conftest import PATIENCE, Served
from tests.journeys.targets import SMALL
from tests.journeys.test_axe import violations

STORED = "() => localStorage.getItem('numbers')"


def test_her_numbers_ring_from_the_steps_in_any_digits_and_go_when_she_says_so(phone: Callable[..., Page]) -> None:
    page = phone()
    sent: list[str] = []
    page.goto("/prs/kit/numbers/")
    page.on("request", lambda request: "/static/" in request.url or sent.append(request.url))
    fields = page.locator("[data-slot=emergency-number] input")
    fields.first.fill("۱۱۹")
    fields.last.fill("+93 (0)৭৯ ٩٠#")
    page.locator("[data-slot=health-number] input").first.fill("Quince")
    expect(page.get_by_role("status")).not_to_be_empty()
    assert sent == []
    page.reload()
    expect(fields.first).to_have_value("۱۱۹")
    page.goto("/prs/kit/ten-minutes/#save")
    rings = page.locator("#save a.ring")
    expect(rings.first).to_have_text("۱۱۹")
    assert [link.get_attribute("href") for link in rings.all()] == ["tel:119", "tel:+9307990%23"]
    expect(page.locator("#save [data-unfilled]")).to_have_count(0)
    expect(page.locator("#meet-needs bdi")).to_have_text("Quince")
    expect(page.locator("#meet-needs a.ring")).to_have_count(0)
    page.goto("/prs/kit/numbers/")
    page.locator("[data-remove]").click()
    assert page.evaluate(STORED) is None
    page.goto("/prs/kit/ten-minutes/#save")
    expect(page.locator("#save [data-unfilled]")).to_be_visible()


def test_removing_everything_takes_the_numbers_and_keeping_answers_keeps_them(phone: Callable[..., Page]) -> None:
    page = phone()
    for button, left in (("Remove everything, keep my answers", '{"quince":["1",""]}'), ("answers too", None)):
        page.goto("/en/saved/")
        page.evaluate("localStorage.setItem('numbers', '{\"quince\":[\"1\",\"\"]}'); caches.open('saved-en')")
        page.reload()
        page.get_by_role("button", name=button).click()
        expect(page.locator("[data-all]")).to_be_hidden()
        assert page.evaluate(STORED) == left


def test_without_scripts_there_are_lines_to_write_on_and_nothing_to_type_in(phone: Callable[..., Page]) -> None:
    page = phone(javascript=False)
    page.goto("/en/kit/numbers/")
    expect(page.locator(".to-write dd")).to_have_count(9)
    expect(page.locator("main input:visible")).to_have_count(0)


def test_a_browser_finds_nothing_wrong_with_the_app(page: Page) -> None:
    page.goto("/en/kit/app/")
    page.locator("main").get_by_role("link", name="Notes").click()
    expect(page.locator("main")).to_contain_text("The icon is called “Notes”.")
    told = page.context.new_cdp_session(page).send("Page.getAppManifest")
    assert told["errors"] == []
    assert told["url"].endswith("/en/kit/app/notes/manifest/")


@pytest.fixture
def file(phone: Callable[..., Page], tmp_path: Path) -> Path:
    """As it comes from the portal."""
    page = phone()
    page.goto("/prs/saved/")
    with page.expect_download(timeout=PATIENCE) as coming:
        page.locator("form[action$='/saved/companion/'] button").tap()
    assert coming.value.suggested_filename == "ten-minutes-prs.html"
    coming.value.save_as(tmp_path / "file.html")
    return tmp_path / "file.html"


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_one_file_opens_from_the_memory_of_a_phone_walks_the_path_and_leaves_no_trace(
    file: Path, browser: Browser, portal: Served, javascript: bool
) -> None:
    context = browser.new_context(
        offline=True, java_script_enabled=javascript, viewport={"width": 360, "height": 740}, reduced_motion="reduce"
    )
    said: list[str] = []
    asked: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("weberror", lambda error: said.append(str(error.error)))
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(file.as_uri())
    choose_urdu(page)
    walk_the_path(page, javascript)
    turn_over_signs(page)
    if javascript:
        leaves_nothing(page)
    assert {url.partition("#")[0] for url in asked} == {file.as_uri()}
    assert said == []
    context.close()


def leaf(page: Page) -> str:
    shown = page.locator(".leaf:visible")
    expect(shown).to_have_count(1)
    return str(shown.get_attribute("id"))


def choose_urdu(page: Page) -> None:
    assert leaf(page) == "start"
    expect(page.locator("#say-ur")).to_have_count(1)
    page.locator("header summary").click()
    page.locator("#say-ur").check()
    page.locator("header summary").click()


def walk_the_path(page: Page, javascript: bool) -> None:
    """Then Back, and Hide."""
    page.locator("#start .choice").first.click()
    step = page.locator(".talk-step:visible")
    expect(step).to_have_id("path-life")
    step.locator(".choice").last.click()
    expect(step).to_have_id("path-place")
    if javascript:
        expect(step.locator('[data-say="ur"]')).to_be_visible()
        expect(step.locator('[data-say="en"]')).to_be_hidden()
    step.locator(".said ~ p a[href^='#w-']").first.click()
    assert leaf(page).startswith("w")
    expect(page.locator(".sentence:target [data-say='ur']")).to_be_visible()
    page.go_back() if not javascript else page.locator(".sentence:target .close").click()
    expect(step).to_have_id("path-place")
    page.get_by_role("link", name="پنهان کردن").click()
    expect(page.locator("h1:visible, h2:visible, header:visible, footer:visible")).to_have_count(0)
    page.locator("#hidden a").click()
    page.locator("header a").first.click()
    assert leaf(page) == "start"


def turn_over_signs(page: Page) -> None:
    page.locator("#start .choice").last.click()
    assert leaf(page) == "signs"
    for number in (1, 2):
        page.locator("#signs .choice").nth(number).click()
        assert re.fullmatch(r"s\d+", leaf(page))
        assert page.locator(".leaf:visible .signs > li").count() >= 5
        page.locator(".leaf:visible .talk-bar a").click()
        assert leaf(page) == "signs"


def leaves_nothing(page: Page) -> None:
    assert page.evaluate("[localStorage.length, sessionStorage.length, document.cookie]") == [0, 0, ""]
    assert page.evaluate("history.length") <= 2, "steps replace each other"
    for where in ("start", "path", "w1", "signs", "s1"):
        page.evaluate(f"location.hash = '{where}'")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
        assert violations(page, where) == []
        assert page.evaluate(SMALL) == []
