"""The door for everybody, and the first page for members."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from network.announcements.views import build_home_news
from network.models import Member, NoticeKind
from network.notices.actions import mark_notices_read
from network.selectors.countries import list_open_countries
from network.views.access import MemberRequest, member_page, open_page

# Which page answers a notice. The others only say something.
PAGES: dict[str, str] = {
    NoticeKind.WELCOME: "network:profile",
    NoticeKind.MESSAGE: "network:messages",
    NoticeKind.INTRODUCTION: "network:messages",
    NoticeKind.MENTORING: "network:mentoring",
    NoticeKind.EVENT: "network:events",
    NoticeKind.REMINDER: "network:events",
    NoticeKind.LEARNING: "network:learning",
    NoticeKind.CIRCLE: "network:circles",
    NoticeKind.REQUEST: "network:circles",
    NoticeKind.SEAT: "network:circles",
    NoticeKind.QUESTION: "network:vetting",
    NoticeKind.VETTING: "network:vetting",
    NoticeKind.LOCKED: "network:locks",
    NoticeKind.SECOND: "network:deeds",
    NoticeKind.DECIDED: "network:deeds",
    NoticeKind.RETURN: "network:lock",
    NoticeKind.UNLOCK: "network:locks",
    NoticeKind.REPORT: "network:reports",
    NoticeKind.ALARM: "network:alarms",
    NoticeKind.COUNTRY: "network:countries",
    NoticeKind.ACCOUNT: "network:lock",
}


@require_GET
@open_page
def door(request: HttpRequest) -> HttpResponse:
    """Apply, come back to an application, or sign in; a member is led inside."""
    if Member.objects.of(request.user):
        return redirect("network:home")
    return render(request, "network/door.html")


@require_GET
@member_page
def home(request: MemberRequest) -> HttpResponse:
    """What waits for the member. Shows nobody else: it is the first screen somebody sees who forced her to sign in."""
    rows = [(row, reverse(PAGES[row.kind]) if row.kind in PAGES else "") for row in request.member.notices.all()]
    begins = request.member.is_coordinator and not list_open_countries()
    context = {"notices": rows, "begins": begins, **build_home_news(request.member)}
    return render(request, "network/home.html", context)


@require_POST
@member_page
def notices_read(request: MemberRequest) -> HttpResponse:
    mark_notices_read(by=request.member)
    return redirect("network:home")
