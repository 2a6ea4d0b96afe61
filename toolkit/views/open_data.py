"""Open data: a page about it, and its documents. Each is one of the kept pages, the same for everybody."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from toolkit.presenters import open_data
from toolkit.presenters.result_data import ShortEncoder
from toolkit.selectors.open_data import find_open_checklists


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    context = {"licence": open_data.LICENCE, "licence_url": open_data.LICENCE_URL}
    return render(request, "toolkit/open_data.html", context)


@require_safe
def checklists(request: HttpRequest) -> JsonResponse:
    return send_data(open_data.build_checklist_list(request))


@require_safe
def checklist(request: HttpRequest, key: UUID) -> JsonResponse:
    """In the reader's language, or else in English. Raises Http404 where nobody may read it there."""
    return send_data(open_data.build_checklist(get_object_or_404(find_open_checklists(request), translation_key=key)))


@require_safe
def law(request: HttpRequest) -> JsonResponse:
    return send_data(open_data.build_law())


@require_safe
def glossary(request: HttpRequest) -> JsonResponse:
    return send_data(open_data.build_glossary())


def send_data(data: open_data.Data) -> JsonResponse:
    """Pages of other sites may read it as well: it is public, no cookie changes it, and `*` lets a browser send none.
    No other address of the portal says this."""
    return JsonResponse(data, encoder=ShortEncoder, headers={"Access-Control-Allow-Origin": "*"})
