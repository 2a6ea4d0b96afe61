"""What operators need to know and no other table tells: when something that must happen happened last."""

from datetime import datetime

from django.db import models
from django.utils import timezone


class PulseQuerySet(models.QuerySet["Pulse"]):
    def note(self, name: str) -> None:
        """It happened now."""
        self.update_or_create(name=name, defaults={"at": timezone.now()})

    def all_known(self) -> dict[str, datetime]:
        return dict(self.values_list("name", "at"))


class Pulse(models.Model):
    """One row a thing: a periodic task that succeeded, a backup that was written."""

    name = models.CharField(max_length=60, primary_key=True)
    at = models.DateTimeField()

    objects = PulseQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.name} at {self.at:%Y-%m-%d %H:%M}"
