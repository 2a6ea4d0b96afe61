"""What the worker does for accounts: mails go out, and what is over is thrown away. Arguments are ids."""

import logging
from datetime import timedelta
from uuid import UUID

from celery import current_app, shared_task
from django.contrib.sessions.models import Session
from django.db import OperationalError
from django.db.models import F
from django.utils import timezone
from kombu.exceptions import OperationalError as BrokerError

from accounts.emails import MailServerUnavailable, send_plain_mail
from accounts.emails.folder import delete_old_letters
from accounts.limits import delete_full_purses
from accounts.models import Letter, RightsChange, SignIn
from accounts.sealing import Shredded

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=2)  # longer than any mail server is waited for
AWAY_FOR = timedelta(seconds=60)
UNSENT_AFTER = timedelta(seconds=60)
AT_ONCE = 100
# One try for a dead broker, as exports does (exports/tasks/queueing.py measured it): the sweeper comes every minute.
IMPATIENT = {"max_retries": 0, "interval_start": 0, "socket_connect_timeout": 0.5, "socket_timeout": 1}


@shared_task(name="accounts.tasks.deliver", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def deliver(letter_id: str) -> None:
    """Sends one letter, unless somebody else does or it has gone."""
    letter = claim_letter(UUID(letter_id))
    if letter is None:
        return
    try:
        address = letter.address.open()
        if address:
            send_plain_mail(address, letter.get_subject_display, letter.body.open(), letter.language)
    except (Shredded, ValueError) as error:  # no key any more, or no address at all: the next try would end the same
        logger.warning("Letter %s was thrown away: %s", letter.pk, type(error).__name__)
    except Exception as error:
        # A mail server's refusal repeats the address, so only its type is logged.
        logger.warning("Letter %s, attempt %s: %s", letter.pk, letter.attempts, type(error.__cause__ or error).__name__)
        hold_all(letter) if isinstance(error, MailServerUnavailable) else put_back(letter)
        return
    letter.delete()


def claim_letter(letter_id: UUID) -> Letter | None:
    """Takes the row in one statement, so that only one worker can; None where there is nothing to do."""
    now = timezone.now()
    free = Letter.objects.waiting(now).filter(pk=letter_id)
    taken = free.update(attempts=F("attempts") + 1, lease_until=now + LEASE)
    return Letter.objects.filter(pk=letter_id).first() if taken else None


def put_back(letter: Letter) -> None:
    """Tried again after 1, 2, 4, 8 minutes: mail servers that are busy say so for a while."""
    pause = timedelta(minutes=2 ** (letter.attempts - 1))
    Letter.objects.filter(pk=letter.pk).update(lease_until=timezone.now() + pause)


def hold_all(letter: Letter) -> None:
    """The mail server is away: the try does not count, and no other letter is tried for a minute. So one worker at a
    time waits for it, and letters last as long as what they say is true (models/letters.py: a day)."""
    later = timezone.now() + AWAY_FOR
    Letter.objects.filter(pk=letter.pk).update(attempts=F("attempts") - 1, lease_until=later)
    Letter.objects.waiting(timezone.now()).update(lease_until=later)


@shared_task(name="accounts.tasks.sweep", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def sweep() -> None:
    """Every minute. Each step is a conditional statement or repeats without harm: two beats at once need no lock."""
    now = timezone.now()
    for pk in Letter.objects.hopeless(now).values_list("pk", flat=True):
        logger.warning("Letter %s was thrown away: five attempts failed", pk)
        Letter.objects.hopeless(now).filter(pk=pk).delete()
    Letter.objects.too_old(now).delete()
    delete_old_letters()
    unsent = Letter.objects.waiting(now).filter(created__lte=now - UNSENT_AFTER)
    for pk in unsent.values_list("pk", flat=True)[:AT_ONCE]:
        if not enqueue_letter(pk):
            break
    SignIn.objects.over(now).delete()
    Session.objects.filter(expire_date__lt=now).delete()
    delete_full_purses(now)
    RightsChange.objects.expired(now).delete()  # the last one: by another clock the database may refuse it


def enqueue_letter(letter_id: UUID) -> bool:
    """Hands a letter to the workers. False where the broker cannot be reached; never raises for that."""
    options = {**current_app.conf.broker_transport_options, **IMPATIENT}
    try:
        with current_app.connection_for_write(transport_options=options) as connection:
            deliver.apply_async((str(letter_id),), connection=connection, retry=False)
    except (BrokerError, OSError) as error:
        logger.warning("The broker did not take a letter: %s", type(error).__name__)
        return False
    return True
