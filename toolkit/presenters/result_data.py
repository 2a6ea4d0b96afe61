"""What the page of a checklist carries so that a result can be worked out where there is no portal: short names and
coherence rules. Questions, sections and what they rest on are read from the page itself (static/js/result.js)."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.utils.html import json_script
from django.utils.safestring import SafeString

from toolkit.models import ChecklistPage, ChecklistSection, CoherenceRule, keep_published


class ShortEncoder(DjangoJSONEncoder):
    """Letters as they are, no blanks: in other scripts a third of the bytes."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{**options, "ensure_ascii": False, "separators": (",", ":")})


def build_result_script(page: ChecklistPage, sections: Iterable[ChecklistSection]) -> SafeString:
    """As an element of the page, in one query, however many rules there are."""
    items = [item for section in sections for item in section.items]
    numbers = {item.id: item.number for item in items}
    rules = page.rules.select_related("provision__instrument")
    data = {"short": [item.short for item in items], "rules": [describe_rule(rule, numbers) for rule in rules]}
    return json_script(data, encoder=ShortEncoder)


def describe_rule(rule: CoherenceRule, numbers: Mapping[str, int]) -> dict[str, Any]:
    """A condition names its question by number, which is shorter than its id; one that is no longer asked by its id."""
    conditions = {"all": rule.all_of, "any": rule.any_of, "none": rule.none_of}
    told = {
        name: [[numbers.get(row["item"], row["item"]), *row["answers"]] for row in rows]
        for name, rows in conditions.items()
        if rows
    }
    law = [
        {"href": provision.get_absolute_url(), "label": provision.label, "state": provision.state_words}
        for provision in keep_published([rule.provision])
    ]
    return {"ask": rule.question, **told, "laws": law}
