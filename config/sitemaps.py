"""What search engines are told: every public page in every language in which it is there, and where else it is."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import quote

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from wagtail.models import Page, Site

from modules.selectors.places import list_module_languages, list_module_places
from toolkit.models import ChecklistPage, HomePage, Instrument, LegalState, Provision, Term, ToolPage
from toolkit.selectors.beside import LISTS, list_languages_with
from toolkit.templatetags.portal import html_lang

PDF_KINDS: dict[type[ToolPage | ChecklistPage], str] = {ToolPage: "toolkit.tool", ChecklistPage: "toolkit.checklist"}


class SitemapEntry(NamedTuple):
    """One page in one language. The same thing has the same `key` in each."""

    key: Any
    code: str
    place: str  # its address without the language
    updated: datetime | None

    @property
    def path(self) -> str:
        return f"/{self.code}/{self.place}"


class PlacesSitemap(Sitemap):
    """Made of a few columns: objects would take a second and more for ten thousand."""

    limit = 40_000  # the protocol allows 50,000, and 50 MB

    def __init__(self, find: Callable[[], Iterable[SitemapEntry]]) -> None:
        self.find = find

    @cached_property
    def entries(self) -> list[SitemapEntry]:
        return list(self.find())

    @cached_property
    def versions(self) -> dict[Any, list[SitemapEntry]]:
        """By key, in the order of the portal's languages."""
        order = {code: number for number, (code, _name) in enumerate(settings.LANGUAGES)}
        found: dict[Any, list[SitemapEntry]] = {}
        for entry in sorted(self.entries, key=lambda entry: order[entry.code]):
            found.setdefault(entry.key, []).append(entry)
        return found

    def items(self) -> list[SitemapEntry]:
        return self.entries

    def location(self, item: SitemapEntry) -> str:
        return item.path

    def lastmod(self, item: SitemapEntry) -> datetime | None:
        return item.updated

    def get_urls(self, page: int | str = 1, site: Any = None, protocol: str | None = None) -> list[dict[str, Any]]:
        """With where each stands in other languages, written once for all of these (templates/sitemap.xml)."""
        root = f"{self.get_protocol(protocol)}://{self.get_domain(site)}"
        urls = super().get_urls(page=page, site=site, protocol=protocol)
        told: dict[Any, SafeString] = {}
        for url in urls:
            key = url["item"].key
            if key not in told:
                told[key] = self.write_links(root, self.versions[key])
            url["alternates"] = told[key]
        return urls

    def write_links(self, root: str, versions: list[SitemapEntry]) -> SafeString:
        """The same as in the head of each of these pages."""
        rows = [(html_lang(entry.code), root + entry.path) for entry in versions]
        return format_html_join("", '<xhtml:link rel="alternate" hreflang="{}" href="{}"/>', rows)


def list_pages() -> Iterator[SitemapEntry]:
    rows = Page.objects.live().public().filter(filter_below_homes(), alias_of=None).order_by("path")
    columns = ("translation_key", "locale__language_code", "url_path", "last_published_at")
    for key, code, path, when in rows.values_list(*columns):  # the tree has it as "/home/tools/legislation/"
        yield SitemapEntry(key, code, path.lstrip("/").partition("/")[2], when)


def list_law() -> Iterator[SitemapEntry]:
    laws = Instrument.objects.published().exclude(state=LegalState.SPLIT).order_by("order", "pk")
    columns = ("translation_key", "locale__language_code", "updated_at", "key")
    for key, code, when, name in laws.values_list(*columns):
        yield SitemapEntry(key, code, f"law/{name}/", when)
    rules = Provision.objects.published().exclude(state=LegalState.SPLIT).order_by("order", "pk")
    for key, code, when, name, law in rules.values_list(*columns, "instrument__key"):
        yield SitemapEntry(key, code, f"law/{law}/{name}/", when)


def list_terms() -> Iterator[SitemapEntry]:
    rows = Term.objects.published().order_by("pk")
    for key, code, slug, when in rows.values_list("translation_key", "locale__language_code", "slug", "updated_at"):
        yield SitemapEntry(key, code, f"glossary/{quote(slug)}/", when)


def list_modules() -> Iterator[SitemapEntry]:
    """Drafts for local review are left out."""
    for place, code, when in list_module_places():
        yield SitemapEntry(place, code, place, when)


def list_lists() -> Iterator[SitemapEntry]:
    """Pages that list what others tell, in the languages in which there is something to list; they say no day."""
    languages = {model: list_languages_with(model) for model in (Instrument, Term)}
    everywhere = [code for code, _name in settings.LANGUAGES]
    found = {place: languages[model] if model else everywhere for place, model in LISTS.items()}
    for place, codes in {**found, "modules/": list_module_languages()}.items():
        yield from (SitemapEntry(place, code, place, None) for code in codes)


def list_files() -> Iterator[SitemapEntry]:
    """The newest PDFs of pages for which workers keep one ready; none of what a machine translated."""
    for model, kind in PDF_KINDS.items():
        pages = model.objects.live().public().filter(filter_below_homes(), alias_of=None, machine_translated=False)
        columns = ("pk", "translation_key", "locale__language_code", "last_published_at")
        for pk, key, code, when in pages.order_by("path").values_list(*columns):
            yield SitemapEntry((kind, key), code, f"files/newest/{kind}/{pk}.pdf", when)


def filter_below_homes() -> Q:
    """The home pages of the site in all languages, and whatever stands below them."""
    site = Site.objects.filter(is_default_site=True).values("root_page__translation_key")
    paths = HomePage.objects.filter(translation_key__in=site).values_list("path", flat=True)
    return Q(*[Q(path__startswith=path) for path in paths], _connector=Q.OR) if paths else Q(pk=None)


# Each is a file of its own beside sitemap.xml, which lists them (config/page_cache/rules.py keeps them).
FINDERS = {
    "pages": list_pages,
    "law": list_law,
    "glossary": list_terms,
    "modules": list_modules,
    "lists": list_lists,
    "files": list_files,
}
SITEMAPS = {name: lambda find=find: PlacesSitemap(find) for name, find in FINDERS.items()}
