"""What coordinators do with series: write, publish, take back."""

from base64 import b64encode
from typing import Any

from django.db import transaction

from accounts.permissions import require_permission
from network.models import Enrolment, Lesson, Material, MaterialFile, Member, NoticeKind, Series, Trail
from network.notices.actions import notify_member
from network.permissions import may_coordinate


@transaction.atomic
def write_series(*, by: Member, facts: dict[str, Any], series: Series | None = None) -> Series:
    """A new draft, or other words for what is there; `facts` are its fields by name.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    row = series or Series()
    save(row, facts)
    Trail.objects.record_action("series.write", by=by, about=row.pk)
    return row


@transaction.atomic
def publish_series(*, by: Member, series: Series, is_published: bool) -> None:
    """Shows it to members, or takes it back. Progress stays: it may come again.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    save(series, {"is_published": is_published})
    Trail.objects.record_action("series.publish" if is_published else "series.withdraw", by=by, about=series.pk)


@transaction.atomic
def remove_series(*, by: Member, series: Series) -> bool:
    """With everybody's progress and notes. False for what came with the portal: it can only be taken back.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    if series.key:
        return False
    Trail.objects.record_action("series.remove", by=by, about=series.pk)
    series.delete()
    return True


@transaction.atomic
def write_lesson(*, by: Member, series: Series, facts: dict[str, Any], lesson: Lesson | None = None) -> Lesson:
    """A new session of a series, or other words for one; `facts` are its fields by name.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    row = lesson or Lesson(series=series)
    save(row, facts)
    Trail.objects.record_action("lesson.write", by=by, about=row.pk)
    return row


@transaction.atomic
def publish_lesson(*, by: Member, lesson: Lesson, is_published: bool) -> None:
    """Shows it to members. Those who follow the series are told, once it is there to be read.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    save(lesson, {"is_published": is_published})
    Trail.objects.record_action("lesson.publish" if is_published else "lesson.withdraw", by=by, about=lesson.pk)
    if is_published and lesson.series.is_published:
        for enrolment in Enrolment.objects.filter(series=lesson.series_id).select_related("member__user"):
            notify_member(enrolment.member, NoticeKind.LEARNING)


@transaction.atomic
def remove_lesson(*, by: Member, lesson: Lesson) -> None:
    """With its materials and everybody's notes on it. Raises PermissionDenied for whoever is no coordinator."""
    require_permission(may_coordinate(by))
    Trail.objects.record_action("lesson.remove", by=by, about=lesson.pk)
    lesson.delete()


@transaction.atomic
def add_material(*, by: Member, lesson: Lesson, label: str, path: str = "", content: bytes = b"") -> Material:
    """A page of the toolkit, or the bytes of a file that network.uploads has cleaned.

    Raises PermissionDenied for whoever is no coordinator.
    """
    require_permission(may_coordinate(by))
    row = Material(lesson=lesson, label=label, path=path, size=len(content), order=lesson.materials.count() + 1)
    row.save()
    if content:
        MaterialFile.objects.create(material=row, base64=b64encode(content).decode())
    Trail.objects.record_action("material.add", by=by, about=row.pk)
    return row


@transaction.atomic
def remove_material(*, by: Member, material: Material) -> None:
    """Raises PermissionDenied for whoever is no coordinator."""
    require_permission(may_coordinate(by))
    Trail.objects.record_action("material.remove", by=by, about=material.pk)
    material.delete()


def save(row: Any, facts: dict[str, Any]) -> None:
    for name, value in facts.items():
        setattr(row, name, value)
    row.save()
