"""The action plan as it is read: each action beside its question and the newest answer to it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import QuerySet

from assessments.domain.answers import NOT_YET
from assessments.domain.comparing import AskedQuestion
from assessments.models.entries import Entry
from assessments.models.teams import Assessment, Participation, Sheet
from assessments.models.work import Action
from assessments.presenters.sheets import QuestionTexts

Question = tuple[Any, str]  # a checklist's key and an item's id: the same in every round


@dataclass(frozen=True)
class PlannedAction:
    """One line of the plan. `asked.mark` is the newest round's answer."""

    action: Action
    asked: AskedQuestion
    checklist: str
    language: str
    what: str
    who: str

    @property
    def answered_yes(self) -> bool:
        return self.asked.mark == "yes"

    @property
    def is_open(self) -> bool:
        return self.action.is_going

    def as_data(self) -> dict[str, Any]:
        """For a file that another program reads."""
        return {
            "checklist": self.checklist,
            "code": self.asked.code,
            "item": self.action.entry.item,
            "question": self.asked.question,
            "answer": self.asked.mark,
            "what": self.what,
            "who": self.who,
            "until": self.action.until.isoformat() if self.action.until else None,
            "state": self.action.state,
        }


def list_actions(assessment: Assessment) -> Any:
    """Its actions of all rounds: work that was planned outlives the round that showed it was needed."""
    rows = Action.objects.filter(round__assessment=assessment)
    return rows.select_related("who", "entry__sheet__version__revision", "round")


def list_planned_actions(assessment: Assessment, rows: Iterable[Action]) -> list[PlannedAction]:
    """These actions with their questions: those due first, then as they are asked. No action adds a query."""
    rows = list(rows)
    newest = newest_marks(assessment)
    texts = QuestionTexts(assessment)
    planned = []
    for row in rows:
        question = (row.entry.sheet.checklist, row.entry.item)
        asked, title, language = texts.of(row.entry.sheet, row.entry.item)
        mark = newest.get(question, row.entry.mark)
        who = row.who.name.open() if row.who else ""
        planned.append(PlannedAction(row, replace(asked, mark=mark), title, language, row.what.open(), who))
    return sorted(planned, key=lambda row: (row.action.until or date.max, row.checklist, row.asked.number))


def newest_marks(assessment: Assessment) -> dict[Question, str]:
    """The latest round's answers, those left open included; an earlier round's where it does not ask."""
    rows = Entry.objects.filter(sheet__round__assessment=assessment).order_by("sheet__round__number")
    return {(key, item): mark for key, item, mark in rows.values_list("sheet__checklist", "item", "mark")}


def find_unplanned_answers(assessment: Assessment) -> list[Entry]:
    """Answers of the newest round that are not yes and that no action takes care of, in any round."""
    last = assessment.rounds.order_by("number").last()
    if last is None:
        return []
    going = Action.objects.going().filter(round__assessment=assessment)
    cared_for = set(going.values_list("entry__sheet__checklist", "entry__item"))
    rows = Entry.objects.filter(sheet__round=last, mark__in=NOT_YET, planned=None)
    rows = rows.select_related("sheet__version__revision").order_by("sheet__place", "sheet", "pk")
    return [row for row in rows if (row.sheet.checklist, row.item) not in cared_for]


def list_latest_sheets(assessment: Assessment) -> QuerySet[Sheet]:
    """The checklists of the newest round."""
    last = assessment.rounds.order_by("-number").values("pk")[:1]
    return Sheet.objects.filter(round__in=last).select_related("version__page").order_by("place")


@dataclass(frozen=True)
class TimelineBar:
    """A line of the timeline: from today to the day it is due, or back to it. Of a width of 100."""

    row: PlannedAction
    x: str
    width: str
    at: str
    css: str


@dataclass(frozen=True)
class Timeline:
    starts: date
    ends: date
    today: str
    bars: list[TimelineBar]


def build_timeline(rows: Iterable[PlannedAction], today: date) -> Timeline | None:
    """Actions with a day, in the order of their days; None where there is none."""
    dated = sorted(((row.action.until, row) for row in rows if row.action.until), key=lambda pair: pair[0])
    if not dated:
        return None
    starts, ends = min(today, dated[0][0]), max(today, dated[-1][0])
    span = max((ends - starts).days, 1)

    def place(day: date) -> float:
        return 2 + 96 * (day - starts).days / span

    now = place(today)
    bars = []
    for day, row in dated:
        due = place(day)
        css = "late" if row.action.is_overdue else row.action.state
        bars.append(TimelineBar(row, f"{min(now, due):.2f}", f"{abs(due - now):.2f}", f"{due:.2f}", css))
    return Timeline(starts, ends, f"{now:.2f}", bars)


def list_team(assessment: Assessment) -> list[tuple[Participation, str]]:
    """Who takes part, by name."""
    return [(part, part.name.open()) for part in assessment.participations.present()]
