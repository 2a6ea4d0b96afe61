"""What votes come to: worked out once a night for all, so that no moment of the day tells what somebody said."""

import logging
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from itertools import combinations
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accounts.models import User, sealed_address
from network.joining.actions.joining import close_application, show_waiting_applications, tell_applicant
from network.models import (
    Application,
    Consent,
    Country,
    MailPreference,
    Member,
    NoticeKind,
    Role,
    SpokenLanguage,
    Tie,
    TieKind,
    Vote,
)
from network.models.consents import ConsentPurpose
from network.models.joining import ApplicationState
from network.models.vetting import VotingCapacity
from network.notices.actions import notify_member
from network.permissions import are_independent, lacks_focal_point
from network.profiles.actions.pseudonyms import save_with_free_pseudonym

logger = logging.getLogger(__name__)
PROBATION_DAYS = 30
Independent = Callable[[Member, Member], bool]


def close_due_applications(today: date) -> int:
    """Ends what was decided, withdrawn or undecided for too long, and shows the next of those that wait to be read.

    How many ended. One that cannot be ended must not keep the others; a second time in a night changes nothing.
    """
    ended = 0
    for pk in list(Application.objects.open().values_list("pk", flat=True)):
        with apart("An application could not be closed"):
            ended += end_if_due(pk, today)
    for country in Country.objects.filter(
        applications__shown_on=None, applications__state=ApplicationState.CONFIRMED
    ).distinct():
        with apart("The next applications could not be shown"):
            show_waiting_applications(country.pk)
    return ended


@contextmanager
def apart(words: str) -> Iterator[None]:
    """Whatever goes wrong with one, a row that was tampered with as well, does not stop the night for the others."""
    try:
        yield
    except Exception as error:  # its message may hold values
        logger.error(f"{words}: %s", type(error).__name__)


@transaction.atomic
def end_if_due(pk: UUID, today: date) -> bool:
    application = Application.objects.open().select_for_update(of=("self",)).filter(pk=pk).first()
    state = outcome(application, today) if application else None
    if application is None or state is None:
        return False
    if state == ApplicationState.APPROVED:
        admit(application)
        return True
    if state != ApplicationState.WITHDRAWN:
        tell_applicant(application)
    close_application(application, state)
    return True


def outcome(application: Application, today: date) -> ApplicationState | None:
    """None while it goes on."""
    if application.withdrawn_on:
        return ApplicationState.WITHDRAWN
    decided = decide_by_votes(counted(application), lacks_focal_point(application), are_independent)
    if decided == ApplicationState.APPROVED and application.country.is_shredded:
        return ApplicationState.DECLINED  # nothing of hers can be kept any more
    if decided is None and Application.objects.stale(today).filter(pk=application.pk).exists():
        return ApplicationState.EXPIRED
    return decided


def counted(application: Application) -> list[Vote]:
    """Without the yes of a vetter who is locked now: it may be the one that somebody else gave from her account. Her
    no stays: who took an account wants people in."""
    votes = application.votes.select_related("vetter__user")
    return [vote for vote in votes if not (vote.is_yes and vote.vetter.is_locked)]


def decide_by_votes(votes: list[Vote], without_focal_point: bool, independent: Independent) -> ApplicationState | None:
    """What the votes come to; None while somebody else has to look.

    Two noes decline. A yes takes two people who are independent of each other: a focal point of the applicant's
    country, who knows who is who there, and a focal point of another country or a coordinator, whom nobody there can
    lean on. Where her country has no focal point, two coordinators. With one no among the votes, one of the two must
    be a coordinator: each person has one vote, so it is one who was not part of the disagreement. No coordinator
    replaces the yes from home: one who believes that a focal point is wrong has another one of that country look.
    """
    yes = [vote for vote in votes if vote.is_yes]
    noes = len(votes) - len(yes)
    if noes >= 2:
        return ApplicationState.DECLINED
    for one, other in combinations(yes, 2):
        seats = {one.seat, other.seat}
        is_pair = len(seats) == 2 and VotingCapacity.HOME in seats
        is_pair = is_pair or (without_focal_point and seats == {VotingCapacity.COORDINATOR})
        if is_pair and (not noes or VotingCapacity.COORDINATOR in seats) and independent(one.vetter, other.vetter):
            return ApplicationState.APPROVED
    return None


def admit(application: Application) -> None:
    """A member on probation, with an account that nobody can use before she comes with her code. Her contact data
    moves over, with her consents, and who invited her."""
    member = application.member = create_member(application, create_inactive_account(application))
    codes = set(application.languages)
    SpokenLanguage.objects.bulk_create(SpokenLanguage(member=member, code=code) for code in sorted(codes))
    for consent in application.consents.exclude(purpose=ConsentPurpose.ASSESS):
        row = Consent(member=member, purpose=consent.purpose, text_version=consent.text_version)
        row.given_on = consent.given_on
        row.save()
    if application.inviter:
        Tie.objects.tie_members(TieKind.INVITED, member=application.inviter, other=member)
    close_application(application, ApplicationState.APPROVED)
    tell_applicant(application)
    if application.mail == MailPreference.NEVER:
        for coordinator in Member.objects.active().filter(role=Role.COORDINATOR):
            if Application.objects.entering(coordinator).filter(pk=application.pk).exists():
                notify_member(coordinator, NoticeKind.VETTING)


def create_inactive_account(application: Application) -> User:
    """Without a password, inactive, and with no handle yet: else whoever reads the applicant's mail could ask for a
    password before she comes."""
    month = timezone.now().replace(day=1, hour=0, minute=0, second=0, microsecond=0)  # as Member.joined_month
    nobodys = sealed_address(secrets.token_hex(16))
    user = User(email=nobodys, language=application.language, is_active=False, date_joined=month)
    user.set_unusable_password()
    user.save()
    return user


def create_member(application: Application, user: User) -> Member:
    today = timezone.localdate()
    return save_with_free_pseudonym(
        application.pseudonym,
        lambda pseudonym: Member.objects.create(
            user=user,
            pseudonym=pseudonym,
            country_id=application.country_id,
            sector=application.sector,
            level=application.level,
            mail=application.mail,
            joined_month=today.replace(day=1),
            probation_ends=today + timedelta(days=PROBATION_DAYS),
            address=application.address.open(),
            reach=application.reach.open(),
        ),
    )
