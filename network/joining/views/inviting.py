"""A member's word for somebody she wants to join."""

from uuid import UUID

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from network.joining.actions.inviting import OPEN_INVITATIONS, create_invitation, revoke_invitation
from network.models.joining import INVITATION_DAYS
from network.views.access import MemberRequest, full_member_page


@require_http_methods(["GET", "HEAD", "POST"])
@full_member_page
def invitations(request: MemberRequest) -> HttpResponse:
    """The member's open invitations; a new one is shown once."""
    code, refused = "", ""
    if request.method == "POST":
        try:
            code = create_invitation(by=request.member)
        except ValidationError as error:
            refused = " ".join(error.messages)
    rows = list(request.member.invitations.given())
    context = {
        "invitations": rows,
        "code": code,
        "refused": refused,
        "days": INVITATION_DAYS,
        "full": len(rows) >= OPEN_INVITATIONS,
    }
    return render(request, "network/joining/invitations.html", context)


@require_POST
@full_member_page
def invitation_take_back(request: MemberRequest, pk: UUID) -> HttpResponse:
    revoke_invitation(by=request.member, invitation=get_object_or_404(request.member.invitations, pk=pk))
    return redirect("network:invitations")
