"""From a stored module to its outline."""

import hashlib
import json
from collections.abc import Callable, Iterable
from typing import Any

from django.conf import settings
from django.utils.translation import override
from wagtail.rich_text import expand_db_html

from modules.domain import citing
from modules.domain.outlines import (
    AnswerOption,
    CaseStudy,
    CitedProvision,
    ClassPlan,
    ClassPlanRow,
    Exercise,
    Film,
    Guidance,
    KeyIssue,
    Outcome,
    Outline,
    PartDecision,
    Question,
    Reading,
    Slide,
    SlideDeck,
)
from modules.models import Module
from modules.models.videos import Video
from toolkit.domain.entry_links import find_linked, write_addresses
from toolkit.models import Provision
from toolkit.selectors.linked import LINKED, find_addresses

Value = dict[str, Any]
# Kind of part -> the outline's field.
FIELDS = {
    "outcome": "outcomes",
    "issue": "issues",
    "exercise": "exercises",
    "plan": "plans",
    "reading": "readings",
    "question": "questions",
    "practice": "practice",
    "slides": "slides",
    "case": "cases",
    "film": "films",
    "guidance": "guidance",
}


def listed(values: Iterable[Any] | None) -> list[Any]:
    """The values of a stored list block: a list of items with ids, or, as in old revisions, of bare values."""
    return [raw["value"] if isinstance(raw, dict) and "value" in raw else raw for raw in values or []]


def texts(values: Iterable[Any] | None) -> tuple[str, ...]:
    return tuple(str(value) for value in listed(values) if value)


def digest(csl: citing.Csl) -> str:
    """Names a citation by what it is made from, so that a changed reading never shows its old one."""
    bare = {name: value for name, value in csl.items() if name != "id"}
    return hashlib.sha256(json.dumps(bare, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:20]


class OutlineWriter:
    """Writes one module. Looks up provisions and videos once each."""

    def __init__(self, module: Module, *, for_lecturers: bool) -> None:
        self.module = module
        self.for_lecturers = for_lecturers
        self.language = module.locale.language_code
        self.stored = module.resolved_parts()
        self.ids = {raw["value"].get("key"): str(raw["id"]) for raw in self.stored if raw["value"].get("key")}
        self.provisions = self.look_up_provisions()
        self.videos = self.look_up_videos()
        self.links = self.look_up_links()
        self.citations = self.look_up_citations()

    # -- what the parts name ---------------------------------------------------------------------------------

    def of_kind(self, kind: str) -> list[tuple[str, Value]]:
        return [(str(raw["id"]), raw["value"]) for raw in self.stored if raw["type"] == kind]

    def look_up_provisions(self) -> dict[int, Provision]:
        """By the stored primary key: the provision in the module's language where it exists."""
        named = {int(pk) for _id, issue in self.of_kind("issue") for pk in listed(issue.get("provisions")) if pk}
        rows = Provision.objects.published().select_related("instrument", "locale").in_bulk(named)
        if self.language == settings.LANGUAGE_CODE or not rows:
            return rows
        same = Provision.objects.readable(self.language).filter(
            translation_key__in=[row.translation_key for row in rows.values()]
        )
        own = {row.translation_key: row for row in same.select_related("instrument", "locale")}
        return {pk: own.get(row.translation_key, row) for pk, row in rows.items()}

    def look_up_links(self) -> dict[str, dict[int, str]]:
        """Addresses of law and words that the texts link to, by kind: looked up once for the whole module."""
        films = [row.transcript for video in self.videos.values() for row in video.texts.all()]
        whole = json.dumps([self.stored, self.module.introduction, films], default=str)
        with override(self.language):
            return {kind: find_addresses(kind, pks) for kind in LINKED if (pks := find_linked(whole, kind))}

    def expand(self, text: str) -> str:
        for kind, addresses in self.links.items():
            text = write_addresses(text, kind, addresses)
        return str(expand_db_html(text))

    def look_up_videos(self) -> dict[int, Video]:
        named = {int(value["video"]) for _id, value in self.of_kind("film") if value.get("video")}
        if not named:
            return {}
        shown = Video.objects.filter(is_public=True)
        return shown.select_related("recording").prefetch_related("texts__narration").in_bulk(named)

    def look_up_citations(self) -> dict[str, str]:
        """APA by digest: what publication kept, and for a draft what has to be worked out now."""
        kept = dict(self.module.citations or {})
        missing = [csl for csl in self.csl() if digest(csl) not in kept]
        if missing:
            found = citing.format_apa(missing)
            kept |= {digest(csl): found[csl["id"]] for csl in missing}
        return kept

    def kept_citations(self) -> dict[str, str]:
        """The citations of the readings that stand in the module now."""
        return {digest(csl): self.citations[digest(csl)] for csl in self.csl()}

    def csl(self) -> list[dict[str, Any]]:
        return [citing.convert_to_csl(value, part) for part, value in self.of_kind("reading")]

    def ids_of(self, keys: Iterable[Any] | None) -> tuple[str, ...]:
        """Ids of the named parts; a part that is gone is left out."""
        return tuple(self.ids[key] for key in listed(keys) if key in self.ids)

    # -- the outline -----------------------------------------------------------------------------------------

    def outline(self) -> Outline:
        module, parent = self.module, self.module.parent
        with override(self.language):
            parts = {
                field: tuple(self.part(kind, part, value) for part, value in self.of_kind(kind))
                for kind, field in FIELDS.items()
            }
        # A video that readers may not watch, or that has no words, is none of theirs.
        parts["films"] = tuple(film for film in parts["films"] if film.title)
        return Outline(
            key=str(module.translation_key),
            slug=module.slug,
            title=module.title,
            summary=module.summary,
            language=self.language,
            version=module.version,
            url=self.address(module),
            licence="CC BY 4.0",
            licence_url="https://creativecommons.org/licenses/by/4.0/",
            introduction=self.expand(module.introduction),
            reader=module.reader,
            minutes=module.minutes,
            level=module.level,
            crime=module.crime,
            countries=tuple(module.country_codes),
            disciplines=tuple(module.disciplines),
            topics=tuple(module.topics),
            authors=tuple(module.author_list()),
            parent_title=parent.title if parent else "",
            parent_url=self.address(parent) if parent else "",
            parent_version=module.parent_version,
            adapted_for=module.adapted_for,
            for_lecturers=self.for_lecturers,
            machine_translated=module.machine_translated,
            draft=module.for_review or not module.live,
            sources=self.sources(),
            adapted=self.adapted(),
            **parts,
        )

    def address(self, module: Module) -> str:
        with override(self.language):
            return make_absolute_url(module.get_absolute_url())

    def part(self, kind: str, part: str, value: Value) -> Any:
        write: Callable[[str, Value], Any] = getattr(self, f"write_{kind}")
        return write(part, value)

    def sources(self) -> tuple[CitedProvision, ...]:
        """Every provision that the module cites, once, as the legal library has it."""
        rows = {provision.key: provision for provision in self.provisions.values()}
        with override(self.language):
            return tuple(
                CitedProvision(
                    row.key,
                    row.label,
                    row.title,
                    row.text,
                    make_absolute_url(row.get_absolute_url()),
                    row.status,
                    str(row.state_words),
                )
                for row in rows.values()
            )

    def adapted(self) -> tuple[PartDecision, ...]:
        """The decisions of an adaptation, in the order they were made; named as the parent named the part."""
        if self.module.parent_id is None:
            return ()
        return tuple(
            PartDecision(str(row.part), row.kind, get_part_name(row.base), row.decision, row.why)
            for row in self.module.changes.all()
        )

    def write_outcome(self, part: str, value: Value) -> Outcome:
        return Outcome(part, value["text"])

    def write_issue(self, part: str, value: Value) -> KeyIssue:
        cited = [self.provisions[pk].key for pk in map(int, texts(value.get("provisions"))) if pk in self.provisions]
        return KeyIssue(
            part,
            value["title"],
            value["summary"],
            self.expand(value["text"]),
            references=self.ids_of(value.get("references")),
            provisions=tuple(cited),
        )

    def write_exercise(self, part: str, value: Value) -> Exercise:
        return Exercise(
            part,
            value["title"],
            value.get("minutes") or 0,
            value.get("smallest") or 1,
            value.get("largest") or 1,
            value["purpose"],
            texts(value.get("material")),
            texts(value.get("steps")),
            texts(value.get("debrief")),
            value.get("adapt") or "",
            outcomes=self.ids_of(value.get("outcomes")),
        )

    def write_plan(self, part: str, value: Value) -> ClassPlan:
        rows = tuple(
            ClassPlanRow(
                row.get("minutes") or 0, row["title"], row.get("text") or "", self.ids.get(row.get("part"), "")
            )
            for row in listed(value["rows"])
        )
        return ClassPlan(part, value["title"], value.get("minutes") or 0, rows)

    def write_reading(self, part: str, value: Value) -> Reading:
        csl = citing.convert_to_csl(value, part)
        return Reading(
            part,
            csl,
            value.get("level") or "core",
            value.get("access") or "open",
            value.get("note") or "",
            apa=self.citations[digest(csl)],
        )

    def write_question(self, part: str, value: Value) -> Question:
        """Right answers, what is said to them, and marking notes stay here unless a lecturer asks."""
        told = self.for_lecturers
        options = tuple(
            AnswerOption(row["text"], bool(row.get("right")) and told, (row.get("feedback") or "") if told else "")
            for row in listed(value.get("options"))
        )
        marking = value.get("marking") or ""
        return Question(
            part,
            value["text"],
            value["form"],
            value["level"],
            options,
            marking if told else "",
            value.get("minutes") or 0,
        )

    def write_practice(self, part: str, value: Value) -> Question:
        """Everybody may know its answers: it is none of the assessment's."""
        options = tuple(
            AnswerOption(row["text"], bool(row.get("right")), row.get("feedback") or "")
            for row in listed(value.get("options"))
        )
        return Question(part, value["text"], value["form"], "understand", options)

    def write_slides(self, part: str, value: Value) -> SlideDeck:
        slides = tuple(
            Slide(row["title"], texts(row.get("points")), row.get("notes") or "") for row in listed(value["slides"])
        )
        return SlideDeck(part, value["title"], slides)

    def write_case(self, part: str, value: Value) -> CaseStudy:
        return CaseStudy(part, value["title"], self.expand(value["text"]), texts(value.get("questions")))

    def write_film(self, part: str, value: Value) -> Film:
        video = self.videos.get(int(value["video"] or 0))
        text = video.text_in(self.language) if video else None
        if video is None or text is None:
            return Film(part, "", 0, "")
        file = video.recording
        return Film(
            part,
            text.title,
            video.minutes,
            self.expand(text.transcript),
            file=file.file.name if file else "",
            small_file=file.small_file.name if file and file.small_file else "",
            captions=tuple((row.language, row.captions) for row in video.texts.all() if row.captions),
            questions=tuple(text.question_list()),
            key=video.key,
            summary=text.summary,
            chapters=tuple(text.chapter_list()),
            language=text.language,
            recording=file.pk if file else 0,
            narration=text.narration.pk if text.narration else 0,
            narration_file=text.narration.file.name if text.narration else "",
            silent=bool(file and file.is_silent),
        )

    def write_guidance(self, part: str, value: Value) -> Guidance:
        return Guidance(part, value["title"], self.expand(value["text"]))


def make_absolute_url(path: str) -> str:
    return f"{settings.BASE_URL.rstrip('/')}{path}"


def get_part_name(value: Value) -> str:
    """What a part is called in a list."""
    return value.get("title") or value.get("text") or value.get("key") or ""


def build_outline(module: Module, *, for_lecturers: bool = False) -> Outline:
    """The whole module as plain data. Marking notes and right answers are in it for lecturers only."""
    return OutlineWriter(module, for_lecturers=for_lecturers).outline()
