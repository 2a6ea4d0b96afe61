"""Deleting an assessment: its title typed again."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _


class EraseForm(forms.Form):
    title = forms.CharField(
        label=_("Type its title"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "off", "dir": "auto"}),
        error_messages={"required": _("Type the title of this assessment.")},
    )

    def __init__(self, *args: Any, title: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.right = title

    def clean_title(self) -> str:
        typed = self.cleaned_data["title"]
        if " ".join(typed.split()).casefold() != " ".join(self.right.split()).casefold():
            raise ValidationError(_("This is another title. Type the one that stands above."))
        return typed
