"""The legal library: what it says, how honestly, and what rests on it."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import PageViewRestriction

from tests import factories
from tests.markup import flat
from toolkit.models import Instrument

pytestmark = pytest.mark.django_db


def get(address: str) -> Any:
    return Client().get(address)


def html(address: str) -> str:
    response = get(address)
    assert response.status_code == 200, address
    return flat(response.content.decode())


def queries(address: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        html(address)
    return len(asked)


def test_the_list_groups_instruments_by_kind_and_marks_what_is_verified() -> None:
    treaty = factories.instrument(short="Pear Treaty", kind="treaty", year=1999)
    factories.provision(instrument=treaty, number="art. 1", title="Ripe pears", status="words")
    factories.provision(instrument=treaty, number="art. 2", title="Green pears")
    factories.instrument(short="Pear Goal", kind="goal")
    page = html("/en/law/")
    assert page.index('id="treaty"') < page.index("Pear Treaty") < page.index('id="goal"') < page.index("Pear Goal")
    ripe, green = page.index("Ripe pears"), page.index("Green pears")
    assert 'tag full">Words compared' in page[ripe:green]
    assert 'tag open">To be verified' in page[green : green + 200]


def test_a_country_without_law_says_so_and_asks_who_knows() -> None:
    Instrument.objects.filter(country="AF").update(live=False)
    page = html("/en/law/?country=AF")
    assert page.count("Nothing entered yet. Know the law?") == 1
    assert '<th scope="row">Afghanistan</th>' in page


def test_the_chooser_keeps_one_country_and_ignores_what_is_none() -> None:
    factories.instrument(kind="national", country="LB", title="Act 7 of 2001")
    only = html("/en/law/?country=lb")
    assert "Act 7 of 2001" in only
    assert "Afghanistan</th>" not in only
    assert '<option value="LB" selected>' in only
    for nonsense in ("XX", "<b>", "PK\x00", "🙂"):
        assert "Afghanistan</th>" in get_with(country=nonsense)


def get_with(**query: str) -> str:
    return flat(Client().get("/en/law/", query).content.decode())


def test_national_law_stands_in_the_table_and_not_among_the_treaties() -> None:
    factories.instrument(kind="national", country="PK", title="Act of 2018")
    assert html("/en/law/").count("Act of 2018") == 1


def test_an_instrument_shows_its_provisions_and_the_way_to_its_official_text() -> None:
    row = factories.instrument(key="pear", url="https://example.org/pear", reference="GA res. 1/2")
    factories.provision(instrument=row, title="Ripe pears")
    page = html("/en/law/pear/")
    assert "Ripe pears" in page
    assert 'href="https://example.org/pear" rel="external noreferrer"' in page


def test_a_missing_source_is_said_and_not_guessed() -> None:
    factories.provision(key="nowhere", instrument=factories.instrument(key="pear"))
    assert "No official address known to us." in html("/en/law/pear/nowhere/")


def test_a_provision_lists_every_public_page_and_question_that_rests_on_it() -> None:
    rule = factories.provision(key="rule", instrument=factories.instrument(key="pear"))
    factories.tool([factories.citation(rule)], title="A tool that cites")
    question = factories.item("Does it rest on the rule?", [rule])
    other = factories.item("Does this rest on nothing?")
    factories.checklist([factories.section("S", [other, question])], title="A list", slug="a-list")
    page = html("/en/law/pear/rule/")
    assert "A tool that cites" in page
    assert "1 checklist question rests on it" in page
    link = f'<a href="/en/checklists/a-list/#item-{question["id"]}"><span class="n">A2</span>'
    assert link in page
    assert "Does this rest on nothing?" not in page


def test_what_is_not_public_does_not_show_on_a_provision() -> None:
    rule = factories.provision(key="rule", instrument=factories.instrument(key="pear"))
    factories.tool([factories.citation(rule)], title="Secret draft", live=False)
    gone = factories.tool([factories.citation(rule)], title="Secret once public")
    gone.unpublish()
    closed = factories.checklist([factories.section("S", [factories.item("Secret question?", [rule])])])
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    page = html("/en/law/pear/rule/")
    assert "Secret" not in page
    assert "Nothing published here rests on it yet." in page


def test_neighbours_lead_on_in_the_order_of_the_instrument() -> None:
    law = factories.instrument(key="pear")
    for n in (1, 2, 3):
        factories.provision(key=f"p{n}", instrument=law, number=f"art. {n}", order=n)
    page = html("/en/law/pear/p2/")
    assert re.search(r'rel="prev" href="/en/law/pear/p1/"', page)
    assert re.search(r'rel="next" href="/en/law/pear/p3/"', page)
    assert 'rel="prev"' not in html("/en/law/pear/p1/")
    assert 'rel="next"' not in html("/en/law/pear/p3/")


def test_what_is_no_entry_is_not_found() -> None:
    factories.instrument(key="plum")
    assert get("/en/law/plum/nothing/").status_code == 404
    assert get("/en/law/nothing/").status_code == 404


def test_english_law_under_another_language_is_marked_as_english_and_stays_in_the_frame() -> None:
    factories.provision(key="rule", title="Ripe pears", instrument=factories.instrument(key="pear"))
    for address in ("/ar/law/", "/ar/law/pear/", "/ar/law/pear/rule/"):
        page = html(address)
        assert '<html lang="ar" dir="rtl"' in page
        assert re.search(r'<main [^>]* lang="en" dir="ltr"', page), address
        assert 'href="/en/law/' not in page.split("<main")[1]


def test_a_translated_provision_takes_the_place_of_the_english_one() -> None:
    law = factories.instrument(key="pear")
    rule = factories.provision(key="rule", title="Ripe pears", instrument=law)
    question = factories.item("Does it rest on the rule?", [rule])
    factories.checklist([factories.section("S", [question])])
    french = law.copy_for_translation(factories.locale("fr"))
    french.save()
    translated = rule.copy_for_translation(factories.locale("fr"))
    translated.instrument, translated.title = french, "Poires mûres"
    translated.save()
    assert "Poires mûres" in html("/fr/law/")
    assert "Ripe pears" not in html("/fr/law/")
    page = html("/fr/law/pear/rule/")
    assert "Poires mûres" in page
    assert "Poires" not in html("/en/law/pear/rule/")


@pytest.mark.parametrize("address", ["/en/law/", "/en/law/pear/", "/en/law/pear/rule-0/", "/en/law/who-is-bound/"])
def test_the_law_asks_the_database_no_more_with_more_rows(address: str) -> None:
    law = factories.instrument(key="pear")
    rules = [factories.provision(key="rule-0", instrument=law)]
    page = factories.checklist([factories.section("S", [factories.item("Q?", rules)])])
    factories.tool([factories.citation(*rules)])
    html(address)
    one = queries(address)
    for n in (1, 2):
        other = factories.instrument(kind="national", country="IQ") if n == 2 else factories.instrument()
        factories.provision(instrument=other)
        factories.provision(key=f"rule-{n}", instrument=law)
        factories.checklist([factories.section("S", [factories.item("Q?", rules), factories.item("R?", rules)])])
        factories.tool([factories.citation(*rules)])
    assert page.live
    assert queries(address) == one <= 10
