"""Series that come with the portal meet coordinators field by field: what one changed stays, all else arrives."""

from pathlib import Path
from typing import Any

import pytest
import yaml

from network.learning.actions import courses
from network.learning.actions.loading import load_series
from network.models import Lesson, Material, Member, Series, Trail
from toolkit.actions.library import LoadReport
from toolkit.models import LoadedContent
from toolkit.uploads import digest_data

pytestmark = pytest.mark.django_db
SESSION = {"title": "A", "summary": "About it.", "minutes": 5, "body": "Our words."}
LAW, TOOLS = {"label": "Law", "path": "/en/law/"}, {"label": "Tools", "path": "/en/tools/"}


class Release:
    """One series of two sessions; a release changes some of it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.facts: dict[str, Any] = {"kind": "training", "order": 5, "title": "Short", "summary": "Our lead."}
        self.sessions: dict[str, dict[str, Any]] = {
            "a": {**SESSION, "materials": [LAW]},
            "b": {**SESSION, "title": "B"},
        }

    def load(self) -> LoadReport:
        sessions = [{"key": key, **session} for key, session in self.sessions.items()]
        file = self.folder / "en/learning/short.yaml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump({"key": "short", **self.facts, "sessions": sessions}))
        return load_series(self.folder)


@pytest.fixture
def release(db: None, tmp_path: Path) -> Release:
    new = Release(tmp_path)
    names = ["", "/a", "/a/en/law", "/b"]
    assert new.load().created == [f"en/learning/short{name}" for name in names]
    return new


def series() -> Series:
    return Series.objects.get(key="en/short")


def lesson(key: str) -> Lesson:
    return Lesson.objects.get(key=key)


def rewrite(coordinator: Member, key: str, **facts: Any) -> None:
    courses.write_lesson(by=coordinator, series=series(), lesson=lesson(key), facts=facts)


# -- Nobody changed anything -------------------------------------------------------------------------------------


def test_loading_again_changes_nothing_and_leaves_no_line(release: Release) -> None:
    texts, lines = list(Lesson.objects.values_list("pk", "body")), Trail.objects.count()
    report = release.load()
    assert (len(report.unchanged), report.created, report.updated, report.left_alone) == (4, [], [], [])
    assert list(Lesson.objects.values_list("pk", "body")) == texts  # sealed again, they would differ
    assert Trail.objects.count() == lines


def test_a_correction_arrives_and_leaves_a_line(release: Release) -> None:
    release.sessions["b"]["body"] = "Better words."
    release.sessions["a"]["materials"] = [{**LAW, "label": "The law"}]
    assert release.load().updated == ["en/learning/short/a/en/law", "en/learning/short/b"]
    assert lesson("b").body.open() == "Better words."
    assert Material.objects.get().label.open() == "The law"
    assert Trail.objects.filter(action="series.load", result="changed").count() == 1


def test_a_young_column_arrives_in_a_row_that_nobody_touched(release: Release) -> None:
    """As if this release had added the column `order`."""
    Series.objects.update(order=100)
    loaded = LoadedContent.objects.get(name="en/learning/short")
    del loaded.fields["order"]
    loaded.save()
    release.facts |= {"order": 7, "summary": "A better lead."}
    report = release.load()
    assert (report.updated, report.left_alone) == (["en/learning/short"], [])
    assert (series().order, series().summary.open()) == (7, "A better lead.")


def test_what_the_content_no_longer_has_goes_with_what_it_named(release: Release) -> None:
    del release.sessions["a"]
    assert release.load().left_alone == []
    assert list(Lesson.objects.values_list("key", flat=True)) == ["b"]
    assert set(LoadedContent.objects.filter(name__contains="short").values_list("name", flat=True)) == {
        "en/learning/short",
        "en/learning/short/b",
    }
    assert Trail.objects.filter(action="series.load", result="changed").count() == 1


# -- A coordinator changes something ------------------------------------------------------------------------------


def test_a_coordinators_title_stays_and_is_named_and_every_other_correction_arrives(
    release: Release, coordinator: Member
) -> None:
    courses.write_series(by=coordinator, series=series(), facts={"title": "Hers"})
    release.facts |= {"title": "Shorter", "summary": "A better lead."}
    release.sessions["a"]["body"] = "Better words."
    report = release.load()
    assert report.updated == ["en/learning/short", "en/learning/short/a"]
    assert report.left_alone == ["en/learning/short: title (changed by an editor)"]
    assert (series().title.open(), series().summary.open()) == ("Hers", "A better lead.")
    assert lesson("a").body.open() == "Better words."
    again = release.load()
    assert (again.updated, again.left_alone) == ([], report.left_alone)


def test_one_field_of_one_session_freezes_neither_the_rest_of_it_nor_the_other(
    release: Release, coordinator: Member
) -> None:
    rewrite(coordinator, "a", body="Her words.")
    release.sessions["a"] |= {"body": "Better words.", "minutes": 9}
    release.sessions["b"]["body"] = "Better words."
    report = release.load()
    assert report.left_alone == ["en/learning/short/a: body (changed by an editor)"]
    assert (lesson("a").body.open(), lesson("a").minutes) == ("Her words.", 9)
    assert lesson("b").body.open() == "Better words."


def test_what_a_coordinator_gives_back_is_brought_up_to_date(release: Release, coordinator: Member) -> None:
    rewrite(coordinator, "a", body="Her words.")
    release.load()
    rewrite(coordinator, "a", body="Our words.")
    release.sessions["a"]["body"] = "Better words."
    assert release.load().left_alone == []
    assert lesson("a").body.open() == "Better words."


def test_a_coordinators_words_leave_no_mark_outside_their_seal(release: Release, coordinator: Member) -> None:
    rewrite(coordinator, "a", body="Her words.")
    release.load()
    kept = [mark for row in LoadedContent.objects.all() for mark in (row.fields or {}).values()]
    assert digest_data("Our words.") in kept
    assert digest_data("Her words.") not in kept


def test_what_a_coordinator_took_back_stays_so_and_is_corrected(release: Release, coordinator: Member) -> None:
    courses.publish_series(by=coordinator, series=series(), is_published=False)
    courses.publish_lesson(by=coordinator, lesson=lesson("b"), is_published=False)
    release.facts["title"] = "Shorter"
    assert release.load().left_alone == [
        "en/learning/short: is_published (changed by an editor)",
        "en/learning/short/b: is_published (changed by an editor)",
    ]
    assert (series().is_published, lesson("b").is_published, lesson("a").is_published) == (False, False, True)
    assert series().title.open() == "Shorter"


def test_what_a_coordinator_removed_stays_away_and_what_is_new_arrives(release: Release, coordinator: Member) -> None:
    courses.remove_lesson(by=coordinator, lesson=lesson("b"))
    courses.remove_material(by=coordinator, material=Material.objects.get())
    release.sessions["c"] = {**SESSION, "title": "C"}
    release.sessions["a"]["materials"] = [LAW, TOOLS]
    report = release.load()
    assert report.created == ["en/learning/short/a/en/tools", "en/learning/short/c"]
    gone = [f"en/learning/short/{name} (deleted by an editor)" for name in ("a/en/law", "b")]
    assert report.left_alone == gone
    assert set(Lesson.objects.values_list("key", flat=True)) == {"a", "c"}
    assert Material.objects.get().path == "/en/tools/"


def test_a_coordinators_own_session_and_reading_stay(release: Release, coordinator: Member) -> None:
    own = courses.write_lesson(by=coordinator, series=series(), facts={**SESSION, "order": 15})
    courses.add_material(by=coordinator, lesson=lesson("b"), label="Hers", path="/en/glossary/")
    release.sessions["b"]["body"] = "Better words."
    assert release.load().left_alone == []
    assert Lesson.objects.filter(pk=own.pk).exists()
    assert lesson("b").materials.get().label.open() == "Hers"


def test_a_session_that_the_content_drops_stays_where_a_coordinator_changed_or_added_something(
    release: Release, coordinator: Member
) -> None:
    rewrite(coordinator, "a", body="Her words.")
    courses.add_material(by=coordinator, lesson=lesson("b"), label="Hers", path="/en/glossary/")
    release.sessions.clear()
    assert release.load().left_alone == [
        "en/learning/short/a (gone from the content, but an editor changed: body)",
        "en/learning/short/b (gone from the content, but an editor changed: materials)",
    ]
    assert set(Lesson.objects.values_list("key", flat=True)) == {"a", "b"}
    assert set(Material.objects.values_list("path", flat=True)) == {"/en/law/", "/en/glossary/"}


def test_a_page_that_the_content_no_longer_names_goes_and_a_coordinators_stays(
    release: Release, coordinator: Member
) -> None:
    courses.add_material(by=coordinator, lesson=lesson("a"), label="Hers", path="/en/glossary/")
    release.sessions["a"]["materials"] = [TOOLS]
    assert release.load().left_alone == []
    assert set(Material.objects.values_list("path", flat=True)) == {"/en/glossary/", "/en/tools/"}


# -- What an older release loaded ---------------------------------------------------------------------------------


def as_an_older_release(*, edited: bool) -> None:
    """No fields, and one word for the whole series."""
    LoadedContent.objects.filter(name__startswith="en/learning/").delete()
    Series.objects.update(is_edited=edited)


def test_a_series_that_nobody_had_changed_is_understood_as_the_content_left_it(
    release: Release, coordinator: Member
) -> None:
    as_an_older_release(edited=False)
    release.facts["title"] = "Shorter"
    release.sessions["c"] = {**SESSION, "title": "C"}
    del release.sessions["b"]
    report = release.load()
    assert (report.updated, report.created, report.left_alone) == (
        ["en/learning/short"],
        ["en/learning/short/c"],
        [],
    )
    assert set(Lesson.objects.values_list("key", flat=True)) == {"a", "c"}
    rewrite(coordinator, "a", body="Her words.")
    release.sessions["a"]["body"] = "Better words."
    assert release.load().left_alone == ["en/learning/short/a: body (changed by an editor)"]


def test_a_series_that_a_coordinator_had_changed_keeps_what_differs_and_thaws_in_the_rest(release: Release) -> None:
    Series.objects.filter(key="en/short").update(order=77)
    lesson("b").delete()
    as_an_older_release(edited=True)
    report = release.load()
    assert report.left_alone == [
        "en/learning/short: order (changed by an editor)",
        "en/learning/short/b (deleted by an editor)",
    ]
    release.facts |= {"order": 6, "title": "Shorter"}
    release.sessions["a"]["body"] = "Better words."
    release.sessions["c"] = {**SESSION, "title": "C"}
    later = release.load()
    assert later.left_alone == report.left_alone
    assert (series().order, series().title.open()) == (77, "Shorter")
    assert lesson("a").body.open() == "Better words."
    assert set(Lesson.objects.values_list("key", flat=True)) == {"a", "c"}
