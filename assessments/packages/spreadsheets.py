"""Answers as a spreadsheet that can be filled in and brought back."""

from io import BytesIO
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.domain.answers import FACTS, FORMAT, SHEET, Answers
from assessments.packages.documents import UNDATED
from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage
from toolkit.packages.workbooks import prepare_for_paper
from toolkit.printouts.scripts import get_direction

WIDTHS = [0, 6, 16, 44, 13, 26, 26, 28]


def write_answers_xlsx(page: ChecklistPage, answers: Answers) -> bytes:
    """One row a question, and a row for each answer to a question that is gone. Text is text: no cell is a formula."""
    import xlsxwriter

    language = page.locale.language_code
    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": UNDATED})
    with override(language):
        fill(book, page, answers, right_to_left=get_direction(language) == "rtl")
    book.close()
    return stream.getvalue()


def fill(book: Any, page: ChecklistPage, answers: Answers, *, right_to_left: bool) -> None:
    sheet, facts = book.add_worksheet(SHEET), book.add_worksheet(FACTS)
    head, text = (
        book.add_format({"bold": True, "text_wrap": True}),
        book.add_format({"text_wrap": True, "valign": "top"}),
    )
    if right_to_left:
        sheet.right_to_left()
    words = ["id", _("Code"), _("Section"), _("Question"), _("Answer"), _("Note"), _("Evidence"), _("What we will do")]
    for column, word in enumerate(words):
        sheet.write_string(0, column, word, head)
        hidden = {"hidden": True} if column == 0 else {}
        sheet.set_column(column, column, WIDTHS[column], text, hidden)
    rows = [[item.id, f"{item.section}{item.number}", title, item.value["question"]] for title, item in titled(page)]
    rows += [[item, "", _("No longer asked"), ""] for item, _answer in answers.list_obsolete_answers(page.item_ids())]
    marks = [str(word) for word in ANSWERS.values()]
    for number, row in enumerate(rows, 1):
        answer = answers.of(row[0])
        mark = str(ANSWERS[answer.mark]) if answer.mark else ""
        for column, value in enumerate([*row, mark, answer.note, answer.evidence, answer.action]):
            sheet.write_string(number, column, value, text)
        sheet.data_validation(number, 4, number, 4, {"validate": "list", "source": marks, "ignore_blank": True})
    sheet.freeze_panes(1, 0)
    prepare_for_paper(sheet, wide=True)
    facts.set_column(0, 0, 12)
    facts.set_column(1, 1, 60, text)
    prepare_for_paper(facts, wide=False)
    for number, (name, value) in enumerate(source(page, answers)):
        facts.write_string(number, 0, name)
        facts.write_string(number, 1, value)


def titled(page: ChecklistPage) -> list[tuple[str, Any]]:
    return [(section.title, item) for section in page.lettered_sections() for item in section.items]


def source(page: ChecklistPage, answers: Answers) -> list[tuple[str, str]]:
    """What the file says about itself: read by the upload, and by whoever wonders what this is."""
    return [
        ("format", FORMAT),
        ("checklist", str(answers.checklist)),
        ("version", str(answers.version or "")),
        ("language", answers.language),
        ("title", page.title),
    ]
