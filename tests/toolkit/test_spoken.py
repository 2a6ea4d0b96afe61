"""Sentences that are spoken to a person: who tested them, whose voice speaks them, and when neither counts any more."""

import re
from datetime import date
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from toolkit.domain.sound import NotSound, read_sound
from toolkit.models import PathPage, SentenceCheck, SentenceRecording, SentencesPage
from toolkit.selectors.spoken import find_spoken_states

SOUNDS = Path(__file__).parent / "sounds"
OPUS, MP3 = (SOUNDS / "sentence.opus").read_bytes(), (SOUNDS / "sentence.mp3").read_bytes()
SECRETS = (b"Somebody", b"34.5,69.2", b"libopus", b"artist")


# --- Files ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("kind", "content"), [("opus", OPUS), ("mp3", MP3)])
def test_what_a_recorder_wrote_into_the_file_is_gone_and_the_sound_is_there(kind: str, content: bytes) -> None:
    assert b"Somebody" in content
    sound = read_sound(content)
    assert (sound.kind, round(sound.seconds, 1)) in [("opus", 1.2), ("mp3", 1.3)]
    assert sound.kind == kind
    assert not any(secret in sound.content for secret in SECRETS)
    assert read_sound(sound.content) == sound, "read once more it is the same"


@pytest.mark.parametrize("content", [OPUS, MP3])
def test_what_hangs_behind_the_sound_is_left_out(content: bytes) -> None:
    assert read_sound(content + b"TAG" + b"Zahra".ljust(125, b"\0")).content == read_sound(content).content


@pytest.mark.parametrize(
    "content",
    [
        *(b"", b"OggS", b"ID3", b"\xff\xfb\x90\x00", b"<svg onload=alert(1)>", b"RIFF\x00\x00\x00\x00WAVEfmt "),
        *(OPUS[:400], MP3[:300], b"OggS" + MP3, OPUS.replace(b"OpusHead", b"\x01vorbis\0"), b"\0" * 5000),
        OPUS.replace(b"OpusTags", b"OpusXags"),
        MP3[: len(MP3) // 2] + b"<script>" + MP3[len(MP3) // 2 :],
    ],
)
def test_what_is_neither_opus_nor_mp3_or_is_broken_is_refused(content: bytes) -> None:
    with pytest.raises(NotSound):
        read_sound(content)


@given(st.binary(max_size=400), st.integers(0, len(OPUS)), st.sampled_from([OPUS, MP3]))
def test_whatever_the_bytes_it_is_sound_without_tags_or_refused(noise: bytes, place: int, content: bytes) -> None:
    try:
        sound = read_sound(content[:place] + noise + content[place:])
    except NotSound:
        return
    assert 0 < sound.seconds <= 60
    assert not any(secret in sound.content for secret in SECRETS[:2])


# --- Pages ----------------------------------------------------------------------------------------------------------

pages = pytest.mark.django_db


@pytest.fixture
def words(starter: None) -> SentencesPage:
    return SentencesPage.objects.get()


def admin_address(page: SentencesPage, key: str = "w03") -> str:
    return reverse("spoken_sentence", args=[page.pk, key])


def upload(content: bytes = OPUS, **said: str) -> dict[str, object]:
    file = SimpleUploadedFile("Zahra at home.opus", content)
    return {"voice": "woman", "on": "2026-11-20", "file": file, **said}


def shown(browser: Client, page: SentencesPage, key: str = "w03") -> str:
    html = browser.get(f"/en/{page.portal_path()}").content.decode()
    return " ".join(html.partition(f'id="{key}"')[2].partition("</article>")[0].split())


def say_something_else(page: SentencesPage, key: str = "w03") -> None:
    for part in page.parts:
        for item in part.value["items"]:
            if item["key"] == key:
                item["text"] = "Something else."
    page.save_revision().publish()


@pages
def test_a_sentence_says_that_nobody_tested_it_until_somebody_has(
    as_, publisher, visitor: Client, words: SentencesPage
) -> None:
    assert "Not tested aloud" in shown(visitor, words)
    form = {"kind": "tested", "tester": "interpreter", "on": "2026-11-20"}
    assert as_(publisher).post(admin_address(words), form).status_code == 302
    now = shown(visitor, words)
    assert "Tested aloud by an interpreter, 20 November 2026." in now
    assert "No editor has signed it off yet." in now
    assert "Not tested aloud" in shown(visitor, words, "w04")
    as_(publisher).post(admin_address(words), {"kind": "signed", "on": "2026-11-21"})
    assert "signed it off" not in shown(visitor, words)
    assert publisher.email not in visitor.get(f"/en/{words.portal_path()}").content.decode()
    say_something_else(words)
    assert "Not tested aloud" in shown(visitor, words)


@pages
def test_the_screens_of_a_path_say_it_too(as_, publisher, visitor: Client, words: SentencesPage) -> None:
    path = PathPage.objects.get(slug="ten-minutes")
    before = visitor.get(f"/en/{path.portal_path()}").content.decode().count("Not tested aloud")
    (first, *_rest) = path.screens[0].value["say"] or path.screens[1].value["say"]
    as_(publisher).post(admin_address(words, first), {"kind": "tested", "tester": "officer", "on": "2026-11-20"})
    after = visitor.get(f"/en/{path.portal_path()}").content.decode()
    assert before > 20
    assert after.count("Not tested aloud") < before
    assert "Tested aloud by an officer" in after


@pages
def test_a_voice_is_heard_in_pieces_and_only_as_long_as_the_words_are_the_same(
    as_, publisher, visitor: Client, words: SentencesPage
) -> None:
    assert as_(publisher).post(admin_address(words), upload()).status_code == 302
    row = SentenceRecording.objects.get()
    assert "Zahra" not in row.file.name
    html = shown(visitor, words)
    assert "A woman speaks, 2.6" in html
    assert 'preload="none"' in html
    address = re.search(r'<source src="([^"]+)" type="audio/ogg; codecs=opus"', html)
    assert address
    whole = visitor.get(address[1])
    assert whole.status_code == 200
    content = b"".join(whole.streaming_content)  # type: ignore[attr-defined]
    assert content == read_sound(OPUS).content
    piece = visitor.get(address[1], headers={"Range": "bytes=0-3"})
    assert (piece.status_code, b"".join(piece.streaming_content)) == (206, b"OggS")  # type: ignore[attr-defined]
    assert visitor.get(address[1], headers={"Range": "bytes=999999-"}).status_code == 416
    say_something_else(words)
    assert "<audio" not in shown(visitor, words)
    assert visitor.get(address[1]).status_code == 404


@pages
def test_a_voice_of_a_page_that_readers_do_not_see_is_not_there(
    as_, publisher, visitor: Client, words: SentencesPage
) -> None:
    as_(publisher).post(admin_address(words), upload())
    address = reverse("toolkit:recording", args=[SentenceRecording.objects.get().pk])
    assert visitor.get(address).status_code == 200
    words.unpublish()
    assert visitor.get(address).status_code == 404


@pages
def test_a_new_voice_takes_the_place_of_the_old_one_and_a_voice_that_is_removed_leaves_no_file(
    as_, publisher, words: SentencesPage, django_capture_on_commit_callbacks
) -> None:
    browser = as_(publisher)
    browser.post(admin_address(words), upload())
    old = SentenceRecording.objects.get()
    with django_capture_on_commit_callbacks(execute=True):
        browser.post(admin_address(words), upload())
    new = SentenceRecording.objects.get()
    assert old.file.name != new.file.name
    assert not default_storage.exists(old.file.name)
    browser.post(admin_address(words), upload(MP3, voice="man"))
    assert SentenceRecording.objects.count() == 2
    with django_capture_on_commit_callbacks(execute=True):
        words.delete()
    assert not SentenceRecording.objects.exists()
    assert not default_storage.exists(new.file.name)


@pages
def test_removing_a_recording_is_a_deed_of_one_who_answers_for_the_page(as_, editor, publisher, words) -> None:
    as_(publisher).post(admin_address(words), upload())
    address = reverse("remove_recording", args=[SentenceRecording.objects.get().pk])
    assert as_(editor).post(address).status_code in (302, 403)
    assert SentenceRecording.objects.exists()
    assert as_(publisher).post(address).status_code == 302
    assert not SentenceRecording.objects.exists()


@pages
@pytest.mark.parametrize(
    ("form", "said"),
    [
        (upload(b"MZ"), "no Opus or MP3"),
        (upload(b"OggS" + b"x" * 200_000), "more than 200 kB"),
        (upload(voice="child"), "valid choice"),
        (upload(on="2999-01-01"), "still to come"),
        ({"kind": "tested", "on": "2026-11-20"}, "Say which profession"),
        ({"kind": "signed", "on": "yesterday"}, "valid date"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_what_to_do(as_, publisher, words: SentencesPage, form, said: str) -> None:
    answer = as_(publisher).post(admin_address(words), form)
    assert answer.status_code == 200
    assert said in answer.content.decode()
    assert not SentenceRecording.objects.exists()
    assert not SentenceCheck.objects.exists()


@pages
def test_who_may_not_publish_the_page_answers_for_no_sentence(as_, editor, member, visitor, words) -> None:
    for browser in (as_(editor), as_(member), visitor):
        for address in (admin_address(words), reverse("spoken_sentences")):
            assert browser.get(address).status_code in (302, 403)
        assert browser.post(admin_address(words), {"kind": "signed", "on": "2026-11-20"}).status_code in (302, 403)
    assert not SentenceCheck.objects.exists()


@pages
def test_the_table_shows_every_sentence_and_a_key_that_is_none_is_no_page(as_, publisher, words: SentencesPage) -> None:
    html = as_(publisher).get(reverse("spoken_sentences")).content.decode()
    assert html.count("Not tested aloud") == 40
    assert as_(publisher).get(admin_address(words, "w99"), follow=True).status_code == 404


@pages
@pytest.mark.parametrize("count", [1, 3])
def test_the_states_of_all_sentences_cost_two_queries(words: SentencesPage, count: int) -> None:
    for key in list(words.sentences())[:count]:
        SentenceCheck.objects.create(page=words, key=key, words="x", kind="tested", on=date(2026, 11, 20))
    with CaptureQueriesContext(
        connection,
    ) as queries:
        find_spoken_states([words])
    assert len(queries) == 2
