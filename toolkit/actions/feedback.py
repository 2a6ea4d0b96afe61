"""What readers write to the editors, and what becomes of it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from wagtail.log_actions import log

from toolkit.models import ReaderMessage
from toolkit.permissions import may_answer_readers


@transaction.atomic
def answer_message(*, by: Any, message: ReaderMessage) -> None:
    """Somebody has dealt with it. Raises PermissionDenied for who may not."""
    if not may_answer_readers(by):
        raise PermissionDenied
    if ReaderMessage.objects.open().filter(pk=message.pk).update(answered_on=timezone.localdate()):
        log(instance=message, action="toolkit.message.answer", user=by)
