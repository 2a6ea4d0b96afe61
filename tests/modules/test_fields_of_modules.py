"""Starter modules and films meet editors field by field."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.files.base import ContentFile

from modules.actions.legacy_digests import describe_video_row, list_legacy_digests
from modules.actions.loading import load_modules
from modules.actions.parts import make_part_id
from modules.models import Module, Recording, Video, VideoText
from toolkit.actions.library import LoadReport
from toolkit.models import LoadedContent

pytestmark = pytest.mark.django_db

MODULE = {"slug": "quince", "title": "Quince", "summary": "Ours.", "reader": "Cooks.", "introduction": "We **begin**."}
MODULE |= {"issues": [{"key": "core", "title": "Core", "summary": "S", "text": "T"}]}
CHANGE = {"part": "core", "decision": "edit", "why": "Here it differs.", "ours": {"title": "Our core"}}
ADAPTED = {
    "slug": "quince-home",
    "parent": "quince",
    "title": "Quince at home",
    "summary": "Ours.",
    "changes": [CHANGE],
}
FILM = {"key": "quince-film", "title": "Quince film", "seconds": 40, "summary": "Ours.", "transcript": "Words."}


class Release:
    """A portal whose modules are one, its adaptation and a film."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "en/modules"
        self.module, self.adapted, self.film, self.bytes = dict(MODULE), dict(ADAPTED), dict(FILM), b"a film"

    def load(self) -> LoadReport:
        (self.folder / "media").mkdir(parents=True, exist_ok=True)
        (self.folder / "media/quince-film.webm").write_bytes(self.bytes)
        for name, data in (("videos", [self.film]), ("quince", self.module), ("quince-home", self.adapted)):
            (self.folder / f"{name}.yaml").write_text(yaml.safe_dump(data))
        return load_modules(self.folder.parent.parent)


@pytest.fixture
def release(starter: None, tmp_path: Path) -> Release:
    new = Release(tmp_path)
    assert len(new.load().created) == 3
    again = new.load()
    assert (len(again.unchanged), again.left_alone) == (3, [])
    return new


def module(slug: str = "quince") -> Module:
    return Module.objects.get(slug=slug)


def film() -> Video:
    return Video.objects.get(key="quince-film")


def loaded(name: str) -> Any:
    return LoadedContent.objects.filter(name=f"en/modules/{name}")


def test_an_editors_title_stays_and_the_module_is_corrected(release: Release) -> None:
    row = module()
    row.title = "Hers"
    row.save_revision().publish()
    release.module |= {"title": "Ours", "reader": "All cooks.", "issues": [{**MODULE["issues"][0], "title": "Heart"}]}  # type: ignore[index]
    report = release.load()
    assert report.left_alone == ["en/modules/quince: title (changed by an editor)"]
    assert report.updated == ["en/modules/quince"]
    row = module()
    assert (row.title, row.reader, row.parts[0].value["title"]) == ("Hers", "All cooks.", "Heart")
    version = row.version
    assert release.load().updated == []
    assert module().version == version


def test_an_editors_decision_stays_and_the_adaptation_is_corrected(release: Release) -> None:
    row = module("quince-home")
    (change,) = row.changes.all()
    change.why = "She knows."
    row.changes.add(change)
    row.save_revision().publish()
    release.adapted |= {"title": "Better", "changes": [{**CHANGE, "why": "We know."}]}
    part = make_part_id("quince", "core")
    assert release.load().left_alone == [f"en/modules/quince-home: changes.{part} (changed by an editor)"]
    row = module("quince-home")
    assert (row.title, [one.why for one in row.changes.all()]) == ("Better", ["She knows."])


def test_a_parents_new_version_alone_publishes_no_adaptation_that_an_editor_changed(release: Release) -> None:
    row = module("quince-home")
    row.title = "Hers"
    row.save_revision().publish()
    release.load()
    release.module["issues"] = [{**MODULE["issues"][0], "title": "Heart"}]  # type: ignore[index]
    assert release.load().updated == ["en/modules/quince"]


def test_a_young_column_of_a_module_freezes_nothing(release: Release) -> None:
    Module.objects.filter(slug="quince").update(reader="")
    fields = dict(loaded("quince").get().fields)
    del fields["reader"]
    loaded("quince").update(fields=fields)
    release.module |= {"reader": "All cooks.", "summary": "Better."}
    report = release.load()
    assert (report.updated, report.left_alone) == (["en/modules/quince"], [])
    assert (module().reader, module().summary) == ("All cooks.", "Better.")


def test_a_module_that_an_editor_unpublished_is_not_published_by_a_load(release: Release) -> None:
    module().unpublish()
    release.module["summary"] = "Better."
    assert "en/modules/quince (unpublished by an editor)" in release.load().left_alone
    assert not module().live


def test_an_editors_captions_stay_and_the_film_is_replaced(release: Release) -> None:
    film().texts.update(captions="WEBVTT\n\n00:00.000 --> 00:01.000\nHers")
    release.film["seconds"], release.bytes = 50, b"a longer film"
    assert release.load().left_alone == ["en/modules/videos/quince-film: texts.en (changed by an editor)"]
    row = film()
    assert row.texts.get().captions.endswith("Hers")
    assert row.seconds == 50
    assert row.recording.file.read() == b"a longer film"  # type: ignore[union-attr]


def test_an_editors_words_in_one_language_stay_and_those_in_another_are_corrected(release: Release) -> None:
    french = release.folder.parent.parent / "fr/modules"
    french.mkdir(parents=True)
    (french / "videos.yaml").write_text(yaml.safe_dump([{"key": "quince-film", "title": "Le coing"}]))
    release.load()
    assert set(film().texts.values_list("language", "title")) == {("en", "Quince film"), ("fr", "Le coing")}
    film().texts.filter(language="fr").update(title="Le sien")
    (french / "videos.yaml").write_text(yaml.safe_dump([{"key": "quince-film", "title": "Les coings"}]))
    release.film["title"] = "The quince film"
    assert release.load().left_alone == ["en/modules/videos/quince-film: texts.fr (changed by an editor)"]
    assert set(film().texts.values_list("language", "title")) == {("en", "The quince film"), ("fr", "Le sien")}


def test_words_that_an_editor_deleted_or_added_stay_so(release: Release) -> None:
    row = film()
    row.texts.set([VideoText(language="fa", title="Hers")])
    row.save()
    release.film |= {"title": "The quince film", "seconds": 50}
    for _ in range(2):
        (left,) = release.load().left_alone
        assert left == "en/modules/videos/quince-film: texts.en, texts.fa (changed by an editor)"
        assert list(film().texts.values_list("language", "title")) == [("fa", "Hers")]
        assert film().seconds == 50


def test_an_editors_film_stays_and_its_words_are_corrected(release: Release) -> None:
    hers = Recording(title="Hers", type="video", duration=9)
    hers.file.save("hers.webm", ContentFile(b"her film"))
    row = film()
    row.recording = hers
    row.save()
    release.film["summary"], release.bytes = "Better.", b"a longer film"
    assert release.load().left_alone == ["en/modules/videos/quince-film: recording (changed by an editor)"]
    assert film().recording == hers
    assert film().recording.file.read() == b"her film"  # type: ignore[union-attr]
    assert film().texts.get().summary == "Better."


def test_the_upgrade_freezes_nothing(release: Release) -> None:
    for name, row in (("quince", module()), ("quince-home", module("quince-home")), ("videos/quince-film", film())):
        for written in list_legacy_digests(row):
            loaded(name).update(written=written, fields=None, source="of another release")
    release.module["summary"] = release.adapted["summary"] = release.film["summary"] = "Better."
    report = release.load()
    assert (len(report.updated), report.left_alone) == (3, [])


def test_an_older_releases_film_that_an_editor_changed_keeps_only_her_words(release: Release) -> None:
    loaded("videos/quince-film").update(written=next(iter(list_legacy_digests(film()))), fields=None)
    film().texts.update(title="Hers")
    release.film["seconds"] = 50
    (left,) = release.load().left_alone
    assert left == "en/modules/videos/quince-film: seconds, texts.en (changed by an editor)"
    release.bytes = b"a longer film"
    assert release.load().updated == ["en/modules/videos/quince-film"]
    assert film().recording.file.read() == b"a longer film"  # type: ignore[union-attr]
    assert describe_video_row(film())["file"] == film().recording.file.name  # type: ignore[union-attr]


def test_an_older_release_told_whole_modules_like_this() -> None:
    """Written down from release 0.1, to the letter, in the two ways it had."""
    row = Module(
        slug="quince", title="Quince", summary="S", minutes=90, countries="PK,IQ", parts=json.dumps([]), live=True
    )
    assert list_legacy_digests(row) == {
        "a7967a0af3b0d67f4466b3a446f7f03c9b0db6fbeac2e3b56ab4e175087c75fe",
        "018fa56ca9180b77516dc68e91a3f0f77256079e3c3048b67feacb6f09a3884c",
    }
