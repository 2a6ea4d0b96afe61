"""How often somebody may ask for what costs the portal something: courtesies, counted in the cache as well as it can.

Nothing that protects anybody: a cache forgets when it is full, and accounts/limits/counting.py is for the rest. Counted
under keyed hashes that change every day: no client. Where the cache is away, each process counts for itself.
"""

import logging
import time
from collections.abc import Callable
from typing import Any

from django.core.cache import caches
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.limits import Limit

logger = logging.getLogger(__name__)


def consume_cached_limit(purpose: str, who: str, limit: Limit) -> bool:
    """Counts one question in a window of fixed beginning. False where those of this window are used up."""
    key = key_of(purpose, who, limit)
    return counted(lambda cache: count(cache, key, limit)) <= limit.number


def key_of(purpose: str, who: str, limit: Limit) -> str:
    """Tells nothing without SECRET_KEY, and nothing of yesterday together with today."""
    window = int(time.time() // limit.seconds)
    salt = f"accounts.throttle.{timezone.now():%Y-%m-%d}"
    return f"throttle-{salted_hmac(salt, f'{purpose}|{who}|{limit.seconds}|{window}', algorithm='sha256').hexdigest()}"


def count(cache: Any, key: str, limit: Limit) -> int:
    if cache.add(key, 1, limit.seconds):
        return 1
    try:
        return int(cache.incr(key))
    except ValueError:  # it ran out between the two
        cache.add(key, 1, limit.seconds)
        return 1


def counted(step: Callable[[Any], int]) -> int:
    """In the shared cache, or in this process's own where the shared one does not answer."""
    try:
        return step(caches["default"])
    except Exception as error:  # whatever the cache raises, a search must neither open nor close for everybody
        logger.warning("The cache does not count: %s", type(error).__name__)
        return step(caches["near"])
