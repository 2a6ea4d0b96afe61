"""What a member keeps on her profile, and that it stays hers."""

import base64
import re
from datetime import date
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import storages
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from PIL import Image, PngImagePlugin

from accounts.models import User
from network.models import Member, Photo, Profile, Trail, VisibilityGrant
from network.profiles.actions.profiles import NAMES, rename_member
from network.profiles.actions.pseudonyms import draw_pseudonym, save_with_free_pseudonym
from network.profiles.uploads import LARGEST_FILE, remake_photo
from tests.network import factories
from tests.network.test_vetting import at_once

pytestmark = pytest.mark.django_db

WORDS = {
    "name": "ZQ7-name",
    "institution": "ZQ7-institution",
    "position": "ZQ7-position",
    "city": "ZQ7-city",
    "about": "ZQ7-about",
}
DETAILS = {"pseudonym": "Zahra", "sector": "police", "level": "senior", "languages": ["ps"], "skills": ["tip"]}


def test_what_she_writes_is_sealed_under_her_countrys_keys(zahra: Member, inside: Any) -> None:
    answer = inside(zahra).post("/en/space/profile/words/", WORDS)
    assert answer.status_code == 302
    profile = Profile.objects.get(pk=zahra.pk)
    assert {name: getattr(profile, name).open() for name in WORDS} == WORDS
    assert {getattr(profile, name).scope for name in WORDS} == {"AF"}
    with connection.cursor() as cursor:
        cursor.execute("SELECT name, institution, position, city, about FROM network_profile")
        assert "ZQ7-" not in str(cursor.fetchall())


def test_the_overview_tells_none_of_her_words(zahra: Member, inside: Any) -> None:
    browser = inside(zahra)
    browser.post("/en/space/profile/words/", WORDS)
    page = browser.get("/en/space/profile/").content.decode()
    assert "ZQ7-" not in page
    assert page.count("Written, sealed") == 5
    assert page.count("Nobody</span>") == 11


def test_opening_her_words_needs_a_fresh_proof(zahra: Member, inside: Any, time_machine: Any) -> None:
    browser = inside(zahra)
    assert browser.get("/en/space/profile/words/").status_code == 200
    stale(browser)
    for address in ("/en/space/profile/words/", "/en/space/profile/preview/"):
        answer = browser.get(address)
        assert answer.status_code == 302
        assert "/account/" in answer["Location"]


def test_what_was_typed_is_saved_even_when_the_proof_grew_old(zahra: Member, inside: Any) -> None:
    browser = inside(zahra)
    stale(browser)
    assert browser.post("/en/space/profile/words/", WORDS).status_code == 302
    assert Profile.objects.get(pk=zahra.pk).name.open() == "ZQ7-name"
    assert "ZQ7-" not in str(dict(browser.session))


def stale(browser: Any) -> None:
    """As if she had signed in an hour ago."""
    session = browser.session
    session["account_authentication_methods"] = [
        {**one, "at": one["at"] - 3600} for one in session["account_authentication_methods"]
    ]
    session.save()


def test_a_text_that_is_too_long_is_refused_and_kept_on_the_page(zahra: Member, inside: Any) -> None:
    answer = inside(zahra).post("/en/space/profile/words/", {**WORDS, "about": "long " * 300})
    page = answer.content.decode()
    assert 'class="errors"' in page
    assert "ZQ7-name" in page
    assert "long long" in page
    assert not Profile.objects.exists()


def test_she_corrects_what_she_told_when_she_applied(zahra: Member, inside: Any) -> None:
    assert inside(zahra).post("/en/space/profile/details/", DETAILS).status_code == 302
    member = Member.objects.get(pk=zahra.pk)
    assert (member.sector, member.level, member.country_id) == ("police", "senior", "AF")
    assert [row.code for row in member.spoken.all()] == ["ps"]
    assert [row.code for row in member.skills.all()] == ["tip"]


def named(zahra: Member) -> str:
    return Member.objects.get(pk=zahra.pk).pseudonym


@pytest.mark.parametrize("name", ["Nasrin", "NASRIN", "Nasrin 42", "nasrin ۴۲", "Free"])
def test_every_new_name_gets_a_number_and_none_is_taken(name: str, zahra: Member, nasrin: Member, inside: Any) -> None:
    """Finding 14: "cannot be used" told who is here, also on probation and unlisted."""
    answer = inside(zahra).post("/en/space/profile/details/", {**DETAILS, "pseudonym": name})
    assert answer.status_code == 302
    base, _space, number = named(zahra).rpartition(" ")
    assert base.casefold() == name.split()[0].casefold()
    assert 10 <= int(number) <= 99
    assert number.isascii()


def test_other_facts_change_without_a_new_number_whether_or_not_she_has_one(zahra: Member, inside: Any) -> None:
    browser = inside(zahra)
    for pseudonym in ("Zahra", "Ostrich 42"):
        Member.objects.filter(pk=zahra.pk).update(pseudonym=pseudonym)
        for typed in (pseudonym, pseudonym.split()[0]):
            assert browser.post("/en/space/profile/details/", {**DETAILS, "pseudonym": typed}).status_code == 302
            assert named(zahra) == pseudonym


def test_she_changes_her_name_once_at_once_and_twice_in_thirty_days(zahra: Member, inside: Any) -> None:
    browser = inside(zahra)
    assert browser.post("/en/space/profile/details/", {**DETAILS, "pseudonym": "Ostrich"}).status_code == 302
    answer = browser.post("/en/space/profile/details/", {**DETAILS, "pseudonym": "Heron"})
    assert "twice in 30 days" in answer.content.decode()
    assert 'value="Heron"' in answer.content.decode()
    assert named(zahra).startswith("Ostrich ")
    assert NAMES.number == 2
    assert NAMES.at_once == 1


def test_where_all_numbers_of_a_name_are_in_use_three_digits_are_taken(zahra: Member) -> None:
    users = User.objects.bulk_create(User(email=f"n{n}@example.org", username=f"n{n}") for n in range(10, 100))
    facts = {"country_id": "AF", "sector": "justice", "level": "middle"}
    facts |= {"joined_month": date(2026, 1, 1), "probation_ends": date(2026, 1, 31)}
    Member.objects.bulk_create(Member(user=user, pseudonym=f"ostrich {n}", **facts) for n, user in enumerate(users, 10))
    assert re.fullmatch(r"Ostrich \d{3}", draw_pseudonym("Ostrich"))
    Member.objects.filter(pseudonym="ostrich 57").update(pseudonym="Heron 11")
    assert {draw_pseudonym("Ostrich") for _try in range(5)} == {"Ostrich 57"}


@pytest.mark.parametrize("typed", ["42", "A 17", "۴۲ ۱۷"])
def test_a_number_alone_is_no_name(typed: str, zahra: Member, inside: Any) -> None:
    answer = inside(zahra).post("/en/space/profile/details/", {**DETAILS, "pseudonym": typed})
    assert "at least two letters" in answer.content.decode()
    assert named(zahra) == "Zahra"


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_two_who_draw_the_same_number_in_one_moment_both_get_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("network.profiles.actions.pseudonyms.RANGES", [range(10, 13)])
    women = [factories.member("AF") for _number in range(3)]
    at_once(
        [lambda her=her: save_with_free_pseudonym("Ostrich", lambda name: rename_member(her, name)) for her in women]
    )
    names = {Member.objects.get(pk=her.pk).pseudonym for her in women}
    assert names == {"Ostrich 10", "Ostrich 11", "Ostrich 12"}


def test_she_ticks_who_sees_what(zahra: Member, nasrin: Member, inside: Any) -> None:
    browser = inside(zahra)
    answer = browser.post("/en/space/profile/seen-by/", {"sector": ["all", "BD"], "city": ["BD"], "name": ["XX"]})
    assert answer.status_code == 200  # XX is no country
    assert not VisibilityGrant.objects.exists()
    browser.post("/en/space/profile/seen-by/", {"sector": ["all", "BD"], "city": ["BD"]})
    assert set(VisibilityGrant.objects.values_list("fact", "country")) == {("sector", None), ("city", "BD")}
    page = browser.get("/en/space/profile/seen-by/").content.decode()
    assert page.count("checked") == 2


def test_she_sees_herself_in_the_eyes_of_a_country(zahra: Member, nasrin: Member, inside: Any) -> None:
    browser = inside(zahra)
    browser.post("/en/space/profile/words/", WORDS)
    browser.post("/en/space/profile/seen-by/", {"city": ["BD"], "name": ["AF"]})
    theirs = browser.get("/en/space/profile/preview/?country=BD").content.decode()
    assert "ZQ7-city" in theirs
    assert "ZQ7-name" not in theirs
    own = browser.get("/en/space/profile/preview/").content.decode()
    assert "ZQ7-name" in own
    assert "ZQ7-city" not in own
    assert browser.get("/en/space/profile/preview/?country=%00<x").status_code == 200


def test_she_joins_the_directory_and_leaves_it(zahra: Member, inside: Any) -> None:
    browser = inside(zahra)
    browser.post("/en/space/profile/listing/", {"listed": "yes"})
    assert Member.objects.get(pk=zahra.pk).is_listed
    browser.post("/en/space/profile/listing/", {"listed": "no"})
    assert not Member.objects.get(pk=zahra.pk).is_listed
    assert list(Trail.objects.order_by("pk").values_list("action", flat=True))[-2:] == [
        "directory.join",
        "directory.leave",
    ]


def test_without_keys_she_is_told_and_nothing_typed_is_lost(
    zahra: Member, inside: Any, settings: Any, tmp_path: Any
) -> None:
    from accounts.sealing.keys import KeyRing

    browser = inside(zahra)
    browser.post("/en/space/profile/words/", WORDS)
    ring = KeyRing.load()
    settings.KEYS_FILE = str(tmp_path / "keys.json")
    ring = KeyRing({**ring.data, "scopes": {name: keys for name, keys in ring.data["scopes"].items() if name != "AF"}})
    ring.save()
    assert "No longer readable" in browser.get("/en/space/profile/words/").content.decode()
    answer = browser.post("/en/space/profile/words/", {**WORDS, "city": "a new city"})
    assert "Nothing can be kept here" in answer.content.decode()
    assert "a new city" in answer.content.decode()


# --- Photos (D11) -------------------------------------------------------------------------------------------


def telling_jpeg() -> bytes:
    """A picture whose metadata tells everything: place, camera, artist, XMP, IPTC, a colour profile, a comment."""
    picture = Image.effect_noise((1200, 800), 60).convert("RGB")
    exif = Image.Exif()
    exif[0x013B] = "ZQ7-artist"
    exif[0x0110] = "ZQ7-camera"
    exif[0x0112] = 6  # turned by 90 degrees
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (34.0, 31.0, 12.0)
    exif.get_ifd(0x8769)[0x927C] = b"ZQ7-maker-note"
    buffer = BytesIO()
    profile = b"ZQ7-profile" + bytes(200)
    picture.save(
        buffer, "JPEG", exif=exif, icc_profile=profile, xmp=b"<x:xmpmeta>ZQ7-xmp</x:xmpmeta>", comment=b"ZQ7-c"
    )
    iptc = b"Photoshop 3.0\x008BIM\x04\x04\x00\x00\x00\x00\x00\x0cZQ7-iptc-cap"
    segment = b"\xff\xed" + (len(iptc) + 2).to_bytes(2, "big") + iptc
    body = buffer.getvalue()
    return body[:2] + segment + body[2:]


def test_a_photo_keeps_its_pixels_and_nothing_else() -> None:
    before = telling_jpeg()
    assert before.count(b"ZQ7") >= 6
    after = remake_photo(BytesIO(before), len(before))
    assert b"ZQ7" not in after
    for mark in (b"Exif", b"http://ns.adobe.com", b"ICC_PROFILE", b"Photoshop", b"8BIM"):
        assert mark not in after
    with Image.open(BytesIO(after)) as picture:
        assert picture.format == "JPEG"
        assert max(picture.size) == 512
        assert picture.size[0] < picture.size[1]  # it was turned
        assert not picture.getexif()
        assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_shows_through_becomes_white() -> None:
    buffer = BytesIO()
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", "ZQ7-png-xmp")
    Image.new("RGBA", (64, 64), (0, 0, 0, 0)).save(buffer, "PNG", pnginfo=text)
    after = remake_photo(BytesIO(buffer.getvalue()), buffer.tell())
    with Image.open(BytesIO(after)) as picture:
        assert picture.getpixel((1, 1)) == (255, 255, 255)
    assert b"ZQ7" not in after


def png(width: int, height: int) -> bytes:
    buffer = BytesIO()
    Image.new("1", (width, height)).save(buffer, "PNG")
    return buffer.getvalue()


UNFIT = {
    "too many pixels": lambda: png(5001, 5000),
    "a bomb": lambda: png(20_000, 20_000),
    "too small": lambda: png(4, 4),
    "cannot be read": lambda: b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    "cut": lambda: telling_jpeg()[:3000],
    "gif": lambda: b"GIF89a\x01\x00\x01\x00\x00\x00\x00;",
    "empty": lambda: b"",
}


@pytest.mark.parametrize("name", UNFIT)
def test_an_unfit_photo_is_refused_with_a_sentence(name: str, zahra: Member, inside: Any) -> None:
    upload = SimpleUploadedFile("me.jpg", UNFIT[name](), content_type="image/jpeg")
    answer = inside(zahra).post("/en/space/profile/photo/", {"photo": upload})
    assert answer.status_code == 200
    assert 'class="err"' in answer.content.decode()
    assert not Photo.objects.exists()


def test_a_file_that_is_too_large_is_refused_before_it_is_opened(zahra: Member, inside: Any) -> None:
    upload = SimpleUploadedFile("me.jpg", b"x" * (LARGEST_FILE + 1), content_type="image/jpeg")
    answer = inside(zahra).post("/en/space/profile/photo/", {"photo": upload})
    assert "larger than 5 MB" in answer.content.decode()
    assert LARGEST_FILE <= settings.FILE_UPLOAD_MAX_MEMORY_SIZE


def test_a_photo_is_a_sealed_row_and_no_file(zahra: Member, inside: Any) -> None:
    browser = inside(zahra)
    upload = SimpleUploadedFile("ZQ7-me.jpg", telling_jpeg(), content_type="image/jpeg")
    assert browser.post("/en/space/profile/photo/", {"photo": upload}).status_code == 302
    photo = Photo.objects.get()
    assert photo.body.scope == "AF"
    assert base64.b64decode(photo.body.open())[:2] == b"\xff\xd8"
    for name in ("default", "exports"):
        storage = storages[name]
        assert not storage.exists("") or storage.listdir("")[1] == []
    answer = browser.get("/en/space/profile/photo/file/")
    assert answer["Content-Type"] == "image/jpeg"
    assert "no-store" in answer["Cache-Control"]
    browser.post("/en/space/profile/photo/remove/")
    assert not Photo.objects.exists()
    assert browser.get("/en/space/profile/photo/file/").status_code == 404


def test_a_second_photo_replaces_the_first(zahra: Member, inside: Any) -> None:
    browser = inside(zahra)
    for _round in range(2):
        upload = SimpleUploadedFile("me.jpg", telling_jpeg(), content_type="image/jpeg")
        browser.post("/en/space/profile/photo/", {"photo": upload})
    assert Photo.objects.count() == 1


def test_profile_and_photo_go_with_the_member(zahra: Member, inside: Any) -> None:
    browser = inside(zahra)
    browser.post("/en/space/profile/words/", WORDS)
    browser.post("/en/space/profile/photo/", {"photo": SimpleUploadedFile("me.png", png(64, 64))})
    assert Profile.objects.count() == Photo.objects.count() == 1
    zahra.user.delete()
    assert Profile.objects.count() == Photo.objects.count() == 0


def test_the_trail_of_a_profile_holds_no_words(zahra: Member, inside: Any) -> None:
    inside(zahra).post("/en/space/profile/words/", WORDS)
    lines = list(Trail.objects.values())
    assert "profile.write" in str(lines)
    assert "ZQ7-" not in str(lines)


def test_somebody_elses_pages_do_not_exist(factory_editor: Any, client: Any) -> None:
    client.force_login(factory_editor)
    for name in ("", "words/", "details/", "seen-by/", "preview/", "photo/", "photo/file/"):
        assert client.get(f"/en/space/profile/{name}").status_code == 404


@pytest.fixture
def factory_editor(db: None) -> Any:
    from accounts.models import User

    factories.country("AF")
    return User.objects.create_user("editor@example.org", "a long enough password", is_staff=True)
