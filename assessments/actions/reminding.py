"""A mail a week to those who have something to do soon. It names nothing."""

import logging
from datetime import date, timedelta

from django.db import OperationalError, transaction
from django.utils import timezone

from accounts.actions import post_letter
from accounts.emails import find_mail_address
from accounts.models import User
from assessments.emails import reminder_text
from assessments.models import Action, Reminder

logger = logging.getLogger(__name__)

SOON = timedelta(days=7)
AGAIN_AFTER = timedelta(days=7)


def send_reminders(today: date | None = None) -> int:
    """To everybody who has an action with a day that is near or over. How many mails."""
    today = today or timezone.localdate()
    return sum(try_to_remind(user, today) for user in find_users_to_remind(today))


def try_to_remind(user: User, today: date) -> bool:
    """What goes wrong with one participant must not cost those behind her their mail. A database that is away is
    nobody's fault: the task tries again, and nobody is reminded twice. Raises OperationalError for that alone."""
    try:
        return remind_user(user, today)
    except OperationalError:
        raise
    except Exception as error:  # its text may hold an address
        logger.error("A reminder was not sent: %s", type(error).__name__)
        return False


def find_users_to_remind(today: date) -> list[User]:
    """Those who still take part, want to be reminded, and were not in the last seven days."""
    rows = Action.objects.going().of_present().filter(until__lte=today + SOON, who__reminded=True)
    lately = Reminder.objects.filter(sent__gt=today - AGAIN_AFTER).values("user")
    people = User.objects.filter(pk__in=rows.values("who__user"), is_active=True).exclude(pk__in=lately)
    return list(people.order_by("pk"))


@transaction.atomic
def remind_user(user: User, today: date) -> bool:
    """False where another beat was faster, or the participant has no address."""
    if not claim_reminder(user, today):
        return False
    address = find_mail_address(user)
    if address:
        post_letter(to=address, body=reminder_text(user.language), language=user.language)
    return bool(address)


def claim_reminder(user: User, today: date) -> bool:
    """One statement decides, so that only one beat can."""
    if Reminder.objects.filter(user=user, sent__lte=today - AGAIN_AFTER).update(sent=today):
        return True
    _row, is_new = Reminder.objects.get_or_create(user=user, defaults={"sent": today})
    return is_new
