"""Somebody comes back to a checklist that she began: home and the list of checklists know it, on her device alone."""

import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit

import pypdf
import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.journeys.test_answers import CHECKLIST, DARI, items, mark, no_faults, note_of, store

TITLE = "Identification and referral"
HIDDEN_FROM_HER = "document.querySelector('[data-begun]').hidden"


def begin(page: Page, language: str = "en", answers: int = 3) -> int:
    """Answers the first questions with yes; how many the checklist has."""
    page.goto(f"/{language}/{CHECKLIST}")
    for n in range(answers):
        items(page).nth(n).locator("input[value=yes]").check()
    return items(page).count()


@pytest.mark.parametrize("shelf", ["", "checklists/"])
def test_home_and_the_checklists_lead_her_to_the_question_where_she_left_off(
    phone: Callable[..., Page], shelf: str
) -> None:
    page = phone()
    page.goto(f"/en/{shelf}")
    expect(page.get_by_text("Go on where you left off")).to_be_hidden()
    asked = begin(page)
    asked_for: list[str] = []
    page.on("request", lambda request: asked_for.append(f"{request.method} {urlsplit(request.url).path}"))
    page.goto(f"/en/{shelf}")
    begun = page.locator("[data-begun]")
    expect(begun.locator("li")).to_have_count(1)
    expect(begun.locator("li p").first).to_have_text(f"{TITLE} · 3 of {asked} answered")
    no_faults(page, f"home of somebody who comes back, {shelf or 'home'}")
    assert {line for line in asked_for if not line.startswith("GET /static/")} == {f"GET /en/{shelf}"}

    begun.get_by_role("link", name=f"Go on {TITLE}").tap()
    page.wait_for_url(f"**/{CHECKLIST}#item-*")
    fourth = items(page).nth(3)
    assert page.url.endswith(f"#item-{fourth.get_attribute('data-item')}")
    assert mark(fourth) is None
    page.go_back()
    page.on("dialog", lambda dialog: dialog.accept())
    begun.get_by_role("button", name=f"Clear from this device {TITLE}").tap()
    expect(begun.get_by_role("status")).to_be_focused()
    expect(begun.get_by_role("status")).to_have_text("Cleared from this device.")
    assert store(page) == {}
    page.reload()
    assert page.evaluate(HIDDEN_FROM_HER)


def test_whoever_answered_all_is_led_to_her_result_and_told_of_a_newer_version(
    new_context: Callable[..., BrowserContext],
) -> None:
    page = new_context().new_page()
    begin(page, answers=items_in(page))
    page.evaluate(
        """() => {
            const key = Object.keys(localStorage).find((name) => name.startsWith("answers:"));
            const kept = JSON.parse(localStorage.getItem(key));
            localStorage.setItem(key, JSON.stringify({ ...kept, version: kept.version - 1 }));
        }"""
    )
    page.goto("/en/")
    begun = page.locator("[data-begun]")
    expect(begun.get_by_text("A newer version has been published since.")).to_be_visible()
    expect(begun.get_by_role("link")).to_have_text([re.compile("^Show my result"), "What is new"])
    begun.get_by_role("link", name=f"Show my result {TITLE}").click()
    expect(page.locator("[data-worked-out] .lead")).to_contain_text("0 are open")
    page.goto("/prs/")
    expect(begun.locator("li")).to_have_count(1)
    expect(begun.locator("[data-newer]")).to_have_count(0)


def items_in(page: Page) -> int:
    page.goto(f"/en/{CHECKLIST}")
    return items(page).count()


def test_in_dari_she_reads_it_in_her_words_and_digits(new_context: Callable[..., BrowserContext]) -> None:
    page = new_context(color_scheme="dark").new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    begin(page, "prs")
    page.goto("/prs/")
    expect(page.locator("[data-begun]")).to_contain_text("۳ از ۲۷ جواب داده شده")
    no_faults(page, "home of somebody who comes back, in Dari")


@pytest.mark.parametrize(("width", "height"), [(320, 256), (360, 640), (1280, 800)])
def test_progress_and_result_are_at_hand_on_any_screen_and_cover_little_of_it(
    new_context: Callable[..., BrowserContext], width: int, height: int
) -> None:
    page = new_context().new_page()
    page.set_viewport_size({"width": width, "height": height})
    begin(page, answers=2)
    items(page).nth(12).scroll_into_view_if_needed()
    bar = page.locator(".filling-bar")
    button = bar.get_by_role("button", name="Show my result")
    expect(button).to_be_in_viewport(ratio=1)
    expect(bar.locator("[data-answered]")).to_be_in_viewport(ratio=1)
    box = bar.bounding_box()
    assert box
    assert abs(box["y"]) <= 1
    assert box["height"] < height * 0.4
    items(page).nth(12).locator("input[value=no]").focus()
    page.keyboard.press("r")
    expect(page.locator("[data-worked-out] h2").first).to_be_focused()


def test_printed_from_the_browser_a_checklist_takes_six_pages_at_most_and_holds_what_she_wrote(
    new_context: Callable[..., BrowserContext], tmp_path: Path
) -> None:
    page = new_context().new_page()
    asked = begin(page)
    items(page).first.get_by_text("Note, evidence, what we will do").click()
    note_of(items(page).first).fill(DARI)
    questions = [items(page).nth(n).locator("h3 span").last.inner_text() for n in range(asked)]
    page.pdf(path=tmp_path / "printed.pdf", format="A4")
    read = subprocess.run(
        ["pdftotext", "-raw", tmp_path / "printed.pdf", "-"], capture_output=True, text=True, check=True
    )
    text = " ".join(read.stdout.split())
    assert len(pypdf.PdfReader(tmp_path / "printed.pdf").pages) <= 6
    assert [question for question in questions if question not in text] == []
    assert text.count("Not applicable") == asked
    assert text.count("Note, evidence, what we will do") == 1
