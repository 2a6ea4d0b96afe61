"""The links of the language switch lead to the same thing in that language; search engines are told the same."""

import re
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from modules.models import Module
from tests.toolkit.test_beside import ENTRIES, PAGES, original, place_of
from tests.toolkit.translated import MARK, translate
from toolkit.models import Provision, ToolPage

pytestmark = pytest.mark.django_db
CODES = [code for code, _name in settings.LANGUAGES]
TAGS = {"prs": "fa-AF"}


def html(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def switch_of(text: str) -> list[str]:
    """The addresses in the order in which the switch lists them."""
    menu = text.partition('<details class="lang">')[2].partition("</details>")[0]
    return [re.search(r'href="([^"]+)"', link)[1] for link in re.findall(r"<a\b[^>]*hreflang[^>]*>", menu)]  # type: ignore[index]


def heading_of(text: str) -> str:
    found = re.search(r"<h1[^>]*>(.*?)</h1>", text, re.S)
    assert found
    return re.sub(r"<[^>]*>|[\u2066-\u2069]", "", found[1]).strip()  # a citation is set apart from the other direction


def told_of(text: str) -> tuple[str, dict[str, str]]:
    """The canonical address, and the others by language."""
    head = text.partition("<body")[0]
    canonical = re.findall(r'rel="canonical"\s+href="([^"]+)"', head)
    others = re.findall(r'rel="alternate"\s+hreflang="([^"]+)"\s+href="([^"]+)"', head)
    assert len(canonical) == 1
    assert len(others) == len(dict(others))
    return canonical[0].removeprefix("http://testserver"), {
        code: address.removeprefix("http://testserver") for code, address in others
    }


@pytest.mark.parametrize("model", [*PAGES, *ENTRIES], ids=lambda model: model.__name__)
def test_each_link_leads_to_the_same_thing_and_her_languages_stand_first(starter: None, model: Any) -> None:
    english = original(model)
    place = place_of(english)
    title = heading_of(html(f"/en/{place}"))
    translate(english)
    translate(english, "ur")
    for code in ("en", "prs", "fr"):
        links = switch_of(html(f"/{code}/{place}"))
        assert links == [f"/{one}/{place}" for one in ("en", "prs", "ur", "fr", "ar", "fa", "ps", "bn")]
    for link in links:
        is_translated = link.split("/")[1] in {"prs", "ur"} and model is not Provision  # its heading is how it is cited
        assert heading_of(html(link)) == (MARK + title if is_translated else title)


@pytest.mark.parametrize("model", [*PAGES, *ENTRIES], ids=lambda model: model.__name__)
def test_search_engines_are_told_the_same_by_pages_and_by_the_sitemap(starter: None, model: Any) -> None:
    english = original(model)
    translate(english)
    place = place_of(english)
    expected = {"en": f"/en/{place}", "fa-AF": f"/prs/{place}"}
    assert told_of(html(f"/en/{place}")) == (f"/en/{place}", expected)
    assert told_of(html(f"/prs/{place}")) == (f"/prs/{place}", expected)
    assert told_of(html(f"/bn/{place}")) == (f"/en/{place}", expected), "it shows the English one"
    listed = [
        one
        for one in re.findall(
            "<loc>http://testserver(.*?)</loc>",
            html("/sitemap-pages.xml") + html("/sitemap-law.xml") + html("/sitemap-glossary.xml"),
        )
        if one.endswith(f"/{place}")
    ]
    assert sorted(listed) == sorted(expected.values())


def test_a_modules_own_links_to_its_languages_lead_there(starter: None) -> None:
    """They led to the language that the reader had already."""
    slug = Module.objects.filter(locale__language_code="prs").values_list("slug", flat=True)[0]
    text = html(f"/en/modules/{slug}/")
    facts = text.partition('<dl class="facts">')[2].partition("</dl>")[0]
    links = re.findall(r'href="(/[a-z]+/modules/[^"]+)"\s+hreflang', facts)
    there = set(Module.objects.filter(slug=slug).values_list("locale__language_code", flat=True))
    assert {link.split("/")[1] for link in links} == there >= {"en", "fa", "prs"}
    assert {link.split("/")[1] for link in switch_of(text)[: len(there)]} == there
    for link in links:
        code = link.split("/")[1]
        assert f'<html lang="{TAGS.get(code, code)}"' in html(link)
        assert heading_of(html(link)) == Module.objects.get(slug=slug, locale__language_code=code).title
    told = told_of(text)[1]
    assert {*told.values()} == set(links)


def test_the_way_to_the_english_original_stays_english(starter: None) -> None:
    page = translate(original(ToolPage))
    page.machine_translated = True
    page.save_revision().publish()
    main = html(f"/prs/{place_of(page)}").partition("<main")[2]
    assert f'href="/en/{place_of(page)}"' in main


def test_a_page_in_two_languages_leads_to_both_beside_each_other(starter: None) -> None:
    page = original(ToolPage)
    translate(page)
    for code, pair in (("prs", "prs/en"), ("en", "en/prs"), ("fr", "en/prs")):
        assert f'href="/{code}/beside/{pair}/{place_of(page)}"' in html(f"/{code}/{place_of(page)}")
    assert "/beside/" not in html("/en/glossary/").partition("<main")[2]
