"""The state of the content: a token that every change a reader could see replaces (config/apps.py).

What is the same for all pages (the site, the tools in the margin, the glossary's spellings) is looked up once per
process and state. What somebody may see is never among it: that is asked each time.
"""

import secrets
import threading
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest

STATE = "pages.state"
STATE_FOR = 30 * 24 * 3600
# Seconds. The token decides; this is how old something could be had the cache been away when an editor published.
KEPT_FOR = 600
MOST = 256  # names of lasting things; a host that answers to any name makes one for each

# Seconds for which a process believes the token that it read, so that under load one question serves many readers. Who
# changes something waits as long before she is told that it is done (`settled`): from then on nobody gets old pages.
BELIEVED = 0.02

heard: tuple[str, float] = ("", 0.0)
changed = threading.local()
lasting_things: dict[str, tuple[str, float, Any]] = {}


def state(*, fresh: bool = False) -> str:
    """Stands for the content as it is. One that is lost is replaced by one that never was: nothing old comes back."""
    global heard
    token, until = heard
    asked = time.monotonic()
    if asked < until and not fresh:
        return token
    token = shared_token()
    heard = (token, asked + BELIEVED)  # from before it was read: a change after that moment may not be in it
    return token


def shared_token() -> str:
    """Text alone is ours: a number lies there without a MAC (config/caches/plain.py), whoever put it there."""
    shared, new = caches["default"], secrets.token_hex(16)
    found = shared.get(STATE)
    if not isinstance(found, str):
        if found is not None:
            shared.delete(STATE)
        found = shared.get_or_set(STATE, new, STATE_FOR)
    return found if isinstance(found, str) else new


def content_changed() -> None:
    """From now on every page is made anew, here at once. Raises what the cache raises."""
    global heard
    caches["default"].set(STATE, secrets.token_hex(16), STATE_FOR)
    heard, changed.at = ("", 0.0), time.monotonic()


def settled() -> None:
    """Returns once no process can believe the token from before this thread's last change."""
    pause = getattr(changed, "at", 0.0) + BELIEVED - time.monotonic()
    if pause > 0:
        time.sleep(pause)


def state_for(request: HttpRequest | None, *, fresh: bool = False) -> str:
    """Looked up once per request. "" where pages are not kept or the cache is away: then nothing lasts. `fresh` for
    whoever keeps the answer longer than we believe our own."""
    if request is None or not settings.KEEP_PAGES:
        return ""
    if not hasattr(request, "content_state"):
        try:
            token = state(fresh=fresh)
        except Exception:  # whatever a cache raises: then this is a portal without one
            token = ""
        request.content_state = token  # type: ignore[attr-defined]
    return request.content_state  # type: ignore[attr-defined]


def lasting[Thing](request: HttpRequest | None, name: str, make: Callable[[], Thing]) -> Thing:
    """What `make` finds, once per process while the content stays as it is. Nobody may change what it returns.

    A value is found after its token was read, so none is older than its token says.
    """
    token = state_for(request)
    if not token:
        return make()
    known = lasting_things.get(name)
    if known and known[0] == token and time.monotonic() < known[1]:
        return known[2]
    thing = make()
    if len(lasting_things) >= MOST:
        lasting_things.clear()
    lasting_things[name] = (token, time.monotonic() + KEPT_FOR, thing)
    return thing
