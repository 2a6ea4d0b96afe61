"""The companion as something of its own: an app with a neutral name, one file that is passed on, and the numbers of a
place, which a phone alone keeps."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.templatetags.static import static
from django.utils.cache import add_never_cache_headers
from django.utils.csp import CSP
from django.utils.translation import get_language
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST, require_safe

from accounts.limits import client_key
from exports.actions import request_export
from toolkit.domain.companion import APP_GROUND, APP_NAMES, APP_PAPER, APP_SCOPE
from toolkit.domain.kit import NUMBER_SLOTS, SLOTS
from toolkit.packages.companion import build_companion_file
from toolkit.selectors.kit import find_first_path
from toolkit.templatetags.portal import html_lang, is_rtl

ICONS = [("192", "any"), ("512", "any"), ("512", "maskable")]


@require_safe
def numbers(request: HttpRequest) -> HttpResponse:
    """Where a reader writes the numbers of her place. Nothing of it comes here: a script keeps them in her browser, and
    without one there are lines to write on."""
    labels = dict(SLOTS)
    return render(request, "toolkit/numbers.html", {"slots": [(slot, labels[slot]) for slot in NUMBER_SLOTS]})


@require_safe
def choose_app(request: HttpRequest) -> HttpResponse:
    """The names that the companion may have as an app."""
    return render(request, "toolkit/app.html", {"names": APP_NAMES})


@require_safe
@csp_override({**settings.SECURE_CSP, "manifest-src": [CSP.SELF]})
def app(request: HttpRequest, name: str) -> HttpResponse:
    """The page to install it from under this name: the only one that a browser may take a manifest from."""
    if name not in APP_NAMES:
        raise Http404
    return render(request, "toolkit/app.html", {"names": APP_NAMES, "chosen": name, "title": APP_NAMES[name]})


@require_safe
def manifest(request: HttpRequest, name: str) -> JsonResponse:
    """What a browser reads of the app: it says nothing of who reads, and nothing of what is read."""
    if name not in APP_NAMES:
        raise Http404
    language = get_language() or settings.LANGUAGE_CODE
    scope = f"/{language}/{APP_SCOPE}"
    content: dict[str, Any] = {
        "id": scope,  # one app in a language, whatever its name
        "name": str(APP_NAMES[name]),
        "short_name": str(APP_NAMES[name]),
        "lang": html_lang(language),
        "dir": "rtl" if is_rtl(language) else "ltr",
        "start_url": f"/{language}/{find_first_path(language, request)}",
        "scope": scope,
        "display": "standalone",
        "background_color": APP_PAPER,
        "theme_color": APP_GROUND,
        "icons": [write_icon(name, size, purpose) for size, purpose in ICONS],
    }
    return JsonResponse(content, content_type="application/manifest+json", json_dumps_params={"ensure_ascii": False})


def write_icon(name: str, size: str, purpose: str) -> dict[str, str]:
    file = f"img/app/{name}-{size}.png" if purpose == "any" else f"img/app/{name}-{purpose}.png"
    return {"src": static(file), "sizes": f"{size}x{size}", "type": "image/png", "purpose": purpose}


@csrf_exempt
@require_POST
def ask_companion(request: HttpRequest) -> HttpResponse:
    """Has the companion's one file made, or gives it where it is there. It sets no cookie and reads no token, as
    exports/views.py says. Raises Http404 where no path is published."""
    try:
        package = build_companion_file(get_language() or settings.LANGUAGE_CODE)
    except LookupError as missing:
        raise Http404 from missing
    response = redirect(request_export(package, client=client_key(request)))
    response["X-Robots-Tag"] = "noindex, nofollow"
    add_never_cache_headers(response)
    return response
