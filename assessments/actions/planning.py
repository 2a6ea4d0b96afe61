"""The action plan: an action made of an answer, given to somebody, moved on."""

from datetime import date
from typing import Any

from django.db import transaction

from accounts.permissions import require_permission
from assessments.actions.history import append_entry
from assessments.actions.locking import lock_assessment
from assessments.domain.answers import LONGEST_TEXT
from assessments.models import Action, Assessment, AuditAction, Entry, Participation
from assessments.permissions import may_move, may_plan
from assessments.presenters.plan import find_unplanned_answers
from assessments.presenters.sheets import QuestionTexts


@transaction.atomic
def plan_answer(*, by: Participation, entry: Entry) -> Action:
    """The action of this answer; made of what was written there, else of what the checklist suggests.

    Raises PermissionDenied for a role that does not plan, and for an answer of another team."""
    require_permission(may_plan(by) and entry.sheet.round.assessment_id == by.assessment_id)
    held = lock_assessment(by.assessment)
    action = Action.objects.filter(entry=entry).first()
    return action or create_action(held, by, entry, QuestionTexts(held))


@transaction.atomic
def plan_missing(*, by: Participation) -> int:
    """An action for each answer of the newest round that is not yes and has none. How many were made.

    Raises PermissionDenied for a role that does not plan."""
    require_permission(may_plan(by))
    held = lock_assessment(by.assessment)
    entries = find_unplanned_answers(held)
    texts = QuestionTexts(held)
    for entry in entries:
        create_action(held, by, entry, texts)
    return len(entries)


def create_action(held: Assessment, by: Participation, entry: Entry, texts: QuestionTexts) -> Action:
    asked, _title, _language = texts.of(entry.sheet, entry.item)
    what = entry.action.open() or asked.suggestion[:LONGEST_TEXT] or asked.question[:LONGEST_TEXT]
    action = Action.objects.create(round_id=entry.sheet.round_id, entry=entry, what=what)
    append_entry(
        held, AuditAction.PLAN, by=by, about=entry.pk, content={"item": entry.item, "after": describe_action(action)}
    )
    return action


@transaction.atomic
def change_action(
    *, by: Participation, action: Action, what: str, who: Participation | None, until: date | None, state: str
) -> Action:
    """Raises PermissionDenied for a role that does not plan."""
    require_permission(may_plan(by))
    return update_action(by, action, what=what, who=who, until=until, state=state)


@transaction.atomic
def move_action(*, by: Participation, action: Action, state: str) -> Action:
    """Only how far it is: what whoever is to do it may say. Raises PermissionDenied as `update_action` does."""
    return update_action(by, action, state=state)


def update_action(by: Participation, action: Action, **values: Any) -> Action:
    """One step in the history for what really changed, none where nothing did.

    Raises PermissionDenied for a participant who neither plans nor is to do it, and for an action of another team."""
    held = lock_assessment(by.assessment)
    row = Action.objects.select_related("who", "entry", "round").get(pk=action.pk)
    require_permission(row.round.assessment_id == held.pk and may_move(by, row))
    before = describe_action(row)
    for name, value in values.items():
        setattr(row, name, value)
    if describe_action(row) != before:
        row.save()
        content = {"item": row.entry.item, "before": before, "after": describe_action(row)}
        append_entry(held, AuditAction.ACTION, by=by, about=row.entry_id, content=content)
    return row


def describe_action(action: Action) -> dict[str, str]:
    """An action as the history keeps it; a participant by her mark, so that erasing her takes her name away here
    too."""
    what = action.what if isinstance(action.what, str) else action.what.open()
    return {
        "what": what,
        "who": str(action.who.mark) if action.who else "",
        "until": action.until.isoformat() if action.until else "",
        "state": action.state,
    }


@transaction.atomic
def set_reminders(*, by: Participation, wanted: bool) -> None:
    """A participant's own choice, so no step of the team's history."""
    Participation.objects.filter(pk=by.pk).update(reminded=wanted)
