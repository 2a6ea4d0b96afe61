"""What the page about translations shows."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.utils.translation import get_language

from toolkit.models import Profession, SearchEntry
from toolkit.selectors.progress import count_published, count_read_by_person, count_signed_off


@dataclass(frozen=True)
class LanguageProgress:
    """Of one language. `kinds`: name of a kind, how many there are in it, and how many in English. `signed`: name of a
    profession, and how many pages and entries somebody of it signed off."""

    code: str
    kinds: list[tuple[Any, int, int]]
    total: int
    all: int
    read: int
    signed: list[tuple[Any, int]]


def build_progress() -> list[LanguageProgress]:
    """Of every language but the one that all are translated from: the reader's first, then in the portal's order. Three
    queries."""
    published, read, signed = count_published(), count_read_by_person(), count_signed_off()
    english: Counter[str] = published.get(settings.LANGUAGE_CODE, Counter())
    found = []
    for code, _name in settings.LANGUAGES:
        if code == settings.LANGUAGE_CODE:
            continue
        own: Counter[str] = published.get(code, Counter())
        kinds = [
            (kind.label, min(own.get(kind.value, 0), english[kind.value]), english[kind.value])
            for kind in SearchEntry.Kind
            if english.get(kind.value)
        ]
        done, whole = sum(row[1] for row in kinds), sum(row[2] for row in kinds)
        by = [(one.label, number) for one in Profession if (number := signed.get(code, Counter())[one.value])]
        found.append(LanguageProgress(code, kinds, done, whole, read[code], by))
    return sorted(found, key=lambda row: row.code != get_language())
