"""Everything by keyboard alone, and always to be seen where one is."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PATIENCE
from tests.journeys.papers import Paper

CHECKLIST = "/en/checklists/identification-and-referral/"
# Where the focus is: what it is called, whether something is drawn around it, and whether nothing covers it.
FOCUS = """() => {
    const it = document.activeElement;
    if (!it || it === document.body) return null;
    const drawn = element => {
        const style = getComputedStyle(element);
        return (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 1) || style.boxShadow !== "none";
    };
    const box = it.getBoundingClientRect();
    const corners = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.1], [0.5, 0.9]];
    const free = corners.some(([x, y]) => {
        const top = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
        return top && (it.contains(top) || top.contains(it));
    });
    return {
        name: it.tagName + " " + (it.getAttribute("aria-label") || it.innerText || it.name || "").trim().slice(0, 60),
        visible: drawn(it) || drawn(it.closest("label") || it) || drawn(it.parentElement),
        free,
    };
}"""


def tab_to(page: Page, selector: str, *, most: int = 80) -> None:
    """Presses Tab until the focus is on what the selector names."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"{most} times Tab did not lead to {selector}")


def test_the_first_stop_skips_to_the_content(page: Page) -> None:
    page.goto("/en/about/")
    page.keyboard.press("Tab")
    skip = page.locator(":focus")
    expect(skip).to_have_attribute("href", "#main")
    box = skip.bounding_box()
    assert box
    assert box["width"] > 40
    assert box["x"] >= 0
    assert box["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_a_reader_changes_the_language_with_the_keyboard(page: Page) -> None:
    page.goto("/en/about/")
    tab_to(page, ".lang summary")
    page.keyboard.press("Enter")
    expect(page.locator(".lang ul")).to_be_visible()
    tab_to(page, ".lang a[href^='/ar/']", most=5)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/ar/about/$"))


def test_a_reader_searches_and_opens_a_result_with_the_keyboard(page: Page) -> None:
    page.goto("/en/")
    tab_to(page, "main input[type=search]")
    page.keyboard.type("interpreter")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/search/\?q=interpreter"))
    tab_to(page, "main .hit a")
    address = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(re.escape(address)))


def test_a_reader_answers_questions_and_takes_the_form_with_the_keyboard(page: Page, tmp_path: Path) -> None:
    page.goto(CHECKLIST)
    first, second = (page.locator("main [data-item]").nth(n) for n in (0, 1))
    tab_to(page, "main [data-item] input[type=radio]")
    page.keyboard.press("Space")
    expect(first.locator("input[value=yes]")).to_be_checked()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    expect(first.locator("input[value=no]")).to_be_checked()
    tab_to(page, "summary", most=3)
    page.keyboard.press("Enter")
    expect(first.locator("dl")).to_be_visible()
    tab_to(page, f"[data-item='{second.get_attribute('data-item')}'] input", most=8)
    page.keyboard.press("Space")
    assert second.locator("input:checked").count() == 1
    tab_to(page, "#files form button", most=160)
    with page.expect_download(timeout=PATIENCE) as coming:
        page.keyboard.press("Enter")
    assert Paper.saved(coming.value, tmp_path).answers


@pytest.mark.parametrize(
    "address", ["/en/", CHECKLIST, "/ar/search/?q=interview", "/en/law/tip/tip-6-3/", "/en/glossary/"]
)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_focus_is_always_to_be_seen_and_never_covered(
    new_context: Callable[..., object], address: str, width: int
) -> None:
    page = new_context().new_page()  # type: ignore[attr-defined]
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(address)
    stops = []
    for _ in range(60):
        page.keyboard.press("Tab")
        if (stop := page.evaluate(FOCUS)) is None:
            break
        stops.append(stop)
    assert len(stops) > 5
    assert [stop["name"] for stop in stops if not stop["visible"]] == []
    assert [stop["name"] for stop in stops if not stop["free"]] == []
