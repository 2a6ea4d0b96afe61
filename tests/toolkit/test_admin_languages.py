"""The admin in an editor's own language: from right to left, without English names of ours, also where Wagtail has no words."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from django.utils.functional import Promise
from django.utils.translation import get_language, get_language_bidi, get_language_info, gettext, ngettext, override
from wagtail import blocks
from wagtail.admin.forms.account import LocalePreferencesForm
from wagtail.fields import StreamField
from wagtail.users.models import UserProfile

from accounts.models import User

SAME_EVERYWHERE = {"DOI"}


def list_blocks(block: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, block
    for name, child in getattr(block, "child_blocks", {}).items():
        yield from list_blocks(child, f"{path}.{name}")
    if isinstance(block, blocks.ListBlock):  # its own child is shown under the list's name
        for name, child in getattr(block.child_block, "child_blocks", {}).items():
            yield from list_blocks(child, f"{path}.{name}")


def every_block() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for app in ("toolkit", "modules"):
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.get_fields():
                if isinstance(field, StreamField):
                    for name, child in field.stream_block.child_blocks.items():
                        found |= dict(list_blocks(child, f"{model.__name__}.{field.name}.{name}"))
    return found


@pytest.mark.parametrize("code", ["fa", "ar", "prs", "ps", "ur"])
def test_every_block_has_a_name_in_her_language(code: str) -> None:
    known = every_block()
    assert len(known) > 200
    names = {path: block.label for path, block in known.items()}
    assert [path for path, label in names.items() if not isinstance(label, Promise)] == []
    english = {path: str(label) for path, label in names.items()}
    with override(code):
        same = {english[path] for path, label in names.items() if str(label) == english[path]}
    assert same <= SAME_EVERYWHERE


@pytest.mark.parametrize("code", ["fa", "ar", "prs", "ps", "ur"])
def test_every_field_that_an_editor_fills_in_has_a_name_in_her_language(code: str) -> None:
    wrong = []
    for app in ("toolkit", "modules"):
        for model in apps.get_app_config(app).get_models():
            for panel in getattr(model, "content_panels", getattr(model, "panels", [])):
                for name in names_of(panel):
                    label = model._meta.get_field(name).verbose_name
                    with override("en"):
                        english = str(label)
                    with override(code):
                        wrong += [f"{model.__name__}.{name}: {english}"] if str(label) == english else []
    theirs = {"title", "slug"}  # Wagtail's own words, which the editor borrows
    assert [one for one in wrong if one.rpartition(": ")[0].rpartition(".")[2] not in theirs] == []


def names_of(panel: Any) -> Iterator[str]:
    if hasattr(panel, "field_name"):
        yield panel.field_name
    for child in getattr(panel, "children", []):
        yield from names_of(child)


@pytest.mark.parametrize("own", ["prs", "ps", "ur"])
@pytest.mark.parametrize("lent", ["fa", "ar", "en"])
def test_our_words_are_in_her_language_and_wagtails_in_the_one_she_chose(own: str, lent: str) -> None:
    with override(lent):
        theirs = [gettext("Save draft"), ngettext("%(count)s page", "%(count)s pages", 3)]
    with override(own):
        ours = gettext("Checklist")
    with override(f"{own}-{lent}"):
        assert [gettext("Save draft"), ngettext("%(count)s page", "%(count)s pages", 3)] == theirs
        assert gettext("Checklist") == ours
        assert get_language_bidi()
        with override("en"):
            assert gettext("Checklist") == "Checklist"
        assert get_language() == f"{own}-{lent}"
        assert gettext("Checklist") == ours
    assert gettext("Checklist") == "Checklist"


def test_each_choice_has_a_name_of_its_own() -> None:
    codes = [code for code, _name in settings.WAGTAILADMIN_PERMITTED_LANGUAGES]
    assert len({get_language_info(code)["name_local"] for code in codes}) == len(codes) == 14
    assert max(map(len, codes)) <= UserProfile._meta.get_field("preferred_language").max_length


@pytest.mark.django_db
@pytest.mark.parametrize(("code", "word"), [("prs-fa", "fa"), ("ps-ar", "ar"), ("fa", "fa"), ("ar", "ar")])
def test_an_editor_who_chose_it_has_the_admin_from_right_to_left(as_, editor: User, code: str, word: str) -> None:
    browser: Client = as_(editor)
    profile = UserProfile.get_for_user(editor)
    form = LocalePreferencesForm({"preferred_language": code, "current_time_zone": ""}, instance=profile)
    assert form.is_valid(), form.errors
    form.save()
    text = browser.get("/admin/").content.decode()
    assert 'dir="rtl"' in text[:2000]
    with override(word):
        assert gettext("Dashboard") in text
        assert gettext("Dashboard") != "Dashboard"
