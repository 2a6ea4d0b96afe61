"""What was done, kept for twelve months, without a name: the hour, random ids, how it ended."""

import uuid
from datetime import date
from typing import TYPE_CHECKING

from django.db import models
from django.utils import timezone

from network.domain.retention import TRAIL, compute_cutoff_moment

if TYPE_CHECKING:
    from network.models.people import Member

ALARM = "canary.open"
# How the actions of staff begin. A new area that staff act in adds its word here.
DEEDS = """announcement. application. canary. circle.admit circle.appoint circle.decline circle.dismiss circle.pin
circle.remove circle.unpin circle.write contact.open coordinator. country. date. deed. entry. event.call event.change
focal_point. lesson. lock. material. member. network. post.hide post.show report. series.""".split()


class TrailQuerySet(models.QuerySet["Trail"]):
    def record_action(
        self, action: str, *, by: "Member | None", about: uuid.UUID | None = None, result: str = "done"
    ) -> "Trail":
        """Adds a line. `by=None` is the portal itself; `about` is the random id of what was acted upon.

        The ids say nothing once the account is gone: the map from id to person is the account.
        """
        hour = timezone.now().replace(minute=0, second=0, microsecond=0)
        return self.create(hour=hour, actor=by.pk if by else None, action=action, about=about, result=result)

    def expired(self, today: date) -> "TrailQuerySet":
        return self.filter(hour__lt=compute_cutoff_moment(today, TRAIL))

    def alarms(self, reader: "Member") -> "TrailQuerySet":
        """Canaries that somebody touched; never those about the reader, who is not told."""
        return self.filter(action=ALARM).exclude(actor=reader.pk)

    def by_staff(self, reader: "Member") -> "TrailQuerySet":
        """What staff and the portal did for others, and alarms but those about the reader. What members do for
        themselves is nobody's to read, and staff are members too."""
        from network.models.people import Member

        deeds = models.Q(pk__in=[])
        for beginning in DEEDS:
            deeds |= models.Q(action__startswith=beginning)
        staff = models.Q(actor__isnull=True) | models.Q(actor__in=Member.objects.staff().values("pk"))
        rows = self.filter((deeds & staff) | models.Q(action=ALARM))
        return rows.exclude(action=ALARM, actor=reader.pk)


class Trail(models.Model):
    """Append only: on PostgreSQL a trigger refuses changes, and only lines past their time may be deleted."""

    hour = models.DateTimeField()
    actor = models.UUIDField(null=True)
    action = models.CharField(max_length=40)
    about = models.UUIDField(null=True)
    result = models.CharField(max_length=20)

    objects = TrailQuerySet.as_manager()

    class Meta:
        ordering = ["-hour", "-pk"]
        indexes = [
            models.Index(fields=["hour"], name="trail_by_hour"),
            models.Index(fields=["actor", "action", "hour"], name="trail_by_actor"),
            models.Index(fields=["about", "hour"], name="trail_by_about"),
        ]

    def __str__(self) -> str:
        return f"{self.hour:%Y-%m-%d %H} {self.action} {self.result}"
