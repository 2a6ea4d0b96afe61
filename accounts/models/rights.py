"""Who gave whom which right behind the scenes. Random names only: of an account that is gone it names nobody.

Ordinary accounts leave nothing here, guarded ones never do, and lecturers have a log of their own (modules).
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models.people import User

KEPT = timedelta(days=365)
# PostgreSQL refuses to delete what is younger than KEPT by its own clock: one line would keep all others.
CLOCKS_DIFFER = timedelta(days=1)
ACTOR: ContextVar[User | None] = ContextVar("whoever changes rights now", default=None)


@contextmanager
def attribute_changes_to(by: User) -> Iterator[None]:
    """What changes meanwhile was done by this user. Otherwise it was the server: a command, a migration, a shell."""
    before = ACTOR.set(by)
    try:
        yield
    finally:
        ACTOR.reset(before)


class RightsChangeKind(models.TextChoices):
    MADE = "made", _("was given an account")
    DELETED = "deleted", _("lost the account")
    ROLE_GIVEN = "role given", _("was given the role")
    ROLE_TAKEN = "role taken", _("lost the role")
    RIGHT_GIVEN = "right given", _("was given the right")
    RIGHT_TAKEN = "right taken", _("lost the right")
    ADMINISTRATOR = "administrator", _("was made administrator of everything")
    NO_ADMINISTRATOR = "no administrator", _("is no longer administrator of everything")
    OPENED = "opened", _("may sign in again")
    CLOSED = "closed", _("may no longer sign in")
    ADDRESS = "address", _("got another email address")
    PASSWORD = "password", _("got another password")
    SECOND_STEP = "second step", _("lost the second step and must set up another one")
    ROLE_GAINED = "role gained", _("The role may do more:")
    ROLE_LOST = "role lost", _("The role may do less:")


class RightsChangeQuerySet(models.QuerySet["RightsChange"]):
    def record_change(self, deed: RightsChangeKind, *, about: User | None = None, what: str = "") -> "RightsChange":
        """Adds a line about what whoever acts now (see `attribute_changes_to`) did."""
        actor = ACTOR.get()
        by, of = actor.username if actor else "", about.username if about else ""
        return self.create(by=by, about=of, deed=deed, what=what[:200])

    def expired(self, now: datetime) -> "RightsChangeQuerySet":
        return self.filter(at__lte=now - KEPT - CLOCKS_DIFFER)


class RightsChange(models.Model):
    """Append only: on PostgreSQL a trigger refuses changes, and only lines past their time may be deleted."""

    at = models.DateTimeField(default=timezone.now)
    by = models.CharField(max_length=24, blank=True)  # a random username; "" is the server
    about = models.CharField(max_length=24, blank=True)
    deed = models.CharField(max_length=20, choices=RightsChangeKind.choices)
    what = models.CharField(max_length=200, blank=True)  # the role's or the right's name

    objects = RightsChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["at"], name="rights_by_age")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.deed} {self.what}".strip()
