"""The version of the content: a token that every change a reader could see replaces
(config/page_cache/invalidation.py).

What is the same for all pages (the site, the tools in the margin, the glossary's spellings) is looked up once per
process and version. What somebody may see is never among it: that is asked each time.
"""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

VERSION_KEY = "pages.state"
VERSION_TTL = 30 * 24 * 3600
# Seconds. The token decides; this is how old something could be had the cache been away when an editor published.
PAGE_TTL = 600
MAX_VALUES = 256  # names of cached values; a host that answers to any name makes one for each

# Seconds for which a process believes the token that it read, so that under load one question serves many readers. An
# editor who changes something waits as long before she is told that it is done (`wait_until_token_expires`): from then
# on nobody gets old pages.
TOKEN_TTL = 0.02

known_token: tuple[str, float] = ("", 0.0)
own_change = threading.local()
cached_values: dict[str, tuple[str, float, Any]] = {}


def get_content_version(*, fresh: bool = False) -> str:
    """Stands for the content as it is. One that is lost is replaced by one that never was: nothing old comes back."""
    global known_token
    token, until = known_token
    asked = time.monotonic()
    if asked < until and not fresh:
        return token
    token = read_shared_version()
    known_token = (token, asked + TOKEN_TTL)  # from before it was read: a change after that moment may not be in it
    return token


def read_shared_version() -> str:
    """Text alone is ours: a number lies there without a MAC (config/caches/encoding.py), whoever put it there."""
    shared, new = caches["default"], secrets.token_hex(16)
    found = shared.get(VERSION_KEY)
    if not isinstance(found, str):
        if found is not None:
            shared.delete(VERSION_KEY)
        found = shared.get_or_set(VERSION_KEY, new, VERSION_TTL)
    return found if isinstance(found, str) else new


def renew_content_version() -> None:
    """From now on every page is made anew, here at once. Raises what the cache raises."""
    global known_token
    caches["default"].set(VERSION_KEY, secrets.token_hex(16), VERSION_TTL)
    known_token, own_change.at = ("", 0.0), time.monotonic()


def wait_until_token_expires() -> None:
    """Returns once no process can believe the token from before this thread's last change."""
    pause = getattr(own_change, "at", 0.0) + TOKEN_TTL - time.monotonic()
    if pause > 0:
        time.sleep(pause)


def get_version_for_request(request: HttpRequest | None, *, fresh: bool = False) -> str:
    """Looked up once per request. "" where pages are not kept or the cache is away: then nothing lasts. `fresh` for
    whoever keeps the answer longer than we believe our own."""
    if request is None or not settings.KEEP_PAGES:
        return ""
    if not hasattr(request, "content_version"):
        try:
            token = get_content_version(fresh=fresh)
        except Exception:  # whatever a cache raises: then this is a portal without one
            token = ""
        request.content_version = token  # type: ignore[attr-defined]
    return request.content_version  # type: ignore[attr-defined]


def cache_per_version[Thing](request: HttpRequest | None, name: str, make: Callable[[], Thing]) -> Thing:
    """What `make` finds, once per process while the content stays as it is. Nobody may change what it returns.

    A value is found after its token was read, so none is older than its token says.
    """
    token = get_version_for_request(request)
    if not token:
        return make()
    known = cached_values.get(name)
    if known and known[0] == token and time.monotonic() < known[1]:
        return known[2]
    thing = make()
    if len(cached_values) >= MAX_VALUES:
        cached_values.clear()
    cached_values[name] = (token, time.monotonic() + PAGE_TTL, thing)
    return thing
