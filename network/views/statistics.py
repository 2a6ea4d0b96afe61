"""Numbers for donors: a chart with the same numbers in a table beside it, and a workbook."""

from datetime import date
from typing import Any, NamedTuple

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import formats
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_countries import countries

from network.models import Figure, Level, Sector
from network.models.statistics import Activity, Table
from network.views.doors import SpaceRequest, coordinator_page
from toolkit.packages import Sheet, workbook_of

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BAR = 240  # units of the chart's own measure


class Line(NamedTuple):
    """One cell in words. `bar` is its length in the chart, None where the number is hidden."""

    label: str
    column: str
    value: int | None
    bar: int | None


class Board(NamedTuple):
    table: Table
    lines: list[Line]


@require_GET
@coordinator_page
def statistics(request: SpaceRequest) -> HttpResponse:
    """One month, the latest where none is named. Months are the only thing to choose."""
    months = Figure.objects.months()
    month = chosen(request.GET.get("month", ""), months)
    context: dict[str, Any] = {"months": months, "month": month, "boards": boards(month) if month else []}
    return render(request, "network/statistics/statistics.html", context)


@require_GET
@coordinator_page
def workbook(request: SpaceRequest, month: str) -> HttpResponse:
    """What the page shows, and no more."""
    found = chosen(month, Figure.objects.months(), default=False)
    if found is None:
        raise Http404
    head = [_("What"), _("Of whom"), _("Number")]
    note = [formats.date_format(found, "YEAR_MONTH_FORMAT"), _("Rounded to 5. Hidden: could name somebody."), ""]
    sheets = [
        Sheet(str(board.table.label), [head, *([line.label, line.column, said(line)] for line in board.lines), note])
        for board in boards(found)
    ]
    body = workbook_of(sheets, right_to_left=get_language_bidi())
    name = f"numbers-{found:%Y-%m}.xlsx"
    return HttpResponse(body, content_type=XLSX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def chosen(typed: str, months: list[date], *, default: bool = True) -> date | None:
    """The month that was asked for as 2026-11; the latest where that is none."""
    for month in months:
        if f"{month:%Y-%m}" == typed:
            return month
    return months[0] if default and months else None


def boards(month: date) -> list[Board]:
    figures = list(Figure.objects.filter(month=month))
    return [
        Board(table, lines([row for row in figures if row.table == table]))
        for table in Table
        if any(row.table == table for row in figures)
    ]


def lines(figures: list[Figure]) -> list[Line]:
    most = max((row.value or 0 for row in figures), default=0) or 1
    return [
        Line(
            label_of(row),
            str(Sector(row.column).label) if row.column else "",
            row.value,
            None if row.value is None else round(row.value * BAR / most),
        )
        for row in figures
    ]


def label_of(row: Figure) -> str:
    words: dict[str, Any] = {Table.SECTOR: Sector, Table.LEVEL: Level, Table.ACTIVITY: Activity}
    if row.table in words:
        return str(words[row.table](row.row).label)
    return str(countries.name(row.row)) if row.row else _("All members")


def said(line: Line) -> str | int:
    return _("hidden") if line.value is None else line.value
