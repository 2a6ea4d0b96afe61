"""The working kit, in the reader's language or else in English."""

from dataclasses import replace
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.http import HttpRequest
from wagtail.models import Page

from toolkit.caching.content_version import cache_per_version
from toolkit.domain.paths import portal_path
from toolkit.models import (
    BlankFormPage,
    CasePage,
    KitPage,
    LearningPage,
    PathPage,
    SentencesPage,
    ShortPage,
    SignsPage,
)
from toolkit.selectors.neighbours import PageRow, fetch_page_rows
from toolkit.selectors.reading import get_closed_paths, live_in, open_ones
from toolkit.selectors.spoken import find_spoken_states

# In the order in which somebody needs them.
KINDS: tuple[type[KitPage], ...] = (
    PathPage,
    SignsPage,
    SentencesPage,
    BlankFormPage,
    ShortPage,
    CasePage,
    LearningPage,
)


def list_kit(language: str, request: HttpRequest) -> list[PageRow]:
    """Everything in the kit with its kind and the translation keys of its tools, kind by kind."""
    return open_ones(cache_per_version(request, f"kit {language}", lambda: fetch_kit(language)), request)


def find_first_path(language: str, request: HttpRequest) -> str:
    """Where somebody begins who has ten minutes: the address of the first path without its language, or the kit's."""
    first = next((row for row in list_kit(language, request) if row.model == PathPage._meta.model_name), None)
    return portal_path(first) if first else "kit/"


def list_public_pages[Kit: KitPage](kind: type[Kit], language: str) -> list[Kit]:
    """Those of one kind that everybody may read, in the order of the tree."""
    closed = get_closed_paths(None)
    rows = live_in(kind.objects.order_by("path"), language).select_related("locale")
    return [row for row in rows if not row.path.startswith(closed)]


def fetch_kit(language: str) -> list[PageRow]:
    """Two queries."""
    kinds = {ContentType.objects.get_for_model(kind).pk: kind for kind in KINDS}
    pages = live_in(Page.objects.filter(content_type__in=kinds).order_by("path"), language)
    tools, names = find_tools(), {pk: kind._meta.verbose_name for pk, kind in kinds.items()}
    rows = [
        replace(row, more={**row.more, "kind": names[row.content_type_id], "tools": tools.get(row.pk, set())})
        for row in fetch_page_rows(pages, "content_type_id")
    ]
    order = {pk: place for place, pk in enumerate(kinds)}
    return sorted(rows, key=lambda row: (order[row.content_type_id], row.path))


def find_tools() -> dict[int, set[object]]:
    """By primary key of a page of the kit, the translation keys of the tools that it belongs to."""
    tables = [kind._meta.get_field("tools").remote_field.through for kind in KINDS]  # type: ignore[union-attr]
    pairs = [
        table.objects.values_list(f"{kind._meta.model_name}_id", "toolpage__translation_key")
        for kind, table in zip(KINDS, tables, strict=True)
    ]
    tools: dict[int, set[object]] = {}
    for pk, key in pairs[0].union(*pairs[1:], all=True):
        tools.setdefault(pk, set()).add(key)
    return tools


def find_sentences(language: str, request: HttpRequest | None) -> dict[str, dict[str, Any]]:
    """Every sentence of a page that everybody may read, by key, with that page's path and what was done with its words.
    `request` None on paper."""

    def found() -> dict[str, dict[str, Any]]:
        pages = list(live_in(SentencesPage.objects.order_by("path"), language).select_related("locale"))
        states = find_spoken_states(pages)
        return {
            key: {
                **item,
                "number": key.upper(),
                "path": portal_path(page),
                "stands_at": page.path,
                "language": page.locale.language_code,
                "spoken": states[page.pk, key],
            }
            for page in pages
            for key, item in page.sentences().items()
        }

    rows = cache_per_version(request, f"sentences {language}", found)
    closed = get_closed_paths(request)  # asked anew for each reader: what is kept for all holds no privacy
    return {key: row for key, row in rows.items() if not row["stands_at"].startswith(closed)}
