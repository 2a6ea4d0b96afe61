"""Signs that somebody copies the network, or is made to: what happened, with whom, in which hour."""

from datetime import date, datetime, timedelta

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from network.domain.retention import ALARM, compute_cutoff_moment
from network.models.people import Member

WEEK = timedelta(days=7)


class AlarmCause(models.TextChoices):
    CANARY = "canary", _("Opened a profile that belongs to nobody, or wrote to it")
    PROFILES = "profiles", _("Opened unusually many profiles or real names")
    CARDS = "cards", _("Looked at a large part of the directory within a week")
    CONTACTS = "contacts", _("Opened contact data or requests unusually often")
    REFUSED = "refused", _("Went on where a limit had stopped her")
    PAIR = "pair", _("The second account within a week that the same two people had let in")


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def visible_to(self, member: Member) -> "AlarmQuerySet":
        """All of them for a coordinator, except those about herself."""
        return self.exclude(member=member) if member.is_coordinator else self.none()

    def since(self, moment: datetime) -> "AlarmQuerySet":
        return self.filter(hour__gt=moment)

    def expired(self, today: date) -> "AlarmQuerySet":
        return self.filter(hour__lt=compute_cutoff_moment(today, ALARM))


def this_hour() -> datetime:
    return timezone.now().replace(minute=0, second=0, microsecond=0)


class Alarm(models.Model):
    """Nothing about whom the member looked at. When she is gone, the line says so."""

    member = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="+")
    cause = models.CharField(max_length=8, choices=AlarmCause)
    hour = models.DateTimeField(default=this_hour)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ["-hour", "-pk"]
        indexes = [models.Index(fields=["hour"], name="alarm_by_hour")]

    def __str__(self) -> str:
        return f"alarm {self.pk}"
