"""The page that says what is new, from what the database knows."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import Page

from tests.toolkit.desk_cast import state_of, translated_article
from toolkit.models import SearchEntry, ToolPage, TranslationState
from toolkit.selectors.news import LAST_DAYS, MOST_ROWS, find_news, is_any_by_machine

pytestmark = pytest.mark.django_db


def publish_days_ago(language: str, days: int, *, first: int | None = None, most: int = 1000) -> list[str]:
    """Every page of a language has these days; gives titles of tools."""
    now = timezone.now()
    Page.objects.update(last_published_at=now - timedelta(days=400), first_published_at=now - timedelta(days=400))
    rows = ToolPage.objects.live().filter(locale__language_code=language).order_by("pk")[:most]
    when, before = now - timedelta(days=days), now - timedelta(days=days if first is None else first)
    Page.objects.filter(pk__in=[row.pk for row in rows]).update(last_published_at=when, first_published_at=before)
    return [row.title for row in rows]


def test_each_row_has_its_day_and_whether_it_is_its_first(visitor: Client, starter: None) -> None:
    (title,) = publish_days_ago("en", 3, first=40, most=1)
    page = visitor.get("/en/new/").text
    assert title in page
    assert "published anew" in page
    assert "published first" not in page
    publish_days_ago("en", 3, most=1)
    assert "published first" in visitor.get("/en/new/?again").text


def test_what_is_older_than_the_time_is_not_there_and_the_page_says_so(visitor: Client, starter: None) -> None:
    publish_days_ago("en", LAST_DAYS + 1)
    assert "Nothing was published in this time." in visitor.get("/en/new/").text


def test_what_is_new_in_another_language_is_not_there(starter: None) -> None:
    publish_days_ago("en", 1)
    today = timezone.localdate()
    assert find_news("en", today)
    assert find_news("prs", today) == []


def test_what_was_taken_from_readers_is_not_there(starter: None) -> None:
    publish_days_ago("en", 1)
    today = timezone.localdate()
    taken = find_news("en", today)[0]
    Page.objects.filter(pk=taken.page_id).update(live=False)
    assert taken not in find_news("en", today)


def test_the_newest_come_first_and_no_more_than_the_most(starter: None) -> None:
    now = timezone.now()
    Page.objects.update(last_published_at=now - timedelta(days=5), first_published_at=now - timedelta(days=5))
    newest = SearchEntry.objects.filter(kind="checklist", language="en").last()
    assert newest
    Page.objects.filter(pk=newest.page_id).update(last_published_at=now)
    rows = find_news("en", timezone.localdate())
    assert rows[0] == newest
    assert len(rows) == MOST_ROWS
    assert not {row.kind for row in rows} & {"item", "sentence"}


def test_it_asks_the_same_for_one_row_and_for_three(visitor: Client, starter: None) -> None:
    counts: list[int] = []
    for most in (1, 1, 3):  # the first asks what is kept afterwards
        publish_days_ago("en", 1, most=most)
        with CaptureQueriesContext(connection) as asked:
            visitor.get(f"/en/new/?{len(counts)}")
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_it_stands_in_the_sitemap_and_in_the_foot(visitor: Client, starter: None) -> None:
    assert "/prs/new/</loc>" in visitor.get("/sitemap-lists.xml").text
    assert 'href="/prs/new/"' in visitor.get("/prs/tools/").text


def test_a_machines_words_are_marked_until_a_person_read_them(visitor: Client) -> None:
    state = state_of(translated_article()[1])
    rows = find_news("prs", timezone.localdate())
    assert rows
    assert is_any_by_machine(rows, "prs")
    assert not is_any_by_machine(rows, "en")
    state.shown = TranslationState.Shown.READ
    state.save()
    keys = {state.english_id}
    assert not is_any_by_machine([row for row in rows if row.key in keys], "prs")  # type: ignore[attr-defined]
