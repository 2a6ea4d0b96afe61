"""Answers for other programs: a spreadsheet, a document. Import from here."""

from assessments.packages.documents import write_answers_docx
from assessments.packages.spreadsheets import write_answers_xlsx

__all__ = ["write_answers_docx", "write_answers_xlsx"]
