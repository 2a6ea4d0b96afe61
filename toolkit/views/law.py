"""The legal library: all of it, one instrument, one provision with what rests on it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from toolkit.models import Instrument, Provision, SearchEntry
from toolkit.packages.workbooks import XLSX, Worksheet, write_workbook
from toolkit.presenters.law import (
    build_instrument_context,
    build_instrument_questions,
    build_law_context,
    build_provision_context,
    build_resting_context,
)
from toolkit.selectors.law import find_parts, list_provisions
from toolkit.views.withdrawn import answer_missing


@require_safe
def law(request: HttpRequest) -> HttpResponse:
    """Every instrument with its provisions; ?country=PK keeps the national law of one country."""
    return render(request, "toolkit/law.html", build_law_context(request.GET.get("country", "")))


@require_safe
def instrument(request: HttpRequest, instrument: str) -> HttpResponse:
    """One instrument, who is bound by it, and what we cite of it."""
    row = Instrument.objects.readable().filter(key=instrument).first()
    if row is None:
        return answer_missing(request, Instrument, key=instrument)
    return render(request, "toolkit/instrument.html", build_instrument_context(row))


@require_safe
def provision(request: HttpRequest, instrument: str, provision: str) -> HttpResponse:
    """One provision and everything public that rests on it or on one of its paragraphs. Where it stands in another
    instrument since, its old address leads there."""
    row = list_provisions().filter(key=provision).first()
    if row is None:
        return answer_missing(request, Provision, key=provision)
    if row.instrument.key != instrument:
        return redirect(row, permanent=True)
    context = build_provision_context(row, request.GET.get("sort", ""), request)
    return render(request, "toolkit/provision.html", context)


@require_safe
def provision_workbook(request: HttpRequest, provision: str) -> HttpResponse:
    """Every question that rests on it, as a workbook. Raises Http404 where no question does."""
    row = get_object_or_404(list_provisions(), key=provision)
    return send_questions(row.label, row.key, build_resting_context([row, *find_parts(row)])["questions"])


@require_safe
def instrument_workbook(request: HttpRequest, instrument: str) -> HttpResponse:
    """Every question that rests on any provision of it, by article and paragraph. Raises Http404 where none does."""
    row = get_object_or_404(Instrument.objects.readable(), key=instrument)
    return send_questions(row.short, row.key, build_instrument_questions(row))


def send_questions(title: str, key: str, questions: list[SearchEntry]) -> HttpResponse:
    if not questions:
        raise Http404
    head = [_("Checklist"), _("Code"), _("Question"), _("Rests on")]
    rows = [
        [entry.page.title, entry.code, entry.title, ", ".join(one.number for one in entry.carried_by)]  # type: ignore[attr-defined, union-attr]
        for entry in questions
    ]
    body = write_workbook([Worksheet(title, [head, *rows])], right_to_left=get_language_bidi())
    headers = {"Content-Disposition": f'attachment; filename="questions-{key}.xlsx"'}
    return HttpResponse(body, content_type=XLSX, headers=headers)
