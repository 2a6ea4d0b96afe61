"""What the templates of pages show beside the page itself."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from django.utils.text import capfirst
from wagtail.models import Page

from toolkit.caching.content_version import get_version_for_request
from toolkit.models import (
    ArticlePage,
    ChecklistPage,
    HomePage,
    PathPage,
    PortalPage,
    PracticePage,
    SectionPage,
    SentencesPage,
    SignsPage,
    ToolPage,
    Version,
)
from toolkit.presenters.bound import build_bound_context, prefetch_instruments
from toolkit.presenters.kit import KIT_PRESENTERS, list_open_points
from toolkit.presenters.result_data import build_result_script
from toolkit.selectors.kit import KINDS, list_kit
from toolkit.selectors.neighbours import PageRow, get_neighbours
from toolkit.selectors.reading import filter_readable_pages, list_checklists, list_tools

ON_SHELVES = (SectionPage, PracticePage, ArticlePage, *KINDS)


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    checklists = list_checklists(page.locale.language_code, request)
    return {
        "tools": list_tools(page.locale.language_code, request),
        "checklists": checklists,
        "by_tool": {row.of_tool: row for row in checklists},
        "cycle": [row for row in checklists if row.of_tool is None],
        "at_hand": get_neighbours(page).named(int(raw["value"]) for raw in page.at_hand.raw_data if raw["value"]),
    }


def section_context(page: SectionPage, request: HttpRequest) -> dict[str, Any]:
    """What stands below the section, in the reader's language or else in English."""
    language, sections = page.locale.language_code, [page]
    if language != settings.LANGUAGE_CODE:
        sections += page.get_translations().filter(locale__language_code=settings.LANGUAGE_CODE)
    paths = tuple(section.path for section in sections)
    checklists = [row for row in list_checklists(language, request) if row.path.startswith(paths)]
    of_tools = [row for row in checklists if row.of_tool]
    return {
        "tools": [row for row in list_tools(language, request) if row.path.startswith(paths)],
        "by_tool": {row.of_tool: row for row in list_checklists(language, request)},
        "checklists": checklists,
        "of_tools": sorted(of_tools, key=lambda row: row.tool_number),
        "of_cycle": [row for row in checklists if row.of_tool is None],
        "shelves": group_shelf(others_in(page, paths, request)),
        "open_points": list_open_points(page),
    }


def group_shelf(pages: list[Page]) -> list[tuple[Any, list[Page]]]:
    """What stands on a shelf, kind by kind in its order there. Where there is one kind, or it is a shelf again, no
    heading says so. Names are translated where they are shown."""
    groups: dict[str, tuple[Any, list[Page]]] = {}
    for page in sorted(pages, key=order_on_shelf):
        name = name_group(page)
        groups.setdefault(str(name), (name, []))[1].append(page)
    return [("" if len(groups) == 1 else name, rows) for name, rows in groups.values()]


def order_on_shelf(page: Page) -> tuple[int, str]:
    """What is for the moment itself first."""
    urgent = (PathPage, SentencesPage)
    return (next((place for place, kind in enumerate(urgent) if isinstance(page, kind)), len(urgent)), page.path)


def name_group(page: Page) -> Any:
    if isinstance(page, SignsPage):
        return SignsPage.ListedCrime(page.crime).label
    if isinstance(page, PathPage | SentencesPage | SectionPage | PracticePage | ArticlePage):
        return ""
    return capfirst(page._meta.verbose_name_plural)


def others_in(page: SectionPage, paths: tuple[str, ...], request: HttpRequest) -> list[Page]:
    """Shelves, scenarios, notes, articles and the things of the kit in this section."""
    below = models.Q(*[models.Q(path__startswith=path) for path in paths], _connector=models.Q.OR)
    rows = Page.objects.filter(below, depth=page.depth + 1).type(*ON_SHELVES).order_by("path")
    pages = list(filter_readable_pages(rows, page.locale, request).specific())
    models.prefetch_related_objects(pages, "locale")
    return pages


def tool_context(page: ToolPage, request: HttpRequest) -> dict[str, Any]:
    language, key = page.locale.language_code, page.translation_key
    found = (row for row in list_checklists(language, request) if row.of_tool == key)
    return {
        "tools": list_tools(language, request),
        "checklist": next(found, None),
        "kit": list_kit_of(key, language, request),
    }


def list_kit_of(tool: object, language: str, request: HttpRequest) -> list[tuple[Any, list[PageRow]]]:
    """What of the working kit belongs to the tool with this translation key, kind by kind."""
    rows = (row for row in list_kit(language, request) if tool in row.tools)
    return [(capfirst(kind), list(group)) for kind, group in groupby(rows, key=lambda row: row.kind)]


def checklist_context(page: ChecklistPage, request: HttpRequest) -> dict[str, Any]:
    get_version_for_request(request)  # before what is kept for it is read
    sections = page.lettered_sections()
    prefetch_instruments(sections)
    return {
        "lettered": sections,
        "version": Version.objects.filter(page=page).first(),
        "result_script": build_result_script(page, sections),
        "kit": list_kit_of(page.tool.translation_key, page.locale.language_code, request) if page.tool else [],
        **build_bound_context(sections, page.locale.language_code, request),
    }


PRESENTERS: dict[type[PortalPage], Callable[[Any, HttpRequest], dict[str, Any]]] = {
    **KIT_PRESENTERS,
    HomePage: home_context,
    SectionPage: section_context,
    ToolPage: tool_context,
    ChecklistPage: checklist_context,
}


def assign_presenters() -> None:
    """Lets each kind of page find its presenter: models import nothing from up here."""
    for kind, presenter in PRESENTERS.items():
        kind.presenter = staticmethod(presenter)
