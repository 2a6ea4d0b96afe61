"""A spreadsheet of ours, read back. It is a ZIP archive: measured before it is unpacked (safety.md 2.5)."""

import uuid
import zipfile
from io import BytesIO
from typing import Any

from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext as _

from assessments.models import Answer, Answers, BadAnswers
from assessments.models.answers import COLUMNS, FACTS, SHEET
from assessments.uploads import Read
from toolkit.models import ANSWERS

MOST_UNPACKED = 20 * 1024 * 1024
MOST_ROWS = 600
MOST_FACTS = 20


def read_xlsx(data: bytes) -> Read:
    """Raises BadAnswers, with a sentence for the reader."""
    import openpyxl

    measure(data)
    try:
        # Not data_only: a formula comes in as the text that it is, and nothing computes it.
        book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)
        facts = {str(row[0]): str(row[1]) for row in rows_of(book, FACTS, MOST_FACTS) if len(row) > 1 and row[0]}
        rows = rows_of(book, SHEET, MOST_ROWS)
    except BadAnswers:
        raise
    except Exception:  # openpyxl raises whatever its parsers raise
        raise BadAnswers(_("This spreadsheet is damaged, or not one that was taken along from here.")) from None
    return from_rows(facts, rows[1:])


def measure(data: bytes) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            entries = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError):
        raise BadAnswers(_("This file is damaged: it cannot be unpacked.")) from None
    if any("vbaProject" in entry.filename for entry in entries):
        raise BadAnswers(_("This spreadsheet holds macros. Save it as XLSX without macros, and bring that one."))
    if sum(entry.file_size for entry in entries) > MOST_UNPACKED or len(entries) > 200:
        raise BadAnswers(_("This file unpacks to far more than answers to a checklist. It was not opened."))


def rows_of(book: Any, sheet: str, most: int) -> list[tuple[Any, ...]]:
    if sheet not in book.sheetnames:
        raise BadAnswers(_("This spreadsheet was not taken along from here: it does not say which checklist it is."))
    rows: list[tuple[Any, ...]] = []
    for row in book[sheet].iter_rows(max_col=len(COLUMNS), values_only=True):
        if len(rows) > most:
            raise BadAnswers(_("This spreadsheet has more rows than any checklist has questions."))
        rows.append(row)
    return rows


def from_rows(facts: dict[str, str], rows: list[tuple[Any, ...]]) -> Read:
    try:
        key = uuid.UUID(facts.get("checklist", ""))
    except ValueError:
        raise BadAnswers(
            _("This spreadsheet was not taken along from here: it does not say which checklist it is.")
        ) from None
    version = int(facts["version"]) if facts.get("version", "").isdecimal() else None
    read = Read(Answers(key, version, facts.get("language", "")[:8]))
    words = marks_by_word(read.answers.language)
    for row in rows:
        cells = dict(zip(COLUMNS, [*row, *[None] * len(COLUMNS)], strict=False))
        item = str(cells["id"] or "").strip()[:64]
        if not item:
            continue
        typed = text_of(cells["mark"]).strip()
        if typed and typed.casefold() not in words:
            said = {"code": text_of(cells["code"])[:8], "typed": typed[:40]}
            read.problems.append(gettext("%(code)s: “%(typed)s” is no answer, so this question stays open.") % said)
        parts = {name: text_of(cells[name]) for name in ("note", "evidence", "action")}
        answer = Answer.from_data({"mark": words.get(typed.casefold(), ""), **parts})
        if answer:
            read.answers.answers[item] = answer
    return read


def text_of(cell: Any) -> str:
    """A cell as text. XML kept the signs it cannot hold as _x000D_ and the like; openpyxl brings them back."""
    return "" if cell is None else str(cell)


def marks_by_word(language: str) -> dict[str, str]:
    """The words that mean an answer: in the file's language, in the reader's, in English, and the keys themselves."""
    known = {mark: mark for mark in ANSWERS}
    for code in {language or "en", get_language() or "en", "en"}:
        with override(code):
            known |= {str(word).casefold(): mark for mark, word in ANSWERS.items()}
    return known
