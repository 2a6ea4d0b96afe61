"""Until when workers have looked at what changed that many files print."""

from datetime import datetime, timedelta

from django.core.cache import caches
from django.utils import timezone

LOOKED_AT = "ahead.looked_at"
AT_MOST = timedelta(days=1)  # where nothing is known: a file that is there is not made again


def read_looked_at() -> datetime:
    """Changes before this were seen."""
    found: str | None = caches["default"].get(LOOKED_AT)
    return datetime.fromisoformat(found) if found else timezone.now() - AT_MOST


def note_looked_at(moment: datetime) -> None:
    caches["default"].set(LOOKED_AT, moment.isoformat(), AT_MOST.total_seconds())
