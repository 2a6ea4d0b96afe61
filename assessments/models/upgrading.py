"""From one version of a checklist to a newer one: what stays, what changed, what is new, what is gone."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.models.answers import Answer
from assessments.models.comparing import Asked
from assessments.models.teams import Sheet
from toolkit.models import Version


class Fate(models.TextChoices):
    """What becomes of a question."""

    CHANGED = "changed", _("Changed")
    NEW = "new", _("New")
    GONE = "gone", _("No longer asked")
    SAME = "same", _("The same")


@dataclass(frozen=True)
class Turn:
    """One question in both versions, with the answer that was given to the old one."""

    before: Asked | None
    after: Asked | None
    answer: Answer

    @property
    def item(self) -> str:
        found = self.after or self.before
        return found.item if found else ""

    @property
    def fate(self) -> Fate:
        if self.before is None:
            return Fate.NEW
        if self.after is None:
            return Fate.GONE
        return Fate.SAME if words(self.before) == words(self.after) else Fate.CHANGED

    @property
    def asks(self) -> bool:
        """Whether somebody has to say that the answer still fits."""
        return self.fate == Fate.CHANGED and bool(self.answer.mark)


def words(asked: Asked) -> str:
    """A question without what only a typesetter sees."""
    return " ".join(asked.question.split())


def turns(before: Iterable[Asked], after: Iterable[Asked], answers: Mapping[str, Answer]) -> list[Turn]:
    """Every question of either version once, in the order of the new one, then those that are gone.

    An answer to a question that neither version asks is kept as well: it stands at the end, with no text.
    """
    then = {row.item: row for row in before}
    now = {row.item: row for row in after}
    found = [Turn(then.get(item), row, answers.get(item, Answer())) for item, row in now.items()]
    found += [Turn(row, None, answers.get(item, Answer())) for item, row in then.items() if item not in now]
    lost = [item for item, answer in answers.items() if answer and item not in {**then, **now}]
    return found + [Turn(Asked(item, "", "", ""), None, answers[item]) for item in lost]


def newer_version(sheet: Sheet) -> Version | None:
    """The newest published version of the sheet's checklist; None where the sheet has it, or the page is gone."""
    rows = Version.objects.filter(page_id=sheet.version.page_id, number__gt=sheet.version.number, page__live=True)
    return rows.exclude(revision=None).select_related("revision").order_by("-number").first()
