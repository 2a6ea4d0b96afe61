"""The portal answers to its own names and ports, and from here on a request bears none but those, in one spelling.

A page holds the address that it was asked for under: what a client may write there freely makes new pages without end,
or one for others to follow. So what it wrote is compared, and then forgotten.
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
Name = tuple[str, str, str]  # as in Host, which leaves out the usual port; host; port


class CanonicalHostMiddleware:
    """Answers 400 to another name or port, before anything is looked up, made or kept."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self.hosts = settings.ALLOWED_HOSTS or ([".localhost", "127.0.0.1", "[::1]"] if settings.DEBUG else [])
        self.ports = ports()
        # So many spellings in use, each looked at once.
        self.own_name = lru_cache(maxsize=256)(self.own_name)  # type: ignore[method-assign]

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        meta, scheme = request.META, request.scheme or "http"
        said = request._get_raw_host()  # type: ignore[attr-defined]  # Django's own, without a look at ALLOWED_HOSTS
        found = self.own_name(said, scheme, meta.get("SERVER_PORT", ""), request.path_info in FOR_MACHINES)
        if found is None:
            return refused()
        meta["HTTP_HOST"], meta["SERVER_NAME"], meta["SERVER_PORT"] = found
        return self.get_response(request)

    def own_name(self, said: str, scheme: str, served: str, from_a_machine: bool) -> Name | None:
        """In small letters, without a last dot or a port that goes without saying; None where it is not ours."""
        host, port = split_domain_port(said)
        if not host or not validate_host(host, self.hosts):
            return None
        port = "" if port == USUAL[scheme] else port
        # `script/server --port N` is found there, whatever BASE_URL says.
        if not (port in self.ports or from_a_machine or (settings.EMBEDDED and port == served)):
            return None
        return f"{host}:{port}" if port else host, host, port or USUAL[scheme]


def ports() -> set[str]:
    """None, and those under which readers come: BASE_URL and CSRF_TRUSTED_ORIGINS name them."""
    named = {urlsplit(address).port for address in (settings.BASE_URL, *settings.CSRF_TRUSTED_ORIGINS)}
    return {"", *(str(port) for port in named if port)}


def refused() -> HttpResponse:
    """Words for whoever sets the portal up. No line in the log: a flood must not fill the disk."""
    words = "The portal does not answer to this name and port: see ALLOWED_HOSTS and BASE_URL."
    response = HttpResponse(words, status=400, content_type="text/plain", headers={"Cache-Control": "no-store"})
    response._has_been_logged = True  # type: ignore[attr-defined]
    return response
