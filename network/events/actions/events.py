"""Signing up for events and leaving them. Every change of seats holds the event's row first: no seat is given twice.

Lines of members in the trail name no event: the list of who came goes after 30 days, and the trail stays for a year.
"""

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.permissions import require_permission
from network.models import Event, EventPreference, Feedback, Member, NoticeKind, ReminderStage, Signup, Trail
from network.models.events import SignupQuerySet, find_reminder_stage
from network.notices.actions import notify_member


def lock_event_for_update(event: Event) -> Event:
    return Event.objects.select_for_update(of=("self",)).get(pk=event.pk)


@transaction.atomic
def sign_up_for_event(*, by: Member, event: Event) -> Signup:
    """A seat, or a place in the waiting list where there is none. Doing it twice changes nothing.

    Raises ValidationError for an event that has begun or was called off, PermissionDenied for one that is not for her.
    """
    row = lock_event_for_update(event)
    if mine := row.signups.filter(member=by).first():
        return mine
    if not row.takes_signups:
        raise ValidationError(_("Nobody can sign up for this event any more."))
    require_permission(Event.objects.visible_to(by).filter(pk=row.pk).exists())
    signup = Signup.objects.create(event=row, member=by, seat=free_seat(row), reminded=find_reminder_stage(row.starts))
    Trail.objects.record_action("event.join", by=by, result="waiting" if signup.is_waiting else "seat")
    return signup


@transaction.atomic
def leave_event(*, by: Member, event: Event) -> None:
    """The member's name goes from the list at once, also after the event. Whoever waited longest gets her seat."""
    row = lock_event_for_update(event)
    if row.signups.filter(member=by).delete()[0]:
        Trail.objects.record_action("event.leave", by=by)
        fill_seats(row)


def free_seat(event: Event) -> int | None:
    """The lowest free number; None where all are taken or somebody waits already."""
    taken = set(event.signups.seated().values_list("seat", flat=True))
    if len(taken) >= event.capacity or event.signups.in_line().exists():
        return None
    return lowest(taken)


def lowest(taken: set[int | None]) -> int:
    return next(number for number in range(1, len(taken) + 2) if number not in taken)


def fill_seats(event: Event) -> int:
    """Gives what is free to those who wait, in their order, and tells them. How many it were. The caller holds the
    event."""
    if not event.takes_signups:
        return 0
    taken = set(event.signups.seated().values_list("seat", flat=True))
    free = max(event.capacity - len(taken), 0)
    waiting = event.signups.in_line().select_related("member__user")[:free]
    for signup in waiting:
        signup.seat, signup.reminded = lowest(taken), find_reminder_stage(event.starts)
        taken.add(signup.seat)
        signup.save(update_fields=["seat", "reminded"])
        Trail.objects.record_action("event.promote", by=None, about=event.pk)
        notify_member(signup.member, NoticeKind.EVENT)
    return len(waiting)


@transaction.atomic
def give_feedback(*, by: Member, event: Event, useful: int, safe: int, words: str) -> Feedback:
    """Once per person; a second time replaces the first. Raises ValidationError outside its time or without a seat."""
    signup = event.signups.seated().filter(member=by).select_for_update(of=("self",)).first()
    if signup is None or not event.takes_feedback:
        raise ValidationError(_("The time for feedback on this event is over. Nothing was saved."))
    values = {"useful": useful, "safe": safe, "words": words}
    row, _new = Feedback.objects.update_or_create(signup=signup, defaults=values)
    Trail.objects.record_action("event.feedback", by=by)
    return row


@transaction.atomic
def choose_time_zone(*, by: Member, zone: str) -> None:
    """In which zone the member reads times; an empty one is as if she had never chosen."""
    if zone:
        EventPreference.objects.update_or_create(member=by, defaults={"zone": zone})
    else:
        EventPreference.objects.filter(member=by).delete()
    Trail.objects.record_action("event.zone", by=by)


def send_event_reminders() -> int:
    """Every few minutes: two days and two hours before. How many were sent. Two at once send one: the row is claimed by
    its update."""
    sent = 0
    for stage in (
        ReminderStage.HOURS_BEFORE,
        ReminderStage.DAYS_BEFORE,
    ):  # the nearer one first: it makes the other needless
        for signup in Signup.objects.to_be_reminded(stage).select_related("member__user"):
            sent += tell(signup, NoticeKind.REMINDER, Signup.objects.filter(reminded__lt=stage), reminded=stage)
    return sent


def send_event_news() -> int:
    """Tells those whose event changed or was called off. How many it were."""
    waiting = Signup.objects.filter(has_news=True)
    rows = list(waiting.select_related("member__user"))
    return sum(tell(signup, NoticeKind.EVENT, waiting, has_news=False) for signup in rows)


@transaction.atomic
def tell(signup: Signup, kind: NoticeKind, due: SignupQuerySet, **claim: object) -> int:
    """A notice for one person, if nobody else was faster. `due` looks at this table only: a join would be read
    before the other's change, and both would send."""
    if not due.filter(pk=signup.pk).update(**claim):
        return 0
    notify_member(signup.member, kind)
    return 1


def fill_all_seats() -> int:
    """Gives the seats that became free because somebody left the network. How many it were."""
    given = 0
    for event in Event.objects.filter(is_cancelled=False, signups__seat=None).coming().distinct():
        with transaction.atomic():
            given += fill_seats(lock_event_for_update(event))
    return given
