"""A table from KoboToolbox or ODK, read back: CSV, or the first sheet of a spreadsheet. One row is one filled form.

What those programs write differs in the sign between columns, the groups before a name and the mark at the start. Read
are the columns that bear our names; a table with labels in its head has none.
"""

import csv
import io
import re
import uuid
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import gettext as _

from assessments.domain.answers import Answers, InvalidAnswersError
from assessments.domain.xlsforms import CHECKLIST, VERSION, parse_column
from assessments.uploads.reading import UploadedAnswers
from toolkit.domain.answers import ANSWERS

MOST_ROWS = 500
MOST_COLUMNS = 4000
LONGEST_CELL = 100_000
SIGNS = ",;\t"
# Columns that either program adds, whatever else stands in the head.
THEIRS = re.compile(r"(^|[/.:-])(_uuid|_submission_time|instanceID|KEY|SubmissionDate)$")
SENT = re.compile(r"(^|[/.:-])(_submission_time|SubmissionDate|end)$")

type Table = Sequence[Sequence[Any]]  # the head first


def is_table(data: bytes) -> bool:
    """Whether these bytes are text with columns of their own or of ours in its first line."""
    head = decode(data[:LONGEST_CELL]).partition("\n")[0]
    return any(is_head(head.split(sign)) for sign in SIGNS)


def is_head(cells: Sequence[Any]) -> bool:
    names = [str(cell).strip().strip('"') for cell in cells if cell is not None]
    return any(parse_column(name) or THEIRS.search(name) for name in names)


def decode(data: bytes) -> str:
    """As both programs write it; what Excel saved in an old encoding keeps its names and marks."""
    return data.decode("utf-8-sig", errors="replace")


def read_csv(data: bytes) -> list[UploadedAnswers]:
    """Raises InvalidAnswersError, with a sentence for the reader."""
    text = decode(data)
    first = text.partition("\n")[0]
    sign = max(SIGNS, key=first.count)
    previous = csv.field_size_limit(LONGEST_CELL)
    try:
        return read_table(take_rows(csv.reader(io.StringIO(text, newline=""), delimiter=sign)))
    except csv.Error:
        raise InvalidAnswersError(_("This table is damaged: it cannot be read as CSV.")) from None
    finally:
        csv.field_size_limit(previous)


def take_rows(rows: Iterator[Sequence[Any]]) -> Table:
    """Raises InvalidAnswersError for more than any pilot has."""
    taken: list[Sequence[Any]] = []
    for row in rows:
        if len(taken) > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise InvalidAnswersError(_("This table has more rows or columns than can be read here."))
        if any(cell not in ("", None) for cell in row):
            taken.append(row)
    return taken


def read_table(rows: Table) -> list[UploadedAnswers]:
    """Every filled form of it. Raises InvalidAnswersError where it names no checklist, or bears labels for names."""
    columns = [parse_column(str(cell or "")) for cell in rows[0]] if rows else []
    if not any(column and column[1] for column in columns) or (CHECKLIST, "") not in columns:
        raise InvalidAnswersError(
            _(
                "The first line of this table does not hold the names of our questions."
                " Export it once more, with “XML values and headers” instead of labels."
            )
        )
    if len(rows) < 2:
        raise InvalidAnswersError(_("Nobody has filled in the form of this table yet."))
    when = next((place for place, cell in enumerate(rows[0]) if SENT.search(str(cell or ""))), None)
    return [read_row(columns, row, when) for row in rows[1:]]


def read_row(columns: Sequence[tuple[str, str] | None], row: Sequence[Any], when: int | None) -> UploadedAnswers:
    """One filled form. A question that moved to another group between two versions of the form has two columns, of
    which one is filled; should both be, the first counts. Raises InvalidAnswersError where it names no checklist."""
    facts: dict[str, str] = {}
    parts: dict[str, dict[str, str]] = {}
    for column, cell in zip(columns, row, strict=False):
        if column is None or cell in ("", None):
            continue
        name, part = column
        known = parts.setdefault(name, {}) if part else facts
        known.setdefault(part or name, str(cell).strip())
    try:
        key = uuid.UUID(facts.get(CHECKLIST, ""))
    except ValueError:
        raise InvalidAnswersError(_("This file does not say which checklist it belongs to.")) from None
    version = facts.get(VERSION, "")
    number = int(version) if version.isdecimal() and len(version) < 10 else None
    read = UploadedAnswers(Answers(key, number, ""))
    for item, answer in parts.items():
        typed = answer.get("mark", "")
        if typed not in {"", *ANSWERS}:
            said = {"code": item[:8], "typed": typed[:40]}
            read.problems.append(_("%(code)s: “%(typed)s” is no answer, so this question stays open.") % said)
            answer["mark"] = ""
        read.answers.take(item, answer)
    read.sent = str(row[when] or "")[:16] if when is not None and when < len(row) else ""
    return read
