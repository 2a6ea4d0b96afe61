"""Public pages as finished bytes, in front of everything else.

What is kept is the whole answer: compressed, with every header, under an ETag. It is kept for one state of the content:
each change a reader could see draws a new token (config/apps.py), and what was kept under the old one is never asked
for again. So there is nothing to purge and nothing old to serve, on however many web hosts.

Nothing is kept that could belong to somebody: only answers to readers without a cookie of ours, to plain GETs without a
query, that set no cookie, looked at none (`Vary: Cookie`) and forbid nobody to keep them.

And nothing is kept that one reader could have made for the next: the key is a MAC over all that such a page may depend
on, and the page is made from a request that holds nothing else. A header that nobody thought of does not come so far.
"""

import hashlib
import io
import json
import logging
import sys
import threading
import time
from collections import deque
from collections.abc import Callable
from contextlib import suppress
from functools import cache as once
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.core.handlers.wsgi import WSGIRequest
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.cache import get_conditional_response, has_vary_header

from accounts.limits import client_key
from config.caches.plain import mac
from toolkit.caching.content_version import KEPT_FOR, settled, state

logger = logging.getLogger(__name__)
# What this process was asked for lately: then only the token is asked of the shared cache, and a new one finds nothing.
NEAR_FOR = 60
MOST_NEAR = 256  # pages, of some ten kilobytes each
# Once there are so many, so many a minute may push others out: who asks for everything does not take what readers read.
NEW_NEAR, A_MINUTE = 16, 60.0
near: dict[str, tuple[float, "Kept"]] = {}
pushed: deque[float] = deque(maxlen=NEW_NEAR)
pushing = threading.Lock()
# How many new pages one client may have kept, at once and in each second, in this process. It keeps nobody from
# reading: without a coin the page is made and not kept. Room for a class that looks around after a publication.
COINS, COINS_A_SECOND = 30.0, 1.0
MOST_CLIENTS = 4096
purse: dict[str, tuple[float, float]] = {}  # client: coins that were left, and when
ALONE = 5  # seconds for which one reader's request makes the page and others wait
NAP = 0.02
# Browsers ask each time; a shared cache that is told of every change need not.
SHARED = f"public, max-age=0, must-revalidate, s-maxage={KEPT_FOR}"
STATE = "portal-state"
# Below a language everything is somebody's or everybody's, by the second part of the address. What stands elsewhere
# looks at more of a request than a kept page may (the front door at Accept-Language), but for these.
OPEN = {"/sitemap.xml", "/robots.txt"}
READ_BY_THE_PROXY = {"X-State", "Cache-Control", "X-Accel-Expires", "Content-Length"}
PRIVATE = {"account", "exit", "files", "work", "gallery", "search"}
Kept = tuple[bytes, dict[str, str]]  # the body, and every header
# What a page for everybody may be made from, besides its name, address and encoding; the last two for counting alone
# (config/middleware/throttle.py): no view reads them.
LET_THROUGH = ["SERVER_PROTOCOL", "HTTP_HOST", "SERVER_NAME", "SERVER_PORT", "PATH_INFO"]
LET_THROUGH += ["REMOTE_ADDR", "HTTP_X_FORWARDED_FOR"]
LAYOUT = "3"  # of the key and of what lies there
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
        keeps = has_a_coin(client_key(request))
        with suppress(Exception):
            if not keeps:  # nobody waits for what will not be there
                caches["default"].delete(f"{key}.maker")
        response: Any = self.get_response(bare(request))
        with suppress(Exception):
            if may_be_kept(response):
                finish(response)
                if keeps:
                    caches["default"].set(key, (response.content, dict(response.headers)), KEPT_FOR)
                else:
                    response.headers.pop("X-Accel-Expires", None)
            if keeps:
                caches["default"].delete(f"{key}.maker")
        if response.headers.get("ETag"):
            return get_conditional_response(request, response.headers["ETag"], None, response) or response
        return response


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
    parts = request.path_info.split("/")
    if parts[1] not in languages():
        return request.path_info in OPEN
    return not (len(parts) > 2 and parts[2] in {*PRIVATE, settings.SPACE_PATH})


@once
def languages() -> frozenset[str]:
    return frozenset(code for code, _name in settings.LANGUAGES)


def bare(request: HttpRequest) -> HttpRequest:
    """The same question from nobody in particular: what every reader of the kept page has asked."""
    environ = {name: value for name in LET_THROUGH if (value := request.META.get(name)) is not None}
    if takes_gzip(request):
        environ["HTTP_ACCEPT_ENCODING"] = "gzip"
    environ |= {"REQUEST_METHOD": "GET", "QUERY_STRING": "", "SCRIPT_NAME": ""}
    environ["PATH_INFO"] = request.path_info.encode().decode("latin-1")  # as it came: Django has read it already
    environ |= {"wsgi.version": (1, 0), "wsgi.url_scheme": request.scheme, "wsgi.input": io.BytesIO()}
    environ |= {"wsgi.errors": sys.stderr, "wsgi.multithread": True, "wsgi.multiprocess": True, "wsgi.run_once": False}
    if settings.SECURE_PROXY_SSL_HEADER:  # else Django asks what the client came by once more
        name, https = settings.SECURE_PROXY_SSL_HEADER
        environ[name] = https if request.scheme == "https" else "http"
    same = WSGIRequest(environ)
    same.content_state = request.content_state  # type: ignore[attr-defined]
    return same


def takes_gzip(request: HttpRequest) -> bool:
    return "gzip" in request.META.get("HTTP_ACCEPT_ENCODING", "")


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
    found = caches["default"].get(key)
    if not isinstance(found, tuple):
        return None
    keep_near(key, found)
    return found


def keep_near(key: str, page: Kept) -> None:
    now = time.monotonic()
    with pushing:
        if key not in near and len(near) >= MOST_NEAR:
            for old in [old for old, (until, _page) in near.items() if until <= now]:
                del near[old]
            if len(near) >= MOST_NEAR and not may_push(now):
                return
        near.pop(key, None)  # it becomes the newest
        near[key] = (now + NEAR_FOR, page)


def may_push(now: float) -> bool:
    """Whether the oldest one near has gone to make room: sixteen times a minute."""
    if len(pushed) == NEW_NEAR and now - pushed[0] < A_MINUTE:
        return False
    pushed.append(now)
    del near[next(iter(near))]
    return True


def has_a_coin(client: str) -> bool:
    now = time.monotonic()
    left, at = purse.get(client, (COINS, now))
    left = min(COINS, left + (now - at) * COINS_A_SECOND)
    if len(purse) >= MOST_CLIENTS:
        purse.clear()
    purse[client] = (left - 1 if left >= 1 else left, now)
    return left >= 1


def wait_for(key: str) -> Kept | None:
    """Somebody makes this page right now. None where she takes too long, or it may not be kept."""
    end = time.monotonic() + ALONE
    while time.monotonic() < end:
        time.sleep(NAP)
        if isinstance(kept := caches["default"].get(key), tuple):
            return kept
        if caches["default"].get(f"{key}.maker") is None:
            return None
    return None


def key_of(request: HttpRequest) -> str:
    """A MAC over everything that such a page may depend on. Nobody without our secret can tell what lies where."""
    request.content_state = token = state()  # type: ignore[attr-defined]  # for toolkit.caching.content_version
    name = request.META.get("HTTP_HOST") or request.get_host()  # as config/middleware/names.py spelled it
    return key_for(token, request.scheme or "", name, request.path_info, takes_gzip(request))


@lru_cache(maxsize=1024)
def key_for(token: str, scheme: str, name: str, path: str, gzip: bool) -> str:
    facts = (LAYOUT, token, release(), scheme, name, settings.FORCE_SCRIPT_NAME or "", path, "gzip" if gzip else "")
    return f"pages.{mac('pages', joined(facts), of='keys of pages').hex()}"


def joined(facts: tuple[str, ...]) -> bytes:
    """Each behind its length: no two lists of facts become the same text."""
    parts = [fact.encode() for fact in facts]
    return b"".join(len(part).to_bytes(4) + part for part in parts)


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
