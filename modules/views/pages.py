"""The page of a module, the pages of its longer parts, and its readings as files."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language
from django.views.decorators.http import require_safe

from modules.domain import citing
from modules.models import Module
from modules.presenters.module_page import (
    OWN_PAGE,
    ModulePresenter,
    build_page_context,
    describe_film,
    get_part_lead,
    list_languages,
)
from modules.presenters.outline_writer import build_outline
from modules.selectors.places import list_languages_of_page


def translations(request: HttpRequest, slug: str) -> list[Module]:
    """A module in each of its languages, the reader's first, then English. Raises Http404 where there is none."""
    rows = list(
        Module.objects.visible_to(request.user)
        .filter(slug=slug)
        .select_related("locale", "parent__locale", "parent__parent__locale")
        .order_by("pk")
    )
    if not rows:
        raise Http404
    order = [get_language(), settings.LANGUAGE_CODE]
    return sorted(
        rows, key=lambda row: order.index(row.locale.language_code) if row.locale.language_code in order else 9
    )


@require_safe
def module(request: HttpRequest, slug: str) -> HttpResponse:
    rows = translations(request, slug)
    return render(request, "modules/module.html", build_page_context(ModulePresenter(rows[0]), rows))


@require_safe
def part(request: HttpRequest, slug: str, key: str) -> HttpResponse:
    """A key issue, an exercise, a case or the slides, with what it cites and its neighbours."""
    rows = translations(request, slug)
    page = ModulePresenter(rows[0])
    for name in OWN_PAGE:
        for place, (found, own) in enumerate(page.listed(name)):
            if own == key:
                return render(request, "modules/part.html", part_context(page, rows, name, place, found))
    raise Http404


def part_context(page: ModulePresenter, rows: list[Module], name: str, place: int, found: Any) -> dict[str, Any]:
    listed = page.listed(name)
    readings = {reading.id: reading for reading in page.outline.readings}
    sources = {source.key: source for source in page.outline.sources}
    outcomes = {outcome.id: outcome for outcome in page.outline.outcomes}
    return {
        "module": page.module,
        "outline": page.outline,
        "part": found,
        "lead": get_part_lead(found),
        "film": describe_film(found) if name == "films" else None,
        "kind": name,
        "listed": listed,
        "before": listed[place - 1] if place else None,
        "after": listed[place + 1] if place + 1 < len(listed) else None,
        "readings": [readings[one] for one in getattr(found, "references", ())],
        "sources": [sources[one] for one in getattr(found, "provisions", ()) if one in sources],
        "serves": [outcomes[one] for one in getattr(found, "outcomes", ()) if one in outcomes],
        "decision": next((row for row in page.outline.adapted if row.part == found.id), None),
        "languages": list_languages(rows),
        "told_in": list_languages_of_page(page.module, f"parts/{page.keys[found.id]}/"),
    }


@require_safe
def assessment(request: HttpRequest, slug: str) -> HttpResponse:
    """The questions without any answer. 404 where the module has none."""
    rows = translations(request, slug)
    outline = build_outline(rows[0])
    if not outline.questions:
        raise Http404
    told_in = list_languages_of_page(rows[0], "assessment/")
    context = {"module": rows[0], "outline": outline, "languages": list_languages(rows), "told_in": told_in}
    return render(request, "modules/assessment.html", context)


@require_safe
def readings(request: HttpRequest, slug: str) -> HttpResponse:
    """Every reading, with what it takes to get it. 404 where the module has none."""
    rows = translations(request, slug)
    outline = build_outline(rows[0])
    if not outline.readings:
        raise Http404
    told_in = list_languages_of_page(rows[0], "readings/")
    context = {"module": rows[0], "outline": outline, "languages": list_languages(rows), "told_in": told_in}
    return render(request, "modules/readings.html", context)


@require_safe
def bibtex(request: HttpRequest, slug: str) -> HttpResponse:
    return readings_as(request, slug, "bib", "application/x-bibtex", citing.format_bibtex)


@require_safe
def ris(request: HttpRequest, slug: str) -> HttpResponse:
    return readings_as(request, slug, "ris", "application/x-research-info-systems", citing.format_ris)


def readings_as(request: HttpRequest, slug: str, ending: str, kind: str, write: Any) -> HttpResponse:
    outline = build_outline(translations(request, slug)[0])
    text = write([{**reading.csl, "id": reading.id} for reading in outline.readings])
    response = HttpResponse(text, content_type=f"{kind}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{slug}-readings.{ending}"'
    patch_vary_headers(response, ["Accept-Language"])
    return response
