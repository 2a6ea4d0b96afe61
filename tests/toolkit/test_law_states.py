"""A rule that was replaced, repealed or is not in force yet: whoever rests on it hears of it, wherever it is cited."""

from collections.abc import Callable
from datetime import date
from importlib import import_module
from io import BytesIO
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import docx
import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.urls import reverse
from wagtail.models import ReferenceIndex

from exports.printouts import build_printout
from tests import factories
from tests.toolkit.test_fields_of_content import Release
from toolkit.actions.governing import remember_published_words
from toolkit.actions.rows import save_row
from toolkit.actions.verifying import record_verification
from toolkit.models import (
    BlankFormPage,
    CasePage,
    Instrument,
    LegalState,
    LookAgain,
    PathPage,
    Provision,
    ShortPage,
    Term,
)

pytestmark = pytest.mark.django_db
REPLACED = "Replaced by another text"


@pytest.fixture
def article() -> Provision:
    return factories.provision(key="quince-6", number="art. 6", title="Ripe", text="It must be ripe.")


def change(entry: Any, **values: Any) -> Any:
    """As an editor publishes it."""
    entry = type(entry).objects.get(pk=entry.pk)
    for name, value in values.items():
        setattr(entry, name, value)
    entry.save_revision().publish()
    return type(entry).objects.get(pk=entry.pk)


def page_of(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200, address
    return " ".join(answer.content.decode().split())


# --- Who is told ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("state", [LegalState.SUPERSEDED, LegalState.REPEALED, LegalState.NOT_YET])
def test_a_rule_that_holds_no_more_asks_to_look_again_at_what_rests_on_it(article: Provision, state: str) -> None:
    factories.checklist([factories.section("S", [factories.item("Ripe?", [article])])], title="Zebra")
    change(article)
    assert not LookAgain.objects.exists()
    change(article, state=state)
    assert [(row.title, row.changed) for row in LookAgain.objects.all()] == [("Zebra", str(article))]


def test_another_rule_in_its_place_asks_to_look_again(article: Provision) -> None:
    factories.tool([factories.citation(article)], title="Zebra")
    article = change(article, state=LegalState.SUPERSEDED)
    assert not LookAgain.objects.exists(), "that was its first publication"
    change(article, replaced_by=[factories.provision(key="quince-6a")])
    assert LookAgain.objects.get().title == "Zebra"


def test_a_treaty_that_ended_asks_to_look_again_at_what_rests_on_its_rules(article: Provision) -> None:
    factories.tool([factories.citation(article)], title="Zebra")
    treaty = change(article.instrument)
    change(treaty, state=LegalState.REPEALED)
    assert {row.title for row in LookAgain.objects.all()} == {"Zebra", str(article)}


def test_what_ended_was_still_compared_as_its_words_stand(article: Provision) -> None:
    record_verification(
        by=None, role="reviewer", provision=article, compared="words", against="a copy", on=date(2026, 11, 27)
    )
    article = change(article, state=LegalState.REPEALED)
    assert article.status == Provision.Status.WORDS


@pytest.mark.thorough
def test_an_editors_first_change_of_a_rule_of_the_starter_content_is_a_change_for_readers(starter: None) -> None:
    row = Provision.objects.get(key="tip-6-3")
    assert ReferenceIndex.get_references_to(row).exists()
    change(row, state=LegalState.SUPERSEDED)
    assert LookAgain.objects.filter(changed=str(row)).count() > 5


def test_an_upgrade_remembers_what_readers_see_and_asks_nobody_to_look(article: Provision) -> None:
    """As this release computes it, for every kind of entry, also where nothing was remembered."""
    newer = factories.provision(key="quince-6a", instrument=article.instrument)
    article = change(article, state=LegalState.SUPERSEDED, replaced_by=[newer])
    older = factories.instrument(state=LegalState.SUPERSEDED)
    older.replaced_by = [article.instrument]
    older.save()
    term = factories.term("Quince")
    entries = [article, newer, older, article.instrument, term]
    for model in (Provision, Instrument, Term):
        model.objects.update(published_words="")
    Provision.objects.filter(pk=article.pk).update(published_words="of the release before")
    migration = import_module("toolkit.migrations.0014_digests_with_states")
    migration.remember(apps, SimpleNamespace(connection=connection))
    for entry in entries:
        row = type(entry).objects.get(pk=entry.pk)
        assert row.published_words == row.digest_public(), entry
    factories.tool([factories.citation(article)])
    change(article)
    assert not LookAgain.objects.exists()


# --- What readers see -----------------------------------------------------------------------------------------------


def question_of(article: Provision) -> str:
    page = factories.checklist([factories.section("S", [factories.item("Ripe?", [article])])])
    return page_of(page.url)


def tool_of(article: Provision) -> str:
    return page_of(factories.tool([factories.citation(article)]).url)


def card_of(article: Provision) -> str:
    return page_of(article.instrument.get_absolute_url())


def term_of(article: Provision) -> str:
    term = factories.term("Quince")
    term.provisions = [article]
    term.save()
    return page_of(term.get_absolute_url())


def short_page_of(article: Provision) -> str:
    page = ShortPage(title="Short", slug="short", locale=factories.locale())
    page.provisions = [("provision", article)]
    return page_of(factories.add(factories.shelf("kit"), page).url)


def case_of(article: Provision) -> str:
    page = CasePage(title="Case", slug="case", locale=factories.locale(), text="A quince falls.")
    page.rights = [("right", {"provision": article, "why": "It fell."})]
    page.steps = [("step", {"text": "Pick it up.", "provisions": [article]})]
    text = page_of(factories.add(factories.shelf("kit"), page).url)
    assert text.count(REPLACED) >= 2, "beside the step and beside the right"
    return text


SCREENS = [question_of, tool_of, card_of, term_of, short_page_of, case_of]


@pytest.mark.parametrize("screen", SCREENS)
@pytest.mark.parametrize("what", ["rule", "treaty"])
def test_wherever_a_rule_is_cited_the_page_says_that_it_was_replaced(
    article: Provision, screen: Callable[[Provision], str], what: str
) -> None:
    change(article if what == "rule" else article.instrument, state=LegalState.SUPERSEDED)
    assert REPLACED in screen(Provision.objects.get(pk=article.pk))


def test_of_a_rule_in_force_nothing_is_said(article: Provision) -> None:
    text = question_of(article) + tool_of(article) + card_of(article)
    assert REPLACED not in text
    assert "In force" not in text


def test_a_rule_that_is_not_yet_in_force_says_so_with_its_own_day(article: Provision) -> None:
    """Also where its treaty is in force, and since when is another day."""
    Instrument.objects.filter(pk=article.instrument_id).update(state_since=date(2003, 9, 29))
    change(article, state=LegalState.NOT_YET, state_since=date(2027, 3, 1))
    address = reverse("toolkit:provision", args=[article.instrument.key, article.key])
    text = page_of(address)
    assert "<b>Not yet in force, 1 March 2027</b>" in text
    assert "2003" not in text
    change(article, state=LegalState.SUPERSEDED, state_since=None)
    text = page_of(address)
    assert f"<b>{REPLACED}</b>" in text, "of the day nothing is known; the treaty's says nothing about the rule"


def test_the_day_of_a_treaty_stands_with_its_own_state(article: Provision) -> None:
    Instrument.objects.filter(pk=article.instrument_id).update(state="repealed", state_since=date(2020, 1, 2))
    assert "<b>Repealed, 2 January 2020</b>" in page_of(article.get_absolute_url())


def test_a_content_file_says_the_state_of_a_rule_and_since_when(starter: None, tmp_path: Path) -> None:
    release = Release(tmp_path)
    release.rule |= {"state": "not_yet", "state_since": date(2027, 3, 1)}
    release.load()
    assert "<b>Not yet in force, 1 March 2027</b>" in page_of(reverse("toolkit:provision", args=["quince", "quince-1"]))
    assert release.load().unchanged


# --- What stands on paper -------------------------------------------------------------------------------------------


def test_on_paper_a_checklist_a_tool_and_the_handbook_say_that_a_rule_was_replaced(article: Provision) -> None:
    tool = factories.tool([factories.citation(article)])
    items = [factories.item("Ripe?", [article])]
    page = factories.checklist([factories.section("S", items)], tool=tool)
    change(article, state=LegalState.SUPERSEDED)
    for kind, subject, places in (("checklist", page.pk, 1), ("tool", tool.pk, 2), ("handbook", "en", 3)):
        html = build_printout(f"toolkit.{kind}", str(subject), {}).html
        assert html.count(f"({REPLACED})") == places, kind


@pytest.mark.thorough
def test_the_paper_of_the_kit_and_its_word_documents_say_that_a_rule_was_replaced(starter: None) -> None:
    form = next(page for page in BlankFormPage.objects.live() if page.provisions)
    case = next(page for page in CasePage.objects.live() if page.rights)
    Provision.objects.update(state=LegalState.SUPERSEDED)
    for kind, page in (("form", form), ("case", case), ("short", ShortPage.objects.exclude(provisions="[]").first())):
        assert f"({REPLACED})" in build_printout(f"toolkit.{kind}", str(page.pk), {}).html, kind
    body = Client().get(reverse("toolkit:form_document", args=[form.pk])).content
    assert any(REPLACED in line.text for line in docx.Document(BytesIO(body)).paragraphs)


@pytest.mark.thorough
def test_a_path_says_beside_its_sources_that_one_was_replaced(starter: None) -> None:
    path = next(page for page in PathPage.objects.live() if page.provisions)
    change(path.provisions[0].value, state=LegalState.SUPERSEDED)
    assert REPLACED in page_of(f"/en/{path.portal_path()}")


def test_a_release_that_ends_a_rule_asks_to_look_at_what_rests_on_it(article: Provision) -> None:
    remember_published_words(article)
    factories.tool([factories.citation(article)], title="Zebra")
    article.state = LegalState.REPEALED
    save_row(article)
    assert [row.title for row in LookAgain.objects.all()] == ["Zebra"]
