"""Who sits in a circle, and how it is looked after."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import require_permission
from network.models import Circle, CircleAdmission, CircleSeat, Member, NoticeKind, Pin, Post, Trail
from network.models.circles import MOST_SEATS
from network.notices.actions import notify_member
from network.permissions import looks_after_circle, may_coordinate, moderates_circle


@transaction.atomic
def write_circle(*, by: Member, facts: dict[str, Any], circle: Circle | None = None) -> Circle:
    """A new circle, in which whoever made it sits as its first moderator; or other words for an old one.

    `facts` are its fields by name, and "countries", none meaning all. Raises PermissionDenied for whoever is no
    coordinator.
    """
    require_permission(may_coordinate(by))
    row = circle or Circle()
    countries = facts.pop("countries")
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
    row.countries.set(countries)
    if circle is None:
        CircleSeat.objects.create(circle=row, member=by, is_moderator=True)
    Trail.objects.record_action("circle.write", by=by, about=row.pk)
    return row


@transaction.atomic
def join_circle(*, by: Member, circle: Circle) -> bool:
    """True where the member sits in it now, False where her request waits. Raises ValidationError if closed or full,
    PermissionDenied where it is not for her."""
    row = lock_circle_for_update(circle)
    if row.is_closed:
        raise ValidationError(_("This circle is closed. It takes no new people."))
    require_permission(Circle.objects.visible_to(by).filter(pk=row.pk).exists())
    seat = CircleSeat.objects.filter(circle=row, member=by).first()
    if seat is not None:
        return not seat.is_waiting
    waits = row.admission == CircleAdmission.ASK and not by.is_coordinator
    if not waits:
        refuse_when_full(row)
    # A coordinator who comes in looks after it: the others see her among the moderators.
    CircleSeat.objects.create(circle=row, member=by, is_waiting=waits, is_moderator=by.is_coordinator)
    # Without which one: the trail would say for a year who sat together, also after she has left.
    Trail.objects.record_action("circle.ask" if waits else "circle.join", by=by)
    if waits:
        for moderator in moderators(row):
            notify_member(moderator, NoticeKind.REQUEST)
    return not waits


@transaction.atomic
def admit_to_circle(*, by: Member, seat: CircleSeat) -> None:
    """Lets in who asked. Twice does no more than once. Raises ValidationError where the circle is full,
    PermissionDenied for whoever does not look after it."""
    require_permission(looks_after_circle(by, seat.circle_id))
    circle = lock_circle_for_update(seat.circle)
    row = CircleSeat.objects.waiting().filter(pk=seat.pk).select_related("member__user").first()
    if row is None:
        return
    refuse_when_full(circle)
    row.is_waiting = False
    row.save(update_fields=["is_waiting"])
    Trail.objects.record_action("circle.admit", by=by, about=circle.pk)
    notify_member(row.member, NoticeKind.SEAT)


@transaction.atomic
def leave_circle(*, by: Member, circle: Circle) -> None:
    """The member's words in it are erased with her seat: what stayed would still be hers. Also takes a request back."""
    CircleSeat.objects.filter(circle=lock_circle_for_update(circle), member=by).delete()
    Post.objects.filter(thread__circle=circle, author=by).delete()
    Trail.objects.record_action("circle.leave", by=by)


@transaction.atomic
def remove_seat(*, by: Member, seat: CircleSeat) -> None:
    """Declines a member's request, or removes a member with her words. She is not told why by the portal.

    Raises PermissionDenied for whoever does not look after the circle.
    """
    require_permission(looks_after_circle(by, seat.circle_id))
    circle = lock_circle_for_update(seat.circle)
    Post.objects.filter(thread__circle=circle, author=seat.member_id).delete()
    Trail.objects.record_action("circle.decline" if seat.is_waiting else "circle.remove", by=by, about=seat.member_id)
    seat.delete()


@transaction.atomic
def set_moderator(*, by: Member, seat: CircleSeat, is_moderator: bool) -> None:
    """Makes somebody who sits in a circle look after it, or no longer.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    lock_circle_for_update(seat.circle)
    CircleSeat.objects.taken().filter(pk=seat.pk).update(is_moderator=is_moderator)
    Trail.objects.record_action("circle.appoint" if is_moderator else "circle.dismiss", by=by, about=seat.member_id)


@transaction.atomic
def pin_page(*, by: Member, circle: Circle, label: str, path: str) -> Pin:
    """Raises PermissionDenied for whoever does not moderate the circle."""
    require_permission(moderates_circle(by, circle.pk))
    row = Pin.objects.create(circle=circle, label=label, path=path)
    Trail.objects.record_action("circle.pin", by=by, about=circle.pk)
    return row


@transaction.atomic
def unpin_page(*, by: Member, pin: Pin) -> None:
    """Raises PermissionDenied for whoever does not moderate the circle."""
    require_permission(moderates_circle(by, pin.circle_id))
    Trail.objects.record_action("circle.unpin", by=by, about=pin.circle_id)
    pin.delete()


def lock_circle_for_update(circle: Circle) -> Circle:
    """Nobody else changes its seats or counts its posts before this transaction ends."""
    return Circle.objects.select_for_update().get(pk=circle.pk)


def refuse_when_full(circle: Circle) -> None:
    """Raises ValidationError where all seats are taken."""
    if CircleSeat.objects.taken().filter(circle=circle).count() >= MOST_SEATS:
        raise ValidationError(_("This circle is full: it has %(seats)d seats.") % {"seats": MOST_SEATS})


def moderators(circle: Circle) -> list[Member]:
    seats = CircleSeat.objects.taken().filter(circle=circle, is_moderator=True).select_related("member__user")
    return [seat.member for seat in seats]
