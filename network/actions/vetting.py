"""What two vetters do with an application. Every action locks it first, so that no two of them decide at once."""

import secrets
from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import User
from network.actions.joining import close, fits, forget_digits, locked, move, tell_applicant
from network.actions.notices import notify
from network.models import Application, Consent, Kind, Mail, Member, Question, Role, Spoken, Trail, Vote
from network.models.joining import Purpose, State
from network.models.vetting import YES_REASONS, Reason, Seat
from network.permissions import lacks_focal_point, may_decide, seat_of

PROBATION_DAYS = 30
# She reads the digits to a coordinator and then goes on herself, perhaps on another day.
ENTRY_AFTER_CALL = timedelta(hours=24)


@transaction.atomic
def open_texts(*, by: Member, application: Application) -> Application:
    """Somebody reads what she wrote; the trail says so."""
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
    """A yes or a no, as the reason says; with it the decision, where it is the vote that completes one.

    Raises ValidationError for somebody who may not vote (the inviter, a second vote) and for a yes that cannot be.
    """
    application = locked_for(by, application)
    is_yes = reason in YES_REASONS
    if not may_decide(by, application):
        raise ValidationError(_("You cannot decide about this application: you have already, or you invited her."))
    if is_yes and application.state == State.WAITING:
        raise ValidationError(_("A question waits for her answer. Say yes when you have read it."))
    if is_yes and application.country.is_shredded:
        raise ValidationError(_("What she wrote is no longer readable, so nobody can be let in."))
    if is_yes and application.is_proven and application.is_taken:
        raise ValidationError(_("Somebody with this address is in already. Say no with that reason."))
    seat = seat_of(by, application)
    first = not application.votes.exists()
    Vote.objects.create(application=application, vetter=by, seat=seat, is_yes=is_yes, reason=reason)
    Trail.objects.note("application.vote", by=by, about=application.pk, result="yes" if is_yes else "no")
    if application.state == State.CONFIRMED:
        move(application, State.IN_VETTING)
    outcome = decision(list(application.votes.all()), lacks_focal_point(application))
    if outcome == State.APPROVED and application.is_taken:
        # Nobody has shown that the address is hers, so nobody may learn from this whose it is: see `has_twin`.
        outcome = State.DECLINED
    if outcome == State.APPROVED:
        admit(application)
    elif outcome == State.DECLINED:
        close(application, State.DECLINED)
        tell_applicant(application)
        Trail.objects.note("application.decline", by=None, about=application.pk)
    elif first:
        tell_other_vetters(application)
    return application


def decision(votes: list[Vote], without_focal_point: bool) -> State | None:
    """What the votes come to; None while somebody else has to look.

    Two noes decline. A yes takes two people: a focal point of her country, who knows who is who there, and a focal
    point of another country or a coordinator, whom nobody there can lean on. Where her country has no focal point,
    two coordinators. With one no among the votes, a coordinator must be among the yeses: each person has one vote,
    so it is one who was not part of the disagreement. She cannot replace the yes from home: a coordinator who
    believes that a focal point is wrong has another one of that country look.
    """
    yes = [vote.seat for vote in votes if vote.is_yes]
    noes = len(votes) - len(yes)
    if noes >= 2:
        return State.DECLINED
    pair = Seat.HOME in yes and (Seat.ABROAD in yes or Seat.COORDINATOR in yes)
    pair = pair or (without_focal_point and yes.count(Seat.COORDINATOR) >= 2)
    return State.APPROVED if pair and (not noes or Seat.COORDINATOR in yes) else None


def admit(application: Application) -> None:
    """A member on probation, with an account that nobody can use before she comes with her code. Her contact data
    moves over, with her consents."""
    application.member = new_member(application, closed_account(application))
    codes = set(application.languages)
    Spoken.objects.bulk_create(Spoken(member=application.member, code=code) for code in sorted(codes))
    for consent in application.consents.exclude(purpose=Purpose.ASSESS):
        row = Consent(member=application.member, purpose=consent.purpose, text_version=consent.text_version)
        row.given_on = consent.given_on
        row.save()
    application.address = application.reach = ""
    close(application, State.APPROVED)
    tell_applicant(application)
    Trail.objects.note("application.approve", by=None, about=application.pk)
    if application.mail == Mail.NEVER:
        for coordinator in Member.objects.active().filter(role=Role.COORDINATOR).exclude(invited=application):
            notify(coordinator, Kind.VETTING)


def closed_account(application: Application) -> User:
    """Without a password, and inactive: else whoever reads her mail could ask for one before she comes."""
    month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)  # as Member.joined_month
    user = User(email=application.account_address, language=application.language, is_active=False, date_joined=month)
    user.set_unusable_password()
    user.save()
    return user


def new_member(application: Application, user: User) -> Member:
    """A pseudonym that is taken gets a number: the form could not say so without telling who is in."""
    today = timezone.localdate()
    wanted = application.pseudonym
    for _try in range(20):
        try:
            with transaction.atomic():
                return Member.objects.create(
                    user=user,
                    pseudonym=wanted,
                    country_id=application.country_id,
                    sector=application.sector,
                    level=application.level,
                    mail=application.mail,
                    joined_month=today.replace(day=1),
                    probation_ends=today + timedelta(days=PROBATION_DAYS),
                    address=application.address.open(),
                    reach=application.reach.open(),
                )
        except IntegrityError:
            wanted = f"{application.pseudonym[:35]} {secrets.randbelow(900) + 100}"
    raise ValidationError(_("This name is taken too often. Ask her to choose another one."))


@transaction.atomic
def open_entry(*, by: Member, application: Application, digits: str) -> bool:
    """A coordinator heard her say the digits that stand on her screen. False where they do not fit.

    Raises Application.DoesNotExist where there is nobody to let in, or the coordinator invited her herself.
    """
    rows = Application.objects.entering(by)
    application = rows.select_for_update(of=("self",)).get(pk=application.pk)
    if not fits(application, digits):
        Trail.objects.note("entry.open", by=by, about=application.pk, result="wrong digits")
        return False
    forget_digits(application)
    application.entry_until = timezone.now() + ENTRY_AFTER_CALL
    application.save()
    Trail.objects.note("entry.open", by=by, about=application.pk)
    return True


@transaction.atomic
def open_reach(*, by: Member, application: Application) -> str:
    """How to reach somebody who gets no mail. Raises Shredded where the country's keys are gone."""
    member = Application.objects.entering(by).select_related("member").get(pk=application.pk).member
    Trail.objects.note("entry.reach", by=by, about=application.pk)
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
