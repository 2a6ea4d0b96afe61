"""A team's work as one picture: what is overdue, its rounds, and the law. A knot a question, and never a grade."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from string import ascii_uppercase
from typing import Any
from uuid import UUID

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.domain.answers import Answer, Answers
from assessments.domain.comparing import AskedQuestion, ComparedQuestion, align_questions
from assessments.models.teams import Assessment, Round, Sheet
from assessments.presenters.plan import PlannedAction, list_actions, list_planned_actions
from assessments.presenters.results import AnsweredQuestion, AnswerGroup, ChecklistResult, add_up
from assessments.presenters.sheets import QuestionTexts, VersionTexts, read_marks, read_sheet_words

NOT_ASKED = "gone"  # where others have a question's mark


@dataclass(frozen=True)
class ClothLine:
    """What one round, or one team, answered in a section: `marks` in the order of its questions."""

    label: str
    state: str
    marks: list[str]

    @property
    def strong(self) -> int:
        return self.marks.count("yes")

    @property
    def applying(self) -> int:
        return sum(mark not in {"na", NOT_ASKED} for mark in self.marks)


@dataclass(frozen=True)
class ClothSection:
    """The same questions in every line. Those whose `after` is None are no longer asked."""

    title: str
    questions: list[ComparedQuestion]
    lines: list[ClothLine]


@dataclass(frozen=True)
class LawRow:
    """The questions that rest on one provision, by section."""

    group: AnswerGroup
    cells: list[list[AnsweredQuestion]]


@dataclass(frozen=True)
class ChecklistPicture:
    """One checklist in all rounds. `sheet` is the latest; `result` and `law` are of that one."""

    title: str
    language: str
    sheet: Sheet
    sections: list[ClothSection]
    result: ChecklistResult
    law: list[LawRow]


@dataclass(frozen=True)
class TeamPicture:
    late: list[PlannedAction]
    checklists: list[ChecklistPicture]


def build_team_picture(assessment: Assessment, today: date) -> TeamPicture:
    """Of all rounds, as of a day. No round adds a query."""
    late = list_actions(assessment).going().filter(until__lt=today)
    texts = QuestionTexts(assessment)
    marks = read_marks(texts.sheets)
    checklists = [build_checklist_picture(texts, key, marks) for key in texts.newest]
    return TeamPicture(list_planned_actions(assessment, late), checklists)


def build_checklist_picture(texts: QuestionTexts, key: object, marks: dict[object, dict[str, str]]) -> ChecklistPicture:
    sheets = [sheet for sheet in texts.sheets if sheet.checklist == key]
    labels = [(name_round(sheet), sheet.round.get_state_display()) for sheet in sheets]
    last = sheets[-1]
    _questions, title, language = texts.read(last)
    answers = Answers(last.checklist, last.version.number, language)
    answers.answers = {item: Answer(mark) for item, mark in marks.get(last.pk, {}).items()}
    result = add_up(read_sheet_words(last), answers)
    asked = [texts.asked(sheet, marks) for sheet in sheets]
    return ChecklistPicture(title, language, last, weave(labels, asked), result, lay_out_law(result))


def name_round(sheet: Sheet) -> str:
    return _("Round %(n)s, %(phase)s") % {"n": sheet.round.number, "phase": sheet.round.get_phase_display()}


def weave(
    labels: list[tuple[str, str]], asked: list[list[AskedQuestion]], words: list[AskedQuestion] | None = None
) -> list[ClothSection]:
    """A section for each table, a line for each of `labels` (name and state), whose questions are `asked`: in the
    order and the words of the last of them, or of `words`."""
    marks = [{row.item: row.mark for row in rows} for rows in asked]
    return [
        ClothSection(
            section.title,
            section.rows,
            [
                ClothLine(label, state, [mine.get(row.shown.item, NOT_ASKED) for row in section.rows])
                for (label, state), mine in zip(labels, marks, strict=True)
            ],
        )
        for section in align_questions([*asked, words] if words else asked)
    ]


def lay_out_law(result: ChecklistResult) -> list[LawRow]:
    """The provisions that an answer of partly or no rests on, those with most first, in the columns of the sections."""
    return [
        LawRow(group, [[row for row in group.rows if row in section.rows] for section in result.sections])
        for group in result.provisions
        if group.missing
    ]


@dataclass(frozen=True)
class TeamsPicture:
    """Teams beside each other in one checklist. `teams` says which letter is which."""

    title: str
    language: str
    sections: list[ClothSection]
    teams: list[tuple[str, Assessment]]


def find_shared_checklists(user: Any) -> dict[UUID, list[UUID]]:
    """A checklist's key -> the sheets, the latest signed-off one of each of the user's teams, where two teams have one.
    One query; what she takes no part in is not there for her."""
    rows = Sheet.objects.visible_to(user).filter(round__state=Round.State.FROZEN).order_by("round__number")
    latest = {(key, team): pk for key, team, pk in rows.values_list("checklist", "round__assessment", "pk")}
    found: dict[UUID, list[UUID]] = {}
    for (key, _team), pk in latest.items():
        found.setdefault(key, []).append(pk)
    return {key: sheets for key, sheets in found.items() if len(sheets) > 1}


def read_titles(shared: Mapping[UUID, Sequence[UUID]]) -> list[tuple[UUID, str, str]]:
    """Each of these checklists' key, title and language, as one of its sheets has it."""
    sheets = Sheet.objects.filter(pk__in=[pks[-1] for pks in shared.values()])
    rows = sheets.values_list("checklist", "version__page__title", "version__page__locale__language_code")
    return sorted(rows, key=lambda row: row[1])


def build_teams_picture(user: Any, sheets: Sequence[UUID]) -> TeamsPicture:
    """The user's teams in a checklist, in the words of its newest version, if there is one in her language. Teams stand
    in the order of their random ids: it says nothing about them. No team adds a query."""
    rows = (
        Sheet.objects.visible_to(user)
        .filter(pk__in=sheets)
        .select_related("version__revision", "version__page__locale")
    )
    found = sorted(rows, key=lambda sheet: str(sheet.round.assessment_id))
    named = [_("Team %(letter)s") % {"letter": letter_of(place)} for place, _sheet in enumerate(found)]
    marks, texts = read_marks(found), VersionTexts()
    words = max(found, key=lambda sheet: (speaks(sheet), sheet.version.number))
    asked = [texts.asked(sheet, marks) for sheet in found]
    _questions, title, language = texts.read(words)
    sections = weave([(name, "") for name in named], asked, texts.asked(words, marks))
    return TeamsPicture(title, language, sections, [(n, s.round.assessment) for n, s in zip(named, found, strict=True)])


def speaks(sheet: Sheet) -> bool:
    return str(sheet.version.page.locale.language_code) == get_language()


def letter_of(place: int) -> str:
    """A to Z, then AA, BB: the more teams, the longer."""
    return ascii_uppercase[place % 26] * (1 + place // 26)
