"""What becomes of a module in class: to how many a lecturer taught it, what she thinks of its parts, her plans."""

import uuid
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django_countries.fields import CountryField

from modules.domain.planning import LONGEST, SHORTEST, ClassBuilderPlan
from modules.domain.retention import FEEDBACK, FEEDBACK_DONE, calculate_cutoff

MOST_IN_A_CLASS = 2000
# Plans of one account: enough for a busy year, too few to fill a disk.
MOST_PLANS = 50


class OwnQuerySet(models.QuerySet):
    def visible_to(self, user: Any) -> Self:
        """The user's own, nobody else's."""
        return self.filter(owner_id=user.pk) if user.is_authenticated else self.none()


class TaughtClass(models.Model):
    """A class that somebody held with a module. Students are counted as the lecturer gives them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    module = models.ForeignKey("modules.Module", on_delete=models.CASCADE, related_name="+")
    version = models.PositiveIntegerField(default=0)
    taught_on = models.DateField(_("day"))
    institution = models.CharField(_("institution"), max_length=160)
    country = CountryField(_("country"))
    women = models.PositiveSmallIntegerField(_("women"), default=0)
    men = models.PositiveSmallIntegerField(_("men"), default=0)
    others = models.PositiveSmallIntegerField(_("another gender"), default=0)
    unknown = models.PositiveSmallIntegerField(_("gender not given"), default=0)
    worked = models.TextField(_("what worked"), max_length=1000, blank=True)
    changed = models.TextField(_("what was changed"), max_length=1000, blank=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        db_table = "modules_taught"  # release 0.1's, whose processes use it while an upgrade replaces them
        ordering = ["-taught_on", "pk"]
        indexes = [models.Index(fields=["owner", "-taught_on"], name="taught_by_owner")]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def students(self) -> int:
        return self.women + self.men + self.others + self.unknown


class FeedbackQuerySet(OwnQuerySet):
    def open(self) -> Self:
        return self.filter(done_on=None)

    def expired(self, today: date) -> Self:
        done = Q(done_on__lte=calculate_cutoff(today, FEEDBACK_DONE))
        return self.filter(done | Q(written_on__lte=calculate_cutoff(today, FEEDBACK)))


class Feedback(models.Model):
    """Words to the editors about a part, or about the whole module where `part` is None."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    module = models.ForeignKey("modules.Module", on_delete=models.CASCADE, related_name="feedback")
    version = models.PositiveIntegerField(default=0)
    part = models.UUIDField(null=True)
    words = models.TextField(max_length=1500)
    written_on = models.DateField(default=timezone.localdate)
    done_on = models.DateField(null=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        ordering = ["written_on", "pk"]

    def __str__(self) -> str:
        return str(self.pk)


class PlannedClass(models.Model):
    """A plan out of the class builder, kept by its owner (domain/planning.py says what stands in `plan`)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    module = models.ForeignKey("modules.Module", on_delete=models.CASCADE, related_name="+")
    title = models.CharField(_("title"), max_length=120)
    minutes = models.PositiveSmallIntegerField()
    plan = models.JSONField()
    changed = models.DateTimeField(auto_now=True)

    objects = OwnQuerySet.as_manager()

    class Meta:
        ordering = ["-changed", "pk"]
        constraints = [
            models.CheckConstraint(condition=Q(minutes__range=(SHORTEST, LONGEST)), name="a_class_has_a_length"),
        ]
        indexes = [models.Index(fields=["owner", "-changed"], name="classes_by_owner")]

    def __str__(self) -> str:
        return self.title

    @property
    def as_plan(self) -> ClassBuilderPlan:
        return ClassBuilderPlan.from_data(self.plan)
