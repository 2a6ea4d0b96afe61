"""Teaching modules among the open data: kept pages, as toolkit/views/open_data.py has them."""

from uuid import UUID

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from modules.models import Module
from modules.presenters.open_data import build_module_document, build_module_list
from toolkit.views.open_data import send_data


@require_safe
def modules(request: HttpRequest) -> JsonResponse:
    """Drafts for local review are left out: nobody takes them elsewhere."""
    return send_data(build_module_list(list(Module.objects.finished().without_text().readable().order_by("slug"))))


@require_safe
def module(request: HttpRequest, key: UUID) -> JsonResponse:
    """In the reader's language, or else in English. Raises Http404 where nobody may read it there."""
    rows = Module.objects.finished().readable().select_related("parent__locale")
    return send_data(build_module_document(get_object_or_404(rows, translation_key=key)))
