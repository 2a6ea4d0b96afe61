"""For coordinators: who may be copying the network, or be made to."""

from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from network.models import Alarm
from network.views.access import MemberRequest, coordinator_page

ALARMS_A_PAGE = 50


@require_GET
@coordinator_page
def alarms(request: MemberRequest) -> HttpResponse:
    """Newest first; never those about the reader."""
    found = Alarm.objects.visible_to(request.member).select_related("member__user")
    pages = Paginator(found, ALARMS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "network/alarms/alarms.html", {"pages": pages})
