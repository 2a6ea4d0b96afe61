"""Answers as a document to edit: for a report, a meeting, a file."""

from datetime import datetime
from io import BytesIO
from typing import Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from django.utils.translation import gettext as _
from django.utils.translation import override

from assessments.domain.answers import Answer, Answers
from assessments.presenters.results import build_result
from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage
from toolkit.printouts.scripts import get_direction
from toolkit.templatetags.paper import own_dir
from toolkit.templatetags.portal import html_lang
from toolkit.templatetags.stops import stop

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RIGHT_TO_LEFT = {"rtl": True, "ltr": False}  # without a letter a text has no direction of its own
UNDATED = datetime(2000, 1, 1)  # the time of making is nobody's business, and the same answers are the same file


def write_answers_docx(page: ChecklistPage, answers: Answers) -> bytes:
    """Headings by section, a line a question, what was written below it; numbers as a table at the end."""
    import docx

    language = page.locale.language_code
    document = docx.Document()
    facts = document.core_properties
    facts.author, facts.title, facts.language = "", page.title, html_lang(language)
    facts.created = facts.modified = UNDATED
    with override(language):
        write(document, page, answers)
    if get_direction(language) == "rtl":
        turn(document)
    stream = BytesIO()
    document.save(stream)
    return undated(stream.getvalue())


def undated(archive: bytes) -> bytes:
    """The same archive; each of its entries would tell to two seconds when it was made."""
    stream = BytesIO()
    with ZipFile(BytesIO(archive)) as old, ZipFile(stream, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))  # the oldest time a ZIP can name
            entry.compress_type = ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return stream.getvalue()


def write(document: Any, page: ChecklistPage, answers: Answers) -> None:
    document.add_heading(page.title, 0)
    document.add_paragraph(_("This describes a service on one day. It never decides funding or blame."))
    for section in page.lettered_sections():
        document.add_heading(f"{section.letter}. {section.title}", 1)
        for item in section.items:
            answer = answers.of(item.id)
            line = document.add_paragraph()
            line.add_run(f"{item.section}{item.number}  ").bold = True
            line.add_run(item.value["question"])
            line.add_run(f"  – {word_of(answer)}").bold = True
            write_texts(document, answer)
    write_gone(document, [answer for _item, answer in answers.list_obsolete_answers(page.item_ids())])
    numbers(document, page, answers)


def word_of(answer: Answer) -> str:
    return str(ANSWERS.get(answer.mark, _("Open")))


def write_texts(document: Any, answer: Answer) -> None:
    for label, text in (
        (_("Note"), answer.note),
        (_("Evidence"), answer.evidence),
        (_("What we will do"), answer.action),
    ):
        if text:
            line = document.add_paragraph(f"{label}{stop(':')} ", style="List Bullet")
            line.add_run(text).font.rtl = RIGHT_TO_LEFT.get(own_dir(text, ""))


def write_gone(document: Any, answers: list[Answer]) -> None:
    """Answers to questions that the checklist had before."""
    if answers:
        document.add_heading(_("No longer asked"), 1)
    for answer in answers:
        document.add_paragraph().add_run(word_of(answer)).bold = True
        write_texts(document, answer)


def numbers(document: Any, page: ChecklistPage, answers: Answers) -> None:
    document.add_heading(_("By section"), 1)
    heads = [_("Section"), *map(str, ANSWERS.values()), _("Open")]
    table = document.add_table(rows=1, cols=len(heads), style="Table Grid")
    for cell, word in zip(table.rows[0].cells, heads, strict=True):
        cell.text = word
    repeat_head(table)
    for group in build_result(page, answers).sections:
        cells = table.add_row().cells
        cells[0].text = group.title
        for cell, number in zip(cells[1:], group.counts.values(), strict=True):
            cell.text = str(number)


def repeat_head(table: Any) -> None:
    """Tells screen readers and page breaks that the first row is the head."""
    from docx.oxml import OxmlElement

    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def turn(document: Any) -> None:
    """Right to left: paragraphs, tables and runs each say so for themselves. A run may have said otherwise."""
    from docx.oxml import OxmlElement

    body = document.element.body
    for paragraph in body.iter(f"{{{WORD}}}p"):
        paragraph.get_or_add_pPr().insert_element_before(OxmlElement("w:bidi"), "w:jc", "w:rPr")
    for run in body.iter(f"{{{WORD}}}r"):
        words = run.get_or_add_rPr()
        if words.find(f"{{{WORD}}}rtl") is None:
            words.append(OxmlElement("w:rtl"))
    for table in document.tables:
        table._tbl.tblPr.append(OxmlElement("w:bidiVisual"))
