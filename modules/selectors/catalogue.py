"""The catalogue: one card for each module whatever its languages, filtered and counted in memory.

Two thousand modules are two thousand short rows: one query brings them, and counting every choice of every facet takes
a few milliseconds (script/bench). A search adds a query of the site's own text index for each of two languages.
"""

import json
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import TextField
from django.db.models.functions import Cast

from modules.models.facets import MINUTES, Discipline, Level, Topic
from modules.models.modules import Module
from toolkit.models import SearchEntry
from toolkit.selectors.searching import annotate_rank, filter_matching
from toolkit.selectors.suggestions import find_nearest_words

SOURCE = settings.LANGUAGE_CODE
CODES = [code for code, _name in settings.LANGUAGES]
Chosen = dict[str, list[str]]
SORTS = ("best", "title", "short", "new")
COLUMNS = (
    *("pk", "translation_key", "locale__language_code", "slug", "title", "minutes", "level", "crime"),
    *("topics_text", "disciplines_text", "countries", "country", "has_video", "has_assessment", "exercise_count"),
    *("parent__translation_key", "for_review", "machine_translated", "last_published_at"),
)


class ModuleCard(NamedTuple):
    """A module as the catalogue shows it: in the reader's language, else in English, else in what there is."""

    pk: int
    key: str
    slug: str
    title: str
    language: str
    languages: tuple[str, ...]
    minutes: int
    level: str
    crime: str
    topics: Sequence[str]
    disciplines: Sequence[str]
    countries: Sequence[str]
    has_video: bool
    has_assessment: bool
    exercise_count: int
    parent: str  # its parent's key, or ""
    for_review: bool
    machine_translated: bool
    published: Any


def list_module_cards(language: str, slugs: Collection[str] | None = None) -> list[ModuleCard]:
    """Every published module once, or those of `slugs`. One query."""
    rows = Module.objects.published().order_by("pk")
    rows = rows.annotate(**{f"{name}_text": Cast(name, TextField()) for name in ("topics", "disciplines")})
    if slugs is not None:
        rows = rows.filter(slug__in=slugs)
    by_key: dict[Any, dict[str, tuple[Any, ...]]] = {}
    for row in rows.values_list(*COLUMNS):
        by_key.setdefault(row[1], {})[row[2]] = row
    return [card_of(rows, language) for rows in by_key.values()]


def card_of(rows: dict[str, tuple[Any, ...]], language: str) -> ModuleCard:
    shown = language if language in rows else SOURCE if SOURCE in rows else next(iter(rows))
    pk, key, _code, slug, title, minutes, level, crime, topics, disciplines, countries, country, *rest = rows[shown]
    video, assessment, exercises, parent, review, machine, published = rest
    made_for = [code for code in [*(countries or "").split(","), country] if code]
    languages = (shown,) if len(rows) == 1 else tuple(code for code in CODES if code in rows)
    return ModuleCard(
        pk, str(key), slug, title, shown, languages, minutes, level, crime, codes(topics), codes(disciplines), made_for,
        video, assessment, exercises, str(parent or ""), review, machine, published,
    )  # fmt: skip


@lru_cache(maxsize=4096)
def codes(text: str) -> tuple[str, ...]:
    """A list of codes as the database holds it. Many modules share one: reading JSON two thousand times is slow."""
    return tuple(json.loads(text))


def find_adapted_countries(keys: Iterable[str]) -> dict[str, list[str]]:
    """The countries that modules were adapted for, by the modules' keys. One query."""
    rows = Module.objects.published().filter(parent__translation_key__in=list(keys)).exclude(country="")
    found: dict[str, dict[str, None]] = {}
    for key, country in rows.order_by("title").values_list("parent__translation_key", "country"):
        found.setdefault(str(key), {})[country] = None
    return {key: list(countries) for key, countries in found.items()}


def crimes_of(card: ModuleCard) -> tuple[str, ...]:
    return ("tip", "som") if card.crime == "both" else (card.crime,)


def minutes_of(card: ModuleCard) -> tuple[str, ...]:
    return tuple(str(most) for most in MINUTES if card.minutes <= most)


def extras_of(card: ModuleCard) -> tuple[str, ...]:
    return tuple(name for name, there in (("video", card.has_video), ("assessment", card.has_assessment)) if there)


# What a card offers in each group. A card fits a group when it offers any of what was chosen; `with`: all of it.
GROUPS: dict[str, Callable[[ModuleCard], Iterable[str]]] = {
    "topic": lambda card: card.topics,
    "crime": crimes_of,
    "level": lambda card: (card.level,),
    "discipline": lambda card: card.disciplines,
    "language": lambda card: card.languages,
    "country": lambda card: card.countries,
    "minutes": minutes_of,
    "with": extras_of,
}
FIXED: dict[str, list[str]] = {
    "topic": list(Topic.values),
    "crime": ["tip", "som"],
    "level": list(Level.values),
    "discipline": list(Discipline.values),
    "language": [code for code, _name in settings.LANGUAGES],
    "minutes": [str(most) for most in MINUTES],
    "with": ["video", "assessment"],
}


def fits(card: ModuleCard, group: str, values: Sequence[str]) -> bool:
    offered = set(GROUPS[group](card))
    return offered.issuperset(values) if group == "with" else not offered.isdisjoint(values)


@dataclass(frozen=True)
class CatalogueListing:
    """Cards that fit, and for each choice how many it would leave, given the choices of the other groups."""

    shown: list[ModuleCard]
    numbers: Counter[tuple[str, str]] = field(default_factory=Counter)


def filter_cards(rows: Iterable[ModuleCard], chosen: Chosen) -> CatalogueListing:
    asked = {group: values for group, values in chosen.items() if values}
    shown: list[ModuleCard] = []
    offered: list[tuple[str, str]] = []  # counted once at the end: a Counter is slow to be told by the handful
    for card in rows:
        missed = [group for group, values in asked.items() if not fits(card, group, values)]
        if len(missed) > 1:
            continue
        if not missed:
            shown.append(card)
        for group in missed or GROUPS:
            offered += [(group, value) for value in GROUPS[group](card)]
    return CatalogueListing(shown, Counter(offered))


def sort_cards(rows: Iterable[ModuleCard], sort: str, ranks: dict[str, float] | None) -> list[ModuleCard]:
    """By what was asked for; the best first where there are words, else modules before their adaptations."""
    if sort == "short":
        return sorted(rows, key=lambda card: (card.minutes, card.title))
    if sort == "new":
        by_title = sorted(rows, key=lambda card: card.title)
        return sorted(by_title, key=lambda card: card.published.timestamp() if card.published else 0, reverse=True)
    if sort == "best" and ranks is not None:
        return sorted(rows, key=lambda card: (-ranks.get(card.slug, 0.0), card.title))
    return sorted(rows, key=lambda card: (bool(card.parent) if sort == "best" else False, card.title))


def rank_modules(words: Sequence[str], language: str) -> tuple[dict[str, float], bool]:
    """How well modules answer, by slug, in the reader's language or in English; and whether each holds every word."""
    if not words:  # what was typed holds no word
        return {}, True
    for every in (True, False) if len(words) > 1 else (True,):
        if found := ranks_of(words, language, every=every):
            return found, every
    return {}, True


def ranks_of(words: Sequence[str], language: str, *, every: bool) -> dict[str, float]:
    best: dict[str, float] = {}
    for code in dict.fromkeys((language, settings.LANGUAGE_CODE)):
        rows = SearchEntry.objects.visible().filter(language=code, kind=SearchEntry.Kind.MODULE)
        found = annotate_rank(filter_matching(rows, words, code, every=every), words, code, every=every)
        for path, rank in found.values_list("path", "rank"):  # type: ignore[misc]  # annotated in `annotate_rank`
            slug = path.removeprefix("modules/").rstrip("/")
            best[slug] = max(best.get(slug, 0.0), float(rank))
    return best


def suggest_words(words: Sequence[str], language: str) -> list[str]:
    """The words a reader may have meant where nothing was found; [] where there is nothing near."""
    other = find_nearest_words(words, language)
    return other if other != list(words) and ranks_of(other, language, every=True) else []
