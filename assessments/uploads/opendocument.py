"""A spreadsheet of ours, or a table from KoboToolbox or ODK, saved as ODS: a ZIP archive with one XML file of cells.

OpenDocument 1.3, part 3: rows and cells that repeat are written once with a number, which may name all of a sheet.
"""

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from lxml import etree

from assessments.domain.answers import COLUMNS, FACTS, SHEET, InvalidAnswersError
from assessments.uploads.reading import UploadedAnswers
from assessments.uploads.spreadsheets import (
    MOST_ENTRIES,
    MOST_FACTS,
    from_rows,
    measure_archive,
    raise_flood,
    take_ours,
)
from assessments.uploads.submissions import MOST_COLUMNS, MOST_ROWS, is_head, read_table, take_rows
from assessments.uploads.untrusted import has_many_entries, open_untrusted

TYPE = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
NAMES = {name: f"urn:oasis:names:tc:opendocument:xmlns:{name}:1.0" for name in ("table", "text", "office")}
SPACE, TAB, LINE = (f"{{{NAMES['text']}}}{name}" for name in ("s", "tab", "line-break"))
ASIDE = f"{{{NAMES['office']}}}annotation"  # a comment on a cell
MOST_SPACES = 1000

type Row = list[str | None]


def is_ods(data: bytes) -> bool:
    """By the archive's first entry, which says what it is."""
    return data[:2] == b"PK" and data[30 : 30 + len(TYPE)] == TYPE


def read_ods(data: bytes) -> list[UploadedAnswers]:
    """Raises InvalidAnswersError, with a sentence for the reader."""
    if has_many_entries(data, MOST_ENTRIES):
        raise_flood()
    with open_untrusted(data, InvalidAnswersError(_("This file is damaged: it cannot be unpacked."))) as file:
        measure_archive(file)
    with open_untrusted(
        data, InvalidAnswersError(_("This spreadsheet is damaged, or not one that was taken along from here."))
    ) as file:
        sheets = find_sheets(zipfile.ZipFile(file).read("content.xml"))
        table = [] if FACTS in sheets else take_rows(read_rows(next(iter(sheets.values())), MOST_COLUMNS + 1))
        if table and is_head(table[0]):
            return read_table(table)
        facts = take_ours(ours_in(sheets, FACTS), MOST_FACTS)
        told = {str(row[0]): str(row[1]) for row in facts if len(row) > 1 and row[0]}
        return [from_rows(told, take_ours(ours_in(sheets, SHEET))[1:])]


def find_sheets(content: bytes) -> dict[str, Any]:
    """By their names. No entity is opened and nothing is fetched. Raises etree.XMLSyntaxError for what is no XML."""
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    tree = etree.parse(io.BytesIO(content), parser)
    return {get_attribute(table, "table", "name"): table for table in tree.iterfind(".//table:table", NAMES)}


def ours_in(sheets: dict[str, Any], name: str) -> Iterator[Row] | None:
    return read_rows(sheets[name], len(COLUMNS)) if name in sheets else None


def read_rows(table: Any, width: int) -> Iterator[Row]:
    """Rows that hold something, with their first `width` cells. A repeated one comes as often as it says."""
    for row in table.iterfind(".//table:table-row", NAMES):
        cells = read_cells(row, width)
        if any(cells):
            for _again in range(min(repeated(row, "rows"), MOST_ROWS + 2)):
                yield cells


def read_cells(row: Any, width: int) -> Row:
    cells: Row = []
    for cell in row.iterchildren(f"{{{NAMES['table']}}}table-cell", f"{{{NAMES['table']}}}covered-table-cell"):
        cells += [read_cell(cell)] * min(repeated(cell, "columns"), width - len(cells))
    while cells and cells[-1] is None:  # a row is filled up to the sheet's last column
        cells.pop()
    return cells


def repeated(element: Any, what: str) -> int:
    number = get_attribute(element, "table", f"number-{what}-repeated")
    return int(number) if number.isdecimal() and len(number) < 9 else 1


def read_cell(cell: Any) -> str | None:
    """A number and a date as the file has them, not as its reader's language writes them; None for an empty cell."""
    kind = get_attribute(cell, "office", "value-type")
    if kind in {"float", "percentage", "currency"}:
        value = get_attribute(cell, "office", "value")
        return value.removesuffix(".0") or None
    if kind == "date":
        return get_attribute(cell, "office", "date-value") or None
    return "\n".join("".join(words_of(part)) for part in cell.iterfind("text:p", NAMES)) or None


def words_of(element: Any) -> Iterator[str]:
    """Of a paragraph, with what stands for spaces and ends of lines."""
    yield element.text or ""
    for part in element:
        if part.tag == SPACE:
            number = get_attribute(part, "text", "c")
            yield " " * min(int(number) if number.isdecimal() and len(number) < 9 else 1, MOST_SPACES)
        elif part.tag in (TAB, LINE):
            yield "\t" if part.tag == TAB else "\n"
        elif part.tag != ASIDE and isinstance(part.tag, str):  # neither a note nor an entity
            yield from words_of(part)
        yield part.tail or ""


def get_attribute(element: Any, space: str, name: str) -> str:
    return str(element.get(f"{{{NAMES[space]}}}{name}", ""))
