"""Who asks, for counting only: an address as it was typed, a client, the network around it."""

import ipaddress

from django.conf import settings
from django.http import HttpRequest

from accounts.sealing import blind_index


def address_key(typed: str) -> str:
    """Who an address belongs to, for counting: the same whether an account has it or not."""
    return blind_index(typed)


def client_key(request: HttpRequest) -> str:
    """Where a request comes from, for counting only. A network of 2^64 addresses (IPv6 /64) counts as one client."""
    return widened(request, v4=32, v6=64)


def net_key(request: HttpRequest) -> str:
    """The network around a client: what one subscriber or hoster may have many addresses of (IPv4 /24, IPv6 /48)."""
    return widened(request, v4=24, v6=48)


def widened(request: HttpRequest, *, v4: int, v6: int) -> str:
    try:
        parsed = ipaddress.ip_address(address_of(request))
    except ValueError:
        return "unknown"
    mapped = getattr(parsed, "ipv4_mapped", None) or parsed
    return str(ipaddress.ip_network((mapped, v4 if mapped.version == 4 else v6), strict=False))


def address_of(request: HttpRequest) -> str:
    """Behind a proxy the last address it noted counts: what stands before it, the client wrote itself."""
    address: str = request.META.get("REMOTE_ADDR", "")
    if not settings.BEHIND_PROXY:
        return address
    noted = [part.strip() for part in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")]
    return noted[-min(settings.PROXIES, len(noted))] or address
