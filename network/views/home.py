"""The door for everybody, and the first page for members."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_POST

from network.actions.notices import read_notices
from network.models import Member
from network.views.doors import SpaceRequest, member_page, open_page


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
    return render(request, "network/home.html", {"notices": request.member.notices.all()})


@require_POST
@member_page
def notices_read(request: SpaceRequest) -> HttpResponse:
    read_notices(by=request.member)
    return redirect("network:home")
