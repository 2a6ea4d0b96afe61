"""A sheet as plain data: what its pinned version asks, and what the team answered."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from assessments.domain.answers import Answers
from assessments.domain.comparing import AskedQuestion
from assessments.models.entries import Entry
from assessments.models.teams import Assessment, Round, Sheet
from toolkit.models import ChecklistPage

SheetQuestions = tuple[
    dict[str, AskedQuestion], str, str
]  # an item's id -> its question; the checklist's title and language


def list_asked_questions(page: ChecklistPage) -> list[AskedQuestion]:
    """The questions of a page in their order."""
    return [
        AskedQuestion(
            item=item.id,
            section=f"{section.letter}. {section.title}",
            code=f"{section.letter}{item.number}",
            question=item.value["question"],
            short=item.short,
            suggestion=item.value["action"],
        )
        for section in page.lettered_sections()
        for item in section.items
    ]


def load_sheet_answers(sheet: Sheet, page: ChecklistPage) -> Answers:
    """All answers of a sheet, opened; also those to questions that are gone."""
    answers = Answers(sheet.checklist, sheet.version.number, page.locale.language_code)
    entries = {entry.item: entry for entry in sheet.entries.order_by("item")}
    asked = [item.id for item in page.items() if item.id in entries]
    for item in dict.fromkeys([*asked, *entries]):  # one order, so that the same answers are the same file
        if answer := entries[item].answer():
            answers.answers[item] = answer
    return answers


def read_sheet_words(sheet: Sheet) -> ChecklistPage:
    """What a sheet's version asks: its words alone, so that no page is built for them (that takes seven queries)."""
    revision = sheet.version.revision
    assert revision is not None, "Versions that somebody works with keep their revision."
    kept = revision.content
    return ChecklistPage(title=kept["title"], sections=kept["sections"], locale_id=kept["locale"])


def read_sheet_questions(sheet: Sheet) -> SheetQuestions:
    page = read_sheet_words(sheet)
    return {asked.item: asked for asked in list_asked_questions(page)}, page.title, page.locale.language_code


def read_marks(sheets: Iterable[Sheet]) -> dict[object, dict[str, str]]:
    """A sheet's key -> its questions' ids -> yes, partly, no, na, or "" where it is open. One query; nothing that was
    written is opened."""
    marks: dict[object, dict[str, str]] = {}
    for key, item, mark in Entry.objects.filter(sheet__in=sheets).values_list("sheet", "item", "mark"):
        marks.setdefault(key, {})[item] = mark
    return marks


class VersionTexts:
    """What the questions of sheets say, each version read once however many sheets are pinned to it."""

    def __init__(self) -> None:
        self.known: dict[Any, SheetQuestions] = {}

    def read(self, sheet: Sheet) -> SheetQuestions:
        if sheet.version_id not in self.known:
            self.known[sheet.version_id] = read_sheet_questions(sheet)
        return self.known[sheet.version_id]

    def asked(self, sheet: Sheet, marks: Mapping[object, Mapping[str, str]]) -> list[AskedQuestion]:
        """The questions of a sheet with its marks, which stand under its id."""
        mine = marks.get(sheet.pk, {})
        return [replace(row, mark=mine.get(row.item, "")) for row in self.read(sheet)[0].values()]


class QuestionTexts(VersionTexts):
    """The same of one assessment, in all its rounds."""

    def __init__(self, assessment: Assessment) -> None:
        super().__init__()
        rows = Sheet.objects.filter(round__assessment=assessment).select_related("round", "version__revision")
        self.sheets = list(rows.order_by("round__number", "place", "pk"))
        self.newest = {sheet.checklist: sheet for sheet in self.sheets}

    def of(self, sheet: Sheet, item: str) -> tuple[AskedQuestion, str, str]:
        """The question as the newest round that asks it puts it, its checklist's title and language. A question that
        is gone has no words."""
        for source in (self.newest[sheet.checklist], sheet):
            questions, title, language = self.read(source)
            if item in questions:
                return questions[item], title, language
        return AskedQuestion(item, "", "", ""), title, language

    def sheets_of(self, in_round: Round) -> dict[Any, Sheet]:
        """A round's sheets by their checklist's key, in their order."""
        return {sheet.checklist: sheet for sheet in self.sheets if sheet.round_id == in_round.pk}
