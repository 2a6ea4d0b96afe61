"""Slow work around guidance."""

from celery import shared_task
from django.core.management import call_command
from django.db import OperationalError

from exports.tasks import prerender
from toolkit.models import ToolPage
from toolkit.printouts import HANDBOOK
from toolkit.selectors import searching


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def publish_scheduled() -> None:
    """Publishes and unpublishes what editors gave a date. Doing it twice changes nothing."""
    call_command("publish_scheduled")


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def render_handbooks() -> None:
    """Has the handbook of each language made ahead in which a person has read a tool (decisions 187, 206). Its key is
    its content: unchanged, nothing is rendered."""
    read = ToolPage.objects.live().filter(machine_translated=False)
    for code in sorted(set(read.values_list("locale__language_code", flat=True))):
        prerender(HANDBOOK.kind, code, {})


@shared_task(autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def take_statistics() -> None:
    """Keeps searches quick as content grows. A load of content does it too."""
    searching.take_statistics()
