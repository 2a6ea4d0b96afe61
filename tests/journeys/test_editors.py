"""An editor changes a question, a publisher publishes it, and both files say what they said."""

import re
from collections.abc import Callable
from pathlib import Path

from playwright.sync_api import Page, expect

from tests.journeys.conftest import PATIENCE
from tests.journeys.papers import Paper

CHECKLIST = "/en/checklists/sentencing/"
CHANGED = "Does every sentence say in plain words what was done to the victim, and why it counts?"


def take(page: Page, folder: Path) -> tuple[str, Paper]:
    """The form of the checklist, with the address it came from. Ends on the checklist's page."""
    page.goto(CHECKLIST)
    with page.expect_download(timeout=PATIENCE) as coming:
        page.get_by_role("button", name="PDF form, A4").click()
    paper = Paper.saved(coming.value, folder)
    page.goto(CHECKLIST)  # it may still show how far the file is
    return coming.value.url, paper


def edit_page(page: Page) -> None:
    """To the editor's screen of the checklist, as editors go: by searching for it."""
    page.locator("[role=search] [name=q]").first.fill("Sentencing")
    page.keyboard.press("Enter")
    row = page.locator("tr", has_text="Checklist").filter(has=page.get_by_role("link", name="Sentencing", exact=True))
    row.get_by_role("link", name="Sentencing", exact=True).first.click()
    expect(page.locator("[name='sections-0-value-items-0-value-question']")).to_be_attached()


def in_footer(page: Page, choice: str) -> None:
    """Presses a button of the menu beside “Save draft”."""
    page.locator("footer").get_by_role("button", name="More actions").click()
    page.locator("footer").get_by_role("button", name=choice, exact=True).click()
    page.wait_for_load_state()


def test_an_edited_question_goes_through_preview_and_approval_into_the_next_version_of_the_file(
    page: Page, signed_in: Callable[[str], Page], tmp_path: Path
) -> None:
    address, first = take(page, tmp_path)
    assert first.name == "sentencing-checklist-en-v1.pdf"
    old_words = page.locator("main [data-item] h3 span").nth(1).inner_text()

    editor = signed_in("editor@example.org")
    edit_page(editor)
    question = editor.locator("[name='sections-0-value-items-0-value-question']")
    assert question.input_value() == old_words
    editor.locator("section.w-panel").filter(has=question).last.locator(".w-panel__toggle").first.click()
    question.fill(CHANGED)
    editor.locator("[data-side-panel-toggle=preview]").click()
    expect(editor.frame_locator("#w-preview-iframe").get_by_text(CHANGED)).to_be_attached()
    editor.locator("[data-side-panel-toggle=preview]").click()
    in_footer(editor, "Submit to Publication")
    expect(editor.locator(".messages")).to_contain_text("submitted for moderation")

    assert CHANGED not in page.goto(CHECKLIST).text(), "a draft that nobody approved is public"
    same_address, same = take(page, tmp_path)
    assert (same_address, same.content) == (address, first.content)

    publisher = signed_in("publisher@example.org")
    publisher.locator("main").get_by_role("link", name="Sentencing", exact=True).click()
    in_footer(publisher, "Approve and Publish")
    expect(publisher.locator(".messages")).to_contain_text("Sentencing")

    new_address, second = take(page, tmp_path)
    expect(page.locator("main [data-item] h3 span").nth(1)).to_have_text(CHANGED)
    assert second.name == "sentencing-checklist-en-v2.pdf"
    assert new_address != address
    assert second.items == first.items
    assert CHANGED in second.answers[second.items[0]][0]
    assert CHANGED in second.text(2)
    assert "Version 2" in second.text(2)
    assert re.search(r"Version 1\b", first.text(2))
    old = page.request.get(address)
    assert (old.status, old.body()) == (200, first.content)


def test_an_editor_without_the_right_to_publish_is_offered_no_such_button(signed_in: Callable[[str], Page]) -> None:
    editor = signed_in("editor@example.org")
    edit_page(editor)
    editor.locator("footer").get_by_role("button", name="More actions").click()
    names = editor.locator("footer button").all_inner_texts()
    assert not [name for name in names if "Publish" in name.split() and "Submit" not in name], names
