"""Loading the starter modules and videos. It may run at every start and never overwrites an editor's change."""

import hashlib
import json
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.db import models, transaction
from wagtail.models import Locale

from modules.actions.legacy_digests import COLUMNS, VIDEO_COLUMNS, list_legacy_digests
from modules.actions.parts import LISTS, PartWriter, apply_overrides, make_part_id
from modules.actions.publishing import refresh_modules_showing
from modules.domain.captions import format_captions
from modules.models import Module, PartChange, Recording, Video, VideoText
from toolkit.actions.fields import digest_fields
from toolkit.actions.library import LoadReport
from toolkit.actions.rows import RowLoader, Store, read_again
from toolkit.models import HomePage
from toolkit.uploads import read_yaml, render_rich_text

# What a file says plainly and the module has a field for.
PLAIN = (
    "title",
    "summary",
    "description",
    "reader",
    "level",
    "crime",
    "minutes",
    "country",
    "institution",
    "adapted_by",
)
LISTED = ("disciplines", "topics", "countries")
FILES = {"file": ".webm", "small_file": ".small.webm", "thumbnail": ".webp"}  # a recording's, and how they end
MACHINE_NOTE = "Translated by a machine; no native speaker has read it."
Data = dict[str, Any]


class ModuleLoader(RowLoader):
    """Loads one language folder. Use `load_modules`."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.source = folder.parent / settings.LANGUAGE_CODE
        home = HomePage.objects.filter(locale=self.locale).first()
        self.library.home = home or HomePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE).first()

    def load(self) -> LoadReport:
        if not self.library.is_translation:
            for data in self.listed(self.source, "videos.yaml"):
                self.load_video(data)
        self.videos = dict(Video.objects.values_list("key", "pk"))
        files = {data["slug"]: data for data in map(read_yaml, self.files_of(self.source))}
        own = {data["slug"]: data for data in map(read_yaml, self.files_of(self.files.folder))}
        whole = {slug: apply_overrides(files.get(slug, {}), data) for slug, data in own.items()}
        # Parents first: an adaptation's decisions are about their parts.
        for data in sorted(whole.values(), key=lambda data: generations(data, {**files, **whole})):
            self.load_module(data, {**files, **whole})
        return self.report

    def files_of(self, folder: Path) -> list[Path]:
        return [file for file in sorted((folder / "modules").glob("*.yaml")) if file.name != "videos.yaml"]

    def listed(self, folder: Path, name: str) -> list[Data]:
        file = folder / "modules" / name
        return read_yaml(file) if file.exists() else []

    # -- modules ---------------------------------------------------------------------------------------------

    def load_module(self, data: Data, files: Mapping[str, Data]) -> None:
        slug = data["slug"]
        row = Module.objects.filter(locale=self.locale, slug=slug).first()
        fill = partial(self.fill_module, data=data, files=files)
        new = Module(slug=slug, locale=self.locale, live=False)
        self.write(f"modules/{slug}", row, data, new, fill, publish)

    def content_of(self, row: models.Model) -> dict[str, Any]:
        """A film is known by its files. What a module follows is taken anew whenever one is loaded: nobody's change."""
        told = super().content_of(row)
        if isinstance(row, Video):
            one = row.recording
            files = [one.file, one.small_file, *[one.thumbnail] * bool(one.thumbnail)] if one else []
            return {**told, "recording": [file.name or "" for file in files]}
        if isinstance(row, Module):
            del told["parent_version"]
            for name, change in told.items():
                if name.startswith("changes."):
                    change.pop("base", None)
        return told

    def create[Row: models.Model](self, new: Row, store: Store[Row]) -> tuple[Row, dict[str, str]]:
        """A film's files are called what they are called once they are saved."""
        row = read_again(store(new))
        return row, digest_fields(self.content_of(row))

    def whole_digests(self, row: models.Model) -> set[str]:
        return list_legacy_digests(row)

    def known_fields(self, row: models.Model) -> set[str]:
        return {"parts", "changes", "parent", *COLUMNS} if isinstance(row, Module) else VIDEO_COLUMNS

    def fill_module(self, module: Module, data: Data, files: Mapping[str, Data]) -> None:
        english = self.english(data["slug"])
        if module.pk is None and english is not None:
            module.translation_key = english.translation_key
        for name in PLAIN:
            if data.get(name) is not None:
                setattr(module, name, data[name])
        for name in LISTED:
            setattr(module, name, list(data.get(name) or []))
        module.introduction = render_rich_text(data.get("introduction") or "", self.library.link)
        module.authors = "\n".join(data.get("authors") or [])
        module.for_review = bool(data.get("draft"))
        module.machine_translated = bool(data.get("machine_translated"))
        if data.get("parent"):
            self.set_parent(module, data, files)
        writer = PartWriter(data["slug"], self.library, self.videos)
        module.parts = json.dumps(writer.parts(data.get("added", {}) if data.get("parent") else data))

    def english(self, slug: str) -> Module | None:
        if not self.library.is_translation:
            return None
        return Module.objects.filter(slug=slug, locale__language_code=settings.LANGUAGE_CODE).first()

    def set_parent(self, module: Module, data: Data, files: Mapping[str, Data]) -> None:
        """The module follows its parent, with what its file decides. Raises LookupError where there is no such parent,
        or no such part in it."""
        parent = (
            Module.objects.filter(slug=data["parent"], locale=self.locale).first()
            or Module.objects.filter(slug=data["parent"], locale__language_code=settings.LANGUAGE_CODE).first()
        )
        if parent is None:
            raise LookupError(f"There is no module {data['parent']}.")
        module.parent, module.parent_version = parent, parent.version
        for name in ("level", "crime", "reader", "disciplines", "topics"):
            if not data.get(name):
                setattr(module, name, getattr(parent, name))
        stands = {raw["id"]: raw for raw in parent.resolved_parts()}
        before = {str(change.part): change for change in module.changes.all()} if module.pk else {}
        module.changes = [self.change(row, files[data["parent"]], stands, before) for row in data.get("changes") or []]

    def change(
        self, row: Data, parent: Data, stands: Mapping[str, Data], before: Mapping[str, PartChange]
    ) -> PartChange:
        """A decision about a part of the parent. Raises LookupError where the parent has no such part."""
        part = make_part_id(parent["slug"], row["part"])
        if part not in stands:
            raise LookupError(f"{parent['slug']} has no part {row['part']}.")
        kind, base = stands[part]["type"], stands[part]["value"]
        ours: Data = {}
        if row["decision"] != "drop":
            said = {**(row["ours"] or {}), "key": row["part"]}
            whole = apply_overrides(part_of(parent, row["part"]), said) if row["decision"] == "edit" else said
            ours = PartWriter(parent["slug"], self.library, self.videos).value(kind, whole)
        change = before.get(part) or PartChange(part=part)
        change.kind, change.decision, change.base, change.ours = kind, row["decision"], base, ours
        change.why = row["why"]
        return change

    # -- videos ----------------------------------------------------------------------------------------------

    def load_video(self, data: Data) -> None:
        folder = self.source / "modules"
        data = {**data, "files": {file.name: digest_of(file) for file in media_of(folder, data)}}
        row = Video.objects.filter(key=data["key"]).first()
        others = {
            code: next((one for one in self.listed(self.source.parent / code, "videos.yaml")
                        if one["key"] == data["key"]), {})
            for code, _name in settings.LANGUAGES
            if code != settings.LANGUAGE_CODE
        }  # fmt: skip
        data["others"] = {code: one for code, one in others.items() if one}
        film = row.recording_id if row else None
        fill = partial(self.fill_video, data=data, folder=folder, film=film)
        self.write(f"modules/videos/{data['key']}", row, data, Video(key=data["key"]), fill, save_video)

    def fill_video(self, video: Video, data: Data, folder: Path, film: int | None) -> None:
        """`film` is the recording that was there."""
        video.seconds = data["seconds"]
        video.recording = recording_of(Recording.objects.filter(pk=film).first(), data, folder)
        known = {text.language: text for text in video.texts.all()} if video.pk else {}
        video.texts = [
            self.text(known.get(code) or VideoText(language=code), apply_overrides(data, own))
            for code, own in {settings.LANGUAGE_CODE: {}, **data["others"]}.items()
        ]

    def text(self, text: VideoText, data: Data) -> VideoText:
        text.title = data["title"]
        text.summary = data.get("summary") or ""
        text.transcript = render_rich_text(data.get("transcript") or "", self.library.link)
        text.questions = "\n".join(data.get("questions") or [])
        text.chapters = format_chapters(data)
        text.machine_translated = text.language != settings.LANGUAGE_CODE and bool(data.get("machine_translated", True))
        note = MACHINE_NOTE if text.machine_translated else ""
        text.captions = format_captions([(card["seconds"], card["said"]) for card in data.get("cards") or []], note)
        return text


def part_of(data: Data, key: str) -> Data:
    """The part of a file with this key. Raises LookupError where there is none."""
    for name in LISTS:
        for row in data.get(name) or []:
            if isinstance(row, dict) and row["key"] == key:
                return row
    raise LookupError(f"{data['slug']} has no part {key}.")


def generations(data: Data, files: Mapping[str, Data]) -> int:
    """How many parents stand above a module's file."""
    above = files.get(data.get("parent") or "")
    return 1 + generations(above, files) if above and above is not data else 0


def format_chapters(data: Data) -> str:
    """“seconds title” for every card that begins a chapter."""
    lines, at = [], 0
    for card in data.get("cards") or []:
        if card.get("chapter"):
            lines.append(f"{at} {card['chapter']}")
        at += card["seconds"]
    return "\n".join(lines)


def media_of(folder: Path, data: Data) -> list[Path]:
    """The film's files that are there: the film, its small variant, and the poster."""
    names = [f"media/{data['key']}{ending}" for ending in FILES.values()]
    return [folder / name for name in names if (folder / name).exists()]


def digest_of(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def recording_of(row: Recording | None, data: Data, folder: Path) -> Recording | None:
    """The film file as a row, unsaved; as it is where it was loaded before from the same bytes."""
    paths = {name: folder / "media" / f"{data['key']}{ending}" for name, ending in FILES.items()}
    if not paths["file"].exists():
        return row
    row = row or Recording(title=data["title"], type="video")
    row.duration, row.width, row.height, row.is_silent = data["seconds"], 640, 360, True
    for name, path in paths.items():
        if path.exists() and not same_bytes(getattr(row, name), path):
            setattr(row, name, ContentFile(path.read_bytes(), path.name))
    return row


def save_video(video: Video) -> Video:
    if video.recording is not None:
        video.recording.save()  # its new files with it
        video.recording = video.recording
    video.save()
    refresh_modules_showing(video)
    return video


def same_bytes(field: Any, path: Path) -> bool:
    if not field or not field.storage.exists(field.name):
        return False
    with field.open("rb") as kept:
        return kept.read() == path.read_bytes()


def publish(module: Module) -> Module:
    # A fresh instance, so that the raw stream data is read back the way an editor's would be.
    module.save()
    fresh = Module.objects.get(pk=module.pk)
    fresh.save_revision().publish()
    return Module.objects.get(pk=module.pk)


def load_modules(folder: Path) -> LoadReport:
    """Loads the modules of every language folder, English first. All or nothing per language.

    Raises ValueError for a file that cannot be read, LookupError for a reference to nothing.
    """
    total = LoadReport()
    for code in [code for code, _name in settings.LANGUAGES if (folder / code / "modules").is_dir()]:
        Locale.objects.get_or_create(language_code=code)
        with transaction.atomic():
            total.extend(ModuleLoader(folder / code).load())
    return total
