"""What the proxy is told: which pages it may keep, and under which version of the content (deploy/nginx.conf)."""

import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from config.page_cache.middleware import PageCacheMiddleware
from toolkit.caching import content_version
from toolkit.caching.content_version import get_content_version, renew_content_version, wait_until_token_expires

PAGE = "/en/tools/identification-and-referral/"


@pytest.fixture(autouse=True)
def kept(settings: Any) -> Iterator[None]:
    settings.KEEP_PAGES = True
    caches["default"].clear()
    yield
    caches["default"].clear()


@pytest.mark.django_db
def test_the_proxy_is_told_what_it_may_keep_and_under_which_state(
    visitor: Client, starter: None, settings: Any
) -> None:
    assert "X-Accel-Expires" not in visitor.get(PAGE).headers
    settings.BEHIND_PROXY = True
    caches["default"].clear()
    assert visitor.get(PAGE).headers["X-Accel-Expires"] == "600"
    others = ["/en/search/", "/en/account/login/", "/en/space/", "/healthz", "/", f"{PAGE}?a=b", "/en/nowhere/"]
    assert not [path for path in others if "X-Accel-Expires" in visitor.get(path).headers]


def test_the_state_costs_no_query_and_changes_with_the_content(visitor: Client) -> None:
    def told() -> str:
        return visitor.get("/portal-state").headers["X-State"]

    before = told()
    assert len(before) > 40
    assert told() == before
    renew_content_version()
    assert told() != before


def test_a_state_that_somebody_put_there_counts_for_nothing(monkeypatch: Any) -> None:
    """A number needs no MAC: with one that she may repeat she would bring back the pages that were made under it."""
    for number in (7, 0):
        caches["default"].set("pages.state", number)
        token = get_content_version(fresh=True)
        assert len(token) == 32
        assert caches["default"].get("pages.state") == token
    # She writes it again each time that it is deleted.
    monkeypatch.setattr(caches["default"], "get", lambda *args, **kwargs: 7)
    assert get_content_version(fresh=True) != get_content_version(fresh=True)


def test_the_state_carries_nothing_that_the_proxy_does_not_read(visitor: Client) -> None:
    headers = dict(visitor.get("/portal-state").headers)
    assert len(headers.pop("X-State")) > 40
    counts = "max-age=1, stale-while-revalidate=3600, stale-if-error=3600"
    assert headers == {"Cache-Control": counts, "Content-Length": "0"}


def test_without_a_cache_the_proxy_keeps_nothing(visitor: Client, settings: Any, monkeypatch: Any) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError

    settings.KEEP_PAGES = False
    assert visitor.get("/portal-state").headers["X-State"] == ""
    settings.KEEP_PAGES = True
    monkeypatch.setattr(caches["default"].__class__, "get", away)
    answer = visitor.get("/portal-state")
    assert (answer.status_code, answer.headers["X-State"]) == (200, "")


def test_under_load_one_question_serves_many_readers_for_a_moment(monkeypatch: Any) -> None:
    monkeypatch.setattr(content_version, "TOKEN_TTL", 0.2)
    first = get_content_version()
    caches["default"].set(content_version.VERSION_KEY, "another process changed something", 60)
    assert get_content_version() == first
    assert get_content_version(fresh=True) == "another process changed something"  # what the proxy is told
    time.sleep(0.21)
    assert get_content_version() == "another process changed something"


def test_who_changed_something_hears_so_once_nobody_believes_what_was_before(monkeypatch: Any) -> None:
    monkeypatch.setattr(content_version, "TOKEN_TTL", 0.2)
    before = get_content_version()
    believed_elsewhere = content_version.known_token
    renew_content_version()
    assert get_content_version() != before  # in this process at once
    wait_until_token_expires()
    monkeypatch.setattr(content_version, "known_token", believed_elsewhere)  # as another process has it
    assert get_content_version() != before
    began = time.monotonic()
    wait_until_token_expires()
    assert time.monotonic() - began < 0.15, "nobody waits twice"


def test_an_editors_answer_waits_for_that_moment_and_a_readers_does_not(monkeypatch: Any, rf: RequestFactory) -> None:
    monkeypatch.setattr(content_version, "TOKEN_TTL", 0.3)

    def publish(request: HttpRequest) -> HttpResponse:
        renew_content_version()
        return HttpResponse()

    def seconds(view: Any) -> float:
        began = time.monotonic()
        PageCacheMiddleware(view)(rf.post("/admin/"))
        return time.monotonic() - began

    assert seconds(publish) >= 0.29
    assert seconds(lambda request: HttpResponse()) < 0.25
