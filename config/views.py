"""What belongs to no app alone: search, the front door, pictures, errors."""

import sys
from collections.abc import Callable, Iterable, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import SuspiciousFileOperation
from django.core.files.storage import FileSystemStorage, storages
from django.core.paginator import Page, Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.defaults import permission_denied
from django.views.static import serve

from accounts.views import private_page
from config.health.outages import is_outage, render_outage_page
from config.middleware.redirects import is_private
from toolkit.domain.queries import clean_query, extract_words
from toolkit.domain.snippets import cut_snippet
from toolkit.models import Facets, SearchEntry
from toolkit.selectors.searching import GROUPS, SearchQuery, choose_search_language

PER_PAGE = 20
MOST_IN_ENGLISH = 10

type Hit = tuple[SearchEntry, Iterable[tuple[str, bool]]]  # and the pieces of its text, each with whether it is a hit


@require_safe
def redirect_to_language(request: HttpRequest) -> HttpResponse:
    """The address without a language leads to the reader's own, as far as her browser tells."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    response.headers["Vary"] = "Accept-Language"
    return response


@require_safe
def serve_robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Allow: /*/files/newest/",
        "Disallow: /*/files/",
        "Disallow: /*/search/",
        "Disallow: /*/beside/",
        "Disallow: /*/feedback/",
    ]
    return HttpResponse("\n".join([*lines, f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]), content_type="text/plain")


@require_safe
def serve_security_contact(request: HttpRequest) -> HttpResponse:
    """Whom to tell about a hole (RFC 9116), where somebody is named. It says itself when it must be looked at again.

    Raises Http404 where nobody is named."""
    contact = settings.SECURITY_CONTACT
    if not contact:
        raise Http404
    address = contact if contact.startswith("https://") else f"mailto:{contact}"
    ends = timezone.now().replace(microsecond=0) + timedelta(days=180)
    lines = [
        f"Contact: {address}",
        f"Expires: {ends:%Y-%m-%dT%H:%M:%SZ}",
        f"Preferred-Languages: {', '.join(code for code, _name in settings.LANGUAGES if len(code) == 2)}",
        f"Canonical: {settings.BASE_URL}/.well-known/security.txt",
    ]
    return HttpResponse("\n".join([*lines, ""]), content_type="text/plain; charset=utf-8")


@require_safe
def serve_rendition(request: HttpRequest, path: str) -> HttpResponseBase:
    """A picture's rendition, from the folder or the bucket it lies in. 404 also where the bucket is away."""
    storage = storages["default"]
    if isinstance(storage, FileSystemStorage):
        return serve(request, path, document_root=str(settings.MEDIA_ROOT))
    try:
        file = storage.open(path)
    except (OSError, SuspiciousFileOperation) as missing:
        raise Http404 from missing
    return FileResponse(file, filename=path.rpartition("/")[2], headers={"Cache-Control": "public, max-age=86400"})


@require_safe
def show_search(request: HttpRequest) -> HttpResponse:
    """Everything public that holds the words and fits the filters; without words, everything that fits."""
    query = clean_query(request.GET.get("q", ""))
    chosen = {name: [v for v in request.GET.getlist(name) if v in values] for name, values in GROUPS.items()}
    language = choose_search_language(get_language() or settings.LANGUAGE_CODE)
    asked = SearchQuery(extract_words(query) if query else None, language, chosen)
    found = asked.widened()
    paginator = Paginator(found.results(), PER_PAGE)
    paginator.count = found.total
    page = paginator.get_page(request.GET.get("page"))
    context = {
        "query": query,
        "search": found,
        "found": page,
        "hits": [(row, cut_snippet(row.told, found.words or [])) for row in page],
        "groups": [group_of(name, found) for name in GROUPS],
        "filters": filters_in_use(query, chosen),
        "suggestion": suggested(asked, chosen),
        "in_english": language != get_language(),
        "only_in_english": list_only_in_english(asked, page),
        **links(page, query, chosen),
    }
    return render(request, "toolkit/search.html", context)


def list_only_in_english(asked: SearchQuery, page: Page) -> list[Hit]:
    """After the last results in her own language, what is not there yet in it."""
    if page.has_next():
        return []
    rows = asked.only_in_english()[:MOST_IN_ENGLISH]
    return [(row, cut_snippet(row.told, asked.words or [])) for row in rows]


def search_link(query: str, facets: Mapping[str, list[str]], **more: object) -> str:
    """The query string of a search, made from what was understood of the address and nothing else of it."""
    return "?" + urlencode({**({"q": query} if query else {}), **facets, **more}, doseq=True)


def links(page: Page, query: str, chosen: dict[str, list[str]]) -> dict[str, Any]:
    """The addresses of the pages of results, of this search, and of it without its filters."""
    shown = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "pages": [(n, search_link(query, chosen, page=n)) for n in shown],
        "previous_link": search_link(query, chosen, page=page.number - 1),
        "next_link": search_link(query, chosen, page=page.number + 1),
        "here_link": search_link(query, chosen),
        "all_link": search_link(query, {}),
    }


def group_of(name: str, found: SearchQuery) -> dict[str, Any]:
    """One group of filters: its choices with their numbers. What is not there, or leaves everything, is not offered."""
    choices = [
        {
            "value": value,
            "label": label_of(name, value),
            "number": found.tally[f"{name}-{value}"],
            "is_chosen": value in found.facets[name],
        }
        for value in GROUPS[name]
        if 0 < found.tally[f"{name}-{value}"] < found.tally["unfiltered"] or value in found.facets[name]
    ]
    return {"name": name, "choices": choices}


def label_of(group: str, value: str) -> str:
    if group == "kind":
        return str(SearchEntry.Kind(value).label)
    return capfirst(str(SearchEntry._meta.get_field(Facets.FACETS[group][value]).verbose_name))  # type: ignore[union-attr]


def filters_in_use(query: str, chosen: dict[str, list[str]]) -> list[dict[str, str]]:
    """Every chosen filter with the address that leaves it out."""
    return [
        {
            "group": name,
            "value": value,
            "label": label_of(name, value),
            "link": search_link(query, {**chosen, name: [v for v in values if v != value]}),
        }
        for name, values in chosen.items()
        for value in values
    ]


def suggested(asked: SearchQuery, chosen: dict[str, list[str]]) -> dict[str, Any] | None:
    """What the reader may have meant, where nothing holds all her words."""
    other = asked.suggestion() if asked.words and not asked.tally["unfiltered"] else None
    if other is None:
        return None
    query = " ".join(other.words or [])
    return {"query": query, "total": other.total, "link": search_link(query, chosen)}


def redirect_to_account(name: str) -> Callable[[HttpRequest], HttpResponse]:
    """Leads to one of the account's pages in the reader's language, and keeps where she wanted to go."""

    @never_cache
    def lead(request: HttpRequest) -> HttpResponse:
        query = urlencode({"next": request.GET["next"]}) if "next" in request.GET else ""
        return HttpResponseRedirect(reverse(name) + (f"?{query}" if query else ""))

    return lead


@require_safe
def show_gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build and for signed-in editors; 404 for others."""
    if not (settings.GALLERY or request.user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    return render(request, "gallery.html", {"theme": request.GET.get("theme", "")})


def refuse_page(request: HttpRequest) -> HttpResponse:
    """Where no page may stand: always 404."""
    raise Http404


def not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Among what is private with a neutral title, the way out, and nothing for a cache to keep."""
    if not is_private(request.path_info):
        return render(request, "404.html", status=404)
    return private_page(render)(request, "404_private.html", status=404)


def not_allowed(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Django's own answer; among what is private nothing but that there is no such page for this reader."""
    return not_found(request, exception) if is_private(request.path_info) else permission_denied(request, exception)


def server_error(request: HttpRequest) -> HttpResponse:
    """Touches no database: it may be the reason. What is away and not broken is another answer."""
    if is_outage(sys.exception()):
        return render_outage_page(request)
    return HttpResponse(loader.get_template("500.html").render({}, None), status=500)
