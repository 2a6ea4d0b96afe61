"""What costs something is limited for one client before it is done, and a class behind one address has room."""

from collections.abc import Iterator

import pytest
import time_machine
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import get_resolver, resolve, reverse
from django.utils import timezone

from config.middleware import ResponsePolicyMiddleware, ThrottleMiddleware
from config.middleware.throttle import COSTLY, GUESSED
from tests.cached import entries
from tests.markup import flat

CLASS = 60  # people behind one address


@pytest.fixture(autouse=True)
def counted(settings) -> Iterator[None]:
    """From the beginning of a minute: windows are fixed, so a test must not run into the next one by chance."""
    settings.CLIENT_ROOM = 1
    for name in ("default", "near"):
        caches[name].clear()
    with time_machine.travel(timezone.now().replace(second=0, microsecond=0)):
        yield


def every_name(resolver=None, space: str = "") -> set[str]:  # type: ignore[no-untyped-def]
    names = set()
    for pattern in (resolver or get_resolver()).url_patterns:
        if hasattr(pattern, "url_patterns"):
            names |= every_name(pattern, f"{space}{pattern.namespace}:" if pattern.namespace else space)
        elif pattern.name:
            names.add(f"{space}{pattern.name}")
    return names


def test_every_limit_stands_at_a_page_that_exists() -> None:
    assert {*COSTLY, *GUESSED} - every_name() == set()


@pytest.mark.parametrize(("name", "method"), [(name, method) for name in COSTLY for method in COSTLY[name]])
def test_the_table(name: str, method: str, rf: RequestFactory) -> None:
    """A class is let in, a flood is not, and another client is not held up by it."""
    limit = COSTLY[name][method]
    throttle = ThrottleMiddleware(lambda request: HttpResponse())

    def ask(place: str) -> int:
        request = rf.generic(method, "/en/somewhere/", REMOTE_ADDR=place)
        request.resolver_match = type("Match", (), {"view_name": name})()
        answer = throttle.process_view(request, None, (), {})
        return answer.status_code if answer else 200

    answers = [ask("203.0.113.7") for _time in range(limit.number + 2)]
    assert answers == [200] * limit.number + [429] * 2
    assert ask("203.0.113.8") == 200
    assert limit.number >= CLASS


@pytest.mark.django_db
def test_the_search_is_not_even_begun(visitor: Client, settings, monkeypatch, django_assert_num_queries) -> None:
    settings.CLIENT_ROOM = 2 / 300
    for _time in range(2):
        assert visitor.get("/prs/search/?q=border").status_code == 200
    monkeypatch.setattr("config.views.clean_query", lambda text: 1 / 0)
    with django_assert_num_queries(0):
        response = visitor.get("/prs/search/?q=border")
    assert response.status_code == 429
    assert response.headers["Retry-After"] == "60"
    assert response.headers["Cache-Control"] == "no-store"
    assert '<html lang="fa-AF" dir="rtl">' in response.content.decode()
    english = visitor.get("/en/search/?q=border").content.decode()
    assert "Please wait one minute" in flat(english)
    assert "password" not in english
    assert visitor.get("/en/").status_code == 200, "pages can still be read"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sitemap.xml", "/sitemap-law.xml", "/en/modules/feed.xml", "/en/modules/list.json"])
def test_a_list_of_everything_is_limited_where_it_is_not_kept(path: str, visitor: Client, settings) -> None:
    """A question added to its address leads past what is kept."""
    settings.CLIENT_ROOM, settings.KEEP_PAGES = 2 / 300, True
    assert [visitor.get(f"{path}?a={number}").status_code for number in range(3)] == [200, 200, 429]
    caches["default"].clear()
    assert [visitor.get(path).status_code for _time in range(4)] == [200] * 4


def test_no_address_is_kept(visitor: Client, rf: RequestFactory) -> None:
    request = rf.get("/en/search/", REMOTE_ADDR="203.0.113.77")
    request.resolver_match = resolve("/en/search/")
    ThrottleMiddleware(lambda request: HttpResponse()).process_view(request, None, (), {})
    kept = repr(entries())
    assert kept != "{}"
    assert "203.0.113" not in kept


def test_a_views_own_limit_says_when_to_come_back_too(rf: RequestFactory) -> None:
    answer = ResponsePolicyMiddleware(lambda request: HttpResponse(status=429))(rf.get("/en/work/"))
    assert answer.headers["Retry-After"] == "600"
    assert answer.headers["Cache-Control"] == "no-store"
    answer = ResponsePolicyMiddleware(lambda request: HttpResponse(status=429, headers={"Retry-After": "60"}))(
        rf.get("/en/work/")
    )
    assert answer.headers["Retry-After"] == "60"


def test_an_operator_gives_more_room_or_takes_the_limits_away(settings, rf: RequestFactory) -> None:
    throttle, match = ThrottleMiddleware(lambda request: HttpResponse()), resolve("/en/search/")

    def ask() -> bool:
        request = rf.get("/en/search/")
        request.resolver_match = match
        return throttle.process_view(request, None, (), {}) is None

    settings.CLIENT_ROOM = 2
    assert sum(ask() for _time in range(650)) == 600
    settings.CLIENT_ROOM = 0
    assert ask()


@pytest.mark.django_db
def test_no_room_makes_a_pages_password_easier_to_guess(settings, rf: RequestFactory) -> None:
    throttle = ThrottleMiddleware(lambda request: HttpResponse())
    path = reverse("wagtailcore_authenticate_with_password", args=[1, 1])

    def guess() -> bool:
        request = rf.post(path)
        request.resolver_match = resolve(path)
        return throttle.process_view(request, None, (), {}) is None

    settings.CLIENT_ROOM = 0
    assert sum(guess() for _time in range(30)) == 10


@pytest.mark.django_db
def test_a_body_that_is_too_large_is_not_read(rf: RequestFactory, settings) -> None:
    def read(request) -> HttpResponse:  # type: ignore[no-untyped-def]
        raise AssertionError("it went on")

    request = rf.post("/en/account/login/", {"a": "b"})
    request.META["CONTENT_LENGTH"] = str(settings.LARGEST_REQUEST + 1)
    response = ThrottleMiddleware(read)(request)
    assert response.status_code == 413
    assert "25 MB" in flat(response.content.decode())
    for said in ("", "nonsense", "-1", str(settings.LARGEST_REQUEST)):
        request.META["CONTENT_LENGTH"] = said
        with pytest.raises(AssertionError, match="it went on"):
            ThrottleMiddleware(read)(request)


@pytest.mark.django_db
def test_a_page_that_is_made_anew_again_and_again_is_limited_and_kept_ones_are_not(
    starter: None, visitor: Client, settings
) -> None:
    settings.CLIENT_ROOM, settings.KEEP_PAGES = 3 / 600, True
    kept = [visitor.get("/en/about/").status_code for _time in range(6)]
    anew = [visitor.get(f"/en/about/?n={number}").status_code for number in range(4)]
    assert kept == [200] * 6
    assert anew == [200, 200, 429, 429], "the first of the kept ones was made, too"
