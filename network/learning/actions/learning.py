"""What a member does with the series she follows."""

from django.db import transaction
from django.utils import timezone

from accounts.permissions import require_permission
from network.models import Enrolment, Lesson, Member, Progress, Series, Trail


@transaction.atomic
def enrol_member(*, by: Member, series: Series) -> Enrolment:
    """The member follows the series; asking twice does no more than asking once. Raises PermissionDenied for a
    draft."""
    require_permission(Series.objects.open_to_all().filter(pk=series.pk).exists())
    enrolment, is_new = Enrolment.objects.get_or_create(member=by, series=series)
    if is_new:
        Trail.objects.record_action("learning.enrol", by=by)  # not what: that is hers alone
    return enrolment


@transaction.atomic
def leave_series(*, by: Member, enrolment: Enrolment) -> None:
    """The member's progress and her notes are erased. Raises PermissionDenied for anybody else."""
    require_permission(enrolment.member_id == by.pk)
    Trail.objects.record_action("learning.leave", by=by)
    enrolment.delete()


@transaction.atomic
def save_progress(*, by: Member, enrolment: Enrolment, lesson: Lesson, note: str, is_done: bool) -> None:
    """Where the member is with a session, and what she noted for herself. No line in the trail: this is hers alone.

    Raises PermissionDenied for anybody else, and for a session that is not in the series or that she cannot read.
    """
    readable = Lesson.objects.visible_to(by).filter(pk=lesson.pk, series=enrolment.series_id)
    require_permission(enrolment.member_id == by.pk and readable.exists())
    Enrolment.objects.select_for_update().get(pk=enrolment.pk)
    row = Progress.objects.filter(enrolment=enrolment, lesson=lesson).first()
    row = row or Progress(enrolment=enrolment, lesson=lesson)
    row.note, row.is_done = note, is_done
    row.save()
    if has_finished_series(enrolment) and enrolment.finished_month is None:
        enrolment.finished_month = timezone.localdate().replace(day=1)
        enrolment.save(update_fields=["finished_month"])


def has_finished_series(enrolment: Enrolment) -> bool:
    """Every session that is published now."""
    lessons = Lesson.objects.open_to_all().filter(series=enrolment.series_id)
    done = Progress.objects.filter(enrolment=enrolment, is_done=True)
    return lessons.exists() and not lessons.exclude(pk__in=done.values("lesson")).exists()
