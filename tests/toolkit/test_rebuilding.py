"""The search's rows: instruments are found by all their names, and every row can be written anew while people search."""

import io
import threading
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from modules.models import Module
from tests import factories
from tests.markup import flat
from toolkit.actions import search_rows
from toolkit.caching.content_version import get_content_version
from toolkit.domain.queries import extract_words
from toolkit.models import Instrument, SearchEntry, Term
from toolkit.models.search_entries import SHAPE
from toolkit.selectors.searching import SearchQuery
from toolkit.uploads import digest_data

pytestmark = pytest.mark.django_db


def find(query: str) -> list[SearchEntry]:
    return list(SearchQuery(extract_words(query), "en", {}).widened().results()[:20])


def rebuild(**options: Any) -> str:
    said = io.StringIO()
    call_command("rebuild_search", stdout=said, **options)
    return said.getvalue()


def everything() -> set[tuple[Any, ...]]:
    rows = SearchEntry.objects.prefetch_related("rests_on", "mentions")
    facts = ("kind", "language", "path", "place", "title", "text", "names", "page_id", "item", "order", "shape")
    facts += ("instrument_id", "provision_id", "term_id", "on_tip", "on_som", "for_policy")
    return {
        (
            *(getattr(row, name) for name in facts),
            frozenset(one.pk for one in row.rests_on.all()),
            frozenset(one.pk for one in row.mentions.all()),
        )
        for row in rows
    }


# -- Instruments -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("Universal Declaration of Human Rights", "udhr"),
        ("universal declaration of human rights 1948", "udhr"),
        ("UDHR", "udhr"),
        ("CEDAW", "cedaw"),
        ("cedaw", "cedaw"),
        ("Convention on the Elimination of All Forms of Discrimination against Women", "cedaw"),
        ("convention on the elimination of all forms", "cedaw"),
        ("Protocol against the Smuggling of Migrants", "som"),
        ("Protocol against the Smuggling of Migrants by Land, Sea and Air", "som"),
        ("SOM Protocol", "som"),
        ("Protocol to Prevent, Suppress and Punish Trafficking in Persons, Especially Women and Children", "tip"),
        ("TIP Protocol", "tip"),
        ("Bangkok Rules", "bangkok"),
        ("Convention on the Rights of the Child", "crc"),
        ("Refugee Convention", "refugee"),
        ("HRDDP", "hrddp"),
        ("GA res. 217 A (III)", "udhr"),
    ],
)
def test_who_names_an_instrument_is_led_to_its_page_first(starter: None, query: str, key: str) -> None:
    rebuild(if_changed=True)
    response = Client().get("/en/search/", {"q": query})
    (row, _pieces), *_others = response.context["hits"]
    assert (row.kind, row.path) == ("instrument", f"law/{key}/")
    html = flat(response.content.decode())
    assert f'<h2><a href="/en/law/{key}/">{row.title}</a></h2>' in html
    assert f"Legal instrument · {row.place}" in html
    assert Client().get(f"/en/law/{key}/").status_code == 200


def test_every_instrument_of_the_content_is_first_for_its_short_name_and_its_full_title(starter: None) -> None:
    rebuild(if_changed=True)
    for row in Instrument.objects.filter(locale__language_code="en").exclude(state="split"):
        for name in (row.short, row.title):
            assert find(name)[0].instrument_id == row.pk, name


@pytest.mark.parametrize("query", ["human rights", "women", "protocol"])
def test_one_or_two_words_that_titles_begin_with_do_not_put_the_law_before_all_else(starter: None, query: str) -> None:
    rebuild(if_changed=True)
    assert {row.kind for row in find(query)[:5]} != {"instrument"}


def test_an_instrument_that_an_editor_renames_is_found_by_its_new_name_and_its_provisions_say_it() -> None:
    rule = factories.provision(instrument=factories.instrument(short="Quince Pact"), title="Ripe")
    instrument = rule.instrument
    instrument.short = "Medlar Pact"
    instrument.save()
    assert [row.kind for row in find("medlar pact")] == ["instrument", "provision"]
    assert find("medlar pact")[1].place.startswith("Medlar Pact")
    assert find("quince pact")[0].place != "Quince Pact"


def test_an_instrument_that_is_deleted_is_not_found() -> None:
    factories.instrument(key="quince-pact", short="Quince Pact", title="The Quince Pact").delete()
    assert not find("quince")


def test_instruments_can_be_chosen_as_a_kind(starter: None) -> None:
    rebuild(if_changed=True)
    response = Client().get("/en/search/", {"kind": "instrument"})
    told = Instrument.objects.filter(locale__language_code="en").exclude(state="split")
    assert response.context["search"].total == told.count()


def test_many_instruments_ask_the_database_no_more_than_one() -> None:
    def queries(word: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert Client().get("/en/search/", {"q": word}).status_code == 200
        return len(asked)

    factories.instrument(key="pomelo", short="Pomelo Pact", title="Single pomelo")
    for n in range(9):
        factories.instrument(key=f"tangelo-{n}", short=f"Tangelo Pact {n}", title=f"Tangelo of nine {n}")
    queries("warm up")
    assert len(find("tangelo")) == 9
    assert queries("tangelo") == queries("pomelo") <= 6


# -- Writing all of it anew --------------------------------------------------------------------------------------


@pytest.mark.thorough
def test_a_rebuilt_search_is_the_same_row_by_row(starter: None) -> None:
    rebuild()
    before = everything()
    assert {row[10] for row in before} == {SHAPE}
    said = rebuild()
    assert everything() == before
    things = Instrument.objects.count() + Term.objects.count() + Module.objects.published().count()
    assert f"Rebuilding the search: {things + Page.objects.live().public().count()} " in said
    assert "  100 of " in said
    assert f"The search is rebuilt: {len(before)} rows." in said


def test_rows_of_an_older_release_are_rebuilt_and_nothing_is_done_a_second_time(starter: None) -> None:
    rebuild(if_changed=True)
    before = everything()
    SearchEntry.objects.filter(kind="instrument").delete()
    SearchEntry.objects.update(shape=None, names=None, title="as it was")
    assert find("CEDAW")[0].title == "as it was"
    assert "rebuilt" in rebuild(if_changed=True)
    assert everything() == before
    assert find("CEDAW")[0].kind == "instrument"
    assert rebuild(if_changed=True) == ""


@pytest.mark.thorough
def test_one_row_that_an_older_process_wrote_beside_is_enough(starter: None) -> None:
    rebuild(if_changed=True)
    SearchEntry.objects.filter(pk=SearchEntry.objects.filter(kind="tool").first().pk).update(shape=SHAPE - 1)  # type: ignore[union-attr]
    assert "rebuilt" in rebuild(if_changed=True)


def test_an_empty_search_is_rebuilt(starter: None) -> None:
    SearchEntry.objects.all().delete()
    assert "rebuilt" in rebuild(if_changed=True)
    assert find("CEDAW")


@pytest.mark.thorough
def test_rows_of_what_is_no_longer_public_go(starter: None) -> None:
    rebuild(if_changed=True)
    page = factories.tool(title="Secret tamarillo")
    Page.objects.filter(pk=page.pk).update(live=False)
    stray = SearchEntry.objects.create(kind="module", language="en", path="modules/gone/", title="Gone", text="")
    SearchEntry.objects.filter(page=page).update(shape=None)
    rebuild()
    assert not SearchEntry.objects.filter(page=page).exists()
    assert not SearchEntry.objects.filter(pk=stray.pk).exists()


@pytest.mark.thorough
def test_pages_of_law_are_made_anew_afterwards(starter: None, django_capture_on_commit_callbacks: Any) -> None:
    before = get_content_version(fresh=True)
    with django_capture_on_commit_callbacks(execute=True):
        rebuild()
    assert get_content_version(fresh=True) != before


def test_whoever_searches_meanwhile_finds_everything(starter: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looked at after each single thing that was written anew."""
    rebuild(if_changed=True)
    total = SearchEntry.objects.count()
    step, seen = search_rows.index_rows, []

    def look(rows: Any) -> None:
        step(rows)
        seen.append((SearchEntry.objects.visible().count(), find("CEDAW")[0].path))

    monkeypatch.setattr(search_rows, "index_rows", look)
    rebuild()
    assert len(seen) > 100
    assert set(seen) == {(total, "law/cedaw/")}


def test_the_shape_has_a_number() -> None:
    """Whoever changes what rows hold raises SHAPE (toolkit/models/search_entries.py), so that installed portals rebuild
    theirs, and writes the new pair here."""
    instrument = factories.instrument(key="quince", short="QC", title="Quince Charter (1998)", summary="Ours.")
    rule = factories.provision(instrument=instrument, key="quince-1", number="art. 1", title="Ripe", text="It is ripe.")
    term = factories.term("Quince", short="A fruit.", text="<p>It is <b>hard</b>.</p>", confuse="A pear.")
    body = [factories.block("heading", "Why"), factories.block("text", "<p>A quince.</p>"), factories.citation(rule)]
    tool = factories.tool(body, title="Quinces", task="Pick", summary="Lead.", number=91, slug="quinces", on_tip=True)
    item = factories.item("Is it ripe?", [rule], why="A quince.", evidence="Smell.", action="Wait.")
    page = factories.checklist([factories.section("S", [item])], title="Quinces", slug="quinces")
    rows = SearchEntry.objects.filter(instrument=instrument) | SearchEntry.objects.filter(provision=rule)
    rows = rows | SearchEntry.objects.filter(term=term) | SearchEntry.objects.filter(page__in=[tool.pk, page.pk])
    facts = ("kind", "language", "place", "title", "text", "names", "order", "on_tip", "for_policy")
    told = [
        [
            *(getattr(row, name) for name in facts),
            row.path.partition("#")[0],
            row.rests_on.filter(pk=rule.pk).count(),
            row.mentions.filter(pk=term.pk).count(),
        ]
        for row in rows.order_by("kind", "path", "pk")
    ]
    assert (SHAPE, digest_data(told)) == (6, "4d633a3024c84ae418abee9071d6981f81d3ea6f7689acdca12493a4854a01e9")


@pytest.mark.parametrize("file", ["docker-compose.yml", "script/prepare.py"])
def test_a_start_rebuilds_the_search_after_the_content_is_loaded(file: str) -> None:
    """Both the operator's ways to start: what a release changed about the rows is in them before readers come."""
    text = (settings.BASE_DIR / file).read_text()
    call = {
        "docker-compose.yml": "rebuild_search --if-changed",
        "script/prepare.py": 'rebuild_search", if_changed=True',
    }
    load = {"docker-compose.yml": "manage.py load_modules", "script/prepare.py": "    load_content(database_changed"}
    assert text.count(call[file]) == 1
    assert text.index(call[file]) > text.index(load[file])


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_an_editor_who_publishes_while_her_page_is_rebuilt_has_one_row_and_it_says_what_she_wrote(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = factories.tool(title="Quince")
    written, go_on, index = threading.Event(), threading.Event(), search_rows.index_rows

    def slow(rows: Any) -> None:
        index(rows)
        if threading.current_thread() is rebuilding and rows[0].page_id == page.pk:
            written.set()
            assert go_on.wait(20)

    def publish() -> None:
        page.title = "Hers"
        page.save_revision().publish()

    def acting(act: Any) -> threading.Thread:
        def run() -> None:
            try:
                act()
            finally:
                connection.close()

        return threading.Thread(target=run)

    monkeypatch.setattr(search_rows, "index_rows", slow)
    rebuilding, editor = acting(search_rows.index_all_content), acting(publish)
    rebuilding.start()
    assert written.wait(60)
    editor.start()
    editor.join(1)  # she waits for the row that is being written, or has gone past it
    go_on.set()
    for thread in (rebuilding, editor):
        thread.join(60)
        assert not thread.is_alive()
    assert [row.title for row in SearchEntry.objects.filter(page=page)] == ["Hers"]
