"""Lecturers find, build and print a class; become verified; an editor adapts a module; a student watches a video."""

import html
import re
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.journeys.conftest import PATIENCE, Served, Watch
from tests.journeys.papers import Paper
from tests.journeys.portal import PASSWORD
from tests.modules.boxes import opened

SLUG = "rights-and-gender"
SHELVES = ["cartridge", "cartridge11", "scorm", "epub", "document", "slides", "site", "moodle", "qti"]
MAKE_LECTURER = f"""
from accounts.models import User
User.objects.create_user("lecturer@example.org", {PASSWORD!r})
print("true")
"""
CHANGE_PARENT = f"""
import json
from modules.models import Module
module = Module.objects.get(slug={SLUG!r}, locale__language_code="en")
parts = list(module.parts.raw_data)
for part in parts:
    if part["value"].get("key") == "exercise-sort-the-cards":
        part["value"]["minutes"] = 27
        part["value"]["purpose"] = "The original says something else by now."
module.parts = json.dumps(parts)
module.save_revision().publish()
print(json.dumps(module.title))
"""
NARRATE = """
from django.core.files.base import ContentFile
from modules.models import Recording, VideoText
from tests.toolkit.test_spoken import OPUS
voice = Recording(title="A voice", type="audio", file=ContentFile(OPUS, "voice.opus"))
voice.save()
text = VideoText.objects.get(video__key="film-help-without-a-price", language="fr")
text.narration = voice
text.save()
print("true")
"""


def enter(page: Page, email: str) -> Page:
    page.goto("/en/account/login/")
    page.get_by_label("Email address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url("**/account/")
    return page


def minutes(page: Page) -> list[int]:
    return [int(field.input_value()) for field in page.locator("#class-plan .class-time input").all()]


@pytest.mark.parametrize("javascript", [True, False], ids=["with-javascript", "without-javascript"])
def test_a_lecturer_finds_a_module_builds_a_class_in_farsi_and_prints_the_pack(
    phone: Callable[..., Page], tmp_path: Path, javascript: bool
) -> None:
    page = phone(javascript=javascript)
    page.goto("/fa/modules/?with=video&language=fa&level=undergraduate")
    page.locator("article.lesson h2 a").first.click()
    page.locator("#teach a[href$='/class/']").click()
    page.locator("[name=minutes]").fill("90")
    page.locator("[name=students]").fill("24")
    page.locator("[name=outcomes]").first.check()
    page.locator("[name=language][value=fa]").check()
    page.locator("main form button.btn").first.click()
    page.wait_for_url(f"**/fa/modules/{SLUG}/class/plan/")
    assert sum(minutes(page)) == 90

    titles = page.locator("#class-plan .class-row .t")
    first, second = titles.nth(1).inner_text(), titles.nth(2).inner_text()
    assert re.search("[\u0600-\u06ff]", second)
    page.locator("[name=do][value=down-1]").click()
    expect(titles.nth(1)).to_have_text(second)
    expect(titles.nth(2)).to_have_text(first)
    page.locator("[name=do][value=drop-2]").click()
    expect(titles.filter(has_text=first)).to_have_count(0)
    assert sum(minutes(page)) < 90

    with page.expect_download(timeout=PATIENCE) as coming:
        page.locator("form[action$='/class/print/'] button").first.click()
    paper = Paper.saved(coming.value, tmp_path)
    words = paper.text(paper.pages).replace("\u200c", "")
    assert second.replace("\u200c", "") in words
    assert paper.name.startswith(f"{SLUG}-")


def test_marking_notes_open_for_a_verified_lecturer_and_for_nobody_else(
    portal: Served,
    page: Page,
    new_context: Callable[..., BrowserContext],
    signed_in: Callable[[str], Page],
    watch: Watch,
) -> None:
    assert portal.shell(MAKE_LECTURER)
    lecturer = enter(new_context().new_page(), "lecturer@example.org")
    lecturer.get_by_role("link", name="Teaching").first.click()
    lecturer.get_by_label("Where do you teach?").fill("A university")
    lecturer.get_by_label("What do you do there?").fill("Lecturer")
    lecturer.get_by_label("Country").select_option("PK")
    lecturer.get_by_label("How can we check it?").fill("Ask the dean")
    lecturer.get_by_role("button", name="Send my request").click()
    expect(lecturer.get_by_text("A coordinator will read your request.")).to_be_visible()

    publisher = signed_in("publisher@example.org")
    publisher.goto("/admin/teaching/lecturers/")
    publisher.get_by_role("link", name="lecturer@example.org").click()
    expect(publisher.get_by_text("Ask the dean")).to_be_visible()
    publisher.get_by_role("button", name="Verify").click()

    lecturer.reload()
    lecturer.get_by_role("link", name="Human rights and gender dimensions").first.click()
    notes = bare(lecturer.locator("main .todo").first.inner_text().splitlines()[-1])
    assert len(notes) > 40
    address = lecturer.url
    assert notes in bare(lecturer.content())
    answer = lecturer.request.get(address)
    assert answer.headers["cache-control"] == "no-store"

    watch.expected.append("404")
    assert page.goto(address).status == 404
    assert page.request.get(f"/en/modules/{SLUG}/marking/").status == 404
    question = bare(page.goto(f"/en/modules/{SLUG}/assessment/") and page.locator(".asked li p").first.inner_text())
    assert len(question) > 40
    for part in ("", "assessment/"):
        assert notes[:60] not in bare(page.goto(f"/en/modules/{SLUG}/{part}").text())
    for shelf in SHELVES:
        words = taken(page, f"/en/modules/{SLUG}/", f"/take/{shelf}/")
        # A presentation shows what is taught; what is asked stays with the test.
        assert (question[:40] in words) == (shelf != "slides"), shelf
        assert "Humanrightsandgenderdimensions" in words, shelf
        assert notes[:40] not in words, shelf
    assert notes[:40] in taken(lecturer, address, "/take/site/marking/")


def bare(text: str) -> str:
    """Its words, however they are written: tags and white space away, entities read, also those of HTML inside XML."""
    for _layer in range(2):
        text = html.unescape(re.sub(r"<[^>]*>", "", text))
    return "".join(text.split())


def taken(page: Page, place: str, action: str) -> str:
    """All words of a package, as somebody downloads it."""
    page.goto(place)
    with page.expect_download(timeout=PATIENCE) as coming:
        page.locator(f"form[action$='{action}'] button").click()
    return bare(
        "".join(data.decode("utf-8", "ignore") for data in opened(Path(coming.value.path()).read_bytes()).values())
    )


def in_footer(page: Page, choice: str) -> None:
    page.locator("footer").get_by_role("button", name="More actions").click()
    page.locator("footer").get_by_role("button", name=choice, exact=True).click()
    page.wait_for_load_state()


def test_an_editor_adapts_for_pakistan_the_parent_changes_and_the_merge_is_done(
    portal: Served, page: Page, signed_in: Callable[[str], Page], watch: Watch
) -> None:
    watch.expected.append("422")  # one choice is forgotten at first
    publisher = signed_in("publisher@example.org")
    publisher.goto("/admin/teaching/")
    publisher.get_by_role("listitem").get_by_role("link", name=re.compile("smuggling of migrants$")).first.click()
    publisher.get_by_label("Title of the adaptation").fill("Rights, gender and borders in Pakistan")
    publisher.get_by_label("For which country?").select_option("PK")
    publisher.get_by_role("button", name="Begin").click()
    parts = publisher.url

    row = publisher.locator("tr", has_text="Sort the cards")
    row.get_by_role("link", name="Change").click()
    publisher.locator("[name=ours-0-value-purpose]").fill("Students sort cards from courts they know.")
    publisher.get_by_label("Why?").fill("Students know their own courts best.")
    publisher.get_by_role("button", name="Save in the draft").click()
    expect(row).to_contain_text("Students know their own courts best.")

    portal.shell(CHANGE_PARENT)
    publisher.goto(parts)
    expect(row).to_contain_text("The original has changed it since.")
    row.get_by_role("link", name="Merge").click()
    purpose = publisher.locator("fieldset", has_text="both changed it")
    expect(purpose.locator("ins").first).to_be_visible()
    publisher.get_by_role("button", name="Merge into the draft").click()
    expect(publisher.get_by_text("Choose for each field that both changed.")).to_be_visible()
    publisher.locator("fieldset", has_text="both changed it").get_by_label("Keep ours").check()
    publisher.get_by_role("button", name="Merge into the draft").click()
    expect(publisher.locator("tr", has_text="Sort the cards")).not_to_contain_text("has changed it since")

    publisher.get_by_role("link", name="Title, introduction, own parts; publish").click()
    in_footer(publisher, "Publish")
    page.goto("/en/modules/rights-and-gender-pk/")
    expect(page.locator("main")).to_contain_text("Students know their own courts best.")
    page.goto("/en/modules/rights-and-gender-pk/parts/exercise-sort-the-cards/")
    expect(page.locator("main")).to_contain_text("Students sort cards from courts they know.")
    expect(page.locator("main")).to_contain_text("27")


def until(player: Locator, condition: str, seconds: float = 60) -> None:
    """The policy of the page forbids what Playwright's own waiting would evaluate."""
    end = time.monotonic() + seconds
    while not player.evaluate(condition):
        assert time.monotonic() < end, condition
        player.page.wait_for_timeout(100)


def test_a_student_watches_a_film_with_captions_by_the_keyboard_alone(page: Page) -> None:
    page.goto(f"/en/modules/{SLUG}/")
    page.locator("a[href*='/parts/film-']").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/parts/film-*/")
    player = page.locator("video")
    assert player.evaluate("film => film.paused && film.preload === 'none'")
    for _step in range(40):
        if player.evaluate("film => document.activeElement === film"):
            break
        page.keyboard.press("Tab")
    assert player.evaluate("film => document.activeElement === film"), "Tab does not reach the film"
    page.keyboard.press("Space")
    until(player, "film => film.currentTime > 1.5")
    said = player.evaluate(
        """film => {
            const track = [...film.textTracks].find(track => track.kind === 'captions' && track.mode === 'showing')
            return [track?.language, [...(track?.activeCues ?? [])].map(cue => cue.text).join(' ')]
        }"""
    )
    assert said[0] == "en"
    assert len(said[1]) > 10
    page.keyboard.press("Space")
    until(player, "film => film.paused")


def test_a_voice_goes_along_with_its_film_and_does_not_begin_again(portal: Served, page: Page) -> None:
    portal.shell(NARRATE)  # a second and a bit; the film takes longer
    page.goto(f"/fr/modules/{SLUG}/parts/film-help-without-a-price/")
    player, voice = page.locator("video"), page.locator(".narration audio")
    player.evaluate("film => { film.muted = true; film.play(); }")
    until(voice, "voice => !voice.paused && voice.currentTime > 0")
    player.evaluate("film => film.pause()")
    until(voice, "voice => voice.paused")
    player.evaluate("film => { film.currentTime = 0; film.play(); }")
    until(voice, "voice => voice.ended")
    player.evaluate("film => film.pause()")
    voice.evaluate("voice => voice.addEventListener('play', () => { voice.dataset.again = 'yes'; })")
    player.evaluate("film => film.play()")
    until(player, "film => !film.paused && film.currentTime > 3")
    assert voice.get_attribute("data-again") is None
    player.evaluate("film => { film.currentTime = 0; }")
    until(voice, "voice => !voice.paused && voice.currentTime < 1")


def test_a_class_without_a_line_sees_the_captions_of_a_film_on_a_stick(
    page: Page, browser: Browser, tmp_path: Path
) -> None:
    """Chromium gives a page opened as a file no other file as a track, so they stand in the page."""
    page.goto(f"/en/modules/{SLUG}/")
    with page.expect_download(timeout=PATIENCE) as coming:
        page.locator("form[action$='/take/site/'] button").click()
    with zipfile.ZipFile(coming.value.path()) as archive:
        archive.extractall(tmp_path)
    alone = browser.new_page()  # the other one may ask the portal only
    alone.context.set_offline(True)
    alone.goto((tmp_path / "film-1.html").as_uri())
    player = alone.locator("video")
    player.evaluate("film => { film.muted = true; film.play(); }")
    until(player, "film => film.currentTime > 1.5 && film.textTracks[0].activeCues?.length === 1")
    assert "two different crimes" in player.evaluate("film => film.textTracks[0].activeCues[0].text")
    expect(alone.get_by_text("This film is silent.")).to_be_visible()
    alone.context.close()


def test_a_bengali_lecturer_finds_the_module_in_bengali_sees_its_plan_and_takes_a_class(
    phone: Callable[..., Page], tmp_path: Path
) -> None:
    """From the front page, by the links that stand there; nothing on the way is called Bengali that is not."""
    bengali = re.compile("[\u0980-\u09ff]")
    page = phone()
    page.goto("/bn/")
    page.locator("header nav a[href='/bn/modules/']").tap()
    page.locator("article.lesson h2 a").first.tap()
    page.wait_for_url(f"**/bn/modules/{SLUG}/")
    heading = page.get_by_role("heading", level=1)
    assert bengali.search(heading.inner_text())
    assert heading.evaluate("element => element.closest('[lang]').lang") == "bn"
    expect(page.locator("main .notice").first).to_contain_text("যন্ত্রে অনুবাদ")
    plan = page.locator(".class-plan").first
    expect(plan.locator("tbody tr").first).to_be_visible()
    assert bengali.search(plan.inner_text())

    page.locator("#teach a[href$='/class/']").tap()
    page.locator("[name=minutes]").fill("90")
    page.locator("[name=students]").fill("30")
    page.locator("[name=outcomes]").first.check()
    page.locator("[name=language][value=bn]").check()
    page.locator("main form button.btn").first.tap()
    page.wait_for_url(f"**/bn/modules/{SLUG}/class/plan/")
    assert sum(minutes(page)) == 90
    part = page.locator("#class-plan .class-row .t").nth(1).inner_text()
    assert bengali.search(part)

    with page.expect_download(timeout=PATIENCE) as coming:
        page.locator("form[action$='/class/print/'] button").first.tap()
    paper = Paper.saved(coming.value, tmp_path)
    # Of signs that are drawn elsewhere than they are written a reader of files tells the place as drawn.
    told = [word for word in re.findall("[\u0980-\u09ff]+", part) if not re.search("[িেৈোৌ্]", word)]
    words = paper.text(paper.pages).replace("\u200c", "")
    assert told
    assert [word for word in told if word not in words] == []
