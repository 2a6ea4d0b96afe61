"""/metrics, in Prometheus' text format."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from config.metrics.collecting import Metrics, collect_metrics

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"


@never_cache
@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus. Without METRICS_TOKEN, or without the right one, there is no such page (404)."""
    sent = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if not settings.METRICS_TOKEN or not constant_time_compare(sent, settings.METRICS_TOKEN):
        raise Http404
    return HttpResponse("\n".join([*format_metrics(collect_metrics()), ""]), content_type=CONTENT_TYPE)


def format_metrics(now: Metrics) -> Iterator[str]:
    """Prometheus' text format. Gauges, all of them: read from what is there, so any web process tells the same."""
    yield from format_metric(
        "up",
        "Whether a part answers.",
        {("part", "database"): now.database, ("part", "broker"): now.broker, ("part", "cache"): now.cache},
    )
    yield from format_metric(
        "queue_messages", "Messages in the broker.", {("queue", name): n for name, n in now.queues.items()}
    )
    yield from format_metric(
        "exports_unfinished",
        "Files asked for.",
        {("state", "queued"): now.waiting, ("state", "rendering"): now.rendering},
    )
    yield from format_metric("exports_oldest_seconds", "How long the oldest file has waited.", {(): now.oldest})
    renders = now.renders
    yield from format_metric("exports_done_day", "Files made in 24 hours.", {("kind", m.kind): m.done for m in renders})
    yield from format_metric(
        "exports_failed_day", "Files that failed in 24 hours.", {("kind", m.kind): m.failed for m in renders}
    )
    yield from format_metric(
        "render_seconds_mean_day", "Making a file, mean of 24 hours.", {("kind", m.kind): m.mean for m in renders}
    )
    yield from format_metric(
        "render_seconds_max_day", "Making a file, longest of 24 hours.", {("kind", m.kind): m.longest for m in renders}
    )
    yield from format_metric("letters_waiting", "Mails to send.", {(): now.letters})
    yield from format_metric("letters_oldest_seconds", "How long the oldest mail has waited.", {(): now.oldest_letter})
    yield from format_metric(
        "since_seconds", "Since something last happened.", {("what", name): s for name, s in now.job_ages.items()}
    )
    cache = {("result", "hit"): now.hits, ("result", "miss"): now.misses}
    yield from format_metric(
        "cache_lookups", "Lookups in the cache server since it started.", cache if now.hits is not None else {}
    )
    yield from format_metric("disk_free_bytes", "Free on the disk of VAR_DIR.", {(): now.disk_free})
    yield from format_metric("disk_size_bytes", "Size of the disk of VAR_DIR.", {(): now.disk_size})


def format_metric(name: str, words: str, values: Mapping[Any, float | None]) -> Iterator[str]:
    """Nothing for what could not be asked."""
    if not values:
        return
    yield f"# HELP portal_{name} {words}"
    yield f"# TYPE portal_{name} gauge"
    for label, value in values.items():
        labels = f'{{{label[0]}="{label[1]}"}}' if label else ""
        yield f"portal_{name}{labels} {float(value or 0):.10g}"
