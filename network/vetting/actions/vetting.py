"""What vetters do with an application by day. Every action locks it first, so that no two of them write at once."""

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from network.alarms.actions import count_towards_alarm
from network.joining.actions.applications import lock_application_for_update, set_application_state
from network.joining.actions.digits import check_digits, forget_digits
from network.joining.actions.joining import tell_applicant
from network.limits import REQUESTS_QUIETLY
from network.models import AlarmCause, Application, Member, NoticeKind, Question, Role, Trail, Vote
from network.models.joining import ApplicationState
from network.models.vetting import YES_REASONS, VoteReason, VotingCapacity
from network.notices.actions import notify_member
from network.permissions import find_voting_capacity, may_vote_now, may_vote_on

# The applicant reads the digits to a coordinator and then goes on herself, perhaps on another day.
ENTRY_AFTER_CALL = timedelta(hours=24)


def open_application_texts(*, by: Member, application: Application) -> Application:
    """A vetter reads what the applicant wrote; the trail says so, and more in a day than vetting needs is told to the
    other coordinators. Not in a transaction: see network.alarms.actions.

    Raises Application.DoesNotExist where it was decided in the meantime, or is not this vetter's to decide.
    """
    count_towards_alarm(AlarmCause.CONTACTS, REQUESTS_QUIETLY, by=by)
    return opened(by, application)


@transaction.atomic
def opened(by: Member, application: Application) -> Application:
    application = locked_for(by, application)
    if application.state == ApplicationState.CONFIRMED:
        set_application_state(application, ApplicationState.IN_VETTING)
    Trail.objects.record_action("application.open", by=by, about=application.pk)
    return application


@transaction.atomic
def ask_question(*, by: Member, application: Application, text: str) -> Question:
    """A question that the applicant finds when she comes back. No yes until she answered.

    Raises Application.DoesNotExist where it was decided in the meantime, or is not this vetter's to decide.
    """
    application = locked_for(by, application)
    question = Question.objects.create(application=application, asked_by=by, text=text)
    set_application_state(application, ApplicationState.WAITING)
    Trail.objects.record_action("application.ask", by=by, about=application.pk)
    tell_applicant(application)
    return question


@transaction.atomic
def cast_vote(*, by: Member, application: Application, reason: VoteReason) -> Application:
    """A vetter's yes or no, as the reason says. What it comes to is worked out at night
    (network/vetting/actions/decisions.py), with whatever others say until then: nobody learns whether hers was the last
    one needed, or came too late.

    Raises ValidationError for somebody who may not vote (the inviter, a second vote) and for a yes that cannot be,
    Application.DoesNotExist where it was decided in the meantime, or is not this vetter's to decide.
    """
    application = locked_for(by, application)
    is_yes = reason in YES_REASONS
    if not may_vote_now(by):
        raise ValidationError(_("You were appointed a short while ago. Others look first: you can vote in some days."))
    if not may_vote_on(by, application):
        raise ValidationError(_("You cannot decide about this application: you have already, or you invited her."))
    if is_yes and application.state == ApplicationState.WAITING:
        raise ValidationError(_("A question waits for her answer. Say yes when you have read it."))
    if is_yes and application.country.is_shredded:
        raise ValidationError(_("What she wrote is no longer readable, so nobody can be let in."))
    seat = find_voting_capacity(by, application)
    first = not application.votes.exists()
    Vote.objects.create(application=application, vetter=by, seat=seat, is_yes=is_yes, reason=reason)
    # Not what she said: coordinators read the trail.
    Trail.objects.record_action("application.vote", by=by)  # not on whom: that would tell who voted already
    if application.state == ApplicationState.CONFIRMED:
        set_application_state(application, ApplicationState.IN_VETTING)
    if first:
        tell_other_vetters(application)
    return application


@transaction.atomic
def open_entry(*, by: Member, application: Application, digits: str) -> bool:
    """A coordinator heard the applicant say the digits that stand on her screen. False where they do not fit.

    Raises Application.DoesNotExist where there is nobody to let in, or the coordinator invited her herself.
    """
    rows = Application.objects.entering(by)
    application = rows.select_for_update(of=("self",)).get(pk=application.pk)
    if not check_digits(application, digits):
        Trail.objects.record_action("entry.open", by=by, about=application.member_id, result="wrong digits")
        return False
    forget_digits(application)
    application.entry_until = timezone.now() + ENTRY_AFTER_CALL
    application.save()
    Trail.objects.record_action("entry.open", by=by, about=application.member_id)
    return True


@transaction.atomic
def open_contact_way(*, by: Member, application: Application) -> str:
    """How to reach an accepted applicant who gets no mail. Raises Shredded where the country's keys are gone,
    Application.DoesNotExist where she no longer waits for a call."""
    member = Application.objects.entering(by).select_related("member").get(pk=application.pk).member
    Trail.objects.record_action("entry.reach", by=by, about=member.pk if member else None)
    return member.reach.open() if member else ""


def locked_for(staff: Member, application: Application) -> Application:
    """Raises Application.DoesNotExist where it was decided in the meantime, or is not this vetter's to decide."""
    application = lock_application_for_update(application)
    return Application.objects.visible_to(staff).get(pk=application.pk)


def tell_other_vetters(application: Application) -> None:
    """After the first vote the others are asked; those of other countries once somebody at home has voted."""
    voted = list(application.votes.all())
    staff = Member.objects.active().staff().exclude(pk__in=[vote.vetter_id for vote in voted])
    if not any(vote.seat == VotingCapacity.HOME for vote in voted):
        staff = staff.filter(Q(role=Role.COORDINATOR) | Q(country_id=application.country_id))
    for member in staff.exclude(invited=application):
        notify_member(member, NoticeKind.VETTING)
