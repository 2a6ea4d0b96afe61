"""Coherence rules: when these answers stand together, then this question to the reader.

A rule explains and asks; it never blocks, and it is no score. Editors write conditions as they see the questions,
"B5 = no, partly", one on a line. Stored are the questions' ids, so that a rule survives reordering.
"""

from collections.abc import Callable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, TranslatableMixin

# What a condition is in the database: {"item": the question's id, "answers": ["no", "partly"]}
Condition = dict[str, Any]


class ConditionsField(models.JSONField):
    """A list of conditions. What an editor types them in stands in a room above: toolkit/apps.py puts it here."""

    form_field: Callable[..., Any]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return type(self).form_field(required=False, label=self.verbose_name, help_text=self.help_text)


class CoherenceRule(TranslatableMixin, Orderable):
    """One row. It speaks when all of `all_of`, at least one of `any_of` and none of `none_of` are true."""

    page = ParentalKey("toolkit.ChecklistPage", on_delete=models.CASCADE, related_name="rules")
    question = models.TextField(
        _("question to the reader"),
        help_text=_("Ask, do not judge: what could explain these answers, and what to look at."),
    )
    all_of = ConditionsField(
        verbose_name=_("when all of these"),
        help_text=_("One on a line: B5 = no, partly. Answers: yes, partly, no, na."),
    )
    any_of = ConditionsField(verbose_name=_("and any of these"))
    none_of = ConditionsField(verbose_name=_("and none of these"))
    provision = models.ForeignKey(
        "toolkit.Provision", models.SET_NULL, null=True, blank=True, related_name="+", verbose_name=_("rests on")
    )

    panels = [
        FieldPanel("question"),
        FieldPanel("all_of"),
        FieldPanel("any_of"),
        FieldPanel("none_of"),
        FieldPanel("provision"),
    ]

    class Meta(Orderable.Meta):
        verbose_name = _("coherence rule")
        unique_together = [("translation_key", "locale")]

    def __str__(self) -> str:
        return self.question

    def applies_to(self, marks: Mapping[str, str]) -> bool:
        """Whether these answers (question id -> yes, partly, no, na) call for its question.

        A question that nobody answered makes no condition true: an empty checklist asks nothing back.
        """

        def holds(row: Condition) -> bool:
            return marks.get(row["item"]) in row["answers"]

        return (
            bool(self.all_of or self.any_of)
            and all(map(holds, self.all_of))
            and (not self.any_of or any(map(holds, self.any_of)))
            and not any(map(holds, self.none_of))
        )

    def items(self) -> list[str]:
        """The questions it looks at, each once, in the order of the rule."""
        rows = [*self.all_of, *self.any_of, *self.none_of]
        return list(dict.fromkeys(row["item"] for row in rows))
