"""An action plan for other programs: a spreadsheet, a calendar."""

from collections.abc import Iterable
from datetime import UTC, datetime, time
from io import BytesIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from assessments.packages.documents import UNDATED
from assessments.presenters.plan import PlannedAction
from toolkit.domain.answers import ANSWERS
from toolkit.packages.workbooks import prepare_for_paper
from toolkit.printouts.scripts import get_direction

WIDTHS = [18, 6, 36, 13, 36, 16, 12, 12, 10]


def write_plan_xlsx(rows: Iterable[PlannedAction]) -> bytes:
    """One row an action. Text is text: no cell is a formula, a link or a number in disguise."""
    import xlsxwriter

    stream = BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(stream, options)
    book.set_properties({"created": UNDATED})
    sheet = book.add_worksheet("Plan")
    if get_direction(get_language() or "en") == "rtl":
        sheet.right_to_left()
    bold = book.add_format({"bold": True, "text_wrap": True})
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for column, (word, width) in enumerate(zip(heads(), WIDTHS, strict=True)):
        sheet.write_string(0, column, word, bold)
        sheet.set_column(column, column, width, text)
    for number, row in enumerate(rows, 1):
        for column, value in enumerate(cells(row)):
            sheet.write_string(number, column, value, text)
    sheet.freeze_panes(1, 0)
    prepare_for_paper(sheet, wide=True)
    book.close()
    return stream.getvalue()


def heads() -> list[str]:
    return [
        _("Checklist"),
        _("Code"),
        _("Question"),
        _("Answer now"),
        _("What will be done"),
        _("Who"),
        _("By when"),
        _("How far"),
        _("Overdue"),
    ]


def cells(row: PlannedAction) -> list[str]:
    return [
        row.checklist,
        row.asked.code,
        row.asked.question,
        str(ANSWERS.get(row.asked.mark, _("Open"))),
        row.what,
        row.who,
        row.action.until.isoformat() if row.action.until else "",
        str(row.action.get_state_display()),
        _("Overdue") if row.action.is_overdue else "",
    ]


def write_plan_calendar(rows: Iterable[PlannedAction]) -> bytes:
    """Whole days with a neutral title and a question's code (RFC 5545). A calendar lies on servers that we do not
    know, so nothing else leaves: no title, no question, no name."""
    import icalendar

    calendar = icalendar.Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", "-//Calendar//EN")
    for row in rows:
        if row.action.until is None:
            continue
        entry = icalendar.Event()
        entry.add("uid", str(row.action.pk))
        # Midnight of the day: the file need not tell at what time the action was changed.
        entry.add("dtstamp", datetime.combine(row.action.changed.date(), time.min, UTC))
        entry.add("dtstart", row.action.until)
        entry.add("summary", _("Due: %(code)s") % {"code": row.asked.code} if row.asked.code else _("Due"))
        entry.add("class", "PRIVATE")
        entry.add("transp", "TRANSPARENT")
        calendar.add_component(entry)
    return calendar.to_ical()
