"""Two people's word on an application, and the questions they ask."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from network.models.people import Member


class VotingCapacity(models.TextChoices):
    """In which capacity somebody votes. Kept with the vote: roles change."""

    HOME = "home", _("Focal point of her country")
    ABROAD = "abroad", _("Focal point of another country")
    COORDINATOR = "coordinator", _("Coordinator")


class VoteReason(models.TextChoices):
    KNOWN = "known", _("I know her from her work, or somebody I trust does")
    REFEREE = "referee", _("A referee confirmed it to me by voice, outside this portal")
    POST = "post", _("Her post is publicly known and I checked it")
    UNKNOWN = "unknown", _("Nobody could confirm who she is")
    PURPOSE = "purpose", _("It is not what this place is for")
    DOUBT = "doubt", _("I doubt that she is who she says")
    RISK = "risk", _("Her joining would put her or others in danger")


YES_REASONS = [VoteReason.KNOWN, VoteReason.REFEREE, VoteReason.POST]
NO_REASONS = [VoteReason.UNKNOWN, VoteReason.PURPOSE, VoteReason.DOUBT, VoteReason.RISK]


class Vote(models.Model):
    """One person's yes or no. It never changes, and goes with the application."""

    application = models.ForeignKey("network.Application", on_delete=models.CASCADE, related_name="votes")
    vetter = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="votes")
    seat = models.CharField(max_length=12, choices=VotingCapacity)
    is_yes = models.BooleanField()
    reason = models.CharField(max_length=10, choices=VoteReason)
    voted_on = models.DateField(default=timezone.localdate)

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["application", "vetter"], name="one_vote_per_vetter"),
            models.CheckConstraint(
                condition=Q(is_yes=True, reason__in=["known", "referee", "post"])
                | Q(is_yes=False, reason__in=["unknown", "purpose", "doubt", "risk"]),
                name="a_reason_fits_its_vote",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat} {'yes' if self.is_yes else 'no'} {self.reason}"


class Question(models.Model):
    """Asked through the portal only, so that no mailbox holds it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    application = models.ForeignKey("network.Application", on_delete=models.CASCADE, related_name="questions")
    asked_by = models.ForeignKey(Member, null=True, on_delete=models.SET_NULL, related_name="asked")
    text = SealedField()
    answer = SealedField()
    asked_on = models.DateField(default=timezone.localdate)
    answered_on = models.DateField(null=True)

    class Meta:
        ordering = ["asked_on", "pk"]

    def __str__(self) -> str:
        return f"question {self.pk}"

    def sealed_scope(self) -> str:
        return self.application.country_id
