"""Whose answers they are: the checklist as it is published now."""

from uuid import UUID

from assessments.domain.answers import Answer, Answers
from toolkit.models import ChecklistPage


def begin_answers(page: ChecklistPage, answers: dict[str, Answer] | None = None) -> Answers:
    """Answers to this page as it is published now; none yet, or these."""
    return Answers(page.translation_key, page.version_number(), page.locale.language_code, answers or {})


def find_translations(key: UUID) -> list[ChecklistPage]:
    """A public checklist in each language that it is in, with its rules."""
    rows = ChecklistPage.objects.live().public().filter(translation_key=key)
    return list(rows.select_related("locale").prefetch_related("rules"))
