"""Response policies that depend on where a page lives."""

import re
from collections.abc import Callable

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.csp import CSP

from config.page_cache.rules import list_language_codes
from toolkit.domain.saved import is_in_scope

SHORTEST = 200  # bytes; below it compression gains nothing: Django's figure
BROTLI_QUALITY = 5  # of 11; 2 ms more than gzip for a page, and 9 would take 25
# Those that stand first in templates/base.html, one to a line. The frame of Wagtail's admin writes them otherwise.
SHEET = re.compile(r'^<link rel="stylesheet" href="(/[^"]+)">$', re.MULTILINE)
FIRST_BYTES = 1000
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


class PreloadMiddleware:
    """Names a page's style sheets in its header: a browser asks for them before the page itself has come that far, and
    on a slow line nothing is painted without them."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if isinstance(response, HttpResponse) and response.headers.get("Content-Type", "").startswith("text/html"):
            sheets = SHEET.findall(response.content[:FIRST_BYTES].decode("utf-8", "ignore"))
            if sheets:
                response.headers["Link"] = ", ".join(f"<{sheet}>; rel=preload; as=style" for sheet in sheets)
        return response


class CompressionMiddleware(GZipMiddleware):
    """Compresses pages, and leaves files alone that are compressed already: they keep their length and ETag.

    By Brotli where that alone is asked for, as config/page_cache/rules.py does for a page that is everybody's: a tenth
    smaller. Django's gzip varies the length of all others, so that it tells nothing of a secret in them (BREACH).
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if not response.headers.get("Content-Type", "").startswith(("text/", "application/json", "application/xml")):
            return response
        if request.META.get("HTTP_ACCEPT_ENCODING") != "br":
            return super().process_response(request, response)
        if isinstance(response, HttpResponse) and len(response.content) >= SHORTEST:
            compress_with_brotli(response)
        return response


def compress_with_brotli(response: HttpResponse) -> None:
    patch_vary_headers(response, ("Accept-Encoding",))
    if response.has_header("Content-Encoding"):
        return
    response.content = brotli.compress(response.content, quality=BROTLI_QUALITY)
    response.headers["Content-Encoding"] = "br"
    response.headers["Content-Length"] = str(len(response.content))
