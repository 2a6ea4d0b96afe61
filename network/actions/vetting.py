"""What vetters do with an application by day. Every action locks it first, so that no two of them write at once."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from network.actions.alarms import watch
from network.actions.joining import fits, forget_digits, locked, move, tell_applicant
from network.actions.notices import notify
from network.limits import REQUESTS_QUIETLY
from network.models import Application, Cause, Kind, Member, Question, Role, Trail, Vote
from network.models.joining import State
from network.models.vetting import YES_REASONS, Reason, Seat
from network.permissions import may_decide, seat_of, votes_now

# She reads the digits to a coordinator and then goes on herself, perhaps on another day.
ENTRY_AFTER_CALL = timedelta(hours=24)


def open_texts(*, by: Member, application: Application) -> Application:
    """Somebody reads what she wrote; the trail says so, and more in a day than vetting needs is told to the other
    coordinators. Not in a transaction: see network.actions.alarms."""
    watch(Cause.CONTACTS, REQUESTS_QUIETLY, by=by)
    return opened(by, application)


@transaction.atomic
def opened(by: Member, application: Application) -> Application:
    application = locked_for(by, application)
    if application.state == State.CONFIRMED:
        move(application, State.IN_VETTING)
    Trail.objects.note("application.open", by=by, about=application.pk)
    return application


@transaction.atomic
def ask(*, by: Member, application: Application, text: str) -> Question:
    """A question that she finds when she comes back. No yes until she answered."""
    application = locked_for(by, application)
    question = Question.objects.create(application=application, asked_by=by, text=text)
    move(application, State.WAITING)
    Trail.objects.note("application.ask", by=by, about=application.pk)
    tell_applicant(application)
    return question


@transaction.atomic
def vote(*, by: Member, application: Application, reason: Reason) -> Application:
    """A yes or a no, as the reason says. What it comes to is worked out at night (actions/deciding.py), with
    whatever others say until then: nobody learns whether hers was the last that was needed, or came too late.

    Raises ValidationError for somebody who may not vote (the inviter, a second vote) and for a yes that cannot be.
    """
    application = locked_for(by, application)
    is_yes = reason in YES_REASONS
    if not votes_now(by):
        raise ValidationError(_("You were appointed a short while ago. Others look first: you can vote in some days."))
    if not may_decide(by, application):
        raise ValidationError(_("You cannot decide about this application: you have already, or you invited her."))
    if is_yes and application.state == State.WAITING:
        raise ValidationError(_("A question waits for her answer. Say yes when you have read it."))
    if is_yes and application.country.is_shredded:
        raise ValidationError(_("What she wrote is no longer readable, so nobody can be let in."))
    seat = seat_of(by, application)
    first = not application.votes.exists()
    Vote.objects.create(application=application, vetter=by, seat=seat, is_yes=is_yes, reason=reason)
    # Not what she said: coordinators read the trail.
    Trail.objects.note("application.vote", by=by)  # not on whom: that would tell who voted already
    if application.state == State.CONFIRMED:
        move(application, State.IN_VETTING)
    if first:
        tell_other_vetters(application)
    return application


@transaction.atomic
def open_entry(*, by: Member, application: Application, digits: str) -> bool:
    """A coordinator heard her say the digits that stand on her screen. False where they do not fit.

    Raises Application.DoesNotExist where there is nobody to let in, or the coordinator invited her herself.
    """
    rows = Application.objects.entering(by)
    application = rows.select_for_update(of=("self",)).get(pk=application.pk)
    if not fits(application, digits):
        Trail.objects.note("entry.open", by=by, about=application.member_id, result="wrong digits")
        return False
    forget_digits(application)
    application.entry_until = timezone.now() + ENTRY_AFTER_CALL
    application.save()
    Trail.objects.note("entry.open", by=by, about=application.member_id)
    return True


@transaction.atomic
def open_reach(*, by: Member, application: Application) -> str:
    """How to reach somebody who gets no mail. Raises Shredded where the country's keys are gone."""
    member = Application.objects.entering(by).select_related("member").get(pk=application.pk).member
    Trail.objects.note("entry.reach", by=by, about=member.pk if member else None)
    return member.reach.open() if member else ""


def locked_for(staff: Member, application: Application) -> Application:
    """Raises Application.DoesNotExist where it was decided in the meantime, or is none of hers."""
    application = locked(application)
    return Application.objects.visible_to(staff).get(pk=application.pk)


def tell_other_vetters(application: Application) -> None:
    """After the first vote the others are asked; those of other countries once somebody at home has voted."""
    voted = list(application.votes.all())
    staff = Member.objects.active().staff().exclude(pk__in=[vote.vetter_id for vote in voted])
    if not any(vote.seat == Seat.HOME for vote in voted):
        staff = staff.filter(Q(role=Role.COORDINATOR) | Q(country_id=application.country_id))
    for member in staff.exclude(invited=application):
        notify(member, Kind.VETTING)
