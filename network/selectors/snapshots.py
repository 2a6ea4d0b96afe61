"""Counts once a year what donors may know. Only what chance made of it is stored."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import NamedTuple

from network.models.learning import Enrolment
from network.models.mentoring import Description
from network.models.people import Member
from network.models.places import Country, Level, Sector
from network.models.statistics import SMALLEST_NETWORK, Activity, Figure, Table, chance, told

JANUARY = 1
Counts = dict[tuple[str, str], int]  # (table, row) -> how many
Told = dict[tuple[str, str], int | None]


class Facts(NamedTuple):
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
    figures = told_of(counts_of(counted(), countries.values_list("code", flat=True)))
    rows = [Figure(year=today.year, table=table, row=row, value=value) for (table, row), value in figures.items()]
    return len(Figure.objects.bulk_create(rows))


def counted() -> Iterable[Facts]:
    """Nobody of a discreet country: it is named nowhere, and what is left of a total must not tell it either.

    What she does is her own deed: a pairing is not counted, since one who leaves would change it for two.
    """
    members = Member.objects.real().filter(country__is_discreet=False, country__is_shredded=False)
    mentoring = set(Description.objects.values_list("member", flat=True))
    learning = set(Enrolment.objects.values_list("member", flat=True))
    for pk, country, sector, level in members.values_list("pk", "country", "sector", "level"):
        does = [(Activity.MENTORING, pk in mentoring), (Activity.LEARNING, pk in learning)]
        yield Facts(country, sector, level, tuple(what.value for what, is_so in does if is_so))


def counts_of(members: Iterable[Facts], countries: Iterable[str]) -> Counts:
    """The true numbers. Rows are those that the portal knows, whether or not they have members.

    With one member more at most six of them differ, each by one (QUESTIONS).
    """
    counts: Counts = {(Table.ALL, ""): 0}
    for table, codes in (
        (Table.COUNTRY, countries),
        (Table.SECTOR, Sector.values),
        (Table.LEVEL, Level.values),
        (Table.ACTIVITY, Activity.values),
    ):
        counts.update({(table, code): 0 for code in codes})
    for one in members:
        rows = [(Table.ALL, ""), (Table.COUNTRY, one.country), (Table.SECTOR, one.sector), (Table.LEVEL, one.level)]
        for cell in [*rows, *((Table.ACTIVITY, what) for what in one.does)]:
            counts[cell] += 1
    return counts


def told_of(counts: Counts, draw: Callable[[], int] = chance) -> Told:
    """What is stored of them. Each number has chance of its own: nothing adds up, neither a table to the total nor two
    tables to each other."""
    total = told(counts[Table.ALL, ""], draw())
    if total is None or total < SMALLEST_NETWORK:
        return {(Table.ALL, ""): None}
    return {cell: told(count, draw()) if cell[1] else total for cell, count in counts.items()}
