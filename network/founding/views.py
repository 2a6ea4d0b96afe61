"""Countries and offices: for coordinators. What takes two is only proposed here."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.deeds.actions import propose_deed
from network.deeds.views.deeds import redirect_after_proposal
from network.founding import actions
from network.founding.forms import CountryForm, OfficeForm
from network.models import Country, Deed, DeedKind, Lock, Member, Role
from network.models.deeds import ABOUT_COUNTRIES, APPOINTMENTS, DISMISSALS
from network.views.access import MemberRequest, coordinator_page

DISMISSED_BY = {role: kind for kind, role in DISMISSALS.items()}
APPOINTED_BY = {role: kind for kind, role in APPOINTMENTS.items()}


@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_page
def countries(request: MemberRequest) -> HttpResponse:
    """Where people may apply. Opening one needs keys; closing one closes no account."""
    form = CountryForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        code, is_discreet = form.cleaned_data["code"], form.cleaned_data["is_discreet"]
        try:
            actions.open_country(by=request.member, code=code, is_discreet=is_discreet)
            messages.info(request, _("People there can apply now."))
            return redirect("network:countries")
        except ValidationError as error:
            form.add_error("code", error)
    rows = Country.objects.annotate(
        cared_for=Count("members", filter=Q(members__role=Role.FOCAL_POINT, members__user__is_active=True))
    )
    return render(request, "network/founding/countries.html", {"countries": sorted(rows, key=str), "form": form})


@require_GET
@coordinator_page
def country(request: MemberRequest, code: str) -> HttpResponse:
    """What can be done with all of a country."""
    found = get_object_or_404(Country, pk=code)
    context = {
        "country": found,
        "is_locked": Lock.objects.of_country(found.pk).exists(),
        "waiting": Deed.objects.open().filter(country=found, kind__in=ABOUT_COUNTRIES).select_related("second"),
    }
    return render(request, "network/founding/country.html", context)


@require_POST
@coordinator_page
def country_close(request: MemberRequest, code: str) -> HttpResponse:
    actions.close_country(by=request.member, country=get_object_or_404(Country, pk=code))
    return redirect("network:countries")


@require_POST
@coordinator_page
def country_lock(request: MemberRequest, code: str) -> HttpResponse:
    return about_country(request, code, DeedKind.LOCK_COUNTRY)


@require_POST
@coordinator_page
def country_unlock(request: MemberRequest, code: str) -> HttpResponse:
    return about_country(request, code, DeedKind.UNLOCK_COUNTRY)


@require_POST
@coordinator_page
def country_shred(request: MemberRequest, code: str) -> HttpResponse:
    return about_country(request, code, DeedKind.SHRED_COUNTRY)


def about_country(request: MemberRequest, code: str, kind: DeedKind) -> HttpResponse:
    found = get_object_or_404(Country, pk=code)
    try:
        propose_deed(by=request.member, kind=kind, country=found)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("network:country", code=code)
    return redirect_after_proposal(request)


@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_page
def focal_points(request: MemberRequest) -> HttpResponse:
    """Who vets and cares for members of which country, and who coordinates."""
    form = OfficeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = APPOINTED_BY[Role(form.cleaned_data["office"])]
        try:
            propose_deed(by=request.member, kind=kind, member=form.cleaned_data["pseudonym"])
            return redirect_after_proposal(request)
        except ValidationError as error:
            form.add_error("pseudonym", error)
    rows = Member.objects.staff().select_related("country", "user").order_by("country_id", "pseudonym")
    people = [
        (_("Focal points"), [row for row in rows if row.role == Role.FOCAL_POINT]),
        (_("Coordinators"), [row for row in rows if row.is_coordinator]),
    ]
    return render(request, "network/founding/focal_points.html", {"people": people, "form": form})


@require_POST
@coordinator_page
def focal_point_dismiss(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A coordinator proposes somebody's dismissal from either office; never her own."""
    member = get_object_or_404(Member.objects.staff().exclude(pk=request.member.pk), pk=pk)
    try:
        propose_deed(by=request.member, kind=DISMISSED_BY[Role(member.role)], member=member)
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
        return redirect("network:focal_points")
    return redirect_after_proposal(request)
