"""What was published lately, as the database knows it."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db.models.functions import Coalesce
from django.utils import timezone

from toolkit.models import SearchEntry, TranslationState

LAST_DAYS = 90
MOST_ROWS = 30
# Questions and sentences stand on pages that are there themselves.
PARTS = [SearchEntry.Kind.ITEM, SearchEntry.Kind.SENTENCE]
THINGS = ("page", "provision", "instrument", "term")


def find_news(language: str, today: date) -> list[SearchEntry]:
    """What everybody may read in a language and was published in the last days, the newest first, each with its `first`
    and `last` day and its `key`. What came with the portal's library and nobody published since has no such day. One
    query."""
    since = timezone.make_aware(datetime.combine(today - timedelta(days=LAST_DAYS), datetime.min.time()))
    rows = SearchEntry.objects.visible().filter(language=language, page__alias_of=None).exclude(kind__in=PARTS)
    rows = rows.annotate(
        first=Coalesce(*(f"{thing}__first_published_at" for thing in THINGS)),
        last=Coalesce(*(f"{thing}__last_published_at" for thing in THINGS)),
        key=Coalesce(*(f"{thing}__translation_key" for thing in THINGS)),
    )
    found: list[Any] = list(rows.filter(last__gte=since).order_by("-last", "order", "pk")[:MOST_ROWS])
    for row in found:
        row.first, row.last = timezone.localdate(row.first), timezone.localdate(row.last)
    return found


def is_any_by_machine(rows: list[SearchEntry], language: str) -> bool:
    """Whether some of these are a machine's words, as their own pages say. One query, none for English."""
    keys = {row.key for row in rows}  # type: ignore[attr-defined]
    if language == settings.LANGUAGE_CODE or not keys:
        return False
    by_person = TranslationState.objects.filter(locale__language_code=language, english__key__in=keys)
    return by_person.exclude(shown=TranslationState.Shown.MACHINE).count() < len(keys)
