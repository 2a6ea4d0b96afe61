"""Numbers for donors, once a year. Chance makes each of them wrong before it is stored, so none can be worked out.

Rounding and hiding alone were solved: what is hidden in one table follows from the others, from the year before and
from whom one knows. Here a reader who knows every other member still cannot tell whether one woman is in. Each number
is the true one plus a number drawn by chance, and drawing is fair in a way that can be proved: with her or without her,
whatever stands in a table is at most 20/17 times as likely. She is counted in six numbers, so all of a year together
move the odds by less than e, which was 2.7 before anybody counted ("differential privacy", here with ε = 0.98 a year).
What was drawn is stored nowhere and by nobody: not even the key file gives it back.
"""

import secrets

from django.db import models
from django.utils.translation import gettext_lazy as _

ONCE_MORE, OUT_OF = 17, 20  # "once more" falls 17 times of 20
MARGIN = 20  # nineteen of twenty numbers are within that of the true one
STEP = 10
LEAST = 40  # below that nobody and a few look alike
SMALLEST_NETWORK = 100  # below that nothing is told at all, not even that there is something


class StatisticsTable(models.TextChoices):
    """The only questions that are answered. A member stands in one row of each at most, but for what she does."""

    ALL = "all", _("Members")
    COUNTRY = "country", _("Members by country")
    SECTOR = "sector", _("Members by sector")
    LEVEL = "level", _("Members by level")
    ACTIVITY = "activity", _("What members do")


class CountedActivity(models.TextChoices):
    """A member may stand in both."""

    MENTORING = "mentoring", _("Offer or seek mentoring")
    LEARNING = "learning", _("Follow a series")


QUESTIONS = 6  # in how many numbers one member can count: each table once, the last twice


class FigureQuerySet(models.QuerySet["Figure"]):
    def years(self) -> list[int]:
        """The latest first."""
        return list(self.order_by("-year").values_list("year", flat=True).distinct())


class Figure(models.Model):
    """One number of one year. `value` is None where it is "fewer than 40", and for all of a network too small."""

    year = models.PositiveSmallIntegerField(help_text="Counted in its January.")
    table = models.CharField(max_length=8, choices=StatisticsTable)
    row = models.CharField(max_length=16, blank=True, help_text="Code of the country, sector, level or activity.")
    value = models.PositiveIntegerField(null=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["year", "table", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["year", "table", "row"], name="a_number_once_a_year"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value__gte=LEAST), name="no_small_figure_is_stored"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.table} {self.row}"


def draw_noise() -> int:
    """How wrong a number becomes: around 0, either way, without an end to it. In whole numbers, so that it is exact."""
    return throws() - throws()


def throws() -> int:
    many = 0
    while secrets.randbelow(OUT_OF) < ONCE_MORE:
        many += 1
    return many


def compute_stored_value(count: int, wrong_by: int) -> int | None:
    """What is stored of a count. Zero takes the same way as all others: it may come out as "fewer than" or as more."""
    value = STEP * ((count + wrong_by + STEP // 2) // STEP)
    return value if value >= LEAST else None
