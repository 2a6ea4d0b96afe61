"""`{% stop ":" %}`, in every template without a load: a stop beside words, not inside a translated sentence."""

from django import template
from django.utils.translation import get_language

from toolkit.domain.citations import set_stop

register = template.Library()


@register.simple_tag
def stop(mark: str) -> str:
    """The stop as the language of the page sets it: “Droit : article 6”, and « ؟ » in Arabic letters."""
    return set_stop(mark, get_language() or "")
