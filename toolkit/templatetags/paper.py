"""What paper needs of a template: words of another language keep their own direction."""

import unicodedata

from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
STRONG = {"L": "ltr", "R": "rtl", "AL": "rtl"}


@register.filter
def own_dir(text: object, around: str) -> SafeString:
    """` dir="ltr"` where `text` runs against its surroundings, else nothing. Decided by its first letter.

    WeasyPrint knows no dir="auto". Without this, an English sentence on a Dari page ends at the wrong side.
    """
    directions = (STRONG.get(unicodedata.bidirectional(letter)) for letter in str(text))
    own = next((direction for direction in directions if direction), around)
    return mark_safe(f' dir="{own}"' if own != around else "")  # noqa: S308  # one of two words
