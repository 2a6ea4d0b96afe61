"""The lists of the translators' desk, and how far a language is."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import Count, Q, QuerySet, Sum

from toolkit.models import TranslationState

Stage = TranslationState.Stage
# What stands on which list. What a machine drafted is work for a translator as well.
LISTS: dict[str, tuple[str, ...]] = {
    "to-translate": (Stage.WAITING, Stage.MACHINE, Stage.EDITED),
    "changed": (Stage.CHANGED,),
    "sent-back": (Stage.SENT_BACK,),
    "handed-in": (Stage.HANDED_IN,),
    "signed-off": (Stage.SIGNED_OFF,),
    "published": (Stage.PUBLISHED,),
}


def find_states(languages: Iterable[int]) -> QuerySet[TranslationState]:
    """Those of these languages; of others there are none for whoever asks."""
    return TranslationState.objects.filter(locale__in=list(languages))


def list_states(languages: Iterable[int], name: str, *, kind: int | None = None) -> QuerySet[TranslationState]:
    """One of LISTS, what waits longest first."""
    rows = find_states(languages).filter(stage__in=LISTS[name])
    if kind is not None:
        rows = rows.filter(english__kind=kind)
    return rows.select_related("english__kind", "locale").order_by("since", "english__title", "pk")


def count_lists(languages: Iterable[int], *, kind: int | None = None) -> dict[str, int]:
    """How many stand on each of LISTS."""
    rows = find_states(languages)
    if kind is not None:
        rows = rows.filter(english__kind=kind)
    by_stage = dict(rows.order_by().values_list("stage").annotate(n=Count("pk")))
    return {name: sum(by_stage.get(stage, 0) for stage in stages) for name, stages in LISTS.items()}


class Progress(NamedTuple):
    """Of one kind of thing in one language: how many, their words and passages, and how many are how far."""

    language: str
    kind: int
    things: int
    words: int
    passages: int
    by_machine: int  # what readers see is a machine's draft
    edited: int
    read: int
    stale: int  # the English changed since


def measure_progress() -> list[Progress]:
    """By language and kind, in one query."""
    shown = TranslationState.Shown
    rows = (
        TranslationState.objects.order_by("locale__language_code")
        .values("locale__language_code", "english__kind")
        .annotate(
            things=Count("pk"),
            words=Sum("english__words"),
            passages=Sum("english__passages"),
            by_machine=Count("pk", filter=Q(shown=shown.MACHINE)),
            edited=Count("pk", filter=Q(shown=shown.EDITED)),
            read=Count("pk", filter=Q(shown=shown.READ)),
            stale=Count("pk", filter=Q(english_changed_on__isnull=False)),
        )
    )
    told: list[dict[str, Any]] = [dict(row) for row in rows]
    return [Progress(row.pop("locale__language_code"), row.pop("english__kind"), **row) for row in told]


def list_kinds(languages: Iterable[int]) -> list[Any]:
    """The kinds of things that are translated into these languages."""
    found = find_states(languages).order_by().values("english__kind").distinct()
    return list(ContentType.objects.filter(pk__in=models.Subquery(found)))
