"""`|day`, in every template without a load: no day is written in a form of its own (tests/config/test_dates.py)."""

from datetime import date

from django import template
from django.conf import settings
from django.utils.translation import get_language

from toolkit.presenters.days import write_day
from toolkit.presenters.frames import mark_ours

register = template.Library()


@register.filter(expects_localtime=True)
def day(value: date | None) -> str:
    """A day, or the day of a moment in the zone of the template, for the reader; "" for none."""
    words = write_day(value, get_language() or settings.LANGUAGE_CODE) if isinstance(value, date) else ""
    return mark_ours(words)
