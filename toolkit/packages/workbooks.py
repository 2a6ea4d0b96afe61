"""Numbers as a workbook that people take away."""

import io
from collections.abc import Sequence
from typing import Any, NamedTuple

A4 = 9  # as the format numbers sizes of paper
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class Worksheet(NamedTuple):
    """`rows` begin with the head. A cell is a number or words; words are never read as a formula."""

    title: str
    rows: Sequence[Sequence[str | int]]


def write_workbook(sheets: Sequence[Worksheet], *, right_to_left: bool) -> bytes:
    """An XLSX file. It names no author and no program's user."""
    import xlsxwriter

    stream = io.BytesIO()
    safe = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(stream, safe) as book:
        bold = book.add_format({"bold": True})
        for number, sheet in enumerate(sheets, 1):
            page = book.add_worksheet(sheet_name(sheet.title, number))
            if right_to_left:
                page.right_to_left()
            page.set_column(0, 0, 40)
            page.set_column(1, 12, 16)
            for y, row in enumerate(sheet.rows):
                for x, cell in enumerate(row):
                    style = bold if y == 0 else None
                    page.write_number(y, x, cell) if isinstance(cell, int) else page.write_string(y, x, cell, style)
            prepare_for_paper(page, wide=max(map(len, sheet.rows), default=0) > 4)
    return stream.getvalue()


def prepare_for_paper(sheet: Any, *, wide: bool) -> None:
    """Printed, a sheet of xlsxwriter is one page wide, with its head on each page and the page's number below. Columns
    of 160 characters together stay legible: across A4 they are printed at nine tenths of their size."""
    sheet.set_paper(A4)
    if wide:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&C&P / &N")


def sheet_name(title: str, number: int) -> str:
    """Excel allows 31 characters and forbids some; the number keeps names apart."""
    plain = "".join(letter for letter in title if letter not in "[]:*?/\\'")
    return f"{number} {plain}"[:31]
