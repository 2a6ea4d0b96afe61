"""What only a browser can say of the style sheets: what it understands, which face words wear, what is outlined."""

import pytest
from playwright.sync_api import Page

from tests.test_styles import ours

# Other browsers' names of what we ask for: each ignores the other's.
OF_OTHERS = {"-webkit-text-size-adjust"}
FACE = """html => {
  const box = document.querySelector("main").appendChild(document.createElement("div"));
  box.innerHTML = html;
  const style = getComputedStyle(box.querySelector("[data-asked]"));
  const plain = (value) => value.replace(/["\\s]/g, "");
  return [plain(style.fontFamily) === plain(style.getPropertyValue("--serif")), style.stroke];
}"""


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
