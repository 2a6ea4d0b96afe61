"""A sheet takes a newer version of its checklist."""

from collections.abc import Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from assessments.actions.history import note
from assessments.actions.holding import hold_sheet
from assessments.models import Did, Entry, Participation, Sheet
from assessments.models.sheets import read
from assessments.models.upgrading import Fate, Turn, turns
from assessments.permissions import may_answer
from toolkit.models import Version


@transaction.atomic
def upgrade_sheet(*, by: Participation, sheet: Sheet, to: Version, fits: Collection[str]) -> bool:
    """Pins the sheet to a newer version. False where it is no longer at the version that the person saw.

    An answer to a question with other words is opened again unless its item is in `fits`; what was written there
    stays. Answers to questions that are gone stay as they are. Raises PermissionDenied once a round is frozen.
    """
    held = hold_sheet(sheet)
    if not may_answer(by, held.round):
        raise PermissionDenied
    if held.version_id != sheet.version_id or to.number <= held.version.number:
        return False
    before = held.version.number
    found = turned(held, to)
    opened = [turn.item for turn in found if turn.asks and turn.item not in fits]
    added = [turn.item for turn in found if turn.fate == Fate.NEW]
    gone = [turn.item for turn in found if turn.fate == Fate.GONE]
    held.version, held.revision_id = to, to.revision_id
    held.save(update_fields=["version", "revision"])
    Entry.objects.bulk_create([Entry(sheet=held, item=item) for item in added], ignore_conflicts=True)
    held.entries.filter(item__in=opened).update(mark="", saves=F("saves") + 1)
    marks = {turn.item: turn.answer.mark for turn in found if turn.item in opened}
    content = {"before": before, "after": to.number, "opened": marks, "new": added, "gone": gone}
    note(held.round.assessment, Did.UPGRADE, by=by, about=held.pk, content=content)
    return True


def turned(sheet: Sheet, to: Version) -> list[Turn]:
    """What the newer version would do to this sheet's answers."""
    then, _title, _language = read(sheet)
    now, _title, _language = read(Sheet(checklist=sheet.checklist, version=to))
    answers = {entry.item: entry.answer() for entry in sheet.entries.all()}
    return turns(then.values(), now.values(), answers)
