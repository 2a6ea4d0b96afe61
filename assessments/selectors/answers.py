"""Whose answers they are: the checklist as it is published now."""

from assessments.domain.answers import Answer, Answers
from toolkit.models import ChecklistPage


def begin_answers(page: ChecklistPage, answers: dict[str, Answer] | None = None) -> Answers:
    """Answers to this page as it is published now; none yet, or these."""
    return Answers(page.translation_key, page.version_number(), page.locale.language_code, answers or {})
