"""My data: read it, take it, correct it, leave."""

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from accounts.views import CLEAR
from network.data.actions.downloads import log_download
from network.data.actions.erasure import erase_member
from network.data.forms import LeaveForm
from network.data.presenters.account_report import build_account_report
from network.domain.noise import LEAST, MARGIN
from network.domain.retention import RETENTION
from network.models import Member
from network.views.access import MemberRequest, member_page, open_page
from network.views.reauthentication import fresh_page


@require_GET
@member_page
@fresh_page
def mine(request: MemberRequest) -> HttpResponse:
    """Everything held about the member, in words, and how long it stays."""
    context = {"sections": build_account_report(request.member), "rules": RETENTION, "margin": MARGIN, "fewest": LEAST}
    return render(request, "network/data/mine.html", context)


@require_GET
@member_page
@fresh_page
def download(request: MemberRequest, form: str) -> HttpResponse:
    """The same as one file, to read ("html") or for another program ("json"). The name of the file says nothing. Raises
    Http404 for any other form."""
    if form not in {"html", "json"}:
        raise Http404
    sections = build_account_report(request.member)
    log_download(by=request.member)
    if form == "html":
        response = render(request, "network/data/file.html", {"sections": sections, "day": timezone.localdate()})
    else:
        response = JsonResponse(
            {str(part.title): [{fact.name: fact.raw for fact in row} for row in part.rows] for part in sections},
            json_dumps_params={"ensure_ascii": False, "indent": 1},
        )
    response["Content-Disposition"] = f'attachment; filename="account.{form}"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member_page
@fresh_page
def leave(request: MemberRequest) -> HttpResponse:
    """One page, one word to type, and everything is gone."""
    form = LeaveForm(request.POST if request.method == "POST" else None, pseudonym=request.member.pseudonym)
    if not form.is_valid():
        last = request.member.is_coordinator and Member.objects.active().filter(role=request.member.role).count() == 1
        return render(request, "network/data/leave.html", {"form": form, "is_last_coordinator": last})
    member = request.member
    logout(request)
    erase_member(by=member, member=member)
    response = redirect("network:left")
    response["Clear-Site-Data"] = CLEAR
    return response


@require_GET
@open_page
def left(request: HttpRequest) -> HttpResponse:
    """The same words for everybody who comes here."""
    return render(request, "network/data/left.html")
