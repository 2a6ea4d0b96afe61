"""The library as tables: treaties by country, law by checklist."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django_countries import countries

from toolkit.packages.workbooks import XLSX, Worksheet, write_workbook
from toolkit.presenters.carrying import build_carrying_table
from toolkit.presenters.carrying_picture import draw_carrying_table
from toolkit.presenters.standings import StandingsTable, build_standings_table


@require_safe
def standings(request: HttpRequest) -> HttpResponse:
    """The matrix; ?country=PK&standing=party keeps what is asked for."""
    table = build_standings_table(request.GET.get("country", ""), request.GET.get("standing", ""))
    by_machine = any(treaty.machine_translated for treaty, _cells in table.rows)
    return render(request, "toolkit/standings.html", {"table": table, "rows_by_machine": by_machine})


@require_safe
def standings_workbook(request: HttpRequest) -> HttpResponse:
    table = build_standings_table(request.GET.get("country", ""), request.GET.get("standing", ""))
    body = write_workbook([Worksheet(_("Who is bound"), sheet_of(table))], right_to_left=get_language_bidi())
    headers = {"Content-Disposition": 'attachment; filename="who-is-bound.xlsx"'}
    return HttpResponse(body, content_type=XLSX, headers=headers)


def sheet_of(table: StandingsTable) -> list[list[str | int]]:
    """One row for each cell, so that a reader can sort and filter them."""
    head = [_("Treaty"), _("Country"), _("Standing"), _("Since"), _("Reservations"), _("Note"), _("Source")]
    rows: list[list[str | int]] = [[*head, _("Date of the source"), _("Seen at the depositary on")]]
    for treaty, cells in table.rows:
        for code, cell in zip(table.codes, cells, strict=True):
            told = [treaty.short, str(countries.name(code))]
            if cell is None:
                rows.append([*told, _("Not checked"), "", "", "", "", "", ""])
                continue
            seen = cell.checked_on.isoformat() if cell.checked_on else ""
            words = [str(cell.get_standing_display()), cell.since, cell.reservations, cell.note, cell.source]
            rows.append([*told, *words, cell.source_date, seen])
    return rows


@require_safe
def carrying(request: HttpRequest) -> HttpResponse:
    """Which checklists rest on which law."""
    table = build_carrying_table()
    picture = draw_carrying_table(table, right_to_left=get_language_bidi())
    return render(request, "toolkit/carrying.html", {"table": table, "picture": picture})


@require_safe
def carrying_workbook(request: HttpRequest) -> HttpResponse:
    table = build_carrying_table()
    head = [_("Instrument"), *(one.title for one in table.checklists), _("All")]
    rows: list[list[str | int]] = [[law.short, *counts, total] for law, counts, total in table.rows]
    body = write_workbook([Worksheet(_("Law by checklist"), [head, *rows])], right_to_left=get_language_bidi())
    headers = {"Content-Disposition": 'attachment; filename="law-by-checklist.xlsx"'}
    return HttpResponse(body, content_type=XLSX, headers=headers)
