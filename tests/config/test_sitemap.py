"""What search engines are told of."""

import re
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from config.page_cache.rules import is_cacheable_request
from modules.models import Module, PartChange
from modules.models.videos import Video
from tests import factories
from tests.modules.test_feeds import published
from tests.toolkit.translated import translate
from toolkit.models import ArticlePage, ChecklistPage, HomePage, Term, ToolPage

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "x": "http://www.w3.org/1999/xhtml"}


def addresses_in(path: str, visitor: Client) -> list[str]:
    text = visitor.get(path).content.decode()
    return [address.removeprefix("http://testserver") for address in re.findall("<loc>(.*?)</loc>", text)]


def told(visitor: Client) -> list[str]:
    """All that the parts hold, which the index names."""
    return [address for part in addresses_in("/sitemap.xml", visitor) for address in addresses_in(part, visitor)]


def told_of(visitor: Client) -> dict[str, dict[str, str]]:
    """By address: where the sitemap says that the same is in other languages."""
    found = {}
    for part in addresses_in("/sitemap.xml", visitor):
        for url in ElementTree.fromstring(visitor.get(part).content).findall("s:url", NAMES):  # our own
            links = {link.attrib["hreflang"]: link.attrib["href"] for link in url.findall("x:link", NAMES)}
            found[url.findtext("s:loc", namespaces=NAMES) or ""] = links
    return found


def test_every_public_page_in_each_language_it_was_written_in(starter: None, visitor: Client) -> None:
    addresses = told(visitor)
    assert "/en/" in addresses
    assert "/en/tools/identification-and-referral/" in addresses
    assert "/prs/network/purpose/" in addresses, "a language's own pages stand beside the English ones"
    assert "/prs/" not in addresses, "an alias of the English page is no page of its own"
    assert len(addresses) == len(set(addresses))
    assert [visitor.get(address).status_code for address in addresses[:6]] == [200] * 6


def test_no_draft_and_nothing_that_not_everybody_may_see(starter: None, visitor: Client) -> None:
    home = HomePage.objects.get(locale=Locale.objects.get(language_code="en"))
    for slug, live in (("zq-draft", False), ("zq-closed", True)):
        home.add_child(instance=ArticlePage(title=slug, slug=slug, live=live, locale=home.locale))
    below = Page.objects.get(slug="zq-closed").add_child(
        instance=ArticlePage(title="b", slug="zq-below", locale=home.locale)
    )
    assert "/en/zq-closed/" in told(visitor)
    PageViewRestriction.objects.create(page_id=below.get_parent().pk, restriction_type="login")
    assert not [address for address in told(visitor) if "zq-" in address]


def test_many_pages_ask_no_more_than_few(starter: None, visitor: Client, django_assert_max_num_queries: object) -> None:
    home = HomePage.objects.get(locale=Locale.objects.get(language_code="en"))
    told(visitor)
    with django_assert_max_num_queries(36) as few:  # type: ignore[operator]
        told(visitor)
    for number in range(3):
        home.add_child(
            instance=ArticlePage(title="m", slug=f"m-{number}", locale=home.locale, last_published_at=timezone.now())
        )
    with django_assert_max_num_queries(len(few)):  # type: ignore[operator]
        assert "/en/m-2/" in told(visitor)


def head_of(visitor: Client, address: str) -> tuple[str, dict[str, str], str]:
    """Canonical address, alternates and the whole head of a page."""
    answer = visitor.get(address.removeprefix("http://testserver"))
    assert answer.status_code == 200, address
    head = answer.content.decode().partition("<body")[0]
    canonical = re.findall(r'rel="canonical"\s+href="([^"]+)"', head)
    assert len(canonical) == 1, address
    return canonical[0], dict(re.findall(r'rel="alternate"\s+hreflang="([^"]+)"\s+href="([^"]+)"', head)), head


def test_what_the_sitemap_says_of_languages_each_page_says_itself(starter: None, visitor: Client) -> None:
    term = Term.objects.get(slug="gender", locale__language_code="en")
    french = translate(term, "fr")
    french.slug = "genre"
    french.save_revision().publish()
    told = told_of(visitor)
    assert told["http://testserver/fr/glossary/genre/"]["en"] == "http://testserver/en/glossary/gender/"
    assert told["http://testserver/prs/modules/"].keys() >= {"en", "fa-AF", "bn"}
    sample = [address for address in told if not re.search("/modules/|/law/|/files/", address)][::9]
    sample += [address for address in told if address.endswith(("/parts/issue-two-crimes/", "/readings/"))][::4]
    sample += [address for address in told if "/law/" in address][::60]
    sample += [
        f"http://testserver/{place}" for place in ("en/law/", "fr/modules/", "fr/glossary/genre/", "bn/offline/")
    ]
    assert len(sample) > 30
    for address in sample:
        canonical, alternates, head = head_of(visitor, address)
        assert (canonical, alternates) == (address, told[address])
        has_lead = "/kit/" not in address and "/learning/" not in address  # what has none says nothing
        assert 'name="description"' in head or not has_lead, address
        assert head.count('property="og:title"') == head.count('property="og:image"') == 1, address
        assert f'property="og:url" content="{address}"' in head, address
        assert "noindex" not in head, address


def test_a_page_that_a_language_lacks_names_its_original(starter: None, visitor: Client) -> None:
    for place in ("law/", "law/tip/", "law/tip/tip-6-3/", "glossary/", "glossary/gender/", "law/by-checklist/"):
        assert head_of(visitor, f"/fr/{place}")[0] == f"http://testserver/en/{place}"
    draft = Module.objects.get(slug="rights-and-gender", locale__language_code="fr")
    draft.unpublish()
    canonical, alternates, _head = head_of(visitor, "/fr/modules/rights-and-gender/parts/issue-two-crimes/")
    assert canonical == "http://testserver/en/modules/rights-and-gender/parts/issue-two-crimes/"
    assert "fr" not in alternates
    assert "http://testserver/fr/modules/rights-and-gender/" not in told_of(visitor)


def test_each_part_of_a_module_is_told_that_a_reader_can_open(starter: None, visitor: Client) -> None:
    english = [one for one in told(visitor) if one.startswith("/en/modules/")]
    page = visitor.get("/en/modules/rights-and-gender/").content.decode()
    shown = set(re.findall(r'href="(/en/modules/rights-and-gender/(?:parts/[^/"]+|assessment|readings)/)"', page))
    assert shown
    assert {one for one in english if one.startswith("/en/modules/rights-and-gender/")} >= shown
    assert [visitor.get(one).status_code for one in english] == [200] * len(english)


def test_a_film_that_readers_may_not_watch_has_no_address(starter: None, visitor: Client) -> None:
    films = [one for one in told(visitor) if "/parts/film" in one]
    Video.objects.update(is_public=False)
    left = told(visitor)
    assert films
    assert not set(films) & set(left)


def test_an_adaptation_has_its_parents_parts_but_those_that_it_leaves_out(visitor: Client) -> None:
    parent = published("zq-parent")
    child = published("zq-child", stored=[], parent=parent)
    endings = {one.partition("zq-parent/")[2] for one in told(visitor) if "/zq-parent/" in one}
    assert {one.partition("zq-child/")[2] for one in told(visitor) if "/zq-child/" in one} == endings
    gone = next(raw for raw in parent.parts.raw_data if raw["type"] == "exercise")
    PartChange.objects.create(module=child, part=gone["id"], kind="exercise", decision="drop", base=gone["value"])
    left = {one.partition("zq-child/")[2] for one in told(visitor) if "/zq-child/" in one}
    assert endings - left == {f"parts/{gone['value']['key']}/"}


def test_three_of_each_ask_no_more_than_one(visitor: Client) -> None:
    def add(number: int) -> None:
        parent = published(f"zq-{number}")
        published(f"zq-adapted-{number}", parent=parent)
        factories.provision()
        factories.term(f"Zq {number}", slug=f"zq-{number}")

    counts = []
    for numbers in ((0,), (1, 2)):
        for number in numbers:
            add(number)
        told(visitor)
        with CaptureQueriesContext(connection) as asked:
            assert f"/en/modules/zq-adapted-{number}/" in told(visitor)
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_every_part_is_kept_among_the_finished_pages(visitor: Client, rf: RequestFactory) -> None:
    parts = addresses_in("/sitemap.xml", visitor)
    assert len(parts) == 6
    assert [is_cacheable_request(rf.get(part)) for part in parts] == [True] * 6


def test_the_newest_pdf_of_a_tool_and_of_a_checklist_stands_there_and_in_the_head_of_its_page(
    starter: None, visitor: Client
) -> None:
    files = {address for address in told(visitor) if "/files/newest/" in address}
    for model, kind in ((ToolPage, "toolkit.tool"), (ChecklistPage, "toolkit.checklist")):
        pages = model.objects.live().filter(locale__language_code="en")
        assert {f"/en/files/newest/{kind}/{page.pk}.pdf" for page in pages} <= files
        page = pages.first()
        link = rf'type="application/pdf"\s+href="/en/files/newest/{kind}/{page.pk}\.pdf"'
        assert re.search(link, visitor.get(f"/en/{page.portal_path()}").text)
        assert "application/pdf" not in visitor.get(f"/prs/{page.portal_path()}").text, "English words, shown in Dari"
    assert len(files) == 9 + 15


def test_a_pdf_that_a_machine_translated_is_not_told(starter: None, visitor: Client) -> None:
    page = translate(ToolPage.objects.get(number=3, locale__language_code="en"), "prs")
    address = f"/prs/files/newest/toolkit.tool/{page.pk}.pdf"
    assert address in told(visitor)
    ToolPage.objects.filter(pk=page.pk).update(machine_translated=True)
    page.refresh_from_db()
    page.save_revision().publish()
    assert address not in told(visitor)
    assert "application/pdf" not in visitor.get(f"/prs/{page.portal_path()}").text
