"""An assessment begins, changes its name, and goes from round to round."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID, uuid4

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import User
from accounts.permissions import require_permission
from assessments.actions.history import append_entry
from assessments.actions.locking import lock_assessment, lock_round
from assessments.models import Assessment, AuditAction, Entry, Participation, Role, Round, Sheet
from assessments.permissions import may_manage
from toolkit.models import Version


@transaction.atomic
def begin_assessment(
    *,
    by: User,
    name: str,
    title: str,
    country: str,
    phase: str,
    starts: date | None,
    ends: date | None,
    versions: Iterable[Version],
    ticket: UUID | None = None,
) -> Assessment:
    """Its first round is open, and the person who begins it owns it. `name` is what the team will call her.

    Once for each `ticket`, which is its form's and becomes its id: a button may be pressed twice, an answer may be
    lost on its way. Another title on an old form, from a page that she went back to, is another assessment.
    """
    facts = {"title": title, "country": country}
    row, is_new = Assessment.objects.get_or_create(pk=ticket or uuid4(), defaults=facts)
    if not is_new and row.title == title and row.participations.filter(user=by).exists():
        return row
    assessment = lock_assessment(row if is_new else Assessment.objects.create(**facts))
    owner = Participation.objects.create(assessment=assessment, user=by, role=Role.OWNER, name=name)
    first = Round.objects.create(assessment=assessment, number=1, phase=phase, starts=starts, ends=ends)
    for place, version in enumerate(versions):
        add_sheet(first, version, place)
    append_entry(assessment, AuditAction.BEGIN, by=owner, about=first.pk, content=described(first, {"title": title}))
    return assessment


def add_sheet(round_: Round, version: Version, place: int, before: Sheet | None = None) -> Sheet:
    """A checklist with an open answer for each of its questions, or with the answers of `before`."""
    sheet = Sheet(round=round_, version=version, revision_id=version.revision_id, place=place)
    page = sheet.page()
    sheet.checklist = page.translation_key
    sheet.save()
    old = {entry.item: entry for entry in before.entries.all()} if before else {}
    items = [item.id for item in page.items()]
    # Answers to questions that are no longer asked go along: nothing is dropped on the way.
    gone = [item for item, entry in old.items() if item not in items and entry.answer()]
    Entry.objects.bulk_create(copied(old.get(item), sheet, item) for item in [*items, *gone])
    return sheet


def copied(old: Entry | None, sheet: Sheet, item: str) -> Entry:
    """Who answered and when stays true."""
    entry = Entry(sheet=sheet, item=item)
    if old:
        entry.mark, entry.note, entry.evidence, entry.action = old.mark, old.note, old.evidence, old.action
        entry.by_id, entry.at = old.by_id, old.at
    return entry


@transaction.atomic
def change_description(
    assessment: Assessment, *, by: Participation, title: str, country: str, two_sign: bool
) -> Assessment:
    """Raises PermissionDenied for all but owners."""
    require_permission(may_manage(by))
    held = lock_assessment(assessment)
    before = {"title": held.title, "country": str(held.country), "two_sign": held.two_sign}
    after = {"title": title, "country": country, "two_sign": two_sign}
    if before != after:
        held.title, held.country, held.two_sign = title, country, two_sign
        held.save(update_fields=["title", "country", "two_sign"])
        append_entry(held, AuditAction.DESCRIBE, by=by, content={"before": before, "after": after})
    return held


@transaction.atomic
def begin_next_round(
    last: Round, *, by: Participation, phase: str, starts: date | None, ends: date | None, with_answers: bool
) -> Round:
    """The round after a signed-off one, on the same versions of the same checklists. Raises ValidationError where there
    is one already or the last one is not signed off yet, PermissionDenied for all but owners."""
    require_permission(may_manage(by))
    held = lock_round(last)
    newest = held.assessment.rounds.order_by("-number")[0]
    if newest.pk != held.pk or not held.is_frozen:
        raise ValidationError(
            _("The last round is not signed off yet, or the next one has begun already."), code="moved"
        )
    fresh = Round.objects.create(
        assessment=held.assessment, number=held.number + 1, phase=phase, starts=starts, ends=ends
    )
    for sheet in held.sheets.select_related("version").prefetch_related("entries"):
        add_sheet(fresh, sheet.version, sheet.place, sheet if with_answers else None)
    content = described(fresh, {"answers": "copied" if with_answers else "empty"})
    append_entry(held.assessment, AuditAction.ROUND, by=by, about=fresh.pk, content=content)
    return fresh


def described(round_: Round, more: dict[str, Any]) -> dict[str, Any]:
    """A round as its history tells it."""
    sheets = round_.sheets.select_related("version__page")
    return {
        **more,
        "round": round_.number,
        "phase": round_.phase,
        "checklists": [f"{sheet.version.page.title} v{sheet.version.number}" for sheet in sheets],
    }
