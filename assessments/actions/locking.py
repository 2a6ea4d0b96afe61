"""Locking what an action is about to change: the assessment's row, and what hangs on it.

Every change appends to the history of its assessment, so the assessment's row is the lock of a team's work. The rows
are read again while it is held: a round that was signed off meanwhile is seen as signed off.
"""

from typing import Any

from django.db.models import QuerySet

from assessments.models import Assessment, Entry, Round, Sheet


def lock_assessment(assessment: Assessment) -> Assessment:
    held = Assessment.objects.select_for_update().get(pk=assessment.pk)
    held.is_locked = True
    return held


def lock_round(round_: Round) -> Round:
    held = lock_for_update(Round.objects.select_related("assessment"), "self", "assessment").get(pk=round_.pk)
    held.assessment.is_locked = True
    return held


def lock_sheet(sheet: Sheet) -> Sheet:
    rows = Sheet.objects.select_related("round__assessment", "version")
    held = lock_for_update(rows, "self", "round", "round__assessment").get(pk=sheet.pk)
    held.round.assessment.is_locked = True
    return held


def lock_entry(entry: Entry) -> Entry:
    rows = Entry.objects.select_related("sheet__round__assessment")
    held = lock_for_update(rows, "self", "sheet__round", "sheet__round__assessment").get(pk=entry.pk)
    held.sheet.round.assessment.is_locked = True
    return held


def lock_for_update(rows: QuerySet[Any], *of: str) -> QuerySet[Any]:
    return rows.select_for_update(of=of)
