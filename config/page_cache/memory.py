"""What one process remembers: pages it was asked for lately, and how many each client has had kept.

A page is found here without asking the shared cache; a new version of the content leads to new keys, so nothing old is.
"""

import threading
import time
from collections import deque

from django.core.cache import caches

CachedPage = tuple[bytes, dict[str, str]]  # the body, and every header
# Seconds. Meanwhile only the token is asked of the shared cache, and a new one finds nothing here.
MEMORY_TTL = 60
MAX_PAGES = 256  # pages, of some ten kilobytes each
# Once there are so many, so many a minute may push others out: who asks for everything does not take what readers read.
MAX_EVICTIONS, EVICTION_WINDOW = 16, 60.0
pages: dict[str, tuple[float, CachedPage]] = {}
evictions: deque[float] = deque(maxlen=MAX_EVICTIONS)
lock = threading.Lock()
# How many new pages one client may have kept, at once and in each second, in this process. It keeps nobody from
# reading: beyond it the page is made and not kept. Room for a class that looks around after a publication.
STORES_AT_ONCE, STORES_A_SECOND = 30.0, 1.0
MAX_CLIENTS = 4096
budgets: dict[str, tuple[float, float]] = {}  # client: pages that were left, and when


def find_page(key: str) -> CachedPage | None:
    """From this process or else the shared cache. Raises what the cache raises."""
    until, kept = pages.get(key, (0.0, None))
    if kept is not None and time.monotonic() < until:
        return kept
    found = caches["default"].get(key)
    if not isinstance(found, tuple):
        return None
    remember_page(key, found)
    return found


def remember_page(key: str, page: CachedPage) -> None:
    """For MEMORY_TTL seconds, unless there are too many already."""
    now = time.monotonic()
    with lock:
        if key not in pages and len(pages) >= MAX_PAGES:
            for old in [old for old, (until, _page) in pages.items() if until <= now]:
                del pages[old]
            if len(pages) >= MAX_PAGES and not evict_oldest_page(now):
                return
        pages.pop(key, None)  # it becomes the newest
        pages[key] = (now + MEMORY_TTL, page)


def evict_oldest_page(now: float) -> bool:
    """Whether the oldest page has gone to make room: sixteen times a minute."""
    if len(evictions) == MAX_EVICTIONS and now - evictions[0] < EVICTION_WINDOW:
        return False
    evictions.append(now)
    del pages[next(iter(pages))]
    return True


def consume_store_budget(client: str) -> bool:
    """Whether this client may have one more new page kept; counts it. A token bucket for each client."""
    now = time.monotonic()
    left, at = budgets.get(client, (STORES_AT_ONCE, now))
    left = min(STORES_AT_ONCE, left + (now - at) * STORES_A_SECOND)
    if len(budgets) >= MAX_CLIENTS:
        budgets.clear()
    budgets[client] = (left - 1 if left >= 1 else left, now)
    return left >= 1
