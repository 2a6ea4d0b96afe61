"""What templates say of the languages of a page: in which it is, and what stands beside what."""

from django import template
from django.utils.safestring import SafeString

from toolkit.templatetags.portal import attributes_of

register = template.Library()


@register.simple_tag
def side_lang_dir(language: str) -> SafeString:
    """Language and direction, whatever the reader's are."""
    return attributes_of(language)
