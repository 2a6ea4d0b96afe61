"""Series of sessions to learn from, and how far each member is. What a member learns is hers alone."""

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.models import SealedField
from network.models.people import Member


class SeriesKind(models.TextChoices):
    LEADERSHIP = "leadership", _("Leadership series")
    TRAINING = "training", _("Training")


class SeriesQuerySet(models.QuerySet["Series"]):
    def visible_to(self, member: Member) -> Self:
        """What is published; a coordinator also sees drafts."""
        return self if member.is_coordinator else self.filter(is_published=True)

    def open_to_all(self) -> Self:
        return self.filter(is_published=True)


class Series(models.Model):
    """Sessions in order, in one language. `key` names what came with the portal (see load_series).

    `is_edited` is of releases that told no fields apart: a coordinator had changed something of it. The first load by
    a later one understands it (network/learning/actions/loading.py), and nothing sets it any more.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.CharField(max_length=60, unique=True, null=True, editable=False)  # noqa: DJ001  # several without
    kind = models.CharField(max_length=10, choices=SeriesKind, default=SeriesKind.LEADERSHIP)
    language = models.CharField(max_length=8, choices=settings.LANGUAGES, default="en")
    title = SealedField()
    summary = SealedField()
    order = models.PositiveSmallIntegerField(default=100)
    is_published = models.BooleanField(default=False)
    is_edited = models.BooleanField(default=False, editable=False)

    objects = SeriesQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        verbose_name_plural = "series"

    def __str__(self) -> str:
        return str(self.pk)


class LessonQuerySet(models.QuerySet["Lesson"]):
    def visible_to(self, member: Member) -> Self:
        if member.is_coordinator:
            return self
        return self.filter(is_published=True, series__is_published=True)

    def open_to_all(self) -> Self:
        return self.filter(is_published=True, series__is_published=True)


class Lesson(models.Model):
    """One session of a series ("session" on every page; here another name, for that word means a sign-in).

    `body` is the small markdown of the starter content; `minutes` is an honest time to work through it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="lessons")
    key = models.CharField(max_length=60, blank=True, editable=False)
    order = models.PositiveSmallIntegerField()
    title = SealedField()
    summary = SealedField()
    body = SealedField()
    minutes = models.PositiveSmallIntegerField()
    is_published = models.BooleanField(default=False)

    objects = LessonQuerySet.as_manager()

    class Meta:
        ordering = ["series", "order", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(minutes__gte=1, minutes__lte=600), name="lesson_takes_some_time"),
            models.UniqueConstraint(
                fields=["series", "key"], condition=~models.Q(key=""), name="one_lesson_per_key_of_a_series"
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MaterialQuerySet(models.QuerySet["Material"]):
    def visible_to(self, member: Member) -> Self:
        return self.filter(lesson__in=Lesson.objects.visible_to(member))


class Material(models.Model):
    """Something to read with a session: a page of the public toolkit (`path`), or a PDF (`size` in bytes)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="materials")
    order = models.PositiveSmallIntegerField(default=100)
    label = SealedField()
    path = models.CharField(max_length=300, blank=True)
    size = models.PositiveIntegerField(default=0)

    objects = MaterialQuerySet.as_manager()

    class Meta:
        ordering = ["order", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(path="", size__gt=0) | (~models.Q(path="") & models.Q(size=0)),
                name="material_is_a_page_or_a_file",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class MaterialFile(models.Model):
    """The bytes of a PDF as base64, sealed. A row and no file: what is removed is gone, in one transaction."""

    material = models.OneToOneField(Material, on_delete=models.CASCADE, primary_key=True, related_name="content")
    base64 = SealedField()

    def __str__(self) -> str:
        return str(self.pk)


class EnrolmentQuerySet(models.QuerySet["Enrolment"]):
    def visible_to(self, member: Member) -> Self:
        """The member's own. Nobody else sees who learns what, staff neither."""
        return self.filter(member=member)


class Enrolment(models.Model):
    """A member follows a series. `finished_month` is the first day of the month in which she had done all of it."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="enrolments")
    series = models.ForeignKey(Series, on_delete=models.CASCADE, related_name="enrolments")
    finished_month = models.DateField(null=True)

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "series"], name="enrolled_once"),
            models.CheckConstraint(
                condition=models.Q(finished_month__isnull=True) | models.Q(finished_month__day=1),
                name="finished_by_month_only",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class Progress(models.Model):
    """Where the member is with one session, and what she noted for herself, sealed under her country's keys."""

    enrolment = models.ForeignKey(Enrolment, on_delete=models.CASCADE, related_name="progress")
    lesson = models.ForeignKey(Lesson, on_delete=models.CASCADE, related_name="+")
    is_done = models.BooleanField(default=False)
    note = SealedField()

    class Meta:
        verbose_name_plural = "progress"
        constraints = [models.UniqueConstraint(fields=["enrolment", "lesson"], name="one_progress_per_lesson")]

    def __str__(self) -> str:
        return str(self.pk)

    def sealed_scope(self) -> Any:
        return self.enrolment.member.country_id
