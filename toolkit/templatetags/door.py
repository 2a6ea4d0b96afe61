"""What the public pages say about the part behind the door."""

from typing import Any

from django import template
from django.conf import settings
from django.utils.module_loading import import_string

register = template.Library()


@register.simple_tag
def open_countries() -> list[Any]:
    """The countries in which people may ask to join now, as the first page behind the door names them to everybody."""
    return import_string(settings.OPEN_COUNTRIES)()
