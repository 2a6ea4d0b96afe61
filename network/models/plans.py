"""The personal development plan: the mentee's own, with or without a mentor."""

import uuid
from typing import Self

from django.db import models
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from network.models.pairings import Pairing
from network.models.people import Member


class Plan(models.Model):
    """One per member. A mentor reads it where the mentee said so, and only while their pairing is open."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, related_name="plan")
    where = SealedField(help_text="Where I am.")
    goals = SealedField()
    support = SealedField(help_text="Support I need.")

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_scope(self) -> str:
        return self.member.country_id


class StepState(models.TextChoices):
    TODO = "todo", _("Not started")
    DOING = "doing", _("Under way")
    DONE = "done", _("Done")


class PlanStepQuerySet(models.QuerySet["PlanStep"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(plan__member=member)


class PlanStep(models.Model):
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    plan = models.ForeignKey(Plan, on_delete=models.CASCADE, related_name="steps")
    words = SealedField()
    due = models.DateField(null=True)
    state = models.CharField(max_length=5, choices=StepState, default=StepState.TODO)

    objects = PlanStepQuerySet.as_manager()

    class Meta:
        db_table = "network_step"  # release 0.1's, whose processes use it while an upgrade replaces them
        ordering = [F("due").asc(nulls_last=True), "pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_scope(self) -> str:
        return self.plan.member.country_id

    @property
    def tag(self) -> str:
        """How full its mark is."""
        return {StepState.DONE: "full", StepState.DOING: "half"}.get(StepState(self.state), "open")

    @property
    def is_late(self) -> bool:
        return bool(self.due and self.due < timezone.localdate() and self.state != StepState.DONE)


class Comment(models.Model):
    """What a mentor says about a plan; or the mentee, in answer."""

    pairing = models.ForeignKey(Pairing, on_delete=models.CASCADE, related_name="comments")
    by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    words = SealedField()
    written_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["pk"]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_scope(self) -> str:
        return self.by.country_id
