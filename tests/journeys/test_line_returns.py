"""A Dari officer at a post without a line: what she saved, filled in and worked out there, her phone started anew, and
the line that comes back."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, BrowserType, Locator, Page, expect

from tests.assessments.shared_results import read_examples
from tests.journeys.conftest import PATIENCE, Watch
from tests.journeys.own_portal import OwnPortal, start_own_portal
from tests.journeys.papers import Paper
from tests.journeys.test_answers import items
from tests.journeys.test_saved import COUNTS, PRESS, TOOL, press_save

PATH, CHECKLIST = "/prs/kit/ten-minutes/", f"/prs/checklists/{TOOL}/"
# Ids of questions by their numbers.
IDS = """() => Object.fromEntries([...document.querySelectorAll("[data-item]")].map((item) =>
    [item.querySelector("h3 .n").textContent, item.dataset.item]))"""
NOTE = "دو پوسته، یک جدول نوبت."


@pytest.fixture(scope="module")
def own() -> Iterator[OwnPortal]:
    with start_own_portal() as portal:
        yield portal


@pytest.fixture
def start_phone(
    browser_type: BrowserType,
    browser_type_launch_args: dict[str, object],
    own: OwnPortal,
    tmp_path: Path,
) -> Iterator[Callable[[], BrowserContext]]:
    """A browser that keeps what it has when it ends; each call starts it again."""
    watch = Watch(own.url.partition("//")[2])
    watch.expected = ["ERR_CONNECTION_REFUSED", "Failed to load resource"]
    with ExitStack() as opened:

        def start() -> BrowserContext:
            opened.close()  # the one before
            context = browser_type.launch_persistent_context(
                tmp_path / "phone",
                **browser_type_launch_args,  # type: ignore[arg-type]
                base_url=own.url,
                viewport={"width": 360, "height": 740},
                reduced_motion="reduce",
            )
            opened.callback(context.close)
            watch.over(context)
            return context

        yield start
    assert watch.faults == []


def test_what_she_did_without_a_line_outlives_her_browser_and_is_in_the_pdf_when_the_line_returns(
    own: OwnPortal, start_phone: Callable[[], BrowserContext], tmp_path: Path
) -> None:
    own.make_copy("prs")
    example = next(one for one in read_examples() if one["checklist"] == TOOL)
    save_path_and_tool(start_phone().pages[0])
    own.stop_web()
    page = start_phone().pages[0]
    walk(page)
    answer(page, example["answers"])
    counts = [counts for _title, counts in example["sections"]]
    assert page.evaluate(COUNTS) == counts

    page = start_phone().pages[0]
    walk(page)
    see_answers_again(page, example["answers"])
    assert page.evaluate(COUNTS) == counts

    own.start_web()
    paper = take_form(page, tmp_path)
    ids = page.evaluate(IDS)
    assert {code: paper.chosen.get(ids[code]) for code in ids} == {code: example["answers"].get(code) for code in ids}
    assert NOTE in paper.texts


def save_path_and_tool(page: Page) -> None:
    page.goto("/prs/saved/")
    for name in ("companion", f"/prs/tools/{TOOL}/"):
        press_save(page, name)
        expect(page.locator(f'[data-set="{name}"] [data-remove]')).to_be_visible(timeout=PATIENCE)


def walk(page: Page) -> None:
    """Two screens of the path, from the copy, and a sentence to say."""
    page.goto(PATH)
    expect(page.locator('[data-saved-bar="copy"]')).to_be_visible()
    step = page.locator(".talk-step:visible")
    expect(step).to_have_id("life")
    step.locator(".choice").last.click()
    expect(step).not_to_have_id("life")
    expect(step.locator(".said").first).to_be_visible()


def answer(page: Page, answers: dict[str, str]) -> None:
    page.goto(CHECKLIST)
    page.evaluate(PRESS, answers)
    marked(page, "partly").locator(".write summary").click()
    marked(page, "partly").locator("textarea").first.fill(NOTE)
    show_result(page)


def marked(page: Page, mark: str) -> Locator:
    return items(page).filter(has=page.locator(f"[value={mark}]:checked")).first


def show_result(page: Page) -> None:
    page.locator("form[data-answers] button.act").first.click()
    expect(page.locator("[data-worked-out]").get_by_role("heading", level=2)).to_be_focused()


def see_answers_again(page: Page, answers: dict[str, str]) -> None:
    page.goto(CHECKLIST)
    expect(page.locator("[data-item] input:checked")).to_have_count(len(answers))  # a script fills them in
    expect(marked(page, "partly").locator("textarea").first).to_have_value(NOTE)
    show_result(page)


def take_form(page: Page, folder: Path) -> Paper:
    """From the result that was worked out without a line, once there is one: nothing is typed again."""
    with page.expect_download(timeout=PATIENCE) as coming:
        page.locator("[data-worked-out] button[formaction$='/form/']").click()
    return Paper.saved(coming.value, folder)
