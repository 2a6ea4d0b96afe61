"""Loading the starter modules: twice is once, an editor's change stays, a wrong file says what is wrong."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.conf import settings

from accounts.models import User
from modules.actions.adapting import list_adapted_parts
from modules.actions.legacy_digests import describe_module_row
from modules.actions.loading import format_chapters, load_modules
from modules.actions.parts import apply_overrides, make_part_id
from modules.forms.checking import find_plans_missing_parts, find_wrong_decisions, map_part_kinds
from modules.models import Module, Video
from modules.presenters.outline_writer import build_outline
from toolkit.domain.spelling import normalize_value
from toolkit.models import LoadedContent
from toolkit.uploads import digest_data

CONTENT = Path(settings.BASE_DIR, "content")


def test_a_translation_says_only_what_differs() -> None:
    source = {"title": "A", "rows": [{"minutes": 5, "title": "x"}, {"minutes": 6, "title": "y"}],
              "issues": [{"key": "one", "text": "1", "n": 1}, {"key": "two", "text": "2"}], "steps": ["a", "b"]}  # fmt: skip
    own = {"rows": [{"title": "X"}], "issues": [{"key": "two", "text": "zwei"}], "steps": ["α"]}
    assert apply_overrides(source, own) == {
        "title": "A",
        "rows": [{"minutes": 5, "title": "X"}, {"minutes": 6, "title": "y"}],
        "issues": [{"key": "one", "text": "1", "n": 1}, {"key": "two", "text": "zwei"}],
        "steps": ["α"],
    }


def test_chapters_begin_where_their_cards_do() -> None:
    cards = [{"seconds": 7, "chapter": "A"}, {"seconds": 8}, {"seconds": 9, "chapter": "B"}]
    assert format_chapters({"cards": cards}) == "0 A\n15 B"


@pytest.mark.django_db
def test_a_second_load_changes_nothing_and_an_editor_is_never_overwritten(starter: None) -> None:
    report = load_modules(CONTENT)
    assert (report.created, report.updated, report.left_alone) == ([], [], [])
    module = Module.objects.get(slug="rights-and-gender", locale__language_code="en")
    module.title = "My own title"
    module.save_revision().publish()
    Video.objects.get(key="film-two-crimes").texts.filter(language="en").update(title="My own film")
    Module.objects.get(slug="rights-and-gender-bangladesh", locale__language_code="en").delete()
    report = load_modules(CONTENT)
    assert sorted(report.left_alone) == [
        "en/modules/rights-and-gender-bangladesh (deleted by an editor)",
        "en/modules/rights-and-gender: title (changed by an editor)",
        "en/modules/videos/film-two-crimes: texts.en (changed by an editor)",
    ]
    assert Module.objects.get(pk=module.pk).title == "My own title"


def through_the_editor(value: Any) -> Any:
    """What the editor's screen sends back for a text that nobody touched, as a browser was seen to do it."""
    if isinstance(value, str) and "</p>" in value:
        value = value.replace("<strong>", "<b>").replace("</strong>", "</b>").replace(">\n<", "><")
        return value.replace("<p>", '<p data-block-key="ab12c">').replace("<em>", "<i>").replace("</em>", "</i>")
    if isinstance(value, str):
        return value.strip().replace("\n", "\r\n")
    if isinstance(value, list):
        return [through_the_editor(item) for item in value]
    return {name: through_the_editor(item) for name, item in value.items()} if isinstance(value, dict) else value


@pytest.mark.django_db
def test_opening_a_module_in_the_editor_is_no_change(starter: None, editor: User) -> None:
    """The editor saves a draft by itself, in its own spelling. Later improvements still come, and nothing gets stale."""
    row = Module.objects.get(slug="rights-and-gender", locale__language_code="en")
    stored = row.parts.get_prep_value()
    row.parts = json.dumps(through_the_editor(stored))
    row.introduction = through_the_editor(row.introduction)
    assert row.parts.get_prep_value() != stored
    row.save_revision(user=editor)
    assert Module.objects.get(pk=row.pk).has_unpublished_changes
    assert load_modules(CONTENT).left_alone == []
    row.latest_revision.publish()  # type: ignore[union-attr]
    assert load_modules(CONTENT).left_alone == []
    adapted = Module.objects.get(slug="rights-and-gender-pakistan", locale__language_code="en")
    assert not any(one.is_stale for one in list_adapted_parts(adapted))
    row = Module.objects.get(pk=row.pk)
    row.parts = json.dumps([{**raw, "value": {**raw["value"], "key": "mine"}} if not n else raw
                            for n, raw in enumerate(row.parts.get_prep_value())])  # fmt: skip
    row.save_revision(user=editor)
    (left,) = load_modules(CONTENT).left_alone
    assert left.startswith("en/modules/rights-and-gender (in an editor's draft: parts; ")


@pytest.mark.django_db
def test_what_was_loaded_before_meaning_was_compared_is_still_known(starter: None) -> None:
    row = Module.objects.get(slug="rights-and-gender", locale__language_code="en")
    loaded = LoadedContent.objects.filter(name="en/modules/rights-and-gender")
    for written in (digest_data(describe_module_row(row)), digest_data(normalize_value(describe_module_row(row)))):
        loaded.update(written=written, fields=None, source="of another release")
        report = load_modules(CONTENT)
        assert (report.updated, report.left_alone) == ([], [])
        assert loaded.get().fields


@pytest.mark.django_db
def test_a_part_has_the_same_id_everywhere(starter: None) -> None:
    wanted = make_part_id("rights-and-gender", "issue-two-crimes")
    for row in Module.objects.all():
        assert wanted in {issue.id for issue in build_outline(row).issues}, row


@pytest.mark.django_db
def test_starter_adaptations_follow_their_parent_and_are_not_stale(starter: None) -> None:
    adaptation = Module.objects.get(slug="rights-and-gender-pakistan", locale__language_code="en")
    now = {raw["id"]: raw["value"] for raw in adaptation.parent.resolved_parts()}  # type: ignore[union-attr]
    assert adaptation.changes.exists()
    assert not any(change.is_stale(now.get(str(change.part))) for change in adaptation.changes.all())
    for row in Module.objects.filter(parent__isnull=False):
        resolved, changes = row.resolved_parts(), list(row.changes.all())
        assert list(find_wrong_decisions(changes, map_part_kinds(resolved))) == []
        assert list(find_plans_missing_parts(resolved, changes)) == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("part", "said"),
    [
        (
            {"issues": [{"key": "i", "title": "T", "summary": "S", "text": "x", "provisions": ["nothing-1"]}]},
            "nothing-1",
        ),
        ({"films": ["film-nowhere"]}, "film-nowhere"),
        ({"parent": "no-such-module"}, "no-such-module"),
    ],
)
def test_a_reference_to_nothing_is_named_and_nothing_is_loaded(tmp_path: Path, part: dict, said: str) -> None:
    folder = tmp_path / "en" / "modules"
    folder.mkdir(parents=True)
    whole = {"slug": "wrong", "title": "T", "summary": "S", **part}
    (folder / "wrong.yaml").write_text(yaml.safe_dump(whole))
    with pytest.raises(LookupError, match=said):
        load_modules(tmp_path)
    assert not Module.objects.filter(slug="wrong").exists()


@pytest.mark.django_db
def test_a_film_file_is_stored_once_and_replaced_when_it_changes(starter: None, tmp_path: Path) -> None:
    shutil.copytree(CONTENT / "en" / "modules", tmp_path / "en" / "modules")
    film = tmp_path / "en" / "modules" / "media" / "film-two-crimes.webm"
    film.write_bytes(b"another film")
    load_modules(tmp_path)
    video = Video.objects.get(key="film-two-crimes")
    assert video.recording
    assert video.recording.file.read() == b"another film"
    name = video.recording.file.name
    load_modules(tmp_path)
    assert Video.objects.get(key="film-two-crimes").recording.file.name == name  # type: ignore[union-attr]
