"""What a load looks up: asked for once, and right while rows come and go."""

from typing import Any

import pytest

from tests.factories import add, home, instrument, locale, provision, shelf, term
from toolkit.actions.known_rows import KnownPages, KnownRows
from toolkit.models import ArticlePage, Instrument, Provision, Term, TreatyStanding

pytestmark = pytest.mark.django_db


def test_rows_of_the_named_languages_are_asked_for_once_a_model(django_assert_num_queries: Any) -> None:
    rule = provision(key="here-1")
    french = provision(key="there-1")
    Provision.objects.filter(pk=french.pk).update(locale=locale("fr"))
    rows = KnownRows("en", "ar")
    with django_assert_num_queries(1):
        found = [rows.find(Provision, "en", key) for key in ("here-1", "there-1", "nowhere-1")]
        assert [one and one.instrument.key for one in found] == [rule.instrument.key, None, None]
        assert rows.find(Provision, "fr", "there-1") is None


def test_who_is_bound_is_found_by_treaty_and_country() -> None:
    treaty = instrument(key="a-treaty")
    row = TreatyStanding.objects.create(instrument=treaty, country="AF", locale=locale(), standing="party")
    assert KnownRows("en").find(TreatyStanding, "en", "a-treaty/AF") == row


def test_a_row_is_known_once_it_is_saved_and_no_longer_once_it_is_deleted() -> None:
    rows = KnownRows("en")
    assert rows.find(Term, "en", "quince") is None
    row = term("Quince", slug="quince")
    assert rows.find(Term, "en", "quince") is None
    rows.put(row)
    assert rows.find(Term, "en", "quince") is row
    row.delete()
    rows.forget(row)
    assert rows.find(Term, "en", "quince") is None


def test_what_no_content_names_by_key_is_passed_over() -> None:
    rows = KnownRows("en")
    rows.put(home())
    rows.forget(home())
    assert rows.find(Instrument, "en", "home") is None


def test_pages_are_found_below_their_front_page_with_those_added_since(django_assert_num_queries: Any) -> None:
    front, below = home(), shelf("tools").page_ptr
    pages = KnownPages()
    with django_assert_num_queries(1):
        assert pages.find(front, "/tools/") == below
        assert pages.find(front, "tools/new") is None
    page = add(below, ArticlePage(title="New", slug="new", locale=front.locale))
    pages.put(front, page)
    assert pages.find(front, "tools/new") is page
