"""What the proxy is told: which pages it may keep, and under which state of the content (deploy/nginx.conf)."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import Client

from toolkit.models.state import content_changed

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
    content_changed()
    assert told() != before


def test_without_a_cache_the_proxy_keeps_nothing(visitor: Client, settings: Any, monkeypatch: Any) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError

    settings.KEEP_PAGES = False
    assert visitor.get("/portal-state").headers["X-State"] == ""
    settings.KEEP_PAGES = True
    monkeypatch.setattr(caches["default"].__class__, "get", away)
    answer = visitor.get("/portal-state")
    assert (answer.status_code, answer.headers["X-State"]) == (200, "")
