"""Answers of a visitor, who has no account, between two of her requests: sealed, in her session, for its four hours."""

from django.contrib.sessions.backends.base import SessionBase
from django.utils.translation import gettext as _

from accounts.sealing import NoKeys, Shredded, seal_text, unseal_text
from assessments.domain.answers import Answers, InvalidAnswersError
from assessments.selectors.answers import begin_answers
from toolkit.models import ChecklistPage

PLACE = "answers"


def store_session_answers(session: SessionBase, answers: Answers) -> None:
    """Instead of what was kept of this checklist before."""
    kept = session.get(PLACE, {})
    session[PLACE] = {**kept, str(answers.checklist): seal_text(answers.to_json())}


def load_session_answers(session: SessionBase, page: ChecklistPage) -> Answers:
    """What the visitor answered, or no answers yet."""
    text = session.get(PLACE, {}).get(str(page.translation_key))
    try:
        return Answers.from_json(unseal_text(text)) if text else begin_answers(page)
    except (InvalidAnswersError, NoKeys, Shredded):  # keys were changed meanwhile: as after a sign-out
        return begin_answers(page)


def clear_session_answers(session: SessionBase, page: ChecklistPage) -> None:
    left = {key: text for key, text in session.get(PLACE, {}).items() if key != str(page.translation_key)}
    session[PLACE] = left


def get_no_answers_message() -> str:
    return _("There are no answers yet. Answer one question at least, then ask again.")
