"""Assessments that a team works on for months: who takes part, in which round, on which checklists."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import FilteredRelation, OuterRef, Q, Subquery
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from accounts.models import SealedField
from toolkit.models import ChecklistPage, Version

# The hash before the first step of a history.
FIRST_HASH = "0" * 64


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


def build_presence_filter(people: str = "") -> Q:
    """Takes part and has not left: the one place that says so. `people` leads from a row to a participation."""
    return Q(**{f"{people}__left" if people else "left": None})


class TeamQuerySet(models.QuerySet):
    """Rows of a team's work. `people` leads to those who take part, `along` names what is fetched with each row."""

    people = ""
    along: tuple[str, ...] = ()

    def visible_to(self, user: Any) -> Self:
        """Those of the user's teams, each with her own part as `mine`, in one query."""
        hers = Q(**{f"{self.people}__user": user.pk}) & build_presence_filter(self.people)
        rows = self.annotate(mine=FilteredRelation(self.people, condition=hers)).filter(mine__isnull=False)
        return rows.select_related("mine", *self.along)


class AssessmentQuerySet(models.QuerySet["Assessment"]):
    def visible_to(self, user: Any) -> "AssessmentQuerySet":
        """Those the user takes part in. Wagtail administrators see no more than anybody else."""
        if not user.is_authenticated:
            return self.none()
        return self.filter(pk__in=Participation.objects.present().filter(user_id=user.pk).values("assessment"))

    def with_round(self) -> "AssessmentQuerySet":
        """Each with `number`, `phase` and `state` of its latest round."""
        latest = Round.objects.filter(assessment=OuterRef("pk")).order_by("-number")
        return self.annotate(**{name: Subquery(latest.values(name)[:1]) for name in ("number", "phase", "state")})


class Assessment(models.Model):
    """One service, office or project, looked at in one or more rounds."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    title = models.CharField(_("title"), max_length=120)
    country = CountryField(_("country"), blank=True)
    created = models.DateTimeField(auto_now_add=True)
    changed = models.DateTimeField(default=timezone.now)
    two_sign = models.BooleanField(default=True, db_default=True, help_text=_("Signing off needs a second person."))
    # The end of its history (models/entries.py), so that a step cut off there is missed.
    length = models.PositiveIntegerField(default=0, editable=False)
    head = models.CharField(max_length=64, default=FIRST_HASH, editable=False)

    objects = AssessmentQuerySet.as_manager()
    is_locked = False  # whether this transaction has locked the row (actions/history.py)

    class Meta:
        ordering = ["-changed", "pk"]

    def __str__(self) -> str:
        return str(self.pk)  # titles are the team's; logs and Django's own messages get the id


class ParticipationQuerySet(models.QuerySet["Participation"]):
    def present(self) -> "ParticipationQuerySet":
        """Without those who left or were taken off: their names stay beside what they wrote."""
        return self.filter(build_presence_filter())


class Participation(models.Model):
    """A person's part in an assessment. `mark` is who she is in the history, long after her account is gone.

    The others see `name`, which she chose for this team, and never her address.
    """

    assessment = models.ForeignKey(Assessment, models.CASCADE, related_name="participations")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="participations")
    role = models.CharField(max_length=8, choices=Role)
    name = SealedField(help_text=_("What the team calls her."))
    mark = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    reminded = models.BooleanField(_("weekly reminder by mail"), default=True)
    joined = models.DateTimeField(default=timezone.now)
    left = models.DateTimeField(null=True, blank=True)

    objects = ParticipationQuerySet.as_manager()

    class Meta:
        ordering = ["joined", "pk"]
        constraints = [models.UniqueConstraint(fields=["assessment", "user"], name="a_person_once_in_a_team")]

    def __str__(self) -> str:
        return str(self.mark)  # names are the team's

    @property
    def called(self) -> str:
        """The participant's name as everybody of the team sees it."""
        name = self.name.open() or self.get_role_display()
        return gettext("%(name)s (left)") % {"name": name} if self.left else name


class TeamNames:
    """What the people of a team are called, by their row's key or by their mark in the history. One query."""

    def __init__(self, assessment: Assessment) -> None:
        self.names: dict[Any, str] = {}
        for part in assessment.participations.all():
            self.names[part.pk] = self.names[part.mark] = part.called

    def of(self, key: int | uuid.UUID | None) -> str:
        """Whose account is gone is in no row any more."""
        return self.names.get(key) or gettext("A person who left")


class Round(models.Model):
    """The checklists answered once through. A signed-off round is frozen until an owner opens it again and says why."""

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
    asked = SealedField(help_text=_("What a reviewer wants changed before it is signed off."))
    # Of two that sign, the first: who, and the hash of the step that says so. Whatever is changed after it undoes it.
    first_by = models.ForeignKey(Participation, models.SET_NULL, null=True, blank=True, related_name="+")
    first_head = models.CharField(max_length=64, blank=True, default="", db_default="")
    # The signature: who, when, and the hash of the last step that the signer saw.
    frozen_by = models.ForeignKey(Participation, models.SET_NULL, null=True, blank=True, related_name="+")
    frozen_at = models.DateTimeField(null=True, blank=True)
    frozen_head = models.CharField(max_length=64, blank=True)

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


class SheetQuerySet(TeamQuerySet):
    people = "round__assessment__participations"
    along = ("round__assessment", "version")


class Sheet(models.Model):
    """One checklist in a round, pinned to the version it was begun with."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    round = models.ForeignKey(Round, models.CASCADE, related_name="sheets")
    checklist = models.UUIDField(help_text=_("The page's translation key, the same in every language."))
    version = models.ForeignKey(Version, models.PROTECT, related_name="+")
    # The version's own revision, held here so that `purge_revisions` leaves it alone.
    revision = models.ForeignKey("wagtailcore.Revision", models.PROTECT, null=True, related_name="+")
    place = models.PositiveSmallIntegerField(default=0, help_text=_("Its place among the round's checklists."))

    objects = SheetQuerySet.as_manager()

    class Meta:
        ordering = ["place", "pk"]
        constraints = [models.UniqueConstraint(fields=["round", "checklist"], name="a_checklist_once_a_round")]

    def __str__(self) -> str:
        return str(self.pk)

    def page(self) -> ChecklistPage:
        """The checklist as it was published in this version, whatever has been published since."""
        revision = self.version.revision
        assert revision is not None, "Versions that somebody works with keep their revision."
        return revision.as_object()
