"""What brings members together by the clock: reminders of events, suggestions for mentoring."""

from celery import shared_task
from django.core.management import call_command
from django.db import OperationalError


@shared_task(name="network.tasks.remind", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def remind() -> None:
    """Every five minutes. Each notice is claimed in the database first: doing it twice tells nobody twice."""
    call_command("remind", verbosity=0)


@shared_task(name="network.tasks.match", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def match() -> None:
    """Every night. A second time suggests no pair twice and nobody more than there is room for."""
    call_command("match", verbosity=0)
