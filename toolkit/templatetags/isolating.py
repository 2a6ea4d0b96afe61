"""`|isolated`, in every template without a load: a citation in other letters keeps its own order inside a line."""

from django import template
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language_bidi

from toolkit.templatetags.paper import own_dir

register = template.Library()
MARKS = {"ltr": "\u2066", "rtl": "\u2067"}
END_OF_IT = "\u2069"


@register.filter
def isolated(words: object) -> SafeString:
    """“art. 6(3)” in a line from right to left, where its brackets and digits would change places.

    Nothing is added in a line of its own direction. Marks instead of <bdi>, which WeasyPrint does not know.
    """
    text = conditional_escape(words if isinstance(words, str) else str(words))
    around = "rtl" if get_language_bidi() else "ltr"
    own = own_dir(words, around)
    return text if own == around else mark_safe(f"{MARKS[own]}{text}{END_OF_IT}")  # noqa: S308  # escaped above
