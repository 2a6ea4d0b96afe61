"""What a module says of the law: whether it is law, in its language, and no longer once it was taken from readers."""

from datetime import date

import pytest
from django.db.models import ProtectedError
from django.test import Client
from wagtail.models import Locale, ReferenceIndex

from accounts.models import User
from modules.models import Module
from modules.presenters.outline_writer import build_outline
from modules.selectors.naming import find_modules_naming
from tests import factories
from tests.modules import classroom
from toolkit.actions.governing import refuse_delete
from toolkit.models import LegalState, Provision

pytestmark = pytest.mark.django_db


@pytest.fixture
def article() -> Provision:
    return factories.provision(key="quince-6", number="art. 6", title="Ripe", text="It must be ripe.")


def citing(row: Module, article: Provision) -> Module:
    classroom.change_part(row, "issue-law", provisions=[{"type": "item", "id": "1", "value": article.pk}])
    return Module.objects.get(pk=row.pk)


def test_a_module_says_of_a_rule_that_it_was_replaced(article: Provision) -> None:
    row = citing(classroom.module(), article)
    Provision.objects.filter(pk=article.pk).update(state=LegalState.SUPERSEDED, state_since=date(2026, 1, 2))
    (source,) = build_outline(Module.objects.get(pk=row.pk)).sources
    assert source.state_words == "Replaced by another text"
    html = Client().get(f"/en/modules/{row.slug}/parts/issue-law/").content.decode()
    assert "Replaced by another text" in html


def test_a_translated_rule_that_is_taken_back_takes_the_modules_files_along(article: Provision) -> None:
    french = article.copy_for_translation(Locale.objects.get(language_code="fr"))
    french.save()
    row = citing(classroom.module(), article)
    assert [module.pk for module in find_modules_naming(french)] == [row.pk]


def test_what_only_an_adaptation_names_is_found_and_not_deleted_under_it(editor: User, article: Provision) -> None:
    row = classroom.adaptation(classroom.module(), editor)
    link = f'<p><a linktype="provision" id="{article.pk}">ripe</a></p>'
    classroom.change(row, editor, "issue-law", text=link)
    Module.objects.get(pk=row.pk).get_latest_revision().publish()
    assert ReferenceIndex.get_references_to(article).exists()
    assert row.pk in {module.pk for module in find_modules_naming(article)}
    with pytest.raises(ProtectedError):
        refuse_delete(article)
