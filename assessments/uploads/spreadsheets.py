"""A spreadsheet of ours, read back. It is a ZIP archive: measured before it is opened."""

import re
import uuid
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any, NoReturn

from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext as _

from assessments.domain.answers import (
    COLUMNS,
    FACTS,
    LONGEST_ID,
    SHEET,
    Answers,
    InvalidAnswersError,
    normalize_language,
)
from assessments.uploads.reading import UploadedAnswers
from assessments.uploads.submissions import is_head, read_table, take_rows
from assessments.uploads.untrusted import TimeLimitedFile, has_many_entries, open_untrusted
from toolkit.domain.answers import ANSWERS

MOST_UNPACKED = 20 * 1024 * 1024
MOST_ENTRIES = 200
# openpyxl reads shared texts and styles whole, some microseconds a tag, before anybody asks for a row; names of styles
# it compares each with each. 500 answered questions have 40,000 tags, and 200 in their styles.
MOST_TAGS = 100_000
MOST_TAGS_IN_STYLES = 5_000
STYLES = "xl/styles.xml"
LONGEST_TAG = 500_000  # bytes up to the next one: a cell holds 32,767 signs at most
# What is no UTF may write "<" as any other byte.
ODD_ENCODING = re.compile(rb"""(?i)(?:\xef\xbb\xbf)?<\?xml[^>]*?encoding\s*=\s*["'](?!utf-8|utf-16|us-ascii)""")
MOST_ROWS = 600
MOST_FACTS = 20

type Row = Sequence[Any]


def read_xlsx(data: bytes) -> list[UploadedAnswers]:
    """Raises InvalidAnswersError, with a sentence for the reader."""
    import openpyxl

    if has_many_entries(data, MOST_ENTRIES):
        raise_flood()
    with open_untrusted(data, InvalidAnswersError(_("This file is damaged: it cannot be unpacked."))) as file:
        measure_archive(file)
    with open_untrusted(
        data, InvalidAnswersError(_("This spreadsheet is damaged, or not one that was taken along from here."))
    ) as file:
        # Not data_only: a formula comes in as the text that it is, and nothing computes it.
        book = openpyxl.load_workbook(file, read_only=True, data_only=False, keep_links=False)
        rows = [] if FACTS in book.sheetnames else take_rows(book.worksheets[0].iter_rows(values_only=True))
        if rows and is_head(rows[0]):
            return read_table(rows)
        facts = {str(row[0]): str(row[1]) for row in rows_of(book, FACTS, MOST_FACTS) if len(row) > 1 and row[0]}
        return [from_rows(facts, rows_of(book, SHEET)[1:])]


def raise_flood() -> NoReturn:
    """Raises InvalidAnswersError, with a sentence for the reader."""
    raise InvalidAnswersError(_("This file unpacks to far more than answers to a checklist. It was not opened."))


def measure_archive(file: TimeLimitedFile) -> None:
    """Raises InvalidAnswersError for a file with macros, and for what openpyxl would be too long about."""
    with zipfile.ZipFile(file) as archive:
        entries = archive.infolist()
        if any("vbaproject" in entry.filename.lower() for entry in entries):
            raise InvalidAnswersError(
                _("This spreadsheet holds macros. Save it as XLSX without macros, and bring that one.")
            )
        if sum(entry.file_size for entry in entries) > MOST_UNPACKED:
            raise_flood()
        left = MOST_TAGS
        for entry in entries:
            left -= tags_in(archive, entry)
            if left < 0:
                raise_flood()


def tags_in(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> int:
    """How many an entry has. Text holds no "<". Raises InvalidAnswersError for more than may be, and where the count
    would mean nothing."""
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):  # others may ask for gigabytes
        raise_flood()
    content = archive.read(entry)
    tags = content.split(b"<", MOST_TAGS)
    most = MOST_TAGS_IN_STYLES if entry.filename == STYLES else MOST_TAGS
    if ODD_ENCODING.match(content) or max(map(len, tags)) > LONGEST_TAG or len(tags) > most:
        raise_flood()
    return len(tags)


def rows_of(book: Any, sheet: str, most: int = MOST_ROWS) -> list[Row]:
    """The sheet's rows with their header. Raises InvalidAnswersError as `take_ours`."""
    is_there = sheet in book.sheetnames
    return take_ours(book[sheet].iter_rows(max_col=len(COLUMNS), values_only=True) if is_there else None, most)


def take_ours(sheet: Iterable[Row] | None, most: int = MOST_ROWS) -> list[Row]:
    """The rows of a sheet of ours, with their header. Raises InvalidAnswersError where the file has no such sheet, or
    it has more than `most` rows below the header."""
    if sheet is None:
        raise InvalidAnswersError(
            _("This spreadsheet was not taken along from here: it does not say which checklist it is.")
        )
    rows: list[Row] = []
    for row in sheet:
        if len(rows) > most:
            raise InvalidAnswersError(_("This spreadsheet has more rows than any checklist has questions."))
        rows.append(row)
    return rows


def from_rows(facts: dict[str, str], rows: list[Row]) -> UploadedAnswers:
    """Answers of a table: `facts` say whose they are. Raises InvalidAnswersError where they name no checklist."""
    try:
        key = uuid.UUID(facts.get("checklist", ""))
    except ValueError:
        raise InvalidAnswersError(
            _("This spreadsheet was not taken along from here: it does not say which checklist it is.")
        ) from None
    version = facts.get("version", "")
    number = int(version) if version.isdecimal() and len(version) < 10 else None
    read = UploadedAnswers(Answers(key, number, normalize_language(facts.get("language", ""))))
    words = marks_by_word(read.answers.language)
    for row in rows:
        cells = dict(zip(COLUMNS, [*row, *[None] * len(COLUMNS)], strict=False))
        item = str(cells["id"] or "").strip()[:LONGEST_ID]
        if not item:
            continue
        typed = text_of(cells["mark"]).strip()
        if typed and typed.casefold() not in words:
            said = {"code": text_of(cells["code"])[:8], "typed": typed[:40]}
            read.problems.append(gettext("%(code)s: “%(typed)s” is no answer, so this question stays open.") % said)
        parts = {name: text_of(cells[name]) for name in ("note", "evidence", "action")}
        read.answers.take(item, {"mark": words.get(typed.casefold(), ""), **parts})
    return read


def text_of(cell: Any) -> str:
    """A cell as text. XML kept the signs it cannot hold as _x000D_ and the like; openpyxl brings them back.

    Most formulas come as their text, and two kinds as objects.
    """
    from openpyxl.worksheet.formula import ArrayFormula, DataTableFormula

    if isinstance(cell, ArrayFormula):
        return cell.text or ""
    if isinstance(cell, DataTableFormula):
        return f"=TABLE({cell.r1 or ''},{cell.r2 or ''})"
    return "" if cell is None else str(cell)


def marks_by_word(language: str) -> dict[str, str]:
    """The words that mean an answer: in the file's language, in the reader's, in English, and the keys themselves."""
    known = {mark: mark for mark in ANSWERS}
    for code in {language or "en", get_language() or "en", "en"}:
        with override(code):
            known |= {str(word).casefold(): mark for mark, word in ANSWERS.items()}
    return known
