"""Answers that come back in a file, as plain data. Import from here.

Nothing of a file is kept, nothing in it is executed, and no more of it is read than the answers.
"""

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext as _

from assessments.domain.answers import Answers, InvalidAnswersError
from assessments.uploads.reading import UploadedAnswers, is_bloated

MOST_BYTES = 10 * 1024 * 1024


def read_answers(file: Any, name: str) -> list[UploadedAnswers]:
    """Reads an uploaded PDF, XLSX, ODS, CSV or JSON file; which one it is its first bytes say, not its name. Several
    where a table of KoboToolbox or ODK holds several filled forms.

    Raises InvalidAnswersError, with a sentence for the reader.
    """
    if file.size > MOST_BYTES:
        raise InvalidAnswersError(_("This file is larger than 10 MB. A filled-in form of ours has less than 1 MB."))
    data = file.read()
    return reader_of(data)(data)


def reader_of(data: bytes) -> Callable[[bytes], list[UploadedAnswers]]:
    """What reads this kind of file. Raises InvalidAnswersError for any other."""
    from assessments.uploads.forms import read_pdf
    from assessments.uploads.opendocument import is_ods, read_ods
    from assessments.uploads.spreadsheets import read_xlsx
    from assessments.uploads.submissions import is_table, read_csv

    if b"%PDF-" in data[:1024]:
        return lambda data: [read_pdf(data)]
    if data[:2] == b"PK":
        return read_ods if is_ods(data) else read_xlsx
    if data.lstrip()[:1] == b"{":
        return lambda data: [read_json(data)]
    if is_table(data):
        return read_csv
    if not data:
        raise InvalidAnswersError(_("This file is empty."))
    raise InvalidAnswersError(
        _("This file is neither a PDF form, a spreadsheet (XLSX, ODS) nor a JSON file of this portal.")
    )


def read_json(data: bytes) -> UploadedAnswers:
    """Raises InvalidAnswersError, with a sentence for the reader."""
    from assessments.uploads.untrusted import open_untrusted

    if is_bloated(data):
        raise InvalidAnswersError(_("This file holds far more than answers to a checklist. It was not opened."))
    with open_untrusted(
        data, InvalidAnswersError(_("This file cannot be read: it is no answers file of this portal."))
    ):
        return UploadedAnswers(Answers.from_json(data))
