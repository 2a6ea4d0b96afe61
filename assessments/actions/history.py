"""The history: append a step, verify the chain."""

import hashlib
import json
import uuid
from datetime import datetime
from typing import Any

from django.utils import timezone

from assessments.models import Assessment, Participation, Step

START = "0" * 64


def note(
    assessment: Assessment, action: str, *, by: Participation | None, about: object = "", content: Any = None
) -> Step:
    """Appends a step. Call it inside the transaction of what it tells.

    Locks the assessment's row, so that steps follow each other however many people save at once.
    """
    Assessment.objects.select_for_update().get(pk=assessment.pk)
    last = Step.objects.filter(assessment=assessment).order_by("-number").first()
    text = json.dumps(content, ensure_ascii=False, sort_keys=True) if content is not None else ""
    step = Step(
        assessment=assessment,
        number=last.number + 1 if last else 1,
        at=timezone.now(),
        actor=by.mark if by else None,
        action=action,
        about=str(about),
        content=text,
        digest=hashlib.sha256(text.encode()).hexdigest(),
        before=last.hash if last else START,
    )
    step.hash = link(step)
    step.save()
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


def first_broken(assessment: Assessment) -> Step | None:
    """The first step that does not follow from the one before, or whose content was changed; None for a whole chain.

    A chain that was cut off at its end is whole: keep the last hash elsewhere to notice that.
    """
    before, number = START, 1
    for step in assessment.steps.order_by("number").iterator():
        intact = step.digest == hashlib.sha256(step.content.open().encode()).hexdigest()
        if step.number != number or step.before != before or step.hash != link(step) or not intact:
            return step
        before, number = step.hash, number + 1
    return None
