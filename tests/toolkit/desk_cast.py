"""Who works at the translators' desk, and what lies there: an article of three passages, in Dari by a machine."""

import itertools
import json
from typing import Any

from accounts.models import User
from tests import conftest, factories
from toolkit.actions.english_words import enrol_translations
from toolkit.actions.language_roles import give_language_role
from toolkit.models import ArticlePage, LanguageRole, TranslationState

counter = itertools.count(1)
TEXT = "<p>Every officer listens.</p><p>Ask <b>first</b>.</p>"
DARI_TEXT = "<p>هر افسر گوش می‌دهد.</p><p>نخست <b>بپرسید</b>.</p>"


def translated_article(code: str = "prs", **fields: Any) -> tuple[ArticlePage, ArticlePage]:
    """The English one and its translation, with the same ids of blocks, as a load makes them."""
    factories.home(code)
    n = next(counter)
    body = [factories.block("text", TEXT), factories.block("heading", "At the border")]
    english = factories.article(body, title=f"Listening {n}", slug=f"listening-{n}", summary="How to listen.")
    theirs = [{**body[0], "value": DARI_TEXT}, {**body[1], "value": "در مرز"}]
    page = ArticlePage(
        title=f"شنیدن {n}",
        slug=english.slug,
        summary="چگونه باید گوش داد.",
        locale=factories.locale(code),
        translation_key=english.translation_key,
        machine_translated=True,
        body=json.dumps(theirs),
    )
    return english, factories.add(factories.home(code), page)


def state_of(page: Any) -> TranslationState:
    enrol_translations()
    return TranslationState.objects.get(english_id=page.translation_key, locale_id=page.locale_id)


def colleague(role: str, code: str = "prs", profession: str = "") -> User:
    """Somebody with one role in one language, given by an administrator."""
    name = f"{role}-{code}-{next(counter)}@example.org"
    found = User.objects.filter(is_superuser=True).first() or conftest.person("roles@example.org", is_superuser=True)
    if role == LanguageRole.Role.REVIEWER:
        profession = profession or "lawyer"
    user = conftest.person(name)
    give_language_role(by=found, to=user, locale=factories.locale(code), role=role, profession=profession)
    return user
