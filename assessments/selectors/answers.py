"""Whose answers they are: the checklist as it is published now."""

from collections.abc import Sequence
from uuid import UUID

from assessments.domain.answers import Answer, Answers
from toolkit.models import ChecklistPage, CoherenceRule


def begin_answers(page: ChecklistPage, answers: dict[str, Answer] | None = None) -> Answers:
    """Answers to this page as it is published now; none yet, or these."""
    return Answers(page.translation_key, page.version_number(), page.locale.language_code, answers or {})


def find_translations(key: UUID) -> list[ChecklistPage]:
    """A public checklist in each language that it is in."""
    return list(ChecklistPage.objects.live().public().filter(translation_key=key).select_related("locale"))


def find_rules(pages: Sequence[ChecklistPage]) -> list[CoherenceRule]:
    """What these checklists ask when certain answers stand together."""
    return list(CoherenceRule.objects.filter(page__in=pages))
