"""What paper needs of a template: words of another language keep their own direction."""

import unicodedata

from django import template

register = template.Library()
STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@register.filter
def own_dir(text: object, around: str) -> str:
    """ "ltr" or "rtl" by the first letter of `text`; the direction `around` it where it has none.

    WeasyPrint knows no dir="auto". Without this, an English sentence on a Dari page ends at the wrong side.
    """
    directions = (STRONG.get(unicodedata.bidirectional(letter)) for letter in str(text))
    return next((direction for direction in directions if direction), around)
