"""What answers add up to: strong, missing, open, by section and by provision. A picture, never a verdict."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from fractions import Fraction

from django.db.models import prefetch_related_objects

from assessments.domain.answers import NOT_YET, Answer, Answers
from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistItem, ChecklistPage, CoherenceRule, Provision, keep_published


@dataclass(frozen=True)
class AnsweredQuestion:
    item: ChecklistItem
    answer: Answer

    @property
    def code(self) -> str:
        return f"{self.item.section}{self.item.number}"

    @property
    def is_listed(self) -> bool:
        """Among what is strong or missing."""
        return self.answer.mark == "yes" or self.answer.mark in NOT_YET


@dataclass
class AnswerGroup:
    """Questions that belong together: a section, or those that rest on one provision."""

    title: str
    rows: list[AnsweredQuestion] = field(default_factory=list)
    provision: Provision | None = None

    def count(self, mark: str) -> int:
        return sum(row.answer.mark == mark for row in self.rows)

    @property
    def counts(self) -> dict[str, int]:
        """yes, partly, no, na and "" (open) -> how many, in this order."""
        found = Counter(row.answer.mark for row in self.rows)
        return {mark: found[mark] for mark in [*ANSWERS, ""]}

    @property
    def strong(self) -> list[AnsweredQuestion]:
        return [row for row in self.rows if row.answer.mark == "yes"]

    @property
    def missing(self) -> list[AnsweredQuestion]:
        """What an action plan starts from: every answer that is partly or no."""
        return [row for row in self.rows if row.answer.mark in NOT_YET]

    @property
    def open(self) -> list[AnsweredQuestion]:
        return [row for row in self.rows if not row.answer.mark]

    @property
    def applying(self) -> int:
        return len(self.rows) - self.count("na")

    def weigh(self, rows: list[AnsweredQuestion]) -> tuple[Fraction, int]:
        """To compare sections by: the share that `rows` are of the questions that apply, then their number."""
        return Fraction(len(rows), self.applying or 1), len(rows)


@dataclass(frozen=True)
class Contradiction:
    """A rule that speaks, with the answers it looked at: shown as a question, never as an error."""

    rule: CoherenceRule
    rows: list[AnsweredQuestion]


@dataclass
class ChecklistResult:
    whole: AnswerGroup
    sections: list[AnswerGroup]
    provisions: list[AnswerGroup]
    contradictions: list[Contradiction]

    @property
    def extremes(self) -> tuple[AnswerGroup, AnswerGroup] | None:
        """The section with most in place and the one with most missing; of equal ones the first. None where nothing
        stands out: it is the same one, or no answer is yes, or none is partly or no."""
        if not (self.whole.strong and self.whole.missing):
            return None
        strong = max(self.sections, key=lambda group: group.weigh(group.strong))
        weak = max(self.sections, key=lambda group: group.weigh(group.missing))
        return None if strong is weak else (strong, weak)


def build_result(page: ChecklistPage, answers: Answers) -> ChecklistResult:
    """Everything the result page shows, in a number of queries that no question adds to."""
    result = add_up(page, answers)
    rows = {row.item.id: row for row in result.whole.rows}
    return replace(result, contradictions=contradictions(page, rows, answers))


def add_up(page: ChecklistPage, answers: Answers) -> ChecklistResult:
    """The same without what the answers contradict, so that `page` may be the words of a version alone."""
    sections = []
    for section in page.lettered_sections():
        rows = [AnsweredQuestion(item, answers.of(item.id)) for item in section.items]
        sections.append(AnswerGroup(f"{section.letter}. {section.title}", rows))
    whole = AnswerGroup(page.title, [row for group in sections for row in group.rows])
    return ChecklistResult(whole, sections, by_provision(whole.rows), [])


def by_provision(rows: Iterable[AnsweredQuestion]) -> list[AnswerGroup]:
    """One group per provision, those with most missing first."""
    groups: dict[int, AnswerGroup] = {}
    for row in rows:
        for provision in keep_published(row.item.value["provisions"]):
            group = groups.setdefault(provision.pk, AnswerGroup("", [], provision))
            group.rows.append(row)
    prefetch_related_objects([group.provision for group in groups.values() if group.provision], "instrument")
    for group in groups.values():
        group.title = group.provision.label  # type: ignore[union-attr]
    return sorted(groups.values(), key=lambda group: (-len(group.missing), group.title))


def contradictions(page: ChecklistPage, rows: dict[str, AnsweredQuestion], answers: Answers) -> list[Contradiction]:
    marks = answers.marks()
    rules = [rule for rule in page.rules.select_related("provision__instrument") if rule.applies_to(marks)]
    return [Contradiction(rule, [rows[item] for item in rule.items() if item in rows]) for rule in rules]
