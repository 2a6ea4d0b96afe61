"""The history: append a step, verify the chain."""

import hashlib
import json
import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from assessments.models import Assessment, Participation, Step
from assessments.models.teams import START


def note(
    assessment: Assessment, action: str, *, by: Participation | None, about: object = "", content: Any = None
) -> Step:
    """Appends a step. Call it inside the transaction of what it tells.

    Locks the assessment's row, so that steps follow each other however many people save at once. Where the caller
    has locked it (`hold`), that is not asked again.
    """
    held = assessment if assessment.is_held else Assessment.objects.select_for_update().get(pk=assessment.pk)
    text = json.dumps(content, ensure_ascii=False, sort_keys=True) if content is not None else ""
    step = Step(
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
    step.hash = link(step)
    step.save(force_insert=True)
    held.length, held.head, held.changed = step.number, step.hash, step.at
    held.save(update_fields=["length", "head", "changed"])
    assessment.length, assessment.head, assessment.changed = held.length, held.head, held.changed
    return step


def link(step: Step) -> str:
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


def first_broken(assessment: Assessment) -> int | None:
    """The number of the first step that does not follow from the one before, whose content was changed, or that is
    missing; None for a whole chain.

    The assessment's own row says where the chain ends. Who can rewrite both can forge all: keep the hash of a
    signed-off round elsewhere to notice that.
    """
    before, number = START, 1
    for step in assessment.steps.order_by("number").iterator():
        intact = step.digest == hashlib.sha256(step.content.open().encode()).hexdigest()
        if step.number != number or step.before != before or step.hash != link(step) or not intact:
            return step.number
        before, number = step.hash, number + 1
    end = Assessment.objects.filter(pk=assessment.pk).values_list("length", "head").get()
    return None if end == (number - 1, before) else number
