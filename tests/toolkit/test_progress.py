"""What is translated, told to everybody."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests import factories
from tests.markup import flat
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


def test_readers_find_it_in_the_language_switch_and_in_their_own_language(starter: None) -> None:
    assert 'href="/prs/translations/"' in Client().get("/prs/").content.decode()
    text = flat(Client().get("/en/translations/").content.decode())
    assert "In Dari" in text
    assert "No person has read any of it yet." in text
    assert "چه ترجمه شده است" in Client().get("/prs/translations/").content.decode()


@pytest.mark.parametrize("pages", [1, 3])
def test_it_costs_two_queries_however_much_there_is(pages: int) -> None:
    for _n in range(pages):
        translate(factories.tool(), "ur")
    with CaptureQueriesContext(connection) as queries:
        build_progress()
    assert len(queries) == 2
