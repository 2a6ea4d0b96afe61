"""What is measured, asked of each part by itself: four queries in all, and a question to each Redis."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.cache import cache
from django.db import DatabaseError
from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Max, Min, Q
from django.utils import timezone

from accounts.models import Letter
from config.models import JobHeartbeat
from exports.models import Export
from exports.models.exports import State

if TYPE_CHECKING:
    from redis import Redis

DAY = timedelta(hours=24)
QUEUES = ("celery", "large")
TIMEOUTS = {"socket_connect_timeout": 1, "socket_timeout": 1}


@dataclass(frozen=True)
class RenderMetrics:
    """PDFs and packages of one kind made in the last day."""

    kind: str
    done: int
    failed: int
    mean: float  # seconds
    longest: float


@dataclass(frozen=True, kw_only=True)
class Metrics:
    """None and empty mean: could not be asked. Ages in seconds, the disk in bytes."""

    database: bool = False
    cache: bool = False
    queues: dict[str, int] = field(default_factory=dict)
    broker: bool = False
    waiting: int = 0
    rendering: int = 0
    oldest: float = 0
    renders: list[RenderMetrics] = field(default_factory=list)
    letters: int = 0
    oldest_letter: float = 0
    job_ages: dict[str, float] = field(default_factory=dict)
    hits: int | None = None
    misses: int | None = None
    disk_free: int = 0
    disk_size: int = 0

    @property
    def failed(self) -> int:
        return sum(render.failed for render in self.renders)


def collect_metrics() -> Metrics:
    """Each part by itself: one that is away does not hide the others."""
    parts = [ask_database, ask_broker, ask_cache, measure_disk]
    return Metrics(**{name: value for part in parts for name, value in part().items()})


def ask_database() -> dict[str, Any]:
    try:
        asked = {**count_unfinished(), **count_letters()}
        return {"database": True, **asked, "renders": summarize_last_day(), "job_ages": read_job_ages()}
    except DatabaseError:
        return {}


def count_unfinished() -> dict[str, Any]:
    unfinished = Export.objects.filter(state__in=[State.QUEUED, State.RENDERING])
    row = unfinished.aggregate(
        waiting=Count("pk", filter=Q(state=State.QUEUED)),
        rendering=Count("pk", filter=Q(state=State.RENDERING)),
        first=Min("queued_at", filter=Q(state=State.QUEUED)),
    )
    return {"waiting": row["waiting"], "rendering": row["rendering"], "oldest": age(row["first"])}


def summarize_last_day() -> list[RenderMetrics]:
    took = ExpressionWrapper(F("finished_at") - F("started_at"), output_field=DurationField())
    done = Q(state=State.DONE)
    rows = (
        Export.objects.filter(finished_at__gte=timezone.now() - DAY)
        .order_by()
        .values("kind")
        .annotate(
            done=Count("pk", filter=done),
            failed=Count("pk", filter=Q(state=State.FAILED)),
            mean=Avg(took, filter=done),
            longest=Max(took, filter=done),
        )
        .order_by("kind")
    )
    return [RenderMetrics(r["kind"], r["done"], r["failed"], seconds(r["mean"]), seconds(r["longest"])) for r in rows]


def count_letters() -> dict[str, Any]:
    row = Letter.objects.order_by().aggregate(letters=Count("pk"), first=Min("created"))
    return {"letters": row["letters"], "oldest_letter": age(row["first"])}


def read_job_ages() -> dict[str, float]:
    return {name: age(at) for name, at in JobHeartbeat.objects.all_known().items()}


def ask_broker() -> dict[str, Any]:
    """The lengths of the queues. The embedded portal's queue is a folder, which cannot be away."""
    if not settings.CELERY_BROKER_URL.startswith("redis"):
        return {"broker": bool(settings.CELERY_BROKER_URL)}
    return ask_redis(
        settings.CELERY_BROKER_URL,
        lambda server: {"broker": True, "queues": {name: int(server.llen(name)) for name in QUEUES}},
    )


def ask_cache() -> dict[str, Any]:
    try:
        cache.set("figures", "there", 5)
        there = cache.get("figures") == "there"
    except Exception:  # whatever the backend raises, it is not there
        return {}
    return {"cache": there, **(ask_redis(settings.CACHE_URL, count_lookups) if settings.CACHE_URL else {})}


def count_lookups(server: "Redis") -> dict[str, Any]:
    told: dict[str, Any] = server.info("stats")
    return {"hits": told["keyspace_hits"], "misses": told["keyspace_misses"]}


def ask_redis(url: str, question: "Callable[[Redis], dict[str, Any]]") -> dict[str, Any]:
    from redis import Redis, RedisError  # a fifth of a second, which no start has to pay

    try:
        with Redis.from_url(url, **TIMEOUTS) as server:
            return question(server)
    except (RedisError, OSError, KeyError):
        return {}


def measure_disk() -> dict[str, Any]:
    try:
        usage = shutil.disk_usage(settings.VAR_DIR)
    except OSError:
        return {}
    return {"disk_free": usage.free, "disk_size": usage.total}


def age(since: datetime | None) -> float:
    """Never below nothing: clocks of two machines differ."""
    return max(0.0, (timezone.now() - since).total_seconds()) if since else 0.0


def seconds(duration: timedelta | None) -> float:
    return duration.total_seconds() if duration else 0.0
