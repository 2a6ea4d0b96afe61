"""What holds of every package: nothing leaks, the bytes are the same, it says what it is and whence it comes."""

import hashlib
import html
import json
import os
import subprocess
import sys
import time
import zipfile
from base64 import b64encode
from dataclasses import replace
from io import BytesIO

import docx
import pytest
import time_machine
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from exports.storage.stores import StoreUnavailableError
from modules.domain.outlines import Outline
from modules.models import Module
from modules.packages.formats import PACKAGE_FORMATS, build_package, list_package_formats
from modules.packages.payloads import deserialize_outline, serialize_outline
from modules.presenters.outline_writer import build_outline
from modules.presenters.package_pages import render_package_pages
from tests.modules import boxes
from tests.modules.boxes import CODES, Page, everything_in, json_of, packed, pages_of, unpacked
from tests.modules.sample import ADAPTATION, DARI, ENGLISH, MARKING, PERSIAN_TITLE, for_lecturers, leaky

ARCHIVES = [code for code in CODES if code not in {"moodle", "document", "slides", "epub"}]
WEB = ["site", "cartridge", "cartridge11", "scorm", "qti"]


@pytest.mark.parametrize("code", CODES)
def test_marking_notes_and_right_answers_are_in_no_package_for_everybody(code: str) -> None:
    """Not even where an outline has them by mistake; a lecturer's package shows that there is something to leak."""
    for outline in (ENGLISH, DARI, leaky(ENGLISH), leaky(DARI)):
        assert MARKING not in everything_in(code, outline)
    assert packed(code, leaky(ENGLISH)) == packed(code, ENGLISH)
    if code not in {"document", "slides", "scorm"}:
        assert MARKING in everything_in(code, for_lecturers(ENGLISH))


def test_a_payload_for_everybody_has_no_answer_in_it() -> None:
    payload = serialize_outline(leaky(ENGLISH))
    assert MARKING.encode() not in payload
    assert not any(option["right"] for question in json.loads(payload)["questions"] for option in question["options"])
    assert deserialize_outline(serialize_outline(for_lecturers(DARI))) == for_lecturers(DARI)
    assert deserialize_outline(serialize_outline(ENGLISH)) == ENGLISH


@pytest.mark.parametrize("code", [code for code in CODES if code != "slides"])
def test_every_package_has_the_self_test_with_what_is_said_to_each_answer(code: str) -> None:
    for outline in (ENGLISH, DARI, for_lecturers(ENGLISH)):
        text = text_in(code, outline)
        for question in outline.practice:
            for words in (
                question.text,
                *(word for option in question.options for word in (option.text, option.feedback)),
            ):
                assert words in text, words


def text_in(code: str, outline: Outline) -> str:
    if code == "document":
        return "\n".join(paragraph.text for paragraph in docx.Document(BytesIO(packed(code, outline))).paragraphs)
    return html.unescape(html.unescape(everything_in(code, outline)))


@pytest.mark.parametrize("code", CODES)
def test_the_same_outline_is_the_same_bytes_at_another_time(code: str) -> None:
    with time_machine.travel("2031-05-06 07:08:09"), translation.override("fr"):
        boxes.from_payload.cache_clear()
        again = packed(code, DARI)
    boxes.from_payload.cache_clear()
    assert packed(code, DARI) == again


@pytest.mark.thorough
def test_the_same_outline_is_the_same_bytes_in_another_process() -> None:
    script = (
        "import django, hashlib; django.setup();"
        "from tests.modules.boxes import CODES, packed; from tests.modules.sample import DARI, ENGLISH;"
        "print([hashlib.sha256(packed(c, o)).hexdigest() for o in (ENGLISH, DARI) for c in CODES])"
    )
    environment = {**os.environ, "PYTHONHASHSEED": "7", "TZ": "Asia/Kabul", "DJANGO_SETTINGS_MODULE": "tests.settings"}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=site.BASE_DIR, env=environment, capture_output=True, text=True
    )
    here = [hashlib.sha256(packed(code, outline)).hexdigest() for outline in (ENGLISH, DARI) for code in CODES]
    assert done.stdout.strip() == str(here), done.stderr[-2000:]


@pytest.mark.parametrize("code", ARCHIVES)
def test_an_archive_says_what_it_is_and_lists_its_files_with_their_digests(code: str) -> None:
    files = unpacked(code, ADAPTATION)
    said = json_of(files)
    assert said["title"] == ADAPTATION.title
    assert said["version"] == 3
    assert said["source"] == ADAPTATION.url
    assert said["licence"] == {"name": "CC BY 4.0", "url": "https://creativecommons.org/licenses/by/4.0/"}
    assert said["parent"]["source"] == ENGLISH.url
    assert said["parent"]["version"] == 2
    listed = {name: f"sha256-{hashlib.sha256(data).hexdigest()}" for name, data in files.items()}
    assert said["files"] == {k: v for k, v in listed.items() if k not in {"manifest.json", "imsmanifest.xml"}}


@pytest.mark.parametrize("code", CODES)
def test_licence_version_source_and_parent_can_be_read_by_a_person(code: str) -> None:
    text = everything_in(code, ADAPTATION)
    for words in ("CC BY 4.0", ADAPTATION.url, ADAPTATION.parent_url):
        assert words in text


@pytest.mark.parametrize("code", CODES)
def test_archives_have_plain_names_fixed_times_and_nothing_twice(code: str) -> None:
    data = packed(code, for_lecturers(DARI))
    if not zipfile.is_zipfile(BytesIO(data)):
        return
    with zipfile.ZipFile(BytesIO(data)) as archive:
        names = archive.namelist()
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert len(set(names)) == len(names)
    assert all(name.isascii() and not name.startswith("/") and ".." not in name for name in names)
    assert len(data) < 200_000


@pytest.mark.parametrize("code", WEB)
@pytest.mark.parametrize(("outline", "lang", "way"), [(ENGLISH, "en", "ltr"), (DARI, "fa-AF", "rtl")])
def test_pages_say_their_language_ask_for_nothing_outside_and_all_links_lead_somewhere(
    code: str, outline: Outline, lang: str, way: str
) -> None:
    files = unpacked(code, for_lecturers(outline))
    pages = pages_of(files)
    assert pages
    for name, page in pages.items():
        folder = name.rpartition("/")[0] + "/" if "/" in name else ""
        assert (page.root["lang"], page.root["dir"]) == (lang, way)
        assert page.headings[0][0] == "h1"
        assert page.inline == []
        assert all(folder + place in files for place in page.fetched)
        near = [link for link in page.links if not link.startswith(("https://", "http://", "mailto:", "#"))]
        assert all(folder + link in files for link in near), name
        assert not any(link.startswith("javascript:") for link in page.links)


def test_a_persian_site_reads_from_right_to_left_in_its_own_digits() -> None:
    files = unpacked("site", DARI)
    assert PERSIAN_TITLE in files["index.html"].decode()
    plan = Page(files["plan-1.html"].decode())
    assert "۶۵" in plan.words
    assert ">65<" not in files["plan-1.html"].decode()
    assert '<span dir="ltr">ISO 639-3</span>' in files["issue-1.html"].decode()


def test_every_part_is_a_page_in_reading_order_with_the_next_one_linked() -> None:
    files = unpacked("site", ENGLISH)
    pages = pages_of(files)
    order, name = [], "start.html"
    while name:
        order.append(name.removesuffix(".html"))
        near = [link for link in pages[name].links if link in files and link != "index.html"]
        name = next((link for link in reversed(near) if link.removesuffix(".html") not in order), "")
    assert order == [leaf.name for leaf in render_package_pages(ENGLISH)]
    assert {link.removesuffix(".html") for link in pages["index.html"].links if link.endswith(".html")} == set(order)
    words = " ".join(page.words for page in pages.values())
    for part in [
        *ENGLISH.issues,
        *ENGLISH.exercises,
        *ENGLISH.cases,
        *ENGLISH.films,
        *ENGLISH.slides,
        *ENGLISH.guidance,
    ]:
        assert part.title in words
    for said in ("Hand out the cards.", "Who decided?", "Ask before you show the answer.", "Read article 3.", "Listen"):
        assert said in words
    assert files["film-1.en.vtt"].startswith(b"WEBVTT")


def test_a_lecturers_site_has_the_marking_notes_on_one_page_that_says_so() -> None:
    files = unpacked("site", for_lecturers(ENGLISH))
    holding = [name for name, data in files.items() if MARKING.encode() in data]
    assert holding == ["marking.html"]
    assert "For verified lecturers only" in files["marking.html"].decode()
    assert "marking.html" not in unpacked("site", ENGLISH)


def test_a_module_without_questions_fills_no_question_bank() -> None:
    assert "qti" in {shelf.code for shelf in list_package_formats(replace(ENGLISH, questions=()))}
    bare = replace(ENGLISH, questions=(), practice=())
    assert {shelf.code for shelf in list_package_formats(ENGLISH)} - {
        shelf.code for shelf in list_package_formats(bare)
    } == {
        "moodle",
        "qti",
    }
    for shelf in list_package_formats(bare):
        assert packed(shelf.code, bare)


def test_a_package_is_named_plainly_in_every_script_and_a_lecturers_is_private() -> None:
    odd = replace(DARI, slug="حقوق-بشر")
    for shelf in PACKAGE_FORMATS.values():
        assert build_package(DARI, shelf).filename == f"rights-and-gender-prs-v3-{shelf.code}.{shelf.ending}"
        assert build_package(odd, shelf).filename.isascii()
        assert not build_package(DARI, shelf).private
        assert build_package(for_lecturers(DARI), shelf).private
        assert "-lecturers." in build_package(for_lecturers(DARI), shelf).filename
    assert "-draft-" in build_package(ADAPTATION, PACKAGE_FORMATS["epub"]).filename


words = st.text(st.characters(codec="utf-8"), max_size=60)


@pytest.mark.thorough
@pytest.mark.parametrize("code", CODES)
@settings(max_examples=30)
@given(title=words, text=words, html=words)
def test_no_text_breaks_a_package(code: str, title: str, text: str, html: str) -> None:
    """Control characters, angle brackets, right-to-left marks: whatever an editor's clipboard held."""
    question = replace(ENGLISH.questions[0], text=text, marking=text)
    odd = replace(
        for_lecturers(ENGLISH),
        title=title,
        summary=text,
        issues=(replace(ENGLISH.issues[0], title=title, html=f"<p>{html}</p>"),),
        questions=(question, replace(question, id="another", form="essay", options=())),
    )
    files = boxes.opened(boxes.from_payload.__wrapped__(code, serialize_outline(odd)))
    for name, data in files.items():
        if name.endswith((".xml", ".xhtml", ".opf")) or code == "moodle":
            from lxml import etree

            etree.fromstring(data)


def test_a_small_film_travels_with_its_captions_and_a_missing_or_large_one_does_not(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    film = replace(ENGLISH.films[0], small_file=default_storage.save("films/small.webm", ContentFile(b"\x1a\x45film")))
    outline = replace(ENGLISH, films=(film, replace(film, id="gone", small_file="films/gone.webm")))
    for code in ("site", "cartridge", "scorm"):
        files = unpacked(code, outline)
        folder = "web/" if code == "cartridge" else ""
        assert files[f"{folder}film-1.webm"] == b"\x1a\x45film"
        page = pages_of(files)["index.html" if code == "scorm" else f"{folder}film-1.html"]
        # A page opened as a file may fetch no captions, so that they stand in it.
        held = "data:text/vtt;base64," + b64encode(film.captions[0][1].encode()).decode()
        captions = held if code == "site" else "film-1.en.vtt"
        assert {"film-1.webm", captions} <= set(page.fetched)
        assert not any(name.endswith("film-2.webm") for name in files)
    monkeypatch.setattr("modules.packages.films.LARGEST", 3)
    assert "film-1.webm" not in boxes.opened(boxes.from_payload.__wrapped__("site", serialize_outline(outline)))


def test_what_speaks_a_film_travels_with_it_and_else_its_page_says_that_it_is_silent() -> None:
    small = default_storage.save("films/spoken.webm", ContentFile(b"\x1a\x45film"))
    voice = default_storage.save("films/spoken.opus", ContentFile(b"OggSvoice"))
    silent = replace(ENGLISH.films[0], small_file=small, silent=True)
    for code in ("site", "cartridge", "scorm"):
        spoken, unspoken = (
            unpacked(code, replace(ENGLISH, films=(replace(silent, **said),)))
            for said in ({"narration": 7, "narration_file": voice}, {})
        )
        folder = "web/" if code == "cartridge" else ""
        name = "index.html" if code == "scorm" else f"{folder}film-1.html"
        assert spoken[f"{folder}film-1.narration.opus"] == b"OggSvoice"
        assert spoken[f"{folder}film-1.webm"] == b"\x1a\x45film"
        assert "film-1.narration.opus" in pages_of(spoken)[name].fetched
        assert "This film is silent." not in pages_of(spoken)[name].words
        assert "This film is silent." in pages_of(unspoken)[name].words
        assert not any("narration" in name for name in unspoken)


def test_a_storage_that_is_away_for_now_makes_no_package_without_its_film(monkeypatch: pytest.MonkeyPatch) -> None:
    """The ledger tries again; a package that was finished without the film would be the public one for ever."""

    class Away:
        def size(self, name: str) -> int:
            raise StoreUnavailableError("The bucket cannot be reached.")

    monkeypatch.setattr("modules.packages.films.default_storage", Away())
    for code in ("site", "cartridge", "scorm"):
        with pytest.raises(StoreUnavailableError):
            boxes.from_payload.__wrapped__(code, serialize_outline(ENGLISH))


@pytest.mark.thorough
@pytest.mark.django_db
@pytest.mark.parametrize("language", ["en", "fa", "prs"])
def test_every_package_of_the_starter_module_is_small_and_soon_made(starter: None, language: str) -> None:
    row = Module.objects.published().get(slug="rights-and-gender", locale__language_code=language)
    payload = serialize_outline(build_outline(row))
    for code in CODES:
        began = time.monotonic()
        data = boxes.from_payload.__wrapped__(code, payload)
        took = time.monotonic() - began
        films = sum(len(content) for name, content in boxes.opened(data).items() if name.endswith(".webm"))
        assert 1_000 < len(data) - films < 5 * 1024 * 1024, code
        assert took < 10, code
