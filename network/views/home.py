"""The door for everybody, and the first page for members."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from network.actions.notices import read_notices
from network.models import Kind, Member
from network.views.announcements import for_home
from network.views.doors import SpaceRequest, member_page, open_page

# Which page answers a notice. The others only say something.
PAGES: dict[str, str] = {
    Kind.WELCOME: "network:profile",
    Kind.MESSAGE: "network:messages",
    Kind.INTRODUCTION: "network:messages",
    Kind.MENTORING: "network:mentoring",
    Kind.EVENT: "network:events",
    Kind.REMINDER: "network:events",
    Kind.LEARNING: "network:learning",
    Kind.CIRCLE: "network:circles",
    Kind.REQUEST: "network:circles",
    Kind.SEAT: "network:circles",
    Kind.QUESTION: "network:vetting",
    Kind.VETTING: "network:vetting",
    Kind.LOCKED: "network:locks",
    Kind.SECOND: "network:deeds",
    Kind.DECIDED: "network:deeds",
    Kind.RETURN: "network:lock",
    Kind.UNLOCK: "network:locks",
    Kind.REPORT: "network:reports",
    Kind.ALARM: "network:alarms",
    Kind.ACCOUNT: "network:lock",
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
def home(request: SpaceRequest) -> HttpResponse:
    """What waits for her. Shows no other member: it is the first screen somebody sees who forced her to sign in."""
    rows = [(row, reverse(PAGES[row.kind]) if row.kind in PAGES else "") for row in request.member.notices.all()]
    return render(request, "network/home.html", {"notices": rows, **for_home(request.member)})


@require_POST
@member_page
def notices_read(request: SpaceRequest) -> HttpResponse:
    read_notices(by=request.member)
    return redirect("network:home")
