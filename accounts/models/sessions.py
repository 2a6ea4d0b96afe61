"""Where somebody is signed in: a beginning, a last use, and nothing about the device or the network."""

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.utils import timezone

# In the session's own data: which row of the list below it belongs to.
SESSION_KEY = "sign_in"
# Whether that row is a short one, for the day the row has gone before the session.
SHORT_KEY = "sign_in_is_short"

LONGEST = timedelta(hours=4)
IDLE = timedelta(minutes=15)  # for guarded people; who works behind the scenes has settings.STAFF_IDLE_MINUTES
WARNED = timedelta(minutes=2)  # before the end; WCAG 2.2.1 asks for 20 seconds
# A click within this time of the last one is not written down.
TOUCHED_EVERY = timedelta(seconds=15)


class SignInQuerySet(models.QuerySet["SignIn"]):
    def of(self, user: object) -> "SignInQuerySet":
        """The user's own, the latest first."""
        return self.filter(user_id=getattr(user, "pk", None))

    def over(self, now: datetime) -> "SignInQuerySet":
        return self.filter(began__lte=now - LONGEST)


class SignIn(models.Model):
    """One session. No address, no browser, no place is kept; the row goes when the session ends.

    A request whose session names no row of this table is nobody's: to end a session is to delete its row.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="sign_ins")
    is_short = models.BooleanField(help_text="Ends after 15 minutes without a click.")
    idle_minutes = models.PositiveSmallIntegerField(
        null=True, help_text="Ends after so many minutes without a click. None: only when the four hours are over."
    )
    began = models.DateTimeField(default=timezone.now)
    last_used = models.DateTimeField(default=timezone.now)

    objects = SignInQuerySet.as_manager()

    class Meta:
        ordering = ["-last_used", "pk"]
        indexes = [models.Index(fields=["began"], name="sign_in_by_age")]

    def __str__(self) -> str:
        return f"since {self.began:%H}:00"

    @property
    def ends(self) -> datetime:
        """When it ends if nothing more happens."""
        latest = self.began + LONGEST
        return min(latest, self.last_used + self.idle) if self.idle else latest

    @property
    def idle(self) -> timedelta | None:
        """How long it lasts without a click, if that ends it."""
        if self.is_short:
            return IDLE
        return timedelta(minutes=self.idle_minutes) if self.idle_minutes else None

    @property
    def seconds_left(self) -> int:
        """Never below zero."""
        return max(0, int((self.ends - timezone.now()).total_seconds()))

    @property
    def is_over(self) -> bool:
        return self.ends <= timezone.now()

    @property
    def can_be_extended(self) -> bool:
        """False in the last minutes of the four hours: another click changes nothing then."""
        return bool(self.idle) and self.began + LONGEST > self.ends
