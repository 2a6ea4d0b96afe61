"""The action plan: an action made of an answer, given to somebody, moved on."""

from datetime import date
from typing import Any

from django.db import transaction

from assessments.actions.history import note
from assessments.actions.holding import demand, hold
from assessments.domain.answers import LONGEST_TEXT
from assessments.models import Action, Assessment, Did, Entry, Participation
from assessments.permissions import may_move, may_plan
from assessments.presenters.plan import not_planned
from assessments.presenters.sheets import Texts


@transaction.atomic
def plan_answer(*, by: Participation, entry: Entry) -> Action:
    """The action of this answer; made of what was written there, else of what the checklist suggests."""
    demand(may_plan(by))
    held = hold(by.assessment)
    action = Action.objects.filter(entry=entry).first()
    return action or plan(held, by, entry, Texts(held))


@transaction.atomic
def plan_missing(*, by: Participation) -> int:
    """An action for each answer of the newest round that is not yes and has none. How many were made."""
    demand(may_plan(by))
    held = hold(by.assessment)
    entries = not_planned(held)
    texts = Texts(held)
    for entry in entries:
        plan(held, by, entry, texts)
    return len(entries)


def plan(held: Assessment, by: Participation, entry: Entry, texts: Texts) -> Action:
    asked, _title, _language = texts.of(entry.sheet, entry.item)
    what = entry.action.open() or asked.suggestion[:LONGEST_TEXT] or asked.question[:LONGEST_TEXT]
    action = Action.objects.create(round_id=entry.sheet.round_id, entry=entry, what=what)
    note(held, Did.PLAN, by=by, about=entry.pk, content={"item": entry.item, "after": told(action)})
    return action


@transaction.atomic
def change_action(
    *, by: Participation, action: Action, what: str, who: Participation | None, until: date | None, state: str
) -> Action:
    demand(may_plan(by))
    return change(by, action, what=what, who=who, until=until, state=state)


@transaction.atomic
def move_action(*, by: Participation, action: Action, state: str) -> Action:
    """Only how far it is: what whoever is to do it may say."""
    return change(by, action, state=state)


def change(by: Participation, action: Action, **values: Any) -> Action:
    """One step in the history for what really changed, none where nothing did."""
    held = hold(by.assessment)
    row = Action.objects.select_related("who", "entry").get(pk=action.pk)
    demand(may_move(by, row))
    before = told(row)
    for name, value in values.items():
        setattr(row, name, value)
    if told(row) != before:
        row.save()
        content = {"item": row.entry.item, "before": before, "after": told(row)}
        note(held, Did.ACTION, by=by, about=row.entry_id, content=content)
    return row


def told(action: Action) -> dict[str, str]:
    """An action as the history keeps it; a person by her mark, so that erasing her takes her name away here too."""
    what = action.what if isinstance(action.what, str) else action.what.open()
    return {
        "what": what,
        "who": str(action.who.mark) if action.who else "",
        "until": action.until.isoformat() if action.until else "",
        "state": action.state,
    }


@transaction.atomic
def set_reminders(*, by: Participation, wanted: bool) -> None:
    """Her own choice, so no step of the team's history."""
    Participation.objects.filter(pk=by.pk).update(reminded=wanted)
