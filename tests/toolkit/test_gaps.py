"""A translation with gaps: an editor published it, and wagtail-localize left the English words where none was given."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail_localize.models import StringTranslation, Translation, TranslationSource

from exports.printouts import build_printout
from tests import factories
from tests.markup import flat
from tests.toolkit.test_frames import Texts
from tests.toolkit.translated import MARK, translate
from toolkit.domain.gaps import mark_gaps
from toolkit.domain.passages import TranslationGaps, is_untranslated
from toolkit.models import ArticlePage

RTL = 'lang="en" dir="ltr" data-english'
TEXT = "<p>Every <b>zebra</b> counts.</p><p>A lion waits, too.</p>"


def page_with(*body: object, **fields: object) -> ArticlePage:
    return factories.article(list(body), title="Zebras", **fields)  # type: ignore[arg-type]


def html(path: str) -> str:
    response = Client().get(path)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.django_db
def test_what_a_translator_left_out_is_marked_as_english_and_counted() -> None:
    """Through the very library that editors use."""
    factories.home("ur")
    english = page_with(factories.block("text", TEXT), factories.block("key_message", "Stay calm."))
    source, _is_new = TranslationSource.update_or_create_from_instance(english)
    translation = Translation.objects.create(source=source, target_locale=factories.locale("ur"))
    for segment in source.stringsegment_set.select_related("string"):
        if segment.string.data in {"Zebras", "A lion waits, too."}:
            StringTranslation.objects.create(
                translation_of=segment.string, locale=translation.target_locale, context=segment.context, data="ترجمہ"
            )
    translation.save_target(publish=True)
    page = ArticlePage.objects.get(translation_key=english.translation_key, locale__language_code="ur")
    page.save_revision().publish()
    text = html(f"/ur/{page.slug}/")
    assert re.search(f"<p[^>]* {RTL}>Every <b>zebra</b> counts.</p>", text)
    assert f"<p {RTL}>Stay calm.</p>" in flat(text)
    assert text.count("data-english") == 2
    assert "4 میں سے 2" in flat(text)
    assert [language for language, words in Texts(text).found if "zebra" in words or "calm" in words] == ["en", "en"]


@pytest.mark.django_db
def test_a_whole_translation_says_nothing_and_neither_does_the_english_page() -> None:
    english = page_with(factories.block("text", TEXT))
    translate(english)
    for code in ("prs", "en", "ur"):
        text = html(f"/{code}/{english.slug}/")
        assert "data-english" not in text
        assert "قطعه ترجمه شده است" not in text


@pytest.mark.django_db
def test_law_and_words_mark_their_gaps_too() -> None:
    for row in (
        factories.provision(text="Left in English here."),
        factories.term("Quince", short="Left in English here."),
    ):
        translate(row, gaps=("Left in English here.",))
        text = flat(html(f"/prs/{row.get_absolute_url().split('/', 2)[2]}"))
        assert f"{RTL}>Left in English here.</p>" in text
        assert "قطعه ترجمه شده است" in text


@pytest.mark.django_db
def test_a_checklist_marks_a_question_and_paper_marks_it_as_well() -> None:
    gap = "Is every door open?"
    english = factories.checklist([factories.section("First", [factories.item(gap), factories.item()])])
    page = translate(english, gaps=(gap,))
    text = flat(html(f"/prs/checklists/{english.slug}/"))
    assert re.search(rf'<span id="question-[^"]*" {RTL}>Is every door open\?</span>', text)
    assert text.count("data-english") == 1
    printed = flat(build_printout("toolkit.checklist", str(page.pk), {}).html)
    assert "data-english" in printed
    assert "قطعه ترجمه شده است" in printed


@pytest.mark.django_db
@pytest.mark.parametrize("number", [1, 3])
def test_gaps_cost_one_query_however_many_there_are_and_who_read_it_another(number: int) -> None:
    def cost(code: str, path: str) -> int:
        html(f"/{code}/{path}/")
        with CaptureQueriesContext(connection) as queries:
            html(f"/{code}/{path}/")
        return len(queries)

    blocks = [factories.block("key_message", f"Stay calm, part {n}.") for n in range(number)]
    english = page_with(*blocks)
    translate(english, gaps=tuple(f"Stay calm, part {n}." for n in range(number)))
    assert cost("prs", english.slug) <= cost("en", english.slug) + 2


@pytest.mark.parametrize(
    ("words", "english", "code", "is_gap"),
    [
        ("Stay calm.", "Stay calm.", "prs", True),
        ("آرام باشید.", "Stay calm.", "prs", False),
        ("A/RES/55/25", "A/RES/55/25", "prs", False),
        ("12", "12", "prs", False),
        ("Questions", "Questions", "fr", False),
        ("Ask the person what she needs.", "Ask the person what she needs.", "fr", True),
        ("Stay calm.", "Stay calm then.", "bn", False),
    ],
)
def test_words_are_a_gap_where_they_are_the_english_ones_and_say_something(
    words: str, english: str, code: str, is_gap: bool
) -> None:
    assert is_untranslated(words, english, code) is is_gap


def gaps(*words: str) -> TranslationGaps:
    return TranslationGaps(total=9, words=frozenset(words), missing=len(words))


def test_a_passage_beside_other_words_gets_an_element_of_its_own() -> None:
    assert (
        mark_gaps("<p><b>شاید:</b> It rains. </p>", gaps("It rains."))
        == f"<p><b>شاید:</b> <span {RTL}>It rains.</span> </p>"
    )
    assert mark_gaps("<h2>A. First</h2>", gaps("First")) == f"<h2>A. <span {RTL}>First</span></h2>"
    assert mark_gaps("<p>One<br>two</p>", gaps("One two")) == f"<p {RTL}>One<br>two</p>"
    assert mark_gaps("<title>Zebra</title><p>Zebra &amp; co</p>", gaps("Zebra", "Zebra & co")) == (
        f"<title>Zebra</title><p {RTL}>Zebra &amp; co</p>"
    )


def test_nothing_else_is_touched() -> None:
    whole = '<p class="x">سلام <a href="/en/">Zebra house</a><img src="a.png" alt="Zebra"></p>'
    assert mark_gaps(whole, gaps("Zebra")) == whole
    assert MARK not in mark_gaps("<p>Zebra</p>", gaps("Zebra"))
