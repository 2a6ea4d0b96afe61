"""What staff do with events: call one, change it, call it off."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import require_permission
from network.events.actions.events import fill_seats, lock_event_for_update
from network.models import Country, Event, Member, Trail
from network.models.events import find_reminder_stage
from network.permissions import may_create_event, may_run_event

# Those who signed up are told when one of these changes.
TELLING = {"starts", "ends", "zone", "mode", "place"}


@transaction.atomic
def create_event(*, by: Member, countries: Iterable[Country], **values: Any) -> Event:
    """A focal point's event is for her country; a coordinator's for whom she says, no country meaning all.

    Raises PermissionDenied for whoever is neither.
    """
    require_permission(may_create_event(by))
    event = Event.objects.create(home=None if by.is_coordinator else by.country, **values)
    event.countries.set(countries if by.is_coordinator else [by.country])
    Trail.objects.record_action("event.call", by=by, about=event.pk)
    return event


@transaction.atomic
def change_event(*, by: Member, event: Event, countries: Iterable[Country], **values: Any) -> Event:
    """Raises ValidationError where it was called off, or for fewer seats than are taken: none is lost by a form.
    Raises PermissionDenied for whoever does not run it."""
    require_permission(may_run_event(by, event))
    row = lock_event_for_update(event)
    if row.is_cancelled:
        raise ValidationError(_("This event was called off. Make a new one."))
    taken = row.signups.seated().count()
    if values["capacity"] < taken:
        raise ValidationError({"capacity": _("%(n)d seats are taken. Choose that many or more.") % {"n": taken}})
    moved = {name for name in TELLING if changed(getattr(row, name), values[name])}
    for name, value in values.items():
        setattr(row, name, value)
    row.save()
    if row.home_id is None:
        row.countries.set(countries)
    if moved & {"starts"}:
        row.signups.update(reminded=find_reminder_stage(row.starts))
    if moved:
        row.signups.update(has_news=True)
    fill_seats(row)
    Trail.objects.record_action("event.change", by=by, about=row.pk)
    return row


def changed(before: Any, after: str | int | datetime) -> bool:
    return (before.open() if hasattr(before, "open") else before) != after


@transaction.atomic
def cancel_event(*, by: Member, event: Event) -> None:
    """Those on its list are told within minutes. Doing it twice changes nothing.

    Raises PermissionDenied for whoever does not run it.
    """
    require_permission(may_run_event(by, event))
    row = lock_event_for_update(event)
    if not row.is_cancelled and not row.is_over:
        row.is_cancelled = True
        row.save(update_fields=["is_cancelled"])
        row.signups.update(has_news=True)
        Trail.objects.record_action("event.call_off", by=by, about=row.pk)
