"""A class out of a module's parts: what the portal proposes, and what a lecturer makes of it. Pure and repeatable.

A plan holds kinds, ids and minutes only; its words come from the outline, so the same plan reads in every language the
module exists in.
"""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import time
from itertools import accumulate
from typing import Any

from django.db.models import TextChoices
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from modules.domain.outlines import ClassPlan, ClassPlanRow, Exercise, Outline

SHORTEST, LONGEST = 20, 360  # minutes of a class
MOST_STUDENTS = 500
MOST_LINES = 40
OPENING = CLOSING = 5
BREAK, BREAK_FROM = 10, 150
FRAME_FROM = 30
ISSUE_LENGTHS = (10, 15, 20)
ISSUE_EVERY = 45  # minutes of a class to one key issue
CASE = 20
TALK = 5  # after a film
DEBRIEF = 10  # of a question or anything else that says no time


class LineKind(TextChoices):
    OPENING = "opening", _("Opening")
    ISSUE = "issue", _("Key issue")
    EXERCISE = "exercise", _("Exercise")
    CASE = "case", _("Case study")
    FILM = "film", _("Video")
    BREAK = "break", _("Break")
    CLOSING = "closing", _("Closing")


PARTS = {LineKind.ISSUE, LineKind.EXERCISE, LineKind.CASE, LineKind.FILM}


class LineReason(TextChoices):
    """Why a line is in the plan."""

    OUTCOMES = "outcomes", _("It serves what you want students to be able to do")
    KNOWLEDGE = "knowledge", _("The ideas that the exercises need")
    TIME = "time", _("It fits the time that was left")
    FRAME = "frame", _("A class needs it")
    CHOSEN = "chosen", _("You put it in")


# How gladly a part fills time that is left.
WORTH = {LineKind.ISSUE: 5, LineKind.FILM: 3, LineKind.EXERCISE: 2, LineKind.CASE: 2}


@dataclass(frozen=True)
class ClassWishes:
    """What a lecturer asks for. `students` 0: unknown. `language` "": the reader's own."""

    minutes: int
    students: int = 0
    outcomes: tuple[str, ...] = ()
    language: str = ""


@dataclass(frozen=True)
class PlannablePart:
    """A part that can fill time, with the lengths it may take, the shortest first."""

    kind: LineKind
    part: str
    title: str
    lengths: tuple[int, ...]
    outcomes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class PlanLine:
    kind: LineKind
    minutes: int
    part: str = ""
    why: LineReason = LineReason.CHOSEN


@dataclass(frozen=True)
class ClassBuilderPlan:
    """Lines in their order. Every change is a new plan."""

    wishes: ClassWishes
    lines: tuple[PlanLine, ...] = ()

    @property
    def used(self) -> int:
        """Minutes of all lines together."""
        return sum(line.minutes for line in self.lines)

    @property
    def left(self) -> int:
        """Minutes that nothing fills; below zero where the plan is too long."""
        return self.wishes.minutes - self.used

    @property
    def parts(self) -> set[str]:
        return {line.part for line in self.lines if line.part}

    def moved(self, place: int, by: int) -> "ClassBuilderPlan":
        to = place + by
        if not (0 <= place < len(self.lines) and 0 <= to < len(self.lines)):
            return self
        lines = list(self.lines)
        lines.insert(to, lines.pop(place))
        return replace(self, lines=tuple(lines))

    def without(self, place: int) -> "ClassBuilderPlan":
        return replace(self, lines=tuple(line for number, line in enumerate(self.lines) if number != place))

    def swapped(self, place: int, piece: PlannablePart) -> "ClassBuilderPlan":
        """Another part in the place of this one, as near to its length as it can be."""
        if not 0 <= place < len(self.lines):
            return self
        old = self.lines[place].minutes
        new = PlanLine(piece.kind, min(piece.lengths, key=lambda length: abs(length - old)), piece.part)
        return replace(self, lines=(*self.lines[:place], new, *self.lines[place + 1 :]))

    def added(self, piece: PlannablePart) -> "ClassBuilderPlan":
        """Before the closing, where there is one."""
        fitting = [length for length in piece.lengths if length <= self.left]
        new = PlanLine(piece.kind, max(fitting, default=piece.lengths[0]), piece.part)
        last = len(self.lines) - 1 if self.lines and self.lines[-1].kind == LineKind.CLOSING else len(self.lines)
        return replace(self, lines=(*self.lines[:last], new, *self.lines[last:]))

    def timed(self, minutes: Iterable[int]) -> "ClassBuilderPlan":
        """With these minutes, line by line."""
        lines = tuple(replace(line, minutes=n) for line, n in zip(self.lines, minutes, strict=True))
        return replace(self, lines=lines)

    def to_data(self) -> dict[str, Any]:
        lines = [[line.kind.value, line.minutes, line.part, line.why.value] for line in self.lines]
        return {**asdict(self.wishes), "outcomes": list(self.wishes.outcomes), "lines": lines}

    @classmethod
    def from_data(cls, data: Any) -> "ClassBuilderPlan":
        """Raises ValueError for what `to_data` cannot have written."""
        try:
            outcomes = tuple(map(str, data["outcomes"]))
            wishes = ClassWishes(int(data["minutes"]), int(data["students"]), outcomes, str(data["language"]))
            lines = tuple(
                PlanLine(LineKind(k), int(n), str(part), LineReason(why)) for k, n, part, why in data["lines"]
            )
        except (KeyError, TypeError) as mistake:
            raise ValueError("This is no plan.") from mistake
        return cls(wishes, lines)


def list_plannable_parts(outline: Outline, students: int = 0) -> list[PlannablePart]:
    """Every part that can fill time, in reading order. Exercises for groups of another size than so many
    students (0: any) are left out."""
    return [
        *(PlannablePart(LineKind.ISSUE, issue.id, issue.title, ISSUE_LENGTHS) for issue in outline.issues),
        *(exercise_piece(one) for one in outline.exercises if suits(one, students)),
        *(PlannablePart(LineKind.CASE, case.id, case.title, (CASE,)) for case in outline.cases),
        *(
            PlannablePart(LineKind.FILM, film.id, film.title, (max(film.minutes, 1) + (TALK if film.questions else 0),))
            for film in outline.films
            if film.title
        ),
    ]


def exercise_piece(one: Exercise) -> PlannablePart:
    return PlannablePart(LineKind.EXERCISE, one.id, one.title, (one.minutes or DEBRIEF,), frozenset(one.outcomes))


def suits(exercise: Exercise, students: int) -> bool:
    return not students or exercise.smallest <= students <= exercise.largest


def propose_plan(outline: Outline, wishes: ClassWishes) -> ClassBuilderPlan:
    """As many of the wished outcomes as fit into the time, then what fills it best. Never longer than the class."""
    available = list_plannable_parts(outline, wishes.students)
    before, after, pause = make_frame_lines(wishes.minutes)
    budget = wishes.minutes - sum(line.minutes for line in (*before, *pause, *after))
    serving = cover(available, frozenset(wishes.outcomes), budget)
    budget -= sum(piece.lengths[0] for piece in serving)
    chosen = [PlanLine(piece.kind, piece.lengths[0], piece.part, LineReason.OUTCOMES) for piece in serving]
    chosen += fill(fillers(available, serving, wishes.minutes), budget)
    lines = in_teaching_order(chosen, [piece.part for piece in available])
    return ClassBuilderPlan(wishes, (*before, *with_break(lines, pause), *after))


def make_frame_lines(minutes: int) -> tuple[list[PlanLine], list[PlanLine], list[PlanLine]]:
    """Opening, closing and break, where a class is long enough for them."""
    if minutes < FRAME_FROM:
        return [], [], []
    pause = [PlanLine(LineKind.BREAK, BREAK, why=LineReason.FRAME)] if minutes >= BREAK_FROM else []
    return (
        [PlanLine(LineKind.OPENING, OPENING, why=LineReason.FRAME)],
        [PlanLine(LineKind.CLOSING, CLOSING, why=LineReason.FRAME)],
        pause,
    )


def cover(available: list[PlannablePart], wished: frozenset[str], budget: int) -> list[PlannablePart]:
    """The parts that together serve most of what is wished in `budget` minutes; of several such sets the shortest."""
    # For each set of outcomes the shortest way to serve it. There are at most a few hundred sets.
    ways: dict[frozenset[str], tuple[int, tuple[PlannablePart, ...]]] = {frozenset(): (0, ())}
    for piece in available:
        serves = piece.outcomes & wished
        if not serves:
            continue
        for served, (minutes, picked) in list(ways.items()):
            total, union = minutes + piece.lengths[0], served | serves
            if total <= budget and (union not in ways or total < ways[union][0]):
                ways[union] = (total, (*picked, piece))
    _served, (_minutes, picked) = max(ways.items(), key=lambda way: (len(way[0]), -way[1][0]))
    return list(picked)


def fillers(available: list[PlannablePart], serving: list[PlannablePart], minutes: int) -> list[PlannablePart]:
    """What may fill the rest: a key issue for every 45 minutes, and whatever else is not in yet."""
    issues = [piece for piece in available if piece.kind == LineKind.ISSUE][: max(1, minutes // ISSUE_EVERY)]
    others = [piece for piece in available if piece.kind != LineKind.ISSUE and piece not in serving]
    return [*issues, *others]


def fill(candidates: list[PlannablePart], budget: int) -> list[PlanLine]:
    """The choice that leaves least of `budget` minutes over; of several the one worth most."""
    best: dict[int, tuple[int, tuple[PlanLine, ...]]] = {0: (0, ())}
    for piece in candidates:
        for used, (worth, lines) in sorted(best.items(), reverse=True):
            for length in piece.lengths:
                total, better = used + length, worth + WORTH[piece.kind]
                if total <= budget and (total not in best or better > best[total][0]):
                    why = LineReason.KNOWLEDGE if piece.kind == LineKind.ISSUE else LineReason.TIME
                    best[total] = (better, (*lines, PlanLine(piece.kind, length, piece.part, why)))
    return list(best[max(best)][1])


def in_teaching_order(lines: list[PlanLine], parts: list[str]) -> list[PlanLine]:
    """Something to hear, then something to do, and again; each in the module's order."""
    ordered = sorted(lines, key=lambda line: parts.index(line.part))
    hear = [line for line in ordered if line.kind in (LineKind.ISSUE, LineKind.FILM)]
    do = [line for line in ordered if line.kind not in (LineKind.ISSUE, LineKind.FILM)]
    turns = max(len(hear), len(do))
    return [line for turn in range(turns) for side in (hear, do) for line in side[turn : turn + 1]]


def with_break(lines: list[PlanLine], pause: list[PlanLine]) -> list[PlanLine]:
    """After the line in which half of the time is over."""
    half, used = sum(line.minutes for line in lines) / 2, 0
    for place, line in enumerate(lines):
        used += line.minutes
        if used >= half:
            return [*lines[: place + 1], *pause, *lines[place + 1 :]]
    return [*lines, *pause]


def find_alternatives(outline: Outline, plan: ClassBuilderPlan) -> list[PlannablePart]:
    """What is not in the plan and suits the group."""
    return [piece for piece in list_plannable_parts(outline, plan.wishes.students) if piece.part not in plan.parts]


def find_served_outcomes(outline: Outline, plan: ClassBuilderPlan) -> set[str]:
    """Which outcomes the plan's exercises serve."""
    return {one for exercise in outline.exercises if exercise.id in plan.parts for one in exercise.outcomes}


def describe_lines(outline: Outline, plan: ClassBuilderPlan) -> list[tuple[PlanLine, ClassPlanRow | None]]:
    """Each line with its words in the outline's language; None for a part that the module no longer has."""
    known = dict(words_of(outline))
    with override(outline.language):
        return [
            (line, ClassPlanRow(line.minutes, *(known.get(line.part) or frame_words(line.kind)), part=line.part))
            if not line.part or line.part in known
            else (line, None)
            for line in plan.lines
        ]


def make_class_plan(outline: Outline, plan: ClassBuilderPlan, title: str, begins: time | None = None) -> ClassPlan:
    """The plan for paper, with the clock from when it begins, or minutes from 0. Parts that the module no longer has
    are left out."""
    rows = [row for _line, row in describe_lines(outline, plan) if row]
    ends = list(accumulate(row.minutes for row in rows))
    timed = tuple(
        replace(row, when=f"{tell_time(end - row.minutes, begins)}–{tell_time(end, begins)}")
        for row, end in zip(rows, ends, strict=True)
    )
    return ClassPlan(id="", title=title, minutes=ends[-1] if ends else 0, rows=timed)


def tell_time(minutes: int, begins: time | None) -> str:
    if begins is None:
        return str(minutes)
    return f"{(begins.hour + (begins.minute + minutes) // 60) % 24:02}:{(begins.minute + minutes) % 60:02}"


def words_of(outline: Outline) -> Iterable[tuple[str, tuple[str, str]]]:
    """Title and one explaining sentence of each part that can fill time, by its id."""
    yield from ((one.id, (one.title, one.summary)) for one in outline.issues)
    yield from ((one.id, (one.title, one.purpose)) for one in outline.exercises)
    yield from ((one.id, (one.title, first(one.questions))) for one in outline.cases)
    yield from ((one.id, (one.title, first(one.questions))) for one in outline.films if one.title)


def first(sentences: tuple[str, ...]) -> str:
    return sentences[0] if sentences else ""


FRAME_WORDS: dict[LineKind, Callable[[], tuple[str, str]]] = {
    LineKind.OPENING: lambda: (gettext("Opening"), gettext("Welcome, and what students can do at the end.")),
    LineKind.BREAK: lambda: (gettext("Break"), ""),
    LineKind.CLOSING: lambda: (gettext("Closing"), gettext("What was learned, what to read next, questions.")),
}


def frame_words(kind: LineKind) -> tuple[str, str]:
    return FRAME_WORDS[kind]() if kind in FRAME_WORDS else (str(kind.label), "")
