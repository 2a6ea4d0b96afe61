"""What only a browser can say of the style sheets: what it understands, how large targets are, which face words wear."""

from collections.abc import Callable

import pytest
from playwright.sync_api import BrowserContext, Page

from network.actions.seeding import PASSWORD
from tests.journeys.conftest import Watch
from tests.journeys.test_axe import PAGES as OPEN
from tests.journeys.test_axe import staged as staged_files  # noqa: F401  # a fixture
from tests.journeys.test_network_axe import PAGES as SPACE
from tests.journeys.test_network_axe import staged  # noqa: F401  # a fixture
from tests.journeys.women import Woman
from tests.test_styles import ours

# Other browsers' names of what we ask for: each ignores the other's.
OF_OTHERS = {"-webkit-text-size-adjust"}
# Everything that can be hit, folded parts opened, with its label. A link inside a sentence is as high as its line: WCAG
# excepts it (2.5.8), and so do we.
SMALL = """() => {
  document.querySelectorAll("details").forEach((one) => { one.open = true; });
  const shown = (one) => one.checkVisibility({ visibilityProperty: true }) && !one.closest(".vh");
  const within = (one) => {
    const rects = [one, ...(one.labels ?? [])].flatMap((each) => [...each.getClientRects()]);
    const across = (from, to) => Math.max(...rects.map((rect) => rect[to])) - Math.min(...rects.map((rect) => rect[from]));
    return [across("left", "right"), across("top", "bottom")];
  };
  const inSentence = (one) => {
    if (getComputedStyle(one).display !== "inline") return false;
    let block = one.parentElement;
    while (getComputedStyle(block).display === "inline") block = block.parentElement;
    return block.textContent.trim() !== one.textContent.trim();
  };
  return [...document.querySelectorAll("a[href], button, summary, input:not([type=hidden]), select, textarea")]
    .filter((one) => shown(one) && !inSentence(one))
    .map((one) => [one, within(one)])
    .filter(([, size]) => Math.min(...size) < 24)
    .map(([one, size]) => `${one.localName} "${one.textContent.trim()}" in .${one.parentElement.className}: ${size.map(Math.round)}`);
}"""
FACE = """html => {
  const box = document.querySelector("main").appendChild(document.createElement("div"));
  box.innerHTML = html;
  const style = getComputedStyle(box.querySelector("[data-asked]"));
  const plain = (value) => value.replace(/["\\s]/g, "");
  return [plain(style.fontFamily) === plain(style.getPropertyValue("--serif")), style.stroke];
}"""


def small_targets(page: Page, language: str, pages: dict[str, str], keys: dict[str, str]) -> list[str]:
    found: list[str] = []
    for name, path in pages.items():
        for width in (360, 1280):
            page.set_viewport_size({"width": width, "height": 800})
            page.goto(f"/{language}/{path.format(**keys)}")
            found += [f"{name} at {width}: {one}" for one in page.evaluate(SMALL)]
    return found


def test_the_browser_understands_every_declaration(page: Page) -> None:
    page.goto("/en/about/")
    words = [
        (rule.place, one.name, "".join(part.serialize() for part in one.value).strip())
        for rule in ours()
        for one in rule.declarations()
        if not one.name.startswith("--") and one.name not in OF_OTHERS
    ]
    assert len(words) > 1000
    refused = (
        "words => words.filter(([place, name, value]) => !CSS.supports(name, value)).map((one) => one.join(' | '))"
    )
    assert page.evaluate(refused, words) == []


@pytest.mark.parametrize("language", ["en", "prs"])
def test_every_target_of_a_reader_is_at_least_24_pixels_wide_and_high(
    page: Page,
    staged_files: dict[str, str],  # noqa: F811
    watch: Watch,
    language: str,
) -> None:
    watch.expected = ["404"]  # one of the pages is missing on purpose
    assert small_targets(page, language, {**OPEN, "sign in": "account/login/"}, staged_files) == []


@pytest.mark.parametrize("language", ["en", "prs"])
def test_every_target_of_a_member_is_at_least_24_pixels_wide_and_high(
    new_context: Callable[..., BrowserContext],
    staged: dict[str, str],  # noqa: F811
    language: str,
) -> None:
    woman = Woman(new_context().new_page(), staged["me"], password=PASSWORD)
    woman.sign_in(language)
    assert small_targets(woman.page, language, SPACE, staged) == []


@pytest.mark.parametrize(
    "html",
    [
        "<h2 dir='rtl' lang='ar' data-asked>عنوان</h2>",
        "<h2 dir='auto' data-asked>Heading</h2>",
        "<h3><a href='#' dir='ltr' lang='en' data-asked>Heading</a></h3>",
        "<p class='t'><bdi dir='rtl' lang='fa' data-asked>عنوان</bdi></p>",
    ],
)
@pytest.mark.parametrize("language", ["en", "prs"])
def test_a_heading_keeps_the_face_of_headings_in_whatever_direction_it_runs(
    page: Page, language: str, html: str
) -> None:
    page.goto(f"/{language}/about/")
    assert page.evaluate(FACE, html)[0]


def test_words_that_run_in_another_direction_wear_the_face_of_words(page: Page) -> None:
    page.goto("/en/about/")
    assert not page.evaluate(FACE, "<p dir='rtl' lang='ar' data-asked>كلام</p>")[0]


def test_a_picture_is_outlined_only_where_it_is_drawn_in_lines(page: Page) -> None:
    page.goto("/en/about/")
    rect = "<rect width='9' height='9' data-asked />"
    assert page.evaluate(FACE, f"<svg>{rect}</svg>")[1] == "none"
    assert page.evaluate(FACE, f"<svg class='i'>{rect}</svg>")[1] != "none"
