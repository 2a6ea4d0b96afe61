"""Files that show an answer to be true: added, taken away."""

import hashlib
from functools import partial

from cryptography.exceptions import InvalidTag
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from accounts.permissions import require_permission
from accounts.sealing import encrypt_bytes, generate_file_key
from assessments.actions.history import append_entry
from assessments.actions.locking import lock_sheet
from assessments.models import Assessment, AuditAction, Entry, Evidence, Participation, Sheet
from assessments.permissions import may_answer
from assessments.storage import evidence as files
from assessments.uploads.evidence import AcceptedFile

MOST_AN_ITEM = 20
MOST_BYTES = 500 * 1024 * 1024  # of one assessment


@transaction.atomic
def add_evidence(*, by: Participation, entry: Entry, found: AcceptedFile) -> Evidence:
    """Keeps a file, locked. Raises ValidationError where there is no room, PermissionDenied once a round is frozen."""
    held = lock_open_sheet(by, entry.sheet)
    if entry.files.count() >= MOST_AN_ITEM:
        raise ValidationError(
            _("This question has %(n)d files already. Remove one first.") % {"n": MOST_AN_ITEM}, code="full"
        )
    mine = Evidence.objects.filter(entry__sheet__round__assessment=by.assessment_id)
    if (mine.aggregate(all=Sum("size"))["all"] or 0) + len(found.content) > MOST_BYTES:
        raise ValidationError(_("This assessment has 500 MB of files. Remove some first."), code="full")
    key = generate_file_key()
    row = Evidence(entry=entry, key=key, name=found.name, kind=found.kind, size=len(found.content), by=by)
    try:
        files.store_file(row.pk, encrypt_bytes(found.content, key=key, about=str(row.pk)))
    except OSError as away:  # the disk is full, or the bucket is away
        raise ValidationError(
            _("The file cannot be kept just now. Nothing was saved; try again in some minutes."), code="away"
        ) from away
    row.save()
    append_entry(
        held,
        AuditAction.ATTACH,
        by=by,
        about=entry.pk,
        content={"item": entry.item, **describe_file(found.name, found.content)},
    )
    return row


@transaction.atomic
def remove_evidence(*, by: Participation, file: Evidence) -> None:
    """The row goes now, and the file with it once that is certain. Raises PermissionDenied once a round is frozen."""
    held = lock_open_sheet(by, file.entry.sheet)
    row = Evidence.objects.filter(pk=file.pk).first()
    if row is None:  # somebody else was faster
        return
    append_entry(
        held,
        AuditAction.DETACH,
        by=by,
        about=row.entry_id,
        content={"item": file.entry.item, **describe_stored_file(row)},
    )
    row.delete()
    # robust: the file is without its key now, and a sweep finds it where the disk or the bucket is away
    transaction.on_commit(partial(files.remove_file, file.pk), robust=True)


def lock_open_sheet(by: Participation, sheet: Sheet) -> Assessment:
    """Nobody adds a file or signs the round off meanwhile. Raises PermissionDenied for who may not answer in it."""
    held = lock_sheet(sheet)
    require_permission(may_answer(by, held.round))
    return held.round.assessment


def describe_file(name: str, content: bytes) -> dict[str, object]:
    """What the history says of a file: enough to prove later which one it was."""
    return {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def describe_stored_file(row: Evidence) -> dict[str, object]:
    """The same of a kept file; of one that is lost or damaged at least its name."""
    try:
        return describe_file(row.name.open(), files.read_evidence(row))
    except (OSError, InvalidTag):
        return {"name": row.name.open(), "size": row.size}
