"""A team's answers to one checklist as a file, and back from one with the same review as alone."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import Limit, client_key, consume_limit
from assessments.actions.importing import import_answers, keep_obsolete_answers, sort_obsolete_answers
from assessments.domain.answers import Answers, InvalidAnswersError
from assessments.forms.importing import AnswersFileForm
from assessments.models import Participation, Sheet
from assessments.permissions import may_answer
from assessments.presenters.sheets import load_sheet_answers
from assessments.presenters.upgrading import find_newer_version
from assessments.uploads.memory import keep_uploads_in_memory
from assessments.views.downloads import FILES, PAPERS, read_paper_options, write_answers_file
from assessments.views.importing import read_answers_file
from assessments.views.plan import make_file_response
from assessments.views.team_access import fetch_sheet, forbid_unless, team_page
from exports.actions import request_export
from toolkit.models import ChecklistPage

OFTEN_ENOUGH = Limit(60, 600)  # files a person in ten minutes


@require_safe
@team_page
def files(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Every way out of this sheet, and the way back in."""
    part, sheet = fetch_sheet(request, sheet_id)
    context = build_sheet_context(part, sheet, sheet.page()) | {
        "form": AnswersFileForm(),
        "newer": find_newer_version(sheet),
    }
    return render(request, "assessments/team/sheet_files.html", context)


@require_POST
@team_page
def take(request: HttpRequest, sheet_id: UUID, what: str) -> HttpResponse:
    """A PDF by way of the queue, private to the participant; anything else at once.

    Raises Http404 for a kind of file that is none."""
    part, sheet = fetch_sheet(request, sheet_id)
    if what not in PAPERS | set(FILES):
        raise Http404
    if not consume_limit("team file", f"person {request.user.pk}", OFTEN_ENOUGH):
        return render_too_often(request, part)
    page = sheet.page()
    answers = load_sheet_answers(sheet, page)
    if what not in PAPERS:
        return make_file_response(write_answers_file(what, page, answers), FILES[what], f"{page.slug}-answers.{what}")
    from assessments import printouts

    make = printouts.build_team_answers if what == "pdf" else printouts.build_team_form
    return redirect(
        request_export(
            make(sheet, page, answers, read_paper_options(request)), by=request.user, client=client_key(request)
        )
    )


@require_http_methods(["GET", "HEAD", "POST"])
@keep_uploads_in_memory
@team_page
def bring(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Upload a file; what was read in it is shown beside what is there. Nothing is kept of the file."""
    part, sheet = fetch_sheet(request, sheet_id)
    forbid_unless(may_answer(part, sheet.round))
    page = sheet.page()
    form = AnswersFileForm(request.POST, request.FILES) if request.method == "POST" else AnswersFileForm()
    if request.method == "POST":
        if not consume_limit("team upload", f"person {request.user.pk}", OFTEN_ENOUGH):
            return render_too_often(request, part)
        if form.is_valid() and (read := read_answers_file(form, page)):
            return render_review(request, part, sheet, read.answers, list(read.problems))
    context = build_sheet_context(part, sheet, page) | {"form": form}
    return render(request, "assessments/team/sheet_bring.html", context, status=400 if form.errors else 200)


@require_POST
@team_page
def accept(request: HttpRequest, sheet_id: UUID) -> HttpResponse:
    """Takes over what is ticked. What somebody changed since it was shown is shown again, and loses neither text."""
    part, sheet = fetch_sheet(request, sheet_id)
    forbid_unless(may_answer(part, sheet.round))
    try:
        brought = Answers.from_json(request.POST.get("brought", ""))
    except InvalidAnswersError:
        return redirect("assessments:sheet_bring", sheet_id)
    ticked = {item: brought.of(item) for item in request.POST.getlist("take")}
    seen = {item: number(request.POST.get(f"saves_{item}", "")) for item in ticked}
    taken = import_answers(by=part, sheet=sheet, answers=ticked, saves=seen)
    keep_obsolete_answers(by=part, sheet=sheet, answers=dict(brought.list_obsolete_answers(sheet.page().item_ids())))
    said = ngettext("One answer was taken over.", "%(n)d answers were taken over.", taken.saved) % {"n": taken.saved}
    messages.info(request, said)
    if taken.conflicts:
        brought.answers = {item: brought.of(item) for item in taken.conflicts}
        problem = _("Somebody changed these answers meanwhile. Both texts are kept in the history; choose again.")
        return render_review(request, part, sheet, brought, [problem])
    return redirect("assessments:sheet", sheet_id)


def number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 10 else -1


def render_review(
    request: HttpRequest, part: Participation, sheet: Sheet, brought: Answers, problems: list[str]
) -> HttpResponse:
    page = sheet.page()
    entries = {entry.item: entry for entry in sheet.entries.all()}
    rows = []
    for item in page.items():
        entry = entries.get(item.id)
        if entry and (answer := brought.of(item.id)):
            rows.append({"item": item, "now": entry.answer(), "brought": answer, "saves": entry.saves})
    changed = [row for row in rows if row["now"] != row["brought"]]
    gone, left = sort_obsolete_answers(sheet, dict(brought.list_obsolete_answers(page.item_ids())))
    more = {
        "rows": changed,
        "same": len(rows) - len(changed),
        "brought": brought,
        "gone": list(gone.items()),
        "left": list(left.items()),
        "problems": problems,
    }
    return render(request, "assessments/team/sheet_review.html", build_sheet_context(part, sheet, page) | more)


def build_sheet_context(part: Participation, sheet: Sheet, page: ChecklistPage) -> dict[str, Any]:
    return {
        "assessment": part.assessment,
        "round": sheet.round,
        "here": "checklists",
        "sheet": sheet,
        "checklist": page,
        "language": page.locale.language_code,
        "may": may_answer(part, sheet.round),
    }


def render_too_often(request: HttpRequest, part: Participation) -> HttpResponse:
    context = {"assessment": part.assessment, "here": "checklists"}
    return render(request, "assessments/team/often.html", context, status=429)
