"""Files for other programs: the numbers for donors as a workbook, a time for a calendar."""

import io
from collections.abc import Sequence
from datetime import UTC, datetime, time
from typing import NamedTuple

from django.utils import timezone
from django.utils.translation import gettext

from network.models import Signup
from network.models.zones import local


class Sheet(NamedTuple):
    """`rows` begin with the head. A cell is a number or words; words are never read as a formula."""

    title: str
    rows: Sequence[Sequence[str | int]]


def workbook_of(sheets: Sequence[Sheet], *, right_to_left: bool) -> bytes:
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
            page.set_column(0, 0, 32)
            page.set_column(1, 12, 16)
            for y, row in enumerate(sheet.rows):
                for x, cell in enumerate(row):
                    style = bold if y == 0 else None
                    page.write_number(y, x, cell) if isinstance(cell, int) else page.write_string(y, x, cell, style)
    return stream.getvalue()


def sheet_name(title: str, number: int) -> str:
    """Excel allows 31 characters and forbids some; the number keeps names apart."""
    plain = "".join(letter for letter in title if letter not in "[]:*?/\\'")
    return f"{number} {plain}"[:31]


def appointment(signup: Signup) -> bytes:
    """An iCalendar file (RFC 5545) with a neutral title; no place, no link, no description, no organiser.

    `DTSTAMP` is today's midnight: the file need not tell when she was here.
    """
    from icalendar import Calendar
    from icalendar import Event as Entry

    event = signup.event
    entry = Entry()
    entry.add("uid", signup.calendar_id)
    entry.add("dtstamp", datetime.combine(timezone.now().date(), time.min, UTC))
    entry.add("dtstart", local(event.starts, event.zone))
    entry.add("dtend", local(event.ends, event.zone))
    entry.add("summary", gettext("Appointment"))
    entry.add("class", "PRIVATE")
    calendar = Calendar()
    calendar.add("prodid", "-//calendar//")
    calendar.add("version", "2.0")
    calendar.add_component(entry)
    calendar.add_missing_timezones()
    return calendar.to_ical()
