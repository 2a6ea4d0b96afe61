"""What the worker does for teams. Arguments are ids; what is asked for by the clock may be repeated without harm."""

from celery import shared_task
from django.core.management import call_command
from django.db import OperationalError

from assessments.models import Evidence
from assessments.storage import evidence as files
from assessments.tasks.copying import COPY, pack_copy
from assessments.tasks.forgetting import forget_abandoned

__all__ = ["COPY", "PACKAGES", "forget_abandoned", "pack_copy", "remind", "remove_orphans"]

PACKAGES = [COPY]  # for settings.FILE_KINDS

GRACE = 24 * 3600.0  # seconds a file without a row is left alone: its row may be about to be committed


@shared_task(name="assessments.tasks.remind", autoretry_for=(OperationalError,), retry_backoff=True, max_retries=5)
def remind() -> None:
    """Every morning. Who was reminded in the last seven days is not, however many beats there are."""
    call_command("remind_of_actions", verbosity=0)


@shared_task(name="assessments.tasks.remove_orphans", autoretry_for=(OperationalError,), retry_backoff=True)
def remove_orphans() -> int:
    """Evidence whose row was never committed, or whose removal was cut short, and what was left half written. How
    many files went."""
    old = list(files.list_files(older_than=GRACE))
    known = set(Evidence.objects.filter(pk__in=[pk for pk, _name in old if pk]).values_list("pk", flat=True))
    orphans = [name for pk, name in old if pk not in known]
    for name in orphans:
        files.discard_file(name)
    return len(orphans)
