"""Applications by the clock: the night in which they end, and accepted ones that never came."""

from celery import shared_task
from django.core.management import call_command
from django.db import OperationalError, transaction
from django.utils import timezone

from network.models import Application, Trail


@shared_task(name="network.tasks.close_the_day", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def close_the_day() -> None:
    """Every night at 02:00 UTC, all at once: the hour must tell nothing. A second time finds nothing."""
    call_command("close_the_day", verbosity=0)


@shared_task(name="network.tasks.close_applications", autoretry_for=(OperationalError,), retry_backoff=True)
def close_applications() -> None:
    """Erases the accounts of those who were accepted and never came in."""
    with transaction.atomic():
        for user in Application.objects.never_entered(timezone.localdate()):
            Trail.objects.record_action("entry.lapse", by=None)
            user.delete()
