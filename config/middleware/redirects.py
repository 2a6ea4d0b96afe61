"""Redirects that administrators write, for what is published and nothing else."""

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from wagtail.contrib.redirects.middleware import RedirectMiddleware

from config.page_cache.rules import PRIVATE_PARTS, list_language_codes

OURS = {*PRIVATE_PARTS, settings.SPACE_PATH, "admin", "documents", "media", "static"}


def is_private(path: str) -> bool:
    """Whether an address belongs to somebody's account or to the network."""
    return first_part(path) in {"account", "exit", settings.SPACE_PATH}


def is_ours(path: str) -> bool:
    """Whether an address belongs to a part of the portal that no editor writes, with or without its language."""
    return first_part(path) in OURS


def first_part(path: str) -> str:
    parts = [part for part in path.split("/") if part]
    if parts and parts[0] in list_language_codes():
        parts = parts[1:]
    return parts[0] if parts else ""


class PortalRedirectMiddleware(RedirectMiddleware):
    """Wagtail's, which acts on every address that is not there: also on a member's that she may not see yet, or on the
    short one of the sign-in. Whoever administers pages must not lead members away. Nor may a browser keep one for good.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if is_ours(request.path_info):
            return response
        answer: HttpResponseBase = super().process_response(request, response)
        if answer is not response and "Cache-Control" not in answer.headers:
            answer.headers["Cache-Control"] = "no-cache"
        return answer
