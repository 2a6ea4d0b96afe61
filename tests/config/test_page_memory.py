"""What makes a page from the cache quick: one client a server, and what was asked for lately near at hand."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.test import RequestFactory

from config.caches import SignedRedisCache
from config.page_cache import memory
from config.page_cache.keys import get_page_key

PAGE = (b"finished", {"ETag": '"1"'})


@pytest.fixture(autouse=True)
def empty() -> Iterator[None]:
    caches["default"].clear()
    memory.pages.clear()
    yield
    memory.pages.clear()


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The keys that the shared cache is asked for."""
    keys: list[str] = []
    cache = caches["default"]
    get = cache.get
    monkeypatch.setattr(cache, "get", lambda key, *rest, **more: keys.append(key) or get(key, *rest, **more))
    return keys


def key() -> str:
    return get_page_key(RequestFactory().get("/en/"))


def test_one_client_for_all_questions_to_a_server() -> None:
    """Nothing is connected to yet."""
    cache: Any = SignedRedisCache("redis://localhost:1/0", {})._cache  # type: ignore[attr-defined]
    assert cache.get_client("a") is cache.get_client("b", write=True)
    two: Any = SignedRedisCache(["redis://localhost:1/0", "redis://localhost:2/0"], {})._cache  # type: ignore[attr-defined]
    assert two.get_client("a", write=True) is not two.get_client("a")


def test_a_page_asked_for_again_is_near(asked: list[str]) -> None:
    caches["default"].set(name := key(), PAGE)
    assert [memory.find_page(name) for _ in range(3)] == [PAGE] * 3
    assert asked.count(name) == 1


def test_what_is_not_there_is_asked_for_each_time(asked: list[str]) -> None:
    assert memory.find_page("pages.none") is None
    assert memory.find_page("pages.none") is None
    assert asked.count("pages.none") == 2


def test_once_something_is_published_nothing_near_is_found() -> None:
    from toolkit.caching.content_version import renew_content_version

    caches["default"].set(name := key(), PAGE)
    assert memory.find_page(name) == PAGE
    renew_content_version()
    assert key() != name
    assert memory.find_page(key()) is None


def test_nothing_is_near_for_longer_than_its_time(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """So that a page kept while the cache was away does not outlive the ten minutes by much."""
    monkeypatch.setattr(memory, "MEMORY_TTL", -1)
    caches["default"].set("pages.a", PAGE)
    assert [memory.find_page("pages.a") for _ in range(2)] == [PAGE] * 2
    assert asked.count("pages.a") == 2


def test_a_process_keeps_only_so_many_near() -> None:
    for number in range(memory.MAX_PAGES + 5):
        caches["default"].set(f"pages.{number}", PAGE)
        memory.find_page(f"pages.{number}")
    assert len(memory.pages) <= memory.MAX_PAGES
