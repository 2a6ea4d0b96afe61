"""What the page of a checklist looks up."""

from collections.abc import Iterable

from django import template
from django.db.models import prefetch_related_objects

from toolkit.models import Section

register = template.Library()


@register.simple_tag
def with_instruments(sections: Iterable[Section]) -> str:
    """Brings the instruments of all the provisions that the questions name, in one query however many there are."""
    named = [p for section in sections for item in section.items for p in item.value["provisions"] if p]
    prefetch_related_objects(named, "instrument")
    return ""
