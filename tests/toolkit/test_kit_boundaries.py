"""What of the working kit is not everybody's, not finished or no longer there: it shows nowhere, and stops nothing."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail.models import Page, PageViewRestriction

from tests import factories
from toolkit.actions.content import load_content
from toolkit.domain.sound import NotSound, checksum, read_sound
from toolkit.models import (
    BlankFormPage,
    LearningPage,
    PathPage,
    SearchEntry,
    SentenceRecording,
    SentencesPage,
    ShortPage,
    SignsPage,
    ToolPage,
)
from toolkit.presenters.kit import KIT_PRESENTERS
from toolkit.printouts.kit import LEARNING, PATH, SENTENCES, SHORT
from toolkit.selectors.kit import list_kit

pytestmark = pytest.mark.django_db
PAPER = {"form": "paper", "size": "a4"}
OPUS = (Path(__file__).parent / "sounds/sentence.opus").read_bytes()


def html(address: str, browser: Client | None = None) -> str:
    answer = (browser or Client()).get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


def close(page: Page) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


# --- Not everybody's ------------------------------------------------------------------------------------------------


def test_words_that_only_some_may_read_stand_on_no_screen_and_no_paper(starter: None) -> None:
    words, path = SentencesPage.objects.get(), PathPage.objects.get(slug="ten-minutes")
    sentence = words.sentences()["w03"]["text"]
    assert 'class="said"' in html(f"/en/{path.portal_path()}")
    close(words)
    assert 'class="said"' not in html(f"/en/{path.portal_path()}")
    assert sentence not in PATH.make(str(path.pk), PAPER).html  # type: ignore[misc]
    with pytest.raises(LookupError):
        SENTENCES.make(str(words.pk), PAPER)  # type: ignore[misc]


@pytest.mark.parametrize("hide", [close, Page.unpublish], ids=["for some", "unpublished"])
def test_a_learning_path_names_nothing_that_a_reader_cannot_open(starter: None, hide: Any) -> None:
    path, tool = LearningPage.objects.get(slug="border-officer"), ToolPage.objects.get(slug="criminal-justice-data")
    address = f"/en/{path.portal_path()}"
    main = html(address).partition("<main")[2].partition("</main>")[0]
    assert "Tool: Criminal justice and other data" in main
    hide(tool)
    assert "Criminal justice and other data" not in html(address).partition("<main")[2].partition("</main>")[0]
    assert "Criminal justice and other data" not in LEARNING.make(str(path.pk), PAPER).html  # type: ignore[misc]


def test_a_path_leads_on_to_nothing_that_a_reader_cannot_open(starter: None) -> None:
    path, tool = PathPage.objects.get(slug="ten-minutes"), ToolPage.objects.get(slug="identification-and-referral")
    address = f"/en/{path.portal_path()}"
    flow = html(address).partition('class="talk-flow"')[2]
    assert tool.title in flow
    close(tool)
    assert tool.title not in html(address).partition('class="talk-flow"')[2].partition("</main>")[0]


# --- Safety on paper as on a screen ---------------------------------------------------------------------------------


def test_where_an_authority_may_be_the_danger_paper_says_so_too(starter: None) -> None:
    for path in PathPage.objects.live():
        page, paper = html(f"/en/{path.portal_path()}"), PATH.make(str(path.pk), PAPER).html  # type: ignore[misc]
        asked = sum(bool(block.value["ask_first"]) for block in path.screens)
        words = "Never send a person to an authority because of this page."
        assert asked > 0, path
        assert page.count(words) == asked
        assert " ".join(paper.split()).count(words) == asked


def test_a_short_page_takes_its_drawing_onto_paper(starter: None) -> None:
    page = ShortPage.objects.live().first()
    assert page
    page.body = json.dumps([factories.block("drawing", {"name": "consent", "caption": ""})])
    page.save_revision().publish()
    printout = SHORT.make(str(page.pk), PAPER)  # type: ignore[misc]
    assert set(printout.assets) == {"drawing-consent-ltr.svg"}
    assert "asset:drawing-consent-ltr.svg" in printout.html


# --- Not finished ---------------------------------------------------------------------------------------------------


def test_no_row_of_the_search_holds_a_bracket_that_waits_for_the_place(starter: None) -> None:
    rows = SearchEntry.objects.filter(page__url_path__contains="/kit/")
    assert rows.count() > 80
    assert not rows.filter(text__contains="{").exists()
    assert not rows.filter(text__contains="officer on duty").exists()
    assert not rows.filter(text__icontains="select an option").exists()


def doubled(page: Any, stream: str) -> Any:
    """The page with the first block of a stream twice."""
    raw = list(getattr(page, stream).raw_data)
    setattr(page, stream, json.dumps([*raw, {**raw[0], "id": ""}]))
    return page


@pytest.mark.parametrize(
    ("model", "stream"),
    [(SentencesPage, "parts"), (SignsPage, "signs"), (BlankFormPage, "parts"), (PathPage, "screens")],
)
def test_two_things_with_one_key_are_refused_with_its_name(starter: None, model: Any, stream: str) -> None:
    with pytest.raises(ValidationError) as refused:
        doubled(model.objects.live().first(), stream).full_clean()
    assert "have the key" in str(refused.value)


@pytest.mark.parametrize("model", KIT_PRESENTERS)
def test_a_page_that_an_editor_has_just_begun_has_a_preview(starter: None, model: Any, rf) -> None:
    page = model.objects.live().first()
    for stream in ("provisions", "rights", "onward"):
        if getattr(page, stream, None) is not None:
            setattr(page, stream, json.dumps([{"type": "provision", "value": None, "id": ""}]))
    if isinstance(page, LearningPage):
        task = {"text": "", "minutes": None, "uses": [{"type": "page", "value": {"page": None, "part": ""}, "id": "a"}]}
        step = {"when": "", "outcome": "", "tasks": [{"type": "item", "value": task, "id": "b"}]}
        page.steps = json.dumps([{"type": "step", "value": step, "id": "c"}])
    context = KIT_PRESENTERS[model](page, None)
    assert context["provisions"] == []
    assert model is not LearningPage or context["steps"][0]["blocks"][0]["tasks"][0]["uses"] == []


# --- No longer there ------------------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_content_whose_sentences_an_editor_deleted_is_left_alone_and_named(starter: None, tmp_path: Path) -> None:
    folder = Path(shutil.copytree(settings.BASE_DIR / "content", tmp_path / "content"))
    file = folder / "en/kit/paths/1-ten-minutes.yaml"
    file.write_text(yaml.safe_dump({**yaml.safe_load(file.read_text()), "summary": "Another."}, allow_unicode=True))
    SentencesPage.objects.get().delete()
    left = load_content(folder).left_alone
    assert any("kit/ten-minutes" in name and "w03" in name for name in left)


def test_a_voice_of_a_sentence_that_is_gone_can_still_be_removed(starter: None, as_, publisher) -> None:
    page = SentencesPage.objects.get()
    row = SentenceRecording.objects.create(
        page=page, key="w99", words="x", voice="woman", kind="opus", on="2026-11-20", size=1, seconds=1.0, file="x.ogg"
    )
    page.unpublish()
    browser = as_(publisher)
    table = html(reverse("spoken_sentences"), browser)
    assert "Recordings of sentences that are gone" in table
    answer = browser.post(reverse("remove_recording", args=[row.pk]))
    assert (answer.status_code, SentenceRecording.objects.count()) == (302, 0)
    assert "Recordings of sentences that are gone" not in html(reverse("spoken_sentences"), browser)


# --- Files ----------------------------------------------------------------------------------------------------------


def pages_of(sound: bytes) -> list[bytes]:
    starts = [place for place in range(len(sound)) if sound[place : place + 4] == b"OggS"]
    return [sound[start:end] for start, end in zip(starts, [*starts[1:], len(sound)], strict=True)]


def test_words_behind_the_head_of_a_sound_are_left_out() -> None:
    first, *others = pages_of(OPUS)
    lacing = first[27 : 27 + first[26]]
    crafted = first[:26] + bytes([len(lacing) + 1]) + lacing + bytes([8]) + first[27 + first[26] :] + b"Somebody"
    crafted = crafted[:22] + checksum(crafted[:22] + b"\0" * 4 + crafted[26:]).to_bytes(4, "little") + crafted[26:]
    assert b"Somebody" not in read_sound(crafted + b"".join(others)).content


def test_a_second_stream_with_tags_of_its_own_is_refused() -> None:
    *body, last = pages_of(OPUS)
    with pytest.raises(NotSound):
        read_sound(b"".join([*body, last[:5] + bytes([last[5] & ~4]) + last[6:]]) + OPUS)


# --- Cost -----------------------------------------------------------------------------------------------------------


def test_a_learning_path_costs_as_many_queries_however_much_it_uses(starter: None) -> None:
    def cost(number: int) -> int:
        page = LearningPage.objects.live().first()
        assert page
        rules = [factories.provision() for _n in range(number)]
        uses = [{"type": "provision", "value": rule.pk, "id": str(rule.pk)} for rule in rules]
        task = {"text": "Read.", "minutes": 5, "uses": uses}
        step = {"when": "week-1", "outcome": "Read it.", "tasks": [{"type": "item", "value": task, "id": "b"}]}
        page.steps = json.dumps([{"type": "step", "value": step, "id": "c"}])
        page.save_revision().publish()
        html(f"/en/{page.portal_path()}")
        with CaptureQueriesContext(connection) as queries:
            html(f"/en/{page.portal_path()}")
        return len(queries)

    assert cost(1) == cost(4)


def test_the_kit_of_all_tools_is_two_queries(starter: None, rf) -> None:
    request = rf.get("/")
    list_kit("en", request)
    with CaptureQueriesContext(connection) as queries:
        list_kit("en", rf.get("/"))
    assert len(queries) <= 3, "one more asks what is closed"
