"""What search engines are told: every public page in every language it was written in."""

from datetime import datetime
from typing import Any, NamedTuple

from django.contrib.sitemaps import Sitemap
from django.db.models import Q
from wagtail.models import Page, Site

from toolkit.models import HomePage


class SitemapEntry(NamedTuple):
    """One page as search engines are told of it."""

    path: str  # as the tree has it: "/home/tools/legislation/"
    language: str
    published: datetime | None


class PageSitemap(Sitemap):
    """Made of three columns. Wagtail's own loads each page, which takes a second and more for ten thousand."""

    limit = 40_000  # the protocol allows 50,000 in all

    def items(self) -> Any:
        rows = Page.objects.live().public().filter(filter_below_homes(), alias_of=None).order_by("path")
        return rows.values_list("url_path", "locale__language_code", "last_published_at")

    def location(self, item: Any) -> str:
        place = SitemapEntry(*item)
        return f"/{place.language}/{place.path.lstrip('/').partition('/')[2]}"

    def lastmod(self, item: Any) -> datetime | None:
        return SitemapEntry(*item).published


def filter_below_homes() -> Q:
    """The home pages of the site in all languages, and whatever stands below them."""
    site = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    paths = HomePage.objects.filter(translation_key__in=site).values_list("path", flat=True)
    return Q(*[Q(path__startswith=path) for path in paths], _connector=Q.OR) if paths else Q(pk=None)
