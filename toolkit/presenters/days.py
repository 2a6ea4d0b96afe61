"""A day as a reader writes it: by her calendar and ours, in the digits of her language."""

from datetime import date

from django.utils.dateformat import format as format_date
from django.utils.formats import get_format

from toolkit.domain.calendars import write_solar_day
from toolkit.domain.digits import write_digits


def write_day(day: date, language: str) -> str:
    """“۷ قوس ۱۴۰۵ (۲۸ نومبر ۲۰۲۶)” in fa, prs and ps, “28 November 2026” elsewhere; `language` is the active one."""
    ours = format_date(day, get_format("DATE_FORMAT", lang=language, use_l10n=True))
    if language == "fr" and day.day == 1:
        ours = ours.replace("1 ", "1er ", 1)
    hers = write_solar_day(day, language)
    return write_digits(f"{hers} ({ours})" if hers else ours, language)
