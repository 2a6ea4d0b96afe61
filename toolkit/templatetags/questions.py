"""What the page of a checklist looks up."""

from collections.abc import Iterable

from django import template
from django.db.models import prefetch_related_objects

from toolkit.models import ChecklistPage, Findable, Section

register = template.Library()


@register.simple_tag
def with_instruments(sections: Iterable[Section]) -> str:
    """Brings the instruments of all the provisions that the questions name, in one query however many there are."""
    named = [p for section in sections for item in section.items for p in item.value["provisions"] if p]
    prefetch_related_objects(named, "instrument")
    return ""


@register.simple_tag
def tool_behind(checklist: ChecklistPage) -> Findable | None:
    """The search row of the tool whose questions these are, where everybody may read it. One query."""
    if checklist.tool_id is None:
        return None
    return Findable.objects.visible().filter(page=checklist.tool_id, kind=Findable.Kind.TOOL).first()
