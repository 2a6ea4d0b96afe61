"""A post that a member reports; and for coordinators what was reported, and what staff did."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from network.circles.forms import ConcernForm
from network.circles.views.posts import get_readable_post, locate_post, render_concern_page
from network.models import Concern, Member, Report, ReportedKind, ReportOutcome, Trail
from network.moderation.actions import decide_report, file_report, find_possible_outcomes, log_report_reading
from network.moderation.forms import DecisionForm
from network.presenters.sealed_texts import unseal_or_explain
from network.views.access import MemberRequest, coordinator_page, full_member_page, get_posted_data

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


@require_http_methods(["GET", "POST"])
@full_member_page
def post_report(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Brings another's words before the coordinators. Raises Http404 for one's own, and for hidden ones."""
    row = get_readable_post(request, pk)
    if row.author_id == request.member.pk or row.hidden_for:
        raise Http404
    form = ConcernForm(get_posted_data(request))
    if request.method == "POST" and form.is_valid():
        reason = Concern(form.cleaned_data["reason"])
        words = unseal_or_explain(row.words)
        file_report(
            by=request.member, accused=row.author, kind=ReportedKind.POST, about=row.pk, reason=reason, excerpt=words
        )
        messages.success(request, _("Thank you. A coordinator will look at it. Nobody is told that it was you."))
        return redirect(locate_post(row))
    words = _("A coordinator reads a copy of these words and decides. Neither she nor the author learns who reported.")
    return render_concern_page(request, form, _("Report this post"), words, row)


@require_GET
@coordinator_page
def trail(request: MemberRequest) -> HttpResponse:
    """What staff and the portal did, and alarms. What members do is not shown: nobody watches them."""
    lines = Paginator(Trail.objects.by_staff(request.member), LINES_A_PAGE).get_page(request.GET.get("page"))
    names = dict(Member.objects.filter(pk__in={line.actor for line in lines}).values_list("pk", "pseudonym"))
    rows: list[dict[str, Any]] = [{"line": line, "name": line.actor and names.get(line.actor)} for line in lines]
    return render(request, "network/moderation/trail.html", {"rows": rows, "pages": lines})
