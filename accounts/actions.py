"""Everything that changes an account."""

from functools import partial

from django.db import transaction

from accounts.models import Letter, SignIn, Subject, User
from accounts.tasks import enqueue


@transaction.atomic
def post_letter(*, to: str, body: str, language: str, subject: str = Subject.NOTICE) -> Letter:
    """Writes a mail that goes out once the transaction has succeeded. `to=""` is a letter to nobody."""
    letter = Letter.objects.create(address=to, body=body, language=language, subject=subject)
    transaction.on_commit(partial(enqueue, letter.pk), robust=True)
    return letter


def begin_sign_in(user: User) -> SignIn:
    """Notes that a session began. Guarded people's end after 15 minutes without a click."""
    return SignIn.objects.create(user=user, is_short=user.is_guarded)


def end_sign_in(sign_in: SignIn, *, by: object) -> None:
    """Ends one session at once: its cookie opens nothing any more. `by` is its owner, or who locks her account."""
    sign_in.delete()


def end_other_sign_ins(user: object, *, but: SignIn | None = None, by: object = None) -> int:
    """Ends every session of a person, or every one but this. How many there were."""
    others = SignIn.objects.of(user)
    if but is not None:
        others = others.exclude(pk=but.pk)
    return others.delete()[0]
