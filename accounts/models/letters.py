"""Mail on its way: sealed while it waits, gone once it is sent."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.sealing import SealedField

MOST_ATTEMPTS = 5
LONGEST_LEASE = timedelta(minutes=30)  # accounts.tasks: sixteen minutes after the fifth try
LONGEST_WAIT = timedelta(hours=24)


class LetterSubject(models.TextChoices):
    """All that a mail of ours may say on the outside (docs/assurance.md, D21)."""

    NOTICE = "notice", _("You have a new notice")
    CODE = "code", _("Your one-time code")


class LetterQuerySet(models.QuerySet["Letter"]):
    def waiting(self, now: datetime) -> "LetterQuerySet":
        """Those nobody holds and that may be tried again."""
        return self.free(now).filter(attempts__lt=MOST_ATTEMPTS)

    def hopeless(self, now: datetime) -> "LetterQuerySet":
        """Tried often enough, and nobody is trying now."""
        return self.free(now).filter(attempts__gte=MOST_ATTEMPTS)

    def free(self, now: datetime) -> "LetterQuerySet":
        """Held by nobody. A lease that ends later than any can is of a clock that went wrong since."""
        over = Q(lease_until__lte=now) | Q(lease_until__gt=now + LONGEST_LEASE)
        return self.filter(Q(lease_until=None) | over)

    def too_old(self, now: datetime) -> "LetterQuerySet":
        """Not sent in a day, whatever the reason: what it says is no longer true, and it holds an address."""
        return self.filter(created__lte=now - LONGEST_WAIT)


class Letter(models.Model):
    """One plain mail. The row goes when the mail has gone, or after five attempts.

    An empty `address` is a letter to nobody: written where an unknown address was typed, so that known and
    unknown take the same path and the same time. The worker throws it away.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    address = SealedField()
    body = SealedField()
    subject = models.CharField(max_length=8, choices=LetterSubject, default=LetterSubject.NOTICE)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    created = models.DateTimeField(auto_now_add=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["created", "pk"]
        indexes = [models.Index(fields=["created"], name="letter_by_age")]

    def __str__(self) -> str:
        return str(self.pk)
