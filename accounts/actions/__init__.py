"""Everything that changes an account."""

from functools import partial

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction

from accounts.emails import render_mail_text
from accounts.models import Letter, LetterSubject, RightsChange, RightsChangeKind, SignIn, User, attribute_changes_to
from accounts.models.rights import ACTOR
from accounts.permissions import has_editorial_access
from accounts.tasks import enqueue_letter


@transaction.atomic
def post_letter(
    *, to: str, body: str, language: str, subject: str = LetterSubject.NOTICE, is_guarded: bool = False
) -> Letter | None:
    """Writes a mail that goes out once the transaction has succeeded. `to=""` is a letter to nobody.

    `is_guarded`: it is about a guarded account, or to somebody who applies for one. Where no mail server is set, such a
    letter would lie on this machine and never arrive, so there is none.
    """
    if is_guarded and not settings.MAIL_SERVER:
        return None
    letter = Letter.objects.create(address=to, body=body, language=language, subject=subject)
    transaction.on_commit(partial(enqueue_letter, letter.pk), robust=True)
    return letter


def begin_sign_in(user: User) -> SignIn:
    """Notes that a session began. Guarded people's end after 15 minutes without a click, editors' after some more."""
    idle = settings.STAFF_IDLE_MINUTES if has_editorial_access(user) else None
    return SignIn.objects.create(user=user, is_short=user.is_guarded, idle_minutes=idle)


def end_sign_in(sign_in: SignIn, *, by: object) -> None:
    """Ends one session at once: its cookie opens nothing any more. `by` is its owner, or who locks her account."""
    sign_in.delete()


def end_other_sign_ins(user: object, *, but: SignIn | None = None, by: object = None) -> int:
    """Ends every session of a person, or every one but this. How many there were."""
    others = SignIn.objects.of(user)
    if but is not None:
        others = others.exclude(pk=but.pk)
    return others.delete()[0]


@transaction.atomic
def reset_second_step(user: User, *, by: User) -> None:
    """For a user who lost the telephone: the next sign-in sets up another second step. The user is told by mail."""
    Authenticator.objects.filter(user=user).delete()
    with attribute_changes_to(by):
        log_rights_change(user, RightsChangeKind.SECOND_STEP)
    notify_account_change(user, user.email)


def log_rights_change(user: User, deed: RightsChangeKind, what: str = "") -> None:
    """A line in the log of rights, and an end to sessions that began under other rights. Not for guarded people, whose
    rights are the network's."""
    if user.is_guarded:
        return
    RightsChange.objects.record_change(deed, about=user, what=what)
    if ACTOR.get() != user:  # herself, within what she may do anyway
        end_other_sign_ins(user, by=ACTOR.get())


def notify_account_change(user: User, address: str) -> None:
    """Somebody else changed how the user signs in: she hears of it where she was reached until now, at `address`."""
    if not user.is_guarded:
        post_letter(to=address, body=render_mail_text("changed", user.language), language=user.language)
