"""Numbers for donors: a chart with the same numbers in a table beside it, and a workbook."""

from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_countries import countries

from network.domain.noise import LEAST, MARGIN, SMALLEST_NETWORK
from network.models import ExperienceLevel, Figure, Sector
from network.models.statistics import CountedActivity, StatisticsTable
from network.views.access import MemberRequest, coordinator_page
from toolkit.packages.workbooks import XLSX, Worksheet, write_workbook

BAR = 240  # units of the chart's own measure


class FigureLine(NamedTuple):
    """One number in words. `bar` is its length in the chart, None where there is none."""

    label: str
    value: int | None
    bar: int | None


class FigureBoard(NamedTuple):
    table: StatisticsTable
    lines: list[FigureLine]


@require_GET
@coordinator_page
def statistics(request: MemberRequest) -> HttpResponse:
    """One year, the latest where none is named. Years are the only thing to choose."""
    years = Figure.objects.years()
    year = chosen(request.GET.get("year", ""), years)
    context: dict[str, Any] = {"years": years, "year": year, "boards": boards(year) if year else []}
    context["margin"], context["fewest"], context["smallest"] = MARGIN, LEAST, SMALLEST_NETWORK
    return render(request, "network/statistics/statistics.html", context)


@require_GET
@coordinator_page
def workbook(request: MemberRequest, year: str) -> HttpResponse:
    """What the page shows, and no more. Raises Http404 for a year without numbers."""
    found = chosen(year, Figure.objects.years(), default=False)
    tables = boards(found) if found else []
    if not tables:
        raise Http404
    head = [_("Of whom"), _("Number")]
    notes = [
        [_("Counted in January %(year)s.") % {"year": found}, ""],
        [_("Each number is made wrong by chance: 19 of 20 are within %(margin)d.") % {"margin": MARGIN}, ""],
    ]
    sheets = [
        Worksheet(str(board.table.label), [head, *([line.label, said(line)] for line in board.lines), *notes])
        for board in tables
    ]
    body = write_workbook(sheets, right_to_left=get_language_bidi())
    headers = {"Content-Disposition": f'attachment; filename="numbers-{found}.xlsx"'}
    return HttpResponse(body, content_type=XLSX, headers=headers)


def chosen(typed: str, years: list[int], *, default: bool = True) -> int | None:
    """The year that was asked for; the latest where that is none."""
    for year in years:
        if str(year) == typed:
            return year
    return years[0] if default and years else None


def boards(year: int) -> list[FigureBoard]:
    """Nothing for a year in which the network was too small."""
    figures = list(Figure.objects.filter(year=year))
    if not any(row.table == StatisticsTable.ALL and row.value for row in figures):
        return []
    return [FigureBoard(table, lines([row for row in figures if row.table == table])) for table in StatisticsTable]


def lines(figures: list[Figure]) -> list[FigureLine]:
    most = max((row.value or 0 for row in figures), default=0) or 1
    return [
        FigureLine(label_of(row), row.value, None if row.value is None else round(row.value * BAR / most))
        for row in figures
    ]


def label_of(row: Figure) -> str:
    words: dict[str, Any] = {
        StatisticsTable.SECTOR: Sector,
        StatisticsTable.LEVEL: ExperienceLevel,
        StatisticsTable.ACTIVITY: CountedActivity,
    }
    if row.table in words:
        return str(words[row.table](row.row).label)
    return str(countries.name(row.row)) if row.row else _("All who are counted")


def said(line: FigureLine) -> str | int:
    return _("fewer than %(number)d") % {"number": LEAST} if line.value is None else line.value
