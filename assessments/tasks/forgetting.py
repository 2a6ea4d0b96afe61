"""What nobody can see any more goes: assessments whose people all left with their accounts."""

from celery import shared_task
from django.db import OperationalError
from django.db.models import Exists, OuterRef

from assessments.models import Assessment, Participation


@shared_task(name="assessments.tasks.forget_abandoned", autoretry_for=(OperationalError,), retry_backoff=True)
def forget_abandoned() -> int:
    """Once a day, assessments in which nobody takes part any more. How many went. Files of evidence lose their rows
    here and go with `remove_orphans`."""
    present = Participation.objects.present().filter(assessment=OuterRef("pk"))
    rows = Assessment.objects.filter(~Exists(present))
    return rows.delete()[1].get("assessments.Assessment", 0)
