"""What the worker does for modules. Arguments are ids at most: the broker keeps them in clear text."""

from celery import shared_task
from django.db import OperationalError
from django.utils import timezone

from modules.models import Feedback, LecturerRequest


@shared_task(name="modules.tasks.purge", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def purge() -> None:
    """What was kept long enough is thrown away (domain/retention.py). Twice at once does no harm."""
    today = timezone.localdate()
    LecturerRequest.objects.all().expired(today).delete()
    Feedback.objects.all().expired(today).delete()
