"""`|day`, in every template without a load: no day is written in a form of its own (tests/config/test_dates.py)."""

from datetime import date, datetime, timedelta

from django import template
from django.conf import settings
from django.utils.dateformat import format as date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from toolkit.domain.digits import write_digits
from toolkit.presenters.days import write_day
from toolkit.presenters.frames import mark_ours

register = template.Library()


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """A day, or the day of a moment in the zone of the template, for the reader; "" for none."""
    words = write_day(value, get_language() or settings.LANGUAGE_CODE) if isinstance(value, date) else ""
    return mark_ours(words)


@register.filter(expects_localtime=True)
def days_around(value: datetime) -> str:
    """The day before and the day after a moment in UTC, as `day` writes them, with "|" between: in the reader's zone it
    may lie there (static/js/moments.js). Empty where it does in no zone, which are 12 hours behind to 14 ahead."""
    before = day(value - timedelta(days=1)) if value.hour < 12 else ""
    after = day(value + timedelta(days=1)) if value.hour >= 10 else ""
    return f"{before}|{after}"


@register.filter
def readers_day(value: datetime) -> SafeString:
    """The day of a moment, in UTC until static/js/moments.js tells the one of the reader's zone."""
    at = date_format(value, r"Y-m-d\TH:i\Z")
    return format_html('<time datetime="{}" data-days="{}"><bdi>{}</bdi></time>', at, days_around(value), day(value))


@register.filter
def partial_date(text: str) -> str:
    """“2003-09-24” and “2003-09” as the reader writes a day and a month; a year, or anything else, as it stands."""
    parts = text.split("-")
    try:
        when = date(*(int(part) for part in [*parts, "1", "1"][:3]))
    except ValueError:
        return text
    language = get_language() or settings.LANGUAGE_CODE
    if len(parts) == 3:
        return mark_ours(write_day(when, language))
    return mark_ours(write_digits(date_format(when, "F Y") if len(parts) == 2 else text, language))
