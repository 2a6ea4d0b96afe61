"""Films in pieces, captions that parse, and who may watch."""

import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from wagtail.models import ReferenceIndex
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text

from accounts.models import User
from exports.models import Export
from modules.actions.publishing import process_module_publication
from modules.domain.captions import validate_captions
from modules.models import Recording, Video, VideoText
from modules.presenters.module_page import find_poster
from modules.views.videos import format_clock
from tests.modules.classroom import adaptation, module, part, parts
from toolkit.models import SearchEntry
from toolkit.views.ranges import parse_range

GOOD = "WEBVTT\n\n00:00.000 --> 00:02.000\nHelp comes first.\n"
FILM = bytes(range(256)) * 400


def film(key: str = "a-film", **fields: object) -> Video:
    recording = Recording(title=key, type="video")
    recording.file.save(f"{key}.webm", ContentFile(FILM), save=False)
    recording.save()
    video = Video.objects.create(key=key, recording=recording, seconds=70, **fields)
    VideoText.objects.create(
        video=video,
        language="en",
        title="A film",
        captions=GOOD,
        chapters="0 Opening\n40 The end",
        transcript="<p>Words</p>",
    )
    return video


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Help comes first.", "not WebVTT"),
        ("WEBVTT\n", "no words"),
        ("WEBVTT\n\n00:03.000 --> 00:02.000\nBackwards\n", "ends before it begins"),
        ("WEBVTT\n\n00:05.000 --> 00:06.000\nB\n\n00:01.000 --> 00:02.000\nA\n", "begins before the one above"),
    ],
)  # fmt: skip
def test_captions_that_a_player_could_not_show_are_refused_in_a_sentence(text: str, said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        validate_captions(text)


def test_captions_from_any_system_are_taken() -> None:
    validate_captions(GOOD)
    validate_captions(GOOD.replace("\n", "\r\n"))
    validate_captions("\ufeff" + GOOD)


@given(st.text(max_size=60))
def test_no_text_breaks_the_check_of_captions(text: str) -> None:
    try:
        validate_captions(text)
    except ValidationError as error:
        assert error.messages


@given(st.text(max_size=20), st.integers(min_value=1, max_value=10_000))
def test_whatever_range_is_asked_for_stays_inside_the_file(header: str, size: int) -> None:
    first, last = parse_range(header, size)
    assert first >= size or 0 <= first <= last < size


@pytest.mark.parametrize(
    ("header", "expected"),
    [("", (0, 99)), ("bytes=0-9", (0, 9)), ("bytes=90-", (90, 99)), ("bytes=-5", (95, 99)), ("bytes=5-500", (5, 99)),
     ("bytes=9-3", (0, 99)), ("lines=1-2", (0, 99)), ("bytes=-0", (100, 99)), ("bytes=" + "9" * 18 + "-", (10**18 - 1, 99)),
     ("bytes=" + "9" * 5000 + "-", (0, 99)), ("bytes=-" + "9" * 5000, (0, 99)), ("bytes=0-" + "9" * 5000, (0, 99))],
)  # fmt: skip
def test_ranges(header: str, expected: tuple[int, int]) -> None:
    assert parse_range(header, 100) == expected


def test_a_chapter_begins_on_the_clock() -> None:
    assert format_clock(3_725) == "01:02:05.000"


def test_a_chapter_without_a_time_is_refused_with_its_line() -> None:
    with pytest.raises(ValidationError, match="Line 2"):
        VideoText(language="en", chapters="0 Opening\nThe end").clean()


@pytest.mark.parametrize("chapters", ["40 The end\n0 Opening", "0 Opening\n0 Again"])
def test_chapters_out_of_order_are_refused_at_their_field_with_the_line(chapters: str) -> None:
    with pytest.raises(ValidationError) as refused:
        VideoText(language="en", chapters=chapters).clean()
    assert refused.value.message_dict.keys() == {"chapters"}
    assert "line 2" in refused.value.messages[0]
    VideoText(language="en", chapters="0 Opening\n\n40 The end").clean()


@pytest.mark.django_db
def test_a_visitor_watches_a_film_whole_or_in_pieces(visitor: Client) -> None:
    pk = film().recording.pk
    whole = visitor.get(f"/en/modules/films/{pk}/")
    assert (whole.status_code, b"".join(whole.streaming_content)) == (200, FILM)
    piece = visitor.get(f"/en/modules/films/{pk}/", headers={"Range": "bytes=1000-1999"})
    assert (piece.status_code, b"".join(piece.streaming_content)) == (206, FILM[1000:2000])
    assert piece["Content-Range"] == f"bytes 1000-1999/{len(FILM)}"
    assert visitor.get(f"/en/modules/films/{pk}/", headers={"Range": "bytes=999999-"}).status_code == 416
    assert visitor.get(f"/en/modules/films/{pk}/", headers={"Range": f"bytes={'9' * 5000}-"}).status_code == 200
    assert visitor.get(f"/en/modules/films/{pk}/small/").status_code == 404


@pytest.mark.django_db
def test_a_poster_waits_for_the_script_and_is_there_with_its_film(visitor: Client) -> None:
    recording = film().recording
    address = f"/en/modules/films/{recording.pk}/poster/"
    assert (find_poster(None), find_poster(recording), visitor.get(address).status_code) == ("", "", 404)
    recording.thumbnail.save("a-film.webp", ContentFile(b"a poster"))
    assert find_poster(recording).endswith(f"/modules/films/{recording.pk}/poster/")
    answer = visitor.get(address)
    assert (answer["Content-Type"], b"".join(answer.streaming_content)) == ("image/webp", b"a poster")
    Video.objects.update(is_public=False)
    assert visitor.get(address).status_code == 404


@pytest.mark.django_db
def test_a_film_that_readers_may_not_watch_is_an_editors_alone(visitor: Client, as_, editor: User) -> None:
    pk = film("hidden-film", is_public=False).recording.pk
    addresses = [
        f"/en/modules/films/{pk}/",
        "/en/modules/videos/hidden-film/en.vtt",
        "/en/modules/videos/hidden-film/en.chapters.vtt",
    ]
    assert [visitor.get(address).status_code for address in addresses] == [404] * 3
    assert [as_(editor).get(address).status_code for address in addresses] == [200] * 3


@pytest.mark.django_db
def test_captions_and_chapters_are_tracks_that_parse(visitor: Client) -> None:
    film()
    captions = visitor.get("/en/modules/videos/a-film/en.vtt")
    assert captions["Content-Type"].startswith("text/vtt")
    validate_captions(captions.content.decode())
    chapters = visitor.get("/en/modules/videos/a-film/en.chapters.vtt").content.decode()
    validate_captions(chapters)
    assert "00:00:40.000 --> 00:01:10.000\nThe end" in chapters
    assert visitor.get("/en/modules/videos/a-film/fa.vtt").status_code == 404


@pytest.mark.django_db
def test_a_language_with_captions_only_shows_the_english_words() -> None:
    video = film()
    VideoText.objects.create(video=video, language="ur", captions=GOOD)
    assert Video.objects.get(pk=video.pk).text_in("ur").language == "en"


# --- The starter films -------------------------------------------------------------------------------------------


def test_the_starter_films_are_small_and_each_has_a_smaller_one() -> None:
    folder = Path(settings.BASE_DIR, "content/en/modules/media")
    films = [file for file in folder.glob("*.webm") if ".small." not in file.name]
    assert len(films) == 2
    for film in films:
        small = film.with_suffix(".small.webm")
        assert film.read_bytes()[:4] == small.read_bytes()[:4] == b"\x1a\x45\xdf\xa3"  # how every WebM begins
        assert small.stat().st_size < film.stat().st_size < 1_000_000
        with Image.open(film.with_suffix(".webp")) as poster:
            assert poster.size == (640, 360)
        assert film.with_suffix(".webp").stat().st_size <= 15_000


def test_without_an_encoder_the_command_says_what_to_install(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setitem(sys.modules, "av", None)
    (tmp_path / "videos.yaml").write_text("- {key: a-film, cards: [{seconds: 2, lines: [Two words]}]}")
    with pytest.raises(CommandError, match="uv pip install av"):
        call_command("make_placeholder_videos", folder=tmp_path)


def test_a_card_is_drawn_in_the_size_that_is_asked_for_and_long_lines_are_wrapped() -> None:
    from modules.management.commands.make_placeholder_videos import SIZES, draw_frames, load_font, wrap_line

    pictures = list(draw_frames([{"seconds": 1, "lines": ["A", "B"]}], SIZES[".small"]))
    assert {picture.size for picture in pictures} == {(320, 180)}
    assert pictures[0].tobytes() != pictures[-1].tobytes()  # the line at the foot grows
    assert len(wrap_line("one two three four", load_font(20), 80)) > 1


@pytest.mark.django_db
def test_a_video_that_an_editor_hides_or_deletes_is_in_no_filter_no_search_and_no_adaptation(as_, editor: User) -> None:
    video = film("shelter-film")
    row = module("rights-film", [*parts(), part("film", "film-a", video=video.pk)])
    child = adaptation(row, editor)
    child.latest_revision.publish()
    child.refresh_from_db()
    for one in (row, child):
        ReferenceIndex.create_or_update_for_object(one)
        process_module_publication(one)

    def shown() -> list[tuple[bool, bool]]:
        for one in (row, child):
            one.refresh_from_db()
        texts = [SearchEntry.objects.get(path=f"modules/{one.slug}/").text for one in (row, child)]
        return [(one.has_video, "A film" in text) for one, text in zip((row, child), texts, strict=True)]

    def save(**more: str) -> None:
        text = video.texts.get()
        usual = {"id": str(text.pk), "language": "en", "title": "A film", "transcript": rich_text("<p>Words</p>")}
        rest = dict.fromkeys(["summary", "captions", "chapters", "questions"], "")
        texts = inline_formset([{**usual, **rest}], initial=1)
        data = nested_form_data(
            {"key": video.key, "recording": str(video.recording_id), "seconds": "60", "texts": texts}
        )
        address = reverse("wagtailsnippets_modules_video:edit", args=[video.pk])
        assert as_(editor).post(address, {**data, **more}).status_code == 302

    named = {"kind": "modules.handbook", "subject": str(child.pk), "title": "A handbook", "filename": "a-handbook.pdf"}
    public_file = Export.objects.create(key="0" * 64, language="en", source=b"waits", **named)
    assert shown() == [(True, True), (True, True)]
    save()
    assert not Export.objects.filter(pk=public_file.pk).exists(), "it holds the video as it was"
    assert shown() == [(False, False), (False, False)]
    save(is_public="on")
    assert shown() == [(True, True), (True, True)]
    Video.objects.get(pk=video.pk).delete()
    assert shown() == [(False, False), (False, False)]
