"""What coordinators tell members, and the days to keep in mind."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.actions import announcements
from network.forms.announcements import AnnouncementForm, KeyDateForm
from network.models import Announcement, KeyDate, Member
from network.models.profiles import readable
from network.views.doors import SpaceRequest, coordinator_page, member_page, posted
from network.views.pages import confirm_page, write_page

DATES_ON_HOME = 5


def for_home(member: Member) -> dict[str, Any]:
    """What templates/network/announcements/on_home.html shows: news she has not put away, and the next dates."""
    dates = KeyDate.objects.visible_to(member).coming()[:DATES_ON_HOME]
    return {
        "announcements": [told(row) for row in Announcement.objects.new_to(member)],
        "key_dates": [dated(row) for row in dates],
    }


def told(row: Announcement) -> dict[str, Any]:
    return {"row": row, "title": readable(row.title), "words": readable(row.words)}


def dated(row: KeyDate) -> dict[str, Any]:
    return {"row": row, "title": readable(row.title), "note": readable(row.note)}


@require_GET
@member_page
def news(request: SpaceRequest) -> HttpResponse:
    """All that is current; a coordinator sees for whom, and keeps it up from here."""
    member = request.member
    shown = Announcement.objects.visible_to(member)
    dates = KeyDate.objects.visible_to(member).coming()
    if member.is_coordinator:
        shown, dates = shown.prefetch_related("countries"), dates.prefetch_related("countries")
    context = {"announcements": [told(row) for row in shown], "key_dates": [dated(row) for row in dates]}
    return render(request, "network/announcements/news.html", context)


@require_POST
@member_page
def announcement_put_away(request: SpaceRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Announcement.objects.visible_to(request.member), pk=pk)
    announcements.put_away(by=request.member, announcement=row)
    return redirect("network:home")


@require_http_methods(["GET", "POST"])
@coordinator_page
def announcement_new(request: SpaceRequest) -> HttpResponse:
    form = AnnouncementForm(posted(request))
    if request.method == "POST" and form.is_valid():
        announcements.announce(by=request.member, facts=form.cleaned_data)
        return redirect("network:news")
    return write_page(request, form, _("New announcement"), reverse("network:news"))


@require_http_methods(["GET", "POST"])
@coordinator_page
def announcement_edit(request: SpaceRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Announcement.objects.visible_to(request.member), pk=pk)
    known = {"last_day": row.last_day, "countries": row.countries.all(), **told(row)}
    form = AnnouncementForm(posted(request), initial=known)
    if request.method == "POST" and form.is_valid():
        announcements.announce(by=request.member, facts=form.cleaned_data, announcement=row)
        return redirect("network:news")
    return write_page(request, form, _("Change the announcement"), reverse("network:news"))


@require_http_methods(["GET", "POST"])
@coordinator_page
def announcement_remove(request: SpaceRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Announcement.objects.visible_to(request.member), pk=pk)
    if request.method == "POST":
        announcements.take_down(by=request.member, announcement=row)
        return redirect("network:news")
    return confirm_page(request, _("Remove this announcement?"), reverse("network:news"), name=readable(row.title))


@require_http_methods(["GET", "POST"])
@coordinator_page
def date_new(request: SpaceRequest) -> HttpResponse:
    form = KeyDateForm(posted(request))
    if request.method == "POST" and form.is_valid():
        announcements.set_date(by=request.member, facts=form.cleaned_data)
        return redirect("network:news")
    return write_page(request, form, _("New date"), reverse("network:news"))


@require_http_methods(["GET", "POST"])
@coordinator_page
def date_edit(request: SpaceRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(KeyDate.objects.visible_to(request.member), pk=pk)
    known = {"day": row.day, "reader": row.reader, "countries": row.countries.all(), **dated(row)}
    form = KeyDateForm(posted(request), initial=known)
    if request.method == "POST" and form.is_valid():
        announcements.set_date(by=request.member, facts=form.cleaned_data, key_date=row)
        return redirect("network:news")
    return write_page(request, form, _("Change the date"), reverse("network:news"))


@require_http_methods(["GET", "POST"])
@coordinator_page
def date_remove(request: SpaceRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(KeyDate.objects.visible_to(request.member), pk=pk)
    if request.method == "POST":
        announcements.remove_date(by=request.member, key_date=row)
        return redirect("network:news")
    return confirm_page(request, _("Remove this date?"), reverse("network:news"), name=readable(row.title))
