"""What is translated, told to everybody."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.markup import flat
from tests.toolkit.desk_cast import state_of, translated_article
from tests.toolkit.translated import translate
from toolkit.presenters.progress import LanguageProgress, build_progress

pytestmark = pytest.mark.django_db


def of(code: str) -> LanguageProgress:
    return next(row for row in build_progress() if row.code == code)


def number(code: str, name: str) -> tuple[int, int]:
    return next((done, whole) for kind, done, whole in of(code).kinds if kind == name)


def test_the_page_counts_what_everybody_may_read_and_what_a_person_has_read() -> None:
    tool = factories.tool()
    before = number("ur", "Tool")
    assert of("ur").read == 0
    page = translate(tool, "ur")
    page.machine_translated = True
    page.save_revision().publish()
    assert number("ur", "Tool") == (before[0] + 1, before[1])
    assert of("ur").read == 0
    page.machine_translated = False
    page.save_revision().publish()
    assert of("ur").read == 1
    page.unpublish()
    assert (number("ur", "Tool"), of("ur").read) == (before, 0)


def test_whose_profession_signed_off_is_told_and_no_name(starter: None) -> None:
    _english, page = translated_article()
    state = state_of(page)
    assert of("prs").signed == []
    state.shown, state.shown_profession, state.shown_on = "read", "lawyer", date(2026, 11, 28)
    state.save()
    assert [(str(name), number) for name, number in of("prs").signed] == [("a lawyer", 1)]
    text = flat(Client().get("/en/translations/").content.decode())
    assert "Signed off: a lawyer 1" in text
    dari = text[text.index("In Dari") :].partition("Signed off")[0]
    assert "No person has read" not in dari


def test_readers_find_it_in_the_language_switch_and_in_their_own_language(starter: None) -> None:
    assert 'href="/prs/translations/"' in Client().get("/prs/").content.decode()
    text = flat(Client().get("/en/translations/").content.decode())
    assert "In Dari" in text
    assert "No person has read any of it yet." in text
    assert "چه ترجمه شده است" in Client().get("/prs/translations/").content.decode()


@pytest.mark.parametrize("pages", [1, 3])
def test_it_costs_three_queries_however_much_there_is(pages: int) -> None:
    for _n in range(pages):
        translate(factories.tool(), "ur")
    with CaptureQueriesContext(connection) as queries:
        build_progress()
    assert len(queries) == 3
