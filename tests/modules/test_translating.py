"""A module on its way into another language, through the screens that translators use."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.test.utils.form_data import nested_form_data, streamfield
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from accounts.models import User
from modules.actions.adapting import get_latest_draft, list_adapted_parts
from modules.models import Decision, Module
from modules.presenters.outline_writer import build_outline
from tests.factories import locale
from tests.modules.classroom import RIGHT, SECRET, adaptation, change, module, stable
from tests.modules.test_adapting import publish
from tests.modules.test_editing import form

pytestmark = pytest.mark.django_db


def submitted(browser: Client, row: Module) -> Translation:
    """As *Translate* in the menu does it."""
    submit = reverse("wagtail_localize:submit_snippet_translation", args=["modules", "module", row.pk])
    assert row.title in browser.get(submit).content.decode()
    assert browser.post(submit, {"locales": [locale("ur").pk]}).status_code == 302
    return Translation.objects.get(source__object_id=row.translation_key)


def write(browser: Client, translation: Translation, words: dict[str, str]) -> None:
    """Types these translations where the screen shows the text."""
    segments = StringSegment.objects.filter(source=translation.source).select_related("string")
    for segment in segments:
        if said := words.get(segment.string.data):
            address = reverse("wagtail_localize:edit_string_translation", args=[translation.pk, segment.pk])
            sent = browser.put(address, f"value={said}", content_type="application/x-www-form-urlencoded")
            assert sent.status_code == 201


def test_an_editor_submits_translates_and_a_publisher_publishes(as_, editor: User, publisher: User) -> None:
    row = module("rights-translated", title="The law of two crimes")
    row.save_revision().publish()
    hers, theirs = as_(editor), as_(publisher)
    translation = submitted(hers, row)
    own = Module.objects.get(translation_key=row.translation_key, locale__language_code="ur")
    assert not own.live
    edit = reverse("wagtailsnippets_modules_module:edit", args=[own.pk])
    shown = hers.get(edit).content.decode()
    for words in ("The law of two crimes", "Two crimes", "To see exercise-cards", SECRET):
        assert words in shown
    own_words = {"The law of two crimes": "دو جرم", "Exercise exercise-cards": "کارڈ", SECRET: "نوٹ"}
    write(hers, translation, own_words)
    hers.post(edit, {"action": "publish"})
    own.refresh_from_db()
    assert not own.live
    theirs.post(edit, {"action": "publish"})  # half of it is English still
    own.refresh_from_db()
    assert not own.live
    texts = StringSegment.objects.filter(source=translation.source).values_list("string__data", flat=True)
    write(hers, translation, {text: f"اردو {text}" for text in texts if text not in own_words})
    assert theirs.post(edit, {"action": "publish"}).status_code == 302
    own.refresh_from_db()
    assert (own.live, own.slug, own.title) == (True, row.slug, "دو جرم")
    outline = build_outline(own, for_lecturers=True)
    assert [one.title for one in outline.exercises] == ["کارڈ", "اردو Exercise exercise-court"]
    assert [one.id for one in outline.exercises] == [one.id for one in build_outline(row).exercises]
    assert outline.exercises[0].outcomes == build_outline(row).exercises[0].outcomes
    assert [option.right for option in outline.questions[0].options] == [True, False]
    assert outline.questions[0].marking == "نوٹ"
    page = Client().get(f"/ur/modules/{row.slug}/").content.decode()
    assert "دو جرم" in page
    assert RIGHT not in page


def test_keys_and_numbers_are_not_offered_and_unchanged_parts_keep_their_translation(as_, admin: User) -> None:
    row = module("rights-again", title="First title")
    row.save_revision().publish()
    browser = as_(admin)
    translation = submitted(browser, row)
    texts = {segment.string.data for segment in StringSegment.objects.filter(source=translation.source)}
    assert not texts & {"exercise-cards", "outcome-name", "issue-law", row.slug, "25", "one", "understand"}
    write(browser, translation, {"First title": "عنوان", "Two crimes": "دو جرم"})
    row.refresh_from_db()
    row.title = "Second title"
    row.save_revision().publish()
    update = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    assert browser.post(update).status_code == 302
    kept = StringTranslation.objects.filter(translation_of__data="Two crimes", locale=locale("ur"))
    assert kept.exists()
    texts = {one.string.data for one in StringSegment.objects.filter(source=translation.source)}
    assert "Second title" in texts


def test_an_editor_updates_translations_and_does_not_publish_them(as_, editor: User, publisher: User) -> None:
    row = module("rights-updated")
    row.save_revision().publish()
    translation = submitted(as_(editor), row)
    update = reverse("wagtail_localize:update_translations", args=[translation.source.pk])
    for person, live in ((editor, False), (publisher, True)):
        assert as_(person).get(update).status_code == 200
        assert as_(person).post(update, {"publish_translations": "on"}).status_code == 302
        own = Module.objects.get(translation_key=row.translation_key, locale__language_code="ur")
        assert own.live == live


@pytest.fixture
def adapted(admin: User) -> Module:
    """A published adaptation that says something else about the law and leaves out the court."""
    row = adaptation(module("with-parent"), admin)
    change(row, admin, "issue-law", title="ZQ7 our law")
    change(row, admin, "exercise-court", Decision.DROP)
    row = publish(row)
    assert row.changes.count() == 2
    return row


def in_urdu(row: Module) -> Module:
    return Module.objects.get(translation_key=row.translation_key, locale__language_code="ur")


def test_a_translated_adaptation_shows_its_decisions_and_never_the_parents_part(
    as_, admin: User, adapted: Module, django_capture_on_commit_callbacks: Any
) -> None:
    browser = as_(admin)
    translation = submitted(browser, adapted)
    texts = {segment.string.data for segment in StringSegment.objects.filter(source=translation.source)}
    assert adapted.title in texts
    assert not any("ZQ7" in text for text in texts)  # translated where they are decided
    with django_capture_on_commit_callbacks(execute=True):
        translation.save_target(publish=True)
    own = in_urdu(adapted)
    assert (own.live, own.parent_id) == (True, adapted.parent_id)
    outline = build_outline(own)
    assert "ZQ7 our law" in [issue.title for issue in outline.issues]
    assert "Exercise exercise-court" not in [one.title for one in outline.exercises]
    told = browser.get(reverse("adaptations:parts", args=[own.pk])).content.decode()
    assert "“ZQ7 our law” still stands in the words of the English adaptation." in told
    assert not any(part.is_stale for part in list_adapted_parts(get_latest_draft(own)))


def test_decisions_made_in_the_translations_language_are_kept_when_it_is_published_again(
    as_, admin: User, adapted: Module, django_capture_on_commit_callbacks: Any
) -> None:
    translation = submitted(as_(admin), adapted)
    change(in_urdu(adapted), admin, "issue-law", title="ہمارا قانون")
    change(adapted, admin, "issue-gender", title="ZQ7 gender")
    publish(adapted)
    TranslationSource.update_or_create_from_instance(Module.objects.get(pk=adapted.pk))
    for _time in range(2):
        with django_capture_on_commit_callbacks(execute=True):
            Translation.objects.get(pk=translation.pk).save_target(publish=True)
        own = in_urdu(adapted)
        assert {one.title for one in build_outline(own).issues} == {"ہمارا قانون", "ZQ7 gender"}
        assert own.changes.count() == 3


def test_a_translations_decisions_are_about_its_own_parent(as_, admin: User, adapted: Module) -> None:
    parent = adapted.parent
    assert parent
    words = [{**raw, "value": {**raw["value"], "title": "قانون"}} for raw in parent.parts.raw_data]
    module(parent.slug, words, language="ur", translation_key=parent.translation_key)
    submitted(as_(admin), adapted)
    found = {part.part: part for part in list_adapted_parts(get_latest_draft(in_urdu(adapted)))}
    assert found[stable("issue-law")].change
    assert not any(part.is_stale for part in found.values())


def test_a_translation_without_the_decisions_of_its_source_is_not_published_in_the_editor(
    as_, publisher: User, adapted: Module
) -> None:
    """One that was made before there were any, or was loaded."""
    own = module(
        adapted.slug, [], language="ur", translation_key=adapted.translation_key, parent=adapted.parent, live=False
    )
    edit = reverse("wagtailsnippets_modules_module:edit", args=[own.pk])
    sent = {**form(30), "parent": str(own.parent_id), "slug": own.slug, "country": "PK"}
    sent = {name: value for name, value in sent.items() if not name.startswith("parts-")}
    sent |= nested_form_data({"parts": streamfield([])})
    browser = as_(publisher)
    refused = browser.post(edit, {**sent, "action-publish": "1"}).content.decode()
    assert "The English adaptation changes parts of the original, this one none" in refused
    own.refresh_from_db()
    assert not own.live
    assert browser.post(edit, sent).status_code == 302  # the draft is kept
    change(own, publisher, "issue-law", title="ہمارا قانون")
    assert browser.post(edit, {**sent, "action-publish": "1"}).status_code == 302
    own.refresh_from_db()
    assert own.live
