"""Two rounds beside each other: what improved, what stayed, what fell. A picture, never a verdict."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

# How far an answer goes. "Not applicable" and "open" are no step of this ladder.
LADDER = {"no": 0, "partly": 1, "yes": 2}


class Change(models.TextChoices):
    IMPROVED = "improved", _("Improved")
    STAYED = "stayed", _("Stayed")
    FELL = "fell", _("Fell")
    MOVED = "moved", _("Cannot be compared")
    NEW = "new", _("New")
    GONE = "gone", _("Gone")


@dataclass(frozen=True)
class Asked:
    """A question as one round asked it, with its answer's mark."""

    item: str
    section: str
    code: str
    question: str
    mark: str = ""
    suggestion: str = ""

    @property
    def number(self) -> int:
        """Its place in the whole checklist; a question without code stands first."""
        return int(self.code[1:] or 0)


@dataclass(frozen=True)
class Compared:
    """One question in both rounds; `before` or `after` is None where that round did not ask it."""

    before: Asked | None
    after: Asked | None

    @property
    def shown(self) -> Asked:
        """The question as it was asked last."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def change(self) -> Change:
        """Open and not applicable count only as what they are: neither is better or worse than an answer."""
        if self.before is None:
            return Change.NEW
        if self.after is None:
            return Change.GONE
        if self.before.mark == self.after.mark:
            return Change.STAYED
        was, now = LADDER.get(self.before.mark), LADDER.get(self.after.mark)
        if was is None or now is None:
            return Change.MOVED
        return Change.IMPROVED if now > was else Change.FELL


@dataclass
class Compare:
    """Questions of one section, or of all."""

    title: str
    rows: list[Compared] = field(default_factory=list)

    @property
    def counts(self) -> dict[Change, int]:
        found = Counter(row.change for row in self.rows)
        return {change: found[change] for change in Change}

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

    def of(self, change: Change) -> list[Compared]:
        return [row for row in self.rows if row.change == change]


def compare(before: Iterable[Asked], after: Iterable[Asked]) -> list[Compared]:
    """Every question of either round once: in the order of the later one, then those that it no longer asks."""
    then = {row.item: row for row in before}
    now = {row.item: row for row in after}
    rows = [Compared(then.get(item), row) for item, row in now.items()]
    return rows + [Compared(row, None) for item, row in then.items() if item not in now]


def by_section(rows: Iterable[Compared]) -> list[Compare]:
    """In the order in which sections are first met; a question stands in the section that asked it last."""
    sections: dict[str, Compare] = {}
    for row in rows:
        title = row.shown.section
        sections.setdefault(title, Compare(title)).rows.append(row)
    return list(sections.values())
