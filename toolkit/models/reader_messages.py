"""What readers write to the editors, without an account."""

import uuid
from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from toolkit.domain.retention import MESSAGE, MESSAGE_ANSWERED, calculate_cutoff


class ReaderMessageQuerySet(models.QuerySet["ReaderMessage"]):
    def open(self) -> Self:
        """Not answered yet, the oldest first."""
        return self.filter(answered_on=None)

    def expired(self, today: date) -> Self:
        answered = Q(answered_on__lte=calculate_cutoff(today, MESSAGE_ANSWERED))
        return self.filter(answered | Q(written_on__lte=calculate_cutoff(today, MESSAGE)))


class ReaderMessage(models.Model):
    """Words and address are sealed. Nothing says who wrote: no address of a computer, no browser, no hour."""

    class About(models.TextChoices):
        MISTAKE = "mistake", _("A mistake in a text or a law")
        WORD = "word", _("A word in my language is wrong")
        BROKEN = "broken", _("Something does not work")
        IDEA = "idea", _("An idea")
        OTHER = "other", _("Something else")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    about = models.CharField(max_length=8, choices=About)
    text = SealedField()
    reply = SealedField(help_text="How she can be answered, in her words.")
    place = models.CharField(max_length=400, blank=True, help_text="A public address without its language.")
    language = models.CharField(max_length=8, choices=settings.LANGUAGES)
    written_on = models.DateField(default=timezone.localdate)
    answered_on = models.DateField(null=True)

    objects = ReaderMessageQuerySet.as_manager()

    class Meta:
        ordering = ["written_on", "pk"]

    def __str__(self) -> str:
        """For Wagtail's log, which keeps it: no words."""
        return str(self.pk)
