"""A module as plain data: what every shelf is filled from (page, class pack, PDF, DOCX, EPUB, SCORM, cartridge).

An outline is complete and in reading order: an adaptation's outline holds the parent's parts as they are now, with the
adaptation's decisions applied. It never changes and knows no database, so that the same outline makes the same bytes.
Texts named `html` are clean: made by Wagtail's rich text or nh3, never straight from a form.
"""

from dataclasses import dataclass, field, replace
from typing import Literal


@dataclass(frozen=True)
class Outcome:
    """What a student can do afterwards. `id` is the block's UUID, as everywhere below."""

    id: str
    text: str


@dataclass(frozen=True)
class Reading:
    """A source. `csl` is CSL-JSON (citeproc's input): type, title, author, issued, URL ..."""

    id: str
    csl: dict[str, object]
    level: Literal["core", "advanced"] = "core"
    access: Literal["open", "library", "paid"] = "open"
    note: str = ""  # why to read it
    apa: str = ""  # the citation in APA style: html with em and a at most


@dataclass(frozen=True)
class KeyIssue:
    id: str
    title: str
    summary: str
    html: str
    references: tuple[str, ...] = ()  # ids of readings
    provisions: tuple[str, ...] = ()  # keys of the legal library, for instance "tip-6-3"


@dataclass(frozen=True)
class Exercise:
    id: str
    title: str
    minutes: int
    smallest: int  # group size, students
    largest: int
    purpose: str
    material: tuple[str, ...]
    steps: tuple[str, ...]
    debrief: tuple[str, ...]  # questions to end with
    adapt: str  # hints for another country or group
    outcomes: tuple[str, ...] = ()  # ids of outcomes it serves


@dataclass(frozen=True)
class ClassPlanRow:
    """A line of a class plan. `part` is the id of the exercise, key issue, case or video that fills it, or "".
    `when` is where it stands in a class that a lecturer built: "09:00–09:20", or in minutes, "0–20"."""

    minutes: int
    title: str
    text: str
    part: str = ""
    when: str = ""


@dataclass(frozen=True)
class ClassPlan:
    id: str
    title: str
    minutes: int
    rows: tuple[ClassPlanRow, ...]


@dataclass(frozen=True)
class AnswerOption:
    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Question:
    """`marking` is for verified lecturers: it is empty in every outline that others get, and there
    `AnswerOption.right` is False."""

    id: str
    text: str
    form: Literal["one", "several", "essay"]
    level: Literal["understand", "apply"]
    options: tuple[AnswerOption, ...] = ()
    marking: str = ""
    minutes: int = 0


@dataclass(frozen=True)
class Slide:
    title: str
    points: tuple[str, ...]
    notes: str = ""


@dataclass(frozen=True)
class SlideDeck:
    id: str
    title: str
    slides: tuple[Slide, ...]


@dataclass(frozen=True)
class CaseStudy:
    """A case study, always fictional and marked so."""

    id: str
    title: str
    html: str
    questions: tuple[str, ...]


@dataclass(frozen=True)
class Film:
    """A video with what is needed to watch it without sound or without the film. Paths are storage names."""

    id: str
    title: str
    minutes: int
    transcript: str  # html
    file: str = ""
    small_file: str = ""
    captions: tuple[tuple[str, str], ...] = ()  # (language, WebVTT text)
    questions: tuple[str, ...] = ()
    key: str = ""  # part of its address
    summary: str = ""
    chapters: tuple[tuple[int, str], ...] = ()  # (seconds from the start, title)
    language: str = ""  # of title, transcript, chapters and questions
    recording: int = 0  # the film file's primary key; 0 where there is no film
    narration: int = 0  # of what is said, spoken in `language`; 0 where nobody recorded it
    narration_file: str = ""
    silent: bool = False  # nobody speaks in the film itself


@dataclass(frozen=True)
class CitedProvision:
    """A provision that key issues cite by its `key`. `label`: how it is cited, `text`: our paraphrase."""

    key: str
    label: str
    title: str
    text: str
    url: str
    status: str = "words"  # what was compared of our words: toolkit.models.Provision.Status
    state_words: str = ""  # where it is not in force, or nobody says whether it is


@dataclass(frozen=True)
class PartDecision:
    """What an adaptation did with one part of its parent: edit, replace or drop, and why. `title` names the part."""

    part: str
    kind: str
    title: str
    decision: str
    why: str


@dataclass(frozen=True)
class Guidance:
    """How to adapt the module."""

    id: str
    title: str
    html: str


Part = KeyIssue | Exercise | ClassPlan | SlideDeck | CaseStudy | Film | Guidance


@dataclass(frozen=True)
class Outline:
    """A module in one language and one version. `for_lecturers` says whether marking notes are in it."""

    key: str  # translation key: the same in every language
    slug: str
    title: str
    summary: str
    language: str  # our code: en, prs, ur ...
    version: int
    url: str  # absolute address of its page
    licence: str
    licence_url: str
    introduction: str  # html
    minutes: int
    level: str
    crime: str
    countries: tuple[str, ...] = ()
    disciplines: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    parent_title: str = ""  # of an adaptation: what it was adapted from, which version, and by whom for whom
    parent_url: str = ""
    parent_version: int = 0
    adapted_for: str = ""
    for_lecturers: bool = False
    machine_translated: bool = False
    draft: bool = False
    outcomes: tuple[Outcome, ...] = ()
    issues: tuple[KeyIssue, ...] = ()
    exercises: tuple[Exercise, ...] = ()
    plans: tuple[ClassPlan, ...] = ()
    readings: tuple[Reading, ...] = ()
    questions: tuple[Question, ...] = ()
    practice: tuple[Question, ...] = ()  # with right answers and feedback, for everybody
    slides: tuple[SlideDeck, ...] = ()
    cases: tuple[CaseStudy, ...] = ()
    films: tuple[Film, ...] = ()
    guidance: tuple[Guidance, ...] = field(default_factory=tuple)
    reader: str = ""  # who it is for
    sources: tuple[CitedProvision, ...] = ()  # every provision cited, once
    adapted: tuple[PartDecision, ...] = ()  # of an adaptation


def redact_for_readers(outline: Outline) -> Outline:
    """Right answers, feedback and marking notes only for lecturers. Packages and paper ask here once more."""
    if outline.for_lecturers:
        return outline
    return replace(outline, questions=tuple(map(open_question, outline.questions)))


def open_question(question: Question) -> Question:
    options = tuple(AnswerOption(option.text, right=False) for option in question.options)
    return replace(question, options=options, marking="")
