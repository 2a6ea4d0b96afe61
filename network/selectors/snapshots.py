"""Counts once a year what donors may know. Only what chance made of it is stored."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from network.domain.noise import SMALLEST_NETWORK, compute_stored_value, draw_noise
from network.models.classifications import Country, ExperienceLevel, Sector
from network.models.learning import Enrolment
from network.models.mentoring import MentoringDescription
from network.models.people import Member
from network.models.statistics import CountedActivity, Figure, StatisticsTable

JANUARY = 1
Counts = dict[tuple[str, str], int]  # (table, row) -> how many
Told = dict[tuple[str, str], int | None]


class CountedMember(NamedTuple):
    """What is counted of one member."""

    country: str
    sector: str
    level: str
    does: tuple[str, ...] = ()


def take_snapshot(today: date) -> int:
    """The figures of this year, in January, unless they are there. How many numbers were stored.

    Once and no more: whoever had the same numbers drawn twice could take the mean. So nothing is counted again because
    the network was too small the first time, and a clock that went wrong cannot make a year twice. The caller holds a
    lock: a second beat that counts at the same moment must store nothing.
    """
    if today.month != JANUARY or Figure.objects.filter(year__gte=today.year).exists():
        return 0
    countries = Country.objects.filter(is_discreet=False, is_shredded=False).order_by("code")
    figures = compute_stored_figures(count_members(find_counted_members(), countries.values_list("code", flat=True)))
    rows = [Figure(year=today.year, table=table, row=row, value=value) for (table, row), value in figures.items()]
    return len(Figure.objects.bulk_create(rows))


def find_counted_members() -> Iterable[CountedMember]:
    """Nobody of a discreet country: it is named nowhere, and what is left of a total must not tell it either.

    What a member does is her own act: a pairing is not counted, since one who leaves would change it for two.
    """
    members = Member.objects.real().filter(country__is_discreet=False, country__is_shredded=False)
    mentoring = set(MentoringDescription.objects.values_list("member", flat=True))
    learning = set(Enrolment.objects.values_list("member", flat=True))
    for pk, country, sector, level in members.values_list("pk", "country", "sector", "level"):
        does = [(CountedActivity.MENTORING, pk in mentoring), (CountedActivity.LEARNING, pk in learning)]
        yield CountedMember(country, sector, level, tuple(what.value for what, is_so in does if is_so))


def count_members(members: Iterable[CountedMember], countries: Iterable[str]) -> Counts:
    """The true numbers. Rows are those that the portal knows, whether or not they have members.

    With one member more at most six of them differ, each by one (QUESTIONS).
    """
    counts: Counts = {(StatisticsTable.ALL, ""): 0}
    for table, codes in (
        (StatisticsTable.COUNTRY, countries),
        (StatisticsTable.SECTOR, Sector.values),
        (StatisticsTable.LEVEL, ExperienceLevel.values),
        (StatisticsTable.ACTIVITY, CountedActivity.values),
    ):
        counts.update({(table, code): 0 for code in codes})
    for one in members:
        rows = [
            (StatisticsTable.ALL, ""),
            (StatisticsTable.COUNTRY, one.country),
            (StatisticsTable.SECTOR, one.sector),
            (StatisticsTable.LEVEL, one.level),
        ]
        for cell in [*rows, *((StatisticsTable.ACTIVITY, what) for what in one.does)]:
            counts[cell] += 1
    return counts


def compute_stored_figures(counts: Counts, draw: Callable[[], int] = draw_noise) -> Told:
    """What is stored of them. Each number has chance of its own: nothing adds up, neither a table to the total nor two
    tables to each other."""
    total = compute_stored_value(counts[StatisticsTable.ALL, ""], draw())
    if total is None or total < SMALLEST_NETWORK:
        return {(StatisticsTable.ALL, ""): None}
    return {cell: compute_stored_value(count, draw()) if cell[1] else total for cell, count in counts.items()}
