"""What readers are told of a translation, on the screen and on paper, and the term base beside a passage."""

import json
from typing import Any

import pytest
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st
from wagtail_localize.models import StringSegment, StringTranslation

from tests import factories
from tests.toolkit.desk_cast import colleague, state_of, translated_article
from tests.toolkit.translated import translate
from toolkit import printouts
from toolkit.actions.desk_taking import take_to_desk
from toolkit.domain.term_base import TermFinder, pick_avoided
from toolkit.domain.word_changes import compare_words
from toolkit.models import ChecklistPage, Rendering, Term, TermBaseEntry, TranslationState
from toolkit.presenters.translation_marks import find_translation_mark

MACHINE = "این صفحه را ماشین ترجمه کرده است"
READ = "این ترجمه را یک حقوق‌دان خوانده است."
EDITED = "یک نفر این ترجمه را ویرایش کرده است."
CHANGED = "متن انگلیسی پس از آن تغییر کرده است."
OPTIONS = {"form": "paper", "size": "a4"}


def page_of(client: Any, page: Any) -> str:
    return client.get(f"/prs/{page.slug}/").content.decode().partition("<main")[2].partition("</main>")[0]


def set_state(page: Any, **values: Any) -> TranslationState:
    state = state_of(page)
    for name, value in values.items():
        setattr(state, name, value)
    state.save()
    type(page).objects.filter(pk=page.pk).update(machine_translated=values.get("shown") == "machine")
    return state


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("values", "said", "unsaid"),
    [
        ({"shown": "machine"}, [MACHINE], [READ, EDITED, CHANGED]),
        ({"shown": "edited"}, [EDITED], [MACHINE, READ, CHANGED]),
        ({"shown": "read", "shown_profession": "lawyer"}, [READ], [MACHINE, EDITED, CHANGED]),
        (
            {"shown": "read", "shown_profession": "lawyer", "english_changed_on": "2026-11-28"},
            [READ, CHANGED],
            [MACHINE],
        ),
        ({"shown": "machine", "english_changed_on": "2026-11-28"}, [MACHINE, CHANGED], [READ, EDITED]),
    ],
)
def test_a_reader_is_told_who_has_read_it_and_whether_english_changed(client, values, said, unsaid) -> None:
    _english, dari = translated_article()
    set_state(dari, **values)
    shown = page_of(client, dari)
    assert [words for words in said if words not in shown] == []
    assert [words for words in unsaid if words in shown] == []


@pytest.mark.django_db
def test_no_name_of_anybody_is_told_and_english_has_no_mark(client) -> None:
    english, dari = translated_article()
    reviewer = colleague("reviewer")
    set_state(dari, shown="read", shown_profession="lawyer")
    assert reviewer.email not in page_of(client, dari)
    assert find_translation_mark(english) is None
    assert "marked" not in client.get(f"/en/{english.slug}/").content.decode()


@pytest.mark.django_db
def test_paper_says_who_has_read_it(starter: None) -> None:
    page = factories.checklist(language="en")
    factories.home("prs")
    dari = factories.checklist(language="prs", translation_key=page.translation_key, slug=page.slug)
    set_state(dari, shown="read", shown_profession="lawyer", english_changed_on="2026-11-28")
    paper = printouts.build_public_checklist(str(ChecklistPage.objects.get(pk=dari.pk).pk), OPTIONS)
    assert READ in paper.html
    assert CHANGED in paper.html
    assert MACHINE not in paper.html


@pytest.mark.django_db
def test_what_an_editor_publishes_past_the_desk_is_edited_and_no_longer_read(
    django_capture_on_commit_callbacks,
) -> None:
    _english, dari = translated_article()
    state = set_state(dari, shown="read", shown_profession="lawyer", stage="published")
    dari.refresh_from_db()
    dari.title = "دیگر"
    with django_capture_on_commit_callbacks(execute=True):
        dari.save_revision().publish()
    state.refresh_from_db()
    assert (state.shown, state.shown_profession, state.stage) == ("edited", "", "edited")


@pytest.mark.django_db
def test_a_draft_of_a_translated_term_takes_no_mark_off(client) -> None:
    term = factories.term("Quince zq")
    dari = Term.objects.create(
        locale=factories.locale("prs"), slug=term.slug, name="بهی", forms="بهی", short="معنا.",
        translation_key=term.translation_key,
    )  # fmt: skip
    dari.save_revision()
    assert MACHINE in client.get(f"/prs/glossary/{term.slug}/").content.decode()


# -- Term base ------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_a_term_stands_beside_a_passage_with_its_rendering_and_what_it_is_never_called(as_) -> None:
    entry = TermBaseEntry.objects.create(
        key="zq-officer", english="every officer", avoid="prs: زدقو; ur: نہیں", note=""
    )
    Rendering.objects.create(entry=entry, language="prs", text="هر مأمور", sure="A")
    Rendering.objects.create(entry=entry, language="ur", text="ہر اہلکار", sure="A")
    state = state_of(translated_article()[1])
    html = as_(colleague("translator")).get(reverse("desk_item", args=[state.pk])).content.decode()
    assert "هر مأمور" in html
    assert "زدقو" in html
    assert "ہر اہلکار" not in html
    assert "نہیں" not in html


@pytest.mark.django_db
def test_the_term_base_comes_with_the_portal(starter: None) -> None:
    assert TermBaseEntry.objects.count() >= 160
    said = dict(Rendering.objects.filter(entry__key="trafficking-in-persons").values_list("language", "text"))
    assert said["prs"] == "قاچاق انسان"


def test_of_two_terms_the_longer_is_found_and_a_short_word_only_alone() -> None:
    finder = TermFinder({1: "smuggling of migrants", 2: "migrant", 3: "no", 4: "State Party; party (to a treaty)"})
    assert finder.find("<b>Smuggling of migrants</b> and States Parties, no party") == [1, 4]
    assert finder.find("Migrants say no.") == [2]
    assert finder.find("No") == [3]
    assert TermFinder({}).find("anything") == []


def test_what_is_never_said_is_told_to_the_language_it_is_said_of() -> None:
    avoid = "fa, prs: a, b; bn: c; all: d"
    assert [pick_avoided(avoid, code) for code in ("prs", "bn", "fr")] == ["a, b; d", "c; d", "d"]
    assert pick_avoided("trade in organs (another crime)", "fr") == "trade in organs (another crime)"


# -- Words that changed, files, the library's own screens --------------------------------------------------------------


@given(st.text(max_size=80), st.text(max_size=80))
def test_without_what_is_gone_the_pieces_are_the_newer_words_and_without_what_is_new_the_older(a: str, b: str) -> None:
    pieces = compare_words(a, b)
    assert "".join(piece.text for piece in pieces if piece.kind != "gone") == b
    assert "".join(piece.text for piece in pieces if piece.kind != "new") == a


@pytest.mark.django_db
def test_a_po_file_goes_out_and_comes_back_and_a_misleading_word_in_it_is_marked(as_) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    state = state_of(translated_article()[1])
    browser = as_(colleague("translator"))
    po = browser.get(reverse("desk_po", args=[state.pk])).content.decode()
    assert 'msgstr "در مرز"' in po
    changed = po.replace('msgstr "در مرز"', 'msgstr "در سرحد"').replace("هر افسر گوش می‌دهد.", "او قاچاق شد.")
    upload = reverse("desk_po_upload", args=[state.pk])
    browser.post(upload, {"file": SimpleUploadedFile("zq.po", changed.encode())})
    rows = dict(StringTranslation.objects.filter(context__object_id=state.english_id).values_list("data", "has_error"))
    assert rows["در سرحد"] is False
    assert rows["او قاچاق شد."] is True
    state.refresh_from_db()
    assert state.stage == "edited"
    answer = as_(colleague("reviewer")).post(upload, {"file": SimpleUploadedFile("zq.po", changed.encode())})
    assert answer.status_code in (302, 403)
    assert as_(colleague("reviewer")).get(reverse("desk_item", args=[state.pk])).status_code == 200


@pytest.mark.django_db
def test_a_table_is_translated_cell_by_cell_and_a_named_page_stays_her_own(django_capture_on_commit_callbacks) -> None:
    factories.home("prs")
    other_en, other_prs = translated_article()
    table = {
        "columns": [{"type": "text", "heading": "Way"}],
        "rows": [{"values": ["Ask first"]}],
        "caption": "",
    }
    theirs = {**table, "columns": [{"type": "text", "heading": "راه"}], "rows": [{"values": ["نخست بپرسید"]}]}
    block = factories.block("table", {"caption": "Ways", "table": table})
    english = factories.article(
        [block], title="Table zq", slug="table-zq", related=json.dumps([factories.block("page", other_en.pk)])
    )
    related = [{**english.related.raw_data[0], "value": other_prs.pk}]
    from toolkit.models import ArticlePage

    dari = factories.add(
        factories.home("prs"),
        ArticlePage(
            title="جدول", slug="table-zq", locale=factories.locale("prs"), translation_key=english.translation_key,
            machine_translated=True, related=json.dumps(related),
            body=json.dumps([{**block, "value": {"caption": "راه‌ها", "table": theirs}}]),
        ),
    )  # fmt: skip
    translation = take_to_desk(dari)
    assert translation is not None
    assert translation.get_progress()[0] == translation.get_progress()[1]
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    dari = ArticlePage.objects.get(pk=dari.pk)
    said = json.dumps(list(dari.body.raw_data), ensure_ascii=False)
    assert "نخست بپرسید" in said
    assert "راه" in said
    assert "Ask first" not in said
    assert [raw["value"] for raw in dari.related.raw_data] == [other_prs.pk]


@pytest.mark.django_db
def test_the_librarys_own_button_publishes_no_english_in_place_of_missing_words(as_, publisher) -> None:
    """Of a page it does: there each is marked and counted (test_gaps.py)."""
    english = factories.term(name="Zebra", text="<p>An animal with stripes.</p>")
    dari = translate(english)
    before = dari.text
    translation = take_to_desk(dari)
    assert translation is not None
    gone = StringSegment.objects.get(source=translation.source, string__data="An animal with stripes.")
    StringTranslation.objects.filter(translation_of=gone.string).delete()
    edit = reverse("wagtailsnippets_toolkit_term:edit", args=[dari.pk])
    answer = as_(publisher).post(edit, {"action": "publish"}, follow=True).content.decode()
    assert "1 passage has no words yet" in answer
    dari.refresh_from_db()
    assert dari.text == before
