"""Saving one answer. Who saves over somebody else's newer text is told, and neither text is lost."""

import enum
from dataclasses import asdict, dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.actions.history import note
from assessments.actions.holding import demand, hold_entry
from assessments.domain.answers import Answer
from assessments.models import Did, Entry, Participation, Step
from assessments.permissions import may_write


class Outcome(enum.Enum):
    SAVED = "saved"
    SAME = "same"  # nothing to save: it says so already
    CONFLICT = "conflict"  # somebody saved since; both texts are in the history
    FROZEN = "frozen"  # the round was signed off


@dataclass(frozen=True)
class Saved:
    """What became of it, and the answer as it stands now."""

    outcome: Outcome
    entry: Entry


@transaction.atomic
def save_answer(entry: Entry, *, by: Participation, answer: Answer, saves: int) -> Saved:
    """`saves` is the counter she saw when she began to write: another one means that somebody saved meanwhile.

    Raises PermissionDenied for a role that does not answer."""
    demand(may_write(by))
    held = hold_entry(entry)
    before = held.answer()
    if held.sheet.round.is_frozen:
        return Saved(Outcome.FROZEN, held)
    if answer == before:
        return Saved(Outcome.SAME, held)
    if saves != held.saves:
        keep_both(held, by=by, mine=answer, theirs=before)
        return Saved(Outcome.CONFLICT, held)
    held.mark, held.note, held.evidence, held.action = answer.mark, answer.note, answer.evidence, answer.action
    held.saves, held.by, held.at = held.saves + 1, by, timezone.now()
    held.save(update_fields=["mark", "note", "evidence", "action", "saves", "by", "at"])
    content = {"item": held.item, "before": asdict(before), "after": asdict(answer)}
    note(held.sheet.round.assessment, Did.ANSWER, by=by, about=held.pk, content=content)
    return Saved(Outcome.SAVED, held)


def keep_both(held: Entry, *, by: Participation, mine: Answer, theirs: Answer) -> None:
    """Once: a browser that tries again adds nothing."""
    assessment = held.sheet.round.assessment
    content: dict[str, Any] = {"item": held.item, "mine": asdict(mine), "theirs": asdict(theirs)}
    rows = Step.objects.filter(assessment=assessment, about=str(held.pk), actor=by.mark, action=Did.CONFLICT)
    last = rows.order_by("-number").first()
    if last is None or last.says() != content:
        note(assessment, Did.CONFLICT, by=by, about=held.pk, content=content)
