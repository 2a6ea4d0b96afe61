"""Assessments that a team works on for months: who takes part, in which round, on which checklists."""

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from toolkit.models import ChecklistPage, Version


class Role(models.TextChoices):
    """What a person may do in one assessment; permissions.py says which role does what."""

    OWNER = "owner", _("Owner")
    EDITOR = "editor", _("Editor")
    REVIEWER = "reviewer", _("Reviewer")
    VIEWER = "viewer", _("Viewer")


class Phase(models.TextChoices):
    """Where the work stands; the same words as the toolkit's (IASC Gender with Age Marker: design, monitoring)."""

    DESIGN = "design", _("Design")
    IMPLEMENT = "implement", _("Implementation")
    MONITOR = "monitor", _("Monitoring")
    EVALUATE = "evaluate", _("Evaluation")


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        """Those she takes part in. Wagtail administrators see no more than anybody else."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=Participation.objects.filter(user_id=user.pk).values("assessment"))


class Assessment(models.Model):
    """One service, office or project, looked at in one or more rounds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=120)
    country = CountryField(_("country"), blank=True)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(auto_now=True)

    objects = AssessmentQuerySet.as_manager()

    class Meta:
        ordering = ["-changed", "pk"]

    def __str__(self) -> str:
        return str(self.pk)  # titles are the team's; logs and Django's own messages get the id


class Participation(models.Model):
    """A person's part in an assessment. `mark` is who she is in the history, long after her account is gone."""

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="participations")
    role = models.CharField(max_length=8, choices=Role)
    mark = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    reminded = models.BooleanField(_("weekly reminder by mail"), default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["assessment", "user"], name="a_person_once_in_a_team")]

    def __str__(self) -> str:
        return f"{self.get_role_display()}"


class Round(models.Model):
    """The checklists answered once through. A signed-off round is frozen for good."""

    class State(models.TextChoices):
        OPEN = "open", _("Being answered")
        REVIEW = "review", _("In review")
        FROZEN = "frozen", _("Signed off")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="rounds")
    number = models.PositiveSmallIntegerField()
    phase = models.CharField(_("phase"), max_length=9, choices=Phase)
    starts = models.DateField(_("from"), null=True, blank=True)
    ends = models.DateField(_("until"), null=True, blank=True)
    state = models.CharField(max_length=6, choices=State, default=State.OPEN)
    frozen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["assessment", "number"], name="rounds_are_numbered"),
            # One at a time is worked on; those before it are signed off.
            models.UniqueConstraint(
                fields=["assessment"], condition=~models.Q(state="frozen"), name="one_round_at_a_time"
            ),
            models.CheckConstraint(
                condition=models.Q(starts__isnull=True)
                | models.Q(ends__isnull=True)
                | models.Q(ends__gte=models.F("starts")),
                name="a_round_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.assessment_id} {self.number}"

    @property
    def is_frozen(self) -> bool:
        return self.state == self.State.FROZEN


class Sheet(models.Model):
    """One checklist in a round, pinned to the version it was begun with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="sheets")
    checklist = models.UUIDField(help_text=_("The page's translation key, the same in every language."))
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["round", "checklist"], name="a_checklist_once_a_round")]

    def __str__(self) -> str:
        return str(self.pk)

    def page(self) -> ChecklistPage:
        """The checklist as it was published in this version, whatever has been published since."""
        revision = self.version.revision
        assert revision is not None, "Versions that somebody works with keep their revision."
        return revision.as_object()
