"""A sheet takes a newer version of its checklist."""

from collections.abc import Mapping
from dataclasses import asdict, replace

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.permissions import require_permission
from assessments.actions.history import append_entry
from assessments.actions.locking import lock_sheet
from assessments.models import AuditAction, Entry, Participation, Sheet
from assessments.permissions import may_answer
from assessments.presenters.sheets import list_asked_questions
from assessments.presenters.upgrading import (
    QuestionChange,
    QuestionUpgrade,
    collect_help,
    compare_help,
    compare_question_versions,
)
from toolkit.models import Version


@transaction.atomic
def upgrade_sheet(*, by: Participation, sheet: Sheet, to: Version, fits: Mapping[str, int]) -> bool:
    """Pins the sheet to a newer version. False where it is no longer at the version that the participant saw, or
    an answer that she says still fits is no longer the one that she saw.

    An answer to a question with other words is opened again unless its item is in `fits`, with the answer's counter
    of saves; what was written there stays. Answers to questions that are gone stay as they are. Raises
    PermissionDenied once a round is frozen.
    """
    held = lock_sheet(sheet)
    require_permission(may_answer(by, held.round))
    if held.version_id != sheet.version_id or to.number <= held.version.number:
        return False
    before, found = held.version.number, preview_upgrade(held, to)
    if fits.items() - {(turn.item, turn.saves) for turn in found}:
        return False
    opened = [turn for turn in found if turn.asks and turn.item not in fits]
    added = [turn for turn in found if turn.change == QuestionChange.NEW]
    held.version, held.revision_id = to, to.revision_id
    held.save(update_fields=["version", "revision"])
    Entry.objects.bulk_create([Entry(sheet=held, item=turn.item) for turn in added], ignore_conflicts=True)
    # A participant with the old words on her screen is told when she saves, whatever became of the answer.
    changed = [turn.item for turn in found if turn.change == QuestionChange.CHANGED]
    held.entries.filter(item__in=changed).update(saves=F("saves") + 1)
    reopen_answers(held, opened, by=by)
    lists = {"opened": opened, "new": added, "gone": [turn for turn in found if turn.change == QuestionChange.GONE]}
    words = {name: [turn.named for turn in rows if turn.named] for name, rows in lists.items()}
    content = {"before": before, "after": to.number, **words}
    append_entry(held.round.assessment, AuditAction.UPGRADE, by=by, about=held.pk, content=content)
    return True


def reopen_answers(held: Sheet, opened: list[QuestionUpgrade], *, by: Participation) -> None:
    """Takes the marks away, each with a step of its answer's own history."""
    entries = {entry.item: entry for entry in held.entries.all()}
    for turn in opened:
        entry = entries[turn.item]
        entry.mark, entry.by, entry.at = "", by, timezone.now()
        entry.save(update_fields=["mark", "by", "at"])
        after = replace(turn.answer, mark="")
        content = {"item": turn.item, "before": asdict(turn.answer), "after": asdict(after)}
        append_entry(held.round.assessment, AuditAction.ANSWER, by=by, about=entry.pk, content=content)


def preview_upgrade(sheet: Sheet, to: Version) -> list[QuestionUpgrade]:
    """What the newer version would do to this sheet's answers."""
    then, now = sheet.page(), Sheet(checklist=sheet.checklist, version=to).page()
    entries = {entry.item: entry for entry in sheet.entries.all()}
    answers = {item: entry.answer() for item, entry in entries.items()}
    saves = {item: entry.saves for item, entry in entries.items()}
    old, new = collect_help(then), collect_help(now)
    return [
        replace(
            turn,
            saves=saves.get(turn.item, 0),
            helped=tuple(compare_help(old.get(turn.item, {}), new.get(turn.item, {}))),
        )
        for turn in compare_question_versions(list_asked_questions(then), list_asked_questions(now), answers)
    ]
