"""How many were taught, for staff: sums only, rounded, and nothing where a number could point at somebody.

Three fixed tables and no filter, so that two answers cannot be subtracted. Classes are counted as carefully as
students: one class in a country is one lecturer.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db import models
from django.db.models import Count, F, Sum
from django.db.models.functions import ExtractYear
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from modules.models.teaching import TaughtClass
from toolkit.domain.small_counts import find_hidden_cells, mask_small_count, round_count

NUMBERS = ("women", "men", "others", "unknown")
COLUMNS = ("classes", *NUMBERS)


class TeachingTable(models.TextChoices):
    COUNTRY = "country", _("By country")
    MODULE = "module", _("By module")
    YEAR = "year", _("By year")


class TeachingRow(NamedTuple):
    """`numbers`: classes, women, men, another gender, not given; None where a number is hidden."""

    label: str
    numbers: tuple[int | None, ...]

    @property
    def classes(self) -> int | None:
        return self.numbers[0]


def count_totals() -> tuple[int | None, ...]:
    """Classes and students altogether; None for a number that is hidden."""
    sums = TaughtClass.objects.aggregate(classes=Count("pk"), **{name: Sum(name, default=0) for name in NUMBERS})
    return tuple(mask_small_count(sums[name]) for name in COLUMNS)


def count_table_rows(table: TeachingTable) -> list[TeachingRow]:
    """One table, the largest first. Years in their order. What is hidden altogether has no row: that it appears would
    tell of the first class in a country, which is one lecturer."""
    year = ExtractYear("taught_on")
    key = {
        TeachingTable.COUNTRY: F("country"),
        TeachingTable.MODULE: F("module__translation_key"),
        TeachingTable.YEAR: year,
    }
    sums = {name: Sum(name) for name in NUMBERS}
    found: list[dict[str, Any]] = list(
        TaughtClass.objects.annotate(key=key[table])  # type: ignore[arg-type]  # rows are dicts
        .values("key")
        .annotate(classes=Count("pk"), label=models.Min("module__title"), **sums)
        .order_by()
    )
    dark = {name: find_hidden_cells({str(row["key"]): row[name] for row in found}) for name in COLUMNS}
    rows = [
        TeachingRow(
            label_of(table, row),
            tuple(None if str(row["key"]) in dark[name] else round_count(row[name]) for name in COLUMNS),
        )
        for row in found
    ]
    rows = [row for row in rows if any(number is not None for number in row.numbers)]
    return sorted(rows, key=lambda row: (0 if table == TeachingTable.YEAR else -(row.classes or 0), row.label))


def label_of(table: TeachingTable, row: Mapping[str, object]) -> str:
    if table == TeachingTable.MODULE:
        return str(row["label"])
    return str(countries.name(str(row["key"]))) if table == TeachingTable.COUNTRY else str(row["key"])
