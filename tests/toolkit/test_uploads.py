"""What editors upload is what its name says, holds nothing that runs, and leaves place and maker at the door."""

import io
import json
import tracemalloc
import zipfile
import zlib
from contextlib import suppress

import pikepdf
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, TemporaryUploadedFile
from django.test import Client
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from wagtail.models import UploadedFile

from accounts.models import User
from modules.models.videos import Recording
from tests.conftest import person
from tests.toolkit.test_editing import picture_with_place
from toolkit.domain.file_types import BEGINNINGS, TEXTS, check_file_type, has_film_location, iterate_film_boxes
from toolkit.forms.uploads import strip_metadata
from toolkit.models import Picture, PortalDocument

MACROS = {"[Content_Types].xml": "", "word/document.xml": "", "word/vbaProject.bin": "x"}


def box(files: dict[str, str]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in files.items():
            archive.writestr(name, text)
    return packed.getvalue()


def plain_pdf() -> bytes:
    out = io.BytesIO()
    with pikepdf.new() as made:
        made.add_blank_page()
        made.save(out)
    return out.getvalue()


RIGHT = {
    "a.pdf": plain_pdf(),
    "a.docx": box({"[Content_Types].xml": "", "word/document.xml": ""}),
    "a.xlsx": box({"xl/workbook.xml": ""}),
    "a.pptx": box({"ppt/presentation.xml": ""}),
    "a.odt": box({"mimetype": "application/vnd.oasis.opendocument.text"}),
    "a.ods": box({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
    "a.odp": box({"mimetype": "application/vnd.oasis.opendocument.presentation"}),
    "a.epub": box({"mimetype": "application/epub+zip"}),
    "a.zip": box({"anything": "x"}),
    "a.csv": "نام,country\n".encode(),
    "UTF16.TXT": "words".encode("utf-16"),
    "a.vtt": b"\xef\xbb\xbfWEBVTT\n",
    "a.mp4": b"\0\0\0\x18ftypmp42",
    "a.webm": b"\x1a\x45\xdf\xa3...",
}
WRONG = {
    "page.pdf": b"<html><script>alert(1)</script>",
    "late.pdf": b"x" * 10 + b"%PDF-",
    "empty.docx": b"",
    "zip.docx": box({"anything": "x"}),
    "macros.docx": box(MACROS),
    "sheet.odt": box({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
    "plain.epub": box({"book.xhtml": ""}),
    "climbs.zip": box({"../../etc/passwd": "x"}),
    "many.zip": box({str(number): "" for number in range(5001)}),
    "cut.xlsx": box({"xl/workbook.xml": ""})[:40],
    "page.csv": b"\xef\xbb\xbf  <svg onload=alert(1)>",
    "binary.txt": b"MZ\0\0",
    "words.vtt": b"1\n00:00 --> 00:01",
    "picture.mp4": b"GIF89a",
    "program.webm": b"MZ",
}


def test_every_kind_that_editors_may_upload_is_looked_at(settings) -> None:
    assert set(settings.WAGTAILDOCS_EXTENSIONS) == set(BEGINNINGS) | TEXTS
    assert {name.rpartition(".")[2].lower() for name in RIGHT} == set(BEGINNINGS) | TEXTS
    assert "svg" not in settings.WAGTAILIMAGES_EXTENSIONS + settings.WAGTAILDOCS_EXTENSIONS


@pytest.mark.parametrize("name", RIGHT)
def test_what_its_name_says_comes_in(name: str) -> None:
    file = io.BytesIO(RIGHT[name])
    check_file_type(file, name)
    assert file.read() == RIGHT[name]  # whoever keeps it begins at its beginning


@pytest.mark.parametrize("name", WRONG)
def test_what_its_name_does_not_say_is_refused_with_a_sentence(name: str) -> None:
    with pytest.raises(ValidationError) as refused:
        check_file_type(io.BytesIO(WRONG[name]), name)
    assert refused.value.messages[0].endswith(".")


def film(*inside: bytes) -> bytes:
    """An MP4 as a telephone writes it: what is beside the tracks stands at its end."""
    return b"\0\0\0\x18ftypmp42" + b"\0" * 12 + mp4("mdat", b"\xa9xyz loci" * 9) + mp4("moov", *inside)


def mp4(kind: str, *content: bytes, long: bool = False) -> bytes:
    inside = b"".join(content)
    if long:
        return b"\0\0\0\1" + kind.encode() + (16 + len(inside)).to_bytes(8, "big") + inside
    return (8 + len(inside)).to_bytes(4, "big") + kind.encode() + inside


@pytest.mark.parametrize(
    "beside",
    [
        mp4("udta", (34).to_bytes(4, "big"), b"\xa9xyz", b"\0\x12\x15\xc7+34.5553+069.2075/"),
        mp4("udta", mp4("loci", b"\0\0\0\0\x15\xc7Kabul\0")),
        mp4("meta", mp4("keys", b"\0\0\0\0mdtacom.apple.quicktime.location.ISO6709"), long=True),
    ],
)
def test_a_film_that_says_where_it_was_taken_stays_outside(beside: bytes) -> None:
    with pytest.raises(ValidationError, match="where it was taken"):
        check_file_type(io.BytesIO(film(mp4("mvhd", b"\0" * 100), beside)), "a.mp4")


def test_a_film_without_a_place_comes_in_whatever_stands_in_its_pictures() -> None:
    plain = io.BytesIO(film(mp4("trak", mp4("stco", b"\xa9xyz")), mp4("udta", mp4("name", b"Words"))))
    assert not has_film_location(plain)
    check_file_type(plain, "a.mp4")


@given(st.binary(max_size=200), st.integers(min_value=0, max_value=300))
def test_a_film_that_is_cut_or_made_up_breaks_nothing(made_up: bytes, cut: int) -> None:
    for data in (film(made_up)[: 24 + cut], b"\0\0\0\x08ftyp" + made_up, b"\0\0\0\x08ftyp\0\0\0\0moov" + made_up):
        places = [(start, stop) for _kind, start, stop in iterate_film_boxes(io.BytesIO(data), 0, len(data))]
        assert all(0 < start <= stop <= len(data) for start, stop in places)
        with suppress(ValidationError):
            check_file_type(io.BytesIO(data), "a.mp4")


def test_a_bomb_is_refused_by_its_list_alone() -> None:
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("a", "w", force_zip64=True) as entry,
    ):
        for _megabyte in range(501):
            entry.write(bytes(1024 * 1024))
    with pytest.raises(ValidationError, match="too large"):
        check_file_type(packed, "a.zip")


def packed_as(method: int, *, text: bytes) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        archive.writestr("mimetype", text)
    return packed.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_an_entry_that_bursts_within_the_limit_is_not_unpacked(method: int) -> None:
    """80 bytes of it are asked for; 60 MB once came into memory for them."""
    bomb = packed_as(method, text=b"application/epub+zip" + bytes(60_000_000))
    tracemalloc.start()
    with pytest.raises(ValidationError, match="no EPUB file"):
        check_file_type(io.BytesIO(bomb), "a.epub")
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert most < 2_000_000


def test_an_entry_whose_packing_is_broken_is_refused_with_a_sentence() -> None:
    """zlib's own error is none of zipfile's."""
    whole = packed_as(zipfile.ZIP_DEFLATED, text=b"application/epub+zip" * 3)
    begin = whole.index(b"mimetype") + len("mimetype")
    broken = whole[:begin] + b"\xff" * 8 + whole[begin + 8 :]
    with zipfile.ZipFile(io.BytesIO(broken)) as archive, pytest.raises(zlib.error):
        archive.read("mimetype")
    with pytest.raises(ValidationError, match="no EPUB file"):
        check_file_type(io.BytesIO(broken), "a.epub")


@given(st.data())
def test_an_archive_with_any_three_bytes_changed_has_an_answer(data: st.DataObject) -> None:
    broken = bytearray(RIGHT["a.epub"])
    for _change in range(3):
        broken[data.draw(st.integers(0, len(broken) - 1))] = data.draw(st.integers(0, 255))
    file = io.BytesIO(bytes(broken))
    with suppress(ValidationError):
        check_file_type(file, "a.epub")
        assert file.read() == broken


@given(st.binary(max_size=300), st.sampled_from(sorted(set(BEGINNINGS) | TEXTS)))
def test_whatever_comes_there_is_an_answer(data: bytes, ending: str) -> None:
    for head in (b"", b"PK\x03\x04"):
        try:
            check_file_type(io.BytesIO(head + data), f"a.{ending}")
        except ValidationError as refused:
            assert refused.messages


# --- Through Wagtail's screens ---


def upload(browser: Client, name: str, data: bytes) -> dict:
    form = {"title": name, "collection": 1, "files[]": SimpleUploadedFile(name, data)}
    return json.loads(browser.post(reverse("wagtaildocs:add_multiple"), form).content)


@pytest.mark.django_db
def test_a_document_that_lies_stays_outside(publisher: User, as_) -> None:
    browser = as_(publisher)
    refused = upload(browser, "page.pdf", WRONG["page.pdf"])["error_message"]
    assert "no PDF file" in refused
    assert "extension" not in refused  # one reason is enough
    assert not upload(browser, "page.html", b"<html>")["success"]
    assert not PortalDocument.objects.filter(title="page.pdf").exists()
    assert not UploadedFile.objects.exists()
    assert upload(browser, "right.pdf", RIGHT["a.pdf"])["success"]


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["a.csv", "a.pdf"])
def test_a_document_is_handed_over_as_a_download_that_no_browser_runs(
    name: str, publisher: User, as_, visitor: Client
) -> None:
    upload(as_(publisher), name, RIGHT[name])
    document = PortalDocument.objects.get(title=name)
    headers = visitor.get(document.url).headers
    assert headers["Content-Disposition"].startswith("attachment")
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Cache-Control"] == "private, no-store"
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    for path in (f"/media/{document.file.name}", "/media/original_images/x.jpg", f"/media/images/../documents/{name}"):
        assert visitor.get(path, follow=True).status_code == 404, path


@pytest.mark.django_db
def test_many_pictures_at_once_leave_their_place_at_the_door_too(publisher: User, as_) -> None:
    """Wagtail keeps the file until words and credit are there, and makes the picture from what it kept."""
    browser = as_(publisher)
    sent = browser.post(reverse("wagtailimages:add_multiple"), {"collection": 1, "files[]": picture_with_place()})
    assert json.loads(sent.content)["success"]
    waiting = UploadedFile.objects.get()
    assert b"ZQ7" not in waiting.file.read()
    words = {"title": "Room", "description": "An empty room", "credit": "Us, CC BY", "collection": 1}
    prefix = f"uploaded-image-{waiting.pk}"
    address = reverse("wagtailimages:create_multiple_from_uploaded_image", args=[waiting.pk])
    browser.post(address, {f"{prefix}-{name}": value for name, value in words.items()})
    picture = Picture.objects.get(title="Room")
    content = picture.file.open().read()
    assert b"ZQ7" not in content
    assert not dict(Image.open(io.BytesIO(content)).getexif())
    assert (picture.width, picture.height) == (60, 40)


@pytest.mark.parametrize("kind", [SimpleUploadedFile, TemporaryUploadedFile])
def test_a_picture_on_the_disk_is_cleaned_where_it_lies(kind: type) -> None:
    data = picture_with_place().getvalue()
    if kind is SimpleUploadedFile:
        sent = SimpleUploadedFile("a.jpg", data, "image/jpeg")
    else:
        sent = TemporaryUploadedFile("a.jpg", "image/jpeg", len(data), None)  # type: ignore[assignment]
        sent.write(data)
    clean = strip_metadata(sent)
    content = clean.read()
    assert b"ZQ7" not in content
    assert len(content) == clean.size
    assert Image.open(io.BytesIO(content)).size == (60, 40)


@pytest.mark.django_db
def test_a_drawing_that_could_run_and_a_picture_that_bursts_are_refused(publisher: User, as_) -> None:
    browser = as_(publisher)
    big = io.BytesIO()
    Image.new("1", (6000, 5000)).save(big, "PNG")
    sent = {
        "a.svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "a.png": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "big.png": big.getvalue(),
    }
    for name, data in sent.items():
        form = {"collection": 1, "files[]": SimpleUploadedFile(name, data)}
        answer = json.loads(browser.post(reverse("wagtailimages:add_multiple"), form).content)
        assert not answer["success"], name
    assert not UploadedFile.objects.exists()


ADDED = {
    "wagtailimages:add": (Picture, {"description": "An empty room", "credit": "Us, CC BY"}, "a.jpg"),
    "wagtaildocs:add": (PortalDocument, {}, "a.pdf"),
    "wagtailmedia:add": (Recording, {"duration": 1}, "a.webm"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ADDED)
@pytest.mark.parametrize("role", ["Editors", "Publishers", "Administrators"])
def test_every_role_adds_and_changes_pictures_documents_and_films(role: str, name: str, as_) -> None:
    """Administrators once had rights over our own models, which Wagtail never asks for."""
    browser, (model, words, file_name) = as_(person("somebody@example.org", role)), ADDED[name]
    address = reverse(name, args=["video"] if name.startswith("wagtailmedia") else [])
    assert browser.get(address).status_code == 200
    content = picture_with_place().getvalue() if model is Picture else RIGHT[file_name]
    form = {"title": "Hers", "collection": 1, "file": SimpleUploadedFile(file_name, content), **words}
    answer = browser.post(address, form)
    assert answer.status_code == 302, answer.content.decode()
    added = model.objects.get(title="Hers")
    model.objects.update(uploaded_by_user=None)
    place = reverse(name.replace("add", "edit"), args=[added.pk])
    assert browser.post(place, {"title": "Changed", "collection": 1, **words}).status_code == 302
    assert model.objects.get(pk=added.pk).title == "Changed"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("a.webm", WRONG["program.webm"], "no WEBM file"),
        ("a.mp4", film(mp4("udta", mp4("loci", b"\0\0\0\0\x15\xc7Kabul\0"))), "says where it was taken"),
    ],
)
def test_a_film_that_is_none_or_tells_its_place_is_refused(
    admin: User, as_, name: str, content: bytes, said: str
) -> None:
    form = {"title": "Film", "collection": 1, "duration": 1, "file": SimpleUploadedFile(name, content)}
    page = as_(admin).post(reverse("wagtailmedia:add", args=["video"]), form).content.decode()
    assert said in page
    assert "File extension" not in page
    assert not Recording.objects.filter(title="Film").exists()


@pytest.mark.django_db
def test_no_picture_of_oneself_is_taken(editor: User, as_) -> None:
    """It would keep its place and camera."""
    assert "avatar" not in as_(editor).get(reverse("wagtailadmin_account")).context["panels_by_tab"].__repr__().lower()
