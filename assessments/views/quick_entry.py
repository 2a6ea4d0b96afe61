"""A team's answers typed in from paper by keyboard alone, with the same review as for a file."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from assessments.forms.importing import QuickEntryForm
from assessments.permissions import may_answer
from assessments.presenters.sheets import load_sheet_answers
from assessments.views.importing import describe_cut_answers, merge_typed_answers
from assessments.views.sheet_files import build_sheet_context, render_review
from assessments.views.team_access import fetch_sheet, forbid_unless, team_page


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def quick(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """A code, a key, perhaps a note, on each line. Taken over like a file: `sheet_files.accept`."""
    part, sheet = fetch_sheet(request, sheet_id)
    forbid_unless(may_answer(part, sheet.round))
    page = sheet.page()
    form = QuickEntryForm(request.POST if request.method == "POST" else None, page=page)
    if form.is_valid():
        brought = merge_typed_answers(form.cleaned_data["lines"], load_sheet_answers(sheet, page))
        return render_review(request, part, sheet, brought, [*form.problems, *describe_cut_answers(brought, page)])
    context = build_sheet_context(part, sheet, page) | {"form": form}
    return render(request, "assessments/team/sheet_quick.html", context, status=400 if form.errors else 200)
