"""Events as members see them."""

from typing import Any, NamedTuple
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from network.events.actions import events as actions
from network.events.domain import format_utc_offset
from network.events.domain import format_zone_name as zone_name
from network.events.forms import FeedbackForm, ZoneForm
from network.events.packages import render_calendar_file
from network.models import Event, EventPreference, Member, Signup
from network.presenters.sealed_texts import unseal_or_explain
from network.views.access import MemberRequest, member_page


class EventRow(NamedTuple):
    """An event in a list; `signup` is the reader's."""

    event: Event
    title: str
    clocks: list[dict[str, Any]]
    signup: Signup | None = None


def get_chosen_zone(member: Member) -> str:
    """The zone in which the member wants to read times; "" where she never said."""
    chosen = EventPreference.objects.filter(member=member).first()
    return chosen.zone if chosen else ""


def list_event_times(event: Event, own: str) -> list[dict[str, Any]]:
    """When it is: on the clocks where it takes place, and on the member's, of the zone `own`, where they differ."""
    zones = [event.zone]
    if own and format_utc_offset(event.starts, own) != format_utc_offset(event.starts, event.zone):
        zones.append(own)
    return [
        {
            "zone": zone,
            "name": zone_name(zone),
            "offset": format_utc_offset(event.starts, zone),
            "own": zone != event.zone,
        }
        for zone in zones
    ]


@require_GET
@member_page
def events(request: MemberRequest) -> HttpResponse:
    """What is coming, and what the member signed up for."""
    own = get_chosen_zone(request.member)
    signups = {row.event_id: row for row in Signup.objects.filter(member=request.member)}
    rows = [
        EventRow(row, unseal_or_explain(row.title), list_event_times(row, own), signups.get(row.pk))
        for row in Event.objects.visible_to(request.member)
    ]
    context = {
        "mine": [row for row in rows if row.signup and not row.event.is_over],
        "others": [row for row in rows if not row.signup],
        "past": [row for row in rows if row.signup and row.event.is_over],
        "zone": zone_name(own) if own else "",
    }
    return render(request, "network/events/list.html", context)


def hers(request: MemberRequest, pk: UUID) -> Event:
    """An event that the member may see. Raises Http404 for any other."""
    return get_object_or_404(Event.objects.visible_to(request.member), pk=pk)


@require_GET
@member_page
def event(request: MemberRequest, pk: UUID) -> HttpResponse:
    """One event. Place or link stand here for those who have a seat, and only near the time."""
    row = hers(request, pk)
    signup = row.signups.filter(member=request.member).first()
    seated = bool(signup and not signup.is_waiting)
    context = {
        "event": row,
        "title": unseal_or_explain(row.title),
        "description": unseal_or_explain(row.description),
        "clocks": list_event_times(row, get_chosen_zone(request.member)),
        "signup": signup,
        "seated": seated,
        "place": unseal_or_explain(row.place) if seated and row.shows_place else "",
        # Not how many: a number of empty chairs is a number of people.
        "has_room": row.signups.count() < row.capacity,
        "is_next": row.signups.waiting().first() == signup,
    }
    return render(request, "network/events/event.html", context)


@require_POST
@member_page
def event_join(request: MemberRequest, pk: UUID) -> HttpResponse:
    try:
        signup = actions.sign_up_for_event(by=request.member, event=hers(request, pk))
    except ValidationError as error:
        messages.warning(request, " ".join(error.messages))
    else:
        if signup.is_waiting:
            messages.success(request, _("All seats are taken. You wait for one; we tell you when you have it."))
        else:
            messages.success(request, _("You have a seat."))
    return redirect("network:event", pk=pk)


@require_POST
@member_page
def event_leave(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Back to the list: an event that is over or called off is the member's no longer."""
    actions.leave_event(by=request.member, event=hers(request, pk))
    messages.success(request, _("Your name is off the list."))
    return redirect("network:events")


@require_GET
@member_page
def event_calendar(request: MemberRequest, pk: UUID) -> HttpResponse:
    """A file for the member's calendar, if she has a seat. Raises Http404 where she has none."""
    rows = Signup.objects.seated().filter(member=request.member, event__is_cancelled=False).select_related("event")
    signup = get_object_or_404(rows, event=pk)
    name = 'attachment; filename="appointment.ics"'
    return HttpResponse(
        render_calendar_file(signup), content_type="text/calendar; charset=utf-8", headers={"Content-Disposition": name}
    )


@require_http_methods(["GET", "POST"])
@member_page
def event_feedback(request: MemberRequest, pk: UUID) -> HttpResponse:
    """What a member thought of it. Raises Http404 outside its time or without a seat."""
    row = hers(request, pk)
    signup = row.signups.seated().filter(member=request.member).select_related("feedback").first()
    if signup is None or not row.takes_feedback:
        raise Http404
    given = getattr(signup, "feedback", None)
    initial = {"useful": given.useful, "safe": given.safe, "words": unseal_or_explain(given.words)} if given else None
    form = FeedbackForm(request.POST or None, initial=initial)
    if form.is_valid() and kept(form, request, row):
        messages.success(request, _("Thank you. Staff read it without your pseudonym."))
        return redirect("network:events")
    context = {"form": form, "event": row, "title": unseal_or_explain(row.title)}
    return render(request, "network/events/feedback.html", context, status=422 if form.errors else 200)


def kept(form: FeedbackForm, request: MemberRequest, row: Event) -> bool:
    try:
        actions.give_feedback(by=request.member, event=row, **form.cleaned_data)
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_http_methods(["GET", "POST"])
@member_page
def event_zone(request: MemberRequest) -> HttpResponse:
    form = ZoneForm(request.POST or None, initial={"zone": get_chosen_zone(request.member)})
    if form.is_valid():
        actions.choose_time_zone(by=request.member, zone=form.cleaned_data["zone"])
        messages.success(request, _("Saved."))
        return redirect("network:events")
    return render(request, "network/events/zone.html", {"form": form}, status=422 if form.errors else 200)
