"""How often somebody may try. Counted in the cache under keyed hashes that change every day: no address, no client.

Asked before anything expensive happens. Where the cache is away, each process counts for itself.
"""

import ipaddress
import logging
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models.sealing import blind_index

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Limit:
    """At most `number` tries in every `seconds`."""

    number: int
    seconds: int


def spend(purpose: str, who: str, limit: Limit) -> bool:
    """Counts one try. False where the tries of this window are used up."""
    key = key_of(purpose, who, limit)
    return counted(lambda cache: count(cache, key, limit)) <= limit.number


def refund(purpose: str, who: str, limit: Limit) -> None:
    """Takes a try back that turned out to be honest: a right password costs nothing."""
    key = key_of(purpose, who, limit)
    counted(lambda cache: cache.decr(key) if cache.get(key) else 0)


def key_of(purpose: str, who: str, limit: Limit) -> str:
    """Tells nothing without SECRET_KEY, and nothing of yesterday together with today."""
    window = int(time.time() // limit.seconds)
    salt = f"accounts.throttle.{timezone.now():%Y-%m-%d}"
    return f"throttle-{salted_hmac(salt, f'{purpose}|{who}|{limit.seconds}|{window}', algorithm='sha256').hexdigest()}"


def count(cache: Any, key: str, limit: Limit) -> int:
    if cache.add(key, 1, limit.seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two
        cache.add(key, 1, limit.seconds)
        return 1


def counted(step: Callable[[Any], int]) -> int:
    """In the shared cache, or in this process's own where the shared one does not answer."""
    try:
        return step(caches["default"])
    except Exception as error:  # whatever the cache raises, sign-in must neither open nor close for everybody
        logger.warning("The cache does not count: %s", type(error).__name__)
        return step(caches["near"])


def address_key(typed: str) -> str:
    """Who an address belongs to, for counting: the same whether an account has it or not."""
    return blind_index(typed)


def client_key(request: HttpRequest) -> str:
    """Where a request comes from, for counting only. A network of 2^64 addresses (IPv6 /64) counts as one client.

    Behind a proxy the last address it noted counts: what stands before it, the client wrote herself.
    """
    address = request.META.get("REMOTE_ADDR", "")
    if settings.BEHIND_PROXY:
        noted = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
        address = noted[-min(settings.PROXIES, len(noted))] or address
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return "unknown"
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False))
    return str(parsed)
