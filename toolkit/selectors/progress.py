"""How much of what is published there is in each language, and how much of that a person has read."""

from collections import Counter
from typing import Any

from django.conf import settings
from django.db.models import Count
from wagtail.models import get_page_models

from toolkit.models import PortalPage, SearchEntry, TranslationState


def count_published() -> dict[str, Counter[str]]:
    """By language, how many things of each kind everybody may read. One query. Questions are no things of their own,
    nor are sentences: they stand on pages that are counted."""
    rows = SearchEntry.objects.visible().exclude(kind=SearchEntry.Kind.ITEM).order_by()
    found: dict[str, Counter[str]] = {}
    for language, kind, number in rows.values_list("language", "kind").annotate(number=Count("pk")):
        found.setdefault(language, Counter())[kind] = number
    return found


def count_read_by_person() -> Counter[str]:
    """By language, how many translated pages a person has read: those that do not say that a machine translated them.
    One query."""
    kinds: list[Any] = [kind for kind in get_page_models() if issubclass(kind, PortalPage)]
    told = [
        kind.objects.live()
        .filter(machine_translated=False, alias_of=None)
        .exclude(locale__language_code=settings.LANGUAGE_CODE)
        .order_by()
        .values_list("locale__language_code", "pk")
        for kind in kinds
    ]
    return Counter(language for language, _pk in told[0].union(*told[1:], all=True))


def count_signed_off() -> dict[str, Counter[str]]:
    """By language and profession, how many pages and entries somebody of it signed off whose words readers see. One
    query."""
    rows = TranslationState.objects.filter(shown=TranslationState.Shown.READ).order_by()
    found: dict[str, Counter[str]] = {}
    grouped = rows.values_list("locale__language_code", "shown_profession").annotate(number=Count("pk"))
    for language, profession, number in grouped:
        found.setdefault(language, Counter())[profession] = number
    return found
