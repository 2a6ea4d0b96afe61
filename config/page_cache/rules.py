"""Which requests and which answers are anybody's, so that one kept page serves every reader."""

import io
import re
import sys
from functools import cache as once

from django.conf import settings
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.cache import has_vary_header

# Below a language everything is somebody's or everybody's, by the second part of the address. What stands elsewhere
# looks at more of a request than a kept page may (the front door at Accept-Language), but for these.
SITEMAP_PARTS = ("pages", "law", "glossary", "modules", "lists", "files")
CACHEABLE_PATHS = {"/sitemap.xml", *(f"/sitemap-{name}.xml" for name in SITEMAP_PARTS), "/robots.txt"}
PRIVATE_PARTS = {"account", "exit", "files", "work", "gallery", "search"}
# What a page for everybody may be made from, besides its name, address and encoding; the last two for counting alone
# (config/middleware/throttle.py): no view reads them.
PASSED_ON = ["SERVER_PROTOCOL", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "PATH_INFO"]
PASSED_ON += ["REMOTE_ADDR", "HTTP_X_FORWARDED_FOR"]
# What a kept page is compressed by: the first that its reader takes. deploy/nginx.conf reads the header the same way.
ENCODINGS = {"br": re.compile(r"(?:^|,) *br *(?:,|$)"), "gzip": re.compile("gzip")}
CACHEABLE_TYPES = ("text/html", "application/xml", "application/atom+xml", "application/json", "text/xml", "text/plain")


def is_cacheable_request(request: HttpRequest) -> bool:
    """A plain question that everybody may ask, from somebody of whom we know nothing."""
    ours = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages"}
    if request.method not in {"GET", "HEAD"} or request.META.get("QUERY_STRING") or ours & set(request.COOKIES):
        return False
    if {"HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_HX_REQUEST"} & set(request.META):
        return False
    parts = request.path_info.split("/")
    if parts[1] not in list_language_codes():
        return request.path_info in CACHEABLE_PATHS
    return not (len(parts) > 2 and parts[2] in {*PRIVATE_PARTS, settings.SPACE_PATH})


@once
def list_language_codes() -> frozenset[str]:
    return frozenset(code for code, _name in settings.LANGUAGES)


def strip_request(request: HttpRequest) -> HttpRequest:
    """The same question from nobody in particular: what every reader of the kept page has asked."""
    environ = {name: value for name in PASSED_ON if (value := request.META.get(name)) is not None}
    if encoding := choose_encoding(request):
        environ["HTTP_ACCEPT_ENCODING"] = encoding
    environ |= {"REQUEST_METHOD": "GET", "QUERY_STRING": "", "SCRIPT_NAME": ""}
    environ["PATH_INFO"] = request.path_info.encode().decode("latin-1")  # as it came: Django has read it already
    environ |= {"wsgi.version": (1, 0), "wsgi.url_scheme": request.scheme, "wsgi.input": io.BytesIO()}
    environ |= {"wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False}
    if settings.SECURE_PROXY_SSL_HEADER:  # else Django asks what the client came by once more
        name, https = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = https if request.scheme == "https" else "http"
    same = WSGIRequest(environ)
    same.content_version = request.content_version  # type: ignore[attr-defined]
    return same


def choose_encoding(request: HttpRequest) -> str:
    """ "br", "gzip" or "" (RFC 9110, 12.5.3; who says `br;q=0` or any other weight gets gzip)."""
    accepted = request.META.get("HTTP_ACCEPT_ENCODING", "")
    return next((name for name, pattern in ENCODINGS.items() if pattern.search(accepted)), "")


def is_cacheable_response(response: HttpResponseBase) -> bool:
    """Finished, found, and said to nobody in particular."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Cache-Control" not in response.headers
        and not has_vary_header(response, "Cookie")
        and response.headers.get("Content-Type", "").startswith(CACHEABLE_TYPES)
    )
