"""A shared cache in front: it may keep public pages, and forgets them when something changes, however it is reached."""

import threading
from collections.abc import Callable, Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import boto3
import pytest
import requests
from celery.exceptions import Retry
from django.core.cache import caches
from django.db import transaction
from django.test import Client
from kombu.exceptions import OperationalError
from wagtail.models import PageViewRestriction

from accounts.models import User
from config import tasks
from config.environment import build_frontend_cache
from config.models import Purge
from config.page_cache import frontend
from toolkit.caching.content_version import get_content_version
from toolkit.models import Portal, Provision, SearchEntry, SectionPage, Term, ToolPage

pytestmark = pytest.mark.thorough
PAGE = "/en/tools/identification-and-referral/"
SEEN = [
    PAGE,
    "/prs/tools/identification-and-referral/",
    "/en/tools/",
    "/en/tools/legislation/",
    "/en/",
    "/sitemap-pages.xml",
]
Commit = Callable[[Callable[[], object]], None]


class Edge:
    """A CDN as small as can be: a real listener for PURGE, and a store that obeys s-maxage and nothing else."""

    def __init__(self) -> None:
        self.store: dict[str, Any] = {}
        self.purged: list[tuple[str, str]] = []
        self.asked: list[tuple[str, str]] = []
        self.answer = 200
        edge = self

        class Listener(BaseHTTPRequestHandler):
            def do_PURGE(self) -> None:
                edge.purged.append((self.path, self.headers["Host"]))
                if edge.answer == 200:
                    edge.store.clear()
                self.send_response(edge.answer)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def do_GET(self) -> None:
                edge.asked.append((self.path, self.headers["Host"]))
                self.send_response(200)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *args: object) -> None:
                """Quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Listener)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        self.address = f"http://127.0.0.1:{self.server.server_port}"

    def get(self, path: str) -> str:
        if path not in self.store:
            answer = Client().get(path)
            if "s-maxage" not in answer.headers.get("Cache-Control", ""):
                return answer.content.decode()
            self.store[path] = answer.content.decode()
        return self.store[path]  # type: ignore[no-any-return]


@pytest.fixture
def edge(settings: Any, monkeypatch: pytest.MonkeyPatch) -> Iterator[Edge]:
    edge = Edge()
    settings.KEEP_PAGES, settings.BASE_URL = True, "https://toolkit.example.org"
    settings.WAGTAILFRONTENDCACHE = {
        "default": {"BACKEND": "config.page_cache.frontend.HTTPPurgeBackend", "LOCATION": edge.address}
    }
    monkeypatch.setattr(
        tasks.purge_frontend_caches, "apply_async", lambda *args, **options: tasks.purge_frontend_caches()
    )
    caches["default"].clear()
    yield edge
    caches["default"].clear()
    edge.server.shutdown()
    edge.server.server_close()


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Commit:
    def do(step: Callable[[], object]) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            step()

    return do


def tool() -> ToolPage:
    return ToolPage.objects.get(slug="identification-and-referral", locale__language_code="en")


@pytest.mark.django_db
def test_a_publication_is_seen_through_the_cache_on_the_page_its_shelves_the_law_and_the_site_map(
    starter: None, edge: Edge, committed: Commit
) -> None:
    page = tool()
    cites = SearchEntry.objects.get(page=page, kind=SearchEntry.Kind.TOOL).rests_on.all()[0]
    seen = [*SEEN, f"/en{cites.get_absolute_url().removeprefix('/en')}"]
    for path in seen:
        assert "Plum pudding" not in edge.get(path)
    assert set(edge.store) == {*seen}  # all of it would be old now
    page.title = page.task = "Plum pudding"
    page.slug = "plum-pudding"
    committed(lambda: page.save_revision().publish())
    assert edge.purged[0] == ("/*", "toolkit.example.org")
    for path in seen[2:]:
        assert "lum" in edge.get(path).replace("plum-pudding", "Plum"), path
    assert "Plum pudding" not in edge.get(PAGE)


CHANGES: dict[str, Callable[[], object]] = {
    "a page unpublished": lambda: tool().unpublish(),
    "a page moved": lambda: tool().move(SectionPage.objects.get(slug="practice", locale__language_code="en")),
    "a page closed": lambda: PageViewRestriction.objects.create(page=tool(), restriction_type="login"),
    "a provision": lambda: Provision.objects.filter(locale__language_code="en")[0].save(),
    "a term": lambda: Term.objects.filter(locale__language_code="en")[0].save(),
    "the settings": lambda: Portal.load().save(),
}


@pytest.mark.django_db
@pytest.mark.parametrize("change", CHANGES)
def test_each_change_that_readers_see_is_told(change: str, starter: None, edge: Edge, committed: Commit) -> None:
    committed(CHANGES[change])
    assert edge.purged[0] == ("/*", "toolkit.example.org")


@pytest.mark.django_db
def test_a_draft_and_what_was_rolled_back_are_not_told(starter: None, edge: Edge, committed: Commit) -> None:
    committed(tool().save_revision)
    with transaction.atomic():
        Portal.load().save()
        transaction.set_rollback(True)
    assert edge.purged == []
    assert not Purge.objects.exists()


@pytest.mark.django_db
def test_many_changes_at_once_are_one_message_and_a_second_one_later(edge: Edge) -> None:
    for _change in range(5):
        Purge.objects.create()
    tasks.purge_frontend_caches()
    tasks.purge_frontend_caches()
    assert len(edge.purged) == 1
    Purge.objects.update(sent_at=Purge.objects.all()[0].sent_at - timedelta(seconds=21))
    tasks.purge_frontend_caches()  # by now, what was on its way while the editor published has arrived
    tasks.purge_frontend_caches()
    assert len(edge.purged) == 2
    assert not Purge.objects.exists()


@pytest.mark.django_db
def test_a_cache_that_is_away_is_told_when_it_is_back(edge: Edge) -> None:
    Purge.objects.create()
    edge.answer = 503
    with pytest.raises(Retry):
        tasks.purge_frontend_caches.apply(throw=True)
    assert Purge.objects.filter(sent_at=None).count() == 1
    edge.answer = 200
    tasks.purge_frontend_caches()
    assert not Purge.objects.filter(sent_at=None).exists()


@pytest.mark.django_db
def test_without_a_broker_a_publication_succeeds_and_beat_tells_the_cache(
    starter: None, edge: Edge, committed: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **options: Any) -> None:
        raise OperationalError

    monkeypatch.setattr(tasks.purge_frontend_caches, "apply_async", away)
    committed(lambda: Portal.load().save())
    assert edge.purged == []
    tasks.purge_frontend_caches()
    assert len(edge.purged) == 1


@pytest.mark.django_db
def test_only_pages_for_everybody_may_be_kept_on_the_way_and_only_where_somebody_tells(
    starter: None, edge: Edge, visitor: Client, as_: Callable[[User], Client], editor: User, settings: Any
) -> None:
    assert visitor.get(PAGE).headers["Cache-Control"] == "public, max-age=0, must-revalidate, s-maxage=600"
    others = ["/en/search/", "/en/account/login/", "/en/space/", "/healthz", "/", f"{PAGE}?a=b", "/en/nowhere/"]
    answers = [visitor.get(path) for path in others] + [as_(editor).get(PAGE), as_(editor).get("/admin/")]
    assert not [one for one in answers if "s-maxage" in one.headers.get("Cache-Control", "")]
    # Of what says nothing it keeps what it likes.
    assert [one.request["PATH_INFO"] for one in answers if not one.headers.get("Cache-Control")] == []
    assert as_(editor).get(PAGE).headers["Cache-Control"] == "private, no-cache"
    settings.WAGTAILFRONTENDCACHE = {}
    caches["default"].clear()
    assert Client().get(PAGE).headers["Cache-Control"] == "public, no-cache"


@pytest.mark.django_db
def test_without_such_a_cache_nothing_is_remembered(starter: None, committed: Commit) -> None:
    committed(lambda: Portal.load().save())
    assert not Purge.objects.exists()


@pytest.mark.django_db
def test_our_own_proxy_hears_of_a_publication_before_the_editor_goes_on(
    edge: Edge, settings: Any, committed: Commit, starter: None
) -> None:
    settings.WAGTAILFRONTENDCACHE, settings.PROXY_ADDRESSES = {}, [edge.address]
    before = get_content_version()
    committed(lambda: Portal.load().save())
    assert edge.asked == [("/portal-state", "toolkit.example.org")]
    assert get_content_version() != before


@pytest.mark.django_db
def test_many_changes_of_one_transaction_are_told_once_and_those_of_the_next_again(
    edge: Edge, settings: Any, committed: Commit, starter: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.PROXY_ADDRESSES, messages = [edge.address], []
    monkeypatch.setattr(tasks.purge_frontend_caches, "apply_async", lambda *args, **options: messages.append(options))

    def many() -> None:
        for term in Term.objects.all()[:5]:
            term.save()

    for number in (1, 2):
        committed(many)
        assert len(edge.asked) == len(messages) == number


@pytest.mark.django_db
def test_a_change_is_told_though_an_earlier_one_of_its_transaction_was_taken_back(
    edge: Edge, settings: Any, committed: Commit, starter: None
) -> None:
    settings.PROXY_ADDRESSES = [edge.address]

    def take_one_back() -> None:
        with transaction.atomic():
            Portal.load().save()
            transaction.set_rollback(True)
        Term.objects.all()[0].save()

    committed(take_one_back)
    assert len(edge.asked) == len(edge.purged) == 1


def test_a_proxy_that_is_away_holds_nobody_up_twice(edge: Edge, settings: Any) -> None:
    settings.PROXY_ADDRESSES = ["http://127.0.0.1:9", edge.address]
    frontend.notify_proxies()
    frontend.notify_proxies()
    assert len(edge.asked) == 2
    assert list(frontend.silent_until) == ["http://127.0.0.1:9"]
    frontend.silent_until.clear()


def test_a_cache_cannot_send_the_message_elsewhere(edge: Edge) -> None:
    edge.answer = 302
    with pytest.raises(OSError, match="302"):
        frontend.purge_all_pages()


def test_cloudfront_gets_one_path_and_cloudflare_the_whole_zone(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    said: list[Any] = []

    class Amazon:
        def create_invalidation(self, **message: Any) -> None:
            said.append((message["DistributionId"], message["InvalidationBatch"]["Paths"]))

    class Answer(requests.Response):
        def __init__(self) -> None:
            super().__init__()
            self.status_code = 200

        def json(self, **kwargs: Any) -> dict[str, bool]:
            return {"success": len(said) < 3}

    def post(address: str, json: Any, headers: dict[str, str], timeout: int) -> Answer:
        said.append((address, json, headers["Authorization"]))
        return Answer()

    monkeypatch.setattr(boto3, "client", lambda *args, **keys: Amazon())
    monkeypatch.setattr(requests, "post", post)
    settings.BASE_URL = "https://toolkit.example.org"
    for value in ("cloudfront:E2QWRUHEXAMPLE", "cloudflare:023e105f4ecef8ad9ca31a8372d0c353"):
        monkeypatch.setenv("FRONTEND_CACHE", value)
        monkeypatch.setenv("FRONTEND_CACHE_TOKEN", "plum")
        settings.WAGTAILFRONTENDCACHE = build_frontend_cache()
        frontend.purge_all_pages()
    assert said[0] == ("E2QWRUHEXAMPLE", {"Quantity": 1, "Items": ["/*"]})
    zone = "https://api.cloudflare.com/client/v4/zones/023e105f4ecef8ad9ca31a8372d0c353/purge_cache"
    assert said[1] == (zone, {"purge_everything": True}, "Bearer plum")
    with pytest.raises(requests.RequestException):
        frontend.purge_all_pages()


def test_a_cache_that_cannot_be_told_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTEND_CACHE", "fastly:plum")
    with pytest.raises(ValueError, match="cloudfront"):
        build_frontend_cache()
    monkeypatch.delenv("FRONTEND_CACHE")
    assert build_frontend_cache() == {}
