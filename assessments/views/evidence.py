"""Evidence: the files of one question, added, taken home, taken away."""

from uuid import UUID

from cryptography.exceptions import InvalidTag
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_http_methods, require_safe

from accounts.limits import Limit, consume_limit
from assessments.actions.evidence import add_evidence, remove_evidence
from assessments.domain.comparing import AskedQuestion
from assessments.forms.evidence import EvidenceForm
from assessments.models import Entry, Evidence, Participation
from assessments.permissions import may_answer
from assessments.presenters.sheets import read_sheet_questions
from assessments.storage import evidence as files
from assessments.uploads.memory import keep_uploads_in_memory
from assessments.views.sheet_files import render_too_often
from assessments.views.team_access import fetch_entry, forbid_unless, get_own_participation, team_page

OFTEN_ENOUGH = Limit(120, 600)  # files a person in ten minutes


@require_http_methods(["GET", "HEAD", "POST"])
@keep_uploads_in_memory
@team_page
def evidence(request: HttpRequest, sheet_id: UUID, item: UUID) -> HttpResponse:
    """The files of one answer, and a form for one more."""
    part, entry = fetch_entry(request, sheet_id, item)
    may = may_answer(part, entry.sheet.round)
    form = EvidenceForm(request.POST, request.FILES) if request.method == "POST" else EvidenceForm()
    if request.method == "POST":
        forbid_unless(may)
        if not consume_limit("evidence", f"person {request.user.pk}", OFTEN_ENOUGH):
            return render_too_often(request, part)
        if form.is_valid():
            try:
                add_evidence(by=part, entry=entry, found=form.cleaned_data["file"])
                return redirect("assessments:evidence", sheet_id, item)
            except ValidationError as error:
                form.add_error("file", error)
    context = {**about(entry), "form": form, "may": may, "assessment": part.assessment}
    return render(request, "assessments/team/evidence.html", context, status=400 if form.errors else 200)


def about(entry: Entry) -> dict[str, object]:
    """A question and its files, as every version of the checklist may have put it."""
    questions, title, language = read_sheet_questions(entry.sheet)
    return {
        "round": entry.sheet.round,
        "here": "checklists",
        "sheet": entry.sheet,
        "asked": questions.get(entry.item) or AskedQuestion(entry.item, "", "", ""),
        "checklist_title": title,
        "language": language,
        "rows": [(file, file.name.open(), named(file.by)) for file in entry.files.select_related("by")],
        "earlier": [(file, file.name.open(), named(file.by)) for file in Evidence.objects.before(entry)],
    }


@require_safe
@team_page
def download(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file as it was added, for somebody who takes part: to be saved, never shown in the browser.

    Raises Http404 also where the disk has lost it, or it does not open with its key."""
    row = file_for(request, pk)
    try:
        content = files.read_evidence(row)
    except (FileNotFoundError, InvalidTag) as lost:
        raise Http404 from lost
    disposition = content_disposition_header(True, row.name.open())
    headers = {"Content-Disposition": disposition or "attachment", "X-Content-Type-Options": "nosniff"}
    headers |= {"Content-Security-Policy": "default-src 'none'; sandbox"}
    return HttpResponse(content, content_type=row.kind, headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def remove(request: HttpRequest, pk: UUID) -> HttpResponse:
    row = file_for(request, pk)
    part, sheet = get_own_participation(row), row.entry.sheet
    forbid_unless(may_answer(part, sheet.round))
    if request.method == "POST":
        remove_evidence(by=part, file=row)
        return redirect("assessments:evidence", sheet.pk, row.entry.item)
    context = {
        "assessment": sheet.round.assessment,
        "round": sheet.round,
        "here": "checklists",
        "row": row,
        "name": row.name.open(),
    }
    return render(request, "assessments/team/evidence_remove.html", context)


def file_for(request: HttpRequest, pk: UUID) -> Evidence:
    row = Evidence.objects.visible_to(request.user).filter(pk=pk).first()
    if row is None:
        raise Http404
    return row


def named(part: Participation | None) -> str:
    """What the team calls the participant; "" where her account is gone."""
    return part.name.open() if part else ""
