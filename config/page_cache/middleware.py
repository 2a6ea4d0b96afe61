"""Public pages as finished bytes, in front of everything else.

What is kept is the whole answer: compressed, with every header, under an ETag. It is kept for one version of the
content: each change a reader could see draws a new token (invalidation.py), and what was kept under the old one is
never asked for again. So there is nothing to purge and nothing old to serve, on however many web hosts.

Nothing is kept that could belong to somebody: only answers to readers without a cookie of ours, to plain GETs without a
query, that set no cookie, looked at none (`Vary: Cookie`) and forbid nobody to keep them.

And nothing is kept that one reader could have made for the next: the key is a MAC over all that such a page may depend
on, and the page is made from a request that holds nothing else. A header that nobody thought of does not come so far.
"""

import hashlib
import logging
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response

from accounts.limits import client_key
from config.page_cache.keys import get_page_key
from config.page_cache.memory import CachedPage, consume_store_budget, find_page
from config.page_cache.rules import is_cacheable_request, is_cacheable_response, strip_request
from toolkit.caching.content_version import PAGE_TTL, wait_until_token_expires

logger = logging.getLogger(__name__)
MAX_WAIT = 5  # seconds for which one reader's request makes the page and others wait
POLL_INTERVAL = 0.02
# Browsers ask each time; a shared cache that is told of every change need not.
SHARED_CACHE_CONTROL = f"public, max-age=0, must-revalidate, s-maxage={PAGE_TTL}"
VERSION_PATH = "portal-state"
PROXY_HEADERS = {"X-State", "Cache-Control", "X-Accel-Expires", "Content-Length"}


class PageCacheMiddleware:
    """Answers public pages from the cache, and keeps them there."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if not settings.KEEP_PAGES or not is_cacheable_request(request):
            response = mark_private(self.get_response(request))
            if request.path_info == f"/{VERSION_PATH}":
                remove_unread_headers(response)
            wait_until_token_expires()
            return response
        try:
            key = get_page_key(request)
            kept = find_page(key)
            if kept is None and not caches["default"].add(f"{key}.maker", 1, MAX_WAIT):
                kept = wait_for_page(key)
        except Exception as error:  # whatever a cache raises: then this is a portal without one
            logger.warning("No pages from the cache: %s", type(error).__name__)
            request.content_version = ""  # type: ignore[attr-defined]
            return self.get_response(request)
        if kept is not None:
            return respond_with(request, kept)
        return self.make_page(request, key)

    def make_page(self, request: HttpRequest, key: str) -> HttpResponseBase:
        keeps = consume_store_budget(client_key(request))
        with suppress(Exception):
            if not keeps:  # nobody waits for what will not be there
                caches["default"].delete(f"{key}.maker")
        response: Any = self.get_response(strip_request(request))
        with suppress(Exception):
            if is_cacheable_response(response):
                set_cache_headers(response)
                if keeps:
                    caches["default"].set(key, (response.content, dict(response.headers)), PAGE_TTL)
                else:
                    response.headers.pop("X-Accel-Expires", None)
            if keeps:
                caches["default"].delete(f"{key}.maker")
        if response.headers.get("ETag"):
            return get_conditional_response(request, response.headers["ETag"], None, response) or response
        return response


def mark_private(response: HttpResponseBase) -> HttpResponseBase:
    """A cache between us and readers that is told to keep pages keeps by its own rule what says nothing of itself."""
    if settings.WAGTAILFRONTENDCACHE and "Cache-Control" not in response.headers:
        response.headers["Cache-Control"] = "private, no-cache"
    return response


def remove_unread_headers(response: HttpResponseBase) -> None:
    """The proxy reads the version again for each page that it hands out, and each header costs a reader's time."""
    for name in set(response.headers) - PROXY_HEADERS:
        del response.headers[name]


def set_cache_headers(response: Any) -> None:
    """A strong ETag over the very bytes; whoever keeps a copy asks each time whether it is still right."""
    encoding = response.headers.get("Content-Encoding", "")
    digest = hashlib.sha256(encoding.encode() + response.content).hexdigest()[:32]
    response.headers["ETag"] = f'"{digest}"'
    if settings.BEHIND_PROXY:  # deploy/nginx.conf keeps it under the same token, and takes this header away
        response.headers["X-Accel-Expires"] = str(PAGE_TTL)
    response.headers["Cache-Control"] = SHARED_CACHE_CONTROL if settings.WAGTAILFRONTENDCACHE else "public, no-cache"


def respond_with(request: HttpRequest, kept: CachedPage) -> HttpResponseBase:
    content, headers = kept
    response = HttpResponse(content, headers=headers)
    return get_conditional_response(request, headers["ETag"], None, response) or response


def wait_for_page(key: str) -> CachedPage | None:
    """Somebody makes this page right now. None where that takes too long, or it may not be kept."""
    end = time.monotonic() + MAX_WAIT
    while time.monotonic() < end:
        time.sleep(POLL_INTERVAL)
        if isinstance(kept := caches["default"].get(key), tuple):
            return kept
        if caches["default"].get(f"{key}.maker") is None:
            return None
    return None
