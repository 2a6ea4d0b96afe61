"""What paper needs of a template: words of another language keep their own direction, ends of parts stay together."""

import unicodedata

from django import template
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language

from toolkit.domain.digits import write_digits
from toolkit.domain.ends import keep_end_together

register = template.Library()
STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@register.filter
def own_dir(text: object, around: str) -> str:
    """ "ltr" or "rtl" by the first letter of `text`; the direction `around` it where it has none.

    WeasyPrint knows no dir="auto". Without this, an English sentence on a Dari page ends at the wrong side.
    """
    directions = (STRONG.get(unicodedata.bidirectional(letter)) for letter in str(text))
    return next((direction for direction in directions if direction), around)


@register.filter
def own_digits(value: object) -> str:
    """A number, or words with some, in the digits of the document's language; on a screen that is done for a page."""
    return write_digits(value, get_language() or "")


@register.filter
def keep_end(html: SafeString) -> SafeString:
    """A part of a document, or a list of blocks, whose end is no page with a few lines (toolkit/domain/ends.py)."""
    return mark_safe(keep_end_together(html))  # noqa: S308  # what was safe, and a tag of ours around its end
