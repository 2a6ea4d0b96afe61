"""The passages of a module, from the outline that everybody gets: two languages side by side, gaps of a translation.

A part has its id in the path, the same in every language; what stands in a list of it, its place there.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, override, pgettext

from modules.domain.outlines import (
    CaseStudy,
    ClassPlan,
    Exercise,
    Film,
    Guidance,
    KeyIssue,
    Outcome,
    Question,
    Reading,
    SlideDeck,
    redact_for_readers,
)
from modules.models import Module
from modules.presenters.outline_writer import OutlineWriter
from toolkit.domain.passages import Passage
from toolkit.models import Provision
from toolkit.templatetags.portal import attributes_of

Label = str | Promise


class StoredWriter(OutlineWriter):
    """A module for everybody, with the links of its texts as they are stored, and without citations."""

    def __init__(self, module: Module) -> None:
        super().__init__(module, for_lecturers=False)

    def look_up_links(self) -> dict[str, dict[int, str]]:
        return {}

    def expand(self, text: str) -> str:
        return text

    def look_up_citations(self) -> dict[str, str]:
        return defaultdict(str)


class WordsWriter(StoredWriter):
    """Its own words alone: no law, no video."""

    def look_up_provisions(self) -> dict[int, Provision]:
        return {}

    def look_up_videos(self) -> dict[int, Any]:
        return {}


def list_own_passages(module: Module) -> list[Passage]:
    """What a translation of a module translates. Of one that is no adaptation nothing is looked up."""
    return list(ModulePassages(WordsWriter(module)).read())


def list_all_passages(module: Module) -> list[Passage]:
    """The same with the law that it rests on, and its videos."""
    return list(ModulePassages(StoredWriter(module)).read())


class ModulePassages:
    """Reads one module, in the order of its page."""

    def __init__(self, writer: StoredWriter) -> None:
        self.outline = redact_for_readers(writer.outline())
        self.provisions = {row.key: row for row in writer.provisions.values()}

    def read(self) -> Iterator[Passage]:
        outline = self.outline
        yield Passage(path="title", words=outline.title, tag="h1")
        yield from tell("summary", outline.summary)
        yield from tell("reader", outline.reader, _("Who it is for"))
        yield from tell("introduction", outline.introduction, is_rich=True)
        yield from self.read_outcomes(outline.outcomes)
        for plan in outline.plans:
            yield from self.read_plan(plan)
        for issue in outline.issues:
            yield from self.read_issue(issue)
        for exercise in outline.exercises:
            yield from self.read_exercise(exercise)
        for case in outline.cases:
            yield from self.read_case(case)
        for film in outline.films:
            yield from self.read_film(film)
        for reading in outline.readings:
            yield from self.read_reading(reading)
        for question in outline.questions:
            yield from self.read_question(question)
        for question in outline.practice:
            yield from self.read_practice(question)
        for deck in outline.slides:
            yield from self.read_slides(deck)
        for guide in outline.guidance:
            yield from self.read_guidance(guide)

    def read_outcomes(self, outcomes: Iterable[Outcome]) -> Iterator[Passage]:
        for place, outcome in enumerate(outcomes):
            yield from tell(outcome.id, outcome.text, "" if place else _("What students learn"))

    def read_plan(self, plan: ClassPlan) -> Iterator[Passage]:
        yield from head(plan, _("Class plan"))
        for place, row in enumerate(plan.rows):
            minutes = ngettext("%(n)s minute", "%(n)s minutes", row.minutes) % {"n": row.minutes}
            yield from tell(f"{plan.id}.rows.{place}.title", row.title, minutes, tag="b")
            yield from tell(f"{plan.id}.rows.{place}.text", row.text)

    def read_issue(self, issue: KeyIssue) -> Iterator[Passage]:
        yield from head(issue, _("Key issue"))
        yield from tell(f"{issue.id}.summary", issue.summary)
        yield from tell(f"{issue.id}.text", issue.html, is_rich=True)
        cited = [self.provisions[key] for key in issue.provisions if key in self.provisions]
        yield from tell(f"{issue.id}.provisions", self.name_law(cited), _("Rests on"), is_rich=True)

    def name_law(self, rows: list[Provision]) -> SafeString:
        """How each is cited, with its state where it is not in force; marked where it is in another language."""
        told = []
        for row in rows:
            language = row.locale.language_code
            with override(language):  # the reader's is another one
                words = f"{row.label} ({row.state_words})" if row.state_words else row.label
            told.append(("" if language == self.outline.language else attributes_of(language), words))
        return format_html_join("; ", "<span {}>{}</span>", told)

    def read_exercise(self, exercise: Exercise) -> Iterator[Passage]:
        yield from head(exercise, _("Exercise"))
        yield from tell(f"{exercise.id}.purpose", exercise.purpose, _("Purpose"))
        yield from tell_each(f"{exercise.id}.material", exercise.material, _("Material"))
        yield from tell_each(f"{exercise.id}.steps", exercise.steps, _("Steps"), is_numbered=True)
        yield from tell_each(f"{exercise.id}.debrief", exercise.debrief, _("Questions to end with"))
        yield from tell(f"{exercise.id}.adapt", exercise.adapt, _("To adapt it"))

    def read_case(self, case: CaseStudy) -> Iterator[Passage]:
        yield from head(
            case, pgettext("between items of a list", ", ").join(map(str, (_("Case study"), _("Fictional"))))
        )
        yield from tell(f"{case.id}.text", case.html, is_rich=True)
        yield from tell_each(f"{case.id}.questions", case.questions, _("Questions"))

    def read_film(self, film: Film) -> Iterator[Passage]:
        """Only where somebody wrote it in this language: what is shown in its stead is in another one."""
        if film.language != self.outline.language:
            return
        yield from head(film, _("Video"))
        yield from tell(f"{film.id}.summary", film.summary)
        yield from tell_each(f"{film.id}.chapters", [title for _start, title in film.chapters], _("Chapters"))
        yield from tell(f"{film.id}.transcript", film.transcript, _("Read what is said"), is_rich=True)
        yield from tell_each(f"{film.id}.questions", film.questions, _("Questions to ask afterwards"))

    def read_reading(self, reading: Reading) -> Iterator[Passage]:
        """Why to read it: the source itself is cited alike in every language, in English."""
        title = str(reading.csl.get("title") or "")
        told = format_html("{}: <span {}>{}</span>", _("Reading"), attributes_of("en"), title)
        yield from tell(f"{reading.id}.note", reading.note, told if title else _("Reading"))

    def read_question(self, question: Question) -> Iterator[Passage]:
        yield from tell(f"{question.id}.text", question.text, _("Assessment question"))
        for place, option in enumerate(question.options):
            yield from tell(f"{question.id}.options.{place}", option.text, "" if place else _("Answers"))

    def read_practice(self, question: Question) -> Iterator[Passage]:
        yield from tell(f"{question.id}.text", question.text, _("Self-test"))
        for place, option in enumerate(question.options):
            yield from tell(f"{question.id}.options.{place}", option.text, "" if place else _("Answers"))
            yield from tell(f"{question.id}.options.{place}.feedback", option.feedback)

    def read_slides(self, deck: SlideDeck) -> Iterator[Passage]:
        yield from head(deck, _("Slides outline"))
        for place, slide in enumerate(deck.slides):
            path = f"{deck.id}.slides.{place}"
            yield from tell(f"{path}.title", slide.title, tag="h3")
            yield from tell_each(f"{path}.points", slide.points)
            yield from tell(f"{path}.notes", slide.notes, _("What to say"))

    def read_guidance(self, guide: Guidance) -> Iterator[Passage]:
        yield from head(guide, _("How to adapt it"))
        yield from tell(f"{guide.id}.text", guide.html, is_rich=True)


def head(part: Any, label: Label) -> Iterator[Passage]:
    yield from tell(f"{part.id}.title", part.title, label, tag="h2")


def tell(
    path: str, words: str, label: Label = "", *, tag: str = "p", number: int = 0, is_rich: bool = False
) -> Iterator[Passage]:
    """Nothing where there are no words."""
    if words:
        label = label if isinstance(label, SafeString) else str(label)
        yield Passage(path=path, words=words, label=label, tag=tag, number=number, is_rich=is_rich)


def tell_each(path: str, lines: Iterable[str], label: Label = "", *, is_numbered: bool = False) -> Iterator[Passage]:
    """What a list is called stands before its first line."""
    for place, line in enumerate(lines):
        number = place + 1 if is_numbered else 0
        yield from tell(f"{path}.{place}", line, "" if place else label, tag="li", number=number)
