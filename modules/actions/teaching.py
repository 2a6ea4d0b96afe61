"""What a lecturer tells about her classes and about the modules. It is hers: she changes and deletes it."""

from typing import Any
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from accounts.models import User
from modules.models import Feedback, Module, TaughtClass
from modules.permissions import may_edit, may_report


@transaction.atomic
def report_class(*, by: User, module: Module, **values: Any) -> TaughtClass:
    """Raises PermissionDenied for a guarded account."""
    if not may_report(by):
        raise PermissionDenied
    return TaughtClass.objects.create(owner=by, module=module, version=module.version, **values)


@transaction.atomic
def change_class(*, by: User, taught: TaughtClass, **values: Any) -> None:
    row = TaughtClass.objects.visible_to(by).select_for_update(of=("self",)).get(pk=taught.pk)
    for name, value in values.items():
        setattr(row, name, value)
    row.save()


@transaction.atomic
def delete_class_report(*, by: User, taught: TaughtClass) -> None:
    TaughtClass.objects.visible_to(by).filter(pk=taught.pk).delete()


@transaction.atomic
def give_feedback(*, by: User, module: Module, part: UUID | None, words: str) -> Feedback:
    """Raises PermissionDenied for a guarded account."""
    if not may_report(by):
        raise PermissionDenied
    return Feedback.objects.create(owner=by, module=module, version=module.version, part=part, words=words)


@transaction.atomic
def close_feedback(*, by: User, feedback: Feedback) -> None:
    """An editor has dealt with it; it goes 30 days later. Raises PermissionDenied for anybody else."""
    if not may_edit(by):
        raise PermissionDenied
    if Feedback.objects.open().filter(pk=feedback.pk).update(done_on=timezone.localdate()):
        log(instance=feedback, action="modules.feedback.close", user=by)
