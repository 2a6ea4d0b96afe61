"""The history: append a step, verify the chain."""

import enum
import hashlib
import json
import uuid
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cryptography.exceptions import InvalidTag
from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone

from accounts.sealing import EVERYWHERE, NoKeys, Shredded
from assessments.models import Assessment, AuditEntry, Participation
from assessments.models.teams import FIRST_HASH


def append_entry(
    assessment: Assessment, action: str, *, by: Participation | None, about: object = "", content: Any = None
) -> AuditEntry:
    """Appends a step. Call it inside the transaction of what it tells.

    Locks the assessment's row, so that steps follow each other however many people save at once. Where the caller
    has locked it (`lock_assessment`), that is not asked again. Raises PermissionDenied where `by` is in another team:
    every action ends here, so none acts for a team that is not one's own.
    """
    if by and by.assessment_id != assessment.pk:
        raise PermissionDenied
    held = assessment if assessment.is_locked else Assessment.objects.select_for_update().get(pk=assessment.pk)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True) if content is not None else ""
    step = AuditEntry(
        assessment=held,
        number=held.length + 1,
        at=timezone.now(),
        actor=by.mark if by else None,
        action=action,
        about=str(about),
        content=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        before=held.head,
    )
    step.hash = compute_entry_hash(step)
    step.save(force_insert=True)
    held.length, held.head, held.changed = step.number, step.hash, step.at
    held.save(update_fields=["length", "head", "changed"])
    assessment.length, assessment.head, assessment.changed = held.length, held.head, held.changed
    return step


def compute_entry_hash(step: AuditEntry) -> str:
    """The hash of a step: over all it says and the hash before it."""
    facts: list[str | int | uuid.UUID | datetime | None] = [
        step.assessment_id,
        step.number,
        step.at.isoformat(),
        step.actor,
        step.action,
        step.about,
        step.digest,
        step.before,
    ]
    return hashlib.sha256(json.dumps([str(fact) for fact in facts]).encode()).hexdigest()


@dataclass(frozen=True)
class ChainVerdict:
    """The first broken step, None for a whole chain; and how many steps have a content that no key opens any more."""

    broken: int | None
    unread: int = 0


def find_first_broken(assessment: Assessment) -> int | None:
    return verify_chain(assessment).broken


def verify_chain(assessment: Assessment) -> ChainVerdict:
    """Finds the first step that does not follow from the one before, whose content was changed, or that is missing.

    The assessment's own row says where the chain ends; it is read first, so that what is saved meanwhile is not
    taken for a forgery. Who can rewrite both can forge all: keep the hash of a signed-off round elsewhere to notice
    that. A content whose key is gone breaks nothing: hashes are over digests.
    """
    length, head = Assessment.objects.filter(pk=assessment.pk).values_list("length", "head").get()
    before, number, unread = FIRST_HASH, 1, 0
    for step in assessment.steps.filter(number__lte=length).order_by("number").iterator():
        found = check_content(step)
        if (
            step.number != number
            or step.before != before
            or step.hash != compute_entry_hash(step)
            or found is ContentState.CHANGED
        ):
            return ChainVerdict(step.number, unread)
        unread += found is ContentState.UNREAD
        before, number = step.hash, number + 1
    if (length, head) != (number - 1, before):
        return ChainVerdict(number, unread)
    # In one statement, which sees a step and the row that counts it together.
    beyond = assessment.steps.filter(number__gt=F("assessment__length")).order_by("number").first()
    return ChainVerdict(beyond.number if beyond else None, unread)


class ContentState(enum.Enum):
    INTACT = "intact"
    CHANGED = "changed"
    UNREAD = "unread"  # its key is gone, or this machine has none


def check_content(step: AuditEntry) -> ContentState:
    try:
        text = step.content.open()
    except (NoKeys, Shredded):
        ours = step.content.scope == EVERYWHERE and step.content.number.isdecimal()
        return ContentState.UNREAD if ours else ContentState.CHANGED
    except (InvalidTag, ValueError):  # nothing that was ever sealed here
        return ContentState.CHANGED
    return ContentState.INTACT if step.digest == hashlib.sha256(text.encode()).hexdigest() else ContentState.CHANGED
