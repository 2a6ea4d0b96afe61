"""A full copy to keep, and deletion."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.limits import Limit, consume_limit
from assessments.actions.copying import erase_assessment, request_copy
from assessments.forms.erasing import EraseForm
from assessments.permissions import may_manage, may_plan
from assessments.views.team_access import fetch_participation, forbid_unless, team_page

OFTEN_ENOUGH = Limit(6, 3600)  # copies of one assessment in an hour


@require_safe
@team_page
def copy(request: HttpRequest, pk: UUID) -> HttpResponse:
    part = fetch_participation(request, pk)
    context = {
        "assessment": part.assessment,
        "here": "copy",
        "may": may_plan(part),
        "may_erase": may_manage(part),
        "form": EraseForm(title=part.assessment.title),
    }
    return render(request, "assessments/team/copy.html", context)


@require_POST
@team_page
def make(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Has everything put into one archive. For those who write: it holds what all of them wrote."""
    part = fetch_participation(request, pk)
    forbid_unless(may_plan(part))
    if not consume_limit("assessment copy", str(pk), OFTEN_ENOUGH):
        context = {"assessment": part.assessment, "here": "copy"}
        return render(request, "assessments/team/often.html", context, status=429)
    return redirect(request_copy(by=part, language=get_language() or "en"))


@require_http_methods(["GET", "HEAD", "POST"])
@team_page
def erase(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Everything goes, for everybody; the owner types the title to say that she means it."""
    part = fetch_participation(request, pk)
    forbid_unless(may_manage(part))
    form = EraseForm(request.POST if request.method == "POST" else None, title=part.assessment.title)
    if request.method == "POST" and form.is_valid():
        erase_assessment(by=part)
        messages.success(request, _("The assessment is deleted, with everything that belonged to it."))
        return redirect("assessments:mine")
    context = {"assessment": part.assessment, "here": "copy", "form": form}
    return render(request, "assessments/team/erase.html", context, status=400 if form.errors else 200)
