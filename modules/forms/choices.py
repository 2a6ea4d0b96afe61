"""The field in which an editor ticks several of a closed list."""

from typing import Any

from django import forms


class ChoicesFormField(forms.MultipleChoiceField):
    """Ticks in the order of the list, so that the same choice is always the same value."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> list[str]:
        chosen = super().clean(value)
        return [code for code, _label in self.choices if code in chosen]  # type: ignore[union-attr,misc]
