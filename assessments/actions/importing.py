"""Answers that come back in a file, taken over into a sheet of a team."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import transaction

from accounts.permissions import require_permission
from assessments.actions.answering import SaveOutcome, save_answer
from assessments.actions.locking import lock_sheet
from assessments.domain.answers import Answer
from assessments.models import Entry, Participation, Sheet
from assessments.permissions import may_answer

MOST_GONE = 100  # answers to questions that are gone, in one sheet


@dataclass
class ImportResult:
    """How many answers were taken over, and the items that somebody changed since they were shown."""

    saved: int = 0
    conflicts: list[str] = field(default_factory=list)


@transaction.atomic
def import_answers(
    *, by: Participation, sheet: Sheet, answers: Mapping[str, Answer], saves: Mapping[str, int]
) -> ImportResult:
    """All in one step: `saves` holds the counter of each answer as it was shown, as when it is typed in.

    Raises PermissionDenied once the round is frozen.
    """
    held = lock_sheet(sheet)
    require_permission(may_answer(by, held.round))
    taken = ImportResult()
    entries = {entry.item: entry for entry in held.entries.all()}
    for item, answer in answers.items():
        entry = entries.get(item)
        if entry is None:
            continue
        outcome = save_answer(entry, by=by, answer=answer, saves=saves.get(item, 0)).outcome
        taken.saved += outcome == SaveOutcome.SAVED
        if outcome == SaveOutcome.CONFLICT:
            taken.conflicts.append(item)
    return taken


@transaction.atomic
def keep_obsolete_answers(*, by: Participation, sheet: Sheet, answers: Mapping[str, Answer]) -> int:
    """Answers to questions that this version does not ask are kept beside the others, as far as they can be. How
    many were. Raises PermissionDenied once the round is frozen."""
    held = lock_sheet(sheet)
    require_permission(may_answer(by, held.round))
    kept = 0
    for item, answer in sort_obsolete_answers(held, answers)[0].items():
        entry = Entry.objects.create(sheet=held, item=item)
        kept += save_answer(entry, by=by, answer=answer, saves=0).outcome == SaveOutcome.SAVED
    return kept


def sort_obsolete_answers(sheet: Sheet, answers: Mapping[str, Answer]) -> tuple[dict[str, Answer], dict[str, Answer]]:
    """Those that can be kept, and those that cannot: another is kept already, the id is none, or they are too many.

    What says the same as is kept is in neither.
    """
    there = {entry.item: entry.answer() for entry in sheet.entries.all()}
    kept: dict[str, Answer] = {}
    left: dict[str, Answer] = {}
    for item, answer in answers.items():
        fits = item not in there and is_item(item) and len(kept) < MOST_GONE
        if there.get(item) != answer:
            (kept if fits else left)[item] = answer
    return kept, left


def is_item(text: str) -> bool:
    """Whether this can be a question's id at all: a file may call anything one."""
    try:
        return str(uuid.UUID(text)) == text
    except ValueError:
        return False
