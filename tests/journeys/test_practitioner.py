"""A practitioner with a phone looks for a checklist, reads, and takes it along."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.journeys.conftest import PATIENCE
from tests.journeys.papers import Paper

CHECKLIST = "/en/checklists/identification-and-referral/"
QUESTIONS = """items => items.map(item => ({
    id: item.dataset.item,
    code: item.querySelector("h3 .n").textContent.trim(),
    text: document.getElementById("question-" + item.dataset.item).textContent.trim().replace(/\\s+/g, " ")
}))"""


def find_by_task(page: Page) -> None:
    page.goto("/en/")
    page.locator("main .tasks a", has_text="Identification and referral").tap()
    expect(page.get_by_role("heading", level=1)).to_have_text("Identification and referral")
    page.locator(f"main a[href='{CHECKLIST}']").first.tap()


def find_by_search(page: Page) -> None:
    page.goto("/en/")
    search = page.locator("main [role=search]")
    search.get_by_role("searchbox").fill("identification checklist")
    search.get_by_role("button").tap()
    expect(page).to_have_url(re.compile(r"/en/search/\?q=identification"))
    found = page.locator("main .hit a").evaluate_all("links => links.map(link => link.getAttribute('href'))")
    assert CHECKLIST in found[:5], found
    page.locator(f"main .hit a[href='{CHECKLIST}']").first.tap()


def read_why_and_follow_a_provision(page: Page) -> None:
    """And comes back to where she was."""
    item = page.locator("main [data-item]").first
    question = item.get_attribute("data-item")
    item.locator("summary").first.tap()
    why = item.locator("dd").first
    expect(why).to_be_visible()
    assert len(why.inner_text().split()) >= 5
    provision = item.locator("dd a").first
    name = provision.inner_text()
    provision.tap()
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    assert page.locator(f"main a[href='{CHECKLIST}#item-{question}']").count() == 1
    page.go_back()
    expect(page).to_have_url(re.compile(CHECKLIST))


def take_along(page: Page, button: Locator, folder: Path) -> Paper:
    with page.expect_download(timeout=PATIENCE) as coming:
        button.tap()
    return Paper.saved(coming.value, folder)


def check_form(paper: Paper, questions: list[dict[str, str]]) -> None:
    """The file asks what the page asks, under the same ids."""
    assert 15 <= len(questions) <= 30
    assert paper.items == [question["id"] for question in questions]
    assert list(paper.answers) == paper.items
    for question in questions:
        assert paper.answers[question["id"]] == (
            f"{question['code']}. {question['text']}",
            {"yes", "partly", "no", "na"},
        )


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
@pytest.mark.parametrize("find", [find_by_task, find_by_search])
def test_a_practitioner_on_a_phone_finds_a_checklist_reads_it_and_takes_its_form_along(
    phone: Callable[..., Page], tmp_path: Path, find: Callable[[Page], None], javascript: bool
) -> None:
    page = phone(javascript=javascript)
    find(page)
    expect(page).to_have_url(re.compile(CHECKLIST))
    questions = page.locator("main [data-item]").evaluate_all(QUESTIONS)
    read_why_and_follow_a_provision(page)
    paper = take_along(page, page.get_by_role("button", name="PDF form, A4"), tmp_path)
    assert paper.name == "identification-and-referral-checklist-en-v1.pdf"
    check_form(paper, questions)


def test_a_file_that_is_not_made_yet_comes_without_javascript_after_a_page_that_says_so(
    phone: Callable[..., Page], tmp_path: Path
) -> None:
    page = phone(javascript=False)
    seen: list[str] = []
    page.on("framenavigated", lambda frame: seen.append(frame.url))
    page.goto(CHECKLIST)
    questions = page.locator("main [data-item]").evaluate_all(QUESTIONS)
    page.get_by_text("US Letter paper").tap()
    paper = take_along(page, page.get_by_role("button", name="PDF form, Letter"), tmp_path)
    assert any("/files/status/" in url for url in seen), seen
    assert paper.name == "identification-and-referral-checklist-en-v1-letter.pdf"
    check_form(paper, questions)


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_prosecutor_of_pakistan_sees_for_each_question_what_binds_her_state_and_tells_nobody(
    phone: Callable[..., Page], javascript: bool
) -> None:
    page = phone(javascript=javascript)
    page.goto("/en/checklists/prosecution-and-defence/")
    expect(page.locator(".of-state:visible")).to_have_count(0)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.get_by_text("What binds my State?").tap()
    page.get_by_label("Pakistan").tap()
    lines = page.locator(".of-state:visible")
    assert lines.count() > 15
    assert all(line.startswith("Pakistan:") for line in lines.all_inner_texts())
    expect(lines.filter(has_text="Binding: ICCPR").first).to_be_visible()
    expect(lines.filter(has_text="Not joined:").first).to_be_visible()
    own_law = lines.filter(has_text="Its own law:")
    expect(own_law.filter(has_text="Pakistan, Trafficking in Persons Act").first).to_be_visible()
    expect(own_law.filter(has_text="Bangladesh")).to_have_count(0)
    assert asked == []
    if javascript:
        page.goto("/en/checklists/sentencing/")
        expect(page.get_by_label("Pakistan")).to_be_checked()
        assert page.locator(".of-state:visible").count() > 10
