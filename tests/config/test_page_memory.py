"""What makes a page from the cache quick: one client a server, and what was asked for lately near at hand."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import RequestFactory

from config.caches import Redis
from config.page_cache import middleware as kept

PAGE = (b"finished", {"ETag": '"1"'})


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    caches["default"].clear()
    kept.near.clear()
    yield
    kept.near.clear()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that the shared cache is asked for."""
    keys: list[str] = []
    cache = caches["default"]
    get = cache.get
    monkeypatch.setattr(cache, "get", lambda key, *rest, **more: keys.append(key) or get(key, *rest, **more))
    return keys


def key() -> str:
    return kept.key_of(RequestFactory().get("/en/"))


def test_one_client_for_all_questions_to_a_server() -> None:
    """Nothing is connected to yet."""
    cache: Any = Redis("redis://localhost:1/0", {})._cache  # type: ignore[attr-defined]
    assert cache.get_client("a") is cache.get_client("b", write=True)
    two: Any = Redis(["redis://localhost:1/0", "redis://localhost:2/0"], {})._cache  # type: ignore[attr-defined]
    assert two.get_client("a", write=True) is not two.get_client("a")


def test_a_page_asked_for_again_is_near(asked: list[str]) -> None:
    caches["default"].set(name := key(), PAGE)
    assert [kept.near_or_far(name) for _ in range(3)] == [PAGE] * 3
    assert asked.count(name) == 1


def test_what_is_not_there_is_asked_for_each_time(asked: list[str]) -> None:
    assert kept.near_or_far("pages.none") is None
    assert kept.near_or_far("pages.none") is None
    assert asked.count("pages.none") == 2


def test_once_something_is_published_nothing_near_is_found() -> None:
    from toolkit.caching.content_version import content_changed

    caches["default"].set(name := key(), PAGE)
    assert kept.near_or_far(name) == PAGE
    content_changed()
    assert key() != name
    assert kept.near_or_far(key()) is None


def test_nothing_is_near_for_longer_than_its_time(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a page kept while the cache was away does not outlive the ten minutes by much."""
    monkeypatch.setattr(kept, "NEAR_FOR", -1)
    caches["default"].set("pages.a", PAGE)
    assert [kept.near_or_far("pages.a") for _ in range(2)] == [PAGE] * 2
    assert asked.count("pages.a") == 2


def test_a_process_keeps_only_so_many_near() -> None:
    for number in range(kept.MOST_NEAR + 5):
        caches["default"].set(f"pages.{number}", PAGE)
        kept.near_or_far(f"pages.{number}")
    assert len(kept.near) <= kept.MOST_NEAR
