"""Films and recordings in a box: only where they are asked for, each as one file, with what is said in them."""

import re
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.urls import reverse
from lxml import html

from modules.models import Recording, Video
from tests.modules.test_videos import FILM, GOOD, film
from tests.toolkit.test_box import PLAN, WORDS, assert_links_lead_inside, documents, key, say
from tests.toolkit.test_spoken import OPUS, upload, words
from toolkit.models import SentencesPage
from toolkit.packages import box, box_films
from toolkit.packages.box import build_box, pack_box
from toolkit.packages.box_films import BoxFilms, gather_films
from toolkit.packages.box_pages import POLICY, BoxPlan, PageConverter

__all__ = ["key", "words"]  # fixtures

pytestmark = pytest.mark.django_db
SMALL = FILM[:5000]
PAGE = "/en/modules/a-module/parts/a-film/"


def page_with(video: Video, *names: str) -> str:
    """As a module shows a film."""
    assert video.recording
    sources = [reverse(f"modules:{name}", args=[video.recording.pk]) for name in names or ["recording"]]
    return (
        "<html><head><meta charset=utf-8></head><body><main><figure class=film data-film>"
        f"<video controls>{''.join(f'<source src="{one}" media="print">' for one in sources)}"
        f"<track kind='captions' src='{reverse('modules:captions', args=[video.key, 'en'])}' srclang='en'></video>"
        + "<p data-online>Download: "
        + ", ".join(f"<span data-online><a href='{one}'>film</a> (1 kB)</span>" for one in sources)
        + f'</p><ol><li><a href="{sources[-1]}#t=40" data-seconds="40">The end</a></li></ol></figure></main></body></html>'
    )


def with_small_edition(video: Video) -> Video:
    assert video.recording
    video.recording.small_file.save("small.webm", ContentFile(SMALL))
    return video


def converted(page: str, films: BoxFilms) -> Any:
    plan = BoxPlan(**{**vars(PLAN), "films": films.names, "captions": films.captions})
    return html.document_fromstring(PageConverter(page, PAGE, plan, WORDS).convert().decode())


def test_of_two_editions_the_smaller_one_comes_along_and_everything_leads_to_it() -> None:
    page = page_with(with_small_edition(film()), "recording", "small_recording")
    films = gather_films({PAGE: page}, say)
    ((name, content),) = films.files.items()
    assert re.fullmatch(r"films/[0-9a-f]{12}\.webm", name)
    assert content == SMALL
    own = converted(page, films)
    link = f"../../../../../{name}"
    assert own.xpath("//source/@src") == [link]
    assert not own.xpath("//@media")
    assert own.xpath("//p//a/@href") == [link]
    assert len(own.xpath("//track")) == 1
    assert own.xpath("//li/a/@href") == [f"{link}#t=40"]
    assert own.xpath("//script/@src") == ["../../../../../static/js/film.js"], "which jumps in the player"


def test_captions_stand_in_the_page_since_browsers_refuse_their_file() -> None:
    page = page_with(film())
    (track,) = converted(page, gather_films({PAGE: page}, say)).xpath("//track/@src")
    assert b64decode(track.removeprefix("data:text/vtt;base64,")).decode() == GOOD
    assert "media-src 'self' data:" in POLICY


def test_without_the_film_its_player_and_what_leads_to_it_go_and_the_chapters_stay_as_words() -> None:
    own = converted(page_with(with_small_edition(film()), "recording", "small_recording"), BoxFilms())
    assert not own.xpath("//video|//main//a|//script")
    assert "Download" not in own.text_content()
    assert "The end" in own.text_content()


def test_the_same_film_on_pages_of_two_languages_is_one_file() -> None:
    page = page_with(film())
    pages = {PAGE: page, PAGE.replace("/en/", "/prs/"): page.replace("/en/", "/prs/")}
    films = gather_films(pages, say)
    assert len(films.names) == 2
    assert len(films.files) == 1


def test_what_strangers_may_not_watch_or_is_gone_or_foreign_stays_outside() -> None:
    hidden, gone = film("hidden", is_public=False), film("gone")
    assert gone.recording
    gone.recording.file.storage.delete(gone.recording.file.name)
    foreign = '<video><source src="https://other.example/a.webm"></video><audio><source src="/media/../x.mp3"></audio>'
    films = gather_films({"/en/a/": page_with(hidden), "/en/b/": page_with(gone), "/en/c/": foreign}, say)
    assert films == BoxFilms()


def test_a_film_that_is_too_large_is_left_out_and_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(box_films, "LARGEST", len(SMALL))
    told: list[str] = []
    large = page_with(film("large"))
    assert gather_films({PAGE: large}, told.append) == BoxFilms()
    address = reverse("modules:recording", args=[Recording.objects.get(title="large").pk])
    assert [line for line in told if address in line]
    both = page_with(with_small_edition(film("both")), "small_recording", "recording")
    told.clear()
    assert list(gather_films({PAGE: both}, told.append).files.values()) == [SMALL]
    assert told == ["1 films and recordings, 0.0 MB"]


# -- a whole one ---------------------------------------------------------------------------------------------------


@pytest.fixture
def some(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    """A module with its films."""
    for number, row in enumerate(Recording.objects.all()):
        row.file.save(f"{number}.webm", ContentFile(bytes([number]) * 9000))
    listed = ["/en/", "/en/box/", "/en/modules/rights-and-gender/"]
    monkeypatch.setattr(box, "list_box_addresses", lambda code: listed)
    monkeypatch.setattr(box, "FOLLOWED", {"modules:part"})


@pytest.mark.usefixtures("some")
def test_a_box_has_films_and_voices_where_they_are_asked_for_and_is_the_same_twice(
    as_: Any, publisher: Any, words: SentencesPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        box, "list_box_addresses", lambda code: ["/en/", "/en/box/", "/en/modules/rights-and-gender/", address(words)]
    )
    as_(publisher).post(reverse("spoken_sentence", args=[words.pk, "w03"]), upload(OPUS))
    told: list[str] = []
    plain, files = build_box(["en"], tell=say), build_box(["en"], tell=told.append, with_films=True)
    assert not [name for name, page in documents(plain) if page.xpath("//video|//audio")]
    assert not [name for name in plain if name.startswith("films/")]
    endings = [name.rpartition(".")[2] for name in files if name.startswith("films/")]
    assert (endings.count("webm"), endings.count("opus")) == (2, 1)
    assert any(re.match(r"3 films and recordings, \d\.\d MB", line) for line in told)
    assert_links_lead_inside(files)
    players = [player for _name, page in documents(files) for player in page.xpath("//video|//audio")]
    assert {player.tag for player in players} == {"video", "audio"}
    assert all(track.startswith("data:") for player in players for track in player.xpath(".//track/@src"))
    assert pack_box(build_box(["en"], tell=say, with_films=True)) == pack_box(files)


def address(page: SentencesPage) -> str:
    return f"/en/{page.portal_path()}"


@pytest.mark.usefixtures("some")
def test_the_command_takes_films_along_only_when_asked(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("make_box", "--languages", "en", "--output", str(tmp_path / "a.zip"))
    assert "recordings" not in capsys.readouterr().out
    call_command("make_box", "--languages", "en", "--films", "--output", str(tmp_path / "b.zip"))
    assert "2 films and recordings" in capsys.readouterr().out
    assert (tmp_path / "b.zip").stat().st_size > (tmp_path / "a.zip").stat().st_size
