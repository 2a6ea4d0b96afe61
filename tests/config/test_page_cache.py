"""Public pages are kept as finished bytes: the same for everybody, never old, and never anybody's own."""

import gzip
import re
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any

import brotli
import pytest
from django.contrib.auth.models import Group
from django.core.cache import caches
from django.http import HttpResponse
from django.test import Client, RequestFactory
from wagtail.models import PageViewRestriction

from accounts.models import User
from config.middleware import CanonicalHostMiddleware
from config.page_cache import memory
from config.page_cache.keys import build_page_key, get_page_key
from config.page_cache.middleware import PageCacheMiddleware
from config.page_cache.rules import is_cacheable_request
from modules.models import Module
from network.founding.actions import close_country, open_country
from network.models import Country, Role
from tests.network import factories
from toolkit.caching.content_version import VERSION_KEY, get_content_version, renew_content_version
from toolkit.models import Portal, Provision, ToolPage

PAGE = "/en/tools/identification-and-referral/"
Publish = Callable[..., Any]


@pytest.fixture(autouse=True)
def kept(settings: Any) -> Iterator[None]:
    settings.KEEP_PAGES = True
    caches["default"].clear()
    yield
    caches["default"].clear()


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Callable[[Callable[[], object]], None]:
    """`committed(step)`: does it, and what follows once it is in the database."""

    def do(step: Callable[[], object]) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            step()

    return do


def tool() -> ToolPage:
    return ToolPage.objects.get(slug="identification-and-referral", locale__language_code="en")


def body(browser: Client, path: str = PAGE, **headers: Any) -> str:
    return browser.get(path, **headers).content.decode()


@pytest.mark.django_db
def test_a_country_that_is_opened_or_closed_changes_the_public_page_at_once(
    starter: None, committed: Callable[[Callable[[], object]], None]
) -> None:
    coordinator = factories.member("AF", role=Role.COORDINATOR)
    place, country = "/en/network/", Country.objects.get(pk="AF")
    assert "Open now for:" in body(Client(), place)
    committed(lambda: close_country(by=coordinator, country=country))
    assert "Not open yet" in body(Client(), place)
    committed(lambda: open_country(by=coordinator, code="AF"))
    assert "Open now for:" in body(Client(), place)


@pytest.mark.django_db
def test_the_second_reader_costs_no_query_and_gets_the_same(
    visitor: Client, starter: None, django_assert_num_queries: Any
) -> None:
    first = visitor.get(PAGE)
    with django_assert_num_queries(0):
        second = Client().get(PAGE)
    assert second.content == first.content
    assert second.headers == first.headers
    assert second.headers["Content-Security-Policy"].startswith("default-src 'none'")
    assert second.headers["Cache-Control"] == "public, no-cache"


@pytest.mark.django_db
def test_whoever_has_the_page_already_is_told_so(visitor: Client, starter: None) -> None:
    tag = visitor.get(PAGE).headers["ETag"]
    answer = visitor.get(PAGE, headers={"If-None-Match": tag})
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer.headers["ETag"] == tag
    assert visitor.get(PAGE, headers={"If-None-Match": '"another"'}).status_code == 200


@pytest.mark.django_db
def test_what_is_compressed_goes_to_those_who_can_read_it(visitor: Client, starter: None) -> None:
    for _reader in range(2):
        plain = visitor.get(PAGE)
        zipped = visitor.get(PAGE, headers={"Accept-Encoding": "gzip, deflate"})
        tight = visitor.get(PAGE, headers={"Accept-Encoding": "gzip, deflate, br, zstd"})
        assert "Content-Encoding" not in plain.headers
        assert gzip.decompress(zipped.content) == brotli.decompress(tight.content) == plain.content
        assert len(tight.content) < len(zipped.content) < len(plain.content)
        assert {answer.headers["Vary"] for answer in (zipped, tight)} == {"Accept-Encoding"}
        assert len({answer.headers["ETag"] for answer in (plain, zipped, tight)}) == 3
        assert tight.headers["Content-Length"] == str(len(tight.content))


@pytest.mark.django_db
def test_a_page_names_in_its_header_the_sheets_that_it_waits_for(visitor: Client, starter: None) -> None:
    for _reader in range(2):
        answer = visitor.get(PAGE)
        sheets = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.content.decode())
        assert len(sheets) == 3
        assert answer.headers["Link"] == ", ".join(f"<{sheet}>; rel=preload; as=style" for sheet in sheets)
    assert "Link" not in visitor.get("/sitemap.xml").headers
    assert "Link" not in visitor.get("/admin/login/").headers


@pytest.mark.django_db
@pytest.mark.parametrize("refused", ["br;q=0, gzip", "gzip, br;q=0.1", "abr, gzip, brx"])
def test_who_would_rather_not_have_brotli_gets_gzip(refused: str, visitor: Client, starter: None) -> None:
    assert visitor.get(PAGE, headers={"Accept-Encoding": refused}).headers["Content-Encoding"] == "gzip"


@pytest.mark.django_db
def test_a_page_of_somebody_is_compressed_by_gzip_whose_length_tells_nothing(as_: Any, editor: Any) -> None:
    seen = {
        len(as_(editor).get("/en/account/", headers={"Accept-Encoding": "gzip, deflate, br"}).content) for _ in range(8)
    }
    assert len(seen) > 1


@pytest.mark.django_db
def test_a_publication_is_seen_at_once(visitor: Client, starter: None, committed: Publish) -> None:
    page = tool()
    assert "Plum pudding" not in body(visitor)
    page.title = "Plum pudding"
    committed(lambda: page.save_revision().publish())
    assert "Plum pudding" in body(visitor)
    assert "Plum pudding" in body(visitor, "/en/tools/")


@pytest.mark.django_db
def test_a_draft_changes_nothing_for_readers(visitor: Client, starter: None, committed: Publish) -> None:
    page, before = tool(), get_content_version()
    page.title = "Plum pudding"
    committed(page.save_revision)
    assert "Plum pudding" not in body(visitor)
    assert get_content_version() == before


@pytest.mark.django_db
def test_an_edited_provision_and_edited_settings_are_seen_at_once(
    visitor: Client, starter: None, committed: Publish
) -> None:
    law, home = "/en/law/tip/tip-6-3/", "/en/"
    body(visitor, law), body(visitor, home)
    provision = Provision.objects.get(key="tip-6-3", locale__language_code="en")
    provision.text = "Plums for everybody."
    committed(provision.save)
    assert "Plums for everybody." in body(visitor, law)
    portal = Portal.objects.first() or Portal.for_site(tool().get_site())
    portal.name = "The plum portal"
    committed(portal.save)
    assert "The plum portal" in body(visitor, home)


@pytest.mark.django_db
def test_an_unpublished_page_is_gone_at_once(visitor: Client, starter: None, committed: Publish) -> None:
    assert visitor.get(PAGE).status_code == 200
    committed(lambda: tool().unpublish())
    assert visitor.get(PAGE).status_code == 404


@pytest.mark.django_db
def test_a_page_made_private_is_kept_for_nobody(
    visitor: Client, as_: Callable[[User], Client], editor: User, starter: None, committed: Publish
) -> None:
    body(visitor)
    rule = PageViewRestriction(page=tool(), restriction_type="groups")
    committed(rule.save)
    rule.groups.add(Group.objects.get(name="Editors"))
    inside = as_(editor)
    assert inside.get(PAGE).status_code == 200
    assert visitor.get(PAGE).status_code in {302, 403}
    assert inside.get(PAGE).status_code == 200


@pytest.mark.django_db
def test_whoever_is_signed_in_neither_gets_nor_leaves_a_kept_page(
    visitor: Client, as_: Callable[[User], Client], editor: User, starter: None
) -> None:
    inside = as_(editor)
    assert "ETag" not in inside.get(PAGE).headers
    assert "ETag" in visitor.get(PAGE).headers
    assert "ETag" not in inside.get(PAGE).headers


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/search/", "/en/account/login/", "/en/space/", "/en/space/start/", "/healthz"])
def test_what_may_be_somebodys_is_never_kept(path: str, visitor: Client, starter: None) -> None:
    for _reader in range(2):
        answer = visitor.get(path)
        assert "public" not in answer.headers.get("Cache-Control", "")
    assert caches["default"].get(get_page_key(asked(path))) is None


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/sitemap-modules.xml", "/en/modules/feed.xml", "/en/modules/list.json"])
def test_what_machines_read_is_kept_too_and_changes_with_the_content(
    path: str, visitor: Client, starter: None, committed: Publish, django_assert_num_queries: Any
) -> None:
    first = visitor.get(path)
    with django_assert_num_queries(0):
        second = visitor.get(path)
    assert (second.content, second.headers["ETag"]) == (first.content, first.headers["ETag"])
    module = Module.objects.published().get(slug="rights-and-gender", locale__language_code="en")
    module.slug = module.title = "plum-pudding"
    committed(lambda: module.save_revision().publish())
    assert "plum-pudding" in body(visitor, path)


# --- The middleware alone ---------------------------------------------------------------------------------------


def asked(path: str = "/en/", **more: Any) -> Any:
    return RequestFactory().get(path, **more)


def page(text: str = "A page", **headers: str) -> HttpResponse:
    return HttpResponse(text, headers=headers)


@pytest.mark.parametrize(
    "request_",
    [
        asked(QUERY_STRING="page=2"),
        asked(headers={"HX-Request": "true"}),
        asked(headers={"Cookie": "sessionid=x"}),
        asked(headers={"Cookie": "csrftoken=x"}),
        asked(headers={"Range": "bytes=0-10"}),
        asked("/en/space/people/"),
        asked("/prs/account/"),
        asked("/en/work/6ae5ab9c-1ba5-4c05-a9cb-ab43fbd36b71/"),
        asked("/admin/"),
        asked("/documents/1/secret.pdf"),
        RequestFactory().post("/en/"),
    ],
)
def test_these_questions_go_past_what_is_kept(request_: Any) -> None:
    assert not is_cacheable_request(request_)
    assert is_cacheable_request(asked(headers={"Cookie": "somebody-elses=1"}))


@pytest.mark.parametrize(
    "response",
    [
        page(**{"Cache-Control": "no-store"}),
        page(**{"Cache-Control": "private"}),
        page(**{"Vary": "Cookie, Accept-Encoding"}),
        page(**{"Content-Type": "application/pdf"}),
        HttpResponse("gone", status=404),
        HttpResponse(status=302, headers={"Location": "/"}),
    ],
)
def test_these_answers_are_not_kept(response: HttpResponse) -> None:
    answers = iter([response, page("Another")])
    pages = PageCacheMiddleware(lambda request: next(answers))
    pages(asked())
    assert caches["default"].get(f"{get_page_key(asked())}.maker") is None, "the next reader need not wait for it"
    assert pages(asked()).content == b"Another"


def test_an_answer_with_a_cookie_is_not_kept() -> None:
    first = page()
    first.set_cookie("sessionid", "x")
    answers = iter([first, page("Another")])
    pages = PageCacheMiddleware(lambda request: next(answers))
    assert pages(asked()).cookies
    assert not pages(asked()).cookies


def test_a_crowd_waits_for_one_who_makes_the_page() -> None:
    made = []

    def slowly(request: Any) -> HttpResponse:
        made.append(1)
        time.sleep(0.1)
        return page()

    pages, answers = PageCacheMiddleware(slowly), []
    readers = [threading.Thread(target=lambda: answers.append(pages(asked()).content)) for _ in range(8)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert answers == [b"A page"] * 8
    assert len(made) == 1


def test_who_waits_for_a_page_that_may_not_be_kept_makes_her_own() -> None:
    def slowly(request: Any) -> HttpResponse:
        time.sleep(0.05)
        return page(**{"Cache-Control": "no-store"})

    pages, answers = PageCacheMiddleware(slowly), []
    readers = [threading.Thread(target=lambda: answers.append(pages(asked()).status_code)) for _ in range(4)]
    for one in readers:
        one.start()
    for one in readers:
        one.join()
    assert answers == [200] * 4


def test_a_lost_token_brings_nothing_old_back() -> None:
    answers = iter([page("Old"), page("New")])
    pages = PageCacheMiddleware(lambda request: next(answers))
    assert pages(asked()).content == b"Old"
    caches["default"].delete(VERSION_KEY)
    assert pages(asked()).content == b"New"


def test_a_page_that_was_made_while_something_changed_is_not_served_afterwards() -> None:
    def slowly(request: Any) -> HttpResponse:
        if not seen:
            seen.append(1)
            renew_content_version()  # an editor publishes while the old page is being made
            return page("Old")
        return page("New")

    seen: list[int] = []
    pages = PageCacheMiddleware(slowly)
    assert pages(asked()).content == b"Old"
    assert pages(asked()).content == b"New"


def test_hosts_and_schemes_have_pages_of_their_own(settings: Any) -> None:
    settings.ALLOWED_HOSTS = ["*"]
    pages = PageCacheMiddleware(lambda request: page(f"{request.scheme} {request.get_host()}"))
    for secure, host in ((False, "one.example"), (True, "one.example"), (False, "two.example")):
        said = pages(RequestFactory().get("/en/", secure=secure, headers={"Host": host})).content.decode()
        assert said == f"{'https' if secure else 'http'} {host}"


def test_without_a_cache_there_are_pages_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError

    for name in ("get", "add", "set"):
        monkeypatch.setattr(caches["default"].__class__, name, away)
    assert PageCacheMiddleware(lambda request: page())(asked()).content == b"A page"


# --- What one reader could make for the next ----------------------------------------------------------------------


def test_a_kept_page_is_made_from_a_request_that_holds_what_its_key_holds(settings: Any) -> None:
    """Whatever else a client sends does not come so far: by what is let through, not by what somebody thought of."""
    seen: list[dict[str, Any]] = []
    pages = PageCacheMiddleware(lambda request: seen.append(dict(request.META)) or page())
    odd = {f"X-ZQ7-{number}": "ZQ7" for number in range(40)}
    pages(asked(headers={**odd, "Cookie": "theme=ZQ7", "Accept-Language": "ZQ7", "Accept-Encoding": "ZQ7, gzip"}))
    (meta,) = seen
    assert "ZQ7" not in repr(meta)
    assert meta["HTTP_ACCEPT_ENCODING"] == "gzip"
    theirs = {name for name in meta if name.startswith("HTTP_")}
    assert theirs <= {"HTTP_ACCEPT_ENCODING", "HTTP_HOST", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_PROTO"}


def test_what_is_asked_with_head_is_kept_as_a_whole() -> None:
    pages = PageCacheMiddleware(lambda request: page(request.method or ""))
    pages(RequestFactory().head("/en/"))
    assert pages(asked()).content == b"GET"


@pytest.mark.parametrize("path", ["/", "/nowhere/", "//en/", "/law/", "/xx/law/", "/favicon.ico"])
def test_what_looks_at_more_of_a_request_goes_past(path: str) -> None:
    """The front door and a page without a language answer in the reader's own."""
    assert not is_cacheable_request(asked(path))


def test_a_key_takes_every_fact_apart() -> None:
    """No two of these are one page, and none becomes another by a part that moves from one fact to the next."""
    facts = [("t", "http", "a", "/en/", "br"), ("t", "http", "a", "/en/", "gzip"), ("t", "https", "a", "/en/", "br")]
    facts += [("t", "http", "a/", "en/", "br"), ("th", "ttp", "a", "/en/", "br"), ("t", "http", "a:1", "/en/", "br")]
    facts.append(("t", "http", "a", "/en/", ""))
    assert len({build_page_key(*one) for one in facts}) == len(facts)


def test_the_key_says_nothing_to_whoever_has_not_our_secret(settings: Any) -> None:
    before = get_page_key(asked())
    settings.SECRET_KEY = "another" * 10
    build_page_key.cache_clear()
    assert get_page_key(asked()) != before
    build_page_key.cache_clear()


def test_who_asks_for_everything_has_only_so_much_of_it_kept() -> None:
    """And is told every page all the same; somebody else's pages are kept meanwhile."""
    pages = PageCacheMiddleware(lambda request: page(request.path))
    said = [pages(asked(f"/en/{number}/")) for number in range(40)]
    assert [answer.content.decode() for answer in said] == [f"/en/{number}/" for number in range(40)]
    held = [caches["default"].get(get_page_key(asked(f"/en/{number}/"))) is not None for number in range(40)]
    assert 30 <= sum(held) <= 32
    pages(asked("/en/39/", REMOTE_ADDR="192.0.2.2"))
    assert caches["default"].get(get_page_key(asked("/en/39/")))


def test_a_flood_of_pages_pushes_few_of_those_out_that_readers_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MAX_PAGES", 20)
    memory.evictions.clear()
    for number in range(20):
        memory.remember_page(f"read {number}", (b"", {}))
    for number in range(100):
        memory.remember_page(f"flood {number}", (b"", {}))
        memory.remember_page("read 19", (b"", {}))  # asked for again: it is no new one
    assert len(memory.pages) == 20
    assert sum(name.startswith("flood") for name in memory.pages) == 16
    assert "read 19" in memory.pages
    memory.evictions.clear()


def test_a_number_that_somebody_planted_is_no_page() -> None:
    caches["default"].set(get_page_key(asked()), 7)
    assert PageCacheMiddleware(lambda request: page())(asked()).content == b"A page"


# --- Its own name -----------------------------------------------------------------------------------------------


def called(host: str, path: str = "/en/", **more: Any) -> tuple[int, str]:
    """The answer's number, and what the rest of the portal takes for the host."""
    answer: Any = CanonicalHostMiddleware(lambda request: HttpResponse(request.get_host()))(
        asked(path, headers={"Host": host}, **more)
    )
    return answer.status_code, answer.content.decode() if answer.status_code == 200 else ""


@pytest.fixture
def at_home(settings: Any) -> Any:
    settings.EMBEDDED, settings.ALLOWED_HOSTS = False, ["toolkit.example.org", ".example.net", "[::1]"]
    settings.BASE_URL, settings.CSRF_TRUSTED_ORIGINS = "https://toolkit.example.org", []
    return settings


@pytest.mark.parametrize(
    ("said", "own"),
    [
        ("toolkit.example.org", "toolkit.example.org"),
        ("TOOLKIT.Example.org.", "toolkit.example.org"),
        ("toolkit.example.org:443", "toolkit.example.org"),
        ("a.example.net", "a.example.net"),
        ("[::1]:443", "[::1]"),
    ],
)
def test_the_portal_has_one_spelling_for_each_of_its_names(at_home: Any, said: str, own: str) -> None:
    assert called(said, secure=True) == (200, own)


@pytest.mark.parametrize(
    "said", ["toolkit.example.org:80", "toolkit.example.org:8443", "example.org", "a b", "x:443", "[::2]", "", ":443"]
)
def test_another_name_or_port_is_refused_before_anything_is_made(at_home: Any, said: str) -> None:
    assert called(said, secure=True)[0] == 400


def test_readers_come_under_the_ports_that_the_operator_named(at_home: Any) -> None:
    at_home.BASE_URL = "https://toolkit.example.org:8443"
    at_home.CSRF_TRUSTED_ORIGINS = ["https://toolkit.example.org:9443"]
    for port, status in (("8443", 200), ("9443", 200), ("10443", 400)):
        assert called(f"toolkit.example.org:{port}", secure=True)[0] == status
    assert called("toolkit.example.org", secure=True)[0] == 200, "a proxy may leave the port out"


def test_the_server_of_one_machine_answers_where_it_was_started(at_home: Any) -> None:
    at_home.EMBEDDED, at_home.BASE_URL = True, "http://localhost:8000"
    assert called("toolkit.example.org:9000", SERVER_PORT="9000") == (200, "toolkit.example.org:9000")
    assert called("toolkit.example.org:9001", SERVER_PORT="9000")[0] == 400


@pytest.mark.parametrize("path", ["/healthz", "/readyz", "/metrics", "/portal-state"])
def test_machines_ask_under_any_port_and_only_under_our_names(at_home: Any, path: str) -> None:
    assert called("toolkit.example.org:8000", path)[0] == 200
    assert called("web:8000", path)[0] == 400


@pytest.mark.django_db
@pytest.mark.parametrize("word", ["é", "تهریب", "%E2%80%AE%E2%80%8F%D8%9Cabc", "%ff", "a b", "%C3"])
def test_addresses_in_every_script_mean_to_a_kept_page_what_they_mean_elsewhere(
    word: str, visitor: Client, starter: None, settings
) -> None:
    """The views get a request made anew, whose address Django has decoded once already."""
    kept = visitor.get(f"/en/law/{word}/")
    settings.KEEP_PAGES = False
    plain = visitor.get(f"/en/law/{word}/")
    assert kept.status_code == plain.status_code == 404
    assert kept.wsgi_request.path_info == plain.wsgi_request.path_info
