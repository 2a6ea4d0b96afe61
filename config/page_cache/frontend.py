"""Telling a shared cache in front of the portal (a CDN, Varnish) to forget what it has.

One change touches many pages: a tool's title stands in the margin of every tool, a term links itself everywhere, a page
that a language lacks is shown there in English. So there is one message, "forget all of it", which no cache counts as
more than one, instead of a list that could miss a page. invalidation.py says which changes count.

Wagtail's backends write failures into the log and go on; these raise, so that the message is sent again.
"""

import logging
import time
from typing import Any
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, Request, build_opener
from uuid import uuid4

import requests
from django.conf import settings
from wagtail.contrib.frontend_cache.backends import CloudflareBackend, CloudfrontBackend, HTTPBackend
from wagtail.contrib.frontend_cache.backends.http import PurgeRequest
from wagtail.contrib.frontend_cache.utils import get_backends

logger = logging.getLogger(__name__)
TIMEOUT = 10  # seconds that a cache may take to answer
# Our own proxies stand beside the portal, and the editor waits.
PROXY_TIMEOUT = 0.3  # seconds
SILENCE = 5  # seconds for which a proxy that did not answer is left alone: it asks by itself every second or two
silent_until: dict[str, float] = {}  # address of a proxy: by the monotonic clock


class NoRedirects(HTTPRedirectHandler):
    def redirect_request(self, *args: Any, **kwargs: Any) -> None:
        """Whoever answers for the cache does not send us elsewhere."""


class HTTPPurgeBackend(HTTPBackend):
    """PURGE /* with the portal's host: docs/operations.md has the lines for Varnish."""

    def purge(self, url: str) -> None:
        asked = urlsplit(url)
        request = PurgeRequest(f"{self.cache_scheme}://{self.cache_netloc}{asked.path}", headers={"Host": asked.netloc})
        build_opener(NoRedirects).open(request, timeout=TIMEOUT).close()


class CloudfrontPurgeBackend(CloudfrontBackend):
    """An invalidation of /*, which Amazon counts as one path."""

    def _create_invalidation(self, distribution_id: str, paths: list[str]) -> None:
        batch = {"Paths": {"Quantity": len(paths), "Items": paths}, "CallerReference": uuid4().hex}
        self.client.create_invalidation(DistributionId=distribution_id, InvalidationBatch=batch)


class CloudflarePurgeBackend(CloudflareBackend):
    """The whole zone: Cloudflare takes no pattern from everybody."""

    def _purge_urls(self, urls: list[str]) -> None:
        headers = {"Authorization": f"Bearer {self.cloudflare_token}"}
        address = self.cloudflare_purge_endpoint_url
        answer = requests.post(address, json={"purge_everything": True}, headers=headers, timeout=TIMEOUT)
        answer.raise_for_status()
        if not answer.json().get("success"):
            raise requests.RequestException("Cloudflare refused")


def purge_all_pages() -> None:
    """Raises what the cache, or the way to it, raises."""
    for backend in get_backends(settings.WAGTAILFRONTENDCACHE).values():
        backend.purge_batch([f"{settings.BASE_URL.rstrip('/')}/*"])


def notify_proxies() -> None:
    """Our own proxies (deploy/nginx.conf) ask for the version of the content now, and not only within two seconds."""
    host = urlsplit(settings.BASE_URL).netloc
    for address in settings.PROXY_ADDRESSES:
        if time.monotonic() < silent_until.get(address, 0.0):
            continue
        try:
            request = Request(f"{address.rstrip('/')}/portal-state", headers={"Host": host})  # noqa: S310  # ours
            build_opener(NoRedirects).open(request, timeout=PROXY_TIMEOUT).close()
        except OSError as error:
            logger.warning("A proxy was not told: %s", type(error).__name__)
            silent_until[address] = time.monotonic() + SILENCE
