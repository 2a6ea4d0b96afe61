"""What editors see and are told in the admin: drafts are kept, a publication must be right."""

import json
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.blocks import StreamBlockValidationError
from wagtail.test.utils.form_data import inline_formset, nested_form_data, rich_text, streamfield
from wagtail_localize.models import Translation, TranslationSource

from accounts.models import User
from modules.forms.checking import check_parts, find_part_warnings, find_wrong_decisions, map_part_kinds
from modules.models import Decision, Module, PartChange, Video
from modules.presenters.outline_writer import build_outline
from tests.factories import locale
from tests.modules.classroom import SECRET, adaptation, change, exercise, listed, module, part, parts

QUESTION = {"text": "Q?", "form": "one", "level": "apply", "minutes": 1, "marking": ""}


def plan(minutes: int, *rows: dict[str, Any]) -> dict[str, Any]:
    usual = {"minutes": 30, "title": "Row", "text": "", "part": ""}
    return part("plan", "plan-a", title="Plan", minutes=minutes, rows=listed(*({**usual, **row} for row in rows)))


def errors_in(*stored: dict[str, Any], inherited: list[dict[str, Any]] | None = None) -> dict[int, set[str]]:
    """The fields with errors, by the place of their part."""
    row = Module(parts=json.dumps(list(stored)))
    try:
        check_parts(row.parts, inherited or [])
    except StreamBlockValidationError as error:
        return {place: set(one.block_errors) for place, one in error.block_errors.items()}
    return {}


def test_a_right_module_has_no_errors() -> None:
    assert errors_in(*parts(), plan(60, {"part": "exercise-cards"}, {})) == {}


def test_a_plan_must_add_up_and_name_parts_that_exist() -> None:
    assert errors_in(plan(60, {}, {"minutes": 20})) == {0: {"minutes"}}
    assert errors_in(plan(30, {"part": "exercise-nowhere"})) == {0: {"rows"}}
    assert errors_in(plan(30, {"part": "exercise-cards"}), inherited=parts()) == {}


def test_two_parts_cannot_share_a_key_and_keys_name_the_right_kind() -> None:
    assert errors_in(exercise("same"), exercise("same"), part("outcome", "outcome-name", text="x")) == {
        0: {"key"},
        1: {"key"},
    }
    assert errors_in(exercise("exercise-a", outcomes=listed("exercise-a"))) == {0: {"outcomes"}}


def test_an_adaptations_own_part_cannot_take_a_key_of_its_parent() -> None:
    assert errors_in(exercise("exercise-own"), exercise("exercise-cards"), inherited=parts()) == {1: {"key"}}


def test_a_question_needs_its_right_answer() -> None:
    wrong = listed({"text": "A", "right": False, "feedback": ""})
    assert errors_in(part("question", "q", **QUESTION, options=wrong)) == {0: {"options"}}
    assert errors_in(part("question", "q", **{**QUESTION, "form": "essay"}, options=wrong)) == {0: {"form"}}
    assert errors_in(part("question", "q", **{**QUESTION, "form": "essay"}, options=[])) == {}


def test_a_reading_without_a_year_is_told_at_its_field_unless_somebody_has_seen_that_it_has_none() -> None:
    reading = part("reading", "r", title="Undated", authors="", year=None)
    assert errors_in(reading) == {0: {"year"}}
    seen = part("reading", "r", title="Undated", authors="", year=None, checked=True)
    row = Module(parts=json.dumps([seen]))
    assert errors_in(seen) == {}
    assert ["Undated" in sentence for sentence in find_part_warnings(row.parts)] == [True]


def decided(kind: str, decision: Decision = Decision.EDIT, **ours: Any) -> PartChange:
    return PartChange(kind=kind, decision=decision, base={}, ours=ours)


def test_what_an_adaptation_made_of_a_part_is_checked_with_all_its_parts() -> None:
    known = map_part_kinds(parts())
    row = {"minutes": 30, "title": "Row", "text": "", "part": "exercise-gone"}
    plan_of_ours = decided("plan", key="plan-a", title="Our plan", minutes=90, rows=listed(row))
    question = decided("question", key="q", **{**QUESTION, "options": listed({"text": "A", "right": False})})
    left_out = decided("question", Decision.DROP)
    assert list(find_wrong_decisions([plan_of_ours, question, left_out], known)) == [
        "Your version of “Our plan”: The rows add up to 30 minutes, the plan says 90. Change one of them.",
        "Your version of “Our plan”: There is no such part with the key “exercise-gone” in this module.",
        "Your version of “Q?”: Mark one answer as right.",
    ]
    right = decided("exercise", **exercise("exercise-cards")["value"])
    assert list(find_wrong_decisions([right], known)) == []


# --- The screens -------------------------------------------------------------------------------------------------


def form(minutes: int, **fields: Any) -> dict[str, Any]:
    row = {"minutes": "30", "title": "Cards", "text": "", "part": ""}
    value = {"key": "plan-a", "title": "Plan", "minutes": str(minutes), "rows": streamfield([("item", row)])}
    plain = {"title": "A new module", "summary": "In short.", "reader": "", "authors": "", "description": ""}
    chosen = {"minutes": "180", "level": "undergraduate", "crime": "both", "parent_version": "0", "country": ""}
    return nested_form_data(
        {
            **plain,
            **chosen,
            "slug": "a-new-module",
            "institution": "",
            "adapted_by": "",
            "parent": "",
            "introduction": rich_text("<p>Hello.</p>"),
            "parts": streamfield([("plan", value)]),
            **fields,
        }
    )


@pytest.mark.django_db
def test_a_plan_that_does_not_add_up_is_kept_as_a_draft_and_refused_at_publication(as_, publisher: User) -> None:
    browser: Client = as_(publisher)
    add = f"{reverse('wagtailsnippets_modules_module:add')}?locale=en"
    refused = browser.post(add, {**form(90), "action-publish": "1"})
    assert refused.status_code == 200
    assert "The rows add up to 30 minutes, the plan says 90." in refused.content.decode()
    assert "A new module" in refused.content.decode()
    assert browser.post(add, form(90)).status_code == 302
    row = Module.objects.get(slug="a-new-module")
    assert not row.live
    edit = reverse("wagtailsnippets_modules_module:edit", args=[row.pk])
    assert browser.post(edit, {**form(30), "action-publish": "1"}).status_code == 302
    row.refresh_from_db()
    assert (row.live, row.version) == (True, 1)


@pytest.mark.django_db
def test_an_adaptation_with_a_plan_that_does_not_add_up_is_refused_at_publication(as_, publisher: User) -> None:
    rows = listed({"minutes": 30, "title": "Row", "text": "", "part": ""})
    plan_of_theirs = part("plan", "plan-a", title="Plan", minutes=30, rows=rows)
    row = adaptation(module("with-a-plan", [*parts(), plan_of_theirs]), publisher)
    change(row, publisher, "plan-a", minutes=45)
    edit = reverse("wagtailsnippets_modules_module:edit", args=[row.pk])
    sent = {**form(30), "parent": str(row.parent_id), "slug": row.slug, "country": "PK"}
    sent = {name: value for name, value in sent.items() if not name.startswith("parts-")}
    sent |= nested_form_data({"parts": streamfield([])})
    refused = as_(publisher).post(edit, {**sent, "action-publish": "1"}).content.decode()
    assert "Your version of “Plan”: The rows add up to 30 minutes, the plan says 45." in refused
    row.refresh_from_db()
    assert not row.live
    change(row, publisher, "plan-a", minutes=30)
    assert as_(publisher).post(edit, {**sent, "action-publish": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.live


@pytest.mark.django_db
def test_an_editor_submits_a_module_and_cannot_publish_it(as_, editor: User, publisher: User) -> None:
    row = module("rights-flow", live=False)
    row.save_revision()
    edit = reverse("wagtailsnippets_modules_module:edit", args=[row.pk])
    hers = as_(editor).get(edit).content.decode()
    assert "action-submit" in hers
    assert "action-publish" not in hers
    assert "action-publish" in as_(publisher).get(edit).content.decode()
    assert as_(editor).get(reverse("wagtailsnippets_modules_module:list")).status_code == 200


@pytest.mark.django_db
def test_a_preview_shows_the_draft_without_answers() -> None:
    row = module("rights-preview", live=False)
    row.title = "Only in the draft"
    html = row.make_preview_request().render().content.decode()
    assert "Only in the draft" in html
    assert SECRET not in html


@pytest.mark.django_db
def test_a_module_is_found_in_the_admin_and_translated_there(as_, editor: User) -> None:
    row = module("rights-found", title="Xylophone rights")
    page = as_(editor).get(f"{reverse('wagtailsnippets_modules_module:list')}?q=xylophone").content.decode()
    assert "Xylophone rights" in page
    copy = row.copy_for_translation(locale("ur"))
    copy.save()
    assert [p.id for p in build_outline(copy).exercises] == [p.id for p in build_outline(row).exercises]


@pytest.mark.django_db
def test_a_key_is_no_text_to_translate() -> None:
    from wagtail_localize.segments.extract import extract_segments

    row = module("rights-words")
    texts = [getattr(segment, "string", None) for segment in extract_segments(row)]
    assert "exercise-cards" not in [getattr(text, "data", text) for text in texts]
    assert any("To see exercise-cards" in str(getattr(text, "data", text)) for text in texts)


@pytest.mark.django_db
def test_an_exercise_without_time_stays_a_draft(as_, publisher: User) -> None:
    browser: Client = as_(publisher)
    add = f"{reverse('wagtailsnippets_modules_module:add')}?locale=en"
    lists = {name: streamfield([]) for name in ("material", "steps", "debrief", "outcomes")}
    value = {"key": "exercise-a", "title": "Cards", "minutes": "", "smallest": "4", "largest": "9", "purpose": "See."}
    parts = streamfield([("exercise", {**value, "adapt": "", **lists})])
    whole = {name: value for name, value in form(30).items() if not name.startswith("parts-")}
    whole |= nested_form_data({"parts": parts})
    refused = browser.post(add, {**whole, "action-publish": "1"})
    assert refused.status_code == 200
    assert "This field is required." in refused.content.decode()
    assert browser.post(add, whole).status_code == 302
    row = Module.objects.get(slug="a-new-module")
    assert row.latest_revision
    assert [one.minutes for one in build_outline(row.latest_revision.as_object()).exercises] == [0]


@pytest.mark.django_db
def test_a_reading_without_a_year_stays_a_draft_until_it_has_one(as_, publisher: User) -> None:
    browser: Client = as_(publisher)
    add = f"{reverse('wagtailsnippets_modules_module:add')}?locale=en"
    texts = "authors container series publisher volume issue pages number doi url note".split()
    value = {"key": "r", "kind": "report", "title": "ZQ7 undated", "year": "", "level": "core", "access": "open"}

    def sent(**more: str) -> dict[str, Any]:
        stored = {**dict.fromkeys(texts, ""), **value, **more}
        whole = {name: value for name, value in form(30).items() if not name.startswith("parts-")}
        return whole | nested_form_data({"parts": streamfield([("reading", stored)])})

    refused = browser.post(add, {**sent(), "action-publish": "1"})
    html = refused.content.decode()
    assert refused.status_code == 200
    assert "This reading has no year." in html
    assert "ZQ7 undated" in html
    assert browser.post(add, sent()).status_code == 302
    row = Module.objects.get(slug="a-new-module")
    assert row.latest_revision
    assert "ZQ7 undated" in str(row.latest_revision.as_object().parts.raw_data[0])
    edit = reverse("wagtailsnippets_modules_module:edit", args=[row.pk])
    assert browser.post(edit, {**sent(year="2015"), "action-publish": "1"}).status_code == 302
    row.refresh_from_db()
    assert row.live


@pytest.mark.django_db
def test_captions_that_do_not_parse_are_told_at_the_field_and_nothing_typed_is_lost(as_, editor: User) -> None:
    text = {"language": "en", "title": "A film", "summary": "", "transcript": rich_text("<p>Words I typed.</p>")}
    rest = {"captions": "Help comes first.", "chapters": "", "questions": ""}
    data = nested_form_data({"key": "new-film", "seconds": "60", "texts": inline_formset([{**text, **rest}])})
    answer = as_(editor).post(reverse("wagtailsnippets_modules_video:add"), data)
    html = answer.content.decode()
    assert answer.status_code == 200
    assert "These captions are not WebVTT" in html
    assert "Help comes first." in html
    assert "Words I typed." in html
    assert not Video.objects.filter(key="new-film").exists()


@pytest.mark.django_db
def test_an_editor_translates_a_module_and_its_parts_stay_the_same_parts(as_, admin: User) -> None:
    row = module("rights-words-too")
    page = as_(admin).get(reverse("wagtail_localize:submit_snippet_translation", args=["modules", "module", row.pk]))
    assert page.status_code == 200
    source, _created = TranslationSource.update_or_create_from_instance(row)
    target = Translation.objects.create(source=source, target_locale=locale("ur"))
    target.save_target(publish=True)
    own = Module.objects.get(translation_key=row.translation_key, locale__language_code="ur")
    assert own.slug == row.slug
    assert [one.id for one in build_outline(own).issues] == [one.id for one in build_outline(row).issues]
    assert own.version == 1


@pytest.mark.parametrize("name", ["topics", "disciplines"])
def test_an_editor_need_not_name_a_topic_or_a_discipline(name: str) -> None:
    field = Module._meta.get_field(name)
    assert field.clean([], Module()) == []
    assert not field.formfield().required
