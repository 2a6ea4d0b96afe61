"""What members report, and what coordinators decided about it."""

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from network.domain.retention import POST, REPORT, compute_cutoff_day
from network.models.people import Member


class Concern(models.TextChoices):
    """Why something is reported, hidden or somebody is warned. Wide on purpose, and never a free text."""

    EXPOSURE = "exposure", _("It says, or tries to find out, who somebody is")
    CASE = "case", _("It holds names or details of a case")
    PRESSURE = "pressure", _("It threatens, presses or asks for favours")
    HARM = "harm", _("It insults or belittles people")
    FALSE = "false", _("The person does not seem to be who she says")
    OFF_TOPIC = "off_topic", _("It does not belong here")


class ReportedKind(models.TextChoices):
    """What can be reported. The row behind it may be gone by the time somebody reads the report."""

    POST = "post", _("A post in a circle")
    MESSAGE = "message", _("A message")
    PROFILE = "profile", _("A profile")


class ReportOutcome(models.TextChoices):
    OPEN = "open", _("Waits for a decision")
    DISMISSED = "dismissed", _("Nothing to do")
    HIDDEN = "hidden", _("The text was hidden")
    WARNED = "warned", _("The author was warned")
    LOCKED = "locked", _("The account was locked for review")


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, member: Member) -> "ReportQuerySet":
        """For coordinators, except what one made herself or what is about her."""
        if not member.is_coordinator:
            return self.none()
        return self.exclude(accused=member).exclude(models.Q(reporter=member, reporter__isnull=False))

    def waiting(self) -> "ReportQuerySet":
        return self.filter(outcome=ReportOutcome.OPEN)

    def decided(self) -> "ReportQuerySet":
        return self.exclude(outcome=ReportOutcome.OPEN)

    def expired(self, today: date) -> "ReportQuerySet":
        """A month after the decision; a year after a report that nobody decided."""
        decided = models.Q(decided_on__lte=compute_cutoff_day(today, REPORT))
        return self.filter(decided | models.Q(reported_on__lte=compute_cutoff_day(today, POST)))


class Report(models.Model):
    """One member asks for help with what another wrote.

    `about` is the random id of the row, `excerpt` a sealed copy of the words, so that taking them back
    does not end the question. It goes with the author's account; the reporter's leaves no trace in it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reporter = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    accused = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=8, choices=ReportedKind)
    about = models.UUIDField()
    reason = models.CharField(max_length=10, choices=Concern)
    excerpt = SealedField()
    reported_on = models.DateField(default=timezone.localdate)
    outcome = models.CharField(max_length=10, choices=ReportOutcome, default=ReportOutcome.OPEN)
    decided_on = models.DateField(null=True)
    decided_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["reported_on", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["reporter", "kind", "about"], name="reported_once_by_a_member"),
            models.CheckConstraint(
                condition=models.Q(outcome="open", decided_on__isnull=True)
                | (~models.Q(outcome="open") & models.Q(decided_on__isnull=False)),
                name="a_decision_has_its_day",
            ),
        ]
        indexes = [models.Index(fields=["outcome", "reported_on"], name="report_queue")]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_outcome_display()}"

    def sealed_scope(self) -> str:
        """The author's country: a copy must not outlive the keys of what it was copied from."""
        return self.accused.country_id
