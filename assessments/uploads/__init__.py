"""Answers that come back in a file, as plain data. Import from here.

Nothing of a file is kept, nothing in it is executed, and no more of it is read than the answers.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from assessments.models import Answers, BadAnswers

MOST_BYTES = 10 * 1024 * 1024


@dataclass
class Read:
    """What a file held. `problems` are sentences about what could not be taken from it."""

    answers: Answers
    problems: list[str] = field(default_factory=list)


def read_answers(file: Any, name: str) -> Read:
    """Reads an uploaded PDF, XLSX or JSON file; which one it is its first bytes say, not its name.

    Raises BadAnswers, with a sentence for the reader.
    """
    if file.size > MOST_BYTES:
        raise BadAnswers(_("This file is larger than 10 MB. A filled-in form of ours has less than 1 MB."))
    data = file.read()
    return reader_of(data)(data)


def reader_of(data: bytes) -> Callable[[bytes], Read]:
    from assessments.uploads.forms import read_pdf
    from assessments.uploads.spreadsheets import read_xlsx

    if b"%PDF-" in data[:1024]:
        return read_pdf
    if data[:2] == b"PK":
        return read_xlsx
    if data.lstrip()[:1] == b"{":
        return lambda text: Read(Answers.from_json(text))
    if not data:
        raise BadAnswers(_("This file is empty."))
    raise BadAnswers(_("This file is neither a PDF form, a spreadsheet (XLSX) nor a JSON file of this portal."))
