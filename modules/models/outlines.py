"""A module as plain data: what every shelf is filled from (page, class pack, PDF, DOCX, EPUB, SCORM, cartridge).

An outline is complete and in reading order: an adaptation's outline holds the parent's parts as they are now, with the
adaptation's decisions applied. It never changes and knows no database, so that the same outline makes the same bytes.
Texts named `html` are clean: made by Wagtail's rich text or nh3, never straight from a form.
"""

from dataclasses import dataclass, field
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
class Row:
    """A line of a class plan. `part` is the id of the exercise, key issue, case or video that fills it, or ""."""

    minutes: int
    title: str
    text: str
    part: str = ""


@dataclass(frozen=True)
class ClassPlan:
    id: str
    title: str
    minutes: int
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Option:
    text: str
    right: bool
    feedback: str = ""


@dataclass(frozen=True)
class Question:
    """`marking` is for verified lecturers: it is empty in every outline that others get, and so is `Option.right`."""

    id: str
    text: str
    form: Literal["one", "several", "essay"]
    level: Literal["understand", "apply"]
    options: tuple[Option, ...] = ()
    marking: str = ""
    minutes: int = 0


@dataclass(frozen=True)
class Slide:
    title: str
    points: tuple[str, ...]
    notes: str = ""


@dataclass(frozen=True)
class Slides:
    id: str
    title: str
    slides: tuple[Slide, ...]


@dataclass(frozen=True)
class Case:
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


@dataclass(frozen=True)
class Guidance:
    """How to adapt the module."""

    id: str
    title: str
    html: str


Part = KeyIssue | Exercise | ClassPlan | Slides | Case | Film | Guidance


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
    slides: tuple[Slides, ...] = ()
    cases: tuple[Case, ...] = ()
    films: tuple[Film, ...] = ()
    guidance: tuple[Guidance, ...] = field(default_factory=tuple)
