"""An officer with a telephone at a border post, an editor who answers for a sentence."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PATIENCE
from tests.journeys.papers import Paper

SOUND = Path(__file__).parents[1] / "toolkit/sounds/sentence.opus"
both = pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])


def step(page: Page) -> str:
    """What the screen that is shown asks."""
    shown = page.locator(".talk-step:visible h2")
    expect(shown).to_have_count(1)
    return shown.inner_text().replace("\n", " ")


@both
def test_an_officer_finds_the_signs_of_her_place_in_two_taps(phone: Callable[..., Page], javascript: bool) -> None:
    page = phone(javascript=javascript)
    page.goto("/en/")
    page.locator("main").get_by_role("link", name="Signs", exact=True).tap()
    page.locator("main").get_by_role("link", name=re.compile("Border")).first.tap()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Border")
    expect(page.locator("main")).to_contain_text("It never means: stop, search, arrest or send back.")
    assert page.locator(".signs > li").count() >= 5


@both
def test_an_officer_has_a_sentence_to_say_in_three_taps_and_goes_back_and_begins_again(
    phone: Callable[..., Page], javascript: bool
) -> None:
    """And nothing leaves her telephone on the way."""
    page = phone(javascript=javascript)
    page.goto("/en/")
    page.locator("main").get_by_role("link", name="The next ten minutes").tap()
    assert step(page) == "Is somebody in danger of death right now?"
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.locator(".talk-step:visible").get_by_role("link", name="No", exact=True).tap()
    assert "without being heard" in step(page)
    expect(page.locator(".talk-step:visible .said").first).to_be_visible()
    expect(page.locator(".talk-step:visible .open", has_text="Not tested aloud")).to_be_visible()
    page.locator(".talk-step:visible .choice").first.tap()
    second = step(page)
    page.locator(".talk-step:visible").get_by_role("link", name="Back", exact=True).tap()
    assert step(page) != second
    page.locator(".talk-step:visible").get_by_role("link", name="Start again").tap()
    assert step(page) == "Is somebody in danger of death right now?"
    page.locator(".talk-step:visible").get_by_role("link", name="Hide").tap()
    expect(page.locator(".talk-step:visible h2")).to_have_count(0)
    assert [url for url in asked if "/static/" not in url] == [], "a browser looks for the mark at each screen"


@both
def test_a_sentence_can_be_held_up_to_a_person_and_put_away(phone: Callable[..., Page], javascript: bool) -> None:
    page = phone(javascript=javascript)
    page.goto("/en/kit/words-to-say/")
    page.locator("#w04 .large").tap()
    said = page.locator("#w04 .said")
    expect(said).to_be_in_viewport()
    assert float(said.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")) >= 32
    if javascript:  # whatever stands in the corners is hers
        corners = "[[5, 5], [5, innerHeight - 5]].map(([x, y]) => !!document.elementFromPoint(x, y).closest('#w04'))"
        assert page.evaluate(corners) == [True, True]
    page.locator("#w04 .close").tap()
    expect(page.locator("#w04 .close")).to_be_hidden()


def test_a_model_form_comes_as_a_fillable_file_and_as_a_document(phone: Callable[..., Page], tmp_path: Path) -> None:
    page = phone()
    page.goto("/en/kit/forms/referral-note/")
    with page.expect_download(timeout=PATIENCE) as coming:
        page.get_by_role("button", name="PDF form, A4").tap()
    paper = Paper.saved(coming.value, tmp_path)
    assert paper.reader.get_fields()
    page.goto("/en/kit/forms/referral-note/")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Word document").tap()
    assert coming.value.suggested_filename == "referral-note-en.docx"


def test_an_editor_puts_a_voice_beside_a_sentence_and_a_reader_hears_it(
    signed_in: Callable[[str], Page], phone: Callable[..., Page]
) -> None:
    page = signed_in("publisher@example.org")
    page.goto("/admin/words-to-say/")
    page.get_by_role("row", name=re.compile("W30 ")).get_by_role("link").first.click()
    page.get_by_label("A woman speaks").check()
    page.get_by_label("Sound file").set_input_files(SOUND)
    page.get_by_role("button", name="Upload it").click()
    expect(page.locator("body")).to_contain_text("Readers see it now.")
    reader = phone()
    reader.goto("/en/kit/words-to-say/")
    player = reader.locator("#w30 audio")
    expect(player).to_have_count(1)
    assert player.get_attribute("preload") == "none"
    expect(reader.locator("#w30 .voice")).to_contain_text("A woman speaks, 2.6")
    heard = player.evaluate("""sound => new Promise((done) => {
        sound.onloadedmetadata = () => done(sound.duration);
        sound.onerror = () => done(-1);
        sound.load();
        sound.preload = "metadata";
    })""")
    assert 1 < heard < 1.5
    page.get_by_role("button", name="Remove").first.click()
    expect(page.locator("body")).to_contain_text("The recording is gone.")
