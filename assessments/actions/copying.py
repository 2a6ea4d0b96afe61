"""A full copy, and the end of an assessment."""

import json
from functools import partial

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.permissions import require_permission
from assessments.actions.history import append_entry
from assessments.actions.locking import lock_assessment
from assessments.models import AuditAction, Evidence, Participation
from assessments.permissions import may_manage, may_plan
from assessments.storage import evidence as files
from assessments.tasks import COPY
from exports.actions import request_export, withdraw_files
from exports.domain.packages import Package
from exports.models import Export

VERSION = "2"  # raise it when tasks/copying.py writes other bytes


@transaction.atomic
def request_copy(*, by: Participation, language: str) -> Export:
    """Has the worker make a ZIP of everything, private to the owner or editor who asks, gone within the hour. The
    history says that she did. Raises PermissionDenied for other roles."""
    require_permission(may_plan(by))
    held = lock_assessment(by.assessment)
    asked = {"assessment": str(held.pk), "head": held.head, "language": language}
    package = Package(
        kind=COPY.kind,
        subject=str(held.pk),
        title=_("Full copy"),
        language=language,
        filename="copy.zip",
        media_type="application/zip",
        payload=json.dumps(asked).encode(),
        version=VERSION,
        private=True,
        seconds=150,
        page_url=reverse("assessments:copy", args=[held.pk]),
    )
    export = request_export(package, by=by.user)
    append_entry(held, AuditAction.COPY, by=by)
    return export


@transaction.atomic
def erase_assessment(*, by: Participation) -> None:
    """Everything goes: answers, comments, plan, history, files of the team, files that were made of it.

    What lies on the disk goes once the database has let go; a sweep finds what a power cut leaves. Raises
    PermissionDenied for whoever is no owner.
    """
    require_permission(may_manage(by))
    held = lock_assessment(by.assessment)
    for pk in Evidence.objects.filter(entry__sheet__round__assessment=held).values_list("pk", flat=True):
        transaction.on_commit(partial(files.remove_file, pk), robust=True)
    withdraw_files(held, by=by.user)
    held.delete()
