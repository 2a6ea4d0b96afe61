"""How many were taught, for staff: sums only, rounded, and nothing where a number could point at somebody.

Three fixed tables and no filter, so that two answers cannot be subtracted.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Count, F, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from modules.models.teaching import Taught

FEWEST = 10  # counts from 1 to 9 are never shown
STEP = 5
NUMBERS = ("women", "men", "others", "unknown")


class Table(models.TextChoices):
    COUNTRY = "country", _("By country")
    MODULE = "module", _("By module")
    YEAR = "year", _("By year")


class Row(NamedTuple):
    """`students`: women, men, another gender, not given; None where a number is hidden."""

    label: str
    classes: int
    students: tuple[int | None, ...]


def hidden(counts: Mapping[str, int]) -> set[str]:
    """Which cells of a column must not be shown, if their total is: small ones, and then the next larger until what
    is hidden is at least two cells and ten people together."""
    small = {key for key, count in counts.items() if 0 < count < FEWEST}
    rest = sorted((count, key) for key, count in counts.items() if count >= FEWEST)
    while small and rest and (len(small) < 2 or sum(counts[key] for key in small) < FEWEST):
        small.add(rest.pop(0)[1])
    return small


def rounded(count: int) -> int:
    """To the nearest five."""
    return STEP * round(count / STEP)


def totals() -> tuple[int | None, ...]:
    """Classes and students altogether; None for a number that is hidden."""
    sums = Taught.objects.aggregate(classes=Count("pk"), **{name: Sum(name, default=0) for name in NUMBERS})
    return (sums["classes"], *(shown(sums[name]) for name in NUMBERS))


def shown(count: int) -> int | None:
    return None if 0 < count < FEWEST else rounded(count)


def rows_of(table: Table) -> list[Row]:
    """One table, the largest first; years in their order."""
    year = ExtractYear("taught_on")
    key = {Table.COUNTRY: F("country"), Table.MODULE: F("module__translation_key"), Table.YEAR: year}
    sums = {name: Sum(name) for name in NUMBERS}
    found: list[dict[str, Any]] = list(
        Taught.objects.annotate(key=key[table])
        .values("key")
        .annotate(classes=Count("pk"), label=models.Min("module__title"), **sums)
        .order_by("-classes", "key")  # type: ignore[arg-type]
    )
    dark = {name: hidden({str(row["key"]): row[name] for row in found}) for name in NUMBERS}
    rows = [
        Row(
            label_of(table, row),
            row["classes"],
            tuple(None if str(row["key"]) in dark[name] else rounded(row[name]) for name in NUMBERS),
        )
        for row in found
    ]
    return sorted(rows, key=lambda row: row.label) if table == Table.YEAR else rows


def label_of(table: Table, row: Mapping[str, object]) -> str:
    if table == Table.MODULE:
        return str(row["label"])
    return str(countries.name(str(row["key"]))) if table == Table.COUNTRY else str(row["key"])
