"""What the page of a checklist looks up."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext_lazy as _

from toolkit.domain.answers import ANSWERS
from toolkit.models import ChecklistPage, ChecklistSection, SearchEntry
from toolkit.presenters.bound import prefetch_instruments

register = template.Library()
NO_ANSWER = {"mark": "", "note": "", "evidence": "", "action": ""}


@register.simple_tag
def with_instruments(sections: Iterable[ChecklistSection]) -> str:
    """Brings the instruments of all the provisions that the questions name, in one query however many there are."""
    prefetch_instruments(sections)
    return ""


@register.simple_tag
def tool_behind(checklist: ChecklistPage) -> SearchEntry | None:
    """The search row of the tool whose questions these are, where everybody may read it. One query."""
    if checklist.tool_id is None:
        return None
    return SearchEntry.objects.visible().filter(page=checklist.tool_id, kind=SearchEntry.Kind.TOOL).first()


@register.filter
def lookup(rows: Mapping[str, Any] | None, key: str) -> Any:
    """What a mapping holds under a key that is only known in the template; "" where there is nothing."""
    return (rows or {}).get(key, "")


@register.filter
def answer_to(kept: Mapping[str, Any] | None, item: str) -> Any:
    """What was answered before, or an answer with nothing in it: looking for what is not there at all costs a template
    a third of a checklist's time."""
    return (kept or {}).get(item) or NO_ANSWER


@register.simple_tag
def answer_words() -> list[tuple[str, str]]:
    """What a question can be answered with: (mark, words)."""
    return [(mark, str(words)) for mark, words in ANSWERS.items()]  # translated once, not for each question


@register.filter
def mark_words(mark: str) -> Any:
    """An answer in words; "Open" for none."""
    return ANSWERS.get(mark, _("Open"))
