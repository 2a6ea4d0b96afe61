"""The companion as one file, as an app, and the numbers that a phone alone keeps."""

import hashlib
import json
import re
from base64 import b64encode
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver
from PIL import Image

from exports.models import Export
from exports.tasks import render_export
from tests.test_methods import addresses
from tests.toolkit.test_saved import PUBLIC
from tests.toolkit.translated import translate
from toolkit.domain.companion import APP_NAMES
from toolkit.domain.kit import NUMBER_SLOTS, SLOTS
from toolkit.domain.saved import COMPANION
from toolkit.models import PathPage, SentencesPage, SignsPage
from toolkit.packages import companion
from toolkit.packages.companion import MOST_BYTES, build_companion_file
from toolkit.selectors.saved import list_saved_sets

pytestmark = pytest.mark.django_db


def html_of(language: str = "en") -> str:
    return build_companion_file(language).payload.decode()


# -- one file ------------------------------------------------------------------------------------------------------


def test_the_file_holds_its_own_style_and_script_under_a_policy_that_names_their_hashes() -> None:
    html = html_of()
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    for name in ("style", "script"):
        (content,) = re.findall(rf"<{name}>(.*?)</{name}>", html, re.DOTALL)
        digest = b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert f"{name}-src &#x27;sha256-{digest}&#x27;" in policy[1]
    assert "default-src &#x27;none&#x27;" in policy[1]
    assert not re.search(r"<(?:link|img|audio|iframe|form)\b|\ssrc=|\sstyle=|\son\w+=|url\(|import\b", html)
    assert not re.search(r"localStorage|sessionStorage|indexedDB|fetch\(|cookie", html)


def test_every_link_inside_the_file_has_its_place_once_and_every_other_leads_to_the_portal() -> None:
    html = html_of()
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    links = re.findall(r'href="([^"]+)"', html)
    assert {link[1:] for link in links if link.startswith("#")} <= set(ids)
    assert all(link.startswith(f"{settings.BASE_URL}/en/") for link in links if not link.startswith("#"))
    assert {f"path-{block.value['key']}" for block in PathPage.objects.get(slug="ten-minutes").screens} <= set(ids)


def test_the_same_content_is_the_same_small_file() -> None:
    first, again = build_companion_file("en"), build_companion_file("en")
    assert first == again
    assert first.filename == "ten-minutes-en.html"
    assert len(first.payload) < MOST_BYTES


def test_lists_of_signs_give_way_where_the_file_is_too_large_and_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    most = len(build_companion_file("en").payload) - 12_000
    monkeypatch.setattr(companion, "MOST_BYTES", most)
    html = html_of()
    assert len(html.encode()) <= most
    lists = list(SignsPage.objects.order_by("path"))
    kept = len(re.findall(r'class="leaf" id="s\d+"', html))
    assert 0 < kept < len(lists) - 1
    for number, page in enumerate(lists):
        assert (f"/en/{page.portal_path()}" in html) is (number >= kept), page
    assert set(re.findall(r'href="#([^"]+)"', html)) <= set(re.findall(r'\sid="([^"]+)"', html))


def test_words_of_editors_stay_words_in_the_file() -> None:
    page = SignsPage.objects.order_by("path").first()
    assert page
    page.rule, page.title = "<script>alert(1)</script>", "<b>Quince</b>"
    page.save()
    html = html_of()
    assert html.count("<script>") == 1
    assert "<b>Quince" not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_marks_stay_and_a_sentence_that_waits_for_its_place_is_not_shown() -> None:
    html = html_of()
    assert html.count("Not tested aloud") > 40
    assert "W01 is not shown before this place has filled it in." in html
    assert "Not decided yet" in html
    assert "It never means: stop, search, arrest or send back." in html
    assert html_of("prs").count('class="notice"') > 15, "each page says that it is shown in English"


def test_a_sentence_stands_in_the_other_languages_that_have_it_and_says_which() -> None:
    translate(SentencesPage.objects.get(locale__language_code="en"), "prs")
    html = html_of()
    assert '<p data-say="prs" lang="fa-AF" dir="rtl">' in html
    assert 'id="say-prs"' in html
    assert 'id="say-ur"' not in html
    own = html_of("prs")
    assert 'data-say="en" lang="en" dir="ltr"' in own
    assert 'data-say="prs"]' in own, "a rule of style"
    assert '<p data-say="prs"' not in own


def ask(language: str = "en") -> Export:
    """As a reader does, and the worker."""
    response = Client().post(f"/{language}/saved/companion/")
    assert (response.status_code, "Set-Cookie" in response) == (302, False)
    row = Export.objects.get(kind="toolkit.companion", subject=language)
    if row.state != "done":
        render_export(row.pk)
    row.refresh_from_db()
    return row


@pytest.mark.usefixtures("quiet")
def test_a_file_is_taken_away_with_any_page_in_it(django_capture_on_commit_callbacks: Any) -> None:
    row = ask()
    answer = Client().get(row.file_url)
    body = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert body == build_companion_file("en").payload
    assert answer["Content-Disposition"].startswith("attachment")
    page = SignsPage.objects.order_by("path").first()
    assert page
    assert page.title.encode() in body
    with django_capture_on_commit_callbacks(execute=True):
        page.unpublish()
    assert Client().get(row.file_url).status_code == 404
    assert ask().key != row.key
    assert f">{page.title}<" not in html_of()


def test_without_a_path_there_is_no_file() -> None:
    PathPage.objects.update(live=False)
    assert Client().post("/en/saved/companion/").status_code == 404


# -- an app --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", APP_NAMES)
def test_an_app_is_neutral_holds_nothing_private_and_begins_with_the_path(name: str) -> None:
    response = Client().get(f"/prs/kit/app/{name}/manifest/")
    assert response["Content-Type"] == "application/manifest+json"
    told = json.loads(response.content)
    assert (told["start_url"], told["dir"], told["lang"]) == ("/prs/kit/ten-minutes/", "rtl", "fa-AF")
    inside = {found for found, path in addresses(get_resolver()) if path.startswith("/en/kit/")}
    assert told["scope"] == "/prs/kit/"
    assert inside <= PUBLIC
    assert "?" not in response.content.decode()
    for icon in told["icons"]:
        file = Path(settings.BASE_DIR, icon["src"].removeprefix("/")).read_bytes()
        assert "x".join(map(str, Image.open(BytesIO(file)).size)) == icon["sizes"]
        assert len(file) < 4096
    assert {icon["purpose"] for icon in told["icons"]} == {"any", "maskable"}


def test_only_the_page_of_a_name_links_a_manifest_and_may() -> None:
    page = Client().get("/en/kit/app/notes/")
    assert 'rel="manifest" href="/en/kit/app/notes/manifest/"' in page.content.decode()
    assert "manifest-src 'self'" in page["Content-Security-Policy"]
    assert "worker-src 'self'" in page["Content-Security-Policy"]
    for path in (
        "/en/kit/app/",
        "/en/saved/",
        "/en/kit/ten-minutes/",
        "/en/kit/numbers/",
        "/en/",
        "/en/account/login/",
    ):
        other = Client().get(path)
        assert b'rel="manifest"' not in other.content, path
        assert "manifest-src" not in other["Content-Security-Policy"], path


@pytest.mark.parametrize("path", ["/en/kit/app/quince/", "/en/kit/app/quince/manifest/"])
def test_an_app_has_no_name_that_we_do_not_offer(path: str) -> None:
    assert Client().get(path).status_code == 404


# -- her numbers ---------------------------------------------------------------------------------------------------


def test_what_is_typed_as_a_number_has_no_name_and_no_form_that_could_send_it() -> None:
    main = Client().get("/en/kit/numbers/").content.decode().partition("<main")[2].partition("</main>")[0]
    fields = re.findall(r"<input[^>]*>", main)
    assert len(fields) == 2 * len(NUMBER_SLOTS)
    assert not any(" name=" in field or " value=" in field for field in fields)
    assert "<form" not in main
    assert main.count("<dd></dd>") == len(NUMBER_SLOTS), "lines to write on"


def test_each_step_that_wants_a_number_shows_hers_and_no_step_shows_one_of_the_supervisor() -> None:
    assert set(NUMBER_SLOTS) < set(dict(SLOTS))
    html = Client().get("/en/kit/ten-minutes/").content.decode()
    path = PathPage.objects.get(slug="ten-minutes")
    slots = [block.value["slot"] for block in path.screens if block.value["slot"]]
    assert re.findall(r'data-own-number="([^"]+)"', html) == [slot for slot in slots if slot in NUMBER_SLOTS]
    assert len(set(slots) & set(NUMBER_SLOTS)) > 5
    assert "supervisor-number" not in NUMBER_SLOTS


def test_the_companion_is_a_set_of_its_own_and_the_first() -> None:
    own = list_saved_sets("prs")[COMPANION]
    assert {"/prs/kit/", "/prs/kit/ten-minutes/", "/prs/kit/words-to-say/", "/prs/kit/numbers/"} <= set(own)
    assert all(path.startswith("/prs/kit/") and "/kit/forms/" not in path for path in own)
    rows = re.findall(r'data-set="([^"]+)"', Client().get("/prs/saved/").content.decode())
    assert rows[:2] == [COMPANION, "everything"]
