"""What coordinators tell members, and the days to keep in mind."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.announcements import actions as announcements
from network.announcements.forms import AnnouncementForm, KeyDateForm
from network.models import Announcement, KeyDate, Member
from network.presenters.sealed_texts import unseal_or_explain
from network.views.access import MemberRequest, coordinator_page, get_posted_data, member_page
from network.views.pages import render_confirm_page, render_form_page

DATES_ON_HOME = 5


def build_home_news(member: Member) -> dict[str, Any]:
    """What templates/network/announcements/on_home.html shows: news the member has not put away, next dates."""
    dates = KeyDate.objects.visible_to(member).coming()[:DATES_ON_HOME]
    return {
        "announcements": [told(row) for row in Announcement.objects.new_to(member)],
        "key_dates": [dated(row) for row in dates],
    }


def told(row: Announcement) -> dict[str, Any]:
    return {"row": row, "title": unseal_or_explain(row.title), "words": unseal_or_explain(row.words)}


def dated(row: KeyDate) -> dict[str, Any]:
    return {"row": row, "title": unseal_or_explain(row.title), "note": unseal_or_explain(row.note)}


@require_GET
@member_page
def news(request: MemberRequest) -> HttpResponse:
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
def announcement_put_away(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Announcement.objects.visible_to(request.member), pk=pk)
    announcements.dismiss_announcement(by=request.member, announcement=row)
    return redirect("network:home")


@require_http_methods(["GET", "POST"])
@coordinator_page
def announcement_new(request: MemberRequest) -> HttpResponse:
    form = AnnouncementForm(get_posted_data(request))
    if request.method == "POST" and form.is_valid():
        announcements.write_announcement(by=request.member, facts=form.cleaned_data)
        return redirect("network:news")
    return render_form_page(request, form, _("New announcement"), reverse("network:news"))


@require_http_methods(["GET", "POST"])
@coordinator_page
def announcement_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Announcement.objects.visible_to(request.member), pk=pk)
    known = {"last_day": row.last_day, "countries": row.countries.all(), **told(row)}
    form = AnnouncementForm(get_posted_data(request), initial=known)
    if request.method == "POST" and form.is_valid():
        announcements.write_announcement(by=request.member, facts=form.cleaned_data, announcement=row)
        return redirect("network:news")
    return render_form_page(request, form, _("Change the announcement"), reverse("network:news"))


@require_http_methods(["GET", "POST"])
@coordinator_page
def announcement_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(Announcement.objects.visible_to(request.member), pk=pk)
    if request.method == "POST":
        announcements.remove_announcement(by=request.member, announcement=row)
        return redirect("network:news")
    return render_confirm_page(
        request, _("Remove this announcement?"), reverse("network:news"), name=unseal_or_explain(row.title)
    )


@require_http_methods(["GET", "POST"])
@coordinator_page
def date_new(request: MemberRequest) -> HttpResponse:
    form = KeyDateForm(get_posted_data(request))
    if request.method == "POST" and form.is_valid():
        announcements.write_key_date(by=request.member, facts=form.cleaned_data)
        return redirect("network:news")
    return render_form_page(request, form, _("New date"), reverse("network:news"))


@require_http_methods(["GET", "POST"])
@coordinator_page
def date_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(KeyDate.objects.visible_to(request.member), pk=pk)
    known = {"day": row.day, "reader": row.reader, "countries": row.countries.all(), **dated(row)}
    form = KeyDateForm(get_posted_data(request), initial=known)
    if request.method == "POST" and form.is_valid():
        announcements.write_key_date(by=request.member, facts=form.cleaned_data, key_date=row)
        return redirect("network:news")
    return render_form_page(request, form, _("Change the date"), reverse("network:news"))


@require_http_methods(["GET", "POST"])
@coordinator_page
def date_remove(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = get_object_or_404(KeyDate.objects.visible_to(request.member), pk=pk)
    if request.method == "POST":
        announcements.remove_key_date(by=request.member, key_date=row)
        return redirect("network:news")
    return render_confirm_page(
        request, _("Remove this date?"), reverse("network:news"), name=unseal_or_explain(row.title)
    )
