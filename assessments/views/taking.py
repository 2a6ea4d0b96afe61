"""Answers as a file to take along."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from accounts.limits import client_key
from assessments.actions.keeping import kept, nothing_yet
from assessments.domain.answers import Answers
from assessments.views.alone import in_browser, sent, shown
from assessments.views.doors import checklist, from_here
from exports.actions import request_export
from exports.printouts import options_from
from toolkit.models import ChecklistPage

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {"json": "application/json", "docx": WORD, "xlsx": EXCEL}
PAPERS = {"pdf", "form"}


@require_POST
@from_here
def take(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    """A PDF by way of the queue, private to this browser's session; anything else at once."""
    if what not in PAPERS | set(FILES):
        raise Http404
    page = checklist(key)
    answers = sent(request, page) if in_browser(request) else kept(request.session, page)
    if not answers.answers:
        again = {**shown(page, answers, in_browser=in_browser(request)), "trouble": nothing_yet()}
        return render(request, "assessments/alone/result.html", again, status=400)
    if what in PAPERS:
        return on_paper(request, page, answers, what)
    response = HttpResponse(written(what, page, answers), content_type=FILES[what])
    response["Content-Disposition"] = content_disposition_header(True, f"{page.slug}-answers.{what}") or "attachment"
    return response


def on_paper(request: HttpRequest, page: ChecklistPage, answers: Answers, what: str) -> HttpResponse:
    from assessments import printouts

    make = printouts.answers if what == "pdf" else printouts.filled
    printout = make(page, answers, paper_options(request))
    if not request.session.session_key:
        request.session.create()
    return redirect(request_export(printout, session_key=request.session.session_key or "", client=client_key(request)))


def paper_options(request: HttpRequest) -> dict[str, str]:
    """Raises Http404 for a form or size of paper that we do not offer."""
    try:
        return options_from(request.GET)
    except LookupError:
        raise Http404 from None


def written(what: str, page: ChecklistPage, answers: Answers) -> bytes:
    from assessments import packages

    if what == "json":
        return answers.to_json().encode()
    return packages.as_docx(page, answers) if what == "docx" else packages.as_xlsx(page, answers)
