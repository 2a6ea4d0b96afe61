"""What a reader sees when something is not there, or broke."""

import pytest
from django.db import connection
from django.test import Client, RequestFactory
from django.utils import translation

from config.views import server_error
from tests import factories
from tests.markup import flat


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/en/nothing/", "/en/tools/nothing/", "/en/law/x/y/", "/en/\x00/", "/en/🙂/"])
def test_a_missing_page_offers_search_and_ways_on_in_the_frame(address: str) -> None:
    factories.shelf("tools")
    response = Client().get(address)
    text = flat(response.content.decode())
    assert response.status_code == 404
    assert 'role="search"' in text
    assert 'href="/en/glossary/"' in text
    assert 'class="mast"' in text


@pytest.mark.django_db
def test_a_missing_page_speaks_the_language_of_its_address() -> None:
    factories.home()
    text = flat(Client().get("/ar/nothing/").content.decode())
    assert '<html lang="ar" dir="rtl"' in text
    assert 'action="/ar/search/"' in text


def test_the_page_for_a_broken_server_needs_no_database_and_tells_no_secrets() -> None:
    """The test has no access to a database: a query would fail it."""
    for language, direction in (("en", "ltr"), ("prs", "rtl")):
        with translation.override(language):
            response = server_error(RequestFactory().get("/en/"))
        text = flat(response.content.decode())
        assert response.status_code == 500
        assert f'dir="{direction}"' in text
        assert "Traceback" not in text
        assert "<script" not in text
        assert "style=" not in text
        assert len(text) < 2500


@pytest.mark.django_db
def test_an_error_in_a_view_becomes_that_page(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr("config.views.clean_query", broken)
    response = Client(raise_request_exception=False).get("/en/search/")
    assert response.status_code == 500
    assert "Something went wrong on our side" in flat(response.content.decode())
    assert "a secret detail" not in flat(response.content.decode())
    assert connection.is_usable()
