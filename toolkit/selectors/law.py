"""The legal library as readers see it: what is published, in their language or else in English."""

from collections.abc import Iterable
from uuid import UUID

from django.conf import settings
from django.db.models import Prefetch, QuerySet
from django.utils.translation import get_language

from toolkit.domain.countries import order_name
from toolkit.models import Instrument, LegalState, Provision, SearchEntry, TreatyStanding
from toolkit.models.search_entries import SearchEntryQuerySet
from toolkit.selectors.searching import choose_search_language

# Countries the portal serves first; their row stands in every table even while nothing is known.
COUNTRIES = ("AF", "BD", "IR", "IQ", "PK")


def list_provisions() -> QuerySet[Provision]:
    """One row per provision, in the order of the library."""
    return Provision.objects.readable().select_related("instrument").order_by("instrument__order", "order", "pk")


def list_told_provisions() -> QuerySet[Provision]:
    """Without those that are told in several entries today: they are only where their old addresses lead."""
    return list_provisions().exclude(state=LegalState.SPLIT)


def list_instruments() -> QuerySet[Instrument]:
    return Instrument.objects.readable().exclude(state=LegalState.SPLIT)


def is_part_of(row: Provision, provision: Provision) -> bool:
    """Whether it is a paragraph of it with an entry of its own: of tip-6 these are tip-6-1, tip-6-2 ..."""
    return row.key.startswith(f"{provision.key}-")


def find_wholes(key: str) -> list[str]:
    """Its own key, and those of what it may be a part of: tip-6-1 is one of tip-6."""
    names = key.split("-")
    return ["-".join(names[:end]) for end in range(1, len(names) + 1)]


def find_parts(provision: Provision) -> list[Provision]:
    rows = list_provisions().filter(instrument__key=provision.instrument.key)
    return [row for row in rows if is_part_of(row, provision)]


def list_near_provisions() -> dict[UUID, list[Provision]]:
    """What says the same as a provision, or near it, by its translation key: in the reader's language, in the order of
    the library, without what has ended. The pairs are those of the English entries: a translation keeps the ones of
    the day it was made."""
    source = {"from_provision__locale__language_code": settings.LANGUAGE_CODE, "from_provision__live": True}
    pairs = Provision.near.through.objects.filter(**source).values_list(
        "from_provision__translation_key", "to_provision__translation_key"
    )
    named: dict[UUID, set[UUID]] = {}
    for named_by, key in pairs:
        named.setdefault(named_by, set()).add(key)
    rows = list_provisions().filter(translation_key__in={key for keys in named.values() for key in keys})
    told = [row for row in rows if not row.has_ended]
    return {named_by: [row for row in told if row.translation_key in keys] for named_by, keys in named.items()}


def find_public_rows() -> SearchEntryQuerySet:
    """What everybody may see and find in the reader's language, or in English where hers has no tools yet."""
    language = choose_search_language(get_language() or settings.LANGUAGE_CODE)
    return SearchEntry.objects.visible().filter(language=language)


def find_rows_resting_on(provisions: Iterable[Provision]) -> list[SearchEntry]:
    """Search rows of pages and questions that rest on one of them; each row's `carried_by` are those it rests on."""
    keys = [provision.translation_key for provision in provisions]
    carriers = Provision.objects.filter(translation_key__in=keys).order_by("order", "pk")
    rows = (
        find_public_rows()
        .filter(rests_on__translation_key__in=keys)
        .distinct()
        .select_related("page")
        .prefetch_related(Prefetch("rests_on", queryset=carriers, to_attr="carried_by"))
    )
    return list(rows.order_by("page__title", "page", "order", "pk"))


def count_questions_resting_on(instrument: Instrument) -> int:
    """How many questions rest on any of its provisions."""
    own = list_told_provisions().filter(instrument__key=instrument.key).order_by().values("translation_key")
    rows = find_public_rows().filter(kind=SearchEntry.Kind.ITEM, rests_on__translation_key__in=own)
    return rows.values("pk").distinct().count()


def find_standings(instrument: Instrument) -> list[TreatyStanding]:
    """Of all countries, by the country's code."""
    rows = TreatyStanding.objects.readable().filter(instrument__translation_key=instrument.translation_key)
    return sorted(rows, key=lambda row: order_name(str(row.country.name)))


def list_standings() -> QuerySet[TreatyStanding]:
    """Of all treaties, in the order of the library."""
    return TreatyStanding.objects.readable().select_related("instrument").order_by("instrument__order", "country")


def list_treaties() -> QuerySet[Instrument]:
    return list_instruments().filter(kind=Instrument.Kind.TREATY).order_by("order")
