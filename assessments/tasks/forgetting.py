"""What nobody can see or use any more goes: assessments whose people all left with their accounts, old invitations."""

from celery import shared_task
from django.db import OperationalError
from django.db.models import Exists, OuterRef
from django.utils import timezone

from assessments.models import Assessment, Invitation, Participation


@shared_task(name="assessments.tasks.forget_abandoned", autoretry_for=(OperationalError,), retry_backoff=True)
def forget_abandoned() -> int:
    """Once a day, assessments in which nobody takes part any more, and invitations that are too old. How many
    assessments went. Files of evidence lose their rows here and go with `remove_orphans`."""
    Invitation.objects.filter(expires__lte=timezone.now()).delete()
    present = Participation.objects.present().filter(assessment=OuterRef("pk"))
    rows = Assessment.objects.filter(~Exists(present))
    return rows.delete()[1].get("assessments.Assessment", 0)
