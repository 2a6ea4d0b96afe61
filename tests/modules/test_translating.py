"""A module on its way into another language, through the screens that translators use."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from accounts.models import User
from modules.models import Module
from tests.factories import locale
from tests.modules.classroom import RIGHT, SECRET, adaptation, change, module

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
    write(hers, translation, {"The law of two crimes": "دو جرم", "Exercise exercise-cards": "کارڈ", SECRET: "نوٹ"})
    hers.post(edit, {"action": "publish"})
    own.refresh_from_db()
    assert not own.live
    assert theirs.post(edit, {"action": "publish"}).status_code == 302
    own.refresh_from_db()
    assert (own.live, own.slug, own.title) == (True, row.slug, "دو جرم")
    outline = own.outline(for_lecturers=True)
    assert [one.title for one in outline.exercises] == ["کارڈ", "Exercise exercise-court"]
    assert [one.id for one in outline.exercises] == [one.id for one in row.outline().exercises]
    assert outline.exercises[0].outcomes == row.outline().exercises[0].outcomes
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


def test_an_adaptations_decisions_are_not_translated_with_it(as_, admin: User) -> None:
    """They hold copies of the parent's parts: docs/editors.md says what to do instead."""
    row = adaptation(module("with-parent"), admin)
    change(row, admin, "issue-law", title="ZQ7 our law")
    row.get_latest_revision().publish()
    translation = submitted(as_(admin), Module.objects.get(pk=row.pk))
    texts = {segment.string.data for segment in StringSegment.objects.filter(source=translation.source)}
    assert row.title in texts
    assert not any("ZQ7" in text for text in texts)
    translation.save_target(publish=True)
    own = Module.objects.get(translation_key=row.translation_key, locale__language_code="ur")
    assert own.parent_id == row.parent_id
    assert not own.changes.exists()
