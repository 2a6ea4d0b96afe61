"""How long what is kept. The numbers stand here once: models count with them, members read them, docs show them.

A queryset whose rows have an end says which are past it: `expired(today)`. The nightly task deletes those of every
model that can say so (network/tasks/purging.py), so that a new area needs no line anywhere else.
"""

from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

# Days.
APPLICATION_UNCONFIRMED = 7
APPLICATION_CLOSED = 30
VETTING_NOTES = 30
INVITATION = 14
TIE = 365
DEED = 10
MESSAGE_DELIVERED = 7
MESSAGE_UNDELIVERED = 30
CONVERSATION = 30
ATTENDANCE = 30
EVENT = 365
SUGGESTION = 90
PAIRING_CLOSED = 90
POST = 365
REPORT = 30
TRAIL = 365
PROFILES_OPENED = 1
CARDS_COUNTED = 7
ALARM = 30
NOTICE = 30
LETTER = 1
BACKUP = 35
JOURNAL = BACKUP + 7


class RetentionRule(NamedTuple):
    """`days` is None for what has no date, 0 for what goes at once. `words` say it to members."""

    key: str
    days: int | None
    what: str | Promise
    words: str | Promise


RETENTION = [
    RetentionRule(
        "application-unconfirmed",
        APPLICATION_UNCONFIRMED,
        _("An application whose mail address was not confirmed"),
        _("7 days"),
    ),
    RetentionRule(
        "application-closed",
        APPLICATION_CLOSED,
        _("An application that was declined, withdrawn, or not decided in time"),
        _("30 days after that"),
    ),
    RetentionRule(
        "vetting-notes",
        VETTING_NOTES,
        _("Questions, answers and votes of a vetting"),
        _("30 days after the decision"),
    ),
    RetentionRule("invitation", INVITATION, _("An invitation that you gave"), _("14 days, used or not")),
    RetentionRule(
        "tie",
        TIE,
        _("Who invited whom, and who proposed whom for an office"),
        _("12 months; for focal points and coordinators as long as they hold the office"),
    ),
    RetentionRule("deed", DEED, _("What waits for a second person"), _("Until it is done, at most 10 days")),
    RetentionRule("profile", 0, _("Your profile and everything on it"), _("Until you leave; then erased at once")),
    RetentionRule("contact", 0, _("Your mail address and how to reach you"), _("Until you leave; then erased at once")),
    RetentionRule(
        "message-delivered", MESSAGE_DELIVERED, _("A message that was opened"), _("7 days after it was opened")
    ),
    RetentionRule("message-undelivered", MESSAGE_UNDELIVERED, _("A message that nobody opened"), _("30 days")),
    RetentionRule(
        "conversation", CONVERSATION, _("That two members write to each other"), _("30 days after the last message")
    ),
    RetentionRule("attendance", ATTENDANCE, _("Who signed up for an event"), _("30 days after the event")),
    RetentionRule("event", EVENT, _("An event itself, without who came"), _("365 days after the event")),
    RetentionRule("suggestion", SUGGESTION, _("A mentoring suggestion"), _("90 days")),
    RetentionRule("pairing-closed", PAIRING_CLOSED, _("A mentoring pairing and its log"), _("90 days after its end")),
    RetentionRule("post", POST, _("Posts in circles"), _("365 days")),
    RetentionRule(
        "report",
        REPORT,
        _("A report, with a copy of the words it is about"),
        _("30 days after the decision, at most 365 days"),
    ),
    RetentionRule("trail", TRAIL, _("What was done, by the hour and without a name"), _("12 months")),
    RetentionRule("session", 0, _("That you are signed in"), _("Until you sign out, at most 4 hours")),
    RetentionRule("profiles-opened", PROFILES_OPENED, _("Which profiles you opened today"), _("1 day")),
    RetentionRule(
        "cards-counted", CARDS_COUNTED, _("How many people you looked at each day, without whom"), _("7 days")
    ),
    RetentionRule("alarm", ALARM, _("An alarm that an account raised, with the hour"), _("30 days")),
    RetentionRule("notice", NOTICE, _("Notices on your start page"), _("Until you read them, at most 30 days")),
    RetentionRule("letter", LETTER, _("A mail that waits to be sent"), _("24 hours at most")),
    RetentionRule("backup", BACKUP, _("Encrypted backups of all this"), _("35 days")),
    RetentionRule("journal", JOURNAL, _("The list of erased accounts: random numbers and days"), _("42 days")),
    RetentionRule(
        "statistics",
        None,
        _("Numbers of members, once a year, each made wrong by chance"),
        _("They tell nothing about you and stay"),
    ),
]


def compute_cutoff_day(today: date, days: int) -> date:
    """What is from this day or an earlier one has been kept long enough."""
    return today - timedelta(days=days)


def compute_cutoff_moment(today: date, days: int) -> datetime:
    """The same for a time: what is from before this moment has been kept long enough."""
    return timezone.make_aware(datetime.combine(compute_cutoff_day(today, days), time.min))


def render_retention_table() -> str:
    """For docs/retention.md: the same rows that members read."""
    rows = [f"| {rule.what} | {rule.words} |" for rule in RETENTION]
    return "\n".join(["| What | How long |", "|---|---|", *rows])
