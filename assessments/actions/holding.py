"""Locking what an action is about to change: the assessment's row, and what hangs on it.

Every change appends to the history of its assessment, so the assessment's row is the lock of a team's work. The rows
are read again while it is held: a round that was signed off meanwhile is seen as signed off.
"""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet

from assessments.models import Assessment, Entry, Round, Sheet


def hold(assessment: Assessment) -> Assessment:
    held = Assessment.objects.select_for_update().get(pk=assessment.pk)
    held.is_held = True
    return held


def hold_round(round_: Round) -> Round:
    held = locked(Round.objects.select_related("assessment"), "self", "assessment").get(pk=round_.pk)
    held.assessment.is_held = True
    return held


def hold_sheet(sheet: Sheet) -> Sheet:
    rows = Sheet.objects.select_related("round__assessment", "version")
    held = locked(rows, "self", "round", "round__assessment").get(pk=sheet.pk)
    held.round.assessment.is_held = True
    return held


def hold_entry(entry: Entry) -> Entry:
    rows = Entry.objects.select_related("sheet__round__assessment")
    held = locked(rows, "self", "sheet__round", "sheet__round__assessment").get(pk=entry.pk)
    held.sheet.round.assessment.is_held = True
    return held


def demand(allowed: bool) -> None:
    """Asked by every action itself, whatever view, command or test calls it. Raises PermissionDenied."""
    if not allowed:
        raise PermissionDenied


def locked(rows: QuerySet[Any], *of: str) -> QuerySet[Any]:
    return rows.select_for_update(of=of)
