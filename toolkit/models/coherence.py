"""Coherence rules: when these answers stand together, then this question to the reader.

A rule explains and asks; it never blocks, and it is no score. Editors write conditions as they see the questions,
"B5 = no, partly", one on a line. Stored are the questions' ids, so that a rule survives reordering.
"""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel
from wagtail.models import Orderable, TranslatableMixin

from toolkit.domain.answers import ANSWERS

LINE = re.compile(r"^\s*([A-Za-z]\d{1,3})\s*=\s*(.+?)\s*$")

# What a condition is in the database: {"item": the question's id, "answers": ["no", "partly"]}
Condition = dict[str, Any]


class ConditionsFormField(forms.CharField):
    """Conditions as an editor types them. `codes` maps what she sees ("B5") to the question's id."""

    codes: Mapping[str, str] = {}

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, list):
            return value
        names = {item: code for code, item in self.codes.items()}
        return "\n".join(f"{names.get(row['item'], '?')} = {', '.join(row['answers'])}" for row in value)

    def to_python(self, value: Any) -> list[Condition]:  # type: ignore[override]  # text in, conditions out
        lines = str(value or "").splitlines()
        return [self.condition(line) for line in lines if line.strip()]

    def condition(self, line: str) -> Condition:
        """Raises ValidationError that says which line, and how it should look."""
        found = LINE.match(line)
        if not found:
            raise ValidationError(
                gettext("“%(line)s” is no condition. Write one on a line, like this: B5 = no, partly"),
                params={"line": line.strip()},
            )
        code, answers = found[1].upper(), [word.strip().lower() for word in found[2].split(",")]
        if code not in self.codes:
            raise ValidationError(gettext("There is no question %(code)s in this checklist."), params={"code": code})
        unknown = [word for word in answers if word not in ANSWERS]
        if unknown:
            raise ValidationError(
                gettext("“%(word)s” is no answer. The answers are: yes, partly, no, na."), params={"word": unknown[0]}
            )
        return {"item": self.codes[code], "answers": [name for name in ANSWERS if name in answers]}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return self.prepare_value(initial) != data


class ConditionsField(models.JSONField):
    """A list of conditions."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> forms.Field:
        return ConditionsFormField(
            required=False,
            label=self.verbose_name,
            help_text=self.help_text,
            widget=forms.Textarea(attrs={"rows": 2, "dir": "ltr"}),
        )


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
