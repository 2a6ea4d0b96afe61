"""Sums of classes held, as a workbook."""

import io
from collections.abc import Sequence
from typing import NamedTuple


class Sheet(NamedTuple):
    """`rows` begin with the head. Words are never read as a formula."""

    title: str
    rows: Sequence[Sequence[str | int]]


def workbook_of(sheets: Sequence[Sheet], *, right_to_left: bool) -> bytes:
    """An XLSX file that names no author."""
    import xlsxwriter

    stream = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, safe) as book:
        bold = book.add_format({"bold": True})
        for sheet in sheets:
            page = book.add_worksheet("".join(letter for letter in sheet.title if letter not in "[]:*?/\\'")[:31])
            if right_to_left:
                page.right_to_left()
            page.set_column(0, 0, 40)
            page.set_column(1, 12, 16)
            for y, row in enumerate(sheet.rows):
                for x, cell in enumerate(row):
                    style = bold if y == 0 else None
                    page.write_number(y, x, cell) if isinstance(cell, int) else page.write_string(y, x, cell, style)
    return stream.getvalue()
