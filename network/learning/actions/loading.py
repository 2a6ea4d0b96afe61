"""Loading the series that come with the portal. It may run at every start and changes nothing that people changed."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction

from accounts.sealing import Sealed
from network.models import Lesson, Material, Series, Trail
from toolkit.uploads import read_yaml


@dataclass
class LoadReport:
    """Keys of series, for the command to tell."""

    loaded: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    left_alone: list[str] = field(default_factory=list)


def load_series(folder: Path, *, by: None = None) -> LoadReport:
    """Each <folder>/<language>/learning/*.yaml that has sessions. `by` is the portal.

    Raises ValueError for a file that is no YAML, KeyError for one that lacks something.
    """
    report = LoadReport()
    for code, _name in settings.LANGUAGES:
        for file in sorted((folder / code / "learning").glob("*.yaml")):
            data = read_yaml(file)
            if "sessions" in data:
                load_one(code, file, data, report)
    return report


@transaction.atomic
def load_one(language: str, file: Path, data: dict[str, Any], report: LoadReport) -> None:
    key = f"{language}/{data['key']}"
    series = Series.objects.select_for_update().filter(key=key).first()
    if series is not None and series.is_edited:
        report.left_alone.append(key)
        return
    is_new = series is None
    series = series or Series(key=key, is_published=True)
    facts = {name: data[name] for name in ("title", "summary", "kind", "order")}
    changed = put(series, {**facts, "language": language})
    for place, session in enumerate(data["sessions"], 1):
        changed |= load_lesson(series, place, with_plan(session, file.parent))
    keys = [session["key"] for session in data["sessions"]]
    changed |= bool(series.lessons.exclude(key__in=keys).delete()[0])
    (report.loaded if changed else report.unchanged).append(key)
    if changed:
        Trail.objects.record_action("series.load", by=None, about=series.pk, result="new" if is_new else "changed")


def load_lesson(series: Series, place: int, data: dict[str, Any]) -> bool:
    """Whether something differed from what is there."""
    lesson = series.lessons.filter(key=data["key"]).first() or Lesson(series=series, key=data["key"], is_published=True)
    facts = {name: data[name] for name in ("title", "summary", "minutes", "body")}
    changed = put(lesson, {**facts, "order": place * 10})
    wanted = [(row["label"], row["path"]) for row in data.get("materials", [])]
    if wanted != [(row.label.open(), row.path) for row in lesson.materials.all()]:
        lesson.materials.all().delete()
        for order, (label, path) in enumerate(wanted, 1):
            Material.objects.create(lesson=lesson, label=label, path=path, order=order)
        changed = True
    return changed


def with_plan(session: dict[str, Any], folder: Path) -> dict[str, Any]:
    """A session whose text is a form to fill in (`plan: development-plan.yaml`) gets it as markdown."""
    if "plan" not in session:
        return session
    plan = read_yaml(folder / session["plan"])
    parts = [session["body"].strip()]
    for section in plan["sections"]:
        prompts = "\n".join(f"- {prompt}" for prompt in section["prompts"])
        parts += [f"## {section['title']}", section["why"], prompts]
    return {**session, "body": "\n\n".join(part.strip() for part in parts)}


def put(row: Any, facts: dict[str, Any]) -> bool:
    """Writes what differs; a sealed text is opened to compare, as sealing the same words twice gives two texts."""
    differing = {}
    for name, value in facts.items():
        now = getattr(row, name)
        if (now.open() if isinstance(now, Sealed) else now) != value:
            differing[name] = value
    if not differing and not row._state.adding:
        return False
    for name, value in differing.items():
        setattr(row, name, value)
    row.save()
    return True
