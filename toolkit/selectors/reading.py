"""What everybody may read, in the reader's language or else in English."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef
from django.http import HttpRequest
from wagtail.models import Locale, PageViewRestriction

from toolkit.caching.content_version import cache_per_version
from toolkit.models import ChecklistPage, Provision, ToolPage, Version
from toolkit.selectors.neighbours import PageRow, fetch_page_rows


def get_closed_paths(request: HttpRequest | None) -> tuple[str, ...]:
    """Where pages stand that not everybody may see. Asked once per request, and never kept for another."""
    if request is None:
        return tuple(PageViewRestriction.objects.values_list("page__path", flat=True))
    if not hasattr(request, "closed_paths"):
        paths = PageViewRestriction.objects.values_list("page__path", flat=True)
        request.closed_paths = tuple(paths)  # type: ignore[attr-defined]
    return request.closed_paths  # type: ignore[attr-defined]


def filter_readable_pages(rows: Any, locale: Locale, request: HttpRequest) -> Any:
    """Public pages among `rows`, each in this language, or in English where it is not translated yet."""
    for path in get_closed_paths(request):
        rows = rows.exclude(path__startswith=path)
    return live_in(rows.select_related("locale"), locale.language_code)


def live_in(rows: Any, language: str) -> Any:
    """Published pages among `rows`, each in this language, or in English where it is not translated yet."""
    rows = rows.live()
    english = rows.filter(locale__language_code=settings.LANGUAGE_CODE)
    if language == settings.LANGUAGE_CODE:
        return english
    translated = rows.filter(locale__language_code=language, alias_of=None)
    return translated | english.exclude(translation_key__in=translated.values("translation_key"))


def list_tools(language: str, request: HttpRequest) -> list[PageRow]:
    """The tools in the order of their numbers, with number and task: many pages list them."""
    pages = live_in(ToolPage.objects.order_by("number"), language)
    return open_ones(
        cache_per_version(request, f"tools {language}", lambda: fetch_page_rows(pages, "number", "task")), request
    )


def list_checklists(language: str, request: HttpRequest) -> list[PageRow]:
    """The checklists in the order of their places, with what they hold and whose tool's they are."""

    latest = Version.objects.filter(page=OuterRef("pk")).order_by("-number").values("number")[:1]

    def found() -> list[PageRow]:
        pages = live_in(ChecklistPage.objects.order_by("path"), language)
        pages = pages.annotate(of_tool=F("tool__translation_key"), tool_number=F("tool__number"), version=latest)
        rows = fetch_page_rows(pages, "minutes", "sections", "of_tool", "tool_number", "version")
        return [replace(row, more={**row.more, "sections": None, "questions": count_questions(row)}) for row in rows]

    return open_ones(cache_per_version(request, f"checklists {language}", found), request)


def count_questions(checklist: Any) -> int:
    """Counted in the stored blocks: nothing is looked up."""
    return sum(len(section["value"].get("items", [])) for section in checklist.sections.raw_data)


def open_ones(rows: Iterable[PageRow], request: HttpRequest) -> list[PageRow]:
    """Asked anew for each reader: what is kept for all holds no privacy."""
    closed = get_closed_paths(request)
    return [row for row in rows if not row.path.startswith(closed)]


def get_provisions(pks: list[int], request: HttpRequest | None) -> dict[int, Provision]:
    """Provisions with their instruments, by primary key; those that a page cited before are there already."""
    known: dict[int, Provision] = cache_per_version(request, "provisions", dict)
    missing = [pk for pk in pks if pk not in known]
    if missing:
        known.update(Provision.objects.published().select_related("instrument").in_bulk(missing))
    return known
