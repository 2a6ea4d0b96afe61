"""Loading the series that come with the portal. It may run at every start and changes nothing that people changed.

Series, sessions and what they name to read are compared field by field, like law and glossary: toolkit/actions/rows.py.
"""

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models, transaction
from wagtail.models import Locale

from network.models import Lesson, Material, Series, Trail
from toolkit.actions.fields import digest_fields
from toolkit.actions.library import LoadReport
from toolkit.actions.rows import RowLoader, list_different_fields, save_row
from toolkit.models import LoadedContent
from toolkit.uploads import read_yaml

Data = dict[str, Any]


def load_series(folder: Path, *, by: None = None) -> LoadReport:
    """Each <folder>/<language>/learning/*.yaml that has sessions. `by` is the portal. All or nothing per series.

    Raises ValueError for a file that is no YAML, KeyError for one that lacks something.
    """
    total = LoadReport()
    for code in [code for code, _name in settings.LANGUAGES if (folder / code / "learning").is_dir()]:
        Locale.objects.get_or_create(language_code=code)
        total.extend(SeriesLoader(folder / code).load())
    return total


class SeriesLoader(RowLoader):
    """Loads one language folder. Use `load_series`."""

    def load(self) -> LoadReport:
        for file in sorted((self.files.folder / "learning").glob("*.yaml")):
            data = read_yaml(file)
            if "sessions" in data:
                self.load_one(data, [with_plan(session, file.parent) for session in data["sessions"]])
        return self.report

    @transaction.atomic
    def load_one(self, data: Data, sessions: list[Data]) -> None:
        place, key = f"learning/{data['key']}", f"{self.files.code}/{data['key']}"
        row = Series.objects.select_for_update().filter(key=key).first()
        names = list(names_of(place, sessions))
        if row is not None:
            self.understand(place, row, names)
        before = self.count_changes()
        facts = {name: data[name] for name in ("title", "summary", "kind", "order")}
        facts |= {"language": self.files.code, "is_published": True}
        series = self.put(place, row, facts, Series(key=key))
        if series is None:
            return
        for number, session in enumerate(sessions, 1):
            self.load_lesson(place, series, number, session)
        gone = self.remove_dropped(place, series, names)
        if gone or self.count_changes() != before:
            Trail.objects.record_action("series.load", by=None, about=series.pk, result="changed" if row else "new")

    def load_lesson(self, place: str, series: Series, number: int, data: Data) -> None:
        name = f"{place}/{data['key']}"
        row = series.lessons.filter(key=data["key"]).first()
        facts = {name: data[name] for name in ("title", "summary", "minutes", "body")}
        facts |= {"order": number * 10, "is_published": True}
        lesson = self.put(name, row, facts, Lesson(series=series, key=data["key"]))
        if lesson is None:
            return
        for order, named in enumerate(data.get("materials", []), 1):
            material = lesson.materials.filter(path=named["path"]).first()
            facts = {"label": named["label"], "path": named["path"], "order": order}
            self.put(name_of(name, named["path"]), material, facts, Material(lesson=lesson))

    def put[Row: models.Model](self, name: str, row: Row | None, facts: Data, new: Row) -> Row | None:
        return self.write(name, row, facts, new, partial(self.set_values, values=facts), save_row)

    def count_changes(self) -> int:
        return len(self.report.created) + len(self.report.updated)

    def understand(self, place: str, series: Series, names: list[str]) -> None:
        """What an older release loaded, once: it knew no fields, only whether a coordinator had changed the series.

        Where nobody had, everything is as the content put it there. Otherwise nothing is known of any field, and a
        session that is missing was removed.
        """
        if self.known(place):
            return
        there = {place: series, **dict(rows_below(place, series))}
        for name in [place, *names] if series.is_edited else there:
            content = digest_fields(self.content_of(there[name])) if name in there else {}
            fields = dict.fromkeys(content, "") if series.is_edited else content
            self.remember(name, "", fields)

    def remove_dropped(self, place: str, series: Series, names: list[str]) -> int:
        """What the content has no longer goes. A session goes whole, or stays whole where an editor changed it or added
        something to read. How many rows went."""
        gone = 0
        for lesson in series.lessons.exclude(key=""):
            name = f"{place}/{lesson.key}"
            materials = {name_of(name, row.path): row for row in lesson.materials.all()}
            if name in names:
                gone += sum(self.remove(one, row) for one, row in materials.items() if one not in names)
            else:
                gone += self.remove(name, lesson, added=[one for one in materials if not self.known(one)])
        return gone

    def remove(self, name: str, row: Lesson | Material, added: Sequence[str] = ()) -> bool:
        """False for what an editor made, or changed: that is named."""
        loaded = self.loaded.get(name)
        if loaded is None:
            return False
        now = digest_fields(self.content_of(row))
        edited = list_different_fields(now, self.before(row, loaded, now)) + ["materials"] * bool(added)
        if edited:
            told = f"{loaded.name} (gone from the content, but an editor changed: {', '.join(edited)})"
            self.report.left_alone.append(told)
            return False
        row.delete()
        LoadedContent.objects.filter(name__startswith=f"{loaded.name}/").delete()
        loaded.delete()
        self.loaded = {one: mark for one, mark in self.loaded.items() if one != name and not one.startswith(f"{name}/")}
        return True


def names_of(place: str, sessions: list[Data]) -> Iterator[str]:
    """What the loaded rows of a file's sessions are called."""
    for session in sessions:
        name = f"{place}/{session['key']}"
        yield name
        yield from (name_of(name, named["path"]) for named in session.get("materials", []))


def name_of(lesson: str, path: str) -> str:
    """What something to read is called, below its session."""
    return f"{lesson}/{path.strip('/')}"


def rows_below(place: str, series: Series) -> Iterator[tuple[str, Lesson | Material]]:
    """Every session that came with the portal and the pages it names, these first, each with what it is called."""
    for lesson in series.lessons.exclude(key=""):
        name = f"{place}/{lesson.key}"
        yield from ((name_of(name, row.path), row) for row in lesson.materials.exclude(path=""))
        yield name, lesson


def with_plan(session: Data, folder: Path) -> Data:
    """A session whose text is a form to fill in (`plan: development-plan.yaml`) gets it as markdown."""
    if "plan" not in session:
        return session
    plan = read_yaml(folder / session["plan"])
    parts = [session["body"].strip()]
    for section in plan["sections"]:
        prompts = "\n".join(f"- {prompt}" for prompt in section["prompts"])
        parts += [f"## {section['title']}", section["why"], prompts]
    return {**session, "body": "\n\n".join(part.strip() for part in parts)}
