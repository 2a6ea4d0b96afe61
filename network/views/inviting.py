"""A member's word for somebody she wants to join."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from network.actions.joining import invite, take_back
from network.models.joining import INVITATION_DAYS
from network.views.doors import SpaceRequest, settled_page

OPEN_AT_ONCE = 3


@require_http_methods(["GET", "HEAD", "POST"])
@settled_page
def invitations(request: SpaceRequest) -> HttpResponse:
    """Her open invitations; a new one is shown once. At most three at a time."""
    mine = request.member.invitations.usable()
    code = invite(by=request.member) if request.method == "POST" and mine.count() < OPEN_AT_ONCE else ""
    rows = list(mine.all())
    context = {"invitations": rows, "code": code, "days": INVITATION_DAYS, "full": len(rows) >= OPEN_AT_ONCE}
    return render(request, "network/joining/invitations.html", context)


@require_POST
@settled_page
def invitation_take_back(request: SpaceRequest, pk: UUID) -> HttpResponse:
    take_back(by=request.member, invitation=get_object_or_404(request.member.invitations, pk=pk))
    return redirect("network:invitations")
