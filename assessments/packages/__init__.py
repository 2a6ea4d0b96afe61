"""Answers for other programs: a spreadsheet, a document. Import from here."""

from assessments.packages.documents import as_docx
from assessments.packages.spreadsheets import as_xlsx

__all__ = ["as_docx", "as_xlsx"]
