"""For coordinators: profiles that belong to nobody, and what was done to them."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from network.deeds.actions import propose_deed
from network.deeds.views.deeds import redirect_after_proposal
from network.directory.forms import CanaryForm
from network.models import DeedKind, Member, Trail
from network.views.access import MemberRequest, coordinator_page

MOST_ALARMS = 50


@require_http_methods(["GET", "POST"])
@coordinator_page
def canaries(request: MemberRequest) -> HttpResponse:
    """The alarms, newest first, the canaries, and a form to propose another one."""
    form = CanaryForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            propose_deed(by=request.member, kind=DeedKind.MAKE_CANARY, details=form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            return redirect_after_proposal(request)
    alarms = list(Trail.objects.alarms(request.member)[:MOST_ALARMS])
    people = Member.objects.in_bulk({pk for line in alarms for pk in (line.actor, line.about) if pk})
    context = {
        "form": form,
        "alarms": [(line.hour, people.get(line.actor), people.get(line.about)) for line in alarms],
        "canaries": Member.objects.filter(is_canary=True).select_related("country").order_by("pseudonym"),
    }
    return render(request, "network/directory/canaries.html", context)


@require_POST
@coordinator_page
def canary_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    canary = get_object_or_404(Member, pk=pk, is_canary=True)
    try:
        propose_deed(by=request.member, kind=DeedKind.REMOVE_CANARY, member=canary)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("network:canaries")
    return redirect_after_proposal(request)
