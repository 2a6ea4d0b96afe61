"""What two people agreed on takes force by the clock."""

from celery import shared_task
from django.core.management import call_command
from django.db import OperationalError


@shared_task(name="network.tasks.carry_out", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def carry_out() -> None:
    """Every ten minutes. Each deed is held while it is done, and gone then: a second time does nothing."""
    call_command("carry_out", verbosity=0)
