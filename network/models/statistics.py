"""Numbers for donors, once a year, each made wrong by chance before it is stored: network/domain/noise.py."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from network.domain.noise import LEAST


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
