"""The translators' desk: what was loaded lies there whole, each works in her own language, and readers are told."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from tests import factories
from tests.markup import flat
from tests.toolkit.desk_cast import colleague, state_of, translated_article
from toolkit.actions.desk_taking import take_to_desk
from toolkit.models import ArticlePage, LanguageRole, SegmentComment, TranslationState

pytestmark = pytest.mark.django_db
Stage = TranslationState.Stage


def words_of(translation: Translation) -> list[str]:
    segments = StringSegment.objects.filter(source=translation.source).order_by("order")
    return [one.translation or "" for one in segments.annotate_translation(translation.target_locale)]


def item(state: TranslationState) -> str:
    return reverse("desk_item", args=[state.pk])


def segment_of(state: TranslationState, english: str) -> StringSegment:
    return StringSegment.objects.get(source__object_id=state.english_id, string__data__contains=english)


# -- Taking it to the desk ------------------------------------------------------------------------------------------


def test_a_loaded_translation_comes_to_the_desk_with_every_segment_filled() -> None:
    english, dari = translated_article()
    translation = take_to_desk(dari)
    assert translation is not None
    expected = [dari.title, "چگونه باید گوش داد.", "هر افسر گوش می‌دهد.", "نخست <b>بپرسید</b>.", "در مرز"]
    assert sorted(words_of(translation)) == sorted(expected)
    assert translation.get_progress() == (5, 5)
    assert set(StringTranslation.objects.values_list("translation_type", flat=True)) == {"machine"}
    assert take_to_desk(dari) == translation
    assert StringTranslation.objects.filter(context__object_id=english.translation_key).count() == 5


def test_nothing_that_readers_see_changes_when_it_is_taken_there(client) -> None:
    _english, dari = translated_article()
    before = client.get(f"/prs/{dari.slug}/").content.decode().partition("<main")[2]
    take_to_desk(dari)
    assert client.get(f"/prs/{dari.slug}/").content.decode().partition("<main")[2] == before
    dari.refresh_from_db()
    assert dari.machine_translated


def test_the_librarys_own_editor_shows_it_filled(as_, admin) -> None:
    _english, dari = translated_article()
    take_to_desk(dari)
    html = as_(admin).get(reverse("wagtailadmin_pages:edit", args=[dari.pk])).content.decode()
    assert "در مرز" in html or "\\u062f\\u0631 \\u0645\\u0631\\u0632" in html


def test_how_the_same_english_was_translated_elsewhere_stands_beside_it(as_) -> None:
    _english, dari = translated_article()
    _second, other = translated_article()
    browser = as_(colleague("translator"))
    browser.get(item(state_of(dari)))
    take_to_desk(other)
    assert "The same English elsewhere" not in browser.get(item(state_of(dari))).content.decode()  # said the same
    theirs = StringTranslation.objects.get(context__object_id=other.translation_key, data="در مرز")
    StringTranslation.objects.filter(pk=theirs.pk).update(data="در سرحد")
    html = browser.get(item(state_of(dari))).content.decode()
    assert html.count("The same English elsewhere") == 1
    assert "<li>در سرحد</li>" in html
    StringTranslation.objects.filter(pk=theirs.pk).update(has_error=True)
    assert "در سرحد" not in browser.get(item(state_of(dari))).content.decode()


# -- Roles ----------------------------------------------------------------------------------------------------------


def test_a_translator_finds_her_language_and_no_other(as_) -> None:
    ours, theirs = state_of(translated_article("prs")[1]), state_of(translated_article("ur")[1])
    browser = as_(colleague("translator", "prs"))
    listed = browser.get(reverse("desk")).content.decode()
    assert item(ours) in listed
    assert item(theirs) not in listed
    assert browser.get(item(ours)).status_code == 200
    for name in ("desk_item", "desk_po", "desk_xliff"):
        assert browser.get(reverse(name, args=[theirs.pk]), follow=True).status_code == 404
    assert browser.post(reverse("desk_po_upload", args=[theirs.pk]), follow=True).status_code == 404
    assert browser.post(item(theirs), {"do": "hand-in"}, follow=True).status_code == 404


def test_a_translator_gets_into_the_admin_and_to_nothing_else_there(as_) -> None:
    _english, dari = translated_article()
    browser = as_(colleague("translator"))
    assert browser.get(reverse("wagtailadmin_home")).status_code == 200
    for name, arguments in (
        ("wagtailadmin_pages:edit", [dari.pk]),
        ("wagtailsnippets_toolkit_provision:list", []),
        ("wagtailsnippets_toolkit_termbaseentry:list", []),
        ("wagtailusers_users:index", []),
        ("language_roles", []),
        ("wagtail_localize:translations_report", []),
    ):
        assert browser.get(reverse(name, args=arguments)).status_code in (302, 403, 404), name


def test_whoever_has_no_role_finds_no_desk(as_, editor, member) -> None:
    state = state_of(translated_article()[1])
    for user in (editor, member):
        assert as_(user).get(reverse("desk")).status_code == 302
        assert as_(user).get(item(state)).status_code in (302, 404)


STEPS = ("hand-in", "send-back", "sign-off", "publish")
MAY = {"translator": {"hand-in"}, "reviewer": {"send-back", "sign-off"}, "publisher": {"publish"}}
FROM = {"hand-in": Stage.EDITED, "send-back": Stage.HANDED_IN, "sign-off": Stage.HANDED_IN, "publish": Stage.SIGNED_OFF}


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("role", ["translator", "reviewer", "publisher"])
def test_each_role_takes_its_own_steps_and_no_others(as_, role: str, step: str) -> None:
    state = state_of(translated_article()[1])
    TranslationState.objects.filter(pk=state.pk).update(stage=FROM[step])
    SegmentComment.objects.create(state=state, path="title", text="Please look.", role="reviewer")
    answer = as_(colleague(role)).post(item(state), {"do": step})
    state.refresh_from_db()
    moved = state.stage != FROM[step]
    assert moved is (step in MAY[role]), (answer.status_code, state.stage)


# -- The way of a translation ---------------------------------------------------------------------------------------


def test_what_a_translator_types_is_kept_and_is_not_public_yet(as_, client) -> None:
    _english, dari = translated_article()
    state = state_of(dari)
    browser = as_(colleague("translator"))
    browser.get(item(state))
    segment = segment_of(state, "At the border")
    browser.post(item(state), {f"words_{segment.pk}": "در سرحد", "do": "save"})
    state.refresh_from_db()
    assert state.stage == Stage.EDITED
    assert "در سرحد" in browser.get(item(state)).content.decode()
    assert "در سرحد" not in client.get(f"/prs/{dari.slug}/").content.decode()


def test_a_rendering_that_misleads_is_refused_and_nothing_typed_is_lost(as_) -> None:
    state = state_of(translated_article()[1])
    browser = as_(colleague("translator"))
    browser.get(item(state))
    wrong, right = segment_of(state, "Every officer"), segment_of(state, "At the border")
    typed = "کسی که قاچاق شده است گوش می‌دهد."
    answer = browser.post(item(state), {f"words_{wrong.pk}": typed, f"words_{right.pk}": "در سرحد", "do": "hand-in"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert typed in html
    assert "cannot stand here" in html
    kept = set(StringTranslation.objects.filter(context__object_id=state.english_id).values_list("data", flat=True))
    assert "در سرحد" in kept
    assert "هر افسر گوش می‌دهد." in kept
    assert typed not in kept
    state.refresh_from_db()
    assert state.stage == Stage.EDITED


def test_a_title_that_no_column_holds_is_refused_with_the_room_there_is(as_) -> None:
    state = state_of(translated_article()[1])
    browser = as_(colleague("translator"))
    browser.get(item(state))
    answer = browser.post(item(state), {f"words_{segment_of(state, 'Listening').pk}": "ز" * 300, "do": "save"})
    assert answer.status_code == 422
    assert "room for 255" in answer.content.decode()


def test_a_screen_that_was_open_meanwhile_undoes_nobodys_words(as_) -> None:
    state = state_of(translated_article()[1])
    one, other = as_(colleague("translator")), as_(colleague("translator"))
    shown = other.get(item(state)).context["passages"]
    segment = segment_of(state, "At the border")
    sent = {f"words_{row.pk}": row.words for row in shown} | {f"was_{row.pk}": row.was for row in shown}
    one.post(item(state), {f"words_{segment.pk}": "در سرحد", "do": "save"})
    other.post(item(state), {**sent, "do": "save"})
    assert "در سرحد" in words_of(Translation.objects.get(source__object_id=state.english_id))
    answer = other.post(item(state), {**sent, f"words_{segment.pk}": "لب مرز", "do": "save"})
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "در سرحد" in html
    assert "لب مرز" in html
    again = {row.pk: row.was for row in answer.context["passages"]}
    other.post(item(state), {f"words_{segment.pk}": "لب مرز", f"was_{segment.pk}": again[segment.pk], "do": "save"})
    assert "لب مرز" in words_of(Translation.objects.get(source__object_id=state.english_id))


@pytest.mark.parametrize(
    "typed", ["<script>ZQ7()</script>", "<b onclick=x>ZQ7</b>", '<a id="a9">ZQ7</a>', "<!--ZQ7-->"]
)
def test_markup_that_no_editor_could_type_is_refused_with_the_reason(as_, typed: str) -> None:
    state = state_of(translated_article()[1])
    browser = as_(colleague("translator"))
    browser.get(item(state))
    answer = browser.post(item(state), {f"words_{segment_of(state, 'first').pk}": typed, "do": "save"})
    assert answer.status_code == 422
    assert "<script>ZQ7" not in answer.content.decode()
    assert not StringTranslation.objects.filter(data=typed).exists()


def test_a_reviewer_sends_back_with_a_comment_and_signs_off_as_what_she_is(as_) -> None:
    state = state_of(translated_article()[1])
    translator, reviewer = as_(colleague("translator")), as_(colleague("reviewer", profession="officer"))
    translator.get(item(state))
    translator.post(item(state), {"do": "hand-in"})
    reviewer.post(item(state), {"do": "send-back"})
    state.refresh_from_db()
    assert state.stage == Stage.HANDED_IN, "nobody was told what to change"
    segment = segment_of(state, "At the border")
    reviewer.post(item(state), {f"comment_{segment.pk}": "Say <b>سرحد</b>.", "do": "send-back"})
    state.refresh_from_db()
    assert state.stage == Stage.SENT_BACK
    seen = translator.get(item(state), {"show": "comments"}).content.decode()
    assert "Say &lt;b&gt;سرحد&lt;/b&gt;." in seen
    translator.post(item(state), {f"words_{segment.pk}": "در سرحد", "do": "hand-in"})
    reviewer.post(item(state), {"do": "sign-off"})
    state.refresh_from_db()
    assert (state.stage, state.profession) == (Stage.SIGNED_OFF, "officer")
    translator.post(item(state), {f"words_{segment.pk}": "نزدیک سرحد", "do": "save"})
    state.refresh_from_db()
    assert (state.stage, state.profession, state.signed_on) == (Stage.EDITED, "", None)


def test_nobody_signs_off_her_own_words(as_) -> None:
    state = state_of(translated_article()[1])
    user = colleague("translator")

    LanguageRole.objects.create(user=user, locale=factories.locale("prs"), role="reviewer", profession="lawyer")
    browser = as_(user)
    browser.get(item(state))
    browser.post(item(state), {f"words_{segment_of(state, 'At the border').pk}": "در سرحد", "do": "hand-in"})
    browser.post(item(state), {"do": "sign-off"})
    state.refresh_from_db()
    assert state.stage == Stage.HANDED_IN


def publish(state: TranslationState, as_: Any, callbacks: Any, *, signed: bool = True) -> None:
    translator, reviewer, publisher = (as_(colleague(role)) for role in ("translator", "reviewer", "publisher"))
    translator.get(item(state))
    segment = segment_of(state, "At the border")
    translator.post(item(state), {f"words_{segment.pk}": "در سرحد", "do": "hand-in"})
    if signed:
        reviewer.post(item(state), {"do": "sign-off"})
    with callbacks(execute=True):
        publisher.post(item(state), {"do": "publish"})
    state.refresh_from_db()


def test_what_is_published_is_what_readers_get_and_no_english(as_, client, django_capture_on_commit_callbacks) -> None:
    _english, dari = translated_article()
    state = state_of(dari)
    publish(state, as_, django_capture_on_commit_callbacks)
    assert (state.stage, state.shown, state.shown_profession) == (Stage.PUBLISHED, "read", "lawyer")
    html = client.get(f"/prs/{dari.slug}/").content.decode()
    for words in ("در سرحد", "هر افسر گوش می‌دهد.", "<b>بپرسید</b>", dari.title):
        assert words in html
    assert "At the border" not in html
    assert not ArticlePage.objects.get(pk=dari.pk).machine_translated


# -- English changes ------------------------------------------------------------------------------------------------


def change_english(page: ArticlePage, callbacks: Any, heading: str = "At every border") -> None:
    page = ArticlePage.objects.get(pk=page.pk)
    raw = list(page.body.raw_data)
    raw[1] = {**raw[1], "value": heading}
    page.body = json.dumps(raw)
    with callbacks(execute=True):
        page.save_revision().publish()


def test_a_changed_passage_stands_with_the_words_that_went_and_came(as_, django_capture_on_commit_callbacks) -> None:
    english, dari = translated_article()
    state = state_of(dari)
    change_english(english, django_capture_on_commit_callbacks)
    state.refresh_from_db()
    assert state.stage == Stage.CHANGED
    browser = as_(colleague("translator"))
    assert item(state) in browser.get(reverse("desk"), {"list": "changed"}).content.decode()
    html = flat(browser.get(item(state), {"show": "changed"}).content.decode())
    assert "<del>the</del>" in html
    assert "<ins>every</ins>" in html
    assert "در مرز" in html, "the older translation is where she begins"
    assert "Every officer" not in html
    browser.post(item(state), {"do": "hand-in"})
    state.refresh_from_db()
    assert state.stage == Stage.CHANGED, "nobody has looked at it"
    segment = segment_of(state, "At every border")
    browser.post(item(state), {f"words_{segment.pk}": "در مرز", f"same_{segment.pk}": "on", "do": "hand-in"})
    state.refresh_from_db()
    assert (state.stage, state.older) == (Stage.HANDED_IN, {})


def test_the_same_words_published_again_tell_nobody(django_capture_on_commit_callbacks) -> None:
    english, dari = translated_article()
    state = state_of(dari)
    change_english(english, django_capture_on_commit_callbacks, heading="At the border")
    state.refresh_from_db()
    assert state.stage == Stage.MACHINE


def test_what_is_deleted_is_on_no_list_any_more(as_) -> None:
    _english, dari = translated_article()
    state = state_of(dari)
    browser = as_(colleague("translator"))
    assert item(state) in browser.get(reverse("desk")).content.decode()
    ArticlePage.objects.get(pk=dari.pk).delete()
    assert item(state) not in browser.get(reverse("desk")).content.decode()
    other = state_of(translated_article()[1])
    ArticlePage.objects.get(translation_key=other.english_id, locale__language_code="en").delete()
    assert not TranslationState.objects.filter(pk=other.pk).exists()


def test_a_page_that_an_editor_submits_is_on_the_list_to_translate(admin, django_capture_on_commit_callbacks) -> None:
    factories.home("prs")
    english = factories.article([factories.block("heading", "At the border")])
    with django_capture_on_commit_callbacks(execute=True):
        source, _new = TranslationSource.update_or_create_from_instance(english)
        translation = Translation.objects.create(source=source, target_locale=factories.locale("prs"))
        english.copy_for_translation(factories.locale("prs"))
    state = TranslationState.objects.get(english_id=english.translation_key)
    assert state.stage == Stage.WAITING
    take_to_desk(translation.get_target_instance())
    assert translation.get_progress()[1] == 0, "English words were taken for a translation"


# -- Cost -----------------------------------------------------------------------------------------------------------


def test_the_list_and_the_screen_cost_the_same_for_one_and_for_three(as_) -> None:
    browser = as_(colleague("translator"))
    state = state_of(translated_article()[1])
    browser.get(item(state))
    costs = []
    for _more in range(2):
        with CaptureQueriesContext(connection) as asked:
            browser.get(reverse("desk"))
        costs.append(len(asked))
        for _n in range(2):
            state_of(translated_article()[1])
    assert costs[0] == costs[1]
