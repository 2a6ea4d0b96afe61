"""The portal's own words, for every template."""

from typing import Any

from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from toolkit.caching.content_version import cache_per_version
from toolkit.models import Portal


def portal(request: HttpRequest) -> dict[str, Any]:
    """A context processor. Looked up once while the content stays as it is; templates only read it."""
    return {"portal": SimpleLazyObject(lambda: cache_per_version(request, "portal", Portal.load))}
