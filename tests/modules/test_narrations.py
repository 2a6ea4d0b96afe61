"""Films one can hear: who may listen to a narration, what is kept of its file, and what stands where there is none."""

from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from lxml import html

from accounts.models import User
from modules.domain.films import get_media_type
from modules.models import Module, Recording, Video, VideoText
from tests.conftest import person
from tests.modules.classroom import module, part, parts
from tests.modules.test_videos import film
from tests.toolkit.test_spoken import MP3, OPUS, SECRETS
from toolkit.domain.sound import read_sound
from toolkit.packages.box_films import gather_films

pytestmark = pytest.mark.django_db
SILENT = "This film is silent."


def narrate(video: Video, name: str = "voice.opus", content: bytes = OPUS) -> Recording:
    recording = Recording(title="A voice", type="audio")
    recording.file.save(name, ContentFile(read_sound(content).content), save=False)
    recording.save()
    video.texts.update(narration=recording)
    return recording


def film_page(visitor: Client, video: Video) -> Any:
    row = Module.objects.filter(slug="rights-film").first()
    row = row or module("rights-film", [*parts(), part("film", "film-a", video=video.pk)])
    return html.document_fromstring(visitor.get(f"/en/modules/{row.slug}/parts/film-a/").content.decode())


def test_a_narration_is_heard_where_its_film_is_watched_and_nowhere_else(visitor: Client, as_, editor: User) -> None:
    video = film()
    address = f"/en/modules/films/{narrate(video).pk}/"
    heard = visitor.get(address)
    assert heard["Content-Type"].startswith("audio/ogg")
    assert b"".join(heard.streaming_content) == read_sound(OPUS).content
    piece = visitor.get(address, headers={"Range": "bytes=0-3"})
    assert (piece.status_code, b"".join(piece.streaming_content)) == (206, b"OggS")
    Video.objects.update(is_public=False)
    assert (visitor.get(address).status_code, as_(editor).get(address).status_code) == (404, 200)
    VideoText.objects.update(narration=None)
    assert as_(editor).get(address).status_code == 404, "a recording that no film has is on no page"


def test_a_film_speaks_or_says_that_it_is_silent(visitor: Client) -> None:
    video = film()
    recording = narrate(video)
    Recording.objects.filter(pk=video.recording_id).update(is_silent=True)
    page = film_page(visitor, video)
    (voice,) = page.xpath("//figure//audio")
    assert voice.xpath("source/@src") == [reverse("modules:recording", args=[recording.pk])]
    assert voice.get("preload") == "none"
    assert "A film" in voice.get("aria-label")
    assert SILENT not in page.text_content()


def test_a_silent_film_without_a_voice_says_so_and_a_spoken_one_does_not(visitor: Client) -> None:
    video = film()
    page = film_page(visitor, video)
    assert not page.xpath("//audio")
    assert SILENT not in page.text_content(), "nobody said that it is"
    Recording.objects.filter(pk=video.recording_id).update(is_silent=True)
    assert SILENT in film_page(visitor, video).text_content()


def test_a_narration_whose_file_is_gone_leaves_no_player(visitor: Client) -> None:
    video = film()
    recording = narrate(video)
    recording.file.storage.delete(recording.file.name)
    assert not film_page(visitor, video).xpath("//audio")


def test_a_narration_goes_into_a_box_with_its_film(visitor: Client) -> None:
    video = film()
    narrate(video)
    page = html.tostring(film_page(visitor, video), encoding="unicode")
    names = sorted(gather_films({"/en/modules/rights-film/": page}, lambda _said: None).files)
    assert {name.rpartition(".")[2] for name in names} == {"opus", "webm"}


# --- Uploading ------------------------------------------------------------------------------------------------------


def sent(browser: Client, name: str, content: bytes) -> str:
    """The form as it comes back; empty where the narration was taken."""
    form = {"title": "Hers", "collection": 1, "duration": 1, "file": SimpleUploadedFile(name, content)}
    answer = browser.post(reverse("wagtailmedia:add", args=["audio"]), form)
    return "" if answer.status_code == 302 else answer.content.decode()


@pytest.mark.parametrize("role", ["Editors", "Publishers", "Administrators"])
@pytest.mark.parametrize(("name", "content"), [("Zahra at home.opus", OPUS), ("Zahra at home.mp3", MP3)])
def test_every_role_uploads_a_narration_and_what_its_recorder_wrote_into_it_is_not_kept(
    role: str, name: str, content: bytes, as_
) -> None:
    assert any(secret in content for secret in SECRETS)
    assert sent(as_(person("somebody@example.org", role)), name, content) == ""
    with Recording.objects.get(title="Hers").file.open() as file:
        kept = file.read()
    assert kept == read_sound(content).content
    assert not any(secret in kept for secret in SECRETS)


@pytest.mark.parametrize("content", [b"RIFF\x00\x00\x00\x00WAVEfmt ", b"<svg onload=alert(1)>", OPUS[:400]])
def test_what_is_no_sound_or_broken_is_refused_in_a_sentence(as_, editor: User, content: bytes) -> None:
    assert "This is no Opus or MP3 file, it is broken" in sent(as_(editor), "voice.opus", content)
    assert not Recording.objects.filter(title="Hers").exists()


def test_a_narration_that_is_too_long_is_refused(as_, editor: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("modules.forms.films.LONGEST_NARRATION", 1.0)
    assert "more than half an hour" in sent(as_(editor), "voice.opus", OPUS)
    monkeypatch.undo()
    monkeypatch.setattr("modules.forms.films.MOST_BYTES", 100)
    assert "more than half an hour" in sent(as_(editor), "voice.opus", OPUS)


def test_the_title_of_a_narration_can_be_changed_without_sending_it_again(as_, editor: User) -> None:
    browser = as_(editor)
    assert sent(browser, "voice.mp3", MP3) == ""
    row = Recording.objects.get(title="Hers")
    assert row.file.name.endswith(".mp3")
    address = reverse("wagtailmedia:edit", args=[row.pk])
    assert "is_silent" not in browser.get(address).content.decode()
    answer = browser.post(address, {"title": "Changed", "collection": 1, "duration": 1})
    assert answer.status_code == 302
    row.refresh_from_db()
    assert (row.title, row.file.storage.exists(row.file.name)) == ("Changed", True)


def test_a_film_is_chosen_among_films_and_a_narration_among_sounds(as_, editor: User) -> None:
    address = reverse("wagtailsnippets_modules_video:edit", args=[film().pk])
    page = html.document_fromstring(as_(editor).get(address).content.decode())
    for field, kind in (("recording", "video"), ("texts-0-narration", "audio")):
        (chooser,) = page.xpath(f"//*[@id='id_{field}-chooser']")
        assert f"/chooser/{kind}/" in chooser.get("data-chooser-url", ""), field


@pytest.mark.parametrize(
    ("name", "kind"),
    [("a.WEBM", "video/webm"), ("a.mp4", "video/mp4"), ("a.mp3", "audio/mpeg"), ("a.b.opus", "audio/ogg; codecs=opus")],
)
def test_a_file_is_served_as_what_it_is(name: str, kind: str) -> None:
    assert get_media_type(name) == kind
