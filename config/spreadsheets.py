"""What the admin gives away as CSV and XLSX (reports, lists): words stay words.

Wagtail leaves formulas in CSV to whoever opens the file. In a workbook a cell has a type, and Wagtail sees to it that
words have the type of words, as ours do (toolkit/packages/workbooks.py). CSV knows no types: there an apostrophe
says it.
"""

from functools import wraps
from typing import Any

from wagtail.admin.views.mixins import SpreadsheetExportMixin

READ_AS_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guard_csv_cells() -> None:
    """Every list and report writes its cells through this one method. Where a new Wagtail has no such method, nothing
    starts (AttributeError); where it no longer uses it, tests/config/test_spreadsheets.py fails."""
    unguarded = SpreadsheetExportMixin.preprocess_field_value

    @wraps(unguarded)
    def preprocess_field_value(self: Any, field: str, value: Any, export_format: str) -> Any:
        cell = unguarded(self, field, value, export_format)
        return guard_cell(cell) if export_format == self.FORMAT_CSV else cell

    SpreadsheetExportMixin.preprocess_field_value = preprocess_field_value


def guard_cell(cell: Any) -> Any:
    """Numbers stay numbers, also those below zero."""
    if isinstance(cell, int | float) or not str(cell).startswith(READ_AS_FORMULA):
        return cell
    return f"'{cell}"
