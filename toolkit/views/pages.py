"""Pages of the tree."""

from django.http import HttpRequest, HttpResponse
from wagtail.views import serve

from toolkit.selectors.routing import find_page


def serve_page(request: HttpRequest, path: str) -> HttpResponse:
    """A page of the tree. We find it; whether this reader may see it, and all else, is Wagtail's as always."""
    request._wagtail_route_for_request = find_page(request, path)  # type: ignore[attr-defined]
    return serve(request, path)
