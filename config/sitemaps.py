"""What search engines are told: every public page in every language it was written in."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from django.contrib.sitemaps import Sitemap
from django.db.models import Q
from wagtail.models import Page, Site

from toolkit.models import HomePage, Instrument, LegalState, Provision, Term


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


class LibrarySitemap(Sitemap):
    """Law and words: every published entry in each of its languages."""

    limit = 40_000

    def items(self) -> Any:
        return [*list_laws(), *list_rules(), *list_terms()]

    def location(self, item: Any) -> str:
        return str(item[0])

    def lastmod(self, item: Any) -> datetime | None:
        found: datetime | None = item[1]
        return found


def list_laws() -> Iterator[tuple[str, datetime]]:
    rows = Instrument.objects.published().exclude(state=LegalState.SPLIT).order_by("order", "pk")
    for code, key, when in rows.values_list("locale__language_code", "key", "updated_at"):
        yield f"/{code}/law/{key}/", when


def list_rules() -> Iterator[tuple[str, datetime]]:
    rows = Provision.objects.published().exclude(state=LegalState.SPLIT).order_by("order", "pk")
    for code, law, key, when in rows.values_list("locale__language_code", "instrument__key", "key", "updated_at"):
        yield f"/{code}/law/{law}/{key}/", when


def list_terms() -> Iterator[tuple[str, datetime]]:
    rows = Term.objects.published().order_by("pk")
    for code, slug, when in rows.values_list("locale__language_code", "slug", "updated_at"):
        yield f"/{code}/glossary/{quote(slug)}/", when


def filter_below_homes() -> Q:
    """The home pages of the site in all languages, and whatever stands below them."""
    site = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    paths = HomePage.objects.filter(translation_key__in=site).values_list("path", flat=True)
    return Q(*[Q(path__startswith=path) for path in paths], _connector=Q.OR) if paths else Q(pk=None)
