"""Response policies that depend on where a page lives."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.csp import CSP

from config.page_cache.rules import list_language_codes
from toolkit.domain.saved import is_in_scope

PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"


class ResponsePolicyMiddleware:
    """Gives Wagtail's admin its own content security policy and every page a permissions policy. A service worker may
    be registered where the toolkit may be saved, and nowhere else.

    Private documents and everything in the admin are never stored by a cache.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault("Permissions-Policy", PERMISSIONS)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        if request.path.startswith(reverse("wagtailadmin_home")):
            response._csp_config = settings.ADMIN_CSP  # type: ignore[attr-defined]  # what csp_override sets
            response.headers.setdefault("Cache-Control", "no-store")
        elif is_in_scope(request.path_info, list_language_codes()):
            own = getattr(response, "_csp_config", settings.SECURE_CSP)  # a view's own policy stays
            response._csp_config = {**own, "worker-src": [CSP.SELF]}  # type: ignore[attr-defined]
        if response.status_code == 429:  # a view's own limit: they are counted in ten minutes or an hour
            response.headers.setdefault("Retry-After", "600")
            response.headers.setdefault("Cache-Control", "no-store")
        if request.path.startswith("/documents/"):
            response.headers.setdefault("Cache-Control", "private, no-store")
        return response


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages, and leaves files alone that are compressed already: they keep their length and ETag."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if response.headers.get("Content-Type", "").startswith(("text/", "application/json", "application/xml")):
            return super().process_response(request, response)
        return response
