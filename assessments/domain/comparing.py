"""Rounds beside each other: what improved, what stayed, what fell. A picture, never a verdict."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# How far an answer goes. "Not applicable" and "open" are no step of this ladder.
LADDER = {"no": 0, "partly": 1, "yes": 2}


class AnswerChange(models.TextChoices):
    IMPROVED = "improved", _("Improved")
    STAYED = "stayed", _("Stayed")
    FELL = "fell", _("Fell")
    MOVED = "moved", _("Cannot be compared")
    NEW = "new", _("New")
    GONE = "gone", _("Gone")


@dataclass(frozen=True)
class AskedQuestion:
    """A question as one round asked it, with its answer's mark."""

    item: str
    section: str
    code: str
    question: str
    mark: str = ""
    suggestion: str = ""
    short: str = ""

    @property
    def number(self) -> int:
        """Its place in the whole checklist; a question without code stands first."""
        return int(self.code[1:] or 0)


@dataclass(frozen=True)
class ComparedQuestion:
    """One question in both rounds; `before` or `after` is None where that round did not ask it."""

    before: AskedQuestion | None
    after: AskedQuestion | None

    @property
    def shown(self) -> AskedQuestion:
        """The question as it was asked last."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def change(self) -> AnswerChange:
        """Open and not applicable count only as what they are: neither is better or worse than an answer."""
        if self.before is None:
            return AnswerChange.NEW
        if self.after is None:
            return AnswerChange.GONE
        if self.before.mark == self.after.mark:
            return AnswerChange.STAYED
        was, now = LADDER.get(self.before.mark), LADDER.get(self.after.mark)
        if was is None or now is None:
            return AnswerChange.MOVED
        return AnswerChange.IMPROVED if now > was else AnswerChange.FELL


@dataclass
class Comparison:
    """Questions of one section, or of all."""

    title: str
    rows: list[ComparedQuestion] = field(default_factory=list)

    @property
    def counts(self) -> dict[AnswerChange, int]:
        found = Counter(row.change for row in self.rows)
        return {change: found[change] for change in AnswerChange}

    @property
    def bars(self) -> list[dict[str, Any]]:
        """The counts as parts of a bar 100 wide, for an SVG. Empty parts are left out."""
        parts, x = [], 0.0
        for change, number in self.counts.items():
            width = 100 * number / len(self.rows) if self.rows else 0
            if number:
                parts.append({"change": change.value, "x": f"{x:.2f}", "width": f"{width:.2f}"})
            x += width
        return parts

    def of(self, change: AnswerChange) -> list[ComparedQuestion]:
        return [row for row in self.rows if row.change == change]


def compare_questions(before: Iterable[AskedQuestion], after: Iterable[AskedQuestion]) -> list[ComparedQuestion]:
    """Every question of either round once: in the order of the later one, then those that it no longer asks."""
    then = {row.item: row for row in before}
    now = {row.item: row for row in after}
    rows = [ComparedQuestion(then.get(item), row) for item, row in now.items()]
    return rows + [ComparedQuestion(row, None) for item, row in then.items() if item not in now]


def group_by_section(rows: Iterable[ComparedQuestion]) -> list[Comparison]:
    """In the order in which sections are first met; a question stands in the section that asked it last."""
    sections: dict[str, Comparison] = {}
    for row in rows:
        title = row.shown.section
        sections.setdefault(title, Comparison(title)).rows.append(row)
    return list(sections.values())


def align_questions(asked: Sequence[list[AskedQuestion]]) -> list[Comparison]:
    """Every question of any number of rounds or teams once, by section, as the last of them asks it. Where that no
    longer asks it, `after` is None."""
    known: list[AskedQuestion] = []
    for rows in asked[:-1]:
        known = [row.shown for row in compare_questions(known, rows)]
    return group_by_section(compare_questions(known, asked[-1] if asked else []))
