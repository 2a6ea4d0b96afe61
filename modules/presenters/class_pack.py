"""What a lecturer takes into a class that she built: cards to cut out, slides for its lines."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext, override

from modules.domain.outlines import (
    CaseStudy,
    ClassPlan,
    ClassPlanRow,
    Exercise,
    Film,
    KeyIssue,
    Outline,
    Part,
    Slide,
    SlideDeck,
)
from toolkit.domain.markup import extract_text
from toolkit.printouts.scripts import get_script

# "Card 1: ", "Traveller 2: ", and as some languages write it, "1 card: ".
LABEL = re.compile(r"(?<!\S)([^\s:]+[ \u00a0]\d+|\d+[ \u00a0][^\s:]+)\s?:\s+")
NUMBER = re.compile(r"\d+")
HEADING = re.compile(r"<h[2-6][^>]*>(.*?)</h[2-6]>", re.DOTALL)
MOST_LETTERS = 420  # on a quarter of a sheet


@dataclass(frozen=True)
class ClassCard:
    """One card. `html` is clean, as in an outline; a card has it or `text`."""

    title: str
    source: str  # the exercise that it belongs to, or ""
    text: str = ""
    html: str = ""
    questions: tuple[str, ...] = ()

    @property
    def is_large(self) -> bool:
        """Whether it takes half a sheet, not a quarter."""
        return bool(self.html) or len(self.text) > MOST_LETTERS


def collect_cards(outline: Outline, plan: ClassPlan) -> list[ClassCard]:
    """The cards and roles that exercises of the plan write in their steps, then each case that the class reads: one
    of its lines, or one that an exercise names."""
    used = {row.part for row in plan.rows}
    exercises = [one for one in outline.exercises if one.id in used]
    asked = " ".join(line for one in exercises for line in (*one.material, *one.steps))
    cases = [case for case in outline.cases if case.id in used or case.title in asked]
    return [
        *(card for one in exercises for card in read_cards(one)),
        *(ClassCard(case.title, "", html=case.html, questions=case.questions) for case in cases),
    ]


def read_cards(exercise: Exercise) -> Iterator[ClassCard]:
    """Words that two labels or more begin with are cards: one alone is a sentence with a colon."""
    found = []
    for step in exercise.steps:
        _before, *pieces = LABEL.split(step)
        found += list(zip(pieces[::2], pieces[1::2], strict=True))
    words = [NUMBER.sub("", label).strip() for label, _text in found]
    for (label, text), word in zip(found, words, strict=True):
        if words.count(word) > 1:
            yield ClassCard(label, exercise.title, text=text.strip())


def make_class_slides(outline: Outline, plan: ClassPlan) -> SlideDeck:
    """A slide for each line of the plan, in the outline's language. When it is, and what to say, is in the notes."""
    parts: list[Part] = [*outline.issues, *outline.exercises, *outline.cases, *outline.films]
    known = {part.id: part for part in parts}
    ends = {
        one
        for exercise in outline.exercises
        if exercise.id in {row.part for row in plan.rows}
        for one in exercise.outcomes
    }
    served = tuple(outcome.text for outcome in outline.outcomes if outcome.id in ends)
    with override(outline.language):
        slides = tuple(
            make_slide(row, known.get(row.part), outline, served if number == 0 else ())
            for number, row in enumerate(plan.rows)
        )
        return SlideDeck("class-slides", gettext("Slides for this class"), slides)


def make_slide(row: ClassPlanRow, part: Part | None, outline: Outline, served: tuple[str, ...]) -> Slide:
    points, said = describe_part(part) if part else (served, (row.text,))
    when = get_script(outline.language).number(row.when)
    return Slide(row.title, points, "\n".join(line for line in (when, *said) if line))


def describe_part(part: Part) -> tuple[tuple[str, ...], Sequence[str]]:
    """What stands on its slide, and what to say."""
    match part:
        case KeyIssue():
            headings = tuple(extract_text(found) for found in HEADING.findall(part.html))
            return headings or (part.summary,), (part.summary,)
        case Exercise():
            return part.debrief or (part.purpose,), part.steps
        case CaseStudy():
            return part.questions, (gettext("An invented case. Nobody in it exists."),)
        case Film():
            return part.questions or (part.summary,), (part.summary,)
        case _:
            raise TypeError(f"No class has a line for a {type(part).__name__}.")
