"""What search engines are told of."""

import re

import pytest
from django.test import Client
from django.utils import timezone
from wagtail.models import Locale, Page, PageViewRestriction

from toolkit.models import ArticlePage, HomePage

pytestmark = pytest.mark.django_db


def told(visitor: Client) -> list[str]:
    text = visitor.get("/sitemap.xml").content.decode()
    return [address.removeprefix("http://testserver") for address in re.findall("<loc>(.*?)</loc>", text)]


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
    with django_assert_max_num_queries(12) as few:  # type: ignore[operator]
        told(visitor)
    for number in range(3):
        home.add_child(
            instance=ArticlePage(title="m", slug=f"m-{number}", locale=home.locale, last_published_at=timezone.now())
        )
    with django_assert_max_num_queries(len(few)):  # type: ignore[operator]
        assert "/en/m-2/" in told(visitor)
