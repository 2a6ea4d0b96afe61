"""The portal answers to its own names and ports, and from here on a request bears none but those, in one spelling.

A page holds the address that it was asked for under: what a client may write there freely makes new pages without end,
or one for others to follow. So what she wrote is compared, and then forgotten.
"""

from collections.abc import Callable
from functools import lru_cache
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.request import split_domain_port, validate_host
from django.http.response import HttpResponseBase

# Asked by machines inside, under whatever port the server has there. None of them is kept, or says where it is.
FOR_MACHINES = {"/healthz", "/readyz", "/metrics", "/portal-state"}
USUAL = {"http": "80", "https": "443"}
Name = tuple[str, str]  # host and port; no port for the usual ones


class OwnName:
    """Answers 400 to another name or port, before anything is looked up, made or kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        found = name_of(request)
        if found is None:
            return refused()
        host, port = found
        scheme = request.scheme or "http"
        request.META["HTTP_HOST"] = f"{host}:{port}" if port else host
        request.META["SERVER_NAME"], request.META["SERVER_PORT"] = host, port or USUAL[scheme]
        return self.get_response(request)


def name_of(request: HttpRequest) -> Name | None:
    """As this portal spells it; None where it is not its own."""
    own = ports(settings.BASE_URL, tuple(settings.CSRF_TRUSTED_ORIGINS))
    if settings.EMBEDDED:  # `script/server --port N`, whatever BASE_URL says
        own |= {request.META.get("SERVER_PORT", "")}
    hosts = settings.ALLOWED_HOSTS or ([".localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
    found = spelled(request._get_raw_host(), request.scheme or "http", tuple(hosts))  # type: ignore[attr-defined]
    if found is None or not (found[1] in own or request.path_info in FOR_MACHINES):
        return None
    return found


@lru_cache(maxsize=256)
def spelled(said: str, scheme: str, hosts: tuple[str, ...]) -> Name | None:
    """In small letters, without a last dot and without a port that goes without saying."""
    host, port = split_domain_port(said)
    if not host or not validate_host(host, hosts):
        return None
    return host, "" if port == USUAL[scheme] else port


@lru_cache(maxsize=8)
def ports(base: str, origins: tuple[str, ...]) -> frozenset[str]:
    """The usual one, and those under which readers come: BASE_URL and CSRF_TRUSTED_ORIGINS name them."""
    named = {urlsplit(address).port for address in (base, *origins)}
    return frozenset({"", *(str(port) for port in named if port)})


def refused() -> HttpResponse:
    """Words for whoever sets the portal up. No line in the log: a flood must not fill the disk."""
    words = "The portal does not answer to this name and port: see ALLOWED_HOSTS and BASE_URL."
    response = HttpResponse(words, status=400, content_type="text/plain", headers={"Cache-Control": "no-store"})
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
