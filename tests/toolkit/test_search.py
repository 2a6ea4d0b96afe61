"""Search: what is found, what never is, and that nothing typed into it hurts."""

import time
from typing import Any

import pytest
from django.conf import settings as app_settings
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from wagtail.models import Page, PageViewRestriction

from tests import factories
from tests.markup import flat
from toolkit.domain.queries import clean_query, extract_words
from toolkit.domain.snippets import cut_snippet
from toolkit.models import BlankFormPage, SearchEntry, ToolPage
from toolkit.selectors.searching import SearchQuery, index_rows
from toolkit.selectors.suggestions import nearest_word

pytestmark = pytest.mark.django_db


def search(query: str = "", **filters: Any) -> Any:
    return Client().get("/en/search/", {"q": query, **filters})


def titles(response: Any) -> list[str]:
    return [row.title for row, _pieces in response.context["hits"]]


def find(query: str, language: str = "en") -> SearchQuery:
    return SearchQuery(extract_words(query), language, {})


def test_the_title_weighs_more_than_the_text() -> None:
    factories.tool(title="About cranberries", task="Pick")
    factories.article(title="Something else", summary="It says cranberries once, in passing.")
    assert titles(search("cranberries"))[0] == "About cranberries"


@pytest.mark.parametrize("called", ["signs", "indicators", "red flags"])
def test_who_types_what_a_kind_is_called_gets_all_of_that_kind_in_their_order(starter: None, called: str) -> None:
    lists = SearchEntry.objects.visible().filter(language="en", kind="signs").order_by("order", "pk")
    paths = list(lists.values_list("path", flat=True))
    assert paths[0] == "kit/signs/general/"
    assert [row.path for row in find(called).results()[: len(paths)]] == paths


def test_of_what_means_the_same_the_words_stand_together() -> None:
    """“Bonded labour” is debt bondage; a text that speaks of a debt, and elsewhere of bondage, is not about it."""
    factories.tool(title="Told together", summary="She was held in debt bondage.")
    factories.tool(title="Told apart", summary="A debt was paid. Later somebody spoke of bondage.")
    factories.tool(title="Typed apart", summary="Labour of those who are bonded.")
    found = {row.title for row in find("bonded labour").results()}
    assert {"Told together", "Typed apart"} <= found
    assert "Told apart" not in found


def test_a_question_is_found_by_its_words_and_leads_to_its_place_in_the_checklist() -> None:
    question = factories.item("Is the marmalade kept in a quiet room?")
    page = factories.checklist([factories.section("First", [question])], slug="marmalade")
    response = search("quiet marmalade")
    assert titles(response) == ["Is the marmalade kept in a quiet room?"]
    assert f'href="/en/checklists/marmalade/#item-{question["id"]}"' in flat(response.content.decode())
    assert f"{page.title}, A1" in flat(response.content.decode())


def test_the_last_word_may_be_a_beginning() -> None:
    factories.tool(title="Quizzical wombats")
    assert titles(search("quizzical womb")) == ["Quizzical wombats"]


def test_other_forms_of_an_english_word_are_found_and_marked() -> None:
    factories.tool(title="Zebra", summary="They interviewed the zebra twice.")
    response = search("zebra interviewing")
    assert titles(response) == ["Zebra"]
    assert "<mark>interviewed</mark>" in flat(response.content.decode())


def test_a_model_form_is_found_by_its_fields_and_says_what_it_is_for(starter: None) -> None:
    page = BlankFormPage.objects.get(code="F1", locale__language_code="en")
    labels = [field["label"] for part in page.parts for field in part.value["fields"]]
    for label in labels:
        assert label.split()[0] in SearchEntry.objects.get(page=page).text
    assert page.summary in flat(strip_tags(search(labels[0], kind="form").content.decode()))
    assert {row.told for row in SearchEntry.objects.filter(kind="form", language="en")} == set(
        BlankFormPage.objects.filter(locale__language_code="en").live().values_list("summary", flat=True)
    )


@pytest.mark.parametrize("query", ["6(3)", "art 6(3)", "Article 6(3)", "TIP 6(3)", "tip protocol art. 6(3)"])
def test_a_provision_is_found_by_its_number_in_any_spelling(starter: None, query: str) -> None:
    rows = find(query).results()
    assert rows[0].provision.key == "tip-6-3"


def test_a_number_is_not_the_beginning_of_another(starter: None) -> None:
    first = list(find("art 6").results()[:20])
    assert first
    assert not any("art. 61" in row.place or "65/229" in row.place for row in first)


def test_when_nothing_holds_all_the_words_those_that_hold_some_are_shown_as_such() -> None:
    factories.tool(title="Quokka care")
    response = search("quokka xylophonist")
    assert titles(response) == ["Quokka care"]
    assert "Nothing holds all the words" in flat(response.content.decode())


def test_a_misspelled_word_is_answered_with_the_word_and_its_number_of_results() -> None:
    factories.tool(title="Xenophobia in shelters")
    response = search("xenofobia")
    assert response.context["suggestion"]["query"] == "xenophobia"
    assert "It has 1 result." in flat(response.content.decode())


def test_the_starter_content_corrects_usual_slips(starter: None) -> None:
    for wrong, right in {
        "interviw": "interview",
        "trafickin victms": "trafficking victims",
        "shelther rules": "shelter rules",
    }.items():
        other = find(wrong).suggestion()
        assert other is not None, wrong
        assert " ".join(other.words or []) == right


@pytest.mark.parametrize(
    ("typed", "known", "meant"),
    [
        ("vitim", "victim", "victim"),
        ("viktm", "victim", ""),
        ("shelther", "shelter", "shelter"),
        ("shlethr", "shelter", "shelter"),
        ("shltherr", "shelter", ""),
        ("traficing", "trafficking", "trafficking"),
        ("trfcing", "trafficking", ""),
        ("law", "laws", "law"),
        ("2000x", "2000", "2000x"),
    ],
)
def test_a_longer_word_may_hold_more_slips(typed: str, known: str, meant: str) -> None:
    """One below six letters, two below nine, three above; a short word or a number stays as a reader typed it."""
    assert nearest_word(typed, [known]) == meant


def test_a_beginning_is_not_taken_for_a_slip() -> None:
    factories.tool(title="Tangerine restricted")
    response = search("tangerine restr")
    assert titles(response) == ["Tangerine restricted"]
    assert response.context["suggestion"] is None


def test_nonsense_gets_no_suggestion_but_ways_on() -> None:
    response = search("qqqqzzzz")
    assert response.context["suggestion"] is None
    assert "What often helps" in flat(response.content.decode())


@pytest.mark.thorough
def test_filters_narrow_and_each_number_says_what_choosing_it_would_leave() -> None:
    factories.tool(title="Kumquat one", for_policy=True, on_tip=True)
    factories.tool(title="Kumquat two", for_policy=True, for_agency=True)
    factories.article(title="Kumquat three", for_agency=True)
    response = search("kumquat", audience="agency")
    assert sorted(titles(response)) == ["Kumquat three", "Kumquat two"]
    tally = response.context["search"].tally
    assert (tally["audience-policy"], tally["audience-agency"]) == (2, 2)
    assert (tally["kind-tool"], tally["kind-article"], tally["crime-tip"]) == (1, 1, 0)
    for group in response.context["groups"]:
        for choice in group["choices"]:
            if group["name"] != "audience":
                again = search("kumquat", audience="agency", **{group["name"]: choice["value"]})
                assert again.context["search"].total == choice["number"]


def test_two_choices_of_one_group_add_and_two_groups_narrow() -> None:
    factories.tool(title="Lychee one", in_design=True)
    factories.tool(title="Lychee two", in_monitor=True, on_som=True)
    factories.tool(title="Lychee three", on_som=True)
    assert len(titles(search("lychee", phase=["design", "monitor"]))) == 2
    assert titles(search("lychee", phase=["design", "monitor"], crime="som")) == ["Lychee two"]


def test_every_filter_in_use_has_a_link_that_removes_just_it() -> None:
    response = search("x", audience=["policy", "agency"], crime="tip")
    links = {f["value"]: f["link"] for f in response.context["filters"]}
    assert links["policy"] == "?q=x&audience=agency&crime=tip"
    assert links["tip"] == "?q=x&audience=policy&audience=agency"


def test_without_words_everything_that_fits_is_listed_under_a_telling_heading(starter: None) -> None:
    response = search(audience="practitioner")
    assert "Everything for: Practitioners" in flat(response.content.decode())
    assert response.context["hits"][0][0].kind == "tool"
    assert response.context["search"].total > 20


def test_each_choice_of_a_filter_leaves_less_than_half_of_the_starter_content(starter: None) -> None:
    """One that leaves 466 of 499 helps nobody."""
    found = search().context["search"]
    everything = found.tally["unfiltered"]
    assert everything > 900
    too_much = {name: number for name, number in found.tally.items() if "-" in name and number > everything / 2}
    assert too_much == {}
    assert min(found.tally[f"{group}"] for group in ("crime-tip", "crime-som", "phase-monitor", "audience-policy")) > 20


def test_a_choice_that_leaves_everything_is_not_offered() -> None:
    factories.tool(title="Medlar one", on_tip=True)
    factories.tool(title="Medlar two", on_tip=True, on_som=True)
    groups = {group["name"]: [one["value"] for one in group["choices"]] for group in search("medlar").context["groups"]}
    assert groups["crime"] == ["som"]
    assert groups["kind"] == []
    chosen = {group["name"]: group["choices"] for group in search("medlar", crime="tip").context["groups"]}
    assert [one["value"] for one in chosen["crime"] if one["is_chosen"]] == ["tip"]


def test_a_question_is_about_the_crime_whose_law_carries_it(starter: None) -> None:
    rows = SearchEntry.objects.filter(kind=SearchEntry.Kind.ITEM, language="en")
    smuggling = rows.filter(rests_on__instrument__key="som").distinct()
    assert smuggling.count() > 20
    assert all(row.on_som for row in smuggling)
    only = rows.filter(on_som=True, on_tip=False)
    assert not only.filter(rests_on__instrument__key="tip").exists()


def test_pages_of_results_do_not_overlap_and_nonsense_numbers_are_harmless() -> None:
    page = factories.section("Many", [factories.item(f"Is the papaya {n} ripe?") for n in range(45)])
    factories.checklist([page])
    seen = [title for n in (1, 2, 3) for title in titles(search("papaya ripe", page=n))]
    assert len(seen) == len(set(seen)) == 45
    for n in ("0", "-1", "x", "9" * 5000, "\x00", "1e9"):
        assert search("papaya ripe", page=n).status_code == 200


def test_links_carry_only_what_was_understood() -> None:
    response = search("papaya", audience="policy", kind="nonsense", evil="x" * 3000)
    main = flat(response.content.decode()).split("<main")[1].split("</main")[0]
    assert "nonsense" not in main
    assert "xxxx" not in main


def test_a_search_asks_the_database_no_more_with_more_results() -> None:
    def queries(word: str) -> int:
        cache.clear()
        with CaptureQueriesContext(connection) as asked:
            assert search(word).status_code == 200
        return len(asked)

    factories.provision(title="Single pomelo")
    for n in range(3):
        factories.provision(title=f"Threefold tangelo {n}")
    search("warm up")
    one = queries("pomelo")
    assert queries("tangelo") == one <= 6


def test_in_a_language_without_content_english_rows_are_shown_and_marked_as_english() -> None:
    factories.tool(title="Guava in English")
    response = Client().get("/ar/search/", {"q": "guava"})
    html = flat(response.content.decode())
    assert response.context["in_english"]
    assert '<div lang="en" dir="ltr">' in html
    assert 'href="/ar/tools/' in html


def test_words_keep_their_marks_in_every_script() -> None:
    assert extract_words("অভিবাসী চোরাচালান") == ["অভিবাসী", "চোরাচালান"]
    assert extract_words("می\u200cشود") == ["می\u200cشود"]
    assert extract_words("اَلْحِمايَة") == ["اَلْحِمايَة"]


def test_a_snippet_stands_around_the_first_hit_and_keeps_every_character() -> None:
    text = "word " * 200 + "the <b>needle</b> here " + "word " * 200
    pieces = list(cut_snippet(text, ["needle"]))
    assert [piece for piece, is_hit in pieces if is_hit] == ["needle"]
    shown = "".join(piece for piece, _ in pieces).strip("… ")
    assert shown in text
    assert len(shown) < 300


# -- What must not be found -----------------------------------------------------------------------------------


def hidden_everywhere(word: str) -> bool:
    html = "".join(flat(search(query).content.decode()) for query in (word, word[:-2], ""))
    return f"Secret {word}" not in html and find(word).total == 0


def test_what_was_never_published_is_not_found() -> None:
    factories.tool(title="Secret tamarillo", live=False)
    assert hidden_everywhere("tamarillo")


def test_what_is_unpublished_is_no_longer_found() -> None:
    page = factories.tool(title="Secret tamarillo")
    assert find("tamarillo").total == 1
    page.unpublish()
    assert hidden_everywhere("tamarillo")


def test_a_row_that_outlived_its_publication_is_not_shown() -> None:
    page = factories.tool(title="Secret tamarillo")
    ToolPage.objects.filter(pk=page.pk).update(live=False)
    assert SearchEntry.objects.filter(page=page).exists()
    assert hidden_everywhere("tamarillo")


@pytest.mark.parametrize("kind", ["login", "password", "groups"])
def test_what_is_made_private_after_it_was_indexed_is_not_found(kind: str) -> None:
    page = factories.checklist([factories.section("S", [factories.item("Secret tamarillo")])])
    assert find("tamarillo").total == 1
    restriction = PageViewRestriction.objects.create(page=page, restriction_type=kind, password="x")
    assert hidden_everywhere("tamarillo")
    restriction.delete()
    assert find("tamarillo").total == 1


def test_what_stands_below_a_private_page_is_not_found() -> None:
    factories.tool(title="Secret tamarillo")
    PageViewRestriction.objects.create(page=factories.shelf("tools"), restriction_type="login")
    assert hidden_everywhere("tamarillo")


def test_what_is_moved_below_a_private_page_is_not_found() -> None:
    closed = factories.shelf("closed")
    PageViewRestriction.objects.create(page=closed, restriction_type="login")
    page = factories.tool(title="Secret tamarillo")
    page.move(Page.objects.get(pk=closed.pk), pos="last-child")
    assert hidden_everywhere("tamarillo")


def test_what_is_deleted_is_not_found() -> None:
    factories.tool(title="Secret tamarillo").delete()
    assert hidden_everywhere("tamarillo")


def test_a_word_that_stands_only_in_a_private_page_is_never_suggested() -> None:
    page = factories.tool(title="Secret tamarillo")
    PageViewRestriction.objects.create(page=page, restriction_type="login")
    response = search("tamarilo")
    assert response.context["suggestion"] is None
    assert "tamarillo" not in flat(response.content.decode())


@pytest.mark.parametrize(
    ("query", "term"),
    [("what is trafficking", "Trafficking in persons"), ("smuggling", "Smuggling of migrants"), ("gender", "Gender")],
)
def test_who_asks_what_a_word_means_finds_the_glossary_first(starter: None, query: str, term: str) -> None:
    first = find(query).results()[0]
    assert (first.kind, first.title) == ("term", term)


# -- Quick among many rows -------------------------------------------------------------------------------------


def counted() -> set[str]:
    """The tables the database has counted."""
    table, where = ("pg_stats", "tablename") if connection.vendor == "postgresql" else ("sqlite_stat1", "tbl")
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT DISTINCT {where} FROM {table}")
        return {row[0] for row in cursor.fetchall()}


def test_after_a_load_the_database_knows_how_much_its_tables_hold(starter: None) -> None:
    assert {"toolkit_findable", "toolkit_word", "wagtailcore_page"} <= counted()


def test_every_night_it_is_counted_anew() -> None:
    from toolkit.tasks import take_statistics

    assert take_statistics.name in {entry["task"] for entry in app_settings.CELERY_BEAT_SCHEDULE.values()}
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM " + ("pg_statistic" if connection.vendor == "postgresql" else "sqlite_stat1"))
    assert "toolkit_findable" not in counted()
    factories.tool(title="Something to count")
    take_statistics()
    assert "toolkit_findable" in counted()


# -- What may be typed (D12) ----------------------------------------------------------------------------------

HOSTILE = [
    "\x00", "a\x00b", "\ud800", "\udfff consent", "x" * 100_000, " " * 100_000 + "consent", "word " * 500,
    "\u202eevil\u202c", "\u200f\u200e", "'", '"', "''''", '"a" OR "b"', "a AND", "NOT", "NEAR(a b)", "a NEAR/2 b",
    "title:x", "^a", "-a", "a*", "*", "a & | ! b", "a <-> b", "!!", "':*", "\\", "\\'", "a\\:*", "%", "%s", "%(x)s",
    "_", "{{ 7 }}", "{% url %}", "<script>alert(1)</script>", "; DROP TABLE toolkit_findable", "(((((", "))", "6(",
    "6(3", "6()(3)", "()", "art.", "art 6(3)(a)(b)(c)(d)", "1" * 5000, "/" * 300, "1/2/3/4/5", "…", "!?.,;", "،؟؛",
    "حماية الضحايا", "حِمَايَة", "می\u200cشود", "অভিবাসী", "\u0300", "\u09be", "\u200d\u200d", "🙂", "👩‍👩‍👧", "ⅷ", "²",
    "٦(٣)", "İ", "ß", "ﬀ", "\ufeff", "\ufffd", "\u2028", "\r\n\t", "a" * 61, "the of and", "the",
]  # fmt: skip


@pytest.mark.parametrize("query", HOSTILE, ids=lambda q: ascii(q)[:30])
def test_whatever_is_typed_a_normal_page_comes_back_in_time(query: str) -> None:
    sent = query.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    # No filter keeps the view from reading the next one, so they may all be nonsense at once.
    filters = dict.fromkeys(["page", "kind", "audience", "phase", "crime", "unknown"], sent)
    for asked in ({"query": sent}, {"query": "consent", **filters}):
        started = time.monotonic()
        response = search(**asked)
        assert time.monotonic() - started < 3  # the second of D12 is kept by the journeys, which have the machine alone
        assert response.status_code == 200
        assert 'id="q"' in flat(response.content.decode())
    assert find(query).total >= 0
    find(query).suggestion()


@pytest.mark.thorough
@given(query=st.text(max_size=300))
@settings(max_examples=150, deadline=1000, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_can_be_searched_for(query: str) -> None:
    found = find(query)
    found.suggestion()
    rows = list(found.widened().results()[:20])
    assert all("".join(p for p, _ in cut_snippet(row.text, found.words or [])) for row in rows if row.text)


@given(query=st.text(st.characters(codec=None), max_size=400))
@settings(max_examples=300, deadline=None)
def test_what_is_left_of_a_query_can_always_be_stored_and_shown(query: str) -> None:
    text = clean_query(query)
    text.encode()
    assert "\x00" not in text
    assert len(text) <= 200
    assert len(extract_words(query)) <= 8


@pytest.mark.parametrize("query", ["!?.,;", "\x00", "…", "\u200f"])
def test_a_query_without_a_word_finds_nothing_instead_of_everything(starter: None, query: str) -> None:
    response = search(query)
    assert titles(response) == [] or not clean_query(query)


# -- Speed ----------------------------------------------------------------------------------------------------


def test_the_text_index_answers_and_not_a_scan_of_all_rows() -> None:
    is_postgresql = connection.vendor == "postgresql"
    rows = [SearchEntry(kind="article", language="en", path=f"{n}/", title=f"Fig number{n}") for n in range(1000)]
    index_rows(SearchEntry.objects.bulk_create(rows))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE toolkit_findable")
        if is_postgresql:
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few rows are quicker read than looked up
    for found in (find("number77").results(), find("number77").rows()):
        plan = found.explain()
        assert ("toolkit_findable_vector" if is_postgresql else "SCAN toolkit_findable_fts VIRTUAL TABLE") in plan
        assert "SCAN toolkit_findable\n" not in plan
