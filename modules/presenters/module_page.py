"""What the pages of a module show: its outline with what only a web page needs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.db.models import Q
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from modules.domain.films import get_media_type
from modules.domain.outlines import ClassPlan, ClassPlanRow, Film, Outline, Part
from modules.models import Module
from modules.models.videos import Recording
from modules.presenters.outline_writer import OutlineWriter

# Parts with a page of their own: too long to stand in the module's, or handed out alone.
OWN_PAGE = ("issues", "exercises", "cases", "films", "slides", "guidance")
KINDS = {
    "issues": "issue",
    "exercises": "exercise",
    "cases": "case",
    "slides": "slides",
    "films": "film",
    "guidance": "guidance",
}


@dataclass(frozen=True)
class PlanSegment:
    """A row of a class plan on the clock, in minutes from the start."""

    row: ClassPlanRow
    start: int
    end: int
    kind: str  # of the part that fills it, or ""
    title: str  # of that part
    key: str  # "" where the part has no page of its own


class ModulePresenter:
    """A module ready for its templates. Looks up everything in a fixed number of queries."""

    def __init__(self, module: Module) -> None:
        writer = OutlineWriter(module, for_lecturers=False)
        self.module = module
        self.outline: Outline = writer.outline()
        self.keys = map_part_addresses(writer)
        self.parts: dict[str, tuple[str, Part]] = {
            part.id: (KINDS[name], part) for name in KINDS for part in getattr(self.outline, name)
        }

    def key_of(self, part: str) -> str:
        """What the address of a part's page ends in, "" for a part without one."""
        return self.keys[part] if part in self.parts else ""

    def listed(self, name: str) -> list[tuple[Any, str]]:
        """The parts of one list, each with what its address ends in."""
        return [(part, self.keys[part.id]) for part in getattr(self.outline, name) if get_part_title(part)]

    def plans(self) -> list[dict[str, Any]]:
        return [self.plan(plan) for plan in self.outline.plans]

    def plan(self, plan: ClassPlan) -> dict[str, Any]:
        stretches = list(self.stretches(plan))
        total = max(sum(row.minutes for row in plan.rows), 1)
        kinds = {stretch.kind for stretch in stretches}
        legend = [(kind, label) for kind, label in self.legend() if kind in kinds]
        return {"plan": plan, "stretches": stretches, "total": total, "legend": legend}

    def legend(self) -> list[tuple[str, Any]]:
        """What the colours of a plan's picture mean."""
        return [
            ("issue", _("Key issue")),
            ("exercise", _("Exercise")),
            ("case", _("Case")),
            ("film", _("Video")),
            ("", _("Other")),
        ]

    def stretches(self, plan: ClassPlan) -> Iterator[PlanSegment]:
        start = 0
        for row in plan.rows:
            kind, part = self.parts.get(row.part, ("", None))
            yield PlanSegment(
                row, start, start + row.minutes, kind, getattr(part, "title", ""), self.key_of(row.part) if part else ""
            )
            start += row.minutes

    def contents(self) -> list[dict[str, Any]]:
        """The list “On this page”: what there is, in order."""
        outline = self.outline
        there = [
            ("outcomes", _("What students learn"), outline.outcomes),
            ("plans", _("How the class can run"), outline.plans),
            ("issues", _("Key issues"), outline.issues),
            ("exercises", _("Exercises"), outline.exercises),
            ("cases", _("Case studies"), outline.cases),
            ("videos", _("Videos"), outline.films),
            ("readings", _("Readings"), outline.readings),
            ("practice", _("Self-test"), outline.practice),
            ("assessment", _("Assessment"), outline.questions),
            ("slides", _("Slides outline"), outline.slides),
            ("guidance", _("Make it yours"), outline.guidance),
            ("family", _("Adaptations"), outline.adapted or outline.parent_title or self.family),
        ]
        return [{"anchor": anchor, "title": title} for anchor, title, parts in there if parts]

    @cached_property
    def family(self) -> list[Module]:
        """The modules adapted from this one, or from the same parent; others in this language or in English."""
        module = self.module
        keys = [module.translation_key, *([module.parent.translation_key] if module.parent else [])]
        rows = type(module).objects.published().filter(Q(parent__translation_key__in=keys))
        found: dict[Any, Module] = {}
        for row in rows.exclude(translation_key=module.translation_key).select_related("locale").order_by("title"):
            if row.locale_id == module.locale_id or row.translation_key not in found:
                found[row.translation_key] = row
        return list(found.values())


def map_part_addresses(writer: OutlineWriter) -> dict[str, str]:
    """What the address of each part ends in, by its id: its key. A part whose key is missing in a draft, or was taken
    by the adaptation before the parent used it, has its id there: no two parts share a page, none is without one."""
    keys = {part: key for key, part in writer.ids.items()}
    return {part: keys.get(part, part) for part in (str(raw["id"]) for raw in writer.stored)}


def get_part_title(part: Any) -> str:
    """What a part is called in a list."""
    return getattr(part, "title", "") or getattr(part, "text", "")


def get_part_lead(part: Any) -> str:
    """What a part says about itself in a sentence, where it does."""
    return getattr(part, "summary", "") or getattr(part, "purpose", "")


def describe_film(film: Film) -> dict[str, Any]:
    """A film with its files, as far as those are there, and the languages of its captions."""
    recording = Recording.objects.filter(pk=film.recording).first() if film.recording else None
    sources = []
    if recording:
        for name, field in (("small_recording", recording.small_file), ("recording", recording.file)):
            if field and field.storage.exists(field.name):
                address = reverse(f"modules:{name}", args=[recording.pk])
                sources.append({"url": address, "size": field.size, "type": get_media_type(field.name), "name": name})
    return {
        "sources": sources,
        "captions": [code for code, _text in film.captions],
        "poster": find_poster(recording),
        "recording": recording,
        "narration": find_narration(film),
    }


def find_narration(film: Film) -> dict[str, str] | None:
    """The address and type of the voice that speaks it in its language, where the file is there."""
    if not film.narration or not default_storage.exists(film.narration_file):
        return None
    return {
        "url": reverse("modules:recording", args=[film.narration]),
        "type": get_media_type(film.narration_file),
    }


def find_poster(recording: Recording | None) -> str:
    """The address of what a player shows before the film begins, or nothing."""
    picture = recording.thumbnail if recording else None
    there = recording and picture and picture.storage.exists(picture.name)
    return reverse("modules:poster", args=[recording.pk]) if recording and there else ""


def learning_resource(page: ModulePresenter) -> dict[str, Any]:
    """The module in the words of schema.org, for search engines and catalogues."""
    outline = page.outline
    return {
        "@type": "LearningResource",
        "@id": outline.url,
        "url": outline.url,
        "name": outline.title,
        "description": outline.summary,
        "inLanguage": "fa-AF" if outline.language == "prs" else outline.language,
        "version": str(outline.version),
        "license": outline.licence_url,
        "isAccessibleForFree": True,
        "learningResourceType": ["Module", *(["Assessment"] if outline.questions else [])],
        "educationalLevel": outline.level,
        "timeRequired": f"PT{outline.minutes}M",
        "teaches": [outcome.text for outcome in outline.outcomes],
        "about": list(outline.topics),
        "author": [{"@type": "Organization", "name": name} for name in outline.authors],
        "audience": {"@type": "EducationalAudience", "educationalRole": "teacher"},
        **({"isBasedOn": outline.parent_url} if outline.parent_url else {}),
        **({"datePublished": page.module.first_published_at.date().isoformat()}
           if page.module.first_published_at else {}),
        **({"dateModified": page.module.last_published_at.date().isoformat()}
           if page.module.last_published_at else {}),
    }  # fmt: skip


def described(module: Module) -> str:
    """One sentence for search engines."""
    return module.description or Truncator(module.summary).chars(155)


def list_languages(rows: list[Module]) -> list[str]:
    """The languages that a module exists in, in the portal's order."""
    have = {row.locale.language_code for row in rows}
    return [code for code, _name in settings.LANGUAGES if code in have]


def build_page_context(page: ModulePresenter, rows: list[Module]) -> dict[str, Any]:
    """The context of a module's page. `rows` are the module in each of its languages."""
    return {
        "module": page.module,
        "outline": page.outline,
        "here": page,
        "contents": page.contents(),
        "issues": page.listed("issues"),
        "exercises": page.listed("exercises"),
        "cases": page.listed("cases"),
        "decks": page.listed("slides"),
        "guides": page.listed("guidance"),
        "plans": page.plans(),
        "films": page.listed("films"),
        "family": page.family,
        "languages": list_languages(rows),
        "told_in": list_languages([row for row in rows if not row.for_review]),
        "description": described(page.module),
        "resource": learning_resource(page),
    }


def build_preview_context(module: Module) -> dict[str, Any]:
    """What the editor's preview shows."""
    return build_page_context(ModulePresenter(module), [module])
