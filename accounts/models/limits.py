"""What is left of a limit (accounts/limits), in a table of its own."""

from datetime import datetime

from django.db import models


class PurseQuerySet(models.QuerySet["Purse"]):
    def full(self, now: datetime) -> "PurseQuerySet":
        """Those whose tries have all come back: they say no more than one that is not there."""
        return self.filter(empty_until__lt=now.timestamp())


class Purse(models.Model):
    """The tries of somebody for something. Says neither who nor what without SECRET_KEY; its name changes every day
    where it may."""

    key = models.CharField(max_length=64, primary_key=True)
    empty_until = models.FloatField(help_text="Seconds since 1970; the more was spent, the further away.")

    objects = PurseQuerySet.as_manager()

    def __str__(self) -> str:
        return f"purse {self.key[:8]}"
