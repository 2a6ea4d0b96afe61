"""The field in which an editor types the conditions of a coherence rule."""

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

from toolkit.domain.answers import ANSWERS
from toolkit.models.coherence import Condition

LINE = re.compile(r"^\s*([A-Za-z]\d{1,3})\s*=\s*(.+?)\s*$")


class ConditionsFormField(forms.CharField):
    """Conditions as an editor types them. `codes` maps what she sees ("B5") to the question's id."""

    widget = forms.Textarea(attrs={"rows": 2, "dir": "ltr"})
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
