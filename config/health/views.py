"""Asked by whoever starts, balances or watches processes; and a page in the admin for those who run the portal."""

from typing import Any

from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config import celery_app
from config.health.report import assess_health
from config.metrics.collecting import collect_metrics


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
def show_health_report(request: HttpRequest) -> HttpResponse:
    """Whether all is well, in words. For superusers, 403 for others: it tells how busy the portal is."""
    if not request.user.is_superuser:  # Wagtail's admin lets nobody else in
        raise PermissionDenied
    findings = assess_health(now := collect_metrics())
    context = {
        "page_title": _("State of the portal"),
        "header_icon": "view",
        "findings": findings,
        "is_well": all(finding.is_well for finding in findings),
        "renders": now.renders,
    }
    return render(request, "wagtailadmin/state.html", context)
