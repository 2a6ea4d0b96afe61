"""Saving one answer. Who saves over somebody else's newer text is told, and neither text is lost."""

import enum
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from accounts.permissions import require_permission
from assessments.actions.history import append_entry
from assessments.actions.locking import lock_entry
from assessments.domain.answers import Answer
from assessments.models import AuditAction, AuditEntry, Entry, Participation
from assessments.permissions import may_write


class SaveOutcome(enum.Enum):
    SAVED = "saved"
    SAME = "same"  # nothing to save: it says so already
    CONFLICT = "conflict"  # somebody saved since; both texts are in the history
    FROZEN = "frozen"  # the round was signed off


@dataclass(frozen=True)
class SaveResult:
    """What became of it, and the answer as it stands now."""

    outcome: SaveOutcome
    entry: Entry


@transaction.atomic
def save_answer(entry: Entry, *, by: Participation, answer: Answer, saves: int) -> SaveResult:
    """`saves` is the counter the participant saw when she began to write: another means that somebody saved meanwhile.

    Raises PermissionDenied for a role that does not answer."""
    require_permission(may_write(by))
    held = lock_entry(entry)
    before = held.answer()
    if held.sheet.round.is_frozen:
        return SaveResult(SaveOutcome.FROZEN, held)
    if answer == before:
        return SaveResult(SaveOutcome.SAME, held)
    if saves != held.saves:
        record_conflict(held, by=by, mine=answer, theirs=before)
        return SaveResult(SaveOutcome.CONFLICT, held)
    held.mark, held.note, held.evidence, held.action = answer.mark, answer.note, answer.evidence, answer.action
    held.saves, held.by, held.at = held.saves + 1, by, timezone.now()
    held.save(update_fields=["mark", "note", "evidence", "action", "saves", "by", "at"])
    content = {"item": held.item, "before": asdict(before), "after": asdict(answer)}
    append_entry(held.sheet.round.assessment, AuditAction.ANSWER, by=by, about=held.pk, content=content)
    return SaveResult(SaveOutcome.SAVED, held)


def record_conflict(held: Entry, *, by: Participation, mine: Answer, theirs: Answer) -> None:
    """Once: a browser that tries again adds nothing."""
    assessment = held.sheet.round.assessment
    content: dict[str, Any] = {"item": held.item, "mine": asdict(mine), "theirs": asdict(theirs)}
    rows = AuditEntry.objects.filter(
        assessment=assessment, about=str(held.pk), actor=by.mark, action=AuditAction.CONFLICT
    )
    last = rows.order_by("-number").first()
    if last is None or last.read_content() != content:
        append_entry(assessment, AuditAction.CONFLICT, by=by, about=held.pk, content=content)
