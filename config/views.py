"""What belongs to no app alone: health, search, the front door, errors."""

from typing import Any

from django.conf import settings
from django.core.cache import cache
from django.core.paginator import Paginator
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language, get_language_from_request
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from django.views.static import serve

from config import celery_app
from toolkit.models import Facets, Findable
from toolkit.models.searching import Search, suggestion, words_in

PER_PAGE = 20


@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers. Touches nothing."""
    return HttpResponse("ok", content_type="text/plain")


@never_cache
@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """Whether the parts this process needs are there: 200 when all are, else 503 naming those that are not."""
    parts = {
        "database": database_answers,
        "migrations": migrations_are_applied,
        "cache": cache_answers,
        "broker": broker_answers,
    }
    state = {name: "ok" if answers(check) else "missing" for name, check in parts.items()}
    return JsonResponse(state, status=200 if set(state.values()) == {"ok"} else 503)


def answers(check: Any) -> bool:
    try:
        return bool(check())
    except Exception:  # whatever the part raises, it is not ready
        return False


def database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        return cursor.fetchone() == (1,)


def migrations_are_applied() -> bool:
    executor = MigrationExecutor(connection)
    return not executor.migration_plan(executor.loader.graph.leaf_nodes())


def cache_answers() -> bool:
    cache.set("readyz", "ok", 5)
    return cache.get("readyz") == "ok"


def broker_answers() -> bool:
    with celery_app.connection_for_write(connect_timeout=2) as broker:
        broker.ensure_connection(max_retries=0, timeout=2)
    return True


@require_safe
def front_door(request: HttpRequest) -> HttpResponse:
    """The address without a language leads to the reader's own, as far as her browser tells."""
    response = HttpResponseRedirect(f"/{get_language_from_request(request)}/")
    response.headers["Vary"] = "Accept-Language"
    return response


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = ["User-agent: *", "Disallow: /admin/", "Disallow: /*/files/", "Disallow: /*/search/"]
    return HttpResponse("\n".join([*lines, f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""]), content_type="text/plain")


@require_safe
def rendition(request: HttpRequest, path: str) -> HttpResponse:
    return serve(request, path, document_root=settings.MEDIA_ROOT)


def chosen_facets(request: HttpRequest) -> dict[str, list[str]]:
    """The filters in the address; unknown ones are dropped without a word."""
    known = {"kind": list(Findable.Kind.values), **{name: list(columns) for name, columns in Facets.FACETS.items()}}
    return {name: [v for v in request.GET.getlist(name) if v in values] for name, values in known.items()}


@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Everything public that holds the words and fits the filters; without words, everything that fits."""
    query = request.GET.get("q", "").replace("\x00", "")[:200].strip()
    language = get_language() or settings.LANGUAGE_CODE
    if not Findable.objects.filter(language=language).exists():
        language = settings.LANGUAGE_CODE
    words = words_in(query)
    found = Search(words, language, chosen_facets(request))
    page = Paginator(found.results(), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "query": query,
        "words": words,
        "found": page,
        "total": page.paginator.count,
        "facets": found.facets,
        "counts": found.counts(),
        "in_english": language != get_language(),
        "suggestion": suggestion(words, language) if words and not page.paginator.count else "",
    }
    return render(request, "toolkit/search.html", context)


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who build and for signed-in editors."""
    if not (settings.GALLERY or request.user.has_perm("wagtailadmin.access_admin")):
        raise Http404
    return render(request, "gallery.html", {"theme": request.GET.get("theme", "")})


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Touches no database: it may be the reason."""
    return HttpResponse(loader.get_template("500.html").render({}, None), status=500)
