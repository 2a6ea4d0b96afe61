"""Numbers for donors. What is stored is what may be shown: rounded, and nothing where a number could name somebody."""

from datetime import date
from typing import NamedTuple

from django.db import models
from django.utils.translation import gettext_lazy as _

from toolkit.models.small_counts import FEWEST


class Table(models.TextChoices):
    """The only questions that are answered. There is no filter: two answers could be subtracted."""

    ALL = "all", _("Members")
    COUNTRY = "country", _("Members by country")
    SECTOR = "sector", _("Members by sector")
    LEVEL = "level", _("Members by level")
    PLACE = "place", _("Members by country and sector")
    ACTIVITY = "activity", _("What happened")


class Activity(models.TextChoices):
    EVENTS = "events", _("Events that ended in the month before")
    SEATS = "seats", _("Seats taken at them")
    MENTORS = "mentors", _("Members who offer mentoring")
    MENTEES = "mentees", _("Members who seek mentoring")
    PAIRINGS = "pairings", _("Mentoring pairings")
    LEARNERS = "learners", _("Members who follow a series")


class FigureQuerySet(models.QuerySet["Figure"]):
    def months(self) -> list[date]:
        """The latest first."""
        return list(self.order_by("-month").values_list("month", flat=True).distinct())


class Figure(models.Model):
    """One cell of one table of one month. `value` is None where it is hidden."""

    month = models.DateField(help_text="The first day of the month.")
    table = models.CharField(max_length=8, choices=Table)
    row = models.CharField(max_length=16, blank=True, help_text="Code of the country, sector, level or activity.")
    column = models.CharField(max_length=16, blank=True)
    value = models.PositiveIntegerField(null=True)

    objects = FigureQuerySet.as_manager()

    class Meta:
        ordering = ["month", "table", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["month", "table", "row", "column"], name="a_cell_once_a_month"),
            models.CheckConstraint(condition=models.Q(month__day=1), name="figures_by_month_only"),
            models.CheckConstraint(
                condition=models.Q(value__isnull=True) | models.Q(value=0) | models.Q(value__gte=FEWEST),
                name="no_small_figure_is_stored",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.table} {self.row} {self.column}"


class Place(NamedTuple):
    """A cell of the table by country and sector."""

    country: str
    sector: str


def hidden_countries(
    counts: dict[Place, int], *, discreet: set[str], few_countries: set[str], few_sectors: set[str]
) -> set[str]:
    """Which countries are not broken down by sector: the discreet ones, those with a small cell, and company.

    Whoever knows every total can subtract what is shown and learns, for each sector, how many are in the hidden
    countries together. That must be nobody or at least ten; sectors whose total is hidden count as one. The hidden
    countries' own totals are at least ten or hidden among themselves (`few_countries`), so that each hidden cell
    could be ten or more.
    """
    countries = {place.country for place in counts}
    sectors = {place.sector for place in counts}
    groups = [{sector} for sector in sorted(sectors - few_sectors)] + ([few_sectors] if few_sectors else [])
    sizes = {code: sum(n for place, n in counts.items() if place.country == code) for code in countries}
    small = {place.country for place, count in counts.items() if 0 < count < FEWEST}
    hidden = (discreet & countries) | small | (few_countries & countries)
    rest = sorted(countries - hidden, key=lambda code: (sizes[code], code))

    def gives_away() -> bool:
        sums = [sum(counts.get(Place(code, sector), 0) for code in hidden for sector in group) for group in groups]
        alone = len([code for code in hidden if sizes[code]]) == 1
        return alone or any(0 < total < FEWEST for total in sums)

    while hidden and rest and gives_away():
        hidden.add(rest.pop(0))
    return hidden
