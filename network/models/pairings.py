"""Two who both said yes. When it is over, whoever ended it and however (also by leaving the network), each of the two
sees the same sentence and nothing of the other.
"""

import uuid
from datetime import date, timedelta
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import SealedField
from accounts.sealing import EVERYWHERE
from network.domain.retention import PAIRING_CLOSED, compute_cutoff_day
from network.models.blocks import Block
from network.models.messages import Conversation
from network.models.people import Member

PERIOD_DAYS = 182
OVERTIME_DAYS = 30  # a pairing that nobody extends ends this long after its period


class PairingQuerySet(models.QuerySet["Pairing"]):
    def open(self) -> Self:
        """Not ended, and both are still here."""
        return self.filter(ended_on=None, mentor__isnull=False, mentee__isnull=False)

    def of(self, member: Member) -> Self:
        return self.filter(Q(mentor=member) | Q(mentee=member))

    def visible_to(self, member: Member) -> Self:
        """The member's, ended ones too: those show one sentence until they are erased."""
        return self.of(member).select_related("mentor__country", "mentee__country")

    def open_to(self, member: Member) -> Self:
        """The member's that are open; a block ends a pairing for both, at once and without a word."""
        blocked = Member.objects.blocked_with(member).values("pk")
        return self.open().of(member).exclude(mentor__in=blocked).exclude(mentee__in=blocked)

    def over_for(self, member: Member) -> Self:
        """The member's that are not open to her, for whatever reason."""
        return self.of(member).exclude(pk__in=self.model.objects.open_to(member).values("pk"))

    def to_be_ended(self, today: date) -> Self:
        """To be ended by the portal: one has left, one has blocked the other, or the period is long over."""
        left = Q(mentor=None) | Q(mentee=None)
        mentor, mentee = models.OuterRef("mentor"), models.OuterRef("mentee")
        one_way, other_way = Q(blocker=mentor, blocked=mentee), Q(blocker=mentee, blocked=mentor)
        blocked = Q(models.Exists(Block.objects.filter(one_way | other_way)))
        over = Q(until__lte=today - timedelta(days=OVERTIME_DAYS))
        return self.filter(left | blocked | over, ended_on=None)

    def expired(self, today: date) -> Self:
        return self.filter(ended_on__lte=compute_cutoff_day(today, PAIRING_CLOSED))


class Pairing(models.Model):
    """Two who both said yes. Nothing says who ended it: neither of them may learn it from here."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mentor = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="pairings_as_mentor")
    mentee = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="pairings_as_mentee")
    began_on = models.DateField(default=timezone.localdate)
    until = models.DateField()
    ended_on = models.DateField(null=True)
    goals = SealedField(help_text="What they agreed on.")
    conversation = models.ForeignKey(
        Conversation,
        null=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Opened by it, and ends with it.",
    )
    shows_plan = models.BooleanField(default=False, help_text="Whether the mentee lets the mentor read her plan.")

    objects = PairingQuerySet.as_manager()

    class Meta:
        ordering = ["-began_on", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["mentor", "mentee"], condition=Q(ended_on=None), name="one_open_pairing_of_two"
            ),
            models.CheckConstraint(condition=~Q(mentor=models.F("mentee")), name="nobody_mentors_herself"),
            models.CheckConstraint(condition=Q(until__gt=models.F("began_on")), name="a_pairing_has_a_period"),
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_scope(self) -> str:
        return self.mentee.country_id if self.mentee else EVERYWHERE

    def is_mentee(self, member: Member) -> bool:
        return self.mentee_id == member.pk

    def partner_of(self, member: Member) -> Member | None:
        return self.mentor if self.is_mentee(member) else self.mentee

    @property
    def is_past_period(self) -> bool:
        return self.until < timezone.localdate()


class Meeting(models.Model):
    """A line in the log of a pairing. Both read it while the pairing is open, then only who wrote it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="meetings")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    met_on = models.DateField()
    minutes = models.PositiveSmallIntegerField()
    words = SealedField()

    class Meta:
        ordering = ["-met_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__gte=5, minutes__lte=600), name="a_meeting_takes_some_minutes")
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_scope(self) -> str:
        return self.by.country_id


class Reflection(models.Model):
    """What mentor or mentee takes with her. Hers alone, unless she shares it while the pairing is open."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="reflections")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    words = SealedField()
    is_shared = models.BooleanField(default=False)

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["pairing", "by"], name="one_reflection_each")]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_scope(self) -> str:
        return self.by.country_id
