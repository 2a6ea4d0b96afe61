"""What a page costs that is not kept, and that what lasts between pages is never old and never private."""

import re
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from tests import factories
from tests.markup import flat
from toolkit.caching import content_version as content
from toolkit.caching.content_version import cache_per_version, get_content_version, renew_content_version
from toolkit.models import ChecklistPage, Portal, Provision, Term, ToolPage, TreatyStanding
from toolkit.presenters import bound
from toolkit.presenters.glossary_links import TermLinker, TermSpelling, build_word_pattern
from toolkit.templatetags.questions import MOST_SETS, write_sources

Commit = Callable[[Callable[[], object]], None]


@pytest.fixture(autouse=True)
def lasts(settings: Any) -> Iterator[None]:
    """As in production: what is the same for all pages lasts as long as the content's token."""
    settings.KEEP_PAGES = True
    yield
    content.cached_values.clear()
    caches["default"].clear()


@pytest.fixture
def committed(django_capture_on_commit_callbacks: Any) -> Commit:
    def do(step: Callable[[], object]) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            step()

    return do


def shown(path: str) -> str:
    """As somebody gets it for whom nothing is kept: with a query."""
    response = Client().get(f"/en/{path}?fresh")
    assert response.status_code == 200
    return response.content.decode()


def cost(path: str) -> int:
    with CaptureQueriesContext(connection) as asked:
        shown(path)
    return len(asked)


def tool_of(blocks: int) -> ToolPage:
    """Blocks of text that each link to a page and hold a term, with sources and definitions between them."""
    pages = [factories.article(title=f"Plum {blocks} {n}") for n in range(3)]
    terms = [factories.term(f"Plum word {blocks} {n}") for n in range(3)]
    provisions = [factories.provision() for _ in range(3)]
    body = []
    for n in range(blocks):
        link = f'<a linktype="page" id="{pages[n % 3].pk}">a page</a>'
        body.append(factories.block("text", f"<p>{link} and Plum word {blocks} {n % 3}.</p>"))
        if n % 5 == 1:
            body[-1] = factories.citation(provisions[n % 3])
        if n % 5 == 2:
            body[-1] = factories.block("definition", terms[n % 3].pk)
    return factories.tool(body, number=70 + blocks)


@pytest.mark.django_db
def test_a_tool_of_45_blocks_costs_as_few_queries_as_one_of_three(starter: None) -> None:
    few, many = (tool_of(blocks).portal_path() for blocks in (3, 45))
    cost(few)
    renew_content_version()  # nothing lasts any more: what the first page after a publication costs
    cold = cost(many)
    cost(few)
    assert cold <= 13
    assert cost(few) == cost(many) <= 5


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("path", "most"),
    [
        ("", 5),
        ("tools/", 5),
        ("checklists/", 5),
        ("practice/", 7),
        ("tools/identification-and-referral/", 6),
        ("checklists/identification-and-referral/", 9),  # one for the rules that a phone works a result out by
        ("law/tip/tip-6-3/", 7),
        ("glossary/", 1),
    ],
)
def test_no_page_of_the_starter_content_costs_more(starter: None, path: str, most: int) -> None:
    cost(path)
    assert cost(path) <= most


# --- Never old --------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_who_gets_nothing_kept_sees_every_change_at_once(starter: None, committed: Commit) -> None:
    path = "tools/legislation/"
    before = shown(path)
    tool = ToolPage.objects.get(slug="identification-and-referral", locale__language_code="en")
    tool.title, portal = "The plum tool", Portal.load()
    portal.name = "The plum portal"
    checklist = tool.checklists.get()
    checklist.title = "The plum questions"
    committed(lambda: (tool.save_revision().publish(), portal.save(), checklist.save_revision().publish()))
    after = shown(path)
    assert "plum" not in before
    assert "The plum tool" in after
    assert "The plum portal" in after
    assert "The plum questions" in shown(tool.portal_path())
    committed(tool.unpublish)
    assert "The plum tool" not in shown(path)


@pytest.mark.django_db
def test_a_changed_provision_and_a_changed_term_are_seen_where_they_stand(committed: Commit) -> None:
    provision, word = factories.provision(title="Old plums"), factories.term("Plum jam")
    page = factories.article([factories.citation(provision), factories.block("text", "<p>Plum jam, plum cake.</p>")])
    before = shown(page.portal_path())
    assert "Old plums" in before
    assert ">Plum jam</a>" in before
    provision.title, word.forms = "New plums", "plum cake"
    committed(lambda: (provision.save(), word.save()))
    after = shown(page.portal_path())
    assert "New plums" in after
    assert ">plum cake</a>" in after
    assert ">Plum jam</a>" not in after
    committed(lambda: Term.objects.get(pk=word.pk).delete())
    assert 'class="term"' not in shown(page.portal_path())


@pytest.mark.django_db
def test_privacy_is_asked_each_time_even_where_no_token_says_that_something_changed(starter: None) -> None:
    """No commit here, so no new token: what lasts must hold no privacy."""
    tool = ToolPage.objects.get(slug="identification-and-referral", locale__language_code="en")
    assert tool.title in shown("tools/legislation/")
    assert tool.checklists.get().title in shown("checklists/")
    for page in (tool, tool.checklists.get()):
        PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)
    assert tool.title not in shown("tools/legislation/")
    assert f"/en/{tool.checklists.get().portal_path()}" not in shown("checklists/")
    assert Client().get(f"/en/{tool.portal_path()}?fresh").status_code == 302
    assert cost("tools/legislation/") <= 7


@pytest.mark.django_db
def test_what_stands_below_a_closed_page_or_keeps_its_place_elsewhere_is_closed_too() -> None:
    shelf = factories.shelf("plums")
    inside = factories.add(shelf, factories.ArticlePage(title="In", slug="in", locale=factories.locale()))
    alias = inside.create_alias(parent=factories.shelf("pears"), update_slug="alias")
    addresses = [f"/en/{page.portal_path()}?fresh" for page in (shelf, inside)]
    addresses.append(f"/en/pears/{alias.slug}/?fresh")
    assert [Client().get(address).status_code for address in addresses] == [200, 200, 200]
    PageViewRestriction.objects.create(page=inside, restriction_type=PageViewRestriction.LOGIN)
    assert [Client().get(address).status_code for address in addresses] == [200, 302, 302]
    PageViewRestriction.objects.all().update(page=shelf)
    assert [Client().get(address).status_code for address in addresses[:2]] == [302, 302]


def test_what_lasts_is_found_once_for_each_state() -> None:
    found: list[int] = []

    def find() -> int:
        found.append(1)
        return len(found)

    def ask() -> int:
        return cache_per_version(RequestFactory().get("/"), "plums", find)

    assert [ask(), ask()] == [1, 1]
    renew_content_version()
    assert [ask(), ask()] == [2, 2]


def test_what_lasts_does_not_outlast_ten_minutes_under_one_token(monkeypatch: pytest.MonkeyPatch) -> None:
    request = RequestFactory().get("/")
    assert cache_per_version(request, "plums", lambda: "old") == "old"
    now = content.time.monotonic()
    monkeypatch.setattr(content.time, "monotonic", lambda: now + 601)
    assert cache_per_version(request, "plums", lambda: "new") == "new"


def test_nothing_lasts_without_a_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*args: Any, **kwargs: Any) -> None:
        raise ConnectionError

    assert get_content_version()
    cache_per_version(RequestFactory().get("/"), "plums", lambda: "old")
    monkeypatch.setattr(caches["default"].__class__, "get", away)
    assert cache_per_version(RequestFactory().get("/"), "plums", lambda: "new") == "new"


def test_a_host_with_any_name_does_not_fill_the_memory() -> None:
    for n in range(1000):
        cache_per_version(RequestFactory().get("/"), f"homes {n}", dict)
    assert len(content.cached_values) <= content.MAX_VALUES


# --- The law beside a question ----------------------------------------------------------------------------------


def ground(place: str = "") -> tuple[Provision, ChecklistPage]:
    """A question on one rule, which one State has joined."""
    treaty = factories.instrument(short="Plum Treaty", key=f"plum{place}")
    rule = factories.provision(key=f"plum{place}-6", instrument=treaty, number="art. 6")
    TreatyStanding.objects.create(instrument=treaty, country="IQ", standing="party", locale=treaty.locale)
    return rule, factories.checklist([factories.section("S", [factories.item("Q?", [rule])])])


@pytest.mark.django_db
def test_an_edit_of_a_provision_and_of_who_is_bound_is_seen_at_once_beside_a_question(committed: Commit) -> None:
    rule, page = ground()
    for _again in range(2):
        before = flat(shown(page.portal_path()))
        assert before.count("Plum Treaty, art. 6") == 2
        assert "Binding: Plum Treaty, art. 6." in before
        assert "Repealed" not in before
    rule.number, rule.state = "art. 7", "repealed"
    committed(rule.save)
    after = flat(shown(page.portal_path()))
    assert "Plum Treaty, art. 6" not in after
    assert "Repealed</span>" in after.split("art. 7</a>")[1][:100]
    rule.state, standing = "in_force", TreatyStanding.objects.get(instrument=rule.instrument)
    standing.standing = "signed"
    committed(rule.save)
    committed(standing.save)
    last = flat(shown(page.portal_path()))
    assert "Signed, not joined: Plum Treaty." in last
    assert "Binding:" not in last


@pytest.mark.django_db
def test_what_was_written_beside_a_question_is_of_its_own_language(committed: Commit) -> None:
    rule, page = ground()
    english = flat(Client().get(f"/en/{page.portal_path()}?fresh").content.decode())
    french = flat(Client().get(f"/fr/{page.portal_path()}?fresh").content.decode())
    again = flat(Client().get(f"/en/{page.portal_path()}?fresh").content.decode())
    assert f'href="/en/law/plum/{rule.key}/"' in english
    assert f'href="/fr/law/plum/{rule.key}/"' in french
    assert f'href="/en/law/plum/{rule.key}/"' not in french
    assert "To be verified" in english
    assert "To be verified" not in french
    assert again == english


@pytest.mark.django_db
def test_what_one_reader_answered_is_in_no_page_made_after_it() -> None:
    _rule, page = ground()
    [item] = page.item_ids()
    path = f"/en/work/{page.translation_key}/"
    sent = {f"a_{item}": "yes", f"n_{item}": "Plums seen"}
    answered = Client(headers={"Sec-Fetch-Site": "same-origin"}).post(path, sent).content.decode()
    assert "Plums seen" in answered
    assert re.search(r'value="yes"\s+autocomplete="off"\s+checked', answered)
    for after in (shown(page.portal_path()), Client().get(path).content.decode()):
        assert f'name="n_{item}"' in after
        assert "Plums seen" not in after
        assert not re.search(r'value="yes"\s+autocomplete="off"\s+checked', after)


@pytest.mark.django_db
def test_a_process_keeps_no_more_of_the_law_than_it_has_room_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bound, "MOST_SETS", 3)
    law = bound.BindingLaw.load(None, "en")
    rules = [ground(str(n))[0] for n in range(8)]
    for rule in rules:
        law.write_lines([rule])
        assert len(law.written) <= 3
    assert write_sources.cache_info().maxsize == MOST_SETS


# --- The pattern of the glossary --------------------------------------------------------------------------------

WORDS = st.lists(st.text("ab -ا", min_size=1, max_size=5), min_size=1, max_size=8, unique=True)


@given(WORDS, st.text("ab -اx", max_size=40))
def test_the_short_pattern_finds_what_a_list_of_all_words_finds(words: list[str], text: str) -> None:
    longest_first = "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))
    around = r"(?<![\w-])({})(?![\w-])"
    assert re.findall(around.format(build_word_pattern(words)), text) == re.findall(around.format(longest_first), text)


def test_a_spelling_of_a_thousand_letters_does_no_harm() -> None:
    linker = TermLinker([TermSpelling("a" * 1000, 1, "a/", ""), TermSpelling("a", 2, "b/", "")])
    assert linker.link_first_uses("<p>a</p>") == '<p><a class="term" href="/b/">a</a></p>'
