"""Public pages as finished bytes, in front of everything else.

What is kept is the whole answer: compressed, with every header, under an ETag. It is kept for one state of the content:
each change a reader could see draws a new token (config/apps.py), and what was kept under the old one is never asked
for again. So there is nothing to purge and nothing old to serve, on however many web hosts.

Nothing is kept that could belong to somebody: only answers to readers without a cookie of ours, to plain GETs without a
query, that set no cookie, looked at none (`Vary: Cookie`) and forbid nobody to keep them.
"""

import hashlib
import json
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from functools import cache as once
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, has_vary_header

from toolkit.models.state import KEPT_FOR, settled, state

logger = logging.getLogger(__name__)
# What this process was asked for lately: then only the token is asked of the shared cache, and a new one finds nothing.
NEAR_FOR = 60
MOST_NEAR = 256  # pages, of some ten kilobytes each
near: dict[str, tuple[float, "Kept"]] = {}
ALONE = 5  # seconds for which one reader's request makes the page and others wait
NAP = 0.02
# Browsers ask each time; a shared cache that is told of every change need not.
SHARED = f"public, max-age=0, must-revalidate, s-maxage={KEPT_FOR}"
STATE = "portal-state"
# Never, whatever their headers say: first part of the address, and second part behind the language.
APART = {"admin", "documents", "media", "static", "healthz", "readyz", "metrics", STATE}
READ_BY_THE_PROXY = {"X-State", "Cache-Control", "X-Accel-Expires", "Content-Length"}
PRIVATE = {"account", "exit", "files", "work", "gallery", "search"}
Kept = tuple[bytes, dict[str, str]]  # the body, and every header
KINDS = ("text/html", "application/xml", "application/atom+xml", "application/json", "text/xml", "text/plain")


class KeptPages:
    """Answers public pages from the cache, and keeps them there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.KEEP_PAGES or not is_anybodys(request):
            response = not_for_all(self.get_response(request))
            if request.path_info == f"/{STATE}":
                without_what_readers_need(response)
            settled()
            return response
        try:
            key = key_of(request)
            kept = near_or_far(key)
            if kept is None and not caches["default"].add(f"{key}.maker", 1, ALONE):
                kept = wait_for(key)
        except Exception as error:  # whatever a cache raises: then this is a portal without one
            logger.warning("No pages from the cache: %s", type(error).__name__)
            request.content_state = ""  # type: ignore[attr-defined]
            return self.get_response(request)
        if kept is not None:
            return answer_with(request, kept)
        return self.made(request, key)

    def made(self, request: HttpRequest, key: str) -> HttpResponseBase:
        response: Any = self.get_response(request)
        with suppress(Exception):
            if may_be_kept(response):
                finish(response)
                caches["default"].set(key, (response.content, dict(response.headers)), KEPT_FOR)
            caches["default"].delete(f"{key}.maker")
        if response.headers.get("ETag"):
            return get_conditional_response(request, response.headers["ETag"], None, response) or response
        return response  # type: ignore[no-any-return]


def not_for_all(response: HttpResponseBase) -> HttpResponseBase:
    """A cache between us and readers that is told to keep pages keeps by its own rule what says nothing of itself."""
    if settings.WAGTAILFRONTENDCACHE and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def without_what_readers_need(response: HttpResponseBase) -> None:
    """The proxy reads the state again for each page that it hands out, and each header of it costs a reader's time."""
    for name in set(response.headers) - READ_BY_THE_PROXY:
        del response.headers[name]


def is_anybodys(request: HttpRequest) -> bool:
    """A plain question that everybody may ask, from somebody of whom we know nothing."""
    ours = {settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.LANGUAGE_COOKIE_NAME, "messages"}
    if request.method not in {"GET", "HEAD"} or request.META.get("QUERY_STRING") or ours & set(request.COOKIES):
        return False
    if {"HTTP_AUTHORIZATION", "HTTP_RANGE", "HTTP_HX_REQUEST"} & set(request.META):
        return False
    parts = request.path_info.strip("/").split("/")
    return parts[0] not in APART and not (len(parts) > 1 and parts[1] in {*PRIVATE, settings.SPACE_PATH})


def may_be_kept(response: HttpResponseBase) -> bool:
    """Finished, found, and said to nobody in particular."""
    return (
        response.status_code == 200
        and not response.streaming
        and not response.cookies
        and "Cache-Control" not in response.headers
        and not has_vary_header(response, "Cookie")
        and response.headers.get("Content-Type", "").startswith(KINDS)
    )


def finish(response: Any) -> None:
    """A strong ETag over the very bytes; whoever keeps a copy asks each time whether it is still right."""
    encoding = response.headers.get("Content-Encoding", "")
    digest = hashlib.sha256(encoding.encode() + response.content).hexdigest()[:32]
    response.headers["ETag"] = f'"{digest}"'
    if settings.BEHIND_PROXY:  # deploy/nginx.conf keeps it under the same token, and takes this header away
        response.headers["X-Accel-Expires"] = str(KEPT_FOR)
    response.headers["Cache-Control"] = SHARED if settings.WAGTAILFRONTENDCACHE else "public, no-cache"


def answer_with(request: HttpRequest, kept: Kept) -> HttpResponseBase:
    content, headers = kept
    response = HttpResponse(content, headers=headers)
    return get_conditional_response(request, headers["ETag"], None, response) or response


def near_or_far(key: str) -> Kept | None:
    until, kept = near.get(key, (0.0, None))
    if kept is not None and time.monotonic() < until:
        return kept
    found: Kept | None = caches["default"].get(key)
    if found is not None:
        if len(near) >= MOST_NEAR:
            near.clear()
        near[key] = (time.monotonic() + NEAR_FOR, found)
    return found


def wait_for(key: str) -> Kept | None:
    """Somebody makes this page right now. None where she takes too long, or it may not be kept."""
    end = time.monotonic() + ALONE
    while time.monotonic() < end:
        time.sleep(NAP)
        if (kept := caches["default"].get(key)) is not None:
            return kept
        if caches["default"].get(f"{key}.maker") is None:
            return None
    return None


def key_of(request: HttpRequest) -> str:
    """Host, address and encoding, for one state of the content and one release of the portal."""
    gzip = "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")
    request.content_state = token = state()  # type: ignore[attr-defined]  # for toolkit.models.state
    facts = [token, release(), request.scheme, request.get_host(), request.path_info, gzip]
    return f"pages.{hashlib.sha256(repr(facts).encode()).hexdigest()}"


@once
def release() -> str:
    """Templates, translations and style of this installation: while a new one is rolled out, each keeps its own.

    By what is in them, never by when they were written: hosts that were built apart share their pages.
    """
    digest = hashlib.sha256(repr(style()).encode())
    for folder, kind in (("templates", "html"), ("locale", "mo")):
        root = settings.BASE_DIR / folder
        for path in sorted(root.rglob(f"*.{kind}")):
            digest.update(path.relative_to(root).as_posix().encode() + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def style() -> list[tuple[str, str]]:
    """Every collected file with the name that has its hash; their order in the manifest is the file system's."""
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    return sorted(json.loads(manifest.read_text())["paths"].items()) if manifest.exists() else []
