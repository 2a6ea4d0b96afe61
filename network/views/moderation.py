"""For coordinators: what members reported, and what staff did."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from network.actions.moderation import decide_report, find_possible_outcomes, log_report_reading
from network.forms.moderation import DecisionForm
from network.models import Member, Report, ReportOutcome, Trail
from network.models.profiles import unseal_or_explain
from network.views.access import MemberRequest, coordinator_page, get_posted_data

REPORTS_A_PAGE = 20
LINES_A_PAGE = 50


@require_GET
@coordinator_page
def report_list(request: MemberRequest) -> HttpResponse:
    """What waits, the oldest first; below it what was decided in the last month."""
    found = Report.objects.visible_to(request.member)
    waiting = Paginator(found.waiting(), REPORTS_A_PAGE).get_page(request.GET.get("page"))
    decided = found.decided().select_related("decided_by").order_by("-decided_on", "pk")[:REPORTS_A_PAGE]
    return render(request, "network/moderation/report_list.html", {"waiting": waiting, "decided": decided})


@require_http_methods(["GET", "POST"])
@coordinator_page
def report(request: MemberRequest, pk: UUID) -> HttpResponse:
    """The words and who wrote them; never who reported them."""
    found = Report.objects.visible_to(request.member).select_related("accused__user", "decided_by")
    row = get_object_or_404(found, pk=pk)
    form = DecisionForm(get_posted_data(request), outcomes=find_possible_outcomes(row))
    if request.method == "POST" and form.is_valid():
        try:
            decide_report(by=request.member, report=row, outcome=ReportOutcome(form.cleaned_data["outcome"]))
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, _("Decided."))
            return redirect("network:reports")
    log_report_reading(by=request.member, report=row)
    context = {"report": row, "excerpt": unseal_or_explain(row.excerpt), "form": form, "others": others_about(row)}
    return render(request, "network/moderation/report.html", context)


def others_about(report: Report) -> int:
    """How many further reports there are about the same words."""
    return Report.objects.filter(kind=report.kind, about=report.about).exclude(pk=report.pk).count()


@require_GET
@coordinator_page
def trail(request: MemberRequest) -> HttpResponse:
    """What staff and the portal did, and alarms. What members do is not shown: nobody watches them."""
    lines = Paginator(Trail.objects.by_staff(request.member), LINES_A_PAGE).get_page(request.GET.get("page"))
    names = dict(Member.objects.filter(pk__in={line.actor for line in lines}).values_list("pk", "pseudonym"))
    rows: list[dict[str, Any]] = [{"line": line, "name": line.actor and names.get(line.actor)} for line in lines]
    return render(request, "network/moderation/trail.html", {"rows": rows, "pages": lines})
