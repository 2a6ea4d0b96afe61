"""What a link to a page shows where people share it: made once per publication, of what is public alone."""

import json
from io import BytesIO
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from PIL import Image
from wagtail.models import Page, PageViewRestriction

from exports.models import Export
from modules.models import Module
from tests import factories
from toolkit.models import SearchEntry
from toolkit.printouts.share_pictures import SHARE, build_share_picture, draw_share_picture, make_package

pytestmark = pytest.mark.django_db
SITE = "Fruit & Rights"


def address(row: Any) -> str:
    kind = "page" if isinstance(row, Page) else row._meta.model_name
    return reverse("toolkit:share_picture", args=[kind, row.pk])


def draw(payload: bytes) -> bytes:
    file = BytesIO()
    draw_share_picture(payload, file, lambda number: None)
    return file.getvalue()


@pytest.mark.thorough
@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
def test_it_is_a_light_png_of_the_size_that_previews_ask_for_in_every_language(language: str) -> None:
    words = {"label": "Label", "title": "Title (TIP) " * 7, "line": "A line. " * 20, "site": SITE}
    body = draw(make_package(SHARE, "page-1", language, words).payload)
    picture = Image.open(BytesIO(body))
    assert (picture.format, picture.size) == ("PNG", (1200, 630))
    assert len(body) < 60_000
    assert len(picture.convert("RGB").getcolors(100_000) or []) > 3


def test_the_same_words_are_the_same_bytes_and_what_an_editor_types_is_no_markup() -> None:
    page = factories.tool(title='<script>"Quince" & more</script>', summary="<b>Ripe</b>")
    payload = build_share_picture(page, site=SITE).payload
    assert payload == build_share_picture(page, site=SITE).payload
    assert json.loads(payload)["title"].startswith("<script>"), "escaped where it is drawn"
    assert draw(payload) == draw(payload)


def test_a_reader_gets_the_portals_picture_until_a_worker_has_drawn_the_pages_own(visitor: Client) -> None:
    page = factories.tool(title="Quince")
    first = visitor.get(address(page))
    assert (first.status_code, first["Location"]) == (302, "/static/img/share.png")
    export = Export.objects.get(kind="toolkit.share")
    assert export.subject == f"page-{page.pk}"
    visitor.get(address(page))
    assert Export.objects.filter(kind="toolkit.share").count() == 1, "who asks again asks for the same one"
    assert not first.cookies
    assert "no-store" in first["Cache-Control"]


def test_another_publication_has_another_picture(visitor: Client) -> None:
    page = factories.tool(title="Quince")
    before = build_share_picture(page, site=SITE)
    page.title = "Medlar"
    page.save_revision().publish()
    assert build_share_picture(page.specific, site=SITE).payload != before.payload


def test_what_is_not_public_has_none(visitor: Client) -> None:
    hidden, draft = factories.tool(), factories.tool()
    PageViewRestriction.objects.create(page=hidden, restriction_type="login")
    draft.unpublish()
    gone = factories.provision()
    gone.unpublish()
    for row in (hidden, draft, gone):
        assert visitor.get(address(row)).status_code == 404, row
    assert visitor.get(reverse("toolkit:share_picture", args=["user", 1])).status_code == 404
    root = Page.objects.get(depth=1)
    assert visitor.get(address(root)).status_code == 404
    assert not Export.objects.exists()


def test_withdrawing_a_page_takes_its_picture_away(visitor: Client) -> None:
    page = factories.tool()
    visitor.get(address(page))
    page.unpublish()
    assert not Export.objects.filter(kind="toolkit.share").exists()


def test_pages_law_words_and_modules_name_their_picture(starter: None, visitor: Client) -> None:
    law = SearchEntry.objects.filter(kind="provision", language="en").first()
    term = SearchEntry.objects.filter(kind="term", language="en").first()
    instrument = SearchEntry.objects.filter(kind="instrument", language="en").first()
    module = Module.objects.published().filter(locale__language_code="en").first()
    assert law
    assert term
    assert instrument
    assert module
    paths = ["/en/", "/en/tools/sentencing/", "/en/kit/ten-minutes/", module.get_absolute_url()]
    for path in [*paths, f"/en/{law.path}", f"/en/{term.path}", f"/en/{instrument.path}"]:
        html = visitor.get(path).content.decode()
        assert html.count('property="og:image"') == 1, path
        assert "http://testserver/en/" in html.partition('property="og:image"')[2][:120], path


def test_no_private_page_has_a_picture(visitor: Client, as_, member, starter: None) -> None:
    for path in ("/en/search/?q=interview", "/en/account/login/", "/en/work/"):
        assert 'property="og:image"' not in visitor.get(path, follow=True).content.decode(), path
