"""What the templates of pages show beside the page itself."""

from typing import Any

from django.conf import settings
from django.db import models
from django.http import HttpRequest
from wagtail.models import Page

from toolkit.models import ArticlePage, ChecklistPage, HomePage, PracticePage, SectionPage, ToolPage, Version
from toolkit.selectors.reading import filter_readable_pages, list_checklists, list_tools


def home_context(page: HomePage, request: HttpRequest) -> dict[str, Any]:
    checklists = list_checklists(page.locale.language_code, request)
    return {
        "tools": list_tools(page.locale.language_code, request),
        "by_tool": {row.of_tool: row for row in checklists},
        "cycle": [row for row in checklists if row.of_tool is None],
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
        "of_tools": sorted(of_tools, key=lambda row: row.tool_number),
        "of_cycle": [row for row in checklists if row.of_tool is None],
        "others": others_in(page, paths, request),
    }


def others_in(page: SectionPage, paths: tuple[str, ...], request: HttpRequest) -> list[Page]:
    """Scenarios, notes and articles in this section."""
    below = models.Q(*[models.Q(path__startswith=path) for path in paths], _connector=models.Q.OR)
    rows = Page.objects.filter(below, depth=page.depth + 1).type(PracticePage, ArticlePage).order_by("path")
    pages = list(filter_readable_pages(rows, page.locale, request).specific())
    models.prefetch_related_objects(pages, "locale")
    return pages


def tool_context(page: ToolPage, request: HttpRequest) -> dict[str, Any]:
    language, key = page.locale.language_code, page.translation_key
    found = (row for row in list_checklists(language, request) if row.of_tool == key)
    return {"tools": list_tools(language, request), "checklist": next(found, None)}


def checklist_context(page: ChecklistPage, request: HttpRequest) -> dict[str, Any]:
    return {"lettered": page.lettered_sections(), "version": Version.objects.filter(page=page).first()}


PRESENTERS = {
    HomePage: home_context,
    SectionPage: section_context,
    ToolPage: tool_context,
    ChecklistPage: checklist_context,
}


def assign_presenters() -> None:
    """Lets each kind of page find its presenter: models import nothing from up here."""
    for kind, presenter in PRESENTERS.items():
        kind.presenter = staticmethod(presenter)
