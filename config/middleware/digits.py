"""Numbers of a page in the digits of its language: ۰–۹ in Persian, Dari and Pashto, ০–৯ in Bengali.

Words that were translated hold them already; what the portal counts and dates would stand in Latin ones beside them.
It is done once, to the finished page, before it is kept and compressed: no template can forget it. A reader who wants
Latin digits has them from static/js/digits.js, on her device. Accounts, the private area and the admin keep Latin ones:
codes are copied from there.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from toolkit.domain.digits import DIGITS, write_page_digits
from toolkit.templatetags.portal import html_lang

LATIN_ONLY = {"account", settings.SPACE_PATH}


class DigitsMiddleware:
    """Rewrites HTML only, and only under /fa/, /prs/, /ps/ and /bn/."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        _root, language, area, *_rest = [*request.path_info.split("/"), "", ""]
        if language in DIGITS and area not in LATIN_ONLY and isinstance(response, HttpResponse) and is_page(response):
            own = frozenset({language, html_lang(language)})
            response.content = write_page_digits(response.content.decode(), language, own).encode()
            if "Content-Length" in response.headers:
                response.headers["Content-Length"] = str(len(response.content))
        return response


def is_page(response: HttpResponse) -> bool:
    """Whether this is a whole answer in HTML as our templates write it."""
    return response.headers.get("Content-Type", "").lower() == "text/html; charset=utf-8" and not response.has_header(
        "Content-Encoding"
    )
