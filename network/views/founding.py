"""Countries and focal points: for coordinators."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from network.actions import founding as actions
from network.forms.founding import CountryForm, FocalPointForm
from network.models import Country, Member, Role
from network.views.doors import SpaceRequest, coordinator_page


@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_page
def countries(request: SpaceRequest) -> HttpResponse:
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


@require_POST
@coordinator_page
def country_close(request: SpaceRequest, code: str) -> HttpResponse:
    actions.close_country(by=request.member, country=get_object_or_404(Country, pk=code))
    return redirect("network:countries")


@require_http_methods(["GET", "HEAD", "POST"])
@coordinator_page
def focal_points(request: SpaceRequest) -> HttpResponse:
    """Who vets and cares for members of which country."""
    form = FocalPointForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.appoint_focal_point(by=request.member, member=form.cleaned_data["pseudonym"])
            messages.info(request, _("She is a focal point now."))
            return redirect("network:focal_points")
        except ValidationError as error:
            form.add_error("pseudonym", error)
    rows = Member.objects.filter(role=Role.FOCAL_POINT).select_related("country", "user")
    rows = rows.order_by("country_id", "pseudonym")
    return render(request, "network/founding/focal_points.html", {"focal_points": rows, "form": form})


@require_POST
@coordinator_page
def focal_point_dismiss(request: SpaceRequest, pk: UUID) -> HttpResponse:
    member = get_object_or_404(Member.objects.filter(role=Role.FOCAL_POINT), pk=pk)
    actions.dismiss_focal_point(by=request.member, member=member)
    return redirect("network:focal_points")
