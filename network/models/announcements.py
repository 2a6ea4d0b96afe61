"""What coordinators tell all members, and the days to keep in mind."""

import uuid
from datetime import date
from typing import Self

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from network.domain.retention import compute_cutoff_day
from network.models.audience import AddressedQuerySet, AddressedToCountries
from network.models.people import Member

LONGEST_DAYS = 90  # an announcement says itself when it is over, at most after this time
PAST_DAYS = 30  # a key date stays this long after its day


class AnnouncementQuerySet(AddressedQuerySet["Announcement"]):
    def visible_to(self, member: Member) -> Self:
        """Current and for the member; a coordinator sees those for other countries too, since she keeps them up."""
        current = self.filter(last_day__gte=timezone.localdate())
        return current if member.is_coordinator else current.addressed_to(member)

    def new_to(self, member: Member) -> Self:
        """For the member, and not put away by her yet: what her first page shows."""
        current = self.filter(last_day__gte=timezone.localdate()).addressed_to(member)
        return current.exclude(pk__in=DismissedAnnouncement.objects.filter(member=member).values("announcement"))

    def expired(self, today: date) -> Self:
        return self.filter(last_day__lt=today)


class Announcement(AddressedToCountries):
    """Shown inside until its last day, never mailed: one mail to everybody at once would draw the member list."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = SealedField()
    words = SealedField()
    since = models.DateField(default=timezone.localdate)
    last_day = models.DateField()

    objects = AnnouncementQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_day__gte=models.F("since")), name="announced_before_its_end")
        ]
        indexes = [models.Index(fields=["last_day"], name="announcement_by_end")]

    def __str__(self) -> str:
        return str(self.pk)


class DismissedAnnouncement(models.Model):
    """A member has read an announcement and wants it off her first page."""

    announcement = models.ForeignKey(Announcement, on_delete=models.CASCADE, related_name="put_away")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")

    class Meta:
        db_table = "network_putaway"  # release 0.1's, whose processes use it while an upgrade replaces them
        constraints = [models.UniqueConstraint(fields=["announcement", "member"], name="put_away_once")]

    def __str__(self) -> str:
        return str(self.pk)


class KeyDateAudience(models.TextChoices):
    EVERYBODY = "everybody", _("All members")
    STAFF = "staff", _("Focal points and coordinators")


class KeyDateQuerySet(AddressedQuerySet["KeyDate"]):
    def visible_to(self, member: Member) -> Self:
        if member.is_coordinator:
            return self
        mine = self.addressed_to(member)
        return mine if member.is_staff else mine.filter(reader=KeyDateAudience.EVERYBODY)

    def coming(self) -> Self:
        return self.filter(day__gte=timezone.localdate())

    def expired(self, today: date) -> Self:
        return self.filter(day__lte=compute_cutoff_day(today, PAST_DAYS))


class KeyDate(AddressedToCountries):
    """A day to keep in mind: a deadline, a meeting, the start of a series. No place: that stands with an event."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    day = models.DateField()
    title = SealedField()
    note = SealedField()
    reader = models.CharField(max_length=10, choices=KeyDateAudience, default=KeyDateAudience.EVERYBODY)

    objects = KeyDateQuerySet.as_manager()

    class Meta:
        ordering = ["day", "pk"]
        indexes = [models.Index(fields=["day"], name="key_date_by_day")]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"
