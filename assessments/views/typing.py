"""A team's answers typed in from paper by keyboard alone, with the same review as for a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from assessments.forms.bringing import QuickForm
from assessments.permissions import may_answer
from assessments.presenters.sheets import answers_of
from assessments.views.bringing import cut_short, merged
from assessments.views.sheets_out import base, review
from assessments.views.team_doors import allow, sheet_for, team_page


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def quick(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """A code, a key, perhaps a note, on each line. Taken over like a file: `sheets_out.accept`."""
    part, sheet = sheet_for(request, sheet_id)
    allow(may_answer(part, sheet.round))
    page = sheet.page()
    form = QuickForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_valid():
        brought = merged(form.cleaned_data["lines"], answers_of(sheet, page))
        return review(request, part, sheet, brought, [*form.problems, *cut_short(brought, page)])
    context = base(part, sheet, page) | {"form": form}
    return render(request, "assessments/team/sheet_quick.html", context, status=400 if form.errors else 200)
