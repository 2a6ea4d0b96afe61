"""Answers as a file to take along."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import content_disposition_header
from django.views.decorators.http import require_POST

from accounts.limits import client_key
from assessments.actions.session_answers import get_no_answers_message, load_session_answers
from assessments.domain.answers import Answers
from assessments.views.access import fetch_checklist, require_same_site
from assessments.views.alone import build_result_context, is_kept_in_browser, read_sent_answers
from exports.actions import request_export
from exports.printouts import read_options
from toolkit.models import ChecklistPage

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILES = {"json": "application/json", "docx": WORD, "xlsx": EXCEL}
PAPERS = {"pdf", "form"}


@require_POST
@require_same_site
def take(request: HttpRequest, key: UUID, what: str) -> HttpResponse:
    """A PDF by way of the queue, private to this browser's session; anything else at once.

    Raises Http404 for a kind of file that is none."""
    if what not in PAPERS | set(FILES):
        raise Http404
    page = fetch_checklist(key)
    answers = (
        read_sent_answers(request, page) if is_kept_in_browser(request) else load_session_answers(request.session, page)
    )
    if not answers.answers:
        again = {
            **build_result_context(page, answers, in_browser=is_kept_in_browser(request)),
            "trouble": get_no_answers_message(),
        }
        return render(request, "assessments/alone/result.html", again, status=400)
    if what in PAPERS:
        return on_paper(request, page, answers, what)
    response = HttpResponse(write_answers_file(what, page, answers), content_type=FILES[what])
    response["Content-Disposition"] = content_disposition_header(True, f"{page.slug}-answers.{what}") or "attachment"
    return response


def on_paper(request: HttpRequest, page: ChecklistPage, answers: Answers, what: str) -> HttpResponse:
    from assessments import printouts

    make = printouts.build_answers_printout if what == "pdf" else printouts.build_filled_form
    printout = make(page, answers, read_paper_options(request))
    if not request.session.session_key:
        request.session.create()
    return redirect(request_export(printout, session_key=request.session.session_key or "", client=client_key(request)))


def read_paper_options(request: HttpRequest) -> dict[str, str]:
    """Raises Http404 for a form or size of paper that we do not offer."""
    try:
        return read_options(request.GET)
    except LookupError:
        raise Http404 from None


def write_answers_file(what: str, page: ChecklistPage, answers: Answers) -> bytes:
    from assessments import packages

    if what == "json":
        return answers.to_json().encode()
    return packages.write_answers_docx(page, answers) if what == "docx" else packages.write_answers_xlsx(page, answers)
