"""From one version of a checklist to a newer one: what stays, what changed, what is new, what is gone."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from assessments.domain.answers import Answer
from assessments.domain.comparing import AskedQuestion
from assessments.models.teams import Sheet
from toolkit.models import ChecklistPage, Version

# What stands beside a question and may change without it.
HELP: dict[str, Any] = {
    "why": _("Why"),
    "provisions": _("Rests on"),
    "evidence": _("Evidence"),
    "action": _("Suggested action"),
}


class QuestionChange(models.TextChoices):
    """What becomes of a question."""

    CHANGED = "changed", _("Changed")
    HELP = "help", _("Help or sources changed")
    NEW = "new", _("New")
    GONE = "gone", _("No longer asked")
    SAME = "same", _("The same")


@dataclass(frozen=True)
class HelpChange:
    """Something beside a question that says other words in the newer version."""

    label: Any
    before: str
    after: str


@dataclass(frozen=True)
class QuestionUpgrade:
    """One question in both versions, with the answer that was given to the old one, and its counter of saves."""

    before: AskedQuestion | None
    after: AskedQuestion | None
    answer: Answer
    helped: tuple[HelpChange, ...] = ()
    saves: int = 0

    @property
    def item(self) -> str:
        found = self.after or self.before
        return found.item if found else ""

    @property
    def change(self) -> QuestionChange:
        if self.before is None:
            return QuestionChange.NEW
        if self.after is None:
            return QuestionChange.GONE
        if words(self.before.question) != words(self.after.question):
            return QuestionChange.CHANGED
        return QuestionChange.HELP if self.helped else QuestionChange.SAME

    @property
    def named(self) -> str:
        """Its code and its words, for the history."""
        found = self.after or self.before
        return f"{found.code} {words(found.question)}".strip() if found else ""

    @property
    def asks(self) -> bool:
        """Whether somebody has to say that the answer still fits."""
        return self.change == QuestionChange.CHANGED and bool(self.answer.mark)


def words(text: str) -> str:
    """A text without what only a typesetter sees."""
    return " ".join(text.split())


def collect_help(page: ChecklistPage) -> dict[str, dict[str, str]]:
    """What stands beside each question: its id -> name in HELP -> text."""
    return {item.id: {name: plain(item.value[name]) for name in HELP} for item in page.items()}


def plain(value: Any) -> str:
    return value if isinstance(value, str) else "\n".join(row.label for row in value if row)


def compare_help(before: Mapping[str, str], after: Mapping[str, str]) -> Iterator[HelpChange]:
    """Where the two differ. A question that only one version has differs in nothing."""
    for name, label in HELP.items():
        then, now = before.get(name), after.get(name)
        if then is not None and now is not None and words(then) != words(now):
            yield HelpChange(label, then, now)


def compare_question_versions(
    before: Iterable[AskedQuestion], after: Iterable[AskedQuestion], answers: Mapping[str, Answer]
) -> list[QuestionUpgrade]:
    """Every question of either version once, in the order of the new one, then those that are gone.

    An answer to a question that neither version asks is kept as well: it stands at the end, with no text.
    """
    then = {row.item: row for row in before}
    now = {row.item: row for row in after}
    found = [QuestionUpgrade(then.get(item), row, answers.get(item, Answer())) for item, row in now.items()]
    found += [QuestionUpgrade(row, None, answers.get(item, Answer())) for item, row in then.items() if item not in now]
    lost = [item for item, answer in answers.items() if answer and item not in {**then, **now}]
    return found + [QuestionUpgrade(AskedQuestion(item, "", "", ""), None, answers[item]) for item in lost]


def find_newer_version(sheet: Sheet) -> Version | None:
    """The newest published version of the sheet's checklist; None where the sheet has it, or the page is gone."""
    rows = Version.objects.filter(page_id=sheet.version.page_id, number__gt=sheet.version.number, page__live=True)
    return rows.exclude(revision=None).select_related("revision").order_by("-number").first()
