"""A module in two languages side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from modules.presenters.beside import build_module_pair
from modules.selectors.beside import find_module_in_two


@require_safe
def beside(request: HttpRequest, one: str, two: str, slug: str) -> HttpResponse:
    """404 where one of the languages lacks the module, or not everybody may read it there."""
    found = find_module_in_two(request.user, slug, (one, two))
    if found is None:
        raise Http404
    return render(request, "modules/beside.html", build_module_pair(*found))
