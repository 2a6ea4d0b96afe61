"""What a phone may keep: what everybody may read, byte for byte, below addresses where nothing is anybody's."""

import gzip
import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from tests import factories, ready
from tests.test_methods import addresses
from toolkit.domain.saved import EVERYTHING, SCOPES, SavedEdition, is_in_scope, pack_pages, unpack_pages
from toolkit.models import ChecklistPage, Term
from toolkit.packages.saved import (
    NotForPhonesError,
    ask_as_stranger,
    build_bundles,
    check_answer,
    render_edition,
)
from toolkit.selectors.saved import list_saved_addresses, list_saved_sets

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# Whatever has a name and stands below a scope: all of it is for everybody. A new name here needs a second look.
PUBLIC = {f"toolkit:{name}" for name in ("law", "instrument", "provision", "standings", "carrying", "glossary", "term")}
PUBLIC |= {f"toolkit:{name}_workbook" for name in ("standings", "carrying", "instrument", "provision")}
PUBLIC |= {"toolkit:saved", "toolkit:saved_list", "toolkit:form_document", "toolkit:recording"}
PUBLIC |= {f"toolkit:{name}" for name in ("numbers", "choose_app", "app", "app_manifest", "ask_companion")}
HERS = ("network:", "accounts:", "account_", "mfa_", "assessments:", "exports:", "modules:", "wagtailadmin")
# Some 80 s of a processor: whoever made it has these tests.
one_edition = pytest.mark.xdist_group("all of English for phones")


@cache
def english() -> SavedEdition:
    """All of it, rendered once, with static files as they are served: the content of every test is the starter's."""
    storages = {**settings.STORAGES, "staticfiles": {"BACKEND": "config.storage.static_files.TightStaticFilesStorage"}}
    with override_settings(STORAGES=storages, STATIC_ROOT=ready.static_files()):
        return render_edition("en")


def without_digest(address: str) -> str:
    return re.sub(r"\.[0-9a-f]{12}\.", ".", address)


# -- together ------------------------------------------------------------------------------------------------------


@given(st.dictionaries(st.text(min_size=1), st.text(st.sampled_from("ab\n\r é۱"), max_size=60)))
def test_pages_come_out_of_the_table_of_lines_as_they_went_in(pages: dict[str, str]) -> None:
    content = {path: text.encode() for path, text in pages.items()}
    assert unpack_pages(pack_pages(content)) == content
    assert pack_pages(content) == pack_pages(content)


def test_a_frame_that_pages_share_is_sent_once() -> None:
    pages = {f"/{number}": "\n".join([*map(str, range(2000)), f"page {number}"]).encode() for number in range(20)}
    assert len(pack_pages(pages)) < 1.3 * len(gzip.compress(pages["/0"], 9))


# -- scopes --------------------------------------------------------------------------------------------------------


def every_pattern(resolver: URLResolver, above: str = "") -> Iterator[str]:
    """Each address of the portal as it is written, whether it has a name or not, the admin's too."""
    for pattern in resolver.url_patterns:
        route = above + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from every_pattern(pattern, route)
        elif isinstance(pattern, URLPattern):
            yield route


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_address_of_anybodys_own_lies_below_an_address_with_a_service_worker(language: str) -> None:
    found = {name: f"/{language}/{path.split('/', 2)[2]}" for name, path in named_addresses()}
    assert len([name for name in found if name.startswith(HERS)]) > 150
    below = {name for name, path in found.items() if is_in_scope(path, LANGUAGES)}
    assert below == PUBLIC


def named_addresses() -> list[tuple[str, str]]:
    every = [*addresses(get_resolver()), *((name, reverse(name)) for name in ("account_login", "mfa_index"))]
    return [(name, path) for name, path in every if path.startswith("/en/")]


def test_what_has_no_name_lies_below_none_either() -> None:
    """Among all patterns, Django's and Wagtail's own too: what begins with the word of a scope is ours and public."""
    first = re.compile(rf"^(?:en/|\^?/?)*({'|'.join(SCOPES)})/")
    routes = {route for route in every_pattern(get_resolver()) if first.match(route)}
    assert len(routes) == len(PUBLIC)


def test_a_scope_holds_no_more_than_its_own_word() -> None:
    for path in ("/en/", "/en/saved", "/xx/tools/", "/en/toolsandmore/", "/tools/", "/en/modules/", "/en/space/tools/"):
        assert not is_in_scope(path, LANGUAGES)
    assert is_in_scope("/prs/tools/identification/", LANGUAGES)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/", "/en/account/login/", "/en/modules/", "/en/search/", "/en/about/", "/sw.js"])
def test_the_policy_of_every_other_page_forbids_workers(path: str, visitor: Client) -> None:
    assert "worker-src 'none'" in visitor.get(path)["Content-Security-Policy"]


@pytest.mark.django_db
def test_a_members_and_an_editors_pages_forbid_them_too(as_: Any, member: Any, editor: Any) -> None:
    assert "worker-src 'none'" in as_(member).get(f"/en/{settings.SPACE_PATH}/")["Content-Security-Policy"]
    assert "worker-src 'none'" in as_(editor).get("/admin/")["Content-Security-Policy"]


@pytest.mark.django_db
@pytest.mark.parametrize("path", [f"/en/{scope}/" for scope in SCOPES])
def test_below_a_scope_the_policy_allows_our_own_worker(path: str, visitor: Client) -> None:
    response = visitor.get(path)
    assert response.status_code == 200
    assert "worker-src 'self'" in response["Content-Security-Policy"]


@pytest.mark.django_db
def test_the_worker_stands_at_an_address_that_never_changes_and_may_only_ask_us(visitor: Client) -> None:
    response = visitor.get("/sw.js")
    assert response["Content-Type"] == "text/javascript"
    assert response["Cache-Control"] == "no-cache"
    assert "connect-src 'self'" in response["Content-Security-Policy"]
    assert "Set-Cookie" not in response


# -- what is in it -------------------------------------------------------------------------------------------------


@pytest.mark.django_db
@pytest.mark.usefixtures("few")
def test_a_page_is_what_a_stranger_gets_and_carries_its_policies() -> None:
    edition = render_edition("prs")
    assert len(list_saved_addresses("prs")) > 500
    assert all(path.startswith("/prs/") and is_in_scope(path, LANGUAGES) for path in edition.pages)
    visitor = Client(HTTP_HOST="localhost:8000")
    assert {"/prs/saved/", "/prs/tools/", "/prs/glossary/"} <= set(edition.pages)
    for path in edition.pages:
        assert visitor.get(path).content == edition.pages[path]
    assert "worker-src 'self'" in edition.policies["Content-Security-Policy"]
    assert edition.policies["X-Content-Type-Options"] == "nosniff"
    assert "Referrer-Policy" in edition.policies
    whole = b"".join(edition.pages.values())
    assert b"csrfmiddlewaretoken" not in whole
    assert render_edition("prs") == edition, "the same content gives the same bytes"


@pytest.mark.django_db
@pytest.mark.thorough
@one_edition
def test_every_static_file_that_a_saved_page_names_is_there_and_names_no_other() -> None:
    edition = english()
    names = {without_digest(address) for address in edition.files}
    assert {
        "/static/css/base.css",
        "/static/css/components.css",
        "/static/js/answers.js",
        "/static/img/mark.svg",
    } <= names
    assert {"/static/js/result.js", "/static/css/result.css"} <= names, "they come later, and have to be there as well"
    for address, content in edition.files.items():
        assert not re.search(rb"^import |@import|url\((?!\"?#|\"data:)", content, re.MULTILINE), address


@pytest.mark.django_db
@pytest.mark.thorough
@one_edition
def test_a_tool_goes_with_its_checklists_and_the_law_and_words_that_they_name() -> None:
    edition = english()
    name = "/en/tools/identification-and-referral/"
    own = edition.sets[name]
    areas = [path.split("/")[2] for path in own]
    assert name in own
    assert {"saved", "tools", "checklists", "law", "glossary"} == set(areas)
    assert len(own) < len(edition.pages) / 2
    checklists = {path for paths in edition.sets.values() for path in paths if "/checklists/" in path}
    assert len(checklists) >= ChecklistPage.objects.live().filter(locale__language_code="en").count()
    assert edition.sets[EVERYTHING] == list(edition.pages)


@pytest.mark.django_db
@pytest.mark.thorough
@one_edition
def test_one_tool_and_a_whole_language_are_as_small_as_promised() -> None:
    edition = english()
    sizes = {name: len(bundle.payload) for name, bundle in build_bundles(edition).items()}
    assert sizes.pop(EVERYTHING) / len(edition.pages) < 1024
    assert max(size / len(edition.sets[name]) for name, size in sizes.items()) < 3 * 1024
    assert max(sizes.values()) < 110 * 1024


@pytest.mark.django_db
def test_what_is_closed_or_not_published_is_not_listed() -> None:
    closed, draft = factories.tool(), factories.tool()
    term = factories.term("Quince", slug="quince")
    PageViewRestriction.objects.create(page=Page.objects.get(pk=closed.pk), restriction_type="login")
    draft.unpublish()
    Term.objects.filter(pk=term.pk).update(live=False)
    found = list_saved_addresses("en")
    assert not [path for path in found if closed.slug in path or draft.slug in path or "quince" in path]
    assert not [path for path in found if "/modules/" in path or path in {"/en/", "/en/about/"}]


@pytest.mark.django_db
def test_nothing_is_kept_that_may_be_somebodys() -> None:
    answer = ask_as_stranger("/en/tools/", "en")
    check_answer("/en/tools/", answer)
    for header, value in {"Cache-Control": "no-store", "Vary": "Cookie", "Content-Type": "text/plain"}.items():
        other = ask_as_stranger("/en/tools/", "en")
        other.headers[header] = value
        with pytest.raises(NotForPhonesError):
            check_answer("/en/tools/", other)
    answer.set_cookie("a", "b")
    with pytest.raises(NotForPhonesError):
        check_answer("/en/tools/", answer)
    with pytest.raises(NotForPhonesError):
        check_answer("/en/account/login/", ask_as_stranger("/en/account/login/", "en"))


@pytest.mark.django_db
def test_listing_the_pages_asks_as_often_for_many_as_for_few() -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            list_saved_addresses("prs")
            list_saved_sets("prs")
        return len(asked)

    count()
    few = count()
    for number in range(5):
        factories.checklist(tool=factories.tool())
        factories.provision(key=f"quince-{number}")
        factories.term(f"Quince {number}", slug=f"quince-{number}")
    assert count() == few <= 14
