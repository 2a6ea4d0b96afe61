"""Events as staff see them: a focal point those of her country, a coordinator all."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from network.events.actions import administration as actions
from network.events.forms import EventForm
from network.events.views.events import EventRow, get_chosen_zone, list_event_times
from network.models import Event, Feedback
from network.models.events import FEWEST_ANSWERS, FeedbackRating
from network.presenters.sealed_texts import unseal_or_explain
from network.views.access import MemberRequest, staff_page
from network.views.reauthentication import fresh_form_page, fresh_page


@require_GET
@staff_page
def events_run(request: MemberRequest) -> HttpResponse:
    """Coming first, then past ones."""
    own = get_chosen_zone(request.member)
    counted = Event.objects.run_by(request.member).annotate(
        seated=Count("signups", filter=Q(signups__seat__isnull=False)),
        waiting=Count("signups", filter=Q(signups__seat=None, signups__isnull=False)),
    )
    rows = [EventRow(row, unseal_or_explain(row.title), list_event_times(row, own)) for row in counted]
    context = {
        "coming": [row for row in rows if not row.event.is_over],
        "past": [row for row in reversed(rows) if row.event.is_over],
    }
    return render(request, "network/events/run.html", context)


def run(request: MemberRequest, pk: UUID) -> Event:
    return get_object_or_404(Event.objects.run_by(request.member), pk=pk)


@require_GET
@staff_page
@fresh_page
def event_run(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Who signed up, by pseudonym, and what people thought of it once enough of them have said so."""
    row = run(request, pk)
    signups = list(row.signups.select_related("member"))
    context = {
        "event": row,
        "title": unseal_or_explain(row.title),
        "place": unseal_or_explain(row.place),
        "clocks": list_event_times(row, get_chosen_zone(request.member)),
        "countries": row.countries.all(),
        "seated": [signup.member for signup in signups if not signup.is_waiting],
        "waiting": [signup.member for signup in signups if signup.is_waiting],
        "feedback": feedback_on(row),
        "fewest": FEWEST_ANSWERS,
    }
    return render(request, "network/events/run_one.html", context)


def feedback_on(event: Event) -> dict[str, Any] | None:
    """Numbers and words without names; None while so few answered that an answer would point at a person."""
    rows = list(Feedback.objects.filter(signup__event=event).select_related("signup__member").order_by("useful", "pk"))
    if len(rows) < FEWEST_ANSWERS:
        return None
    questions = {"useful": _("How useful was it for you?"), "safe": _("How safe did you feel?")}
    counts = [
        (label, [(answer.label, sum(getattr(row, name) == answer for row in rows)) for answer in FeedbackRating])
        for name, label in questions.items()
    ]
    return {
        "n": len(rows),
        "counts": counts,
        "words": sorted(filter(None, (unseal_or_explain(row.words) for row in rows))),
    }


@require_http_methods(["GET", "POST"])
@staff_page
def event_new(request: MemberRequest) -> HttpResponse:
    form = EventForm(request.POST or None, staff=request.member)
    if form.is_valid():
        row = actions.create_event(by=request.member, **form.values())
        messages.success(request, _("The event is in the list."))
        return redirect("network:event_run", pk=row.pk)
    context = {"form": form, "title": _("A new event")}
    return render(request, "network/events/form.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@staff_page
@fresh_form_page
def event_edit(request: MemberRequest, pk: UUID) -> HttpResponse:
    row = run(request, pk)
    form = EventForm(request.POST or None, staff=request.member, event=row)
    if form.is_valid() and kept(form, request, row):
        messages.success(request, _("Saved. If time or place changed, those who signed up are told."))
        return redirect("network:event_run", pk=pk)
    context = {"form": form, "title": _("Change the event"), "event": row}
    return render(request, "network/events/form.html", context, status=422 if form.errors else 200)


def kept(form: EventForm, request: MemberRequest, row: Event) -> bool:
    try:
        actions.change_event(by=request.member, event=row, **form.values())
    except ValidationError as error:
        form.add_error(None, error)
        return False
    return True


@require_http_methods(["GET", "POST"])
@staff_page
def event_off(request: MemberRequest, pk: UUID) -> HttpResponse:
    """Asks once, then calls it off."""
    row = run(request, pk)
    if request.method == "POST":
        actions.cancel_event(by=request.member, event=row)
        messages.success(request, _("The event is called off. Those who signed up are told."))
        return redirect("network:events_run")
    return render(request, "network/events/off.html", {"event": row, "title": unseal_or_explain(row.title)})
