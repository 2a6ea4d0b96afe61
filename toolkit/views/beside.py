"""A page in two languages side by side."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from toolkit.presenters.beside import build_beside_context
from toolkit.selectors.beside import find_in_two


@require_safe
def beside(request: HttpRequest, one: str, two: str, place: str = "") -> HttpResponse:
    """What stands at `place` in both languages. 404 where one of them lacks it, or not everybody may read it."""
    found = find_in_two(place, one, two)
    if found is None:
        raise Http404
    return render(request, "components/beside.html", build_beside_context(*found, request))
