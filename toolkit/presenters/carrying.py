"""Which checklists rest on which law, as a table."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count

from toolkit.models import Instrument, SearchEntry
from toolkit.selectors.law import find_public_rows, list_instruments


@dataclass(frozen=True)
class CarryingTable:
    """`rows`: each instrument that carries a question, how many of each checklist in the order of `checklists`, and how
    many in all."""

    checklists: list[SearchEntry]
    rows: list[tuple[Instrument, list[int], int]]


def build_carrying_table() -> CarryingTable:
    """Of what everybody may see, in the reader's language or in English. Three queries, however much there is."""
    public = find_public_rows()
    checklists = list(public.filter(kind=SearchEntry.Kind.CHECKLIST).order_by("page__path"))
    questions = public.filter(kind=SearchEntry.Kind.ITEM, rests_on__live=True)
    counted: dict[tuple[Any, int | None], int] = {
        (key, page): number
        for key, page, number in questions.values_list("rests_on__instrument__translation_key", "page")
        .annotate(number=Count("pk", distinct=True))
        .order_by()
    }
    rows = []
    for instrument in list_instruments().order_by("order").select_related("locale"):
        numbers = [counted.get((instrument.translation_key, one.page_id), 0) for one in checklists]
        if any(numbers):
            rows.append((instrument, numbers, sum(numbers)))
    return CarryingTable(checklists, rows)
