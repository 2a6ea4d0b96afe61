"""What a proxy that keeps pages asks for, all the time."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from config.page_cache.keys import get_release_digest
from toolkit.caching.content_version import get_version_for_request

# Seconds: the longest time for which a withdrawn page is seen, where we are too slow or away for the proxy to ask.
MAX_STALE = 60 * 60
VERSION_CACHE_CONTROL = f"max-age=1, stale-while-revalidate={MAX_STALE}, stale-if-error={MAX_STALE}"


@require_safe
def show_content_version(request: HttpRequest) -> HttpResponse:
    """For the proxy, which keeps pages under it and asks again after a second. No token where nothing may be kept.

    A proxy that gets no answer goes on with this one for MAX_STALE."""
    token = get_version_for_request(request, fresh=True)
    named = f"{token}-{get_release_digest()[:16]}" if token else ""
    return HttpResponse(headers={"X-State": named, "Cache-Control": VERSION_CACHE_CONTROL})
