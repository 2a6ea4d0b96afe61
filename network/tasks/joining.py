"""Every night: applications that nobody decided, and accepted ones that never came."""

from celery import shared_task
from django.db import OperationalError, transaction
from django.utils import timezone

from network.models import Application, Trail
from network.models.joining import State


@shared_task(name="network.tasks.close_applications", autoretry_for=(OperationalError,), retry_backoff=True)
def close_applications() -> None:
    """Closes what waited for two months, and erases the accounts of those who never came in."""
    today = timezone.localdate()
    for pk in Application.objects.stale(today).values_list("pk", flat=True):
        with transaction.atomic():
            row = Application.objects.stale(today).select_for_update().filter(pk=pk).first()
            if row:
                row.state, row.moved_on, row.decided_on = State.EXPIRED, today, today
                row.save()
                Trail.objects.note("application.expire", by=None, about=pk)
    with transaction.atomic():
        for user in Application.objects.never_entered(today).select_related("membership__application"):
            Trail.objects.note("entry.lapse", by=None, about=user.membership.application.pk)
            user.delete()
