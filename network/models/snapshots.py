"""Counts once a month what donors may know, and hides what could name somebody before anything is stored."""

from collections import Counter
from datetime import date, timedelta

from django.db.models import Count

from network.models.events import Event, Signup
from network.models.learning import Enrolment
from network.models.pairings import mentoring_health
from network.models.people import Member
from network.models.places import Country, Level, Sector
from network.models.statistics import Figure, Place, Table, hidden_countries
from toolkit.models.small_counts import FEWEST, hidden_with_company, rounded, shown

Cells = dict[tuple[str, str], int | None]


def take_snapshot(today: date) -> int:
    """The figures of this month, unless they are there. How many cells were stored."""
    month = today.replace(day=1)
    if Figure.objects.filter(month=month).exists():
        return 0
    members = Counter(
        {
            (row["country"], row["sector"], row["level"]): row["n"]
            for row in Member.objects.real().values("country", "sector", "level").annotate(n=Count("pk")).order_by()
        }
    )
    rows = [
        Figure(month=month, table=table, row=row, column=column, value=value)
        for table, cells in {**member_tables(members), Table.ACTIVITY: activity(today)}.items()
        for (row, column), value in cells.items()
    ]
    # A second beat that counted at the same moment stores nothing.
    Figure.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def member_tables(members: "Counter[tuple[str, str, str]]") -> dict[Table, Cells]:
    """Every table about members, from counts by (country, sector, level).

    Below ten members nothing is told at all. The tables know of each other: what one hides another may not tell.
    """
    total = sum(members.values())
    if total < FEWEST:
        return {Table.ALL: {("", ""): shown(total)}}
    discreet = set(Country.objects.filter(is_discreet=True).values_list("code", flat=True))
    places: Counter[Place] = Counter()
    levels: Counter[str] = Counter(dict.fromkeys(Level.values, 0))
    for (country, sector, level), count in members.items():
        places[Place(country, sector)] += count
        levels[level] += count
    countries = sums(places, Country.objects.values_list("code", flat=True), 0)
    sectors = sums(places, Sector.values, 1)
    tables = {Table.ALL: {("", ""): shown(total)}, Table.LEVEL: column(levels), Table.COUNTRY: column(countries)}
    at_home = {code for code, count in countries.items() if count}
    if len(at_home) > 1 or not at_home <= discreet:  # else the sectors would be those of one discreet country
        tables[Table.SECTOR] = column(sectors)
        tables[Table.PLACE] = square(places, discreet, hidden_with_company(countries), hidden_with_company(sectors))
    return tables


def sums(places: "Counter[Place]", codes: object, part: int) -> dict[str, int]:
    found = dict.fromkeys(codes, 0)  # type: ignore[call-overload]
    for place, count in places.items():
        found[place[part]] += count
    return found


def column(counts: dict[str, int]) -> Cells:
    hidden = hidden_with_company(counts)
    return {(key, ""): None if key in hidden else rounded(count) for key, count in counts.items()}


def square(places: "Counter[Place]", discreet: set[str], few_countries: set[str], few_sectors: set[str]) -> Cells:
    """Country by sector. A hidden country is not a row: that it is missing tells no more than an empty row would."""
    full = Counter({Place(code, sector): 0 for code in {place.country for place in places} for sector in Sector.values})
    full.update(places)
    hidden = hidden_countries(full, discreet=discreet, few_countries=few_countries, few_sectors=few_sectors)
    return {(place.country, place.sector): rounded(n) for place, n in full.items() if place.country not in hidden}


def activity(today: date) -> Cells:
    """What happened since the first of last month began. Single numbers: none is part of another."""
    month = today.replace(day=1)
    before = (month - timedelta(days=1)).replace(day=1)
    events = Event.objects.filter(is_cancelled=False, ends__date__gte=before, ends__date__lt=month)
    health = mentoring_health(today)
    counts = {
        "events": events.count(),
        "seats": Signup.objects.seated().filter(event__in=events).count(),
        "mentors": health["mentors"],
        "mentees": health["mentees"],
        "pairings": health["active"],
        "learners": Enrolment.objects.values("member").distinct().count(),
    }
    return {(key, ""): shown(count) for key, count in counts.items()}
