"""One page in two languages, passage by passage."""

import gzip
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st
from wagtail.models import PageViewRestriction

from tests import factories
from tests.markup import flat
from tests.toolkit.translated import MARK, translate
from toolkit.domain.passages import Passage, pair_passages
from toolkit.models import (
    ArticlePage,
    BlankFormPage,
    CasePage,
    ChecklistPage,
    Instrument,
    LearningPage,
    PathPage,
    PracticePage,
    Provision,
    SectionPage,
    SentencesPage,
    ShortPage,
    SignsPage,
    Term,
    ToolPage,
)
from toolkit.presenters.passages import list_passages

pytestmark = pytest.mark.django_db
PAGES: list[Any] = [
    *(ToolPage, ChecklistPage, SectionPage, ArticlePage, PracticePage, SignsPage, SentencesPage, PathPage),
    *(BlankFormPage, CasePage, ShortPage, LearningPage),
]
ENTRIES: list[Any] = [Provision, Instrument, Term]


def original(model: Any) -> Any:
    """The first one of the starter content that exists in English alone."""
    others = model.objects.exclude(locale__language_code="en").values("translation_key")
    rows = model.objects.filter(locale__language_code="en", live=True).exclude(translation_key__in=others)
    return rows.order_by("pk").first()


def place_of(row: Any) -> str:
    return row.portal_path() if hasattr(row, "portal_path") else row.get_absolute_url().split("/", 2)[2]


def html(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200, path
    return response.content.decode()


def rows_in(text: str) -> list[tuple[str, str, str]]:
    """The anchor of every pair, and both sides as they are marked up."""
    found = re.findall(r'<div id="(p\w{7})".*?<div class="one" (.*?)<div class="two" (.*?)</div>\s*</div>', text, re.S)
    return [(anchor, one, two) for anchor, one, two in found]


@pytest.mark.parametrize("model", [*PAGES, *ENTRIES], ids=lambda model: model.__name__)
def test_every_kind_of_page_stands_in_two_languages_with_each_passage_beside_its_own(starter: None, model: Any) -> None:
    english = original(model)
    translate(english)
    text = html(f"/fr/beside/prs/en/{place_of(english)}")
    rows = rows_in(text)
    assert len(rows) == text.count('<div class="one"') > 1
    assert len({anchor for anchor, _one, _two in rows}) == len(rows)
    assert all('lang="fa-AF" dir="rtl"' in one and 'lang="en" dir="ltr"' in two for _anchor, one, two in rows)
    told = [two for _anchor, one, two in rows if MARK in one]
    cited = [pair for pair in pair_passages(list_passages(english), []) if pair.either.cites]
    assert len(told) == len(rows) - len(cited)
    assert all(MARK not in two for two in told)
    other_way = rows_in(html(f"/fr/beside/en/prs/{place_of(english)}"))
    assert [anchor for anchor, _one, _two in other_way] == [anchor for anchor, _one, _two in rows]


def test_the_words_around_are_in_the_readers_language_and_lead_to_other_pairs(starter: None) -> None:
    page = original(ToolPage)
    translate(page)
    translate(page, "ur")
    text = flat(html(f"/fr/beside/ur/prs/{place_of(page)}"))
    assert '<html lang="fr"' in text
    assert "Deux langues" in text
    for pair in ("en/prs", "ur/en", "prs/ur"):
        assert f'href="/fr/beside/{pair}/{place_of(page)}"' in text
    assert f'href="/bn/beside/ur/prs/{place_of(page)}"' in text, "the switch keeps both languages"


def test_a_passage_without_a_counterpart_stands_alone_with_a_dash_and_a_word(starter: None) -> None:
    block = factories.block("text", "<p>Only here.</p>")
    page = factories.article([factories.block("key_message", "First."), block], title="Zebra")
    other = translate(page)
    other.body = other.body.stream_block.to_python([raw for raw in other.body.raw_data if raw["id"] != block["id"]])
    other.save_revision().publish()
    rows = rows_in(html(f"/en/beside/prs/en/{page.slug}/"))
    assert len(rows) == 3
    assert "— Not in this language" in rows[-1][1]
    assert 'lang="en" dir="ltr"' in rows[-1][1].split("— Not")[0].rpartition("<p")[2]
    assert "Only here." in rows[-1][2]


def test_what_is_not_in_both_languages_or_not_for_everybody_is_no_such_page(starter: None) -> None:
    page = factories.article(title="Zebra")
    assert Client().get(f"/en/beside/prs/en/{page.slug}/").status_code == 404
    other = translate(page)
    assert Client().get(f"/en/beside/prs/en/{page.slug}/").status_code == 200
    for wrong in ("en/en", "xx/en", "prs/xx", "fr/en"):
        assert Client().get(f"/en/beside/{wrong}/{page.slug}/").status_code == 404
    for row in (page, other):
        rule = PageViewRestriction.objects.create(page_id=row.pk, restriction_type="login")
        assert Client().get(f"/en/beside/prs/en/{page.slug}/").status_code == 404
        rule.delete()
    other.unpublish()
    assert Client().get(f"/en/beside/prs/en/{page.slug}/").status_code == 404
    assert Client().get("/en/beside/prs/en/law/nothing/").status_code == 404
    assert Client().get("/en/beside/prs/en/glossary/%00/").status_code == 404


def test_search_engines_are_told_of_the_page_itself(starter: None) -> None:
    page = original(ToolPage)
    translate(page)
    text = html(f"/fr/beside/prs/en/{place_of(page)}")
    assert f'<link rel="canonical" href="http://testserver/prs/{place_of(page)}">' in text
    assert '<meta name="robots" content="noindex, follow">' in text
    assert "hreflang" not in text.partition("<body")[0]
    assert "/beside/" not in html("/sitemap-pages.xml") + html("/sitemap-law.xml") + html("/sitemap-modules.xml")
    assert "Disallow: /*/beside/" in html("/robots.txt")


def test_a_sentence_that_nobody_tested_says_so_and_one_that_waits_for_its_place_is_not_shown(starter: None) -> None:
    page = original(SentencesPage)
    other = translate(page)
    text = html(f"/en/beside/prs/en/{place_of(page)}")
    assert text.count("Not tested aloud") > 50
    assert ">W02</a>" in text
    waiting = [item["text"] for item in other.sentences().values() if "{" in item["text"]]
    assert waiting
    assert not [words for words in waiting if words in text]


def test_a_machine_translation_says_so_for_each_language(starter: None) -> None:
    page = original(ArticlePage)
    other = translate(page)
    path = f"/en/beside/prs/en/{place_of(page)}"
    assert "A machine translated" not in html(path)
    other.machine_translated = True
    other.save_revision().publish()
    assert "A machine translated the words in Dari." in flat(html(path))


@pytest.mark.parametrize("model", [ToolPage, ChecklistPage, PathPage, SentencesPage, Provision])
def test_two_languages_cost_few_queries_and_few_bytes(starter: None, model: Any) -> None:
    page = original(model)
    translate(page)
    path = f"/prs/beside/prs/en/{place_of(page)}"
    text = html(path)
    with CaptureQueriesContext(connection) as queries:
        html(path)
    assert len(queries) <= 12
    assert len(gzip.compress(text.encode())) < 45_000


def test_a_page_with_more_passages_asks_no_more(starter: None) -> None:
    def cost(number: int) -> int:
        rule = [factories.provision() for _n in range(number)]
        page = factories.article([factories.citation(one, note="x") for one in rule], title=f"Zebra {number}")
        translate(page)
        path = f"/en/beside/prs/en/{page.slug}/"
        html(path)
        with CaptureQueriesContext(connection) as queries:
            assert len(rows_in(html(path))) > number
        return len(queries)

    assert cost(1) == cost(3)


@given(
    st.lists(st.text("abcd", min_size=1, max_size=2), unique=True),
    st.lists(st.text("abcd", min_size=1, max_size=2), unique=True),
)
def test_each_passage_stands_once_and_in_the_order_of_the_first_language(one: list[str], two: list[str]) -> None:
    pairs = pair_passages(*([Passage(path=path, words=path) for path in side] for side in (one, two)))
    assert [pair.one.path for pair in pairs if pair.one] == one
    assert sorted(pair.two.path for pair in pairs if pair.two) == sorted(two)
    assert all(pair.one.path == pair.two.path for pair in pairs if pair.one and pair.two)


def test_paragraphs_stand_beside_each_other_where_both_texts_have_the_same_ones() -> None:
    def text(words: str) -> list[Passage]:
        return [Passage(path="body.1", words=words, is_rich=True)]

    same = pair_passages(text("<p>a</p><ol><li>b</li><li>c</li></ol>"), text("<p>d</p><ol><li>e</li><li>f</li></ol>"))
    assert [(pair.one.words, pair.two.words, pair.one.number) for pair in same if pair.one and pair.two] == [
        ("a", "d", 0),
        ("b", "e", 1),
        ("c", "f", 2),
    ]
    assert len(pair_passages(text("<p>a</p><p>b</p>"), text("<p>c</p>"))) == 1
