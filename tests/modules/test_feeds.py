"""The catalogue for machines."""

import json
from datetime import datetime

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from lxml import etree

from accounts.models import User
from modules.actions.publishing import process_module_publication
from modules.models import Module
from tests.modules.classroom import module

pytestmark = pytest.mark.django_db
ATOM = {"a": "http://www.w3.org/2005/Atom"}


def published(slug: str, **fields: object) -> Module:
    row = module(slug, live=False, **fields)
    row.save_revision().publish()
    return Module.objects.get(pk=row.pk)


def test_the_feed_has_all_that_atom_asks_for(starter: None, visitor: Client) -> None:
    published("rights-amp", title="Rights & <b>gender</b>", summary="A < B")
    response = visitor.get("/en/modules/feed.xml")
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = etree.fromstring(response.content)
    for place in [feed, *feed.findall("a:entry", ATOM)]:
        for name in ("id", "title", "updated"):
            assert len(place.findall(f"a:{name}", ATOM)) == 1, (place, name)
            assert place.findtext(f"a:{name}", namespaces=ATOM)
        assert datetime.fromisoformat(place.findtext("a:updated", namespaces=ATOM)).tzinfo
        assert place.find("a:author/a:name", ATOM) is not None or feed.find("a:author/a:name", ATOM) is not None
        assert place.findall("a:link[@rel='alternate']", ATOM)
        assert all(link.get("href").startswith("http") for link in place.findall("a:link", ATOM))
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in feed.findall("a:entry", ATOM)]
    assert len(ids) == len(set(ids)) >= 2
    assert all(one.startswith("urn:uuid:") for one in ids)
    assert feed.find("a:link[@rel='self']", ATOM) is not None
    assert "Rights & <b>gender</b>" in [e.findtext("a:title", namespaces=ATOM) for e in feed.findall("a:entry", ATOM)]


def test_feed_and_list_leave_out_what_is_not_published(visitor: Client) -> None:
    module("rights-draft", title="ZQ7 unfinished", live=False)
    for address in ("/en/modules/feed.xml", "/en/modules/list.json", "/sitemap-modules.xml"):
        assert "ZQ7" not in visitor.get(address).content.decode()
        assert "rights-draft" not in visitor.get(address).content.decode()


def test_the_feed_holds_no_draft_for_review_and_the_list_marks_it(visitor: Client) -> None:
    published("rights-review", title="ZQ7 review", for_review=True)
    published("rights-done", title="ZQ7 done")
    feed = visitor.get("/en/modules/feed.xml").content.decode()
    assert "ZQ7 done" in feed
    assert "ZQ7 review" not in feed
    rows = json.loads(visitor.get("/en/modules/list.json").content)["modules"]
    assert {row["title"]: row["for_review"] for row in rows if "ZQ7" in row["title"]} == {
        "ZQ7 review": True,
        "ZQ7 done": False,
    }


@pytest.mark.parametrize("name", ["list.json", "feed.xml", "lecturers/"])
def test_lists_of_modules_read_no_texts_and_ask_as_little_for_many(as_, admin: User, name: str) -> None:
    """Two thousand modules with all their parts would be a hundred megabytes."""
    browser, address = as_(admin), f"/en/modules/{name}"
    first = published("rights-one")
    browser.get(address)
    counts = []
    for slugs in ((), ("rights-two", "rights-three")):
        for slug in slugs:
            published(slug, parent=first)
        with CaptureQueriesContext(connection) as asked:
            assert "rights-one" in browser.get(address).content.decode()
        counts.append(len(asked))
        for column in ("parts", "citations", "introduction"):
            assert not [one["sql"] for one in asked if f'"modules_module"."{column}"' in one["sql"]]
    assert counts[0] == counts[1]


def test_the_list_names_every_language_with_its_address(starter: None, visitor: Client) -> None:
    rows = json.loads(visitor.get("/en/modules/list.json").content)["modules"]
    starter_rows = [row for row in rows if row["url"].endswith("/modules/rights-and-gender/")]
    assert {row["language"] for row in starter_rows} >= {"en", "fa"}
    assert len({row["id"] for row in starter_rows}) == 1
    pakistan = next(row for row in rows if "pakistan" in row["url"])
    assert pakistan["adapted_from"] == starter_rows[0]["id"]
    assert pakistan["countries"] == ["PK"]


def test_the_sitemap_holds_modules_but_no_draft_for_review(starter: None, visitor: Client) -> None:
    text = visitor.get("/sitemap-modules.xml").content.decode()
    assert "/fa/modules/rights-and-gender/" in text
    assert "pakistan" not in text


def test_following_up_twice_leaves_one_row_in_the_search() -> None:
    from toolkit.models import SearchEntry

    row = module("rights-once")
    process_module_publication(row)
    process_module_publication(row)
    assert SearchEntry.objects.filter(path="modules/rights-once/").count() == 1
