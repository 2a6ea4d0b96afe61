"""Everything that changes an account."""

from functools import partial

from django.db import transaction

from accounts.models import Letter, Subject
from accounts.tasks import enqueue


@transaction.atomic
def post_letter(*, to: str, body: str, language: str, subject: str = Subject.NOTICE) -> Letter:
    """Writes a mail that goes out once the transaction has succeeded. `to=""` is a letter to nobody."""
    letter = Letter.objects.create(address=to, body=body, language=language, subject=subject)
    transaction.on_commit(partial(enqueue, letter.pk), robust=True)
    return letter
